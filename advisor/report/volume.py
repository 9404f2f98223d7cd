"""The same ways at other volumes: the graph once more in the middle case, the volumes in the place of the draws."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from advisor.advice import Advice
from advisor.alternatives import WAYS, Way
from advisor.figures import Figures
from advisor.graph import STRUCTURE, evaluate, input_units
from advisor.units import BoolArray, FloatArray

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


FUTURES = 256
"""The first of the simulated futures, which fill the space evenly: enough for a range, and quick."""
HALVINGS = 14


class Costs:
    """Costs of some ways at any volume, in the middle case and in the first futures: (ways, 1 + futures)."""

    def __init__(self, advice: Advice, ways: tuple[Way, ...]) -> None:
        """The figures that do not hang on the volume are computed once."""
        rows, figures = [advice.ways[way].row for way in ways], advice.futures.figures
        self._figures = Figures({name: _middle_first(name, figures[name], rows) for name in input_units()})
        self.futures = min(FUTURES, advice.count)
        volume = self._figures["queries_per_month"]
        self.own_volume = np.broadcast_to(volume, (1, 1 + self.futures))

    def at(self, volume: FloatArray, quantity: str) -> FloatArray:
        """A cost where so many requests are asked in the first month, (1, 1 + futures)."""
        return self._figures.with_instead(queries_per_month=volume)[quantity]

    def crossing(
        self, quantity: str, low: FloatArray, high: FloatArray, above: Callable[[FloatArray], BoolArray]
    ) -> FloatArray:
        """The volume between two others at which a cost goes over something that it is not over at the lower one."""
        for _ in range(HALVINGS):
            middle = np.sqrt(low * high)
            over = above(self.at(middle, quantity))
            low, high = np.where(over, low, middle), np.where(over, middle, high)
        return np.sqrt(low * high)


def _middle_first(name: str, values: FloatArray, rows: list[int]) -> FloatArray:
    """An input of some ways: its mean over all futures, then the first futures. What never differs stays one value."""
    if name in STRUCTURE:
        return values
    own = values[rows] if values.shape[0] > 1 else values
    if own.shape[1] == 1:
        return own
    return np.concatenate([own.mean(axis=1, keepdims=True), own[:, :FUTURES]], axis=1)
