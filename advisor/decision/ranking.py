"""The ranking: in each simulated future, which alternative brings what is lacking and is worth most.

In one sentence: of what no gate closes, take those that break the fewest limits, of these those that bring the facts
or the behaviour that this future lacks, and of these the one with the best net value, or, where nobody said what
an answer is worth, the cheapest among those within reach of the best quality; ties go to the simpler way.

Whether facts and behaviour are lacking is not drawn but weighed: each future is judged in all four corners of the plane
of needs, and each corner counts by its probability in that future. That takes most of the noise out of the chances
(a conditional expectation in place of a draw: Owen 2013, "Monte Carlo theory, methods and examples", chapter 8). So
does dealing the team's limits to the futures several times over: they cost nothing to compare again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from advisor.alternatives import WAYS, Alternatives, Way
from advisor.decision.gates import Closed
from advisor.units import FloatArray, IntArray

FACTS_BEFORE_BEHAVIOUR = 2
"""Where not both needs can be met, facts count first: an answer in style that is wrong helps nobody."""
NEVER = np.inf
IMPOSSIBLE = 1e6
"""Shortfall of a row that a hard gate closes; each gate adds one, so that the least closed row is told apart."""


class Case(NamedTuple):
    """One corner of the plane of needs under one deal of the limits: what the ranking looks at, and its weight.

    `corner` says whether facts and behaviour are lacking, `likelihood` how much the case counts in each draw (draws,).
    """

    corner: tuple[int, int]
    figures: Mapping[str, FloatArray]
    closed: Closed
    likelihood: FloatArray


@dataclass(frozen=True)
class Ranking:
    """The best row of each draw in each case, (cases, draws), -1 where nothing is open; and the weight of each case."""

    best_row: IntArray
    likelihood: FloatArray
    way_of_row: IntArray

    @cached_property
    def winners(self) -> IntArray:
        """The way that is best in each case of each draw, (cases, draws); -1 where none is open."""
        return np.where(self.best_row >= 0, self.way_of_row[self.best_row], -1)

    @cached_property
    def wins(self) -> FloatArray:
        """How often each row is best."""
        decided = self.best_row >= 0
        weight = np.bincount(self.best_row[decided], self.likelihood[decided], minlength=len(self.way_of_row))
        return weight / self.best_row.shape[1]

    @cached_property
    def chance_of_way(self) -> dict[Way, float]:
        """How often each way is best."""
        return {way: float(self.wins[self.way_of_row == position].sum()) for position, way in enumerate(WAYS)}

    @property
    def order(self) -> tuple[Way, ...]:
        """The ways, the likeliest best first; ties to the simpler."""
        return tuple(sorted(WAYS, key=lambda way: (-round(self.chance_of_way[way], 9), WAYS.index(way))))


def shortfall(figures: Mapping[str, FloatArray], closed: Closed) -> FloatArray:
    """How far a row falls short, (rows, draws): closed, then limits broken, then needs unmet; less is better."""
    unmet_facts = figures["lacks_facts"] * (1 - figures["brings_knowledge"])
    unmet_behaviour = figures["lacks_behaviour"] * (1 - figures["tuning"])
    unmet = FACTS_BEFORE_BEHAVIOUR * unmet_facts + unmet_behaviour
    most_unmet = FACTS_BEFORE_BEHAVIOUR + 1
    ranked = closed.limits_broken * (most_unmet + 1) + unmet
    return np.where(closed.impossible, IMPOSSIBLE + closed.hard_gates, ranked)


def rank(alternatives: Alternatives, cases: Sequence[Case]) -> Ranking:
    """The best alternative of each draw, in each case."""
    best = np.stack([_best_rows(alternatives, case.figures, case.closed) for case in cases])
    likelihood = np.stack([np.broadcast_to(case.likelihood, best.shape[1:]) for case in cases])
    return Ranking(best, likelihood, alternatives.way)


def _best_rows(alternatives: Alternatives, figures: Mapping[str, FloatArray], closed: Closed) -> IntArray:
    lacking = shortfall(figures, closed)
    candidates = (lacking < IMPOSSIBLE) & (lacking <= lacking.min(axis=0) + 1e-9)
    if np.isnan(figures["good_answer_value"]).any():
        score = _by_cost(alternatives, figures, candidates)
    else:
        score = np.where(candidates, figures["net_value"], -NEVER)
    return np.where(candidates.any(axis=0), np.argmax(score, axis=0), -1)


def _by_cost(alternatives: Alternatives, figures: Mapping[str, FloatArray], candidates: FloatArray) -> FloatArray:
    """A score that is highest for the simplest way among the cheapest within reach of the best quality."""
    shape = candidates.shape
    quality = np.where(candidates, np.broadcast_to(figures["good_answer_share"], shape), -NEVER)
    within_reach = candidates & (quality >= quality.max(axis=0) - figures["quality_reach"])
    cost = np.where(within_reach, np.broadcast_to(figures["total_cost"], shape), NEVER)
    tied = cost <= cost.min(axis=0) * (1 + figures["cost_tie"])
    simplicity = -alternatives.way[:, None].astype(np.float64)
    # The way first, then the cost: a cost is smaller than its own ceiling, so it only orders rows of one way.
    ceiling = np.where(np.isfinite(cost), cost, 0).max(axis=0) + 1
    return np.where(tied & within_reach, simplicity - np.where(tied, cost, 0) / (2 * ceiling), -NEVER)
