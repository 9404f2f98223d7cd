"""Who is wanted when: the tasks of the plan, the people that the work would keep busy by month, and those who come.

All of it is the mean of the simulated futures; weeks are weeks of work from the day of the decision.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from advisor.advice import Advice
from advisor.alternatives import Way
from advisor.arithmetic import quotient
from advisor.gaps import FLAGS, Closing
from advisor.reference import roles
from advisor.tasks import tasks
from advisor.units import FloatArray

SELDOM = 0.1
"""Gaps that are there in fewer futures are left out."""
MEANS = (Closing.HIRED, Closing.CONTRACTED, Closing.LEARNED)


@dataclass(frozen=True)
class PlannedTask:
    """A task of the plan: what, whose work it is and who does it (nobody in particular where no roles are known)."""

    stage: str
    phase: str
    role: str
    doer: str | None
    person_weeks: float
    start: float
    end: float
    critical: float


@dataclass(frozen=True)
class Spells:
    """The months of a plan, or spells of several: the first day of each, and the weeks of work at which each begins.

    The last edge is the end of the last spell.
    """

    firsts: tuple[date, ...]
    edges: FloatArray
    months: int

    @property
    def weeks(self) -> FloatArray:
        """Weeks of work in each."""
        return np.diff(self.edges)


@dataclass(frozen=True)
class Workload:
    """Full-time people of a role that the work would keep busy in each spell if nothing waited for anybody.

    `there` is how many there are; None where nobody said who is there.
    """

    role: str
    there: float | None
    wanted: FloatArray


@dataclass(frozen=True)
class Newcomer:
    """A role whose work nobody can do at first: how the gap is mostly closed, in which share of futures, and when.

    `joins` is the week in which somebody comes, or begins to learn; `works` the one in which they are of full use. The
    cost is that of the role's work until launch, finding, settling in and learning included, in US dollars.
    """

    role: str
    how: Closing
    chance: float
    joins: float
    works: float
    cost: float


def day_of(advice: Advice, weeks: float) -> date:
    """The day on which that many weeks of work lie behind."""
    return advice.futures.situation.working_days.day_after(advice.start, weeks)


def plan(advice: Advice, way: Way | None = None) -> tuple[PlannedTask, ...]:
    """The tasks that have work, stage by stage."""
    work, start, end, critical, pool = (
        advice.draws(name, way)
        for name in ("effort_by_task", "task_start_weeks", "task_end_weeks", "task_is_critical", "task_pool")
    )
    known = tasks(advice.catalogue)
    return tuple(
        PlannedTask(
            *known[n], _doer(advice, pool[:, n]),
            *(float(drawn[:, n].mean()) for drawn in (work, start, end, critical)),
        )
        for n in range(len(known)) if work[:, n].any()
    )  # fmt: skip


def _doer(advice: Advice, pools: FloatArray) -> str | None:
    """Those who do a task in most futures."""
    people = roles(advice.catalogue)
    pool = int(np.bincount(pools.astype(np.intp)).argmax())
    return people[pool] if pool < len(people) else None


def spells_until(advice: Advice, weeks: float, most: int) -> Spells:
    """The calendar months from the start to that week, several together where they are more than `most`.

    A first month without a working day is left out.
    """
    start, last = advice.start, day_of(advice, weeks)
    count = 12 * (last.year - start.year) + last.month - start.month + 1
    months = -(-count // most)
    spells = -(-count // months)
    edges = advice.futures.situation.working_days.month_edges(start, months * spells)[::months]
    later = (np.datetime64(start, "M") + months * np.arange(1, spells)).astype("datetime64[D]")
    empty = int(edges[1] == 0)
    return Spells((start, *later.astype(object))[empty:], edges[empty:], months)


def workloads(advice: Advice, spells: Spells, way: Way | None = None) -> tuple[Workload, ...]:
    """Who is wanted, spell by spell: those who do the work where the team is known, else the roles it belongs to."""
    known, people = advice.project.team.people is not None, roles(advice.catalogue)
    there, weeks = advice.draws("people_there_by_role", way)[0], _weeks_wanted(advice, spells, way, known)
    return tuple(
        Workload(role, float(there[n]) if known else None, weeks[n] / spells.weeks)
        for n, role in enumerate(people)
        if weeks[n].any() or there[n]
    )


def _weeks_wanted(advice: Advice, spells: Spells, way: Way | None, by_doer: bool) -> FloatArray:
    """Person-weeks in each spell, (roles, spells)."""
    people, known_tasks = roles(advice.catalogue), tasks(advice.catalogue)
    work, start, end, pool = (
        advice.draws(name, way) for name in ("effort_by_task", "wished_start_weeks", "wished_end_weeks", "task_pool")
    )
    own = np.array([people.index(task.role) for task in known_tasks])
    doers = pool if by_doer else np.broadcast_to(own, pool.shape)
    is_of_role = (doers[..., None] == np.arange(len(people))).reshape(-1, len(people)) / len(work)
    pace, lasting = quotient(work, end - start), end - start
    done = np.stack([(pace * np.clip(edge - start, 0, lasting)).ravel() for edge in spells.edges])
    weeks: FloatArray = np.diff(done @ is_of_role, axis=0).T
    return weeks


def newcomers(advice: Advice, way: Way | None = None) -> tuple[Newcomer, ...]:
    """The roles whose work nobody could do at first, in the order in which they are closed."""
    found = [_newcomer(advice, way, n, role) for n, role in enumerate(roles(advice.catalogue))]
    return tuple(sorted((each for each in found if each), key=lambda each: each.works))


def _newcomer(advice: Advice, way: Way | None, position: int, role: str) -> Newcomer | None:
    flags = {how: advice.draws(FLAGS[how], way)[:, position] > 0 for how in MEANS}
    chance = float(sum(flag.mean() for flag in flags.values()))
    if chance < SELDOM:
        return None
    how = max(flags, key=lambda each: flags[each].mean())
    in_these = flags[how]
    joins = {
        Closing.HIRED: advice.draws("days_to_hire", way) / advice.draws("days_per_week", way),
        Closing.CONTRACTED: advice.draws("weeks_to_contract", way), Closing.LEARNED: np.zeros(len(in_these)),
    }[how]  # fmt: skip
    works, cost = advice.draws("lead_weeks_by_role", way)[:, position], _cost(advice, way, position, role)
    return Newcomer(
        role, how, float(in_these.mean()), *(float(drawn[in_these].mean()) for drawn in (joins, works, cost))
    )


def _cost(advice: Advice, way: Way | None, position: int, role: str) -> FloatArray:
    """The role's work until launch, and its part of what finding people and teaching them costs."""
    pay, spent = advice.draws("paid_week_by_role", way), advice.draws("spent_effort_by_task", way)
    own = [n for n, task in enumerate(tasks(advice.catalogue)) if task.role == role]
    cost: FloatArray = spent[:, own].sum(axis=1) * pay[:, position]
    for name in ("hiring_cost_by_role", "learning_cost_by_role"):
        cost = cost + advice.draws(name, way)[:, position]
    return cost
