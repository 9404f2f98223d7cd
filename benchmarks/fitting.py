"""Constants fitted to measurements: a robust fit in logarithms, and the errors on each source when it is left out.

No long table drowns the others: what one source measured in one way counts at most as some rows. Every constant is held
near its prior, which is what a textbook, a data sheet or a profile says.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

import numpy as np
from scipy.optimize import least_squares

from advisor.units import FloatArray
from advisor.validation import Comparison, Measured

OUTLIER = 0.2
"""Relative errors above this count less and less."""
WORST = 3.0
FEW, MANY = 6, 40
"""Evaluations of the fit from constants that nearly fit, and from the priors."""


class HasSource(Protocol):
    """A row of a table of measurements."""

    @property
    def id(self) -> str:
        """Its name."""

    @property
    def source(self) -> str:
        """Who measured it."""


Row = TypeVar("Row", bound=HasSource)


@dataclass(frozen=True)
class Fit(Generic[Row]):
    """What is fitted: priors by name, rows, and how rows are estimated with constants by name.

    `trust_in_prior` is how much a constant's logarithm away from its prior counts against a row's; a group of rows
    counts at most as `rows_counted` of them.
    """

    priors: Mapping[str, float]
    rows: list[Row]
    estimate: Callable[[list[Row], dict[str, float]], Comparison]
    group: Callable[[Measured], Hashable]
    trust_in_prior: float = 0.5
    rows_counted: int = 40

    @property
    def begin(self) -> FloatArray:
        """The priors, as logarithms."""
        return np.log(list(self.priors.values()))

    def named(self, logarithms: FloatArray) -> dict[str, float]:
        """Constants by name."""
        return {name: float(value) for name, value in zip(self.priors, np.exp(logarithms), strict=True)}

    def solve(self, rows: list[Row], begin: FloatArray, evaluations: int) -> FloatArray:
        """The constants that fit these rows, as logarithms."""
        scored = [row for row in self.estimate(rows, self.named(begin)).rows if row.estimated is not None]
        sizes = Counter(map(self.group, scored))
        weights = np.array(
            [np.sqrt(min(sizes[self.group(row)], self.rows_counted) / sizes[self.group(row)]) for row in scored]
        )
        names = {row.id for row in scored}
        kept = [row for row in rows if row.id in names]

        def residuals(logarithms: FloatArray) -> FloatArray:
            found = self.estimate(kept, self.named(logarithms)).rows
            ratios = np.array([np.log(row.estimated / row.measured) if row.estimated else WORST for row in found])
            away = self.trust_in_prior * (logarithms - self.begin)
            return np.concatenate([weights * np.clip(ratios, -WORST, WORST), away])

        found = least_squares(residuals, begin, loss="soft_l1", f_scale=OUTLIER, max_nfev=evaluations)
        return np.asarray(found.x, dtype=np.float64)

    def constants(self) -> FloatArray:
        """The constants that fit all rows, as logarithms."""
        return self.solve(self.rows, self.begin, MANY)

    def left_out(self, constants: FloatArray) -> Comparison:
        """Every source estimated with constants fitted to the others."""
        found: list[Measured] = []
        for source in sorted({row.source for row in self.rows}):
            others = self.solve([row for row in self.rows if row.source != source], constants, FEW)
            held = [row for row in self.rows if row.source == source]
            found += self.estimate(held, self.named(others)).rows
        return Comparison(tuple(found))


def rounded(constants: dict[str, float]) -> dict[str, float]:
    """Three digits, which is more than the fit is worth."""
    return {name: float(f"{value:.3g}") for name, value in constants.items()}
