"""Numbers as the reader writes them: never off by more than the rounding, never without their unit."""

from __future__ import annotations

import math
from datetime import date

import pytest
from babel.numbers import parse_decimal
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.language import LANGUAGES, PERIODS, TIMES, UNIT_NAMES, Amount, Bilingual, Reader, Span, rounded, text
from advisor.units import UNITS

ENGLISH, SPANISH = Reader("en"), Reader("es")
EUROS = Reader("es", "EUR", 0.5)
SYMBOLS = {
    "FLOP", "FLOP/s", "FLOP/token", "W", "kWh", "s", "gCO2e/kWh", "bytes", "bytes/s", "bytes/token", "bytes/page",
    "bytes/parameter", "share",
}  # fmt: skip
"""Units that are written alike in every language."""
ORDINARY = st.floats(1e-6, 1e12) | st.floats(-1e12, -1e-6)


def plain(said: str) -> str:
    return said.replace("\xa0", " ").replace("\u202f", " ")


@settings(max_examples=200, deadline=None)
@given(ORDINARY)
def test_rounding_moves_a_figure_by_less_than_half_a_percent(value: float) -> None:
    # Three significant digits: at worst 1.005 becomes 1.00 or 1.01.
    assert abs(rounded(value) / value - 1) <= 0.005 + 1e-12
    assert rounded(rounded(value)) == rounded(value)


@settings(max_examples=200, deadline=None)
@given(ORDINARY, st.sampled_from(sorted(LANGUAGES)))
def test_a_number_reads_back_as_itself_in_every_language(value: float, language: str) -> None:
    said = Reader(language).number(value)
    assert float(parse_decimal(said, locale=language)) == pytest.approx(value, rel=0.0051)


@pytest.mark.parametrize(
    ("value", "english", "spanish"),
    [
        (0, "0", "0"),
        (-0.0, "0", "0"),
        (1234.5, "1,230", "1.230"),
        (12_345, "12,300", "12.300"),
        (0.012345, "0.0123", "0,0123"),
        (-2.5, "-2.5", "-2,5"),
        (999.6, "1,000", "1.000"),
        (math.inf, "∞", "∞"),
    ],
)
def test_numbers_stand_in_the_readers_form(value: float, english: str, spanish: str) -> None:
    assert (ENGLISH.number(value), SPANISH.number(value)) == (english, spanish)


@pytest.mark.parametrize(
    ("usd", "dollars", "euros"),
    [
        (0, "$0.00", "0,00 €"),
        (0.00123, "$0.00123", "0,000615 €"),
        (1.5, "$1.50", "0,75 €"),
        (99.5, "$99.50", "49,80 €"),
        (1234.56, "$1,230", "617 €"),
        (-2_000_000, "-$2,000,000", "-1.000.000 €"),
    ],
)
def test_money_is_converted_and_keeps_three_digits_however_small(usd: float, dollars: str, euros: str) -> None:
    # At half a euro a dollar: 1234.56 / 2 = 617.28; 99.5 / 2 = 49.75, three digits: 49.8.
    assert plain(ENGLISH.money(usd)) == dollars
    assert plain(EUROS.money(usd)) == euros


@pytest.mark.parametrize("currency", ["JPY", "IDR", "CHF", "GBP"])
def test_every_currency_shows_small_amounts_too(currency: str) -> None:
    assert "0.00123" in Reader("en", currency, 1).money(0.00123)


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (1, "tokens", "1 token"),
        (1.0004, "weeks", "1 week"),
        (2, "weeks", "2 weeks"),
        (0, "GPUs", "0 GPUs"),
        (3_400_000, "tokens", "3.4 M tokens"),
        (5e13, "tokens", "5.00e+13 tokens"),
        (80e9, "bytes", "80 GB"),
        (1.5e12, "bytes", "1.5 TB"),
        (512, "bytes", "512 B"),
        (131_072, "bytes/token", "131 kB/token"),
        (0.005, "share", "0.5%"),
        (1, "yes/no", "yes"),
        (0, "yes/no", "no"),
        (math.nan, "USD/month", "unknown"),
        (math.nan, "kgCO2e/month", "unknown"),
        (math.inf, "weeks", "never"),
        (math.inf, "USD", "no limit"),
    ],
)
def test_an_amount_has_its_unit(value: float, unit: str, said: str) -> None:
    assert plain(ENGLISH.amount(value, unit)) == said


@pytest.mark.parametrize("unit", sorted(UNITS))
def test_every_unit_has_words_and_keeps_its_value(unit: str) -> None:
    assert unit in UNIT_NAMES or unit in PERIODS or unit in SYMBOLS
    for reader in (ENGLISH, SPANISH, EUROS):
        assert reader.amount(7, unit) == reader.say(Amount(7, unit))
        if unit not in ("share", "yes/no") and not unit.startswith("USD"):
            assert "7" in reader.amount(7, unit)


@pytest.mark.parametrize("unit", sorted(TIMES))
def test_a_time_without_end_is_never(unit: str) -> None:
    assert (ENGLISH.amount(math.inf, unit), SPANISH.amount(math.inf, unit)) == ("never", "nunca")


def test_a_rent_says_money_and_time() -> None:
    assert ENGLISH.amount(2.5, "USD/h") == "$2.50 / hour"
    assert plain(EUROS.amount(2.5, "USD/h")) == "1,25 € / hora"


def test_a_range_names_both_ends() -> None:
    assert ENGLISH.say(Span(1, 2, "weeks")) == "1 to 2 weeks"
    assert ENGLISH.say(Span(2, 4, "weeks")) == "2 to 4 weeks"
    assert plain(EUROS.say(Span(2, 4, "USD"))) == "1,00 € a 2,00 €"


def test_things_are_said_by_their_kind() -> None:
    assert [ENGLISH.say(thing) for thing in (True, False, 3, 2.5, "as it is")] == ["yes", "no", "3", "2.5", "as it is"]
    assert SPANISH.say(Bilingual("one", "uno")) == "uno" and ENGLISH.say(Bilingual("one", "uno")) == "one"
    assert ENGLISH.say(date(2027, 1, 31)) == "Jan 31, 2027" and SPANISH.say(date(2027, 1, 31)) == "31 ene 2027"


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=40))
def test_what_a_user_wrote_is_never_read_as_a_place_for_values(words: str) -> None:
    assert ENGLISH.say(text("{given} is not a day; write it as YYYY-MM-DD", given=words)).startswith(words)
