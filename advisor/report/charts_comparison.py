"""Charts of scenarios laid over each other: what is paid, each figure with its range, and the reasons as steps.

Names come from people: what a chart writes of them is escaped and short, and the scenario's letter tells it apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

import numpy as np
import plotly.graph_objects as go

from advisor.advice import Course, Figure
from advisor.alternatives import Way
from advisor.comparison import Compared, Move, Reasons
from advisor.language import UNIT_NAMES, Amount, Reader, Text, text
from advisor.project_file import Project
from advisor.report.charts_costs import paid_from_launch
from advisor.report.comparison_words import (
    FIGURE_NAMES,
    LETTERS,
    comparable_cost,
    factor_in_short,
    label,
    labels,
    short,
)
from advisor.report.comparison_words import difference_in_words as apart_by
from advisor.report.comparison_words import why as why_in_words
from advisor.report.drawing import (
    TRANSPARENT,
    Drawn,
    apart,
    faded,
    finish,
    hover,
    linear_axis,
    on_lines,
    tinted,
    way_name,
    whisker,
)
from advisor.report.palette import SCENARIO_COLOURS, SCENARIO_DASHES, SCENARIO_SYMBOLS
from advisor.report.sketch import Sketch
from advisor.report.tables_costs import of_month

LONGEST_MARK = 18
LONGEST_STEP = 40
LONGEST_TITLE = 26
SMALLEST_STEP = 0.002
"""Share of the larger end below which a step would not be seen."""
MOST_BANDS = 3
"""More bands than this hide each other: each is then drawn fainter."""


def _finished(
    figure: go.Figure | Sketch, reader: Reader, finding: Text, alt: Text, drawn: Iterable[Drawn], height: int
) -> go.Figure:
    """As every chart; the title is markup to Plotly, so names in it are escaped there."""
    done = finish(figure, reader, finding, alt, drawn, height)
    done.layout.title.text = escape(reader.say(finding), quote=False)
    return done


def _marks(scenarios: Sequence[Compared], reader: Reader, way: Way | None) -> list[str]:
    """What stands beside each scenario's mark: its letter, its name and the way that is drawn."""
    return [
        f"{escape(name, quote=False)} ({way_name(reader, way or scenario.outcome.verdict)})"
        for name, scenario in zip(labels(scenarios, LONGEST_MARK), scenarios, strict=True)
    ]


def _way_of(scenario: Compared, way: Way | None) -> Way:
    return way or scenario.outcome.verdict


def cumulative_costs(scenarios: Sequence[Compared], reader: Reader, way: Way | None = None) -> go.Figure:
    """What each scenario has paid by the end of each month, with the range of eight futures in ten."""
    courses = [_paid(scenario, way) for scenario in scenarios]
    marks = _marks(scenarios, reader, way)
    figure = Sketch()
    opacity = 0.16 if len(scenarios) <= MOST_BANDS else 0.08
    for place, course in enumerate(courses):
        months = np.arange(len(course.expected))
        figure.add_scatter(
            x=np.concatenate([months, months[::-1]]),
            y=np.concatenate([course.high, course.low[::-1]]),
            fill="toself",
            fillcolor=faded(SCENARIO_COLOURS[place], opacity),
            line={"color": TRANSPARENT},
            mode="lines",
            hoverinfo="skip",
        )
    for place, course in enumerate(courses):
        figure.add_scatter(
            x=np.arange(len(course.expected)),
            y=course.expected,
            mode="lines",
            name=LETTERS[place],
            line={"color": SCENARIO_COLOURS[place], "dash": SCENARIO_DASHES[place], "width": 2.5},
            hoverinfo="text",
            hovertext=[_month_end(reader, marks[place], course, month) for month in range(len(course.expected))],
        )
    top = max(float(course.high.max()) for course in courses)
    last = max(len(course.expected) for course in courses) - 1
    ends = [_end_mark(reader, place, _way_of(scenario, way)) for place, scenario in enumerate(scenarios)]
    for place, (course, height) in enumerate(zip(courses, _end_heights(courses, top * 0.075), strict=True)):
        last_month = len(course.expected) - 1
        figure.add_annotation(x=last_month, xanchor="left", y=height, text=ends[place], showarrow=False, xshift=4)
    figure.update_xaxes(title={"text": reader._("Months after launch")}, range=[0, last])
    figure.update_yaxes(linear_axis(reader, reader._("Paid in all"), "USD", top))
    alt = text("One line a scenario, with a band: what it has cost in all by each month after launch.")
    drawn = [(_way_of(one, way), name) for one in scenarios for name in ("launch_cost", "cumulative_cost")]
    done = _finished(figure, reader, _paid_finding(courses), alt, drawn, height=400)
    return done.update_layout(margin_r=12 + 7 * max(len(mark) - len("<b></b>") for mark in ends))


def _end_heights(courses: Sequence[Course], gap: float) -> list[float]:
    """Where the marks at the ends of lines stand: apart from those that end in the same month."""
    heights = [float(course.expected[-1]) for course in courses]
    for months in {len(course.expected) for course in courses}:
        places = [place for place, course in enumerate(courses) if len(course.expected) == months]
        for place, height in zip(places, apart([heights[place] for place in places], gap), strict=True):
            heights[place] = height
    return heights


def _end_mark(reader: Reader, place: int, way: Way) -> str:
    """The letter of a scenario and its way: lines end close to each other, and names are long."""
    return f"<b>{LETTERS[place]}</b> {way_name(reader, way)}"


def _paid(scenario: Compared, way: Way | None) -> Course:
    found = scenario.outcome.of(way)
    return paid_from_launch(found.figures["launch_cost"], found.paid)


def _month_end(reader: Reader, mark: str, course: Course, month: int) -> str:
    when = text("{scenario}, at launch", scenario=mark) if month == 0 else text(
        "{scenario}, by month {month}", scenario=mark, month=month
    )  # fmt: skip
    return hover(reader, reader.say(when), of_month(course, month))


def _paid_finding(courses: Sequence[Course]) -> Text:
    """The least and the most that has been paid by the last month that all plan for."""
    months = [len(course.expected) - 1 for course in courses]
    paid = [float(course.expected[min(months)]) for course in courses]
    cheapest, dearest = paid.index(min(paid)), paid.index(max(paid))
    values = {
        "month": min(months),
        "cheapest": LETTERS[cheapest],
        "dearest": LETTERS[dearest],
        "least": Amount(paid[cheapest], "USD"),
        "most": Amount(paid[dearest], "USD"),
    }
    if len(set(months)) == 1:
        return text("Paid in all: from {least} ({cheapest}) to {most} ({dearest})", **values)
    return text("Paid by month {month}: from {least} ({cheapest}) to {most} ({dearest})", **values)


def side_by_side(
    scenarios: Sequence[Compared], reader: Reader, quantity: str, way: Way | None = None
) -> go.Figure | None:
    """One figure of every scenario, expected and with its range; None where none of them is known."""
    figures = [scenario.outcome.of(way).figures[quantity] for scenario in scenarios]
    known = [place for place, found in enumerate(figures) if np.isfinite([found.low, found.expected, found.high]).all()]
    if not known:
        return None
    marks = _marks(scenarios, reader, way)
    figure = Sketch()
    for place in known:
        found = figures[place]
        figure.add_scatter(
            x=[found.expected],
            y=[place],
            mode="markers",
            name=quantity,
            marker={"color": SCENARIO_COLOURS[place], "symbol": SCENARIO_SYMBOLS[place], "size": 12},
            hoverinfo="text",
            hovertext=[hover(reader, marks[place], found)],
            **whisker(found, SCENARIO_COLOURS[place]),
        )
    figure.update_yaxes(
        tickmode="array", tickvals=list(range(len(scenarios))), ticktext=marks, range=[len(scenarios) - 0.4, -0.6],
        showgrid=False,
    )  # fmt: skip
    title = _axis_title(reader, quantity, figures[0].unit)
    figure.update_xaxes(linear_axis(reader, title, figures[0].unit, max(figures[place].high for place in known)))
    alt = text("One dot a scenario, with its range: {figure}.", figure=reader._(FIGURE_NAMES[quantity]))
    drawn = [(_way_of(one, way), quantity) for one in scenarios]
    finding = _extremes(quantity, [figures[place] for place in known], known)
    return _finished(figure, reader, finding, alt, drawn, height=110 + 44 * len(scenarios))


def _axis_title(reader: Reader, quantity: str, unit: str) -> str:
    """The figure's name, with its unit where neither the ticks nor the name say it."""
    named, measured = reader._(FIGURE_NAMES[quantity]), reader._(UNIT_NAMES[unit][1]) if unit in UNIT_NAMES else ""
    return on_lines(named if measured in named else f"{named} ({measured})", LONGEST_TITLE)


def _extremes(quantity: str, figures: list[Figure], known: list[int]) -> Text:
    """The least and the most, and whether their ranges leave any doubt about it."""
    low, high = (pick(range(len(figures)), key=lambda place: figures[place].expected) for pick in (min, max))
    values = {
        "figure": text(FIGURE_NAMES[quantity]),
        "low": LETTERS[known[low]],
        "high": LETTERS[known[high]],
        "least": Amount(figures[low].expected, figures[low].unit),
        "most": Amount(figures[high].expected, figures[high].unit),
    }
    if figures[low].expected == figures[high].expected:
        return text("{figure}: {least} in every scenario", **values)
    if figures[low].high < figures[high].low:
        return text("{figure}: {least} for {low}, {most} for {high}; their ranges lie apart", **values)
    return text("{figure}: {least} for {low}, {most} for {high}; their ranges overlap", **values)


def quality_against_cost(scenarios: Sequence[Compared], reader: Reader, way: Way | None = None) -> go.Figure:
    """Every scenario in the plane of cost and quality, with both ranges."""
    found = [scenario.outcome.of(way).figures for scenario in scenarios]
    marks, by_cost = _marks(scenarios, reader, way), comparable_cost(scenarios)
    figure = Sketch()
    for place, figures in enumerate(found):
        cost, quality = figures[by_cost], figures["good_answer_share"]
        upright = whisker(quality, SCENARIO_COLOURS[place])["error_x"]
        figure.add_scatter(
            x=[cost.expected],
            y=[quality.expected],
            mode="markers+text",
            text=[f"<b>{LETTERS[place]}</b>"],
            textposition="top right" if place % 2 else "bottom right",
            name=LETTERS[place],
            marker={"color": SCENARIO_COLOURS[place], "symbol": SCENARIO_SYMBOLS[place], "size": 12},
            hoverinfo="text",
            hovertext=[f"{hover(reader, marks[place], cost)}<br>{hover(reader, '', quality)}"],
            cliponaxis=False,
            error_y=upright,
            **whisker(cost, SCENARIO_COLOURS[place]),
        )
    dearest = max(figures[by_cost].high for figures in found)
    least = min(figures["good_answer_share"].low for figures in found)
    most = max(figures["good_answer_share"].high for figures in found)
    figure.update_xaxes(linear_axis(reader, reader._(FIGURE_NAMES[by_cost]), "USD", dearest))
    figure.update_yaxes(linear_axis(reader, reader._("Good answers"), "share", most, low=max(least - 0.05, 0)))
    alt = text("One dot a scenario, with ranges: cost against the share of good answers.")
    drawn = [(_way_of(one, way), name) for one in scenarios for name in (by_cost, "good_answer_share")]
    finding = _undominated([(f[by_cost], f["good_answer_share"]) for f in found])
    return _finished(figure, reader, finding, alt, drawn, height=420)


def _undominated(points: list[tuple[Figure, Figure]]) -> Text:
    """The scenario that is both cheapest and best; else what the best costs more than the cheapest."""
    cheapest = min(range(len(points)), key=lambda place: points[place][0].expected)
    best = max(range(len(points)), key=lambda place: points[place][1].expected)
    if points[best][1].expected == points[cheapest][1].expected:
        return text("{cheapest} costs least, and none answers better", cheapest=LETTERS[cheapest])
    return text(
        "{best} answers best, {share}, and costs {more} more than {cheapest}, which answers well in {less}",
        best=LETTERS[best],
        cheapest=LETTERS[cheapest],
        share=Amount(points[best][1].expected, "share"),
        less=Amount(points[cheapest][1].expected, "share"),
        more=Amount(points[best][0].expected - points[cheapest][0].expected, "USD"),
    )


def waterfall_of_reasons(
    found: Reasons, move: Move, reader: Reader, scenarios: tuple[tuple[int, str], tuple[int, str]],
    projects: tuple[Project, Project],
) -> go.Figure:  # fmt: skip
    """From one scenario's figure to the other's, a step a reason, the largest first.

    Each scenario is its place, which gives its letter and colour, and its name.
    """
    names = [label(place, name, LONGEST_MARK) for place, name in scenarios]
    colours = [SCENARIO_COLOURS[place] for place, _ in scenarios]
    visible = SMALLEST_STEP * max(abs(move.before), abs(move.after))
    order = sorted(range(len(found.factors)), key=lambda place: -abs(move.brought[place]))
    steps = [place for place in order if abs(move.brought[place]) > visible]
    figure = Sketch()
    rows = [escape(names[0], quote=False)]
    _bar(figure, 0, rows[0], 0.0, move.before, reader.amount(move.before, move.unit), colours[0])
    reached = [move.before]
    for place in steps:
        part, start = move.brought[place], reached[-1]
        words = escape(short(factor_in_short(reader, found.factors[place]), LONGEST_STEP), quote=False)
        sign = "+" if part > 0 else "−"
        colour = tinted(colours[1 if part > 0 else 0], 0.55)
        _bar(figure, len(rows), words, start, part, sign + apart_by(reader, part, move.unit), colour)
        rows.append(words)
        reached.append(start + part)
    rows.append(escape(names[1], quote=False))
    _bar(figure, len(rows) - 1, rows[-1], 0.0, move.after, reader.amount(move.after, move.unit), colours[1])
    figure.update_layout(barmode="overlay", bargap=0.3)
    figure.update_yaxes(
        tickmode="array", tickvals=list(range(len(rows))), ticktext=rows, range=[len(rows) - 0.4, -0.6], showgrid=False
    )
    ends = [*reached, move.after]
    title = _axis_title(reader, move.quantity, move.unit)
    figure.update_xaxes(linear_axis(reader, title, move.unit, max(ends), low=min(0.0, *ends)))
    way = found.before.verdict
    alt = text("Bars from {base} to {other}, one step a reason.", base=names[0], other=names[1])
    drawn = [(way, move.quantity), (found.after.verdict, move.quantity)]
    base, other = (LETTERS[place] for place, _ in scenarios)
    finding = why_in_words(reader, move, found, (base, other), projects)
    done = _finished(figure, reader, finding, alt, drawn, height=110 + 40 * len(rows))
    return done.update_layout(margin_r=10 + 7 * max(len(mark.text) for mark in done.layout.annotations))


def _bar(
    figure: Sketch, row: int, name: str, start: float, length: float, words: str, colour: str
) -> None:  # fmt: skip
    """One bar, with its amount to the right of it."""
    figure.add_bar(
        x=[length], base=[start], y=[row], orientation="h", marker={"color": colour}, hoverinfo="text",
        hovertext=[f"{name}<br><b>{words}</b>"], name=name,
    )  # fmt: skip
    figure.add_annotation(x=max(start, start + length), y=row, text=words, xanchor="left", showarrow=False, xshift=4)
