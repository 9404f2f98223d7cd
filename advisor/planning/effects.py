"""Does a disagreement matter? The advice with the lowest, the highest and the pooled estimate, side by side."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from advisor.advice import advise
from advisor.alternatives import Way
from advisor.metrics import counted
from advisor.planning import scenarios
from advisor.planning.database import Database
from advisor.planning.estimates import answer_of, revealed_round
from advisor.planning.pooling import Amounts, Chosen, Opinion, Pool, Shares, default_answer
from advisor.planning.seats import LEADS, changing
from advisor.planning.tables import RevealedRow
from advisor.project import QUESTIONS
from advisor.project_file import Project, ProjectError
from advisor.questions import Json, Kind, Question

MOST_CASES = 4


class Standpoint(StrEnum):
    """Whose answer a case takes."""

    LOWEST = "lowest"
    HIGHEST = "highest"
    POOLED = "pooled"
    OPTION = "option"


@dataclass(frozen=True)
class Case:
    """The advice where one answer holds: the verdict, its chance, and its total cost in US dollars where known."""

    standpoint: Standpoint
    answer: Json
    way: Way
    chance: float
    cost: tuple[float, float, float] | None


@dataclass(frozen=True)
class Effect:
    """What the advice would be for each standpoint."""

    cases: tuple[Case, ...]

    @property
    def changes_the_verdict(self) -> bool:
        """Whether it matters for the recommendation who is right."""
        return len({case.way for case in self.cases}) > 1


def effect(project: Project, path: str, opinions: Sequence[Opinion], pool: Pool) -> Effect:
    """The advice for the lowest and the highest likely value and for the pool, or for each of the most chosen options.

    An answer that the rest of the project rules out, such as a launch before its start, is left out. Takes a few
    tenths of a second for each case.
    """
    question = QUESTIONS[path]
    answers = {_key(answer): (point, answer) for point, answer in reversed(list(_answers(question, opinions, pool)))}
    cases = (_case(project, path, point, answer) for point, answer in reversed(answers.values()))
    return Effect(tuple(case for case in cases if case is not None))


@counted
def work_out_effect(database: Database, seat_key: str, topic: int) -> Effect:
    """Compute whether the revealed disagreement matters to the scenario as it stands, and show it to everybody.

    The database is free while it is computed.

    Raises:
        NotAllowedError: the key is not the facilitator's.
        NotFoundError: the topic is not on the agenda.
        NotNowError: the round is not revealed, or the session is closed.
        DatabaseAway: nothing is stored.
    """
    current = revealed_round(database, seat_key, topic)
    project = scenarios.load(database, current.scenario).project
    found = effect(project, current.path, current.opinions, current.pool)
    with changing(database, seat_key, LEADS) as change:
        change.store.get_one(RevealedRow, (topic, current.round)).effect = effect_content(found)
    return found


def effect_content(found: Effect) -> dict[str, Any]:
    """What is stored of an effect."""
    return {
        "cases": [
            {"standpoint": case.standpoint, "answer": case.answer, "way": case.way, "chance": case.chance,
             "cost": case.cost and list(case.cost)}
            for case in found.cases
        ]
    }  # fmt: skip


def effect_of(content: Mapping[str, Any]) -> Effect:
    """An effect from what is stored of it."""
    return Effect(
        tuple(
            Case(Standpoint(case["standpoint"]), case["answer"], Way(case["way"]), case["chance"],
                 case["cost"] and tuple(case["cost"]))
            for case in content["cases"]
        )
    )  # fmt: skip


def _answers(question: Question, opinions: Sequence[Opinion], pool: Pool) -> Iterator[tuple[Standpoint, Json]]:
    if isinstance(pool, Shares):
        for option, _ in pool.of[:MOST_CASES]:
            yield Standpoint.OPTION, answer_of(question, Chosen(option))
        return
    amounts = [opinion for opinion in opinions if isinstance(opinion, Amounts)]
    if question.kind is Kind.DAY:
        lowest, highest = min(person.low for person in amounts), max(person.high for person in amounts)
    else:
        lowest, highest = (end(person.likely for person in amounts) for end in (min, max))
    yield Standpoint.LOWEST, answer_of(question, Amounts(lowest, lowest, lowest))
    yield Standpoint.HIGHEST, answer_of(question, Amounts(highest, highest, highest))
    agreed = default_answer(question, opinions, pool)
    if agreed is not None:
        yield Standpoint.POOLED, answer_of(question, agreed)


def _key(answer: Json) -> str:
    return repr(answer)


def _case(project: Project, path: str, standpoint: Standpoint, answer: Json) -> Case | None:
    try:
        advice = advise(project.with_answer(path, answer))
    except ProjectError:
        return None
    cost = advice.figure("total_cost")
    figures = (cost.low, cost.expected, cost.high)
    known = all(math.isfinite(figure) for figure in figures)
    return Case(standpoint, answer, advice.verdict, float(advice.best.chance), figures if known else None)
