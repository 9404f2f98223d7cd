"""What a way asks of people and who is there for it: role by role, in all, and with one more pair of hands."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from advisor.advice import Advice, Figure
from advisor.alternatives import Way
from advisor.graph import STRUCTURE, evaluate, input_units
from advisor.language import N_
from advisor.options import figure
from advisor.reference import roles
from advisor.units import FloatArray


class Closing(StrEnum):
    """How the work of a role gets done."""

    THERE = "there"
    TOGETHER = "together"
    COVERED = "covered"
    HIRED = "hired"
    CONTRACTED = "contracted"
    LEARNED = "learned"


CLOSING_NAMES = {
    Closing.THERE: N_("is there"),
    Closing.TOGETHER: N_("the team together"),
    Closing.COVERED: N_("others do it"),
    Closing.HIRED: N_("to be hired"),
    Closing.CONTRACTED: N_("to be contracted"),
    Closing.LEARNED: N_("others learn it"),
}
FLAGS = {
    Closing.COVERED: "covered_by_role",
    Closing.HIRED: "hired_by_role",
    Closing.CONTRACTED: "contracted_by_role",
    Closing.LEARNED: "learned_by_role",
}
FUTURES = 256
"""The first futures suffice where two plans are compared within each of them."""
SOONER = 0.5
"""Weeks by which one more person must bring the launch forward to be worth naming."""


@dataclass(frozen=True)
class Gap:
    """The work of one role: how much there is of it, who does it and from when on.

    `doer` is the role whose people do it in most futures; None where they are newcomers or the team as a whole.
    """

    role: str
    work: Figure
    people_there: float
    closing: Closing
    doer: str | None
    lead: Figure

    @property
    def is_missing(self) -> bool:
        """Whether nobody in the team can do it as things stand."""
        return self.closing in (Closing.HIRED, Closing.CONTRACTED, Closing.LEARNED)


def gaps(advice: Advice, way: Way) -> tuple[Gap, ...]:
    """The roles that a way has work for before launch, most work first."""
    people = roles(advice.catalogue)
    found = [_gap(advice, way, position, role) for position, role in enumerate(people)]
    return tuple(sorted((gap for gap in found if gap.work.expected > 0), key=lambda gap: -gap.work.expected))


def _gap(advice: Advice, way: Way, position: int, role: str) -> Gap:
    def drawn(quantity: str) -> FloatArray:
        return advice.draws(quantity, way)[:, position]

    there = float(drawn("people_there_by_role").mean())
    closing, doer = _closing(advice, way, position, there)
    work, lead = (figure(way, name, drawn(name)) for name in ("effort_by_role", "lead_weeks_by_role"))
    return Gap(role, work, there, closing, doer, lead)


def _closing(advice: Advice, way: Way, position: int, there: float) -> tuple[Closing, str | None]:
    """What happens in most futures."""
    shares = {closing: float(advice.draws(name, way)[:, position].mean()) for closing, name in FLAGS.items()}
    usual = Closing.THERE if there > 0 else Closing.TOGETHER
    shares[usual] = 1 - sum(shares.values())
    closing = max(shares, key=lambda each: shares[each])
    pools, counts = np.unique(advice.draws("pool_by_role", way)[:, position], return_counts=True)
    pool, people = int(pools[np.argmax(counts)]), roles(advice.catalogue)
    by_others = closing in (Closing.COVERED, Closing.LEARNED) and pool < len(people)
    return closing, people[pool] if by_others else None


@dataclass(frozen=True)
class OneMore:
    """One more full-time person of a role, and by how many weeks the launch then comes sooner."""

    role: str
    weeks_sooner: Figure


def one_more(advice: Advice, way: Way) -> tuple[OneMore, ...]:
    """The roles in which one more person from the first day brings the launch forward, furthest first.

    Nothing where no roles are known. Computed in the first futures: it is a comparison within each of them.
    """
    there = advice.futures.figures["people_there_by_role"]
    if not there.any():
        return ()
    people = roles(advice.catalogue)
    teams = np.concatenate([there[0], there[0] + np.eye(len(people))])
    now, *launches = _launches(advice, way, teams[:, None, :])
    sooner = [figure(way, "launch_weeks", now - launch) for launch in launches]
    found = [OneMore(role, weeks) for role, weeks in zip(people, sooner, strict=True)]
    worth_naming = [each for each in found if each.weeks_sooner.expected >= SOONER]
    return tuple(sorted(worth_naming, key=lambda each: -each.weeks_sooner.expected))


def _launches(advice: Advice, way: Way, teams: FloatArray) -> FloatArray:
    """Weeks until launch with each of several teams, (teams, 1, roles), in some of the futures: (teams, draws)."""
    row, draws = advice.ways[way].row, advice.count
    given = {}
    for name in input_units():
        values = advice.futures.figures[name]
        if name not in STRUCTURE:
            values = values[[row]] if len(values) > 1 else values
            values = values[:, :FUTURES] if values.shape[1] == draws else values
        given[name] = values
    return evaluate(given | {"people_there_by_role": teams}, ("launch_weeks",))["launch_weeks"]
