"""The formulas wired into one graph, by the names of their parameters, and its inputs checked.

Apache Hamilton refuses a graph in which the two ends of an edge differ in unit. There is no other engine.
"""

from __future__ import annotations

import inspect
import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from types import ModuleType
from typing import Any

import numpy as np
from hamilton import base, driver
from hamilton.lifecycle.base import BaseDoValidateInput

from advisor.model import energy, money, people, quality, retrieval, schedule, serving, traffic, tuning
from advisor.units import FloatArray, unit_of

logging.getLogger("hamilton").setLevel(logging.CRITICAL)

SUBJECTS: tuple[ModuleType, ...] = (
    traffic, retrieval, tuning, serving, people, schedule, money, quality, energy,
)  # fmt: skip


class ArraysOnly(BaseDoValidateInput):  # type: ignore[misc]
    """Hamilton's check of a value that comes in from outside: an array of floats, whatever its unit."""

    def do_validate_input(self, *, node_type: type, input_value: Any) -> bool:
        """Whether the value is an array of floats."""
        return isinstance(input_value, np.ndarray) and input_value.dtype == np.float64


@dataclass(frozen=True)
class Quantity:
    """One named quantity of the graph."""

    name: str
    unit: str
    needs: tuple[str, ...]
    subject: str
    meaning: str
    formula: str

    @property
    def is_input(self) -> bool:
        """Whether it comes from outside: an answer, a parameter or a property of an alternative."""
        return not self.formula


@cache
def wired() -> Any:
    """The driver over all formula modules."""
    return driver.Builder().with_modules(*SUBJECTS).with_adapters(ArraysOnly(), base.DictResult()).build()


@cache
def quantities() -> dict[str, Quantity]:
    """All quantities by name, inputs included."""
    return {node.name: _quantity(node) for node in wired().graph.nodes.values()}


def _quantity(node: Any) -> Quantity:
    if node.user_defined:
        return Quantity(node.name, unit_of(node.type), (), "", "", "")
    function = node.originating_functions[0]
    return Quantity(
        name=node.name, unit=unit_of(node.type), needs=tuple(node.input_types),
        subject=function.__module__.rpartition(".")[2], meaning=inspect.getdoc(function) or "", formula=_body(function),
    )  # fmt: skip


def _body(function: Any) -> str:
    """The function's own lines after its docstring: what is shown is what is computed."""
    lines = inspect.cleandoc(inspect.getsource(function)).splitlines()
    closing = [number for number, line in enumerate(lines) if line.rstrip().endswith('"""')]
    return inspect.cleandoc("\n".join(lines[closing[-1] + 1 :]))


def input_units() -> dict[str, str]:
    """The unit of every input of the graph."""
    return {name: quantity.unit for name, quantity in quantities().items() if quantity.is_input}


def formula_names() -> tuple[str, ...]:
    """The names of all computed quantities."""
    return tuple(name for name, quantity in quantities().items() if not quantity.is_input)


def evaluate(inputs: Mapping[str, FloatArray], wanted: Iterable[str] | None = None) -> dict[str, FloatArray]:
    """The wanted quantities (all, where none are named), computed in one pass of array arithmetic.

    Shapes broadcast: (alternatives, draws), with a last axis for months, tasks, roles or phases where named so.

    Raises:
        ValueError: an input is missing; the message names it.
    """
    names = tuple(wanted) if wanted is not None else formula_names()
    computed: dict[str, FloatArray] = wired().execute(list(names), inputs=dict(inputs))
    return computed
