"""Any figure walked back to answers and cited parameters: value, unit, formula as the code has it, sources."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from advisor.advice import Advice
from advisor.alternatives import Way
from advisor.distributions import spread
from advisor.graph import Quantity, quantities
from advisor.sources import Source
from advisor.units import FloatArray


@dataclass(frozen=True)
class Explained:
    """One node of the tree: a formula over its children, or a leaf with its source.

    `value` is the mean over all futures; of a course or a list, the mean of its first entry. `seen_above` marks a
    quantity whose own tree stands elsewhere in the same explanation already.
    """

    quantity: Quantity
    value: float
    low: float
    high: float
    entries: int
    source: Source | None
    children: tuple[Explained, ...]
    seen_above: bool = False

    @property
    def is_leaf(self) -> bool:
        """Whether the walk ends here."""
        return self.source is not None

    def leaves(self) -> list[Explained]:
        """All leaves below, or the node itself."""
        if self.is_leaf:
            return [self]
        return [leaf for child in self.children for leaf in child.leaves()]


def explain(advice: Advice, quantity: str, way: Way | None = None) -> Explained:
    """The tree of one quantity of a way's best alternative.

    Raises:
        KeyError: there is no such quantity.
    """
    return _walk(advice, quantities()[quantity], way or advice.verdict, set())


def _walk(advice: Advice, quantity: Quantity, way: Way, seen: set[str]) -> Explained:
    drawn = advice.draws(quantity.name, way)
    value, low, high, entries = _summary(drawn)
    if quantity.is_input:
        return Explained(quantity, value, low, high, entries, advice.source(quantity.name, way), ())
    if quantity.name in seen:
        return Explained(quantity, value, low, high, entries, None, (), seen_above=True)
    seen.add(quantity.name)
    children = tuple(_walk(advice, quantities()[name], way, seen) for name in quantity.needs)
    return Explained(quantity, value, low, high, entries, None, children)


def _summary(drawn: FloatArray) -> tuple[float, float, float, int]:
    first = drawn.reshape(drawn.shape[0], -1)[:, 0]
    low, mean, high = spread(first)
    return mean, low, high, int(np.prod(drawn.shape[1:]))
