"""The costs as files for finance: a workbook, or comma-separated values, of every line, month and quarter, to the cent.

Names are written by users, and spreadsheets take what begins with a sign for a formula: text stays text in both.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from advisor.advice import WAY_NAMES, Advice
from advisor.alternatives import Way
from advisor.language import Reader, text
from advisor.report.cents import in_currency, rounded, smallest_unit
from advisor.report.cost_lines import TOTAL
from advisor.report.ledger import Ledger, ledger
from advisor.report.quarters import quarters
from advisor.report.words import setup

Entry = str | Decimal | None
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
FIRST_COLUMN, OTHER_COLUMNS = 34, 15
"""Widths in characters."""


@dataclass(frozen=True)
class Grid:
    """A table of a file: its name, the heads of its columns, and rows; `totals` says which rows are sums."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Entry, ...], ...]
    totals: frozenset[int] = frozenset()


def grids(advice: Advice, reader: Reader, way: Way) -> tuple[Grid, ...]:
    """The cost table, the course of the months and the cash by quarter."""
    books = ledger(advice, reader, way)
    return _costs(books, reader), _months(books, reader), _quarters(advice, books, reader, way)


def _costs(books: Ledger, reader: Reader) -> Grid:
    _ = reader._
    rows: list[tuple[Entry, ...]] = [
        (_(line.label), amounts[0], whole - amounts[0], whole)
        for line, amounts, whole in zip(books.lines, books.amounts, books.by_line, strict=True)
    ]
    launch = books.by_period[0]
    rows += [
        (_(TOTAL.label), launch, books.total - launch, books.total),
        (_("Discounting"), None, None, books.discount),
        (_("Total in today's money"), None, None, books.total_today),
    ]
    columns = (_("Line"), _("Until launch"), _("After launch"), _("In all"))
    return Grid(_("Costs"), columns, tuple(rows), frozenset({len(rows) - 3, len(rows) - 1}))


def _months(books: Ledger, reader: Reader) -> Grid:
    _ = reader._
    rows: list[tuple[Entry, ...]] = [
        (_(line.label), *amounts, whole)
        for line, amounts, whole in zip(books.lines, books.amounts, books.by_line, strict=True)
    ]
    rows.append((_(TOTAL.label), *books.by_period, books.total))
    months = [reader.say(text("Month {month}", month=month)) for month in range(1, len(books.by_period))]
    columns = (_("Line"), _("Until launch"), *months, _("In all"))
    return Grid(_("By month"), columns, tuple(rows), frozenset({len(rows) - 1}))


def _quarters(advice: Advice, books: Ledger, reader: Reader, way: Way) -> Grid:
    """Cash by quarter; low and high are those of each quarter alone, and do not add up."""
    _, step = reader._, smallest_unit(reader)
    rows: list[tuple[Entry, ...]] = [
        (
            reader.say(name),
            rounded(in_currency(reader, paid.low), step),
            sum(books.quarters[places], Decimal(0)),
            rounded(in_currency(reader, paid.high), step),
        )
        for name, places, paid in quarters(advice, way)
    ]
    rows.append((_(TOTAL.label), None, books.total, None))
    columns = (_("Quarter"), _("One future in ten is below"), _("Expected"), _("One future in ten is above"))
    return Grid(_("By quarter"), columns, tuple(rows), frozenset({len(rows) - 1}))


def about(advice: Advice, reader: Reader, way: Way) -> Grid:
    """What the file is: the project, the way, the currency and the day."""
    _ = reader._
    rows = (
        (_("Project"), advice.project.name),
        (_("Way"), _(WAY_NAMES[way])),
        (_("Model and place"), reader.say(setup(advice.ways[way].alternative))),
        (_("Currency"), reader.currency),
        (_("Units for one US dollar"), str(reader.currency_per_usd)),
        (_("Day of the decision"), advice.start.isoformat()),
        (_("Prices and figures as of"), advice.catalogue.as_of.isoformat()),
        (
            _("What the amounts are"),
            _("The mean of all simulated futures, without tax, to the cent so that they add up."),
        ),
    )
    return Grid(_("About"), (_("Item"), _("Value")), rows)


def workbook(advice: Advice, reader: Reader, way: Way) -> bytes:
    """All tables as one XLSX file, a sheet each."""
    import xlsxwriter  # only who asks for a file waits for it

    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True}) as book:
        day = advice.start
        book.set_properties({"created": datetime(day.year, day.month, day.day)})
        digits = -smallest_unit(reader).as_tuple().exponent  # type: ignore[operator]
        money = "#,##0" + ("." + "0" * digits if digits else "")
        plain, sums, head = (
            book.add_format(form)
            for form in (
                {"num_format": money},
                {"num_format": money, "bold": True, "top": 1},
                {"bold": True, "bottom": 1},
            )
        )
        for grid in (*grids(advice, reader, way), about(advice, reader, way)):
            page = book.add_worksheet(grid.name)
            page.freeze_panes(1, 1)
            page.set_column(0, 0, FIRST_COLUMN)
            page.set_column(1, len(grid.columns), OTHER_COLUMNS)
            for column, name in enumerate(grid.columns):
                page.write_string(0, column, name, head)
            for row, entries in enumerate(grid.rows):
                form = sums if row in grid.totals else plain
                for column, entry in enumerate(entries):
                    if isinstance(entry, Decimal):
                        page.write_number(row + 1, column, float(entry), form)
                    elif entry is not None:
                        page.write_string(row + 1, column, entry, form)
    return held.getvalue()


def comma_separated(grid: Grid) -> bytes:
    """One table as CSV in UTF-8, with a mark at its start by which spreadsheets know that."""
    held = io.StringIO()
    writer = csv.writer(held, lineterminator="\r\n")
    writer.writerow([_as_text(name) for name in grid.columns])
    for entries in grid.rows:
        writer.writerow([_as_text(entry) if isinstance(entry, str) else entry for entry in entries])
    return held.getvalue().encode("utf-8-sig")


def _as_text(words: str) -> str:
    """Words that no spreadsheet takes for a formula."""
    return f"'{words}" if words.startswith(FORMULA_SIGNS) else words
