"""Each of the four ways judged: its best alternative, how often it is best, and what rules it out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from advisor.alternatives import WAYS, Alternative, Way
from advisor.decision.conditions import BoolArray
from advisor.decision.futures import Futures
from advisor.decision.gates import Gate
from advisor.language import N_, Text

WAY_NAMES = {
    Way.PROMPT: N_("Prompt"),
    Way.RAG: N_("RAG"),
    Way.FINETUNE: N_("Fine-tuning"),
    Way.HYBRID: N_("Hybrid"),
}
NAMES_IN_A_SENTENCE = {
    Way.PROMPT: N_("a good prompt"),
    Way.RAG: N_("RAG"),
    Way.FINETUNE: N_("fine-tuning"),
    Way.HYBRID: N_("a hybrid of RAG and fine-tuning"),
}
"""The same ways as a sentence calls them anywhere but at its start."""


@dataclass(frozen=True)
class RuledOut:
    """A way that a gate closes, with the reason and its source."""

    way: Way
    gate: str
    reason: Text
    source: str
    is_hard: bool


@dataclass(frozen=True)
class WayAdvice:
    """One of the four ways: its chance of being best, its best alternative and what speaks against it.

    `within_budget` and `live_in_time` are chances; None where no budget, no date was given.
    """

    way: Way
    chance: float
    row: int
    alternative: Alternative
    ruled_out: tuple[RuledOut, ...]
    limits_broken: tuple[RuledOut, ...]
    within_budget: float | None
    live_in_time: float | None

    @property
    def is_open(self) -> bool:
        """Whether no hard gate closes every alternative of the way."""
        return not self.ruled_out


def way_advice(futures: Futures, way: Way, share: float) -> WayAdvice:
    """The judgement on one way; it is ruled out where hard gates close all of it in that share of the futures."""
    members = futures.alternatives.way == WAYS.index(way)
    row = _representative(futures, members)
    closing = _closing_gates(futures, members) if _is_closed(futures, members, share) else []
    limits = [gate for gate in futures.closed.often(_only(row, members), 0.5) if not gate.hard]
    return WayAdvice(
        way,
        futures.ranking.chance_of_way[way],
        row,
        futures.alternatives.describe(row),
        tuple(_ruled_out(way, gate, futures) for gate in closing),
        tuple(_ruled_out(way, gate, futures) for gate in limits),
        _within_budget(futures, row),
        _live_in_time(futures, row),
    )


def _within_budget(futures: Futures, row: int) -> float | None:
    """How often neither the cost until launch nor that of the first month is above its budget."""
    money, figures = futures.project.money, futures.figures
    if money.one_off_budget is None and money.monthly_budget is None:
        return None
    once = figures["launch_cost"][row] <= figures["one_off_budget"][0]
    return float(np.mean(once & (figures["first_month_cost"][row] <= figures["monthly_budget"][0])))


def _live_in_time(futures: Futures, row: int) -> float | None:
    """How often it is launched in full by the day on which it must be live."""
    weeks = futures.situation.weeks_to_go_live
    return float(np.mean(futures.figures["launch_weeks"][row] <= weeks)) if np.isfinite(weeks) else None


def _representative(futures: Futures, members: BoolArray) -> int:
    """The row that speaks for a way: the one that wins most, else the one least closed, else the cheapest."""

    def merit(row: np.intp) -> tuple[float, float, float]:
        return futures.ranking.wins[row], -_gates_closed(futures, int(row)), -_cost(futures, int(row))

    return int(max(np.flatnonzero(members), key=merit))


def _only(row: int, members: BoolArray) -> BoolArray:
    return np.arange(len(members)) == row


def _is_closed(futures: Futures, members: BoolArray, share: float) -> bool:
    """Whether hard gates together close every row of the way in most futures."""
    return bool(futures.closed.impossible[members].all(axis=0).mean() >= share)


def _closing_gates(futures: Futures, members: BoolArray) -> list[Gate]:
    """Why a way is closed, with and without the corpus in the prompt: the first gate that closes all of its rows.

    Where no single gate does, the first that closes the row that is closed least.
    """
    with_corpus = futures.alternatives.columns["corpus_in_prompt"][:, 0] > 0
    found: dict[str, Gate] = {}
    for variant in (members & ~with_corpus, members & with_corpus):
        if not variant.any():
            continue
        least_closed = _only(_representative(futures, variant), members)
        of_all, of_one = (futures.closed.often(rows, 1 / 2) for rows in (variant, least_closed))
        closing = [gate for gate in (*of_all, *of_one) if gate.hard]
        found |= {gate.id: gate for gate in closing[:1]}
    return list(found.values())


def _gates_closed(futures: Futures, row: int) -> float:
    return float(futures.closed.by_gate[:, row].mean(axis=1).sum())


def _cost(futures: Futures, row: int) -> float:
    return float(np.mean(futures.figures["total_cost"][row]))


def _ruled_out(way: Way, gate: Gate, futures: Futures) -> RuledOut:
    return RuledOut(way, gate.id, gate.reason(futures.situation), gate.source, gate.hard)
