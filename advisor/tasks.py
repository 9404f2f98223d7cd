"""The work before and after launch, and who can do it: as arrays by piece of work, task, role and stage, with sources.

A piece of work is a phase and a role; a task is a piece of work in one of the three stages.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from advisor.alternatives import WAYS, Alternatives, Way
from advisor.catalogue import Catalogue, Effort
from advisor.inputs import Inputs, between, quantiles
from advisor.language import N_, text
from advisor.project_file import Project
from advisor.reference import roles, row_source
from advisor.roster import LEVELS, Member, people_of_role
from advisor.sources import Origin, Source
from advisor.units import FloatArray

STAGES = ("proof_of_concept", "pilot", "production")
LABELLING, CORPUS, BUILDING, REVIEW = (
    ("data_collection_labelling",), ("data_preparation",), ("build",), ("security_compliance",),
)  # fmt: skip
LANGUAGE = ("data_collection_labelling", "data_preparation", "evaluation")
CARE = ("evaluation", "security_compliance")
"""Phases whose work grows with the harm of a wrong answer."""
SEARCHER = "data_engineer"
"""Whose work improving retrieval is, whoever does it."""
ANYBODY_RANK = 0.5
"""Where no roles are known, the team as a whole stands in for each."""


class Work(NamedTuple):
    """One piece of work: who does it, in which phase."""

    phase: str
    role: str


class Task(NamedTuple):
    """One piece of work in one stage."""

    stage: str
    phase: str
    role: str


@lru_cache(maxsize=4)
def phases(catalogue: Catalogue) -> tuple[str, ...]:
    """The phases, in an order in which none waits for a later one."""
    return tuple(row.phase for row in catalogue.phases)


@lru_cache(maxsize=4)
def works(catalogue: Catalogue) -> tuple[Work, ...]:
    """All pieces of work before launch, sorted by phase."""
    found = {Work(row.phase, row.role) for row in catalogue.effort if _is_launch_work(row)}
    return tuple(sorted(found, key=lambda work: (phases(catalogue).index(work.phase), work.role)))


@lru_cache(maxsize=4)
def tasks(catalogue: Catalogue) -> tuple[Task, ...]:
    """All tasks before launch, stage by stage, in an order in which none waits for a later one."""
    return tuple(Task(stage, *work) for stage in STAGES for work in works(catalogue))


def _is_launch_work(row: Effort) -> bool:
    return row.basis == "whole" and row.occurs == "once"


@lru_cache(maxsize=4)
def _effort_tables(catalogue: Catalogue) -> dict[str, FloatArray]:
    """Effort by way, (ways, works) and (ways, roles); work that a way does not have is none."""
    work, people = works(catalogue), roles(catalogue)
    tables = {}
    for end in ("low", "mode", "high"):
        launch, run = np.zeros((len(WAYS), len(work))), np.zeros((len(WAYS), len(people)))
        for row in catalogue.effort:
            if row.basis != "whole":
                continue
            way, effort = WAYS.index(Way(row.strategy)), getattr(row, f"{end}_person_weeks")
            if row.occurs == "once":
                launch[way, work.index(Work(row.phase, row.role))] = effort
            else:
                run[way, people.index(row.role)] = effort
        tables[f"effort_{end}"], tables[f"run_effort_{end}"] = launch, run
    return tables


def effort_inputs(alternatives: Alternatives, prompt_proof_of_concept: FloatArray, draws: int) -> Inputs:
    """The work of each alternative's way on the baseline project, by piece of work and role."""
    catalogue = alternatives.catalogue
    values = {name: table[alternatives.way][:, None, :] for name, table in _effort_tables(catalogue).items()}
    row = next(row for row in catalogue.effort if _is_launch_work(row))
    source = row_source(row, catalogue, N_("Work of a baseline project, by way, phase and role"))
    poc = {Way(row.strategy): row for row in catalogue.proofs_of_concept}
    quantile = quantiles(catalogue, draws)["effort_draw"]
    by_way = [np.broadcast_to(prompt_proof_of_concept, quantile.shape)] + [
        between(quantile, poc[way].low_person_weeks, poc[way].mode_person_weeks, poc[way].high_person_weeks)
        for way in WAYS[1:]
    ]
    values["proof_of_concept_effort"] = np.concatenate(by_way)[alternatives.way]
    return Inputs(values, dict.fromkeys(values, source))


@lru_cache(maxsize=4)
def task_inputs(catalogue: Catalogue) -> Inputs:
    """What the work is like, what waits for what, and how phases are divided among stages."""
    work, everything, people = works(catalogue), tasks(catalogue), roles(catalogue)
    rows = {row.phase: row for row in catalogue.phases}

    def of_work(value: Callable[[Work], float]) -> FloatArray:
        return np.array([float(value(piece)) for piece in work])[None, None]

    def is_of(columns: tuple[str, ...], attribute: str) -> FloatArray:
        return np.array([[float(getattr(task, attribute) == column) for column in columns] for task in everything])

    values = {
        "is_labelling_work": of_work(lambda piece: piece.phase in LABELLING),
        "is_corpus_work": of_work(lambda piece: piece.phase in CORPUS),
        "is_building_work": of_work(lambda piece: piece.phase in BUILDING),
        "is_language_work": of_work(lambda piece: piece.phase in LANGUAGE),
        "is_care_work": of_work(lambda piece: piece.phase in CARE),
        "is_review_work": of_work(lambda piece: piece.phase in REVIEW),
        "is_labelling_task": np.array([[[float(task.phase in LABELLING) for task in everything]]]),
        "is_proof_of_concept_task": np.array([[[float(task.stage == STAGES[0]) for task in everything]]]),
        "proof_of_concept_weight": of_work(lambda piece: rows[piece.phase].proof_of_concept_weight),
        "pilot_share": of_work(lambda piece: rows[piece.phase].pilot_share),
        "task_is_of_role": is_of(people, "role"),
        "task_is_of_phase": is_of(phases(catalogue), "phase"),
        "task_is_of_stage": is_of(STAGES, "stage"),
        "labelling_task_of_stage": is_of(STAGES, "stage") * [[float(task.phase in LABELLING)] for task in everything],
        "task_waits_for": np.array(
            [[float(_waits(task, other, catalogue)) for other in everything] for task in everything]
        ),
        "first_task_of_stage": np.arange(len(STAGES), dtype=np.float64) * len(work),
    }
    source = row_source(catalogue.phases[0], catalogue, N_("What waits for what, and how work is divided among stages"))
    return Inputs(values, dict.fromkeys(values, source))


def _waits(task: Task, other: Task, catalogue: Catalogue) -> bool:
    """A phase waits for others of its stage; one that waits for none waits for the whole stage before."""
    waits_for = next(row.waits_for for row in catalogue.phases if row.phase == task.phase)
    if waits_for:
        return other.stage == task.stage and other.phase in waits_for
    return STAGES.index(other.stage) == STAGES.index(task.stage) - 1


def staffing_inputs(project: Project, catalogue: Catalogue, draws: int) -> Inputs:
    """Who is there, by role and level, and who may stand in for whom."""
    there = _roster(project.team.people or (), catalogue)
    answered = project.team.people is not None
    source = Source(Origin.ANSWER if answered else Origin.ASSUMED, text(N_("People by role")))
    return Inputs(there, dict.fromkeys(there, source)) | _learning_inputs(catalogue, draws)


@lru_cache(maxsize=64)
def _roster(members: tuple[Member, ...], catalogue: Catalogue) -> dict[str, FloatArray]:
    """Full-time people by role: all of them, those who are new to it, and experts, (1, 1, roles) each."""

    def of_level(*levels: str) -> FloatArray:
        people = people_of_role(member for member in members if member.level in levels)
        return np.array([[[people.get(role, 0.0) for role in roles(catalogue)]]])

    return {
        "people_there_by_role": of_level(*LEVELS),
        "new_people_by_role": of_level("new"),
        "expert_people_by_role": of_level("expert"),
    }


@lru_cache(maxsize=4)
def _learning_inputs(catalogue: Catalogue, draws: int) -> Inputs:
    """How long a role's work takes to learn, by role, slow where all work is; which skill it needs; who stands in."""
    people, rows = roles(catalogue), {row.role: row for row in catalogue.learnings}
    pace = quantiles(catalogue, draws)["effort_draw"]
    weeks = [between(pace, rows[role].low_weeks, rows[role].mode_weeks, rows[role].high_weeks) for role in people]
    learning = {
        "learning_weeks_by_role": np.stack(np.broadcast_arrays(*weeks), axis=-1),
        "searching_weeks": weeks[people.index(SEARCHER)],
        "needs_ml_skill": np.array([[[float(rows[role].skill == "ml") for role in people]]]),
        "needs_search_skill": np.array([[[float(rows[role].skill == "search") for role in people]]]),
    }
    source = row_source(catalogue.learnings[0], catalogue, N_("Weeks in which a role's work is learnt"))
    rank = {"stand_in_rank": _stand_in_rank(catalogue)}
    stand_in = row_source(catalogue.stand_ins[0], catalogue, N_("Whose people can do another role's work"))
    return Inputs(learning | rank, dict.fromkeys(learning, source) | dict.fromkeys(rank, stand_in))


def _stand_in_rank(catalogue: Catalogue) -> FloatArray:
    """How gladly each role's work is given to each pool, (roles, pools): 0 to its own people, infinite to none."""
    people = roles(catalogue)
    rank = np.full((len(people), len(people) + 1), np.inf)
    np.fill_diagonal(rank, 0)
    rank[:, -1] = ANYBODY_RANK
    for row in catalogue.stand_ins:
        if row.role in people and row.stand_in in people:
            rank[people.index(row.role), people.index(row.stand_in)] = row.preference
    return rank
