"""How sure the advice is, as a table: chances of each way, and its cost and launch at three points of their spread."""

from __future__ import annotations

import numpy as np
import pandas as pd

from advisor.advice import WAY_NAMES, Advice
from advisor.alternatives import WAYS, Way
from advisor.graph import quantities
from advisor.language import N_, Reader
from advisor.report.sheets import EMPTY, Cell, sheet

TENTHS = ((0.1, N_("P10")), (0.5, N_("P50")), (0.9, N_("P90")))
SPREAD = (("launch_cost", N_("Cost until launch")), ("total_cost", N_("Cost over the horizon")),
          ("launch_weeks", N_("Time until launch")))  # fmt: skip


def how_sure(advice: Advice, reader: Reader) -> pd.DataFrame:
    """For each way the chances of being best, within budget and live in time; P10, P50, P90 of cost and launch."""
    ways = [advice.ways[way] for way in WAYS]
    rows = [
        (reader._("Chance of being best"), [_chance(way.chance, reader) for way in ways]),
        (reader._("Chance of staying within budget"), [_chance(way.within_budget, reader) for way in ways]),
        (reader._("Chance of being live by the date"), [_chance(way.live_in_time, reader) for way in ways]),
    ]
    for name, label in SPREAD:
        for share, tenth in TENTHS:
            cells = [_quantile(advice, reader, way, name, share) for way in WAYS]
            rows.append((f"{reader._(label)}, {reader._(tenth)}", cells))
    alt = reader._("How sure each of the four ways is: chances, and cost and launch at P10, P50 and P90.")
    known = [(label, cells) for label, cells in rows if cells != [EMPTY] * len(WAYS)]
    return sheet([reader._(WAY_NAMES[way]) for way in WAYS], known, alt)


def _chance(chance: float | None, reader: Reader) -> Cell:
    return EMPTY if chance is None else Cell(reader.amount(round(chance, 2), "share"), chance)


def _quantile(advice: Advice, reader: Reader, way: Way, name: str, share: float) -> Cell:
    value = float(np.quantile(advice.draws(name, way), share))
    return Cell(reader.amount(value, quantities()[name].unit), value, (way.value, name))
