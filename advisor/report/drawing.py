"""What all charts share: axes in the reader's form, whiskers, labels that do not collide, and the finding on top.

A chart plots the engine's own values (US dollars, bytes, seconds); its axis and its hover text are in the reader's
form. It says in `layout.meta` which quantities it draws, and its alternative text.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from statistics import fmean
from textwrap import wrap
from typing import Any

import plotly.graph_objects as go

from advisor.advice import WAY_NAMES, Advice, Figure
from advisor.alternatives import Way
from advisor.language import Reader, Text, text
from advisor.report.sheets import ranged, tick
from advisor.report.sketch import Sketch

TRANSPARENT = "rgba(0,0,0,0)"
FAINT = "rgba(128,128,128,0.25)"
MUTED = "#808080"
NICE_STEPS = (1, 2, 2.5, 5, 10)
TICKS = 4
SHORT_DECADES = 2.5
ROOM = 1.06
"""How far an axis goes beyond its last value."""
SEPARATORS = {"en": ".,", "es": ",."}

Drawn = tuple[Way, str]


def way_name(reader: Reader, way: Way) -> str:
    """A way's name in the reader's language."""
    return reader._(WAY_NAMES[way])


def way_text(way: Way) -> Text:
    """A way's name, to put into a sentence."""
    return text(WAY_NAMES[way])


def open_ways(advice: Advice) -> tuple[Way, ...]:
    """The ways that are not ruled out, the likeliest best first; all of them where none is open."""
    return tuple(way for way in advice.ranking if advice.ways[way].is_open) or advice.ranking


def finish(
    figure: go.Figure | Sketch, reader: Reader, finding: Text, alt: Text, quantities: Iterable[Drawn], height: int
) -> go.Figure:
    """The finding as title, what is drawn and what it looks like; transparent, so that it suits light and dark."""
    figure.update_layout(
        title={"text": reader.say(finding), "x": 0, "xanchor": "left", "automargin": True},
        meta={
            "quantities": [[way.value, name] for way, name in dict.fromkeys(quantities)],
            "finding": reader.say(finding),
            "alt": reader.say(alt),
        },
        separators=SEPARATORS[reader.language],
        height=height,
        showlegend=False,
        dragmode=False,
        paper_bgcolor=TRANSPARENT,
        plot_bgcolor=TRANSPARENT,
        margin={"l": 8, "r": 8, "t": 48, "b": 8},
        hoverlabel={"align": "left"},
    )
    figure.update_xaxes(fixedrange=True, automargin=True, zeroline=False, gridcolor=FAINT)
    figure.update_yaxes(fixedrange=True, automargin=True, zeroline=False, gridcolor=FAINT)
    return figure.drawn() if isinstance(figure, Sketch) else figure


def named_above(figure: go.Figure) -> go.Figure:
    """With the names of its marks above the plot, in as many rows as the width asks for."""
    place = {"xref": "container", "x": 0, "yref": "container", "y": 1, "yanchor": "top"}
    return figure.update_layout(showlegend=True, legend={"orientation": "h", **place})


def on_lines(label: str, letters: int) -> str:
    """A label on as many lines as it needs."""
    return "<br>".join(wrap(label, letters))


def _per_reader(reader: Reader, unit: str) -> float:
    """Units of the reader in one of the engine's: ticks must be round in the reader's currency."""
    return reader.currency_per_usd if unit.startswith("USD") else 1.0


def linear_axis(reader: Reader, title: str, unit: str, high: float, low: float = 0.0) -> dict[str, Any]:
    """A linear axis from `low` to `high` and a little beyond, with round ticks in the reader's form."""
    scale = _per_reader(reader, unit)
    first, last = low * scale, max(high * scale, 1e-12)
    magnitude = 10 ** math.floor(math.log10((last - first) / TICKS))
    step = next(nice * magnitude for nice in NICE_STEPS if nice * magnitude >= (last - first) / TICKS)
    values = [step * n for n in range(math.ceil(first / step), math.floor(last * ROOM / step) + 1)]
    return {
        "title": {"text": title},
        "tickmode": "array",
        "tickvals": [value / scale for value in values],
        "ticktext": [tick(reader, value / scale, unit) for value in values],
        "range": [(first - (ROOM - 1) / 2 * (last - first)) / scale, last * ROOM / scale],
    }


def log_axis(reader: Reader, title: str, unit: str, low: float, high: float) -> dict[str, Any]:
    """A logarithmic axis with ticks at powers of ten of the reader's unit; at 2 and 5 times them too, if short."""
    scale = _per_reader(reader, unit)
    first, last = math.log10(low * scale), math.log10(high * scale)
    steps = (1,) if last - first > SHORT_DECADES else (1, 2, 5)
    ticks = [step * 10.0**power for power in range(math.floor(first), math.ceil(last) + 1) for step in steps]
    return {
        "title": {"text": title},
        "type": "log",
        "tickangle": 0,
        "tickmode": "array",
        "tickvals": [place / scale for place in ticks],
        "ticktext": [tick(reader, place / scale, unit) for place in ticks],
        "range": [math.log10(low) - 0.05, math.log10(high) + 0.05],
    }


def hover(reader: Reader, name: str, figure: Figure) -> str:
    """What is shown over a mark: the name, the value and its range."""
    return f"{name}<br><b>{ranged(reader, figure)}</b>"


def whisker(figure: Figure, colour: str | None = None) -> dict[str, Any]:
    """The range of a figure as a whisker, in the colour of its mark unless another is given."""
    return {
        "error_x": {
            "type": "data",
            "color": colour,
            "symmetric": False,
            "array": [figure.high - figure.expected],
            "arrayminus": [figure.expected - figure.low],
            "thickness": 1.5,
            "width": 5,
        }
    }


def apart(places: Sequence[float], gap: float) -> list[float]:
    """The places a gap apart and in their own order: those that are too close are spread around their middle."""
    order = sorted(range(len(places)), key=lambda position: places[position])
    heaps: list[list[float]] = []
    for rank, position in enumerate(order):
        heap = [places[position] - rank * gap]
        while heaps and fmean(heaps[-1]) > fmean(heap):
            heap = heaps.pop() + heap
        heaps.append(heap)
    lowered = [fmean(heap) for heap in heaps for _ in heap]
    moved = dict(zip(order, (place + rank * gap for rank, place in enumerate(lowered)), strict=True))
    return [moved[position] for position in range(len(places))]


def faded(colour: str, opacity: float) -> str:
    """A colour of the palette that lets the background through: for areas behind other marks."""
    red, green, blue = _parts(colour)
    return f"rgba({red},{green},{blue},{opacity})"


def tinted(colour: str, share: float) -> str:
    """So much of a colour of the palette, the rest white: for bars, which on a dark ground would sink if they faded."""
    red, green, blue = (round(255 + share * (part - 255)) for part in _parts(colour))
    return f"rgb({red},{green},{blue})"


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
