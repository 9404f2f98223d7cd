"""A scenario in a line: what it came to, and who changed it when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from advisor.alternatives import Way
from advisor.graph import quantities
from advisor.language import Amount, Reader, Text, text
from advisor.snapshot import KeptFigure, Snapshot


@dataclass(frozen=True)
class Glance:
    """What a scenario came to when it was last computed."""

    verdict: Way
    words: Text


def read(content: dict[str, Any] | None) -> Snapshot | None:
    """The figures that were kept; None where there are none that this program can read."""
    try:
        return None if content is None else Snapshot.model_validate(content)
    except ValidationError:
        return None


def glance(content: dict[str, Any] | None, reader: Reader) -> Glance | None:
    """The verdict, its cost until launch and a month, and its launch."""
    kept = read(content)
    if kept is None:
        return None
    way = kept.ways[kept.verdict]
    parts = {name: _amount(way.figures.get(name), name, reader) for name in SHOWN}
    said = text("{launch_cost} until launch, {first_month_cost}, {launch_weeks}", **parts)
    return Glance(kept.verdict, said)


SHOWN = ("launch_cost", "first_month_cost", "launch_weeks")


def _amount(figure: KeptFigure | None, name: str, reader: Reader) -> object:
    if figure is None or figure.expected is None:
        return text("unknown")
    return Amount(figure.expected, quantities()[name].unit)


def when(version: int, moment: datetime, name: str) -> Text:
    """Which version it is, of when and by whom; the day and time are those of UTC."""
    parts = {"version": version, "day": moment.date(), "time": f"{moment:%H:%M}"}
    if name:
        return text("Version {version}, {day} {time} UTC, {name}", **parts, name=name)
    return text("Version {version}, {day} {time} UTC", **parts)
