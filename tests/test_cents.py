"""Amounts that add up as they are shown, whatever they are."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.advice import Advice
from advisor.alternatives import WAYS, Way
from advisor.language import Reader
from advisor.report.cents import apportioned, balanced, rounded, smallest_unit
from advisor.report.ledger import ledger

CENT = Decimal("0.01")
AMOUNTS = st.one_of(st.just(Decimal(0)), st.decimals(0, 10**7, places=6))
TABLES = st.integers(1, 6).flatmap(
    lambda columns: st.lists(st.lists(AMOUNTS, min_size=columns, max_size=columns), min_size=1, max_size=8)
)
READERS = (Reader("en"), Reader("es", "EUR", 0.8951), Reader("en", "JPY", 157.25))


def test_the_largest_remainders_get_what_is_left() -> None:
    # Hamilton's method by hand: 1.4, 2.35 and 3.25 make 7; two units are left, for .4 and .35.
    amounts = [Decimal("1.4"), Decimal("2.35"), Decimal("3.25")]
    assert apportioned(amounts, Decimal(7), Decimal(1)) == [2, 2, 3]
    thirds = [Decimal(100) / 3] * 3
    assert sorted(apportioned(thirds, Decimal(100), CENT)) == [Decimal("33.33"), Decimal("33.33"), Decimal("33.34")]


def test_less_than_the_whole_parts_is_taken_from_the_least_owed() -> None:
    assert apportioned([Decimal("1.9"), Decimal("2.1")], Decimal(2), Decimal(1)) == [1, 1]


def test_nothing_cannot_be_shared_out() -> None:
    with pytest.raises(ValueError, match="nothing"):
        apportioned([Decimal(0)], Decimal(1), CENT)


@given(st.lists(AMOUNTS, min_size=1, max_size=30))
def test_parts_sum_to_their_total_and_stay_within_a_step(amounts: list[Decimal]) -> None:
    total = rounded(sum(amounts, Decimal(0)), CENT)
    given_out = apportioned(amounts, total, CENT)
    assert sum(given_out) == total
    for amount, shown in zip(amounts, given_out, strict=True):
        assert abs(shown - amount) < CENT and shown == shown.quantize(CENT) and (shown == 0 or amount > 0)


@given(TABLES)
def test_a_table_adds_up_across_and_down(table: list[list[Decimal]]) -> None:
    shown = balanced(table, CENT)
    exact = sum((sum(line, Decimal(0)) for line in table), Decimal(0))
    assert sum(sum(line) for line in shown) == rounded(exact, CENT)
    lines = len(table)
    for line, cells in zip(table, shown, strict=True):
        assert abs(sum(cells) - sum(line)) <= lines * CENT
        for amount, cell in zip(line, cells, strict=True):
            assert cell >= 0 and cell == cell.quantize(CENT) and abs(cell - amount) <= lines * CENT
            assert cell == 0 or amount > 0
    for column, cells in zip(zip(*table, strict=True), zip(*shown, strict=True), strict=True):
        assert abs(sum(cells) - sum(column)) <= CENT


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.currency)
@pytest.mark.parametrize("way", WAYS)
def test_the_books_of_a_project_balance(advice: Advice, way: Way, reader: Reader) -> None:
    step = smallest_unit(reader)
    books = ledger(advice, reader, way)
    exact = Decimal(repr(advice.figure("spending", way).expected)) * Decimal(repr(reader.currency_per_usd))
    assert books.total == sum(books.by_line) == sum(books.by_period) == sum(books.quarters)
    assert abs(books.total - exact) <= step
    assert books.total + books.discount == books.total_today
    assert len(books.by_period) == 1 + advice.months
    for line, amount in zip(books.lines, books.by_line, strict=True):
        paid = Decimal(repr(advice.figure(line.whole, way).expected)) * Decimal(repr(reader.currency_per_usd))
        assert abs(amount - paid) <= 3 * step, line
