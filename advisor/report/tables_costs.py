"""Tables of the money: the one that adds up, the four ways side by side, and announced changes of prices."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd

from advisor.advice import WAY_NAMES, Advice, Course, Figure
from advisor.alternatives import WAYS, Way
from advisor.language import N_, Amount, Reader, text
from advisor.report.cents import apportioned, in_currency, rounded
from advisor.report.cost_lines import COST_LINES, IDLE_RENT, TOTAL, CostLine, lines_of
from advisor.report.sheets import EMPTY, Cell, bare, cell, in_units, said, sheet
from advisor.report.words import setup

FIRST_MONTH, MONTH_TWELVE = 0, 11
UNTIL_LAUNCH, WHOLE = -1, -2
"""Periods beside the months."""
UNIT = Decimal(1)
RENT = next(line for line in COST_LINES if line.monthly == "gpu_rent_by_month")
Row = tuple[str, list[Cell]]


def cost_lines(advice: Advice, reader: Reader, way: Way | None = None, spans: bool = False) -> pd.DataFrame:
    """What is paid once, in month 1, in month 12 and over the horizon, line by line; the lines add up to the total.

    Expected values to the unit of the currency, which add up as shown; with `spans` each with its range, which do not.
    """
    way = way or advice.verdict
    months = advice.months
    periods = [UNTIL_LAUNCH, FIRST_MONTH, *([MONTH_TWELVE] if months > MONTH_TWELVE else []), WHOLE]
    names = {
        UNTIL_LAUNCH: reader._("Until launch"),
        FIRST_MONTH: reader._("Month 1"),
        MONTH_TWELVE: reader._("Month 12"),
        WHOLE: reader.say(text("All {months} months", months=months)),
    }
    lines = (*lines_of(advice, way), TOTAL)
    columns = [_column(advice, reader, way, lines, period, spans) for period in periods]
    rows = [(reader._(line.label), list(cells)) for line, *cells in zip(lines, *columns, strict=True)]
    rows = _with_idle_rent(advice, reader, way, rows, periods, spans)
    rows += _in_todays_money(advice, reader, way, len(periods) - 1, spans)
    alt = text(
        "Costs of {way} by line: until launch, in months 1 and 12, and over the horizon.", way=text(WAY_NAMES[way])
    )
    frame = sheet([names[period] for period in periods], rows, reader.say(alt))
    frame.attrs["totals"] = [reader._(TOTAL.label), rows[-1][0]]
    return frame


def _column(
    advice: Advice, reader: Reader, way: Way, lines: tuple[CostLine, ...], period: int, spans: bool
) -> list[Cell]:
    """One column, whose last line is the total of the others as shown."""
    figures = [_figure(advice, way, line, period) for line in lines]
    exact = [in_currency(reader, figure.expected) if figure else Decimal(0) for figure in figures[:-1]]
    total = rounded(sum(exact, Decimal(0)), UNIT)
    shown = [*apportioned(exact, total, UNIT), total]
    return [
        _cell(reader, figure, amount, spans) if figure else EMPTY for figure, amount in zip(figures, shown, strict=True)
    ]


def _figure(advice: Advice, way: Way, line: CostLine, period: int) -> Figure | None:
    """What a line comes to in a period; None where it is not paid then."""
    if period == WHOLE:
        return advice.figure(line.whole, way)
    if period == UNTIL_LAUNCH:
        return advice.figure(line.once, way) if line.once else None
    return of_month(advice.course(line.monthly, way), period) if line.monthly else None


def of_month(course: Course, month: int) -> Figure:
    """One month of a course."""
    ends = (float(end[month]) for end in (course.low, course.expected, course.high))
    return Figure(course.quantity, course.way, course.unit, *ends)


def _cell(reader: Reader, figure: Figure, amount: Decimal, spans: bool) -> Cell:
    words = in_units(reader, amount)
    if spans and figure.low < figure.high:
        low, high = bare(reader, figure.low, "USD"), bare(reader, figure.high, "USD")
        words = reader.say(text("{expected} · {low}–{high}", expected=words, low=low, high=high))
    return Cell(words, figure.expected, (figure.way.value, figure.quantity))


def _with_idle_rent(
    advice: Advice, reader: Reader, way: Way, rows: list[Row], periods: list[int], spans: bool
) -> list[Row]:
    """The rows with the idle part of the GPU rent below the rent."""
    labels = [label for label, _ in rows]
    rent = reader._(RENT.label)
    if rent not in labels:
        return rows
    place = labels.index(rent) + 1
    figures = [_figure(advice, way, IDLE_RENT, period) for period in periods]
    cells = [
        _cell(reader, figure, rounded(in_currency(reader, figure.expected), UNIT), spans) if figure else EMPTY
        for figure in figures
    ]
    return [*rows[:place], (reader._(IDLE_RENT.label), cells), *rows[place:]]


def _in_todays_money(advice: Advice, reader: Reader, way: Way, blanks: int, spans: bool) -> list[Row]:
    """The last two rows: what discounting takes off, and what is left."""
    paid, discount, today = (advice.figure(name, way) for name in (TOTAL.whole, "discount", "total_cost"))
    amounts = [rounded(in_currency(reader, figure.expected), UNIT) for figure in (paid, today)]
    blank = [EMPTY] * blanks
    return [
        (reader._("Discounting"), [*blank, _cell(reader, discount, amounts[1] - amounts[0], spans)]),
        (reader._("Total in today's money"), [*blank, _cell(reader, today, amounts[1], spans)]),
    ]


SIDE_BY_SIDE = (
    ("good_answer_share", N_("Good answers")),
    ("launch_cost", N_("Cost until launch")),
    ("first_month_cost", N_("Cost of the first month")),
    ("total_cost", N_("Cost over the horizon, in today's money")),
    ("cost_per_query", N_("Cost of a request")),
    ("cost_per_good_answer", N_("Cost of a good answer")),
    ("launch_weeks", N_("Time until launch")),
    ("effort_before_launch", N_("Work before launch")),
    ("run_team", N_("People to run it")),
    ("answer_seconds", N_("Time to the whole answer")),
)


def four_ways(advice: Advice, reader: Reader, spans: bool = True) -> pd.DataFrame:
    """The four ways side by side, one column each; what is ruled out says why."""
    rows = [
        (
            reader._("Chance of being best"),
            [Cell(reader.amount(advice.ways[way].chance, "share"), advice.ways[way].chance) for way in WAYS],
        ),
        (reader._("Ruled out"), [_closed(advice, reader, way) for way in WAYS]),
        (reader._("Model and place"), [said(reader, setup(advice.ways[way].alternative)) for way in WAYS]),
    ]
    rows += [
        (reader._(label), [cell(reader, advice.figure(name, way), spans) for way in WAYS])
        for name, label in SIDE_BY_SIDE
    ]
    return sheet([reader._(WAY_NAMES[way]) for way in WAYS], rows, reader._("The four ways side by side."))


def _closed(advice: Advice, reader: Reader, way: Way) -> Cell:
    reasons = advice.ways[way].ruled_out
    return said(reader, reasons[0].reason) if reasons else Cell(reader._("no"))


def price_changes(advice: Advice, reader: Reader) -> pd.DataFrame:
    """Announced changes of API prices within the horizon, and models that retire in it; empty where there are none."""
    columns = [reader._(label) for label in (N_("Way"), N_("Model"), N_("Input tokens"), N_("Output tokens"))]
    rows = []
    for way, changes in advice.price_changes.items():
        model = advice.ways[way].alternative.model.name
        for change in changes:
            before, after = change.before.standard.base, change.after.standard.base
            prices = [
                Cell(
                    reader.say(
                        text("{before} → {after}", before=Amount(old, "USD/Mtok"), after=Amount(new, "USD/Mtok"))
                    ),
                    new,
                )
                for old, new in (
                    (before.usd_per_million_input_tokens, after.usd_per_million_input_tokens),
                    (before.usd_per_million_output_tokens, after.usd_per_million_output_tokens),
                )
            ]
            rows.append((reader.say(change.day), [Cell(reader._(WAY_NAMES[way])), Cell(model), *prices]))
    return sheet(columns, rows, reader._("Announced changes of the prices of models."))


def retirements(advice: Advice, reader: Reader) -> pd.DataFrame:
    """The day on which the maker retires each way's model, where it has been announced."""
    rows = [
        (reader._(WAY_NAMES[way]), [Cell(model.name), Cell(reader.say(model.retirement_date))])
        for way in WAYS
        if (model := advice.ways[way].alternative.model).retirement_date is not None
    ]
    return sheet([reader._("Model"), reader._("Retires")], rows, reader._("Announced retirements of models."))
