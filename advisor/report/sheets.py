"""What all tables share: cells that know their number and their quantity, made into a data frame of words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import pandas as pd
from babel import Locale
from babel.numbers import format_currency

from advisor.advice import Figure
from advisor.language import DECIMALS, Reader, Text, text


@dataclass(frozen=True)
class Cell:
    """One cell: what is read, the number behind it (in the engine's unit), and the quantity that it shows."""

    words: str
    number: float = math.nan
    drawn: tuple[str, str] | None = None


EMPTY = Cell("")
SELDOM_PUBLISHED = ("kWh", "kWh/month", "kgCO2e", "kgCO2e/month")
"""Units of what providers keep to themselves."""


def bare(reader: Reader, value: float, unit: str) -> str:
    """A value without its unit, which stands nearby: money, shares and bytes keep their sign."""
    if unit.startswith("USD"):
        return reader.money(value, DECIMALS.get(unit)) if value else whole_money(reader, 0)
    if unit == "share" or unit.startswith("bytes"):
        return reader.amount(value, unit)
    return reader.amount(round(value, DECIMALS[unit]) if unit in DECIMALS else value, "count")


def tick(reader: Reader, value: float, unit: str) -> str:
    """The same of a place on an axis, which is exact however small it is."""
    return reader.money(value) if unit.startswith("USD") and value else bare(reader, value, unit)


def ranged(reader: Reader, figure: Figure, spans: bool = True) -> str:
    """A figure with its unit, then its range without: "$41,000 / month · $33,000–$58,000"."""
    if math.isnan(figure.expected) and figure.unit in SELDOM_PUBLISHED:
        return reader._("not published")
    expected = reader.amount(figure.expected, figure.unit)
    low, high = bare(reader, figure.low, figure.unit), bare(reader, figure.high, figure.unit)
    if not spans or low == high or not math.isfinite(figure.expected):
        return expected
    return reader.say(text("{expected} · {low}–{high}", expected=expected, low=low, high=high))


def cell(reader: Reader, figure: Figure, spans: bool = False) -> Cell:
    """A figure as a cell, with its range where wanted."""
    return Cell(ranged(reader, figure, spans), figure.expected, (figure.way.value, figure.quantity))


def whole_money(reader: Reader, value_usd: float) -> str:
    """An amount of US dollars to the unit of the reader's currency."""
    return in_units(reader, Decimal(round(value_usd * reader.currency_per_usd)))


def in_units(reader: Reader, amount: Decimal) -> str:
    """Whole units of the reader's currency: for tables that are added up, not a claim to know it so well."""
    pattern = Locale.parse(reader.language).currency_formats["standard"].pattern.split(";")[0].replace("0.00", "0")
    return format_currency(amount + 0, reader.currency, format=pattern, locale=reader.language, currency_digits=False)


def sheet(columns: Sequence[str], rows: Sequence[tuple[str, Sequence[Cell]]], alt: str) -> pd.DataFrame:
    """A data frame of words, one row a label.

    `attrs` holds the alternative text, and by row and column the plain `numbers` and the [way, quantity] of each cell.
    """
    frame = pd.DataFrame(
        [[entry.words for entry in cells] for _, cells in rows],
        columns=list(columns),
        index=[label for label, _ in rows],
        dtype="str",
    )
    frame.attrs["alt"] = alt
    # A browser reads these as JSON, which knows no NaN.
    frame.attrs["numbers"] = [
        [entry.number if math.isfinite(entry.number) else None for entry in cells] for _, cells in rows
    ]
    frame.attrs["quantities"] = [[list(entry.drawn) if entry.drawn else None for entry in cells] for _, cells in rows]
    return frame


def numbers(frame: pd.DataFrame) -> pd.DataFrame:
    """The plain numbers behind a sheet, for export: US dollars, seconds, bytes."""
    return pd.DataFrame(frame.attrs["numbers"], columns=frame.columns, index=frame.index, dtype="float64")


def drawn(frame: pd.DataFrame) -> set[tuple[str, str]]:
    """Every [way, quantity] that a sheet shows."""
    return {(way, name) for row in frame.attrs["quantities"] for entry in row if entry for way, name in [entry]}


def said(reader: Reader, words: Text) -> Cell:
    """A cell of words without a number."""
    return Cell(reader.say(words))
