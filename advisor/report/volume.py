"""The same ways at other volumes: the graph once more in the middle case, the volumes in the place of the draws."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from advisor.advice import Advice
from advisor.alternatives import WAYS, Way
from advisor.graph import STRUCTURE, evaluate, input_units
from advisor.units import FloatArray

VOLUMES = 61
DECADES_AROUND = 2.0


@dataclass(frozen=True)
class Volumes:
    """Cost of one request by way, (volumes,) each, at each number of requests a month."""

    queries_per_month: FloatArray
    cost_per_query: dict[Way, FloatArray]


def cost_per_query_by_volume(advice: Advice) -> Volumes:
    """Cost of a request from a hundred times below to a hundred times above the expected volume.

    Every input but the volume stands at its mean over all futures; models and machines stay those of the advice, so
    a cheaper model that pays only at scale is not found here.
    """
    volumes = advice.figure("queries_per_month").expected * np.logspace(-DECADES_AROUND, DECADES_AROUND, VOLUMES)
    rows = [advice.ways[way].row for way in WAYS]
    inputs = {name: _middle(name, advice.futures.figures[name], rows) for name in input_units()}
    inputs["queries_per_day"] = volumes[None] / inputs["days_per_month"]
    costs = evaluate(inputs, ["cost_per_query"])["cost_per_query"]
    return Volumes(volumes, dict(zip(WAYS, costs, strict=True)))


def _middle(name: str, values: FloatArray, rows: list[int]) -> FloatArray:
    """An input of the four ways at its mean over all futures."""
    if name in STRUCTURE:
        return values
    own = values[rows] if values.shape[0] > 1 else values
    return own.mean(axis=1, keepdims=True)
