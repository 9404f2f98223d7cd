"""Who brought how much: against games worked out by hand, and what must hold of any."""

from __future__ import annotations

from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.attribution import MOST_IN_EVERY_ORDER, Made, Method, method_for, mixes, on_the_way, orders, shares


def of_table(count: int, values: list[float]) -> dict[Made, float]:
    """A value for every set of changes."""
    chosen = product((False, True), repeat=count)
    return {
        frozenset(place for place, is_made in enumerate(flags) if is_made): value
        for flags, value in zip(chosen, values, strict=True)
    }


def test_what_only_adds_up_goes_to_whoever_brought_it() -> None:
    prices = (7.0, -2.0, 0.0, 11.0)
    assert shares(orders(4), lambda made: 100 + sum(prices[n] for n in made)) == pytest.approx(prices)


def test_what_two_bring_only_together_is_shared_between_them() -> None:
    """Users 100 to 200 at a price of 3 to 5: 300 to 1,000; alone they bring 300 and 200, together 200 more."""

    def bill(made: Made) -> float:
        return (200 if 0 in made else 100) * (5 if 1 in made else 3)

    assert shares(orders(2), bill) == pytest.approx((400, 300))


def test_the_glove_game() -> None:
    """One has a left glove, two have a right one each; a pair is worth 1: 2/3, 1/6 and 1/6 (a textbook case)."""

    def pairs(made: Made) -> float:
        return float(0 in made and bool(made & {1, 2}))

    assert shares(orders(3), pairs) == pytest.approx((2 / 3, 1 / 6, 1 / 6))


def test_two_orders_share_between_pairs_as_all_orders_do() -> None:
    """Six changes; the first and the last bring 12 together, and each brings 1 for itself."""

    def value(made: Made) -> float:
        return len(made) + 12 * (made >= {0, 5})

    assert method_for(6) is Method.TWO_ORDERS
    assert shares(orders(6), value) == pytest.approx((7, 1, 1, 1, 1, 7))


def test_nothing_is_asked_twice_and_few_values_are_asked() -> None:
    assert [len(mixes(count)) for count in range(5)] == [1, 2, 4, 8, 16]
    assert [len(mixes(count)) for count in (5, 10)] == [10, 20]
    assert shares(orders(0), lambda made: 5.0) == ()


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 9])
def test_every_mix_of_the_orders_is_there_and_neighbours_differ_in_one_change(count: int) -> None:
    asked = mixes(count)
    assert asked[0] == frozenset()
    assert set(asked) == {made for order in orders(count) for made in on_the_way(order)}
    apart = [len(one ^ next_one) for one, next_one in pairwise(asked)]
    assert apart == [1] * len(apart) or count > MOST_IN_EVERY_ORDER


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 7])
@given(data=st.data())
def test_the_parts_are_the_whole_whatever_the_value(count: int, data: st.DataObject) -> None:
    numbers = st.floats(-1e6, 1e6)
    table = of_table(count, data.draw(st.lists(numbers, min_size=2**count, max_size=2**count)))
    found = shares(orders(count), table.__getitem__)
    whole = table[frozenset(range(count))] - table[frozenset()]
    assert sum(found) == pytest.approx(whole, abs=1e-6)


@pytest.mark.parametrize("count", [2, 3, 4, 6])
@given(data=st.data())
def test_what_changes_nothing_gets_nothing(count: int, data: st.DataObject) -> None:
    """The last change makes no difference to any mix of the others."""
    values = data.draw(st.lists(st.floats(-1e6, 1e6), min_size=2 ** (count - 1), max_size=2 ** (count - 1)))
    table = of_table(count - 1, values)
    found = shares(orders(count), lambda made: table[made - {count - 1}])
    assert found[-1] == 0


@given(data=st.data())
def test_changes_that_do_the_same_get_the_same(data: st.DataObject) -> None:
    """Only how many are made counts."""
    values = data.draw(st.lists(st.floats(-1e6, 1e6), min_size=5, max_size=5))
    found = shares(orders(MOST_IN_EVERY_ORDER), lambda made: values[len(made)])
    assert found == pytest.approx([found[0]] * 4, abs=1e-6)


@given(data=st.data())
def test_shares_of_a_sum_are_the_sum_of_the_shares(data: st.DataObject) -> None:
    values = st.lists(st.floats(-1e6, 1e6), min_size=8, max_size=8)
    one, other = (of_table(3, data.draw(values)) for _ in range(2))
    both = shares(orders(3), lambda made: one[made] + other[made])
    apart = zip(shares(orders(3), one.__getitem__), shares(orders(3), other.__getitem__), strict=True)
    assert both == pytest.approx([first + second for first, second in apart], abs=1e-5)
