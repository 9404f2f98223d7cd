"""Schedules: five small ones worked out by hand, and what holds of every plan."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.scheduling import critical, earliest_starts, slack
from advisor.units import FloatArray

NOTHING: list[float] = []


def plan(weeks: list[float], pool: list[float], release: list[float], after: dict[int, list[int]]) -> list[FloatArray]:
    waits_for = np.zeros((len(weeks), len(weeks)))
    for task, before in after.items():
        waits_for[task, before] = 1
    return [np.array([[weeks]]), np.array([[pool]]), np.array([[release or [0.0] * len(weeks)]]), waits_for]


BY_HAND = {
    # Three tasks of one person, each waiting for the last: 2, then 3, then 1 week.
    "a chain": (plan([2, 3, 1], [0, 0, 0], NOTHING, {1: [0], 2: [1]}), [0, 2, 5], [1, 1, 1]),
    # Two people work side by side, 2 and 5 weeks; what waits for both begins in week 5. The first has 3 weeks to spare.
    "a fork and a join": (plan([2, 5, 1], [0, 1, 0], NOTHING, {2: [0, 1]}), [0, 0, 5], [0, 1, 1]),
    # Nothing waits for anything, but one person does both.
    "one pair of hands": (plan([2, 3], [0, 0], NOTHING, {}), [0, 2], [1, 1]),
    # Somebody comes in week 4: the first task is late, the second waits for it, the third does not.
    "a newcomer": (plan([2, 1, 3], [0, 1, 2], [4, 0, 0], {1: [0]}), [4, 6, 0], [1, 1, 0]),
    # Of the middle task nothing is left to do: its person's arrival in week 9 delays nobody.
    "no work": (plan([2, 0, 3], [0, 1, 0], [0, 9, 0], {1: [0], 2: [1]}), [0, 2, 2], [1, 0, 1]),
}  # fmt: skip


@pytest.mark.parametrize("name", BY_HAND)
def test_small_plans_are_those_made_by_hand(name: str) -> None:
    (weeks, pool, release, waits_for), starts, on_the_path = BY_HAND[name]
    found = earliest_starts(weeks, pool, release, waits_for)
    assert found.ravel().tolist() == starts
    assert critical(found, weeks, pool, waits_for).ravel().tolist() == on_the_path


def test_who_does_a_task_may_differ_between_futures() -> None:
    # In the first future one person does both, in the second there are two.
    pool = np.array([[[0.0, 0.0], [0.0, 1.0]]])
    starts = earliest_starts(np.array([[[2.0, 3.0]]]), pool, np.zeros((1, 1, 2)), np.zeros((2, 2)))
    assert starts.tolist() == [[[0, 2], [0, 0]]]


TASKS = 7
SHORT = st.integers(0, 8).map(float)


@st.composite
def plans(draw: st.DrawFn) -> list[FloatArray]:
    row = st.lists(SHORT, min_size=TASKS, max_size=TASKS)
    pools = st.lists(st.integers(0, 2).map(float), min_size=TASKS, max_size=TASKS)
    two = st.tuples(row, row)
    after = draw(st.lists(st.booleans(), min_size=TASKS * TASKS, max_size=TASKS * TASKS))
    return [
        np.array([draw(two)]),
        np.array([draw(st.tuples(pools, pools))]),
        np.array([[draw(row)]]),
        np.tril(np.array(after, dtype=np.float64).reshape(TASKS, TASKS), -1),
    ]


@settings(max_examples=150, deadline=None)
@given(plans())
def test_every_plan_respects_order_people_and_arrivals(given_plan: list[FloatArray]) -> None:
    weeks, pool, release, waits_for = given_plan
    starts = earliest_starts(weeks, pool, release, waits_for)
    ends = starts + weeks
    for future in range(2):
        start, end, length, doer = starts[0, future], ends[0, future], weeks[0, future], pool[0, future]
        for task in range(TASKS):
            assert all(start[task] >= end[before] for before in np.flatnonzero(waits_for[task]))
            if length[task] == 0:
                continue
            assert start[task] >= release[0, 0, task]
            others = [other for other in range(task) if doer[other] == doer[task] and length[other]]
            assert all(start[task] >= end[other] or start[other] >= end[task] for other in others)
            waits = [end[before] for before in np.flatnonzero(waits_for[task])]
            assert start[task] == max([0, release[0, 0, task], *waits, *(end[other] for other in others)])


@settings(max_examples=100, deadline=None)
@given(plans(), st.integers(0, TASKS - 1))
def test_slack_is_what_a_task_may_be_late_without_a_later_launch(given_plan: list[FloatArray], task: int) -> None:
    weeks, pool, release, waits_for = given_plan
    starts = earliest_starts(weeks, pool, release, waits_for)
    spare = slack(starts, weeks, pool, waits_for)
    assert (spare >= 0).all()
    launch = (starts + weeks).max(axis=-1)
    has_work = weeks[..., task] > 0
    for late, holds in ((spare[..., task], True), (spare[..., task] + 1, False)):
        longer = weeks.copy()
        longer[..., task] = np.where(has_work, weeks[..., task] + late, 0)
        after = (earliest_starts(longer, pool, release, waits_for) + longer).max(axis=-1)
        assert (after == launch)[has_work].all() if holds else (after > launch)[has_work].all()


@settings(max_examples=100, deadline=None)
@given(plans())
def test_with_everybody_there_the_plan_is_the_longest_chain(given_plan: list[FloatArray]) -> None:
    weeks, _, release, waits_for = given_plan
    everybody = np.arange(TASKS, dtype=np.float64)[None, None]
    starts = earliest_starts(weeks, everybody, np.zeros_like(release), waits_for)
    for future in range(2):
        longest = np.zeros(TASKS)
        for task in range(TASKS):
            chains = [longest[before] for before in np.flatnonzero(waits_for[task])]
            longest[task] = weeks[0, future, task] + max(chains, default=0)
        assert (starts + weeks)[0, future].tolist() == longest.tolist()
