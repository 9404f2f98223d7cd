"""Several people's estimates as one, held against scipy's distributions and what can be seen without computing."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, stats

from advisor.distributions import logit_normal, lognormal
from advisor.planning.pooling import Amounts, Chosen, Pool, Shares, default_answer, outlier, pooled, share_below
from advisor.project import QUESTIONS

USERS, QUALITY, GROWTH = (
    QUESTIONS[path] for path in ("traffic.users", "task.measured_quality", "traffic.growth_per_year")
)
LAUNCH, SKILL = QUESTIONS["money.go_live"], QUESTIONS["team.skill_ml"]
TEN_TO_NINETY = stats.norm.ppf(0.9)


def of(pool: Pool) -> tuple[float, float, float]:
    assert isinstance(pool, Amounts)
    return pool.low, pool.likely, pool.high


def density(people: list[Amounts], scale: Callable[[float], float]) -> Callable[[float], float]:
    """The mixture's density on the scale on which each half of each person is normal."""

    def at(place: float) -> float:
        total = 0.0
        for person in people:
            middle = scale(person.likely)
            end = person.low if place < middle else person.high
            total += stats.norm.pdf(place, middle, abs(scale(end) - middle) / TEN_TO_NINETY)
        return total / len(people)

    return at


@pytest.mark.parametrize(
    ("question", "scale", "people"),
    [
        (USERS, math.log, [Amounts(50, 80, 200), Amounts(100, 900, 1000), Amounts(3, 4, 50_000)]),
        (QUALITY, lambda share: math.log(share / (1 - share)), [Amounts(0.2, 0.5, 0.6), Amounts(0.7, 0.9, 0.99)]),
        (GROWTH, float, [Amounts(-0.2, 0.1, 0.2), Amounts(0, 0.3, 2), Amounts(-0.5, -0.4, 0)]),
        (LAUNCH, float, [Amounts(740_000, 740_050, 740_100), Amounts(740_090, 740_095, 740_100)]),
    ],
)
def test_the_pool_is_the_mixture_that_numeric_integration_gives(question, scale, people) -> None:  # type: ignore[no-untyped-def]
    breaks = [scale(end) for person in people for end in (person.low, person.likely, person.high)]
    reach = 12 * (max(breaks) - min(breaks))
    for share, found in zip((0.1, 0.5, 0.9), of(pooled(question, people)), strict=True):
        ends = [min(breaks) - reach, *sorted(place for place in breaks if place < scale(found)), scale(found)]
        below = sum(
            integrate.quad(density(people, scale), first, last, epsabs=1e-10, limit=200)[0]
            for first, last in pairwise(ends)
        )
        assert below == pytest.approx(share, abs=1e-6)


def test_two_who_mirror_each_other_meet_in_the_geometric_middle() -> None:
    low, likely, high = of(pooled(USERS, [Amounts(1, 10, 100), Amounts(100, 1000, 10_000)]))
    assert likely == pytest.approx(100)
    assert low * high == pytest.approx(100**2)
    assert low < 10 < 1000 < high


def test_one_person_is_read_as_answers_are_drawn() -> None:
    """A range whose likely value is in the middle of its scale is the range that a project holds."""
    shares = np.linspace(0.001, 0.999, 101)
    person, sure = Amounts(20, math.sqrt(20 * 500), 500), Amounts(0.2, 0.5, 0.8)
    for share, amount in zip(shares, lognormal(shares, 20, 500), strict=True):
        assert share_below(USERS, person, amount) == pytest.approx(share)
    for share, amount in zip(shares, logit_normal(shares, 0.2, 0.8), strict=True):
        assert share_below(QUALITY, sure, amount) == pytest.approx(share)


amounts = st.lists(st.floats(0, 1e10), min_size=3, max_size=3).map(lambda three: Amounts(*sorted(three)))
positive = st.lists(st.floats(1e-3, 1e8), min_size=3, max_size=3).map(lambda three: Amounts(*sorted(three)))


@given(amounts)
def test_one_persons_pool_is_his_own(person: Amounts) -> None:
    assert pooled(USERS, [person]) == pooled(USERS, [person] * 3) == person
    assert default_answer(USERS, [person], person) == person


@given(st.lists(amounts, min_size=1, max_size=6), st.randoms())
def test_the_pool_lies_between_the_extremes_and_knows_no_order(people: list[Amounts], chance) -> None:  # type: ignore[no-untyped-def]
    low, likely, high = of(pooled(USERS, people))
    assert min(person.low for person in people) <= low <= max(person.low for person in people)
    assert min(person.likely for person in people) <= likely <= max(person.likely for person in people)
    assert min(person.high for person in people) <= high <= max(person.high for person in people)
    assert low <= likely <= high
    mixed = list(people)
    chance.shuffle(mixed)
    assert of(pooled(USERS, mixed)) == (low, likely, high)


@given(st.lists(positive, min_size=1, max_size=5), st.floats(1, 100))
def test_who_says_more_never_lowers_the_pool(people: list[Amounts], times: float) -> None:
    first = people[0]
    more = [Amounts(times * first.low, times * first.likely, times * first.high), *people[1:]]
    for before, after in zip(of(pooled(USERS, people)), of(pooled(USERS, more)), strict=True):
        assert after >= before * (1 - 1e-9)


@given(st.lists(positive, min_size=1, max_size=5))
def test_the_agreed_range_is_one_that_the_question_takes(people: list[Amounts]) -> None:
    agreed = default_answer(USERS, people, pooled(USERS, people))
    assert isinstance(agreed, Amounts)
    assert USERS.parse({"low": agreed.low, "high": agreed.high}) is not None


def test_nobody_agrees_on_a_part_of_a_person() -> None:
    people = [Amounts(300, 600, 1000), Amounts(60, 90, 150), Amounts(800, 1200, 2000)]
    agreed = of(default_answer(USERS, people, pooled(USERS, people)))  # type: ignore[arg-type]
    assert all(value == int(value) for value in agreed)
    shares = [Amounts(0.1, 0.2, 0.3), Amounts(0.3, 0.4, 0.5)]
    low, likely, high = of(default_answer(QUALITY, shares, pooled(QUALITY, shares)))  # type: ignore[arg-type]
    assert 0 < low < likely < high < 1


def test_a_sure_person_is_a_step() -> None:
    sure = Amounts(100, 100, 100)
    assert [share_below(USERS, sure, value) for value in (99.9, 100, 100.1)] == [0, 1, 1]
    assert of(pooled(USERS, [sure, sure, Amounts(1, 500, 900)]))[1] == 100


def test_options_are_pooled_by_their_shares() -> None:
    opinions = [Chosen("some"), Chosen("none"), Chosen("some"), Chosen("strong")]
    pool = pooled(SKILL, opinions)
    assert pool == Shares((("some", 0.5), ("none", 0.25), ("strong", 0.25)))
    assert default_answer(SKILL, opinions, pool) == Chosen("some")
    tied = [Chosen("some"), Chosen("none")]
    assert default_answer(SKILL, tied, pooled(SKILL, tied)) is None


def test_the_outlier_is_farthest_in_logarithms_where_amounts_are() -> None:
    people = [Amounts(1, 2, 3), Amounts(90, 100, 110), Amounts(190, 200, 210)]
    assert outlier(USERS, people, pooled(USERS, people)) == 0  # by far the farthest in ratio, though not in users
    assert outlier(USERS, people[:2], pooled(USERS, people[:2])) is None
    assert outlier(USERS, [people[0]] * 4, pooled(USERS, [people[0]] * 4)) is None
    days = [Amounts(day, day, day) for day in (740_000, 740_010, 740_400)]
    assert outlier(LAUNCH, days, pooled(LAUNCH, days)) == 2


def test_among_options_the_outlier_alone_chose_another() -> None:
    def who(*options: str) -> int | None:
        opinions = [Chosen(option) for option in options]
        return outlier(SKILL, opinions, pooled(SKILL, opinions))

    assert who("some", "none", "some") == 1
    assert who("some", "none", "some", "strong") is None
    assert who("some", "some", "none", "none") is None
    assert who("some", "some", "some") is None


def test_days_are_agreed_on_whole() -> None:
    people = [Amounts(740_000, 740_010, 740_020), Amounts(740_030, 740_050, 740_070)]
    agreed = default_answer(LAUNCH, people, pooled(LAUNCH, people))
    assert isinstance(agreed, Amounts)
    assert agreed.low.is_integer()
    assert 740_000 <= agreed.low <= agreed.high <= 740_070
