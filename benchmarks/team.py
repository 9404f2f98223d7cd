"""People and calendar of one way in 4,096 futures, against as much plain arithmetic on arrays of the same size.

The floor compares and adds the weeks of every task in every future as often as the schedule must: once for each thing
that a task waits for, and once for its people. Turn by turn in the same process. Prints JSON.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from advisor.advice import advise
from advisor.catalogue import load
from advisor.examples import examples
from advisor.graph import STRUCTURE, evaluate, input_units
from advisor.units import FloatArray

DRAWS = 4_096
REPETITIONS = 9
WANTED = ("launch_weeks", "stage_end_weeks", "task_is_critical", "people_cost_once", "staffing_cost_once")


def inputs_of(project_number: int) -> dict[str, FloatArray]:
    """What the graph takes in for the best way of a worked example."""
    advice = advise(examples()[project_number].project, load(), DRAWS)
    row, figures = advice.best.row, advice.futures.figures
    given = {name: figures[name] for name in input_units()}
    return {
        name: values[[row]] if name not in STRUCTURE and len(values) > 1 else values for name, values in given.items()
    }


def floor(inputs: dict[str, FloatArray]) -> Callable[[], FloatArray]:
    """Plain arithmetic: as many sums and comparisons of the tasks' weeks as the schedule needs."""
    waits_for = inputs["task_waits_for"]
    weeks = np.ascontiguousarray(np.moveaxis(evaluate(inputs, ["task_weeks"])["task_weeks"], -1, 0))

    def run() -> FloatArray:
        reached = np.zeros_like(weeks[0])
        for task, length in enumerate(weeks):
            for _ in range(int(waits_for[task].sum()) + 1):
                reached = np.maximum(reached, length)
            reached = reached + length
        return reached

    return run


def milliseconds(work: Callable[[], object]) -> float:
    """The time of one run, of all cores together."""
    begin = time.process_time()
    work()
    return (time.process_time() - begin) * 1e3


def main() -> None:
    """Measure every worked example."""
    result = {}
    for number, example in enumerate(examples()):
        inputs = inputs_of(number)
        plain = floor(inputs)
        turns = [
            (milliseconds(lambda: evaluate(inputs, WANTED)), milliseconds(plain))  # noqa: B023
            for _ in range(REPETITIONS)
        ]
        ours, bare = (median(times) for times in zip(*turns, strict=True))
        result[example.name] = {
            "milliseconds": round(ours, 1), "floor": round(bare, 1), "ratio": round(ours / bare, 1),
        }  # fmt: skip
    print(json.dumps({"benchmark": "team", "draws": DRAWS, "bar_milliseconds": 200, "examples": result}, indent=2))


if __name__ == "__main__":
    main()
