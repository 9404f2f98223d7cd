"""The ranking: in each simulated future, which alternative brings what is lacking and is worth most.

In one sentence: of what no gate closes, take those that break the fewest limits, of these those that bring the facts
or the behaviour that this future lacks, and of these the one with the best net value, or, where nobody said what
an answer is worth, the cheapest among those within reach of the best quality; ties go to the simpler way.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from advisor.alternatives import WAYS, Alternatives, Way
from advisor.decision.conditions import BoolArray
from advisor.decision.gates import Closed
from advisor.units import FloatArray, IntArray

FACTS_BEFORE_BEHAVIOUR = 2
"""Where not both needs can be met, facts count first: an answer in style that is wrong helps nobody."""
NEVER = np.inf
IMPOSSIBLE = 1e6
"""Shortfall of a row that a hard gate closes; each gate adds one, so that the least closed row is told apart."""


@dataclass(frozen=True)
class Ranking:
    """The best row of each draw, and how often each way and each row is best."""

    best_row: IntArray
    decided: BoolArray
    chance_of_way: dict[Way, float]
    wins: FloatArray

    @property
    def order(self) -> tuple[Way, ...]:
        """The ways, the likeliest best first; ties to the simpler."""
        return tuple(sorted(WAYS, key=lambda way: (-round(self.chance_of_way[way], 9), WAYS.index(way))))


def shortfall(figures: dict[str, FloatArray], closed: Closed) -> FloatArray:
    """How far a row falls short, (rows, draws): closed, then limits broken, then needs unmet; less is better."""
    unmet_facts = figures["lacks_facts"] * (1 - figures["brings_knowledge"])
    unmet_behaviour = figures["lacks_behaviour"] * (1 - figures["tuning"])
    unmet = FACTS_BEFORE_BEHAVIOUR * unmet_facts + unmet_behaviour
    most_unmet = FACTS_BEFORE_BEHAVIOUR + 1
    ranked = closed.limits_broken * (most_unmet + 1) + unmet
    return np.where(closed.impossible, IMPOSSIBLE + closed.hard_gates, ranked)


def rank(alternatives: Alternatives, figures: dict[str, FloatArray], closed: Closed) -> Ranking:
    """The best alternative of each draw."""
    lacking = shortfall(figures, closed)
    candidates = (lacking < IMPOSSIBLE) & (lacking <= lacking.min(axis=0) + 1e-9)
    if np.isnan(figures["good_answer_value"]).any():
        score = _by_cost(alternatives, figures, candidates)
    else:
        score = np.where(candidates, figures["net_value"], -NEVER)
    best = np.argmax(score, axis=0)
    decided = candidates.any(axis=0)
    wins = np.bincount(best[decided], minlength=len(alternatives)) / max(lacking.shape[1], 1)
    chance = {way: float(wins[alternatives.way == position].sum()) for position, way in enumerate(WAYS)}
    return Ranking(best, decided, chance, wins)


def _by_cost(alternatives: Alternatives, figures: dict[str, FloatArray], candidates: FloatArray) -> FloatArray:
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
