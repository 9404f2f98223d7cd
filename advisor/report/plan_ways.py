"""The four ways side by side: money that follows the assumptions, and what else each of them takes."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence

from advisor.advice import Advice
from advisor.alternatives import WAYS, Way
from advisor.language import N_, Reader, text
from advisor.report.cost_lines import COST_LINES, TOTAL, CostLine
from advisor.report.drawing import way_name, way_text
from advisor.report.plan_book import (
    SHARE,
    WORDS,
    Book,
    Entry,
    Formula,
    Missing,
    Row,
    column_name,
    exact_sum,
    in_reader,
    money_format,
    number_format,
    unit_words,
)
from advisor.report.plan_places import Places, discounting, first_month, today, total, until_launch
from advisor.report.sheets import SELDOM_PUBLISHED
from advisor.report.tables_compute import ENERGY, SPEED
from advisor.report.tables_team import CALENDAR, PEOPLE
from advisor.report.words import setup

SHEET = N_("Ways")
PER_REQUEST = (("cost_per_query", N_("Cost of a request")), ("cost_per_good_answer", N_("Cost of a good answer")))
MACHINES = (
    ("gpus_needed", N_("GPUs for serving")),
    ("replicas", N_("Copies of the model")),
    ("gpu_utilisation", N_("Mean load of the GPUs")),
    ("training_gpu_hours", N_("GPU hours of one run")),
)
PARTS = (
    (N_("Quality and speed"), (("good_answer_share", N_("Good answers")), *SPEED)),
    (N_("Calendar"), CALENDAR),
    (N_("People"), PEOPLE),
    (N_("Machines"), MACHINES),
    (N_("Energy"), ENERGY),
    (N_("By the request"), PER_REQUEST),
)
FIRST_COLUMN, OTHER_COLUMNS, UNIT_COLUMN = 44, 21, 26
SUMS = (
    (TOTAL.label, total, True),
    (N_("Discounting"), discounting, False),
    (N_("Total in today's money"), today, True),
    (N_("Of it until launch"), until_launch, False),
    (N_("Of it in month 1"), first_month, False),
)


def lines_of_all(places: Mapping[Way, Places]) -> list[CostLine]:
    """The lines on which any way spends."""
    return [line for line in COST_LINES if any(line in each.plan.books.lines for each in places.values())]


def write_ways(book: Book, advice: Advice, places: Mapping[Way, Places]) -> None:
    """Both tables, each with what every other way takes more than the advised one."""
    reader = book.reader
    _ = reader._
    page = book.page(_(SHEET), _("The four ways side by side"), (FIRST_COLUMN, *[OTHER_COLUMNS] * 7, UNIT_COLUMN))
    page.say(
        _("Money over the horizon is live: it comes from the months of each way, at the assumptions of this workbook."),
        _("All below it is the mean of all simulated futures, as the app has it, and does not follow a change."),
    )
    page.row += 1
    others = [way for way in WAYS if way is not advice.verdict]
    more = [reader.say(text("{way}, more than {advised}", way=way_text(way), advised=way_text(advice.verdict)))
            for way in others]  # fmt: skip
    heads = [*(way_name(reader, way) for way in WAYS), *more, _("Unit")]
    page.table([_("Money over the horizon"), *heads], _with_differences(advice, _money(reader, places), page.row + 2))
    page.row += 1
    page.table([_("Chosen for each way"), *heads[: len(WAYS)]], _words(advice, reader))
    for title, quantities in PARTS:
        rows = [row for name, label in quantities if (row := _of_quantity(advice, reader, name, label))]
        if rows:
            page.row += 1
            page.table([_(title), *heads], _with_differences(advice, rows, page.row + 2))


def _money(reader: Reader, places: Mapping[Way, Places]) -> Iterator[Row]:
    """Each line of money in the four ways, then what all of it comes to."""
    number = money_format(reader)
    for line in lines_of_all(places):
        yield Row([reader._(line.label), *(_whole_of(places[way], line) for way in WAYS), reader.currency], number)
    for label, cell, is_total in SUMS:
        yield Row([reader._(label), *(cell(places[way]) for way in WAYS), reader.currency], number, is_total)


def _whole_of(places: Places, line: CostLine) -> Entry:
    """What a line comes to over the horizon; nothing where the way does not have it."""
    if line not in places.plan.books.lines:
        return 0.0
    return Formula(f"={places.outside(places.line(line), places.whole)}", exact_sum(places.plan.amounts(line)))


def _with_differences(advice: Advice, rows: Iterable[Row], first: int) -> Iterator[Row]:
    """Rows of a label, four ways and a unit, with what each other way takes more than the advised one before the unit.

    The first of them stands in this row as formulas count; where either way is unknown, so is the difference.
    """
    own = WAYS.index(advice.verdict)
    for number, row in enumerate(rows, start=first):
        label, *cells, unit = row.entries
        values = [entry.value if isinstance(entry, Formula) else entry for entry in cells]
        more: list[Entry] = [
            _difference(number, place, own, values) for place, way in enumerate(WAYS) if way is not advice.verdict
        ]
        yield row._replace(entries=[label, *cells, *more, unit])


def _difference(row: int, place: int, own: int, values: Sequence[Entry]) -> Formula | None:
    one, other = values[place], values[own]
    if not (isinstance(one, float) and isinstance(other, float) and math.isfinite(one) and math.isfinite(other)):
        return None
    return Formula(f"={column_name(place + 1)}{row}-{column_name(own + 1)}{row}", one - other)


def _words(advice: Advice, reader: Reader) -> Iterator[Row]:
    chances: list[Entry] = [advice.ways[way].chance for way in WAYS]
    yield Row([reader._("Chance of being best"), *chances], SHARE)
    yield Row([reader._("Model and place"), *(reader.say(setup(advice.ways[way].alternative)) for way in WAYS)], WORDS)
    closed = [advice.ways[way].ruled_out for way in WAYS]
    why = [reader.say(reasons[0].reason) if reasons else reader._("no") for reasons in closed]
    yield Row([reader._("Ruled out"), *why], WORDS)


def _of_quantity(advice: Advice, reader: Reader, name: str, label: str) -> Row | None:
    """One quantity of the four ways; nothing where none of them has any of it."""
    figures = [advice.figure(name, way) for way in WAYS]
    if not any(figure.high for figure in figures):
        return None
    unit = figures[0].unit
    values = [in_reader(reader, figure.expected, unit) for figure in figures]
    largest = max((value for value in values if math.isfinite(value)), default=0.0, key=abs)
    unpublished = Missing(reader._("not published"))
    cells: list[Entry] = [unpublished if math.isnan(value) and unit in SELDOM_PUBLISHED else value for value in values]
    return Row([reader._(label), *cells, unit_words(reader, unit)], number_format(reader, largest, unit))
