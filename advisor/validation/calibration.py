"""How true stated chances are: the Brier score against its floor, and what came true of what was stated, by fifths."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from advisor.units import FloatArray

FIFTHS = ((0.0, 0.2), (0.2, 0.4), (0.4, 0.6), (0.6, 0.8), (0.8, 1.0))


@dataclass(frozen=True)
class Fifth:
    """What was stated from one chance up to another: how often, its mean, and the share of it that was best.

    Both are None where nothing was stated so.
    """

    low: float
    high: float
    pairs: int
    stated: float | None = None
    best: float | None = None


def brier_score(chances: FloatArray, best: FloatArray) -> float:
    """Mean over cases of the squared errors of the chances, summed over the classes; 0 is perfect, 2 the worst.

    Both are (cases, classes); `best` is 1 for the class that was best, else 0. Source: Brier (1950), for many classes.
    """
    return float(np.square(chances - best).sum(axis=1).mean())


def brier_of_base_rates(best: FloatArray) -> float:
    """The Brier score of always stating the share of each class in the cases: what any forecast must beat."""
    return brier_score(best.mean(axis=0), best)


def calibration(chances: FloatArray, best: FloatArray) -> tuple[Fifth, ...]:
    """Every pair of a case and a class, by fifths of the stated chance; a chance on an edge counts above it."""
    fifth_of = np.digitize(chances, [low for low, _ in FIFTHS[1:]])
    return tuple(_fifth(*edges, chances[fifth_of == n], best[fifth_of == n]) for n, edges in enumerate(FIFTHS))


def _fifth(low: float, high: float, chances: FloatArray, best: FloatArray) -> Fifth:
    if not chances.size:
        return Fifth(low, high, 0)
    return Fifth(low, high, chances.size, float(chances.mean()), float(best.mean()))


def calibration_error(fifths: Sequence[Fifth]) -> float:
    """How far stated chances are from what came true: the mean over all pairs (expected calibration error)."""
    apart = [
        fifth.pairs * abs(fifth.stated - fifth.best)
        for fifth in fifths
        if fifth.stated is not None and fifth.best is not None
    ]
    return sum(apart) / sum(fifth.pairs for fifth in fifths)
