"""The months of a way by cost line, as formulas over the app's own amounts and the assumptions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from babel.numbers import get_currency_precision

from advisor.language import Reader, text
from advisor.report.cost_lines import TOTAL, CostLine
from advisor.report.drawing import way_text
from advisor.report.plan_assumptions import CONTINGENCY_SHARE, DISCOUNT, GROWTH, MONTHS, RATE, REQUESTS, Names
from advisor.report.plan_book import (
    FACTOR,
    SHARE,
    WHOLE,
    Book,
    Entry,
    Formula,
    Row,
    cell_name,
    exact_sum,
    fixed_name,
    money_format,
)
from advisor.report.plan_places import DOLLARS, FACTOR_NOW, FOLLOWS, LAUNCH, Places, notes
from advisor.report.plan_shares import CONTINGENCY, SAME_CURRENCY, WayPlan

FACTOR_FORMAT = "0.0000"
FIRST_COLUMN, OTHER_COLUMNS = 38, 15


def write_months(book: Book, places: Places) -> None:
    """The sheet of a way: live amounts, what moves each line, and the app's own amounts below."""
    reader, plan = book.reader, places.plan
    _ = reader._
    title = reader.say(text("{way} month by month", way=way_text(plan.way)))
    page = book.page(places.sheet, title, (FIRST_COLUMN, *[OTHER_COLUMNS] * (plan.months + 2)))
    page.say(*notes(reader))
    page.row = places.head
    months = [reader.say(text("Month {month}", month=month)) for month in range(1, plan.months + 1)]
    heads = [_("Line"), _("Until launch"), *months, _("In all")]
    page.table(heads, _live(reader, places))
    page.heading(_("What moves each line"))
    columns = [_("Line"), _("Follows the requests"), _("Billed in US dollars"), _("Factor now")]
    page.table(columns, _moves(reader, places))
    page.heading(_("The app's own amounts, in the plan"))
    page.table(heads[:-1], _own(reader, plan))


def _live(reader: Reader, places: Places) -> Iterator[Row]:
    plan = places.plan
    yield from _drivers(reader, places)
    for line in plan.lines:
        amounts = [_of_line(reader, places, line, period) for period in range(plan.months + 1)]
        yield _summed(reader, places, places.line(line), line.label, amounts, plan.amounts(line))
    amounts = [_of_contingency(reader, places, period) for period in range(plan.months + 1)]
    yield _summed(reader, places, places.contingency, CONTINGENCY.label, amounts, plan.amounts(CONTINGENCY))
    sums = [f"=SUM({cell_name(places.first, n)}:{cell_name(places.contingency, n)})" for n in places.periods]
    yield _summed(reader, places, places.total, TOTAL.label, sums, plan.totals)
    yield _paid_so_far(reader, places)
    yield from _in_todays_money(reader, places)
    yield _smaller_lines(reader, places)


def _drivers(reader: Reader, places: Places) -> Iterator[Row]:
    """What the months share: how long after launch they are, whether they are counted, and their requests."""
    _, names, months = reader._, Names(reader), places.plan.months
    since = [cell_name(places.since, column) for column in places.periods[1:]]
    ones = [1.0] * months
    yield Row([_("Months since launch"), None, *map(float, range(months)), None], WHOLE)
    counted = [f"=IF({month}<{names.of(MONTHS)},1,0)" for month in since]
    yield Row([_("Counted"), 1.0, *_formulas(counted, ones), None], WHOLE)
    growth = f"((1+{names.of(GROWTH)})/(1+{names.planned(GROWTH)}))"
    requests = [f"={names.of(REQUESTS)}*{growth}^({month}/12)" for month in since]
    yield Row([_("Requests, compared with the plan"), None, *_formulas(requests, ones), None], FACTOR)


def _of_line(reader: Reader, places: Places, line: CostLine, period: int) -> str:
    """The app's amount, times the line's factor and, after launch, its share of what the requests make of it."""
    place, column = places.plan.lines.index(line), LAUNCH + period
    row = places.moved + place
    own = f"{cell_name(places.own + place, column)}*{fixed_name(row, FACTOR_NOW)}"
    if period == 0:
        return f"=ROUND({own},{_digits(reader)})"
    follows = fixed_name(row, FOLLOWS)
    requests = f"(1-{follows}+{follows}*{cell_name(places.volume, column)})"
    return f"=ROUND({own}*{cell_name(places.counted, column)}*{requests},{_digits(reader)})"


def _of_contingency(reader: Reader, places: Places, period: int) -> str:
    """The plan's contingency on what the lines come to now, times the share against the plan's."""
    names, column, plan = Names(reader), LAUNCH + period, places.plan
    lines = f"SUM({cell_name(places.first, column)}:{cell_name(places.contingency - 1, column)})"
    share = names.of(CONTINGENCY_SHARE)
    if plan.amounts(CONTINGENCY)[period]:
        first, own = places.own, places.own + len(plan.lines)
        planned = f"{cell_name(own, column)}/SUM({cell_name(first, column)}:{cell_name(own - 1, column)})"
        share = f"{planned}*{share}/{names.planned(CONTINGENCY_SHARE)}"
    return f"=ROUND({lines}*{share},{_digits(reader)})"


def _paid_so_far(reader: Reader, places: Places) -> Row:
    first, *later = places.periods
    paid = [f"={cell_name(places.total, first)}"]
    paid += [f"={cell_name(places.paid, column - 1)}+{cell_name(places.total, column)}" for column in later]
    values = [places.plan.paid_by(period) for period in range(places.plan.months + 1)]
    return Row([reader._("Paid in all so far"), *_formulas(paid, values), None], money_format(reader))


def _in_todays_money(reader: Reader, places: Places) -> Iterator[Row]:
    """What later money counts, what each period comes to by it, and what that takes off."""
    plan, names, money, row = places.plan, Names(reader), money_format(reader), places.today
    _, factors = reader._, plan.discount_factors
    rates = f"((1+{names.planned(DISCOUNT)})/(1+{names.of(DISCOUNT)}))"
    counts = [
        f"={factor!r}*{rates}^({cell_name(places.since, column)}/12)"
        for factor, column in zip(factors[1:], places.periods[1:], strict=True)
    ]
    yield Row([_("What money counts today"), 1.0, *_formulas(counts, factors[1:]), None], FACTOR_FORMAT)
    cells = [f"={cell_name(places.total, column)}*{cell_name(places.factor, column)}" for column in places.periods]
    values = [total * factor for total, factor in zip(plan.totals, factors, strict=True)]
    whole = f"=ROUND(SUM({cell_name(row, LAUNCH)}:{cell_name(row, places.whole - 1)}),{_digits(reader)})"
    today = Formula(whole, float(plan.books.total_today))
    yield Row([_("In today's money"), *_formulas(cells, values), today], money, is_total=True)
    off = f"={cell_name(row, places.whole)}-{cell_name(places.total, places.whole)}"
    nothing: list[Entry] = [None] * (plan.months + 1)
    yield Row([_("Discounting"), *nothing, Formula(off, float(plan.books.discount))], money)


def _smaller_lines(reader: Reader, places: Places) -> Row:
    """The lines that a chart could not show each."""
    lines = places.too_small
    cells = [
        "=" + ("+".join(cell_name(places.line(line), column) for line in lines) or "0") for column in places.periods
    ]
    periods = range(places.plan.months + 1)
    values = [exact_sum(places.plan.amounts(line)[period] for line in lines) for period in periods]
    return Row([reader._("Smaller lines together, as drawn"), *_formulas(cells, values), None], money_format(reader))


def _moves(reader: Reader, places: Places) -> Iterator[Row]:
    names, plan = Names(reader), places.plan
    for place, line in enumerate(plan.lines):
        dollars = fixed_name(places.moved + place, DOLLARS)
        factor = f"={names.factor(line)}"
        if reader.currency != SAME_CURRENCY:
            factor += f"*(1-{dollars}+{dollars}*{names.of(RATE)}/{names.planned(RATE)})"
        shares = plan.follows_requests[line], plan.paid_in_dollars[line]
        yield Row([reader._(line.label), *shares, Formula(factor, 1.0)], ("", SHARE, SHARE, FACTOR))


def _own(reader: Reader, plan: WayPlan) -> Iterator[Row]:
    for line in (*plan.lines, CONTINGENCY):
        yield Row([reader._(line.label), *plan.amounts(line)], money_format(reader))


def _summed(
    reader: Reader, places: Places, row: int, label: str, formulas: Sequence[str], values: Sequence[float]
) -> Row:
    """A row with its sum in the last column."""
    words = f"=SUM({cell_name(row, LAUNCH)}:{cell_name(row, places.whole - 1)})"
    cells = [*_formulas(formulas, values), Formula(words, exact_sum(values))]
    return Row([reader._(label), *cells], money_format(reader), row == places.total)


def _formulas(texts: Sequence[str], values: Sequence[float]) -> list[Entry]:
    return [Formula(words, value) for words, value in zip(texts, values, strict=True)]


def _digits(reader: Reader) -> int:
    return int(get_currency_precision(reader.currency))
