"""The figures of some alternatives in some futures: what is given, and what follows, computed when asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from advisor.graph import computed_names, dependents, input_units, steps
from advisor.units import FloatArray

Call = Callable[..., FloatArray]


class Figures(Mapping[str, FloatArray]):
    """Quantities by name: inputs and others that are given, and every formula of the graph over them.

    A formula is called when its figure is first asked for, and its result is kept. A page shows a tenth of all figures;
    the rest are never computed.
    """

    def __init__(self, given: Mapping[str, FloatArray], call: Call | None = None) -> None:
        """What is given; `call(formula, *inputs)` is how a formula is called, plainly if nothing is said.

        Raises:
            ValueError: what is given to the graph is no array of floats; the message names it.
        """
        strange = [name for name in given.keys() & input_units().keys() if _is_strange(given[name])]
        if strange:
            raise ValueError(f"not an array of floats: {', '.join(sorted(strange))}")
        self._known = dict(given)
        self._call = call or _plainly

    def __getitem__(self, name: str) -> FloatArray:
        """One quantity.

        Raises:
            KeyError: there is no such quantity, or an input of it is missing.
        """
        if name not in self._known:
            formula, needs = steps()[name]
            self._known[name] = self._call(formula, *[self[need] for need in needs])
        return self._known[name]

    def __contains__(self, name: object) -> bool:
        """Whether it is given, or a formula of the graph."""
        return name in self._known or name in computed_names()

    def __iter__(self) -> Iterator[str]:
        """What is given, and all formulas."""
        return iter({**dict.fromkeys(self._known), **dict.fromkeys(computed_names())})

    def __len__(self) -> int:
        """How many quantities there are."""
        return len(self._known.keys() | computed_names())

    def with_instead(self, **instead: FloatArray) -> Figures:
        """The same world with some quantities changed: only what hangs on them is computed anew."""
        return _Changed(self, instead, dependents(frozenset(instead)))

    def beside(self, **instead: FloatArray) -> Figures:
        """The same figures beside other quantities: nothing is computed anew."""
        return _Changed(self, instead, frozenset())


class _Changed(Figures):
    """A world that differs from another one in some quantities."""

    def __init__(self, before: Figures, instead: dict[str, FloatArray], changed: frozenset[str]) -> None:
        super().__init__(instead)
        self._before, self._changed = before, changed

    def __getitem__(self, name: str) -> FloatArray:
        if name in self._known or name in self._changed:
            return super().__getitem__(name)
        return self._before[name]

    def __contains__(self, name: object) -> bool:
        return name in self._known or name in self._before

    def __iter__(self) -> Iterator[str]:
        return iter({**dict.fromkeys(self._before), **dict.fromkeys(self._known)})

    def __len__(self) -> int:
        return len(set(self))


def _is_strange(value: Any) -> bool:
    return getattr(value, "dtype", None) != np.float64


def _plainly(formula: Call, *given: FloatArray) -> FloatArray:
    return formula(*given)
