"""The charts of the plan: native ones, over the live cells, each with words for who does not see it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from advisor.advice import Advice
from advisor.alternatives import WAYS, Way
from advisor.language import N_, Reader, text
from advisor.report.drawing import way_name, way_text
from advisor.report.palette import WAY_COLOURS, WAY_DASHES
from advisor.report.plan_book import WHOLE, Book
from advisor.report.plan_places import LAUNCH, Places
from advisor.report.plan_summary import EXPECTED, HIGH, LOW

SHEET = N_("Charts")
WIDTH, HEIGHT, ROWS, COLUMNS, COLUMN_WIDTH = 740, 380, 20, 8, 13
DASHES = {"solid": "solid", "dash": "dash", "dot": "round_dot", "dashdot": "dash_dot"}
PATTERNS = (
    "wide_upward_diagonal", "percent_40", "narrow_horizontal", "wide_downward_diagonal", "small_grid", "light_vertical",
    "percent_10",
)  # fmt: skip
"""What tells the layers above the first one apart, in the colour of the way: so no colour need say it alone."""
TICKS, GRID = 12, "#D9D9D9"


def write_charts(book: Book, advice: Advice, places: Mapping[Way, Places], summary: str, first: int) -> None:
    """Four charts, two by two."""
    _ = book.reader._
    page = book.page(_(SHEET), _("Charts"), [COLUMN_WIDTH] * (2 * COLUMNS))
    page.say(_("They are drawn from the cells of the other sheets and follow what is changed there."))
    own = places[advice.verdict]
    charts = (
        _ranges(book, summary, first), _cumulative(book, places), _by_month(book, own), _by_line(book, own),
    )  # fmt: skip
    for place, (chart, words) in enumerate(charts):
        chart.set_size({"width": WIDTH, "height": HEIGHT})
        down, across = divmod(place, 2)
        page.sheet.insert_chart(2 + down * ROWS, across * COLUMNS, chart, {"description": words, "object_position": 2})
    page.sheet.fit_to_pages(1, 1)


def _ranges(book: Book, summary: str, first: int) -> tuple[Any, str]:
    """Low, expected and high of what each way costs."""
    reader = book.reader
    chart = book.written.add_chart({"type": "column"})
    names = (N_("One future in ten is below"), N_("Expected"), N_("One future in ten is above"))
    last = first + len(WAYS) - 1
    for name, column, tint in zip(names, (LOW, EXPECTED, HIGH), (0.6, 0.0, 0.6), strict=True):
        points = [{"fill": {"color": _mixed(WAY_COLOURS[way], tint)}} for way in WAYS]
        chart.add_series({
            "name": reader._(name), "categories": [summary, first, 1, last, 1],
            "values": [summary, first, column, last, column], "points": points, "gap": 80,
        })  # fmt: skip
    _titled(chart, reader, reader._("Cost over the horizon, in today's money: low, expected, high"))
    chart.set_legend({"none": True})
    return chart, reader._("Columns: low, expected and high cost of each of the four ways, in today's money.")


def _cumulative(book: Book, places: Mapping[Way, Places]) -> tuple[Any, str]:
    """What each way has cost until the end of each month."""
    reader = book.reader
    chart = book.written.add_chart({"type": "line"})
    for way in WAYS:
        own = places[way]
        chart.add_series({
            "name": way_name(reader, way),
            "categories": [own.sheet, own.head, LAUNCH, own.head, own.whole - 1],
            "values": [own.sheet, own.paid, LAUNCH, own.paid, own.whole - 1],
            "line": {"color": WAY_COLOURS[way], "width": 2.25, "dash_type": DASHES[WAY_DASHES[way]]},
        })  # fmt: skip
    _titled(chart, reader, reader._("Paid in all until launch and until the end of each month"), own.plan.months)
    chart.set_legend({"position": "bottom"})
    return chart, reader._("Lines: what each of the four ways has cost in all, month by month.")


def _by_month(book: Book, own: Places) -> tuple[Any, str]:
    """Each month by line, stacked."""
    reader = book.reader
    chart = book.written.add_chart({"type": "column", "subtype": "stacked"})
    rows = [(reader._(line.label), own.line(line)) for line in own.drawn]
    if own.too_small:
        rows.append((reader._("Other lines"), own.smaller))
    for place, (name, row) in enumerate(rows):
        chart.add_series({
            "name": name, "categories": [own.sheet, own.head, LAUNCH + 1, own.head, own.whole - 1],
            "values": [own.sheet, row, LAUNCH + 1, row, own.whole - 1], "gap": 20,
            **_layer(WAY_COLOURS[own.plan.way], place),
            "border": {"color": WAY_COLOURS[own.plan.way], "width": 0.5},
        })  # fmt: skip
    title = text("{way}: cost of each month after launch, by line", way=way_text(own.plan.way))
    _titled(chart, reader, reader.say(title), own.plan.months)
    chart.set_legend({"position": "right"})
    words = text("Stacked columns: cost of each month of {way} after launch, by line.", way=way_text(own.plan.way))
    return chart, reader.say(words)


def _layer(colour: str, place: int) -> dict[str, Any]:
    """How a layer is filled, counted from below: the first one whole."""
    if place == 0:
        return {"fill": {"color": colour}}
    pattern = PATTERNS[(place - 1) % len(PATTERNS)]
    return {"pattern": {"pattern": pattern, "fg_color": colour, "bg_color": "white"}}


def _by_line(book: Book, own: Places) -> tuple[Any, str]:
    """What each line comes to over the horizon."""
    reader = book.reader
    chart = book.written.add_chart({"type": "bar"})
    first, last = own.line(own.plan.books.lines[0]), own.contingency
    chart.add_series({
        "name": way_name(reader, own.plan.way), "categories": [own.sheet, first, 0, last, 0],
        "values": [own.sheet, first, own.whole, last, own.whole], "gap": 40,
        "fill": {"color": WAY_COLOURS[own.plan.way]},
    })  # fmt: skip
    title = text("{way}: cost over the horizon, by line", way=way_text(own.plan.way))
    chart.set_title({"name": reader.say(title), "name_font": {"size": 12}, "overlay": False})
    chart.set_y_axis({"reverse": True, "crossing": "max", "line": {"none": True}})
    chart.set_x_axis({**_amounts(reader), "min": 0})
    chart.set_legend({"none": True})
    return chart, reader.say(text("Bars: what each cost line of {way} comes to.", way=way_text(own.plan.way)))


def _titled(chart: Any, reader: Reader, title: str, months: int = 0) -> None:
    chart.set_title({"name": title, "name_font": {"size": 12}, "overlay": False})
    chart.set_y_axis({**_amounts(reader), "min": 0})
    if months > TICKS:
        chart.set_x_axis({"interval_unit": -(-months // TICKS)})


def _amounts(reader: Reader) -> dict[str, Any]:
    """An axis of money."""
    grid = {"visible": True, "line": {"color": GRID}}
    return {"name": reader.currency, "num_format": WHOLE, "line": {"none": True}, "major_gridlines": grid}


def _mixed(colour: str, with_white: float) -> str:
    """A colour nearer to white."""
    parts = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return "#" + "".join(f"{round(part + (255 - part) * with_white):02X}" for part in parts)
