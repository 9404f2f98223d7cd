"""Break-even between two ways: the volume, and the month, from which the other one is cheaper."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from advisor.advice import Advice
from advisor.alternatives import Way
from advisor.distributions import HIGH, LOW
from advisor.report.volume import DECADES_AROUND, Costs
from advisor.units import BoolArray, FloatArray

GRID = 13


@dataclass(frozen=True)
class BreakEven:
    """Where the costs of two ways cross: in the middle case, and over the futures.

    `before` is cheaper up to there and `after` from there on, in the middle case; where that never crosses, `at` is
    None and `before` is the cheaper one all along. The range is that of the futures that cross, None where none does.
    """

    before: Way
    after: Way
    at: float | None
    low: float | None
    high: float | None
    crossing_share: float
    searched: tuple[float, float]


def over_volume(advice: Advice, one: Way, other: Way) -> BreakEven | None:
    """The requests a month at which both ways cost the same over the horizon, and so a request does; the nearest.

    Searched from a hundred times below to a hundred times above the volume of each future, with the models and
    machines of the advice; as machines come one by one, costs may cross again. None where there are no requests.
    """
    if not (advice.draws("queries_per_month") > 0).all():
        return None
    costs = Costs(advice, (one, other))
    factors = np.logspace(-DECADES_AROUND, DECADES_AROUND, GRID)
    dearer = np.stack([_first_is_dearer(costs.at(costs.own_volume * factor, "total_cost")) for factor in factors])
    changes = dearer[1:] != dearer[:-1]
    distance = np.abs(np.log(factors[1:] * factors[:-1]))[:, None]
    nearest = np.argmin(np.where(changes, distance, np.inf), axis=0)
    below = np.take_along_axis(dearer, nearest[None], axis=0)[0]
    low, high = (costs.own_volume * factors[nearest + step] for step in (0, 1))
    if changes.any():
        low = costs.crossing("total_cost", low, high, lambda found: _first_is_dearer(found) != below)
    own = float(costs.own_volume[0, 0])
    return _found(one, other, low[0], changes.any(axis=0), below, (own * factors[0], own * factors[-1]))


def _first_is_dearer(costs: FloatArray) -> BoolArray:
    found: BoolArray = costs[0] > costs[1]
    return found


def over_time(advice: Advice, one: Way, other: Way) -> BreakEven:
    """The months after launch by which both have cost the same in all, each counted from its own launch; the first."""
    paid = [
        np.concatenate([drawn.mean(axis=0, keepdims=True), drawn])
        for drawn in (_paid(advice, way) for way in (one, other))
    ]
    gap = paid[0] - paid[1]
    changes = np.signbit(gap[:, 1:]) != np.signbit(gap[:, :-1])
    first = np.argmax(changes, axis=1)[:, None]
    before, after = (np.take_along_axis(gap, first + step, axis=1)[:, 0] for step in (0, 1))
    apart = np.where(before == after, 1, before - after)
    at = first[:, 0] + before / apart
    return _found(one, other, at, changes.any(axis=1), gap[:, 0] > 0, (0.0, float(advice.months)))


def _paid(advice: Advice, way: Way) -> FloatArray:
    """Paid in all at launch and by the end of each month, (draws, 1 + months)."""
    return np.column_stack([advice.draws("launch_cost", way), advice.draws("cumulative_cost", way)])


def _found(
    one: Way, other: Way, at: FloatArray, crosses: BoolArray, first_is_dearer: BoolArray, searched: tuple[float, float]
) -> BreakEven:
    """The first entry is the middle case, the others are futures."""
    before, after = (other, one) if first_is_dearer[0] else (one, other)
    among = at[1:][crosses[1:]]
    low, high = map(float, np.quantile(among, [LOW, HIGH])) if among.size else (None, None)
    return BreakEven(
        before, after, float(at[0]) if crosses[0] else None, low, high, float(crosses[1:].mean()), searched
    )
