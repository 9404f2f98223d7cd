"""The models of each way, in the middle case: what each costs and brings, and which to take by what counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from advisor.alternatives import WAYS, Alternative, Way
from advisor.decision.futures import Screened
from advisor.units import FloatArray

STEP_OF_QUALITY = 0.05


@dataclass(frozen=True, eq=False)
class ModelPoint:
    """One model of a way: what it costs, how good it is, and what it keeps to."""

    alternative: Alternative
    good_answer_share: float
    total_cost: float
    answer_seconds: float
    keeps_limits: bool
    meets_target: bool


def models_of(screened: Screened, way: Way) -> tuple[ModelPoint, ...]:
    """The open alternatives of a way, the cheapest of each model, by cost."""
    rows = screened.alternatives
    open_rows = ~screened.closed.impossible[:, 0] & (rows.way == WAYS.index(way))
    costs = np.nan_to_num(np.broadcast_to(screened.figures["total_cost"], (len(rows), 1))[:, 0], nan=np.inf)
    cheapest: dict[str, int] = {}
    for row in sorted(np.flatnonzero(open_rows).tolist(), key=lambda row: costs[row]):
        cheapest.setdefault(rows.model(row).name, row)
    return tuple(_point(screened, row) for row in cheapest.values())


def undominated(points: Sequence[ModelPoint]) -> list[ModelPoint]:
    """The models than which none is both cheaper and better, cheapest first."""
    best: list[ModelPoint] = []
    for point in sorted(points, key=lambda point: (point.total_cost, -point.good_answer_share)):
        if not best or point.good_answer_share > best[-1].good_answer_share + 1e-6:
            best.append(point)
    return best


def efficient(points: Sequence[ModelPoint]) -> list[ModelPoint]:
    """The models than which none is at least as cheap, as good and as fast, and better in one of them."""
    return [point for point in points if not any(_beats(other, point) for other in points)]


def runners_up(points: Sequence[ModelPoint], chosen: str, most: int = 2) -> list[ModelPoint]:
    """Efficient models besides the chosen one: those that keep the limits first, then the best, the cheaper of like.

    Models within a step of quality are alike: what is known of them is no finer.
    """
    others = [point for point in efficient(points) if point.alternative.model.name != chosen]
    others.sort(
        key=lambda point: (not point.keeps_limits, -round(point.good_answer_share / STEP_OF_QUALITY), point.total_cost)
    )
    return others[:most]


def _beats(one: ModelPoint, other: ModelPoint) -> bool:
    gains = (
        other.total_cost - one.total_cost,
        one.good_answer_share - other.good_answer_share,
        other.answer_seconds - one.answer_seconds,
    )
    return min(gains) >= 0 and max(gains) > 0


def cheapest_on_target(points: Sequence[ModelPoint]) -> ModelPoint | None:
    """The cheapest model that reaches the quality needed and keeps every limit; None where none does."""
    return next((point for point in points if point.meets_target and point.keeps_limits), None)


def best_within_limits(points: Sequence[ModelPoint]) -> ModelPoint | None:
    """The best model that keeps every limit, the cheaper of like ones; None where none does."""
    keeping = [point for point in points if point.keeps_limits]
    return max(keeping, key=lambda point: round(point.good_answer_share, 3), default=None)


def _point(screened: Screened, row: int) -> ModelPoint:
    figures = screened.figures
    return ModelPoint(
        screened.alternatives.describe(row),
        good_answer_share=_middle(figures["good_answer_share"], row),
        total_cost=_middle(figures["total_cost"], row),
        answer_seconds=_middle(figures["answer_seconds"], row),
        keeps_limits=bool(screened.closed.limits_broken[row, 0] == 0),
        meets_target=bool(_middle(figures["reaches_target"], row)),
    )


def _middle(values: FloatArray, row: int) -> float:
    return float(values[row if values.shape[0] > 1 else 0, 0])
