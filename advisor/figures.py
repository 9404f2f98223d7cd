"""The figures of some alternatives in some futures: what is given, and what follows, computed when asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache, lru_cache
from typing import Any

import numpy as np

from advisor.alternatives import Twins
from advisor.graph import STRUCTURE, computed_names, dependents, input_units, of_people, steps
from advisor.units import FloatArray, IntArray

Call = Callable[..., FloatArray]


class Figures(Mapping[str, FloatArray]):
    """Quantities by name: inputs and others that are given, and every formula of the graph over them.

    A formula is called when its figure is first asked for, and its result is kept. A page shows a tenth of all figures;
    the rest are never computed. People and calendar, whose arrays are the largest, are computed once for all twins.
    """

    def __init__(self, given: Mapping[str, FloatArray], call: Call | None = None, twins: Twins | None = None) -> None:
        """What is given; `call(formula, *inputs)` is how a formula is called, plainly if nothing is said.

        Without `twins` every row is computed for itself.

        Raises:
            ValueError: what is given to the graph is no array of floats; the message names it.
        """
        strange = [name for name in given.keys() & input_units().keys() if _is_strange(given[name])]
        if strange:
            raise ValueError(f"not an array of floats: {', '.join(sorted(strange))}")
        self._known = dict(given)
        self._call = call or _plainly
        self._twins = twins
        self._of_twins: dict[str, FloatArray] = {}

    def __getitem__(self, name: str) -> FloatArray:
        """One quantity.

        Raises:
            KeyError: there is no such quantity, or an input of it is missing.
        """
        if name not in self._known:
            self._known[name] = self._computed(name)
        return self._known[name]

    def of_row(self, name: str, row: int) -> FloatArray:
        """One quantity of one row, (draws, ...): of people and calendar without a copy for every twin.

        Raises:
            KeyError: there is no such quantity, or an input of it is missing.
        """
        if self._twins is not None and name in of_people() and name not in self._known:
            values, row = self._of_each_kind(name), int(self._twins.place[row])
        else:
            values = self[name]
        own: FloatArray = values[row if len(values) > 1 else 0]
        return own

    def _computed(self, name: str) -> FloatArray:
        if self._twins is not None and name in of_people():
            return self._call(_taken(name), self._of_each_kind(name), self._twins.place)
        formula, needs = steps()[name]
        return self._call(formula, *[self[need] for need in needs])

    def _of_each_kind(self, name: str) -> FloatArray:
        """A quantity of people or calendar, or what it needs, for the first of all twins."""
        if self._twins is None or name not in of_people() or name in self._known:
            values = self[name]
            return values if self._twins is None else _of_first(name, values, self._twins.first)
        if name not in self._of_twins:
            formula, needs = steps()[name]
            self._of_twins[name] = self._call(formula, *[self._of_each_kind(need) for need in needs])
        return self._of_twins[name]

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
        super().__init__(instead, twins=before._twins)
        self._before, self._changed = before, changed

    def __getitem__(self, name: str) -> FloatArray:
        if name in self._known or name in self._changed:
            return super().__getitem__(name)
        return self._before[name]

    def _of_each_kind(self, name: str) -> FloatArray:
        is_new = name in self._known or name in self._changed
        return super()._of_each_kind(name) if is_new else self._before._of_each_kind(name)

    def __contains__(self, name: object) -> bool:
        return name in self._known or name in self._before

    def __iter__(self) -> Iterator[str]:
        return iter({**dict.fromkeys(self._before), **dict.fromkeys(self._known)})

    def __len__(self) -> int:
        return len(set(self))


def _is_strange(value: Any) -> bool:
    return getattr(value, "dtype", None) != np.float64


@cache
def _taken(name: str) -> Call:
    """What takes some rows of a quantity: a function of its own for each, so that its last calls are remembered."""

    def rows_of(values: FloatArray, rows: IntArray) -> FloatArray:
        return values if name in STRUCTURE or len(values) == 1 else values[rows]

    return rows_of


def _of_first(name: str, values: FloatArray, first: IntArray) -> FloatArray:
    """The rows of the first twins, as the very same array wherever they are alike: machines come and go, ways stay."""
    if name in STRUCTURE or len(values) == 1:
        return values
    taken = values[first]
    return _alike(taken.tobytes(), taken.shape)


@lru_cache(maxsize=64)
def _alike(content: bytes, shape: tuple[int, ...]) -> FloatArray:
    return np.frombuffer(content).reshape(shape)


def _plainly(formula: Call, *given: FloatArray | IntArray) -> FloatArray:
    return formula(*given)
