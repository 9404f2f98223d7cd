"""Charts of the doubt: what moves a cost, and where the choice turns."""

from __future__ import annotations

import math

import plotly.graph_objects as go

from advisor.advice import Advice
from advisor.alternatives import WAYS, Way
from advisor.decision.influence import Influence, Uncertain
from advisor.decision.turning import Turning
from advisor.graph import quantities
from advisor.language import Amount, Reader, Text, text
from advisor.project import QUESTIONS
from advisor.questions import Kind
from advisor.report.doubt_words import turning_in_words
from advisor.report.drawing import MUTED, faded, finish, linear_axis, log_axis, on_lines, way_name
from advisor.report.palette import WAY_COLOURS, WAY_SYMBOLS
from advisor.report.sketch import Sketch

LABEL_WIDTH = 52
BAR_WIDTH, LINE_HEIGHT, FRAME_HEIGHT = 24, 15, 100


def tornado(advice: Advice, reader: Reader, quantity: str = "total_cost", way: Way | None = None) -> go.Figure:
    """How far each uncertain thing moves a cost alone, from its low end to its high end; the widest bar on top."""
    way = way or advice.verdict
    found, mean = advice.drives(quantity, way), advice.figure(quantity, way)
    figure = Sketch()
    labels = [on_lines(reader.say(influence.uncertain.meaning), LABEL_WIDTH) for influence in found]
    for row, (influence, label) in enumerate(zip(found, labels, strict=True)):
        figure.add_annotation(
            x=0, xref="paper", xanchor="left", y=row, yanchor="bottom", yshift=BAR_WIDTH / 2, showarrow=False,
            align="left", text=label,
        )  # fmt: skip
        # A line of the mean from top to bottom would cross the words.
        figure.add_shape(
            type="line", x0=mean.expected, x1=mean.expected, y0=row - 0.25, y1=row + 0.25,
            line={"color": MUTED, "dash": "dot"},
        )  # fmt: skip
        ends = sorted(
            [(influence.at_low, influence.low), (influence.at_high, influence.high)], key=lambda end: end[0]
        )  # fmt: skip
        figure.add_scatter(
            y=[row] * 2,
            x=[place for place, _ in ends],
            mode="lines",
            line={"color": faded(WAY_COLOURS[way], 0.75), "width": BAR_WIDTH},
            hoverinfo="text",
            hovertext=[reader.say(swing_in_words(influence, mean.unit, reader))] * 2,
        )
        for (place, value), side in zip(ends, ("left", "right"), strict=True):
            figure.add_annotation(
                x=place, y=row, text=thing_amount(influence.uncertain, value, reader),
                showarrow=False, xanchor="right" if side == "left" else "left", xshift=-4 if side == "left" else 4,
                font={"size": 11},
            )  # fmt: skip
    low = min([influence.at_low for influence in found] + [influence.at_high for influence in found] or [0.0])
    high = max([influence.at_low for influence in found] + [influence.at_high for influence in found] or [1.0])
    margin = (high - low) / 2
    axis = linear_axis(reader, reader._("Cost over the horizon"), mean.unit, high + margin, low=max(low - margin, 0))
    figure.update_xaxes(axis, range=[low - margin, high + margin])
    figure.update_yaxes(range=[len(found) - 1 / 2, -1], showgrid=False, showticklabels=False)
    alt = text("Bars: how far each uncertain thing alone moves the cost, from its low end to its high end.")
    most_lines = max((label.count("<br>") + 1 for label in labels), default=1)
    height = FRAME_HEIGHT + (BAR_WIDTH + LINE_HEIGHT * (most_lines + 1)) * max(len(found), 1)
    return finish(figure, reader, _tornado_finding(found, reader), alt, [(way, quantity)], height=height)


def thing_amount(thing: Uncertain, value: float, reader: Reader) -> str:
    """A value of an uncertain thing in words: a named step of a scale, else an amount with its unit."""
    question = QUESTIONS.get(thing.path or "")
    if question is not None and question.kind is Kind.SCALE:
        return reader._(min(question.options, key=lambda option: abs(option.value - value)).label)
    if thing.name.endswith("_draw"):
        return reader._("high") if value > 1 / 2 else reader._("low")
    known = quantities().get(thing.name)
    return reader.amount(value, known.unit if known else "count")


def swing_in_words(influence: Influence, unit: str, reader: Reader) -> Text:
    """From what to what a figure moves while one thing goes from its low end to its high end."""
    return text(
        "{thing} at {low}: {at_low}; at {high}: {at_high}",
        thing=influence.uncertain.meaning,
        low=thing_amount(influence.uncertain, influence.low, reader),
        high=thing_amount(influence.uncertain, influence.high, reader),
        at_low=Amount(influence.at_low, unit),
        at_high=Amount(influence.at_high, unit),
    )


def _tornado_finding(found: tuple[Influence, ...], reader: Reader) -> Text:
    if not found:
        return text("Nothing uncertain moves this cost by much")
    return text("What moves the cost most: {thing}", thing=found[0].uncertain.meaning)


def turning(advice: Advice, reader: Reader, found: Turning) -> go.Figure:
    """The chance of each way along the values of one answer, with the answer as it stands."""
    question = QUESTIONS[found.path]
    scale = advice.catalogue.currency_rate(advice.project.money.currency or "USD") if question.money else 1.0
    values = found.values / scale
    figure = go.Figure()
    for way, line in zip(WAYS, found.chances, strict=True):
        if line.max() < SHOWN_FROM:
            continue
        figure.add_scatter(
            x=values, y=line, mode="lines+markers", line={"color": WAY_COLOURS[way], "width": 2.5},
            marker={"symbol": WAY_SYMBOLS[way], "size": 6}, hoverinfo="text",
            hovertext=[
                f"{way_name(reader, way)}<br>{reader.amount(value, question.unit)}: {reader.amount(chance, 'share')}"
                for value, chance in zip(values, line, strict=True)
            ],
        )  # fmt: skip
        highest = int(line.argmax())
        figure.add_annotation(
            x=_place(values[highest], question.unit), y=line[highest], text=way_name(reader, way), showarrow=False,
            yshift=12, font={"color": WAY_COLOURS[way], "size": 12},
        )  # fmt: skip
    figure.add_vline(x=found.now / scale, line={"color": MUTED, "dash": "dot"})
    label = reader._(question.label)
    if question.unit == "share":
        figure.update_xaxes(linear_axis(reader, label, question.unit, float(values[-1])))
    else:
        figure.update_xaxes(log_axis(reader, label, question.unit, float(values[0]), float(values[-1])))
    figure.update_yaxes(linear_axis(reader, reader._("Chance of being best"), "share", 1.0))
    alt = text("Lines: the chance of each way of being best along the values of this answer; dotted, the answer now.")
    return finish(figure, reader, turning_in_words(found, scale), alt, [(advice.verdict, "total_cost")], height=300)


SHOWN_FROM = 0.03


def _place(value: float, unit: str) -> float:
    """Where a note stands: on a logarithmic axis plotly counts in powers of ten."""
    return value if unit == "share" else math.log10(value)
