"""Charts of the machines: what fills their memory, and how long an answer takes."""

from __future__ import annotations

import plotly.graph_objects as go

from advisor.advice import Advice
from advisor.alternatives import WAYS, Way
from advisor.language import N_, Amount, Reader, Text, text
from advisor.questions import Range
from advisor.report.drawing import MUTED, finish, hover, linear_axis, way_name, way_text, whisker
from advisor.report.palette import WAY_COLOURS, WAY_SYMBOLS

SERVING_PARTS = (
    ("weight_bytes", N_("Weights")),
    ("kv_cache_bytes", N_("Key-value cache")),
    ("engine_bytes", N_("Serving engine")),
)
TRAINING_PARTS = (
    ("weight_bytes_per_gpu", N_("Weights")),
    ("optimiser_bytes_per_gpu", N_("Optimiser and adapters")),
    ("gradient_bytes_per_gpu", N_("Gradients")),
    ("activation_bytes_per_gpu", N_("Activations")),
    ("logit_bytes_per_gpu", N_("Logits")),
    ("training_rest_bytes_per_gpu", N_("Device and fragments")),
)
Parts = tuple[tuple[str, str], ...]
ROOM_FOR_AMOUNTS = 1.2
"""How far the axis goes beyond the bars, whose amounts stand beside them."""
FRAME_HEIGHT, ROW_HEIGHT, LINE_HEIGHT = 120, 30, 15


def serves_itself(advice: Advice, way: Way) -> bool:
    """Whether the way's model runs on GPUs that the team rents or owns."""
    return bool(advice.figure("own_gpus", way).expected > 0)


def trains_itself(advice: Advice, way: Way) -> bool:
    """Whether the way's model is trained on GPUs that the team rents or owns."""
    return bool(advice.figure("tuned_on_gpus", way).expected > 0)


def memory_by_part(advice: Advice, reader: Reader, way: Way | None = None) -> go.Figure | None:
    """What fills the memory of one replica at its largest batch; None where a provider runs the model."""
    way = way or advice.verdict
    if not serves_itself(advice, way):
        return None
    used, room = (advice.figure(name, way).expected for name in ("replica_memory", "usable_memory"))
    finding = text(
        "{used} of {room} usable memory is filled at the largest batch",
        used=Amount(used, "bytes"),
        room=Amount(room, "bytes"),
    )
    alt = text("A bar a part: memory of a replica of {way}, against the usable memory.", way=way_text(way))
    figure = go.Figure()
    rows = _cascade(figure, advice, reader, way, SERVING_PARTS, room)
    figure.add_vline(x=room, line={"color": MUTED, "width": 2})
    figure.add_annotation(
        x=room, y=1, yref="paper", yanchor="bottom", xanchor="right", showarrow=False, text=reader._("usable memory")
    )
    names = ("replica_memory", "usable_memory")
    drawn = [(way, name) for name in (*(part for part, _ in SERVING_PARTS), *names)]
    return finish(figure, reader, finding, alt, drawn, height=FRAME_HEIGHT + rows * ROW_HEIGHT)


def training_memory_by_part(advice: Advice, reader: Reader, way: Way | None = None) -> go.Figure | None:
    """What each GPU of a training job holds at its peak; None where nothing is trained on the team's GPUs."""
    way = way or advice.verdict
    if not trains_itself(advice, way):
        return None
    held = advice.figure("peak_training_memory_per_gpu", way).expected
    largest = max(TRAINING_PARTS, key=lambda part: advice.figure(part[0], way).expected)
    finding = text(
        "Each GPU of a training job holds {held}; the largest part: {part}",
        held=Amount(held, "bytes"),
        part=text(largest[1]),
    )
    alt = text("A bar a part: memory of a GPU in a training job of {way}.", way=way_text(way))
    figure = go.Figure()
    rows = _cascade(figure, advice, reader, way, TRAINING_PARTS, held)
    drawn = [(way, name) for name in (*(part for part, _ in TRAINING_PARTS), "peak_training_memory_per_gpu")]
    return finish(figure, reader, finding, alt, drawn, height=FRAME_HEIGHT + rows * ROW_HEIGHT)


def _cascade(figure: go.Figure, advice: Advice, reader: Reader, way: Way, parts: Parts, top: float) -> int:
    """A row a part, each beginning where the one above ends; how many there are."""
    present = [(quantity, label) for quantity, label in parts if advice.figure(quantity, way).expected > 0]
    start = 0.0
    for quantity, label in present:
        part = advice.figure(quantity, way)
        figure.add_bar(
            x=[part.expected],
            y=[reader._(label)],
            base=[start],
            orientation="h",
            hoverinfo="text",
            name=quantity,
            hovertext=[hover(reader, reader._(label), part)],
            marker={"color": WAY_COLOURS[way]},
        )
        start += part.expected
        figure.add_annotation(
            x=start,
            y=reader._(label),
            xanchor="left",
            text=reader.amount(part.expected, "bytes"),
            showarrow=False,
        )
    figure.update_layout(barmode="overlay", bargap=0.35)
    figure.update_xaxes(linear_axis(reader, reader._("Memory"), "bytes", ROOM_FOR_AMOUNTS * max(top, start)))
    figure.update_yaxes(autorange="reversed", showgrid=False)
    return len(present)


def latency(advice: Advice, reader: Reader, way: Way | None = None) -> go.Figure:
    """Time to the first token (hollow) and to the whole answer (full) of the four ways, against the targets.

    The finding is about one of them.
    """
    figure = go.Figure()
    names = [way_name(reader, way) for way in reversed(WAYS)]
    slowest = 0.0
    for each in WAYS:
        first, whole = (advice.figure(name, each) for name in ("first_token_seconds", "answer_seconds"))
        for found, symbol, lift in ((first, f"{WAY_SYMBOLS[each]}-open", 0.13), (whole, WAY_SYMBOLS[each], -0.13)):
            label = text("first token") if found is first else text("whole answer")
            figure.add_scatter(
                x=[found.expected],
                y=[names.index(way_name(reader, each)) + lift],
                mode="markers",
                hoverinfo="text",
                marker={"color": WAY_COLOURS[each], "size": 11, "symbol": symbol},
                **whisker(found),
                hovertext=[hover(reader, f"{way_name(reader, each)}: {reader.say(label)}", found)],
                name=found.quantity,
            )
            slowest = max(slowest, found.high)
    targets = {words: limit for path, words in TARGETS.items() if (limit := target(advice, path)) is not None}
    slowest = max([slowest, *targets.values()])
    for position, (words, limit) in enumerate(targets.items()):
        figure.add_vline(x=limit, line={"color": MUTED, "dash": "dash"})
        figure.add_annotation(
            x=limit, y=1, yref="paper", yanchor="bottom", yshift=LINE_HEIGHT * position, showarrow=False,
            xanchor="right" if limit > slowest / 2 else "left", text=reader._(words),
        )  # fmt: skip
    figure.update_yaxes(
        tickmode="array", tickvals=list(range(len(names))), ticktext=names, range=[-0.6, len(names) - 0.4]
    )
    figure.update_xaxes(linear_axis(reader, reader._("Seconds at the peak"), "s", slowest))
    alt = text("Dots with ranges: seconds to the first token and to the whole answer of each way.")
    drawn = [(way, name) for way in WAYS for name in ("first_token_seconds", "answer_seconds")]
    return finish(figure, reader, _latency_finding(advice, way or advice.verdict), alt, drawn, height=320)


FIRST_TOKEN, WHOLE_ANSWER = "traffic.first_token_seconds", "traffic.answer_seconds"
TARGETS = {FIRST_TOKEN: N_("target: first token"), WHOLE_ANSWER: N_("target: whole answer")}


def target(advice: Advice, path: str) -> float | None:
    """Seconds that were asked for; None where nothing was."""
    answer = advice.project.answer(path)
    return answer.middle if isinstance(answer, Range) else None


def _latency_finding(advice: Advice, way: Way) -> Text:
    whole, limit = advice.figure("answer_seconds", way).expected, target(advice, WHOLE_ANSWER)
    values = {"way": way_text(way), "whole": Amount(whole, "s")}
    if limit is None:
        return text("{way} answers in {whole}; no target was set", **values)
    if whole <= limit:
        return text("{way} answers in {whole}, within the target of {target}", target=Amount(limit, "s"), **values)
    return text("{way} answers in {whole}, too late for the target of {target}", target=Amount(limit, "s"), **values)
