"""Tables of the money: the one that adds up, the four ways side by side, and announced changes of prices."""

from __future__ import annotations

import pandas as pd

from advisor.advice import WAY_NAMES, Advice, Figure
from advisor.alternatives import WAYS, Way
from advisor.language import N_, Amount, Reader, text
from advisor.report.cost_lines import COST_LINES, TOTAL, CostLine
from advisor.report.sheets import EMPTY, Cell, cell, ranged, said, sheet, whole_money
from advisor.report.words import setup

FIRST_MONTH, MONTH_TWELVE = 0, 11


def cost_lines(advice: Advice, reader: Reader, way: Way | None = None, spans: bool = False) -> pd.DataFrame:
    """What is paid once, in month 1, in month 12 and over the horizon, line by line; the lines add up to the total.

    Expected values to the unit of the currency; with `spans` each with its range, which do not add up.
    """
    way = way or advice.verdict
    months = len(advice.course("cost_by_month", way).expected)
    columns = [
        reader._("Until launch"),
        reader._("Month 1"),
        *([reader._("Month 12")] if months > MONTH_TWELVE else []),
        reader.say(text("All {months} months", months=months)),
    ]
    lines = [line for line in COST_LINES if advice.figure(line.whole, way).high > 0]
    rows = [(reader._(line.label), _cells(advice, reader, way, line, months, spans)) for line in (*lines, TOTAL)]
    blank = [EMPTY] * (len(columns) - 1)
    for label, name in ((N_("Discounting"), "discount"), (N_("Total in today's money"), "total_cost")):
        rows.append((reader._(label), [*blank, _money(reader, advice.figure(name, way), spans)]))
    alt = text(
        "Costs of {way} by line: until launch, in months 1 and 12, and over the horizon.", way=text(WAY_NAMES[way])
    )
    frame = sheet(columns, rows, reader.say(alt))
    frame.attrs["totals"] = [reader._(TOTAL.label), rows[-1][0]]
    return frame


def _cells(advice: Advice, reader: Reader, way: Way, line: CostLine, months: int, spans: bool) -> list[Cell]:
    once = _money(reader, advice.figure(line.once, way), spans) if line.once else EMPTY
    wanted = [FIRST_MONTH, *([MONTH_TWELVE] if months > MONTH_TWELVE else [])]
    monthly = [_of_month(advice, reader, way, line, month, spans) for month in wanted]
    return [once, *monthly, _money(reader, advice.figure(line.whole, way), spans)]


def _of_month(advice: Advice, reader: Reader, way: Way, line: CostLine, month: int, spans: bool) -> Cell:
    if line.monthly is None:
        return EMPTY
    course = advice.course(line.monthly, way)
    ends = (float(end[month]) for end in (course.low, course.expected, course.high))
    return _money(reader, Figure(line.monthly, way, "USD", *ends), spans)


def _money(reader: Reader, figure: Figure, spans: bool) -> Cell:
    words = ranged(reader, figure) if spans else whole_money(reader, figure.expected)
    return Cell(words, figure.expected, (figure.way.value, figure.quantity))


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
