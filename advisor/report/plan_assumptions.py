"""The assumptions that a finance person may change, as named cells: every formula of the plan hangs on them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from advisor.advice import Advice, Figure
from advisor.language import N_, Reader, text
from advisor.report.cost_lines import CostLine
from advisor.report.plan_book import (
    ENTERED_BACKGROUND,
    ENTERED_INK,
    FACTOR,
    SHARE,
    WHOLE,
    Book,
    Entry,
    Page,
    Row,
)
from advisor.report.plan_shares import CONTINGENCY, SAME_CURRENCY, WayPlan

SHEET = N_("Assumptions")
RATE, GROWTH, REQUESTS, DISCOUNT, CONTINGENCY_SHARE, MONTHS, FACTOR_OF = (
    N_("Currency_rate"), N_("Growth_a_year"), N_("Requests_factor"), N_("Discount_rate"), N_("Contingency_share"),
    N_("Months_counted"), N_("Factor"),
)  # fmt: skip
"""The names that formulas call them by: letters and underscores."""
IN_THE_PLAN = N_("in_the_plan")
RATE_FORMAT = "0.0000"
MOST_FACTOR, MOST_GROWTH, LEAST_GROWTH = 1000, 100, -0.99
WIDTHS = (52, 13, 13, 11, 11, 56, 60, 44)
VALUE, PLANNED = 1, 2
"""Columns of what may be changed, and of what the app has."""


class Assumption(NamedTuple):
    """One named cell: its name and words, the value of the plan with its range, and what may stand in it."""

    name: str
    label: str
    value: float
    low: float | None
    high: float | None
    number: str
    unit: str
    moves: str
    least: float
    most: float


class Names:
    """The names of the cells in the reader's language, as formulas use them."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def of(self, name: str) -> str:
        """The cell that may be changed."""
        return self._reader._(name)

    def planned(self, name: str) -> str:
        """The cell beside it: the value of the plan."""
        return f"{self._reader._(name)}_{self._reader._(IN_THE_PLAN)}"

    def factor(self, line: CostLine) -> str:
        """The factor of a cost line."""
        label = re.sub(r"\W+", "_", self._reader._(line.label)).strip("_")
        return f"{self._reader._(FACTOR_OF)}_{label}"


def assumptions(advice: Advice, reader: Reader, own: WayPlan, lines: Iterable[CostLine]) -> list[Assumption]:
    """Every assumption of the live formulas; `own` is the plan of the advised way, in which the lines stand."""
    _, names, months = reader._, Names(reader), float(advice.months)
    growth, discount, contingency = (
        advice.figure(name) for name in ("growth_per_year", "discount_rate", "contingency_share")
    )
    requests = advice.figure("queries_per_month").expected
    found = [
        _ranged(names.of(GROWTH), _("Growth of the requests a year"), growth, _("Months: what follows the requests"),
                LEAST_GROWTH, MOST_GROWTH),
        Assumption(
            names.of(REQUESTS), _("Requests, compared with the plan"), 1.0, None, None, FACTOR,
            reader.say(text("factor; 1 is {count} in month 1", count=reader.amount(requests, "queries"))),
            _("Months: what follows the requests; people and machines stay as planned"), 0, MOST_FACTOR,
        ),
        _ranged(names.of(DISCOUNT), _("Discount rate a year"), discount, _("Months: what later money counts today"),
                LEAST_GROWTH, MOST_GROWTH),
        _ranged(names.of(CONTINGENCY_SHARE), _("Contingency on every other line"), contingency,
                _("Months: the contingency"), 0, MOST_FACTOR),
        Assumption(
            names.of(MONTHS), _("Months that are counted"), months, None, None, WHOLE, _("months"),
            _("Months: later ones cost nothing; more than the plan has cannot be counted"), 0, months,
        ),
    ]  # fmt: skip
    if reader.currency != SAME_CURRENCY:
        found.insert(0, _rate(reader, names))
    return found + [_factor(reader, own, line) for line in lines if line != CONTINGENCY]


def _ranged(name: str, label: str, figure: Figure, moves: str, least: float, most: float) -> Assumption:
    return Assumption(name, label, figure.expected, figure.low, figure.high, SHARE, "", moves, least, most)


def _rate(reader: Reader, names: Names) -> Assumption:
    return Assumption(
        names.of(RATE), reader._("Exchange rate"), reader.currency_per_usd, None, None, RATE_FORMAT,
        reader.say(text("{currency} for one US dollar", currency=reader.currency)),
        reader._("Months: what is billed in US dollars"), 0, 1e9,
    )  # fmt: skip


def _factor(reader: Reader, own: WayPlan, line: CostLine) -> Assumption:
    label = reader.say(text("{line}, compared with the plan", line=text(line.label)))
    moves = reader._("Months: this line, until launch and after it")
    launch, month = (reader.money(amount / reader.currency_per_usd) for amount in own.amounts(line)[:2])
    unit = reader.say(text("factor; 1 is {launch} until launch and {month} in month 1", launch=launch, month=month))
    return Assumption(Names(reader).factor(line), label, 1.0, None, None, FACTOR, unit, moves, 0, MOST_FACTOR)


def write_assumptions(book: Book, found: list[Assumption]) -> None:
    """The sheet of the named cells; what may be changed stands out."""
    _ = book.reader._
    page = book.page(_(SHEET), _("Assumptions that may be changed"), WIDTHS)
    page.say(
        _("Change a yellow cell, and months, quarters, ways and summary follow: their formulas use its name."),
        _("With nothing changed every amount is the app's own, to the cent: the mean of all its simulated futures."),
        _("A change scales those means. It is exact for a line's factor and the exchange rate, and close for growth, "
          "discount rate and contingency where the app draws them anew in each future."),
        _("What a change would do to people, machines, quality or the recommendation itself, only the app can say."),
    )  # fmt: skip
    page.row += 1
    heads = (N_("Assumption"), N_("Value"), N_("In the plan"), N_("Low"), N_("High"), N_("Unit"), N_("What it moves"),
             N_("Name of the value"))  # fmt: skip
    first = page.row + 1
    page.table([_(head) for head in heads], [_row(each) for each in found])
    for row, each in enumerate(found, start=first):
        _open(book, page, row, each)


def _row(each: Assumption) -> Row:
    entries: list[Entry] = [each.label, each.value, each.value, each.low, each.high, each.unit, each.moves, each.name]
    return Row(entries, each.number)


def _open(book: Book, page: Page, row: int, each: Assumption) -> None:
    """The value stands out, takes what makes sense, and has a name; so has that of the plan beside it."""
    page.put(row, VALUE, each.value, num_format=each.number, valign="top", bg_color=ENTERED_BACKGROUND,
             font_color=ENTERED_INK, border=1)  # fmt: skip
    page.sheet.data_validation(
        row, VALUE, row, VALUE,
        {"validate": "decimal", "criteria": "between", "minimum": each.least, "maximum": each.most},
    )  # fmt: skip
    book.define(each.name, page, row, VALUE)
    book.define(f"{each.name}_{book.reader._(IN_THE_PLAN)}", page, row, PLANNED)
