"""What all sheets of the whole plan share: formats, words that stay words, formulas that bring their value along."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from babel import Locale
from babel.numbers import get_currency_precision, get_currency_symbol

from advisor.language import PERIODS, UNIT_NAMES, Reader

SHARE, FACTOR, WHOLE, DAY, WORDS = "0.0%", "0.000", "#,##0", "yyyy-mm-dd", "@"
ENTERED_BACKGROUND, ENTERED_INK, HEAD_BACKGROUND = "#FFF4CC", "#1F3D7A", "#E6EBF0"
A4, COLUMNS_A_PAGE = 9, 16
LARGEST_READ = 1e10
"""A number whose digits nobody counts is written by its power of ten."""
NOISE_DIGITS = 6
LINE_HEIGHT, LETTERS, BOLD = 15, 1.15, 1.25
"""Points of a row of words; how many letters fit where a digit fits; how much wider bold ones run."""
HIGHEST_ROW, LONGEST_CELL = 409, 32_767
"""What a spreadsheet takes at most: points of a row, characters of a cell."""
LONGEST_ROW = 125
"""Characters of a sentence in one row."""


class Formula(NamedTuple):
    """A live cell: what it computes, and what that comes to with nothing changed."""

    text: str
    value: float


class Missing(NamedTuple):
    """What is said where a number would stand."""

    words: str


Entry = str | Missing | float | Decimal | date | Formula | None


class Row(NamedTuple):
    """A row of a table: its cells, their number formats (one for all, or one each), and whether it is a sum."""

    entries: Sequence[Entry]
    numbers: str | Sequence[str]
    is_total: bool = False


def money_format(reader: Reader) -> str:
    """The number format of an amount in the reader's currency, to its smallest unit."""
    digits = get_currency_precision(reader.currency)
    pattern = Locale.parse(reader.language).currency_formats["standard"].pattern.split(";")[0]
    symbol = get_currency_symbol(reader.currency, reader.language)
    return pattern.replace(".00", "." + "0" * digits if digits else "").replace("¤", f'"{symbol}"')


def plain_format(value: float) -> str:
    """The number format in which a number shows about three digits that count."""
    size = abs(value)
    if size >= LARGEST_READ:
        return "0.00E+00"
    if size >= 100 or value == int(value):
        return WHOLE
    return "#,##0.0" if size >= 10 else "0.00" if size >= 0.1 else "0.0000" if size >= 1e-3 else "0.00E+00"


def unit_words(reader: Reader, unit: str) -> str:
    """A unit beside a number; a share has its sign in the number."""
    if unit in PERIODS:
        return reader._(PERIODS[unit]).format(money=reader.currency)
    return "" if unit == "share" else reader._(UNIT_NAMES.get(unit, ("", unit))[1])


def in_reader(reader: Reader, value: float, unit: str) -> float:
    """A value of the engine as a sheet holds it: money in the reader's currency."""
    return value * reader.currency_per_usd if unit.startswith("USD") else value


def number_format(reader: Reader, value: float, unit: str) -> str:
    """The number format of such a value."""
    if unit == "share":
        return SHARE
    if not math.isfinite(value):
        return WORDS
    return money_format(reader) if unit.startswith("USD") and abs(value) >= 1 else plain_format(value)


def exact_sum(amounts: Iterable[float]) -> float:
    """The sum of amounts in cents, without the noise of adding them in binary."""
    return round(sum(amounts), NOISE_DIGITS)


def wrapped(sentences: Iterable[str]) -> list[str]:
    """Sentences in rows that are short enough to be read across a sheet: no cells need be merged for them."""
    return [row for sentence in sentences for row in textwrap.wrap(sentence, LONGEST_ROW)]


@cache
def column_name(column: int) -> str:
    """The letters of a column."""
    from xlsxwriter.utility import xl_col_to_name  # only who asks for a file waits for it

    return str(xl_col_to_name(column))


def cell_name(row: int, column: int) -> str:
    """A cell as formulas of its own sheet name it."""
    return f"{column_name(column)}{row + 1}"


def fixed_name(row: int, column: int) -> str:
    """The same, whatever is copied where."""
    return f"${column_name(column)}${row + 1}"


def outside_name(sheet: str, row: int, column: int) -> str:
    """The same as other sheets name it; a name in quotes may hold anything that a sheet's name may."""
    quoted = sheet.replace("'", "''")
    return f"'{quoted}'!{fixed_name(row, column)}"


@dataclass
class Page:
    """One sheet, written from the top down: `row` is the next free one."""

    book: Book
    name: str
    sheet: Any
    widths: Sequence[float]
    row: int = 0
    is_frozen: bool = False

    def put(self, row: int, column: int, entry: Entry, **form: Any) -> None:
        """One cell. Words are written as words, whatever they begin with; what is no number is said in words."""
        reader = self.book.reader
        if isinstance(entry, float | int) and not math.isfinite(entry):
            entry = reader.amount(entry, "count")
        entry = entry.words if isinstance(entry, Missing) else entry
        style = self.book.form(**form)
        if entry is None:
            self.sheet.write_blank(row, column, None, style)
        elif isinstance(entry, Formula):
            self.sheet.write_formula(row, column, entry.text, style, entry.value)
        elif isinstance(entry, str):
            self.sheet.write_string(row, column, entry[:LONGEST_CELL], style)
        elif isinstance(entry, date):
            self.sheet.write_datetime(row, column, datetime(entry.year, entry.month, entry.day), style)
        else:
            self.sheet.write_number(row, column, float(entry), style)

    def say(self, *sentences: str) -> None:
        """Sentences, above or between the tables."""
        for words in wrapped(sentences):
            self.put(self.row, 0, words, italic=True)
            self.row += 1

    def heading(self, words: str) -> None:
        """The heading of what follows, with a free row before it."""
        self.row += 1
        self.put(self.row, 0, words, bold=True, font_size=12)
        self.row += 1

    def table(self, columns: Sequence[str], rows: Iterable[Row]) -> None:
        """A table with one row of heads; that of the first one stays in view, and on each printed page."""
        told = list(rows)
        for column, head in enumerate(columns):
            under = [row.entries[column] for row in told if column < len(row.entries)]
            holds_words = column == 0 or any(isinstance(entry, str) for entry in under)
            aligned = {"align": "left", "indent": int(column > 0)} if holds_words else {"align": "right"}
            self.put(self.row, column, head, bold=True, bottom=1, text_wrap=True, valign="bottom",
                     bg_color=HEAD_BACKGROUND, **aligned)  # fmt: skip
        self._make_room(columns, BOLD)
        if not self.is_frozen:
            self.sheet.freeze_panes(self.row + 1, 1)
            self.sheet.repeat_rows(self.row)
            self.is_frozen = True
        self.row += 1
        for row in told:
            self.line(row)

    def line(self, row: Row) -> None:
        """One more row of a table."""
        numbers = [row.numbers] * len(row.entries) if isinstance(row.numbers, str) else row.numbers
        sums = {"bold": True, "top": 1} if row.is_total else {}
        for column, (entry, number) in enumerate(zip(row.entries, numbers, strict=True)):
            words = {"num_format": WORDS, "text_wrap": True, "align": "left", "indent": int(column > 0)}
            amount = {"num_format": DAY if isinstance(entry, date) else number, "align": "right"}
            shown = words if isinstance(entry, str) else amount
            self.put(self.row, column, entry, valign="top", **shown, **sums)
        self._make_room(row.entries, BOLD if row.is_total else 1)
        self.row += 1

    def _make_room(self, entries: Sequence[Entry], size: float) -> None:
        """As high a row as its longest words need: not every program sees to that by itself."""
        fitting = (int(LETTERS * (width - 1) / size) for width in self.widths)
        words = [(entry, letters) for entry, letters in zip(entries, fitting, strict=False) if isinstance(entry, str)]
        needed = max((len(textwrap.wrap(entry, letters)) for entry, letters in words), default=1)
        if needed > 1:
            self.sheet.set_row(self.row, min(LINE_HEIGHT * needed, HIGHEST_ROW))


@dataclass
class Book:
    """The workbook in the making, and who reads it."""

    written: Any
    reader: Reader
    _forms: dict[tuple[tuple[str, Any], ...], Any] = field(default_factory=dict)

    def form(self, **form: Any) -> Any:
        """A format, made once."""
        key = tuple(sorted(form.items()))
        if key not in self._forms:
            self._forms[key] = self.written.add_format(form)
        return self._forms[key]

    def page(self, name: str, title: str, widths: Sequence[float]) -> Page:
        """A new sheet with its title and the widths of its columns, in characters; set to be printed across.

        It is as wide as a page, or as several where it has many columns.
        """
        sheet = self.written.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.set_footer("&L&A&R&P / &N")
        sheet.hide_gridlines(2)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        sheet.fit_to_pages(math.ceil(len(widths) / COLUMNS_A_PAGE), 0)
        if len(widths) > COLUMNS_A_PAGE:
            sheet.repeat_columns(0)
        page = Page(self, name, sheet, widths)
        page.put(0, 0, title, bold=True, font_size=15)
        page.row = 1
        return page

    def define(self, name: str, page: Page, row: int, column: int) -> None:
        """A name that formulas call a cell by."""
        self.written.define_name(name, f"={outside_name(page.name, row, column)}")
