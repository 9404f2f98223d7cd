"""Break-even and budgets: what is said to be alike is alike when computed again, and ranges hold what they promise."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import combinations

import numpy as np
import pytest

from advisor.advice import Advice, advise
from advisor.alternatives import WAYS, Way
from advisor.catalogue import Catalogue
from advisor.project_file import Project
from advisor.report.break_even import over_time, over_volume
from advisor.report.budget import Budget, bought, fixed, project_budget
from advisor.report.volume import FUTURES, Costs
from advisor.units import FloatArray

PAIRS = list(combinations(WAYS, 2))
Recompute = Callable[..., dict[str, FloatArray]]


def costs_at(advice: Advice, pair: tuple[Way, Way], volume: float) -> list[float]:
    """The total costs of two ways in the middle case, by the plain graph."""
    costs = Costs(advice, pair)
    found = costs.at(np.full((1, 1 + costs.futures), volume), "total_cost")
    return [float(cost[0]) for cost in found]


@pytest.mark.parametrize("pair", PAIRS)
def test_at_the_volume_of_break_even_both_cost_the_same(advice: Advice, pair: tuple[Way, Way]) -> None:
    found = over_volume(advice, *pair)
    assert found is not None and {found.before, found.after} == set(pair)
    if found.at is None:
        low, high = (costs_at(advice, (found.before, found.after), volume) for volume in found.searched)
        assert low[0] <= low[1] * (1 + 1e-9) and high[0] <= high[1] * (1 + 1e-9)
        return
    below, above = (costs_at(advice, (found.before, found.after), found.at * factor) for factor in (0.9998, 1.0002))
    assert below[0] < below[1] and above[0] > above[1]


@pytest.mark.parametrize("pair", PAIRS)
def test_the_range_is_that_of_the_futures_that_cross(advice: Advice, pair: tuple[Way, Way]) -> None:
    for found in (over_volume(advice, *pair), over_time(advice, *pair)):
        assert found is not None and 0 <= found.crossing_share <= 1
        assert (found.low is None) == (found.high is None) == (found.crossing_share == 0)
        if found.low is not None and found.high is not None:
            assert 0 <= found.low <= found.high


def test_a_way_with_itself_never_crosses(advice: Advice) -> None:
    found = over_volume(advice, Way.RAG, Way.RAG)
    assert found is not None and found.at is None and found.crossing_share == 0
    assert over_time(advice, Way.RAG, Way.RAG).at is None


def test_break_even_is_the_same_from_either_side(advice: Advice) -> None:
    for one, other in PAIRS:
        there, back = over_time(advice, one, other), over_time(advice, other, one)
        assert (there.at, there.low, there.high) == pytest.approx((back.at, back.low, back.high))
        assert there.at is None or there.before is back.before


@pytest.mark.parametrize("pair", PAIRS)
def test_the_month_of_break_even_by_counting(advice: Advice, pair: tuple[Way, Way]) -> None:
    """Month by month in every future, with a straight line inside the month."""
    found, months = over_time(advice, *pair), []
    paid = [np.column_stack([advice.draws("launch_cost", way), advice.draws("cumulative_cost", way)]) for way in pair]
    for one, other in zip(*paid, strict=True):
        for month in range(advice.months):
            if (one[month] < other[month]) != (one[month + 1] < other[month + 1]):
                here, there = one[month] - other[month], one[month + 1] - other[month + 1]
                months.append(month + here / (here - there))
                break
    assert found.crossing_share == pytest.approx(len(months) / advice.count)
    if months:
        assert (found.low, found.high) == pytest.approx(np.quantile(months, [0.1, 0.9]))


def test_without_requests_there_is_no_volume_of_break_even(catalogue: Catalogue) -> None:
    idle = advise(Project.parse({"traffic": {"users": 0}}), catalogue)
    assert over_volume(idle, Way.PROMPT, Way.RAG) is None


def test_break_even_is_quick(advice: Advice) -> None:
    """A tenth of a second is what a click may take; the best of three, since other work disturbs a clock."""

    def took(pair: tuple[Way, Way]) -> float:
        start = time.perf_counter()
        over_volume(advice, *pair)
        over_time(advice, *pair)
        return time.perf_counter() - start

    assert min(took(pair) for pair in PAIRS[:3]) < 0.3


# Budgets


def test_the_chance_to_stay_within_is_counted_in_futures(advice: Advice) -> None:
    launch, month = (advice.figure(name, Way.RAG).expected for name in ("launch_cost", "first_month_cost"))
    rag = bought(advice, fixed(launch, month))[WAYS.index(Way.RAG)]
    once, monthly = (advice.draws(name, Way.RAG) <= limit
                     for name, limit in (("launch_cost", launch), ("first_month_cost", month)))  # fmt: skip
    assert rag.within_once == once.mean() and rag.within_monthly == monthly.mean()
    assert rag.within_both == (once & monthly).mean()


def test_what_has_no_limit_is_always_kept(advice: Advice) -> None:
    for found in bought(advice, fixed(None, None)):
        assert found.within_once is None and found.within_monthly is None and found.within_both == 1
        assert found.largest_volume is None and found.lasts_share == 1


def test_the_budget_of_the_project_gives_the_chance_of_the_advice(catalogue: Catalogue) -> None:
    project = Project.parse({"money": {"one_off_budget": [40_000, 90_000], "monthly_budget": [3000, 6000]}})
    advice = advise(project, catalogue)
    for found in bought(advice, project_budget(advice)):
        assert found.within_both == pytest.approx(advice.ways[found.way].within_budget)


@pytest.mark.parametrize("share", [0.5, 1, 4])
def test_the_largest_volume_costs_the_budget(advice: Advice, share: float, recompute: Recompute) -> None:
    budget = share * advice.figure("first_month_cost", Way.PROMPT).expected
    for found in bought(advice, fixed(None, budget)):
        volume = found.largest_volume
        assert volume is not None and volume.low <= volume.middle <= volume.high
        costs = Costs(advice, (found.way,))
        for ends, chance in ((volume.low, 0.9), (volume.middle, 0.5), (volume.high, 0.1)):
            if not 0 < ends < np.inf:
                continue
            paid = costs.at(np.full((1, 1 + costs.futures), ends), "first_month_cost")[0, 1:] <= budget
            assert abs(paid.mean() - chance) < 0.05, (found.way, ends)


def test_a_budget_below_the_fixed_costs_pays_no_request(advice: Advice) -> None:
    for found in bought(advice, fixed(None, 1.0)):
        assert found.largest_volume is not None and found.largest_volume.middle == 0


def test_months_are_counted_until_the_money_is_gone(advice: Advice) -> None:
    once, monthly = (
        1.05 * advice.figure("launch_cost", Way.RAG).high,
        0.9 * advice.figure("first_month_cost", Way.RAG).high,
    )
    found = bought(advice, fixed(once, monthly))[WAYS.index(Way.RAG)]
    lasted = []
    for launch, course in zip(
        advice.draws("launch_cost", Way.RAG), advice.draws("cost_by_month", Way.RAG), strict=True
    ):
        left, months = once - launch, 0
        for cost in course:
            left += monthly - cost
            if left < 0:
                break
            months += 1
        lasted.append(months)
    assert found.lasts_share == pytest.approx(np.mean(np.array(lasted) == advice.months))
    assert found.months.middle == pytest.approx(np.quantile(lasted, 0.5, method="inverted_cdf"))


def test_a_range_of_budgets_is_a_budget_a_future(catalogue: Catalogue) -> None:
    project = Project.parse({"money": {"monthly_budget": [3000, 6000]}})
    advice = advise(project, catalogue)
    budget = project_budget(advice)
    assert budget.once is None and budget.monthly is not None and budget.monthly.size == advice.count > FUTURES
    narrow = bought(advice, Budget(None, np.array([4000.0])))
    wide = bought(advice, budget)
    for one, other in zip(narrow, wide, strict=True):
        assert one.largest_volume is not None and other.largest_volume is not None
        assert other.largest_volume.high >= one.largest_volume.high
