"""Charts of the decision: the plane of needs, the chances, the four ways side by side, and the models."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from advisor.advice import Advice, Reason
from advisor.alternatives import WAYS, Way
from advisor.decision.frontier import ModelPoint, efficient, undominated
from advisor.language import N_, Amount, Reader, Text, text
from advisor.report.drawing import (
    MUTED,
    faded,
    finish,
    hover,
    linear_axis,
    log_axis,
    open_ways,
    way_name,
    way_text,
    whisker,
)
from advisor.report.palette import WAY_COLOURS, WAY_SYMBOLS
from advisor.report.sketch import Sketch
from advisor.units import FloatArray

QUADRANTS = {Way.PROMPT: (-1, -1), Way.RAG: (1, -1), Way.FINETUNE: (-1, 1), Way.HYBRID: (1, 1)}
"""Which half of each axis, the lack of facts and the lack of behaviour, is whose."""
CHANCES = (0.001, 0.01, 0.1, 0.5, 0.9, 0.99, 0.999)
CERTAIN = 0.9999
Point = tuple[float, float]
"""A place on the plane, in log-odds of both needs."""
NARROWEST = 3.5
MOST_ARROWS = 5
LEAST_PUSH = 0.15
HIDDEN_WITHIN = 0.9
"""Log-odds around the project that its mark covers on the narrowest screen."""
LARGEST_DOT, SMALLEST_DOT = 34, 9
NAMED_MODELS = 5


def plane_of_needs(advice: Advice, reader: Reader) -> go.Figure:
    """The project in the plane of its two needs: every simulated future a dot, the strongest reasons as arrows.

    Both axes are in log-odds, in which the rules add up: an arrow is as long as its reason is strong.
    """
    facts, behaviour = advice.needs.knowledge, advice.needs.behaviour
    here = _log_odds(facts.probability), _log_odds(behaviour.probability)
    dots = [_log_odds(chance.ravel()) for chance in np.broadcast_arrays(facts.chance, behaviour.chance)]
    path = _path(advice)
    reach = max(NARROWEST, *np.abs([*path, here]).ravel(), *np.abs(dots).ravel()) + 0.5
    figure = Sketch()
    _quadrants(figure, advice, reader, reach)
    figure.add_scatter(
        x=dots[0],
        y=dots[1],
        mode="markers",
        hoverinfo="skip",
        marker={"size": 4, "color": MUTED, "opacity": 0.35},
    )
    _arrows(figure, advice, reader, path, here)
    said = text(
        "Facts lacking: {facts}. Behaviour lacking: {behaviour}.",
        facts=Amount(facts.probability, "share"),
        behaviour=Amount(behaviour.probability, "share"),
    )
    figure.add_scatter(
        x=[here[0]],
        y=[here[1]],
        mode="markers",
        hoverinfo="text",
        hovertext=[reader.say(said)],
        marker={
            "size": 16,
            "color": WAY_COLOURS[advice.verdict],
            "symbol": WAY_SYMBOLS[advice.verdict],
            "line": {"color": "white", "width": 2},
        },
    )
    ticks = [chance for chance in CHANCES if abs(_log_odds(chance)) <= reach]
    axis = {
        "range": [-reach, reach],
        "tickmode": "array",
        "tickvals": [_log_odds(chance) for chance in ticks],
        "ticktext": [reader.amount(chance, "share") for chance in ticks],
    }
    figure.update_xaxes(axis, showgrid=False, title={"text": reader._("Chance that facts are lacking →")})
    figure.update_yaxes(axis, showgrid=False, title={"text": reader._("Chance that behaviour is lacking →")})
    alt = text(
        "The plane of needs with four quadrants; this project lies at {facts} lack of facts and {behaviour} lack of "
        "behaviour.",
        facts=Amount(facts.probability, "share"),
        behaviour=Amount(behaviour.probability, "share"),
    )
    drawn = [(advice.verdict, "lacks_facts"), (advice.verdict, "lacks_behaviour")]
    return finish(figure, reader, _needs_finding(advice), alt, drawn, height=430)


def _log_odds(chance: FloatArray | float) -> Any:
    """The log-odds of a chance; a certain one stays on the plane."""
    kept = np.clip(chance, 1 - CERTAIN, CERTAIN)
    return np.log(kept / (1 - kept))


def _quadrants(figure: Sketch, advice: Advice, reader: Reader, reach: float) -> None:
    for way, (x, y) in QUADRANTS.items():
        figure.add_shape(
            type="rect",
            x0=0,
            x1=x * reach,
            y0=0,
            y1=y * reach,
            layer="below",
            line={"width": 0},
            fillcolor=faded(WAY_COLOURS[way], 0.22 if way is advice.verdict else 0.09),
        )
        figure.add_annotation(
            x=x * reach,
            y=y * reach,
            xanchor="right" if x > 0 else "left",
            yanchor="top" if y > 0 else "bottom",
            text=f"<b>{way_name(reader, way)}</b>",
            showarrow=False,
            xshift=-8 * x,
            yshift=-6 * y,
        )


def _path(advice: Advice) -> list[Point]:
    """From the place of an unknown project, the place after each of the strongest reasons, in log-odds."""
    figures = advice.futures.figures
    place = {axis: float(figures[f"{axis}_base_log_odds"].mean()) for axis in ("knowledge", "behaviour")}
    places = [(place["knowledge"], place["behaviour"])]
    for reason in arrow_reasons(advice):
        place[reason.axis] += reason.log_odds
        places.append((place["knowledge"], place["behaviour"]))
    return places


def _needs_finding(advice: Advice) -> Text:
    facts, behaviour = advice.needs.knowledge.probability > 1 / 2, advice.needs.behaviour.probability > 1 / 2
    if facts and behaviour:
        return text("The project probably lacks both facts and behaviour")
    if facts:
        return text("The project probably lacks facts, not behaviour")
    if behaviour:
        return text("The project probably lacks behaviour, not facts")
    return text("The project probably lacks neither facts nor behaviour: a good prompt may do")


def _arrows(figure: Sketch, advice: Advice, reader: Reader, path: list[Point], here: Point) -> None:
    """A numbered arrow for each of the strongest reasons; a dotted line for all the others together."""
    for number, (reason, start, end) in enumerate(zip(arrow_reasons(advice), path, path[1:], strict=False), start=1):
        place = _place_of_number(start, end, here)
        figure.add_scatter(
            x=[start[0], place[0]],
            y=[start[1], place[1]],
            mode="lines",
            line={"color": MUTED, "width": 1.5},
            hoverinfo="skip",
        )
        figure.add_annotation(
            x=end[0],
            y=end[1],
            ax=place[0],
            ay=place[1],
            axref="x",
            ayref="y",
            text="",
            arrowhead=3,
            arrowwidth=1.5,
            arrowcolor=MUTED,
            startstandoff=9,
        )
        figure.add_scatter(
            x=[place[0]],
            y=[place[1]],
            mode="markers+text",
            text=[str(number)],
            textfont={"size": 11, "color": "white"},
            marker={"size": 17, "color": "#5A6472"},
            hoverinfo="text",
            hovertext=[reader.say(reason.sentence)],
        )
    figure.add_scatter(
        x=[path[-1][0], here[0]],
        y=[path[-1][1], here[1]],
        mode="lines",
        line={"color": MUTED, "dash": "dot"},
        hoverinfo="text",
        hovertext=[reader._("all other reasons, and doubt")] * 2,
    )


def _place_of_number(start: Point, end: Point, here: Point) -> Point:
    """Half-way along an arrow, or where the mark of the project does not hide it."""
    places = [
        (start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1]))
        for share in (1 / 2, 1 / 4, 3 / 4)
    ]
    away = [max(abs(place[0] - here[0]), abs(place[1] - here[1])) for place in places]
    seen = [place for place, distance in zip(places, away, strict=True) if distance > HIDDEN_WITHIN]
    return seen[0] if seen else places[away.index(max(away))]


def arrow_reasons(advice: Advice) -> list[Reason]:
    """The reasons that the arrows of the plane stand for, in the order of their numbers."""
    return [reason for reason in advice.reasons if abs(reason.log_odds) > LEAST_PUSH][:MOST_ARROWS]


def chances(advice: Advice, reader: Reader) -> go.Figure:
    """How often each way is best, as bars."""
    shares = [advice.ways[way].chance for way in advice.ranking]
    figure = go.Figure(
        go.Bar(
            x=shares,
            y=[_name(advice, reader, way) for way in advice.ranking],
            orientation="h",
            marker_color=[WAY_COLOURS[way] for way in advice.ranking],
            textposition="outside",
            cliponaxis=False,
            text=[reader.amount(share, "share") for share in shares],
            hoverinfo="y+text",
        )
    )
    figure.update_yaxes(autorange="reversed")
    figure.update_xaxes(linear_axis(reader, reader._("Share of the simulated futures"), "share", 1), range=[0, 1.12])
    finding = text(
        "{way} is best in {chance} of the simulated futures",
        way=way_text(advice.verdict),
        chance=Amount(advice.best.chance, "share"),
    )
    alt = text("Bars: how often each of the four ways is best.")
    drawn = [(way, "total_cost") for way in advice.ranking]
    return finish(figure, reader, finding, alt, drawn, height=230)


PANELS = (
    ("good_answer_share", N_("Good answers")),
    ("launch_cost", N_("Cost until launch")),
    ("first_month_cost", N_("Cost of the first month")),
    ("launch_weeks", N_("Weeks until launch")),
)


def four_ways(advice: Advice, reader: Reader) -> go.Figure:
    """The four ways side by side: quality, cost until launch, cost a month and time, each with its range."""
    figure = make_subplots(
        rows=2,
        cols=2,
        subplot_titles=[reader._(label) for _, label in PANELS],
        horizontal_spacing=0.16,
        vertical_spacing=0.2,
    )
    for position, (quantity, _) in enumerate(PANELS):
        _panel(figure, advice, reader, quantity, row=position // 2 + 1, column=position % 2 + 1)
    best = max(open_ways(advice), key=lambda way: round(advice.figure("good_answer_share", way).expected, 2))
    cheapest = min(open_ways(advice), key=lambda way: advice.figure("launch_cost", way).expected)
    alt = text(
        "Four panels with a dot and a range for each way: good answers, cost until launch, cost of a month, weeks."
    )
    drawn = [(way, quantity) for way in WAYS for quantity, _ in PANELS]
    return finish(figure, reader, _sides_finding(best, cheapest), alt, drawn, height=460)


def _panel(figure: go.Figure, advice: Advice, reader: Reader, quantity: str, row: int, column: int) -> None:
    """One quantity of the four ways, a dot and a range each."""
    names = [_name(advice, reader, way) for way in WAYS]
    figures = [advice.figure(quantity, way) for way in WAYS]
    for way, name, found in zip(WAYS, names, figures, strict=True):
        figure.add_scatter(
            x=[found.expected],
            y=[name],
            mode="markers",
            marker={"color": WAY_COLOURS[way], "size": 11, "symbol": WAY_SYMBOLS[way]},
            opacity=1 if advice.ways[way].is_open else 0.6,
            hoverinfo="text",
            hovertext=[hover(reader, name, found)],
            name=quantity,
            row=row,
            col=column,
            **whisker(found),
        )
    axis = linear_axis(reader, "", figures[0].unit, max(found.high for found in figures))
    figure.update_xaxes(axis, row=row, col=column)
    order = {"categoryorder": "array", "categoryarray": names[::-1], "showticklabels": column == 1}
    figure.update_yaxes(order, row=row, col=column)


def _sides_finding(best: Way, cheapest: Way) -> Text:
    if best is cheapest:
        return text("{way} answers best of the open ways, and costs least to launch", way=way_text(best))
    return text(
        "Of the open ways {best} answers best; {cheapest} costs least to launch",
        best=way_text(best),
        cheapest=way_text(cheapest),
    )


def _name(advice: Advice, reader: Reader, way: Way) -> str:
    name = way_name(reader, way)
    return name if advice.ways[way].is_open else reader.say(text("{way} (ruled out)", way=way_text(way)))


def frontier(advice: Advice, reader: Reader, way: Way | None = None) -> go.Figure:
    """The models of a way: good answers against cost; the larger the dot, the longer the wait."""
    way = way or advice.verdict
    points = [point for point in advice.models(way) if math.isfinite(point.total_cost) and point.total_cost > 0]
    best, of_use = undominated(points), efficient(points)
    chosen = advice.ways[way].alternative.model.name
    slowest = max((point.answer_seconds for point in points), default=1.0)
    figure = Sketch()
    colour = WAY_COLOURS[way]
    figure.add_scatter(
        x=[p.total_cost for p in best],
        y=[p.good_answer_share for p in best],
        mode="lines",
        line={"color": faded(colour, 0.5), "shape": "hv"},
        hoverinfo="skip",
    )
    named = _named(points, best, chosen)
    figure.add_scatter(
        x=[p.total_cost for p in points],
        y=[p.good_answer_share for p in points],
        mode="markers+text",
        text=[p.alternative.model.name.rpartition("/")[2] if p in named else "" for p in points],
        textposition=["bottom center" if p in best[-2::-2] else "top center" for p in points],
        marker={
            "size": [
                SMALLEST_DOT + (LARGEST_DOT - SMALLEST_DOT) * math.sqrt(p.answer_seconds / slowest) for p in points
            ],
            "color": [colour if p in of_use else MUTED for p in points],
            "opacity": 0.65,
            "line": {"width": [3 if p.alternative.model.name == chosen else 0 for p in points], "color": MUTED},
        },
        hoverinfo="text",
        hovertext=[_model_hover(reader, point) for point in points],
        cliponaxis=False,
    )
    costs, shares = [p.total_cost for p in points] or [1.0], [p.good_answer_share for p in points] or [1.0]
    figure.update_xaxes(log_axis(reader, reader._("Cost over the horizon"), "USD", min(costs) / 1.3, max(costs) * 1.3))
    figure.update_yaxes(linear_axis(reader, reader._("Good answers"), "share", max(shares), low=min(shares) - 0.05))
    alt = text(
        "One dot a model: cost over the horizon against the share of good answers; larger dots answer more slowly. "
        "Coloured: no other model is as cheap, as good and as fast."
    )
    drawn = [(way, name) for name in ("total_cost", "good_answer_share", "answer_seconds")]
    return finish(figure, reader, _frontier_finding(points, best), alt, drawn, height=430)


def _named(points: list[ModelPoint], best: list[ModelPoint], chosen: str) -> list[ModelPoint]:
    return [point for point in points if point in best[-NAMED_MODELS:] or point.alternative.model.name == chosen]


def _model_hover(reader: Reader, point: ModelPoint) -> str:
    return reader.say(
        text(
            "{model}<br>{share} good answers, {cost} over the horizon, {seconds} an answer",
            model=point.alternative.model.name,
            share=Amount(point.good_answer_share, "share"),
            cost=Amount(point.total_cost, "USD"),
            seconds=Amount(point.answer_seconds, "s"),
        )
    )


def _frontier_finding(points: list[ModelPoint], best: list[ModelPoint]) -> Text:
    if not points:
        return text("No model of this way is open")
    if len(best) == 1:
        return text(
            "{model} is both the cheapest and the best of {count} models",
            model=best[0].alternative.model.name,
            count=len(points),
        )
    return text(
        "{best} of {count} models give the most for their cost; the rest cost more and answer no better",
        best=len(best),
        count=len(points),
    )
