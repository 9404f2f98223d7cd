"""Charts of a machine under load: how long answers take, what it writes, and what a million tokens cost."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from advisor.advice import Advice, Course
from advisor.alternatives import Way
from advisor.language import Amount, Reader, text
from advisor.report.charts_compute import WHOLE_ANSWER, serves_itself, target
from advisor.report.drawing import MUTED, faded, finish, linear_axis, log_axis, way_text
from advisor.report.palette import WAY_COLOURS
from advisor.units import FloatArray, IntArray


def answers_under_load(advice: Advice, reader: Reader, way: Way | None = None) -> go.Figure | None:
    """Seconds to the whole answer against the load; None where a provider runs the model."""
    way = way or advice.verdict
    if not serves_itself(advice, way):
        return None
    reached = _reached(advice, way)
    peak = advice.figure("peak_queries_per_second", way).expected
    load = _from_idle(advice.course("load_by_batch", way).expected[reached], peak)
    reached = np.append(reached[0], reached)
    usual, slow = (advice.course(name, way) for name in ("answer_seconds_by_batch", "slow_answer_seconds_by_batch"))
    figure = go.Figure()
    _band(figure, way, load, usual, reached)
    for course, dash, words in ((usual, None, text("usual answer")), (slow, "dash", text("1 in 20 slower than this"))):
        figure.add_scatter(
            x=load, y=course.expected[reached], mode="lines+markers", name=course.quantity,
            line={"color": WAY_COLOURS[way], "dash": dash, "width": 2}, marker={"size": 5}, hoverinfo="text",
            hovertext=[
                _hover(reader, reader.say(words), (at, "queries/s"), (seconds, "s"))
                for at, seconds in zip(load, course.expected[reached], strict=True)
            ],
        )  # fmt: skip
    figure.add_vline(x=peak, line={"color": MUTED, "width": 2})
    figure.add_annotation(x=np.log10(peak), y=1, yref="paper", yanchor="bottom", showarrow=False, text=reader._("peak"))
    limit = target(advice, WHOLE_ANSWER)
    if limit is not None:
        figure.add_hline(y=limit, line={"color": MUTED, "dash": "dash"})
    drawn = np.concatenate([usual.high[reached], slow.expected[reached], [limit or 0]])
    highest = float(drawn.max())
    figure.update_xaxes(log_axis(reader, reader._("Requests a second"), "queries/s", load[0], load[-1]))
    figure.update_yaxes(linear_axis(reader, reader._("Seconds to the whole answer"), "s", highest))
    finding = text(
        "At {most} the machines are full; the peak is {peak}",
        most=Amount(float(load[-1]), "queries/s"),
        peak=Amount(peak, "queries/s"),
    )
    alt = text(
        "Lines: seconds to the answer against requests a second, usual (full) and for the slowest twentieth (dashed)."
    )
    names = ("load_by_batch", usual.quantity, slow.quantity, "peak_queries_per_second")
    return finish(figure, reader, finding, alt, [(way, name) for name in names], height=300)


def throughput_by_batch(advice: Advice, reader: Reader, way: Way | None = None) -> go.Figure | None:
    """Tokens a second of one copy of the model against the requests in flight; None where a provider runs the model."""
    way = way or advice.verdict
    if not serves_itself(advice, way):
        return None
    batches, written = advice.course("batch", way).expected, advice.course("tokens_per_second_by_batch", way)
    everything = np.arange(len(batches))
    figure = go.Figure()
    _band(figure, way, batches, written, everything)
    figure.add_scatter(
        x=batches, y=written.expected, mode="lines+markers", name=written.quantity, hoverinfo="text",
        line={"color": WAY_COLOURS[way], "width": 2}, marker={"size": 5},
        hovertext=[
            _hover(reader, "", (at, "queries"), (speed, "tokens/s"))
            for at, speed in zip(batches, written.expected, strict=True)
        ],
    )  # fmt: skip
    marks = (("largest_batch", text("most that fit")), ("batch_at_peak", text("at the peak")))
    for (quantity, words), place in zip(marks, ("right", "left"), strict=True):
        at = advice.figure(quantity, way).expected
        figure.add_vline(x=at, line={"color": MUTED, "width": 2})
        figure.add_annotation(
            x=np.log10(at), y=1, yref="paper", yanchor="bottom", showarrow=False, text=reader.say(words),
            xanchor="left" if place == "right" else "right",
        )  # fmt: skip
    figure.update_xaxes(log_axis(reader, reader._("Requests in flight"), "queries", batches[0], batches[-1]))
    figure.update_yaxes(linear_axis(reader, reader._("Tokens a second"), "tokens/s", float(written.high.max())))
    finding = text(
        "One copy of the model writes up to {most}",
        most=Amount(advice.figure("replica_tokens_per_second", way).expected, "tokens/s"),
    )
    alt = text("A line with its range: tokens a second of {way} against requests in flight.", way=way_text(way))
    names = ("batch", written.quantity, "largest_batch", "batch_at_peak", "replica_tokens_per_second")
    return finish(figure, reader, finding, alt, [(way, name) for name in names], height=300)


def cost_of_tokens(advice: Advice, reader: Reader, way: Way | None = None) -> go.Figure | None:
    """Dollars a million written tokens on rented GPUs against the load, beside an API; None without such a pair."""
    way = way or advice.verdict
    rival = advice.rival_on_api(way)
    if not serves_itself(advice, way) or rival is None or advice.figure("gpu_rent", way).expected <= 0:
        return None
    reached = _reached(advice, way)
    load = advice.course("load_by_batch", way).expected[reached]
    own = advice.course("gpu_cost_per_million_tokens_by_batch", way)
    figure = go.Figure()
    _band(figure, way, load, own, reached)
    figure.add_scatter(
        x=load, y=own.expected[reached], mode="lines+markers", name=own.quantity, hoverinfo="text",
        line={"color": WAY_COLOURS[way], "width": 2}, marker={"size": 5},
        hovertext=[
            _hover(reader, "", (at, "queries/s"), (cost, "USD/Mtok"))
            for at, cost in zip(load, own.expected[reached], strict=True)
        ],
    )  # fmt: skip
    figure.add_hline(y=rival.usd_per_million_tokens, line={"color": MUTED, "dash": "dash"})
    figure.add_annotation(
        x=1, xref="paper", xanchor="right", y=np.log10(rival.usd_per_million_tokens), yanchor="bottom", showarrow=False,
        text=reader.say(text("API: {model}", model=rival.model)),
    )  # fmt: skip
    shown = np.append(own.expected[reached], rival.usd_per_million_tokens)
    figure.update_xaxes(log_axis(reader, reader._("Requests a second"), "queries/s", load[0], load[-1]))
    title = reader._("Cost of a million written tokens")
    figure.update_yaxes(log_axis(reader, title, "USD/Mtok", float(shown.min()), float(shown.max())))
    cheaper = np.flatnonzero(own.expected[reached] < rival.usd_per_million_tokens)
    finding = (
        text("Own GPUs never get below the API's {cost}", cost=Amount(rival.usd_per_million_tokens, "USD/Mtok"))
        if not cheaper.size
        else text(
            "From {load} on, own GPUs are cheaper than the API",
            load=Amount(float(load[cheaper[0]]), "queries/s"),
        )
    )
    alt = text("A line: rent for a million written tokens against requests a second; dashed, an API's price.")
    names = ("load_by_batch", own.quantity)
    return finish(figure, reader, finding, alt, [(way, name) for name in names], height=300)


def _from_idle(load: FloatArray, peak: float) -> FloatArray:
    """The loads, with one more before them at which the machine is mostly idle: a question is then alone."""
    return np.append(min(load[0], peak) / 2, load)


def _reached(advice: Advice, way: Way) -> IntArray:
    """The positions of the batches that the machine holds, the first of them always."""
    batches = advice.course("batch", way).expected
    most = max(advice.figure("largest_batch", way).expected, 1)
    return np.flatnonzero(batches <= most)


def _band(figure: go.Figure, way: Way, x: FloatArray, course: Course, at: IntArray) -> None:
    """The range in which 8 of 10 futures lie."""
    low, high = course.low[at], course.high[at]
    figure.add_scatter(
        x=np.concatenate([x, x[::-1]]), y=np.concatenate([high, low[::-1]]), fill="toself", mode="lines",
        line={"width": 0}, fillcolor=faded(WAY_COLOURS[way], 0.18), hoverinfo="skip",
    )  # fmt: skip


def _hover(reader: Reader, name: str, *amounts: tuple[float, str]) -> str:
    words = [reader.amount(float(value), unit) for value, unit in amounts]
    return "<br>".join([*([name] if name else []), *words])
