"""The charts of the memo as plain data: where each mark stands between the ends of its axis, and every word."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from advisor.advice import Advice, Figure
from advisor.alternatives import WAYS, Way
from advisor.language import Amount, Reader, text
from advisor.report.charts_doubt import thing_amount
from advisor.report.drawing import linear_axis, way_name, way_text
from advisor.report.memo_blocks import Block
from advisor.report.palette import WAY_COLOURS
from advisor.report.quarters import quarters
from advisor.report.sheets import ranged

MOST_DRIVERS, MOST_LABELS, MOST_TICKS = 6, 14, 4


def chances(advice: Advice, reader: Reader) -> Block:
    """How often each way is best."""
    marks = [
        _bar(reader, advice, way, reader.amount(round(advice.ways[way].chance, 2), "share"), advice.ways[way].chance)
        for way in advice.ranking
    ]
    return _chart("bars", reader._("Chance of being best"), marks, [])


def figures(advice: Advice, reader: Reader, quantity: str, label: str) -> Block:
    """One quantity of the four ways, a dot with its range each."""
    found = [advice.figure(quantity, way) for way in WAYS]
    axis = linear_axis(reader, "", found[0].unit, max(figure.high for figure in found))
    marks = [
        {
            **_bar(reader, advice, figure.way, ranged(reader, figure, spans=False), 0),
            **_range(figure, axis["range"]),
            "alt": ranged(reader, figure),
        }
        for figure in found
    ]
    ticks = _ticks(axis)
    return _chart("dots", label, marks, ticks[::2] if len(ticks) > MOST_TICKS else ticks)


def cash(advice: Advice, reader: Reader, way: Way) -> Block:
    """What is paid in each quarter from the decision on, with its range."""
    found = quarters(advice, way)
    axis = linear_axis(reader, "", "USD", max(quarter.paid.high for quarter in found))
    axis["range"][0] = 0.0
    last = len(found) if found[-1].places.stop - found[-1].places.start > 1 else 0
    step = 1 + len(found) // MOST_LABELS
    marks = [
        {
            "label": f"{number}+" if number == last else str(number) if number % step == 0 else "",
            "name": reader.say(quarter.name),
            "alt": ranged(reader, quarter.paid),
            "colour": WAY_COLOURS[way],
            "is_open": True,
            **_range(quarter.paid, axis["range"]),
        }
        for number, quarter in enumerate(found, start=1)
    ]
    return _chart("columns", reader._("Paid in each quarter from the decision on"), marks, _ticks(axis))


def drivers(advice: Advice, reader: Reader) -> Block | None:
    """How far each uncertain thing alone moves the cost over the horizon; nothing where nothing does."""
    found, mean = advice.drives("total_cost")[:MOST_DRIVERS], advice.figure("total_cost")
    if not found:
        return None
    places = [place for influence in found for place in (influence.at_low, influence.at_high)]
    axis = linear_axis(reader, "", "USD", max(places), low=min(places))
    marks = []
    for influence in found:
        ends = sorted([(influence.at_low, influence.low), (influence.at_high, influence.high)])
        names = [thing_amount(influence.uncertain, value, reader) for _, value in ends]
        amounts = [reader.money(place) for place, _ in ends]
        marks.append(
            {
                "label": reader.say(influence.uncertain.meaning),
                "name": reader.say(influence.uncertain.meaning),
                "ends": [f"{name}: {amount}" for name, amount in zip(names, amounts, strict=True)],
                "alt": "; ".join(f"{name}: {amount}" for name, amount in zip(names, amounts, strict=True)),
                "colour": WAY_COLOURS[advice.verdict],
                "is_open": True,
                "low": _share(ends[0][0], axis["range"]),
                "high": _share(ends[1][0], axis["range"]),
                "at": _share(mean.expected, axis["range"]),
            }
        )
    title = text(
        "What moves the cost over the horizon most, from its low end to its high end; expected: {cost}",
        cost=Amount(mean.expected, "USD"),
    )
    return _chart("swings", reader.say(title), marks, [])


def _bar(reader: Reader, advice: Advice, way: Way, words: str, share: float) -> dict[str, Any]:
    is_open = advice.ways[way].is_open
    name = way_name(reader, way)
    return {
        "label": name,
        "name": name if is_open else reader.say(text("{way} (ruled out)", way=way_text(way))),
        "words": words, "alt": words, "colour": WAY_COLOURS[way], "is_open": is_open, "at": share,
    }  # fmt: skip


def _range(figure: Figure, ends: Sequence[float]) -> dict[str, float]:
    values = {"low": figure.low, "at": figure.expected, "high": figure.high}
    return {name: _share(value, ends) for name, value in values.items()}


def _share(value: float, ends: Sequence[float]) -> float:
    """Where a value stands between the ends of its axis, from 0 to 1."""
    low, high = ends
    return min(max((value - low) / (high - low), 0.0), 1.0) if value == value else 0.0


def _ticks(axis: dict[str, Any]) -> list[dict[str, Any]]:
    ticks = zip(axis["tickvals"], axis["ticktext"], strict=True)
    return [{"at": _share(value, axis["range"]), "label": label} for value, label in ticks]


def _chart(kind: str, title: str, marks: list[dict[str, Any]], ticks: list[dict[str, Any]]) -> Block:
    """A chart, whose alternative text says every figure that it draws."""
    alt = "; ".join(f"{mark['name']}: {mark['alt']}" for mark in marks)
    return {"kind": kind, "title": title, "marks": marks, "ticks": ticks, "alt": f"{title}. {alt}."}
