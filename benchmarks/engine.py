"""The engine against its floor: the same formulas called one after another, without the graph around them.

Two sizes: many alternatives in one future (the screening), few in many futures and months (the finalists). Both sides
run warm, turn by turn, in the same process, and must give the same figures. On a machine that has other work the ratio
of the best runs says more than that of the medians. Prints JSON.
"""

from __future__ import annotations

import gc
import json
import platform
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from advisor.catalogue import load
from advisor.decision.futures import simulate
from advisor.graph import STRUCTURE, SUBJECTS, evaluate, formula_names, input_units, quantities
from advisor.project_file import Project
from advisor.units import FloatArray

SIZES = {
    "screening": {"alternatives": 20_000, "draws": 1, "months": 36},
    "finalists": {"alternatives": 24, "draws": 4_096, "months": 36},
}
REPETITIONS = 9
Values = dict[str, FloatArray]


def inputs_of(alternatives: int, draws: int, months: int) -> Values:
    """What the graph takes in for a project that knows nothing yet, its alternatives repeated to that many."""
    futures = simulate(Project().with_answer("money.horizon_months", months), load(), max(draws, 2))
    judged = futures.screened if draws == 1 else futures
    rows = np.arange(alternatives) % len(judged.alternatives)
    inputs = {name: judged.figures[name] for name in input_units()}
    own = {name for name in inputs if name not in STRUCTURE and len(inputs[name]) == len(judged.alternatives)}
    return {name: value[rows] if name in own else value for name, value in inputs.items()}


def floor() -> Callable[[Values], Values]:
    """All formulas in an order in which each finds what it needs, called one after another."""
    modules = {module.__name__.rpartition(".")[2]: module for module in SUBJECTS}
    order: dict[str, None] = {}

    def place(name: str) -> None:
        if name not in order:
            for need in quantities()[name].needs:
                place(need)
            order[name] = None

    for name in formula_names():
        place(name)
    steps = [
        (name, getattr(modules[quantity.subject], name), quantity.needs)
        for name in order
        if not (quantity := quantities()[name]).is_input
    ]

    def run(values: Values) -> Values:
        values = dict(values)
        for name, formula, needs in steps:
            values[name] = formula(*(values[need] for need in needs))
        return values

    return run


def seconds(work: Callable[[Values], Values], values: Values) -> float:
    """The time of one run, with the arrays of the one before given back: a graph's are freed by the collector only."""
    gc.collect()
    begin = time.perf_counter()
    figures = work(values)
    taken = time.perf_counter() - begin
    del figures
    return taken


def compare(values: Values) -> dict[str, float]:
    """Engine and floor, turn by turn; both must give the same figures."""
    plain = floor()
    engine_figures, floor_figures = evaluate(values), plain(values)
    for name, figure in engine_figures.items():
        np.testing.assert_array_equal(figure, floor_figures[name], err_msg=name)
    del engine_figures, floor_figures
    turns = [(seconds(evaluate, values), seconds(plain, values)) for _ in range(REPETITIONS)]
    engine, bare = zip(*turns, strict=True)
    return {
        "engine_ms": round(median(engine) * 1e3, 1),
        "floor_ms": round(median(bare) * 1e3, 1),
        "ratio": round(median(engine) / median(bare), 3),
        "ratio_of_the_best_runs": round(min(engine) / min(bare), 3),
    }


def main() -> None:
    """Measure both sizes."""
    result = {
        "benchmark": "engine",
        "python": platform.python_version(),
        "numpy": np.__version__,
        "formulas": len(formula_names()),
        "repetitions": REPETITIONS,
        **{name: size | compare(inputs_of(**size)) for name, size in SIZES.items()},
    }
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
