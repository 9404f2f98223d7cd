"""What a budget buys, for each way: the chance to stay within, the volume that it pays, and how long it lasts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from advisor.advice import Advice
from advisor.alternatives import WAYS, Way
from advisor.distributions import HIGH, LOW
from advisor.language import Reader
from advisor.report.volume import Costs
from advisor.units import FloatArray

FARTHEST = 1e4
"""How far below and above the project's volume the one that is paid is looked for, as a factor."""


@dataclass(frozen=True)
class Budget:
    """Amounts in US dollars, one value or one a future; None where there is no limit."""

    once: FloatArray | None
    monthly: FloatArray | None


@dataclass(frozen=True)
class Span:
    """The middle of the futures, and what a tenth of them lies below and above."""

    low: float
    middle: float
    high: float


@dataclass(frozen=True)
class Bought:
    """What the budget buys of one way; None where that part of the budget has no limit.

    A volume of 0 says that the month costs too much with no request at all, one without end that any is paid.
    """

    way: Way
    within_once: float | None
    within_monthly: float | None
    within_both: float
    largest_volume: Span | None
    months: Span
    lasts_share: float


def project_budget(advice: Advice) -> Budget:
    """The budget that the project names."""
    money, figures = advice.project.money, advice.futures.figures
    return Budget(
        None if money.one_off_budget is None else figures["one_off_budget"][0],
        None if money.monthly_budget is None else figures["monthly_budget"][0],
    )


def fixed(once: float | None, monthly: float | None) -> Budget:
    """A budget of two amounts."""
    return Budget(*(None if amount is None else np.array([amount]) for amount in (once, monthly)))


def typed(advice: Advice, reader: Reader, once: float | None, monthly: float | None) -> Budget:
    """A budget in the reader's currency; what is left out is as the project names it."""
    known, rate = project_budget(advice), reader.currency_per_usd
    return Budget(
        known.once if once is None else np.array([once / rate]),
        known.monthly if monthly is None else np.array([monthly / rate]),
    )


def bought(advice: Advice, budget: Budget) -> tuple[Bought, ...]:
    """What a budget buys of each way."""
    volumes = _volumes(advice, budget.monthly) if budget.monthly is not None else {}
    return tuple(_of_way(advice, way, budget, volumes.get(way)) for way in WAYS)


def _of_way(advice: Advice, way: Way, budget: Budget, volume: Span | None) -> Bought:
    always = np.ones(advice.count, dtype=bool)
    once = always if budget.once is None else advice.draws("launch_cost", way) <= budget.once
    monthly = always if budget.monthly is None else advice.draws("first_month_cost", way) <= budget.monthly
    months = _months(advice, way, budget)
    return Bought(
        way,
        None if budget.once is None else float(once.mean()),
        None if budget.monthly is None else float(monthly.mean()),
        float((once & monthly).mean()),
        volume,
        _span(months),
        float((months == advice.months).mean()),
    )


def _months(advice: Advice, way: Way, budget: Budget) -> FloatArray:
    """Whole months after launch that are paid: from what launch leaves of the one sum, and from the other each month.

    Without the first limit launch is paid by somebody else, without the second all comes from what is left.
    """
    paid = advice.draws("cumulative_cost", way)
    if budget.once is None:
        paid = paid - advice.draws("launch_cost", way)[:, None]
    month = np.arange(1, advice.months + 1)
    given = 0.0 if budget.once is None else budget.once[:, None]
    given = given + (0.0 if budget.monthly is None else budget.monthly[:, None] * month)
    nothing_given = budget.once is None and budget.monthly is None
    enough = np.ones_like(paid, dtype=bool) if nothing_given else paid <= given
    return np.cumprod(enough, axis=1).sum(axis=1).astype(np.float64)


def _volumes(advice: Advice, monthly: FloatArray) -> dict[Way, Span]:
    """The largest volume whose first month is paid, by way."""
    costs = Costs(advice, WAYS)
    budget = np.append(monthly.mean(), np.broadcast_to(monthly, advice.count))[: costs.futures + 1]
    own = np.maximum(costs.own_volume, 1)
    shape = (len(WAYS), budget.size)
    low, high = (np.broadcast_to(own * factor, shape) for factor in (1 / FARTHEST, FARTHEST))
    found = costs.crossing("first_month_cost", low, high, lambda cost: cost > budget)
    found = np.where(costs.at(low, "first_month_cost") > budget, 0, found)
    found = np.where(costs.at(high, "first_month_cost") <= budget, np.inf, found)
    return {way: _span(volumes[1:]) for way, volumes in zip(WAYS, found, strict=True)}


def _span(values: FloatArray) -> Span:
    """Of values that may have no end, each is one of them."""
    low, middle, high = np.quantile(values, [LOW, 1 / 2, HIGH], method="inverted_cdf")
    return Span(float(low), float(middle), float(high))
