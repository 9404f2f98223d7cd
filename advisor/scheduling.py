"""Schedules in many futures at once: tasks in an order, each done by one pool of people, who do one thing at a time.

The last axis of every array is the task; the others are alternatives and futures. Serial schedule generation: the tasks
are taken in their order, and each begins as soon as all that it waits for is done, it is released, and its people are
free (Kolisch and Hartmann 1999, "Heuristic algorithms for the resource-constrained project scheduling problem"). The
result respects all three; it is seldom the shortest of all plans that do, which is as true of people's own plans.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from advisor.units import FloatArray

BoolArray = npt.NDArray[np.bool_]
SMALLEST_SLACK = 1e-6
"""Weeks below which two moments are the same."""


def earliest_starts(weeks: FloatArray, pool: FloatArray, release: FloatArray, waits_for: FloatArray) -> FloatArray:
    """When each task begins, (alternatives, draws, tasks), in weeks from the start.

    `weeks` is how long each takes, `pool` the number of the people who do it, `release` the moment before which nobody
    can begin it, and `waits_for` (tasks, tasks) is 1 where the task of the row waits for that of the column, which must
    come earlier in the order. A task without work takes no time and nobody's.
    """
    lasting, released = _by_task(weeks), _by_task(release)
    pools, busy = [_Pools(doers) for doers in _by_task(pool)], [length > 0 for length in lasting]
    free = _Moments(0)
    ready: dict[bytes, FloatArray] = {}
    starts: list[FloatArray] = []
    ends: list[FloatArray] = []
    for task, length in enumerate(lasting):
        awaited = waits_for[task].tobytes()
        if awaited not in ready:
            ready[awaited] = _latest([ends[before] for before in np.flatnonzero(waits_for[task]).tolist()])
        when = np.maximum(np.maximum(ready[awaited], released[task]), free.of(pools[task]))
        starts.append(np.where(busy[task], when, ready[awaited]))
        ends.append(starts[task] + length)
        free.keep(pools[task], busy[task], ends[task])
    return np.stack(np.broadcast_arrays(*starts), axis=-1)


def slack(starts: FloatArray, weeks: FloatArray, pool: FloatArray, waits_for: FloatArray) -> FloatArray:
    """By how many weeks each task could end later without a later launch, its people's other work in the same order."""
    lasting, ends = _by_task(weeks), _by_task(starts + weeks)
    pools, busy = [_Pools(doers) for doers in _by_task(pool)], [length > 0 for length in lasting]
    launch = _latest(ends)
    following = _Moments(np.inf)
    latest: dict[int, FloatArray] = {}
    spare = [launch] * len(ends)
    for task in reversed(range(len(ends))):
        needed = launch
        for after in np.flatnonzero(waits_for[:, task]).tolist():
            needed = np.minimum(needed, latest[after])
        needed = np.where(busy[task], np.minimum(needed, following.of(pools[task])), needed)
        spare[task] = needed - ends[task]
        latest[task] = needed - lasting[task]
        following.keep(pools[task], busy[task], latest[task])
    return np.stack(spare, axis=-1)


def critical(starts: FloatArray, weeks: FloatArray, pool: FloatArray, waits_for: FloatArray) -> FloatArray:
    """1 for every task whose delay would delay the launch, 0 for the others and for those without work."""
    on_the_path = (weeks > 0) & (slack(starts, weeks, pool, waits_for) < SMALLEST_SLACK)
    return on_the_path.astype(np.float64)


def _latest(moments: list[FloatArray]) -> FloatArray:
    latest: FloatArray = np.zeros(1)
    for moment in moments:
        latest = np.maximum(latest, moment)
    return latest


def _by_task(values: FloatArray) -> list[FloatArray]:
    return list(np.ascontiguousarray(np.moveaxis(values, -1, 0)))


class _Pools:
    """Who does a task: mostly the same people in all futures."""

    def __init__(self, doers: FloatArray) -> None:
        first = doers.flat[0]
        self.numbers = [int(first)] if (doers == first).all() else [int(number) for number in np.unique(doers)]
        self._doers = doers

    def are(self, number: int) -> BoolArray | bool:
        """In which futures it is this pool."""
        return len(self.numbers) == 1 or self._doers == number


class _Moments:
    """A moment for each pool of people, in every future."""

    def __init__(self, at_first: float) -> None:
        self._at_first = np.array(at_first)
        self._kept: dict[int, FloatArray] = {}

    def of(self, pools: _Pools) -> FloatArray:
        """The moment of the people who do a task."""
        first, *others = pools.numbers
        found = self._of(first)
        for number in others:
            found = np.where(pools.are(number), self._of(number), found)
        return found

    def keep(self, pools: _Pools, has_work: BoolArray, moment: FloatArray) -> None:
        """Another moment for the people who do a task, where they have work with it."""
        for number in pools.numbers:
            self._kept[number] = np.where(has_work & pools.are(number), moment, self._of(number))

    def _of(self, number: int) -> FloatArray:
        return self._kept.get(number, self._at_first)
