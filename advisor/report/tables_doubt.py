"""How sure the advice is, as a table: chances of each way, and its cost and launch at three points of their spread."""

from __future__ import annotations

import numpy as np
import pandas as pd

from advisor.advice import WAY_NAMES, Advice
from advisor.alternatives import WAYS, Way
from advisor.graph import quantities
from advisor.language import N_, Amount, Reader, Span, text
from advisor.report.sheets import EMPTY, Cell, sheet

TENTHS = (0.1, 0.5, 0.9)
SPREAD = (
    ("launch_cost", N_("Cost until launch, P50 (P10 to P90)")),
    ("total_cost", N_("Cost over the horizon, P50 (P10 to P90)")),
    ("launch_weeks", N_("Time until launch, P50 (P10 to P90)")),
)


def how_sure(advice: Advice, reader: Reader) -> pd.DataFrame:
    """For each way the chances of being best, within budget and live in time; P10, P50, P90 of cost and launch."""
    ways = [advice.ways[way] for way in WAYS]
    rows = [
        (reader._("Chance of being best"), [_chance(way.chance, reader) for way in ways]),
        (reader._("Chance of staying within budget"), [_chance(way.within_budget, reader) for way in ways]),
        (reader._("Chance of being live by the date"), [_chance(way.live_in_time, reader) for way in ways]),
    ]
    rows += [(reader._(label), [_spread(advice, reader, way, name) for way in WAYS]) for name, label in SPREAD]
    alt = reader._("How sure each of the four ways is: chances, and cost and launch at P10, P50 and P90.")
    known = [(label, cells) for label, cells in rows if cells != [EMPTY] * len(WAYS)]
    return sheet([reader._(WAY_NAMES[way]) for way in WAYS], known, alt)


def _chance(chance: float | None, reader: Reader) -> Cell:
    return EMPTY if chance is None else Cell(reader.amount(round(chance, 2), "share"), chance)


def _spread(advice: Advice, reader: Reader, way: Way, name: str) -> Cell:
    """P50 with P10 and P90."""
    unit = quantities()[name].unit
    low, middle, high = np.quantile(advice.draws(name, way), TENTHS).tolist()
    words = text("{middle} ({range})", middle=Amount(middle, unit), range=Span(low, high, unit))
    return Cell(reader.say(words), middle, (way.value, name))
