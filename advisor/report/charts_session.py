"""The estimates of a round: everybody's range on one axis, with what all say together as a band; or who chose what.

Names and reasons come from people: what a chart writes of them is escaped and short.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from html import escape
from typing import Any

import plotly.graph_objects as go

from advisor.language import Reader, text
from advisor.planning.estimates import Estimate, answer_of
from advisor.planning.pooling import Amounts, Chosen, Shares
from advisor.planning.state import Round, Topic
from advisor.project import QUESTIONS
from advisor.questions import Kind
from advisor.report.comparison_words import exact, short
from advisor.report.drawing import faded, finish, linear_axis, log_axis
from advisor.report.palette import SCENARIO_COLOURS
from advisor.report.session_words import answer_told, finding, opinion_told, pool_told
from advisor.report.sketch import Sketch

LONGEST_NAME = 22
WIDE = 20
"""An axis that spans more than this, end over end, is logarithmic."""
PERSON, TOGETHER = SCENARIO_COLOURS[0], SCENARIO_COLOURS[1]
ROW = 30
"""Height of a person's row in pixels."""

Names = Mapping[int, str]


def estimates(topic: Topic, found: Round, names: Names, reader: Reader) -> go.Figure:
    """Everybody's estimate in a round; the one with a reason to hear is marked."""
    if isinstance(found.pool, Shares):
        return _choices(topic, found, found.pool, names, reader)
    return _ranges(topic, found, found.pool, names, reader)


def _name(names: Names, seat: int) -> str:
    return escape(short(names.get(seat, "?"), LONGEST_NAME), quote=False)


def _ranges(topic: Topic, found: Round, pool: Amounts, names: Names, reader: Reader) -> go.Figure:
    people = sorted(found.estimates, key=_likely)
    ends = [_amounts(person) for person in people]
    figure = Sketch()
    figure.add_scatter(
        x=[pool.low, pool.high, pool.high, pool.low], y=[-0.6, -0.6, len(people) - 0.4, len(people) - 0.4],
        fill="toself", fillcolor=faded(TOGETHER, 0.18), line={"width": 0}, mode="lines", hoverinfo="skip",
    )  # fmt: skip
    figure.add_scatter(
        x=[pool.likely, pool.likely], y=[-0.6, len(people) - 0.4], mode="lines", hoverinfo="text",
        line={"color": TOGETHER, "width": 2.5}, hovertext=[pool_told(topic, pool, reader)] * 2,
    )  # fmt: skip
    for place, (person, own) in enumerate(zip(people, ends, strict=True)):
        stands_out = person.seat == found.outlier
        figure.add_scatter(
            x=[own.likely], y=[place], mode="markers",
            marker={"color": PERSON, "size": 13 if stands_out else 10,
                    "symbol": "diamond-open" if stands_out else "circle", "line": {"width": 2, "color": PERSON}},
            error_x={"type": "data", "symmetric": False, "array": [own.high - own.likely],
                     "arrayminus": [own.likely - own.low], "color": PERSON, "thickness": 2, "width": 5},
            hoverinfo="text",
            hovertext=[f"{_name(names, person.seat)}<br><b>{opinion_told(topic, own, reader)}</b>"],
        )  # fmt: skip
    ticks = [_name(names, person.seat) for person in people]
    figure.update_yaxes(tickmode="array", tickvals=list(range(len(people))), ticktext=ticks, showgrid=False,
                        range=[len(people) - 0.4, -0.6])  # fmt: skip
    low, high = min(pool.low, *(own.low for own in ends)), max(pool.high, *(own.high for own in ends))
    figure.update_xaxes(_axis(topic, low, high, reader))
    alt = text("Everybody's estimate with its range, and a band for what all say together. The table below has it all.")
    told = finding(topic, found, ticks, reader)
    return finish(figure, reader, told, alt, (), height=110 + ROW * len(people))


def _amounts(person: Estimate) -> Amounts:
    assert isinstance(person.opinion, Amounts)
    return person.opinion


def _likely(person: Estimate) -> float:
    return _amounts(person).likely


def _axis(topic: Topic, low: float, high: float, reader: Reader) -> dict[str, Any]:
    question = QUESTIONS[topic.path]
    title = reader._(question.label)
    if question.kind is Kind.DAY:
        days = [round(low + (high - low) * step / 3) for step in range(4)]
        return {
            "title": {"text": title}, "tickmode": "array", "tickvals": days,
            "ticktext": [reader.say(date.fromordinal(day)) for day in days], "range": [low - 3, high + 3],
        }  # fmt: skip
    if question.unit == "share":
        return linear_axis(reader, title, "share", high, low)
    if low > 0 and high / low > WIDE:
        axis = log_axis(reader, title, "", low, high)
    else:
        axis = linear_axis(reader, title, "", max(high, low + 1e-9), min(low, 0.8 * low))
    return axis | {"ticktext": [exact(reader, float(f"{tick:.6g}")) for tick in axis["tickvals"]]}


def _choices(topic: Topic, found: Round, pool: Shares, names: Names, reader: Reader) -> go.Figure:
    figure = Sketch()
    told = []
    for place, (option, share) in enumerate(pool.of):
        who = [_name(names, person.seat) for person in found.estimates if person.opinion == Chosen(option)]
        told.append(escape(short(answer_told(topic, answer_of(QUESTIONS[topic.path], Chosen(option)), reader), 40)))
        figure.add_bar(
            x=[share], y=[place], orientation="h", marker={"color": PERSON}, hoverinfo="text",
            hovertext=[", ".join(who)], text=[short(", ".join(who), 60)], textposition="inside",
            insidetextanchor="start",
        )  # fmt: skip
    figure.update_yaxes(tickmode="array", tickvals=list(range(len(told))), ticktext=told, showgrid=False,
                        range=[len(told) - 0.4, -0.6])  # fmt: skip
    figure.update_xaxes(linear_axis(reader, reader._("Share of those who answered"), "share", 1))
    alt = text("One bar for each answer: how large a share chose it, and who.")
    everybody = [_name(names, person.seat) for person in found.estimates]
    return finish(figure, reader, finding(topic, found, everybody, reader), alt, (), height=110 + 44 * len(told))
