"""Who brought how much of a difference: the Shapley value, the mean over the orders in which changes may be made.

Shapley 1953, "A value for n-person games". A value that only adds up gives each change its own part; what two changes
bring only together is shared between them; what changes nothing gets nothing; and the parts add up to the difference.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum
from itertools import pairwise, permutations
from math import fsum

Order = tuple[int, ...]
Made = frozenset[int]
"""The changes that have been made, by their places."""

MOST_IN_EVERY_ORDER = 4
"""Changes up to which all orders are gone through: four take sixteen values."""


class Method(StrEnum):
    """Over which orders the mean is taken."""

    EVERY_ORDER = "every_order"
    TWO_ORDERS = "two_orders"


def method_for(changes: int) -> Method:
    """All orders where there are few changes, else one and its opposite."""
    return Method.EVERY_ORDER if changes <= MOST_IN_EVERY_ORDER else Method.TWO_ORDERS


def orders(changes: int) -> tuple[Order, ...]:
    """The orders in which so many changes are made.

    An order and its opposite put each pair of changes once one way round and once the other: what only two changes do
    together is then shared as it is over all orders, and only what three or more do together may be shared otherwise.
    """
    first = tuple(range(changes))
    if method_for(changes) is Method.EVERY_ORDER:
        return tuple(permutations(first))
    return first, first[::-1]


def on_the_way(order: Order) -> list[Made]:
    """What has been made before each change of an order, and after the last."""
    return [frozenset(order[:place]) for place in range(len(order) + 1)]


def mixes(changes: int) -> tuple[Made, ...]:
    """Every set of changes that is met in any of the orders, from none on; each differs from the one before in few.

    All sets come in the order of the reflected Gray code, in which neighbours differ in a single change: what is
    computed for one is then of most use to the next.
    """
    if method_for(changes) is Method.EVERY_ORDER:
        codes = [number ^ (number >> 1) for number in range(2**changes)]
        return tuple(frozenset(place for place in range(changes) if code >> place & 1) for code in codes)
    return tuple(dict.fromkeys(made for order in orders(changes) for made in on_the_way(order)))


def shares(found: Sequence[Order], value: Callable[[Made], float]) -> tuple[float, ...]:
    """What each change brings, in the mean over the orders; the sum is the value of all less the value of none."""
    brought: dict[int, list[float]] = {change: [] for change in found[0]}
    for order in found:
        values = map(value, on_the_way(order))
        for change, (before, after) in zip(order, pairwise(values), strict=True):
            brought[change].append(after - before)
    return tuple(fsum(brought[change]) / len(found) for change in sorted(brought))
