"""Cash by quarter from the day of the decision on, as formulas over the months."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from babel.numbers import get_currency_precision

from advisor.language import N_, Reader, text
from advisor.report.cents import in_currency, rounded, smallest_unit
from advisor.report.cost_lines import TOTAL
from advisor.report.drawing import way_text
from advisor.report.plan_book import SHARE, Book, Entry, Formula, Row, column_name, money_format
from advisor.report.plan_places import LAUNCH, Places

SHEET = N_("Quarters")
FIRST_COLUMN, OTHER_COLUMNS = 30, 17
EXPECTED = 2
"""The column of what follows the assumptions."""
GAP = 4


def write_quarters(book: Book, places: Places) -> None:
    """What is paid when: each month's total, by the share of it that falls into the quarter."""
    reader, plan = book.reader, places.plan
    _ = reader._
    title = reader.say(text("{way} quarter by quarter", way=way_text(plan.way)))
    page = book.page(_(SHEET), title, (FIRST_COLUMN, *[OTHER_COLUMNS] * (plan.months + 1)))
    page.say(
        _("Counted from the day of the decision. The expected amounts are formulas over the months and follow the "
          "assumptions; low and high are the app's own, each of its quarter alone, and do not add up."),
        _("A month falls into several quarters because launch comes sooner or later; its shares stand below."),
    )  # fmt: skip
    page.row += 1
    first = page.row + 1
    columns = [_("Quarter"), _("One future in ten is below"), _("Expected"), _("One future in ten is above")]
    page.table(columns, _quarters(reader, places, first))
    page.heading(_("Which share of each period's costs is paid in each quarter"))
    months = [reader.say(text("Month {month}", month=month)) for month in range(1, plan.months + 1)]
    page.table(
        [_("Quarter"), _("Until launch"), *months],
        (
            Row([reader.say(quarter.name), *shares], SHARE)
            for quarter, shares in zip(plan.quarters, plan.quarter_shares.tolist(), strict=True)
        ),
    )


def _quarters(reader: Reader, places: Places, first: int) -> Iterator[Row]:
    plan, step, money = places.plan, smallest_unit(reader), money_format(reader)
    digits, count = get_currency_precision(reader.currency), len(plan.quarters)
    letter, end = column_name(EXPECTED), column_name(places.whole - 1)
    whole = places.outside(places.total, places.whole)
    for place, quarter in enumerate(plan.quarters):
        row = first + count + GAP + place + 1
        shares = f"${column_name(LAUNCH)}{row}:${end}{row}"
        live = f"=ROUND(SUMPRODUCT({places.across(places.total)},{shares}),{digits})"
        if place and place == count - 1:
            live = f"={whole}-SUM({letter}{first + 1}:{letter}{first + place})"
        booked = float(sum(plan.books.quarters[quarter.places], Decimal(0)))
        low, high = (rounded(in_currency(reader, usd), step) for usd in (quarter.paid.low, quarter.paid.high))
        yield Row([reader.say(quarter.name), low, Formula(live, booked), high], money)
    total = f"=SUM({letter}{first + 1}:{letter}{first + count})"
    sums: list[Entry] = [reader._(TOTAL.label), None, Formula(total, float(plan.books.total)), None]
    yield Row(sums, money, is_total=True)
