"""The graph of formulas: units that must agree, inputs that must be there, arrays that must stay arrays."""

from __future__ import annotations

import ast
import importlib
import inspect
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hamilton import driver
from hamilton.telemetry import is_telemetry_enabled

from advisor.advice import Advice
from advisor.graph import STRUCTURE, SUBJECTS, evaluate, formula_names, input_units, quantities, wired
from advisor.units import UNITS

UNPUBLISHED = {
    "serving_energy_per_month", "serving_carbon_per_month", "training_energy_per_run", "training_energy",
    "reserved_rent_per_month", "spot_rent_per_month", "reserved_rent_spending", "spot_rent_spending",
    "reserved_pays_from", "energy_over_horizon", "carbon_over_horizon",
}  # fmt: skip
"""What an API or a managed host uses is not published, nor is every rent: unknown, and not zero."""
UNANSWERED = {
    "teacher_cost": "teacher_input_price",
    "drafting_cost": "teacher_input_price",
    "saved_by_model": "current_bill",
    "net_value": "good_answer_value",
    "quality_gap": "measured_quality",
}
"""Quantities that are unknown where this question has no answer, or the data may go to no model at an API."""


@pytest.fixture
def build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], driver.Driver]:
    """A graph of the formulas in a source text."""

    def built(source: str) -> driver.Driver:
        (tmp_path / "made_for_a_test.py").write_text("from advisor.units import Bytes, Tokens, Usd\n" + source)
        monkeypatch.syspath_prepend(tmp_path)
        monkeypatch.delitem(sys.modules, "made_for_a_test", raising=False)
        formulas = importlib.import_module("made_for_a_test")
        return driver.Builder().with_modules(formulas).build()

    return built


def test_an_edge_whose_ends_differ_in_unit_is_refused(build: Callable[[str], driver.Driver]) -> None:
    with pytest.raises(ValueError, match="memory"):
        build("def memory(length: Tokens) -> Bytes: return length\ndef bill(memory: Usd) -> Usd: return memory")


def test_an_input_wanted_in_two_units_is_refused(build: Callable[[str], driver.Driver]) -> None:
    with pytest.raises(ValueError, match="size"):
        build("def one(size: Bytes) -> Bytes: return size\ndef other(size: Usd) -> Usd: return size")


def test_edges_whose_units_agree_are_wired(build: Callable[[str], driver.Driver]) -> None:
    graph = build("def memory(size: Bytes) -> Bytes: return size\ndef twice(memory: Bytes) -> Bytes: return 2 * memory")
    assert list(graph.graph.nodes["twice"].input_types) == ["memory"]


def test_a_missing_input_is_named() -> None:
    known = ("users", "queries_per_user_day", "queries_per_day", "days_per_month")
    with pytest.raises(Exception, match="working_days_per_month"):
        evaluate({name: np.ones((1, 1)) for name in known}, ["queries_per_month"])


@pytest.mark.parametrize("wrong", [3.0, np.ones((1, 1), dtype=np.int64), [[1.0]], "3"])
def test_only_arrays_of_floats_come_in(wrong: object) -> None:
    with pytest.raises(Exception, match="documents"):
        evaluate({"documents": wrong, "effort_baseline_documents": np.ones((1, 1)),  # type: ignore[dict-item]
                  "corpus_effort_exponent": np.ones((1, 1)), "least_corpus_documents": np.ones((1, 1))},
                 ["corpus_scale"])  # fmt: skip


def test_every_quantity_has_a_known_unit_and_every_formula_says_what_it_is() -> None:
    for quantity in quantities().values():
        assert quantity.unit in UNITS, quantity.name
        if not quantity.is_input:
            assert len(quantity.meaning) > 15 and quantity.needs, quantity.name


def test_the_graph_holds_every_public_function_of_the_formula_modules() -> None:
    written = {
        name
        for subject in SUBJECTS
        for name, thing in vars(subject).items()
        if inspect.isfunction(thing) and thing.__module__ == subject.__name__ and not name.startswith("_")
    }
    assert set(formula_names()) == written


def test_the_formula_shown_is_the_code_itself() -> None:
    for subject in SUBJECTS:
        tree = ast.parse(inspect.getsource(subject))
        for function in tree.body:
            if isinstance(function, ast.FunctionDef) and not function.name.startswith("_"):
                shown = ast.parse("def shown():\n" + _indented(quantities()[function.name].formula))
                own = function.body[1:]
                assert [ast.dump(line) for line in shown.body[0].body] == [ast.dump(line) for line in own], (
                    function.name
                )


def _indented(code: str) -> str:
    return "\n".join(f"    {line}" for line in code.splitlines())


def test_formulas_hold_no_loops_and_no_constants_but_exact_ones() -> None:
    exact = {0, 1, 2, 12, 3600, 1000, 1e6, -1, Ellipsis, None}
    for subject in SUBJECTS:
        for node in ast.walk(ast.parse(inspect.getsource(subject))):
            assert not isinstance(node, ast.For | ast.While | ast.ListComp), subject.__name__
            if isinstance(node, ast.Constant) and not isinstance(node.value, str):
                assert node.value in exact, f"{subject.__name__}, line {node.lineno}: {node.value}"


def test_the_graph_has_no_two_ways_to_one_quantity_and_no_idle_input(advice: Advice) -> None:
    used = {need for quantity in quantities().values() for need in quantity.needs}
    assert set(input_units()) <= used
    assert set(input_units()) <= set(advice.futures.figures)


def test_everything_is_computed_without_a_single_numerical_warning(advice: Advice) -> None:
    given = {name: advice.futures.figures[name] for name in input_units()}
    with np.errstate(all="raise"):
        evaluate(given)


def test_rows_and_draws_broadcast(advice: Advice) -> None:
    rows, draws = len(advice.futures.alternatives), advice.count
    for name in formula_names():
        shape = advice.futures.figures[name].shape
        assert len(shape) in (2, 3), name
        assert shape[0] in (1, rows) and shape[1] in (1, draws), (name, shape)


def test_each_row_is_computed_as_if_it_stood_alone(advice: Advice) -> None:
    figures, rows = advice.futures.figures, len(advice.futures.alternatives)
    row = rows - 1
    alone = {
        name: figures[name] if name in STRUCTURE or figures[name].shape[0] == 1 else figures[name][[row]]
        for name in input_units()
    }
    for name, value in evaluate(alone).items():
        together = figures[name][[row]] if figures[name].shape[0] > 1 else figures[name]
        np.testing.assert_allclose(value, together, rtol=1e-12, err_msg=name)


def test_nothing_is_unknown_but_what_nobody_publishes_or_answered(advice: Advice) -> None:
    for name in formula_names():
        if name in UNPUBLISHED:
            continue
        unanswered = UNANSWERED.get(name)
        if unanswered and np.isnan(advice.futures.figures[unanswered]).all():
            assert np.isnan(advice.futures.figures[name]).all(), name
        else:
            assert not np.isnan(advice.futures.figures[name]).any(), name


def test_energy_is_unknown_exactly_where_no_machine_is_paid_for(advice: Advice) -> None:
    own = np.broadcast_to(advice.futures.figures["own_gpus"] > 0, advice.futures.closed.impossible.shape)
    assert (np.isnan(advice.futures.figures["serving_energy_per_month"]) == ~own).all()


def test_the_engine_calls_nobody() -> None:
    wired()
    assert not is_telemetry_enabled()
