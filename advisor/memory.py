"""What was computed before: a changed answer computes anew only what hangs on it.

Arrays are told apart by identity, never by content: an input that has not changed is the very same array as before,
and a formula whose inputs are all the same gives what it gave then. What is kept is therefore never changed in place.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np

Result = TypeVar("Result")
CALLS_KEPT = 6
"""A formula's last calls: two projects, in the three passes over their alternatives."""


class Memory:
    """The last calls of every function, with what each gave."""

    def __init__(self) -> None:
        """Nothing remembered yet."""
        self._calls: dict[Callable[..., Any], tuple[tuple[tuple[Any, ...], Any], ...]] = {}

    def forget(self) -> None:
        """Give everything up."""
        self._calls.clear()

    def call(self, function: Callable[..., Result], *given: Any) -> Result:
        """The function's result; the one of before where it is called with the very same things."""
        calls = self._calls.get(function, ())
        for before, result in calls:
            if all(one is other for one, other in zip(before, given, strict=True)):
                kept: Result = result
                return kept
        made = function(*given)
        if isinstance(made, np.ndarray):
            made.setflags(write=False)
        self._calls[function] = ((given, made), *calls[: CALLS_KEPT - 1])
        return made
