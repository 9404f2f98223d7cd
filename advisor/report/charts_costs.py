"""Charts of the money: every month, in all, from one way to another, and at other volumes."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import numpy as np
import plotly.graph_objects as go

from advisor.advice import Advice, Course, Figure
from advisor.alternatives import WAYS, Way
from advisor.language import N_, Amount, Reader, Text, text
from advisor.report.break_even import over_volume
from advisor.report.cost_lines import COST_LINES, TOTAL, CostLine
from advisor.report.drawing import (
    MUTED,
    TRANSPARENT,
    apart,
    faded,
    finish,
    hover,
    linear_axis,
    log_axis,
    open_ways,
    tinted,
    way_name,
    way_text,
)
from advisor.report.palette import WAY_COLOURS, WAY_DASHES
from advisor.report.tables_costs import of_month
from advisor.report.volume import Volumes, cost_per_query_by_volume
from advisor.units import FloatArray

BOUND = ({"color": "#FFFFFF", "width": 4}, {"color": "#303840", "width": 1.5})
"""A dotted line with a light rim, which is seen on pale and on dark ground."""


def cost_by_category(advice: Advice, reader: Reader, way: Way | None = None) -> go.Figure:
    """Each month after launch, stacked by line, with the band of the total."""
    way = way or advice.verdict
    total = advice.course("cost_by_month", way)
    layers = _layers(advice, reader, way)
    months = np.arange(1, len(total.expected) + 1)
    figure = go.Figure()
    base = np.zeros(len(months))
    places, names = [], []
    for position, layer in enumerate(layers):
        figure.add_bar(
            x=months,
            y=layer.amounts,
            base=base,
            marker_color=tinted(WAY_COLOURS[way], 1 / (1 + 0.8 * position)),
            hoverinfo="text",
            name=layer.quantity,
            hovertext=layer.hovers,
        )
        places.append(float(base[-1] + layer.amounts[-1] / 2))
        names.append(layer.name)
        base = base + layer.amounts
    places.append(float(total.high[-1]))
    names.append(reader._("8 of 10 futures"))
    for end in (total.low, total.high):
        for line in BOUND:
            figure.add_scatter(x=months, y=end, mode="lines", line={"dash": "3px,4px", **line}, hoverinfo="skip")
    top = float(total.high.max())
    for place, name in zip(apart(places, top * 0.075), names, strict=True):
        figure.add_annotation(x=1, xref="paper", xanchor="left", y=place, text=name, showarrow=False, align="left")
    figure.update_layout(barmode="overlay", bargap=0.15)
    figure.update_xaxes(title_text=reader._("Month after launch"), range=[0.4, len(months) + 0.6])
    figure.update_yaxes(linear_axis(reader, reader._("Cost a month"), "USD", top))
    finding = _category_finding(advice, way, layers)
    alt = text("Stacked bars: cost of each month of {way}, by line; dotted, the range of the total.", way=way_text(way))
    drawn = [(way, layer.quantity) for layer in layers if layer.quantity] + [(way, "cost_by_month")]
    figure = finish(figure, reader, finding, alt, drawn, height=380)
    return figure.update_layout(margin_r=8 + 7 * max((len(name) for name in names), default=0))


class Layer(NamedTuple):
    """A line of each month; without a quantity, several small ones together."""

    name: str
    quantity: str
    amounts: FloatArray
    hovers: list[str]


SMALLEST_LAYER = 0.02
"""Share of all months below which a line would not be seen: such lines are drawn together."""


def _layers(advice: Advice, reader: Reader, way: Way) -> list[Layer]:
    """The lines that are paid every month, the largest first, with those that are too small to see as the last."""
    courses = {line: advice.course(line.monthly, way) for line in COST_LINES if line.monthly}
    smallest = SMALLEST_LAYER * float(advice.course("cost_by_month", way).expected.sum())
    large = sorted(
        (line for line in courses if courses[line].expected.sum() > smallest),
        key=lambda line: -courses[line].expected.sum(),
    )
    small = [line for line in courses if line not in large and courses[line].expected.any()]
    layers = [_layer(reader, line, courses[line]) for line in (large + small if len(small) == 1 else large)]
    if len(small) < 2:
        return layers
    rest = sum((courses[line].expected for line in small), np.zeros(advice.months))
    name, named = reader._("Other lines"), reader.listing(tuple(reader._(line.label) for line in small))
    hovers = [f"{name}<br>{named}<br><b>{reader.money(amount)}</b>" for amount in rest.tolist()]
    return [*layers, Layer(name, "", rest, hovers)]


def _layer(reader: Reader, line: CostLine, course: Course) -> Layer:
    name = reader._(line.label)
    hovers = [_month_hover(reader, name, course, month) for month in range(len(course.expected))]
    return Layer(name, course.quantity, course.expected, hovers)


def _month_hover(reader: Reader, name: str, course: Course, month: int) -> str:
    when = reader.say(text("month {month}", month=month + 1))
    return hover(reader, f"{name}, {when}", of_month(course, month))


def _category_finding(advice: Advice, way: Way, layers: list[Layer]) -> Text:
    if not layers:
        return text("{way} costs nothing after launch", way=way_text(way))
    whole = float(advice.course("cost_by_month", way).expected[0])
    return text(
        "{line}: {part} of the {whole} that {way} costs in its first month",
        whole=Amount(whole, "USD"),
        way=way_text(way),
        part=Amount(float(layers[0].amounts[0]), "USD"),
        line=layers[0].name,
    )


class Crossing(NamedTuple):
    """From this position of the axis on, the second way is cheaper than the first."""

    position: int
    before: Way
    after: Way


def crossings(courses: dict[Way, FloatArray]) -> list[Crossing]:
    """Where the cheapest of several courses changes."""
    ways = list(courses)
    cheapest = np.argmin(np.stack([courses[way] for way in ways]), axis=0)
    return [
        Crossing(position, ways[before], ways[after])
        for position, (before, after) in enumerate(pairwise(cheapest), start=1)
        if before != after
    ]


def cumulative_costs(advice: Advice, reader: Reader) -> go.Figure:
    """What has been paid by the end of each month, for the four ways, with the months in which the cheapest changes."""
    figure = go.Figure()
    paid = {way: _paid(advice, way) for way in WAYS}
    months = np.arange(len(paid[advice.verdict].expected))
    top = max(float(course.expected.max()) for course in paid.values())
    verdict = paid[advice.verdict]
    top = max(top, float(verdict.high.max()))
    figure.add_scatter(
        x=np.concatenate([months, months[::-1]]),
        y=np.concatenate([verdict.high, verdict.low[::-1]]),
        fill="toself",
        fillcolor=faded(WAY_COLOURS[advice.verdict], 0.15),
        line_color=TRANSPARENT,
        hoverinfo="skip",
    )
    for way in WAYS:
        is_open = advice.ways[way].is_open
        figure.add_scatter(
            x=months,
            y=paid[way].expected,
            mode="lines",
            opacity=1 if is_open else 0.7,
            hoverinfo="text",
            line={"color": WAY_COLOURS[way], "width": 3 if way is advice.verdict else 2, "dash": WAY_DASHES[way]},
            hovertext=[_month_end(reader, paid[way], n) for n in range(len(months))],
            name=way.value,
        )
    found = crossings({way: paid[way].expected for way in open_ways(advice)})
    for crossing in found:
        height = float(paid[crossing.after].expected[crossing.position])
        figure.add_annotation(
            x=crossing.position,
            y=height,
            ax=0,
            ay=-40,
            arrowhead=2,
            text=reader.say(text("month {month}", month=crossing.position)),
        )
    figure.update_xaxes(title_text=reader._("Months after launch"), range=[0, len(months) - 1])
    figure.update_yaxes(linear_axis(reader, reader._("Paid in all"), "USD", top))
    alt = text(
        "Four lines: what each way has cost in all by each month after launch; a band around {way}.",
        way=way_text(advice.verdict),
    )
    drawn = [(way, name) for way in WAYS for name in ("launch_cost", "cumulative_cost")]
    figure = finish(figure, reader, _cheapest_finding(advice, found, len(months) - 1, paid), alt, drawn, height=400)
    _name_ends(figure, advice, reader, {way: float(paid[way].expected[-1]) for way in WAYS}, top * 0.075)
    return figure


def _paid(advice: Advice, way: Way) -> Course:
    """Everything paid by the end of each month, beginning with what is paid until launch."""
    return paid_from_launch(advice.figure("launch_cost", way), advice.course("cumulative_cost", way))


def paid_from_launch(launch: Figure, course: Course) -> Course:
    """A course of what is paid after launch, with the day of launch before its first month."""
    ends = (
        np.concatenate([[first], rest])
        for first, rest in ((launch.low, course.low), (launch.expected, course.expected), (launch.high, course.high))
    )
    return Course("cumulative_cost", course.way, "USD", *ends)


def _name_ends(figure: go.Figure, advice: Advice, reader: Reader, ends: dict[Way, float], gap: float) -> None:
    """The ways' names at the right ends of their lines, kept apart; in italics what is ruled out."""
    for way, place in zip(ends, apart(list(ends.values()), gap), strict=True):
        name = way_name(reader, way)
        words = name if advice.ways[way].is_open else f"<i>{name}</i>"
        figure.add_annotation(x=1, xref="paper", xanchor="left", y=place, text=words, showarrow=False, xshift=4)
    figure.update_layout(margin_r=12 + 7 * max(len(way_name(reader, way)) for way in ends))


def _month_end(reader: Reader, course: Course, month: int) -> str:
    when = (
        text("{way}, at launch", way=way_text(course.way))
        if month == 0
        else text("{way}, by month {month}", way=way_text(course.way), month=month)
    )
    return hover(reader, reader.say(when), of_month(course, month))


def _cheapest_finding(advice: Advice, found: list[Crossing], months: int, paid: dict[Way, Course]) -> Text:
    if not found:
        cheapest = min(open_ways(advice), key=lambda way: float(paid[way].expected[-1]))
        return text("{way} is the cheapest open way in all {months} months", way=way_text(cheapest), months=months)
    last = found[-1]
    return text(
        "{before} is cheaper until month {month}, {after} from then on",
        before=way_text(last.before),
        month=last.position,
        after=way_text(last.after),
    )


def cost_waterfall(advice: Advice, reader: Reader, start: Way, end: Way) -> go.Figure:
    """From the cost of one way to that of another over the horizon, line by line; discounting is the last step."""
    steps = [(line.label, line.whole) for line in COST_LINES] + [(N_("Discounting"), "discount")]
    first, last = advice.figure("total_cost", start), advice.figure("total_cost", end)
    changes = [
        Change(label, advice.figure(name, end).expected - advice.figure(name, start).expected) for label, name in steps
    ]
    visible = max(first.expected, last.expected) * SMALLEST_STEP
    shown = [change for change in changes if abs(change.amount) > visible]
    figure = go.Figure()
    reached = first.expected
    _step(figure, way_name(reader, start), 0, first.expected, reader.money(first.expected), WAY_COLOURS[start])
    for change in shown:
        colour = tinted(WAY_COLOURS[end if change.amount > 0 else start], 0.5)
        _step(figure, reader._(change.label), reached, change.amount, signed(reader, change.amount), colour)
        reached += change.amount
    _step(figure, way_name(reader, end), 0, last.expected, reader.money(last.expected), WAY_COLOURS[end])
    top = max(first.expected, last.expected, first.expected + sum(max(0, change.amount) for change in shown))
    figure.update_layout(barmode="overlay", bargap=0.3)
    figure.update_yaxes(autorange="reversed", showgrid=False)
    figure.update_xaxes(linear_axis(reader, reader._("Cost over the horizon"), "USD", top))
    finding = _waterfall_finding(start, end, last.expected - first.expected, changes)
    alt = text(
        "Bars from the cost of {start} to the cost of {end}, one step a line.", start=way_text(start), end=way_text(end)
    )
    drawn = [(way, name) for way in (start, end) for _, name in (*steps, ("", "total_cost"))]
    figure = finish(figure, reader, finding, alt, drawn, height=110 + 40 * (len(shown) + 2))
    return figure.update_layout(margin_r=7 * max(len(label.text) for label in figure.layout.annotations))


class Change(NamedTuple):
    """One step of the waterfall, in US dollars."""

    label: str
    amount: float


SMALLEST_STEP = 0.001
"""Share of the larger total below which a step would not be seen."""


def _step(figure: go.Figure, label: str, start: float, length: float, words: str, colour: str) -> None:
    """One bar, with its amount to the right of it."""
    figure.add_bar(
        x=[length],
        base=[start],
        y=[label],
        orientation="h",
        marker_color=colour,
        hoverinfo="text",
        hovertext=[f"{label}<br><b>{words}</b>"],
        name=label,
    )
    figure.add_annotation(x=max(start, start + length), y=label, text=words, xanchor="left", showarrow=False, xshift=4)


def signed(reader: Reader, value: float) -> str:
    """A difference of money with its sign."""
    return ("+" if value > 0 else "−") + reader.money(abs(value))


def _waterfall_finding(start: Way, end: Way, difference: float, changes: list[Change]) -> Text:
    if not changes:
        return text("{end} costs as much as {start}", end=way_text(end), start=way_text(start))
    towards = [change for change in changes if change.amount * difference > 0] or changes
    largest = max(towards, key=lambda change: abs(change.amount))
    values = {
        "end": way_text(end),
        "start": way_text(start),
        "amount": Amount(abs(difference), "USD"),
        "line": text(largest.label),
        "part": Amount(abs(largest.amount), "USD"),
    }
    if difference > 0:
        return text("{end} costs {amount} more than {start}; the largest step is {part}: {line}", **values)
    return text("{end} costs {amount} less than {start}; the largest step is {part}: {line}", **values)


def cost_against_volume(advice: Advice, reader: Reader) -> go.Figure | None:
    """Cost of one request over the horizon against the requests a month, models and machines as they are.

    None where there are no requests.
    """
    here = advice.figure("queries_per_month")
    if not here.expected:
        return None
    volumes = cost_per_query_by_volume(advice)
    figure = go.Figure()
    for way in WAYS:
        costs = volumes.cost_per_query[way]
        is_open = advice.ways[way].is_open
        figure.add_scatter(
            x=volumes.queries_per_month,
            y=costs,
            mode="lines",
            opacity=1 if is_open else 0.7,
            name=way.value,
            line={"color": WAY_COLOURS[way], "width": 2.5, "dash": WAY_DASHES[way]},
            hoverinfo="text",
            hovertext=[
                _volume_hover(reader, way, volume, cost)
                for volume, cost in zip(volumes.queries_per_month, costs, strict=True)
            ],
        )
    every = np.concatenate([volumes.cost_per_query[way] for way in WAYS])
    figure.add_vline(x=here.expected, line={"color": MUTED, "dash": "dot"})
    figure.add_annotation(
        x=float(np.log10(here.expected)),
        y=1,
        yref="paper",
        yanchor="top",
        xanchor="left",
        showarrow=False,
        text=reader._("your volume"),
        xshift=4,
    )
    figure.update_xaxes(log_axis(reader, reader._("Requests a month"), "queries", *volumes.queries_per_month[[0, -1]]))
    figure.update_yaxes(log_axis(reader, reader._("Cost of a request"), "USD", every.min(), every.max()))
    alt = text("Four lines on logarithmic axes: cost of one request of each way against the requests a month.")
    drawn = [(way, name) for way in WAYS for name in ("cost_per_query", "queries_per_month")]
    figure = finish(figure, reader, _volume_finding(advice, volumes), alt, drawn, height=400)
    ends = {way: float(np.log10(volumes.cost_per_query[way][-1])) for way in WAYS}
    _name_ends(figure, advice, reader, ends, gap=0.075 * float(np.log10(every.max() / every.min())))
    return figure


def _volume_hover(reader: Reader, way: Way, volume: float, cost: float) -> str:
    return reader.say(
        text(
            "{way}: {cost} at {volume}",
            way=way_text(way),
            cost=Amount(cost, "USD/query"),
            volume=Amount(volume, "queries/month"),
        )
    )


def _volume_finding(advice: Advice, volumes: Volumes) -> Text:
    found = crossings({way: volumes.cost_per_query[way] for way in open_ways(advice)})
    if not found:
        cheapest = min(open_ways(advice), key=lambda way: float(volumes.cost_per_query[way][0]))
        low, high = (Amount(float(volumes.queries_per_month[end]), "queries") for end in (0, -1))
        return text(
            "{way} is the cheapest open way from {low} to {high} a month", way=way_text(cheapest), low=low, high=high
        )
    here = advice.figure("queries_per_month").expected
    nearest = min(found, key=lambda crossing: abs(np.log(volumes.queries_per_month[crossing.position] / here)))
    exact = over_volume(advice, nearest.before, nearest.after)
    volume = Amount(exact.at if exact and exact.at else volumes.queries_per_month[nearest.position], "queries/month")
    return text(
        "{before} is cheaper up to about {volume}, {after} above",
        before=way_text(nearest.before),
        volume=volume,
        after=way_text(nearest.after),
    )


__all__ = ["TOTAL", "cost_against_volume", "cost_by_category", "cost_waterfall", "cumulative_costs"]
