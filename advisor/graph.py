"""The formulas wired into one graph, by the names of their parameters, and its inputs checked.

Apache Hamilton wires them and refuses a graph in which the two ends of an edge differ in unit; the formulas are then
called in the order that its graph gives.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from types import ModuleType
from typing import Any

import numpy as np
from hamilton import driver

from advisor.model import (
    distillation,
    energy,
    indexing,
    money,
    people,
    quality,
    renting,
    retrieval,
    schedule,
    serving,
    serving_memory,
    serving_speed,
    spending,
    staffing,
    traffic,
    tuning,
    tuning_memory,
    tuning_speed,
    upkeep,
)
from advisor.units import FloatArray, unit_of

SUBJECTS: tuple[ModuleType, ...] = (
    traffic, retrieval, indexing, tuning, tuning_memory, tuning_speed, serving_memory, serving_speed, serving, people,
    staffing, distillation, schedule, money, renting, upkeep, spending, quality, energy,
)  # fmt: skip


OF_PEOPLE = {"people", "staffing", "schedule"}
"""The subjects in which the alternatives of one way are alike: their machines and models play no part."""
STRUCTURE = (
    "task_is_of_role", "task_is_of_phase", "task_is_of_stage", "labelling_task_of_stage", "task_waits_for",
    "first_task_of_stage", "stand_in_rank",
)  # fmt: skip
"""Inputs that say how tasks and roles hang together; they have neither rows nor draws."""


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

    @property
    def spelled(self) -> str:
        """The name in words: a message, as the meaning is."""
        return self.name.replace("_", " ")


@cache
def wired() -> Any:
    """The driver over all formula modules; making it checks every edge."""
    return driver.Builder().with_modules(*SUBJECTS).build()


@cache
def quantities() -> dict[str, Quantity]:
    """All quantities by name, inputs included."""
    return {node.name: _quantity(node) for node in wired().graph.nodes.values()}


@cache
def inputs_below(quantity: str) -> frozenset[str]:
    """The inputs that a quantity rests on, through all formulas.

    Raises:
        KeyError: there is no such quantity.
    """
    node = quantities()[quantity]
    if node.is_input:
        return frozenset({quantity})
    return frozenset().union(*(inputs_below(name) for name in node.needs))


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


@cache
def input_units() -> dict[str, str]:
    """The unit of every input of the graph."""
    return {name: quantity.unit for name, quantity in quantities().items() if quantity.is_input}


def formula_names() -> tuple[str, ...]:
    """The names of all computed quantities."""
    return tuple(name for name, quantity in quantities().items() if not quantity.is_input)


@cache
def computed_names() -> frozenset[str]:
    """The names of all computed quantities, as a set."""
    return frozenset(formula_names())


@cache
def of_people() -> frozenset[str]:
    """The computed quantities of work, people and calendar."""
    return frozenset(name for name in formula_names() if quantities()[name].subject in OF_PEOPLE)


def evaluate(inputs: Mapping[str, FloatArray], wanted: Iterable[str] | None = None) -> dict[str, FloatArray]:
    """The wanted quantities (all, where none are named), computed in one pass of array arithmetic.

    Shapes broadcast: (alternatives, draws), with a last axis for months, tasks, roles or phases where named so.
    A quantity that is given is not computed.

    Raises:
        ValueError: an input is missing, or is no array of floats; the message names it.
    """
    names = tuple(wanted) if wanted is not None else formula_names()
    strange = [name for name, value in inputs.items() if getattr(value, "dtype", None) != np.float64]
    if strange:
        raise ValueError(f"not an array of floats: {', '.join(sorted(strange))}")
    values = dict(inputs)
    for name, formula, needs in _order(names, frozenset(values) & computed_names()):
        if any(need not in values for need in needs):
            raise ValueError(f"{name} lacks {', '.join(need for need in needs if need not in values)}")
        values[name] = formula(*[values[need] for need in needs])
    return {name: values[name] for name in names}


@cache
def steps() -> dict[str, tuple[Callable[..., FloatArray], tuple[str, ...]]]:
    """Every formula with the quantities that it needs, by its name."""
    return {name: (formula, needs) for name, formula, needs in _order(formula_names(), frozenset())}


@lru_cache(maxsize=16)
def dependents(changed: frozenset[str]) -> frozenset[str]:
    """The computed quantities that hang on any of these."""
    found = set(changed)
    for name, _, needs in _order(formula_names(), frozenset()):
        if found.intersection(needs):
            found.add(name)
    return frozenset(found - changed)


@lru_cache(maxsize=16)
def _order(
    wanted: tuple[str, ...], given: frozenset[str]
) -> tuple[tuple[str, Callable[..., FloatArray], tuple[str, ...]], ...]:
    """The formulas behind the wanted quantities, each after those it needs, as the graph has wired them.

    Kept, because asking the graph anew costs more than the arithmetic.
    """
    nodes, order = wired().graph.nodes, {}

    def visit(name: str) -> None:
        node = nodes[name]
        if name in order or name in given or node.user_defined:
            return
        for need in node.input_types:
            visit(need)
        order[name] = (name, node.callable, tuple(node.input_types))

    for name in wanted:
        visit(name)
    return tuple(order.values())
