"""The decision under uncertainty against its floor: the same formulas called one after another by numpy alone.

4,096 futures of all finalists: simulated, judged and ranked, then what matters (effects, tornado), what to find out
first (the value of every open answer, in chances and in money) and a proof of concept. By CPU time, warm, with no
figure remembered from before; for one core run it with OPENBLAS_NUM_THREADS=1. The floor computes the figures that this
needs, and nothing else. Prints JSON.
"""

from __future__ import annotations

import gc
import json
import platform
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from advisor.advice import advise
from advisor.catalogue import load
from advisor.decision import futures
from advisor.decision.futures import simulate
from advisor.examples import examples
from advisor.figures import Figures
from advisor.graph import input_units
from advisor.project_file import Project

DRAWS = 4_096
REPETITIONS = 7
NEEDED = (
    "launch_cost", "first_month_cost", "total_cost", "net_value", "good_answer_share", "reaches_target",
    "answer_seconds", "first_token_seconds", "context_share", "proof_of_concept_weeks", "launch_weeks", "weight_bytes",
    "fits_in_memory",
)  # fmt: skip


def simulated(project: Project) -> None:
    """Simulated, judged and ranked."""
    futures.MEMORY.forget()
    simulate(project, load(), DRAWS)


def whole(project: Project, number: int) -> None:
    """The whole advice with its doubt; the name makes it another project, so that no advice is found again."""
    futures.MEMORY.forget()
    advice = advise(project.model_copy(update={"name": str(number)}), load(), DRAWS)
    for found in (
        advice.measure_first,
        advice.drives("total_cost"),
        advice.drives_choice,
        [advice.proof_of_concept(50)],
    ):
        len(found)


def floor(project: Project) -> Callable[[], None]:
    """The formulas behind the judgement on the finalists, called one after another on the same inputs."""
    known = simulate(project, load(), DRAWS).figures
    given = {name: known[name] for name in input_units()}

    def run() -> None:
        figures = Figures(given)
        for name in NEEDED:
            figures[name].sum()

    return run


def milliseconds(work: Callable[[], None]) -> float:
    """CPU time of one run."""
    gc.collect()
    begin = time.process_time()
    work()
    return (time.process_time() - begin) * 1e3


def measure(project: Project) -> dict[str, float]:
    """Median times of one project, turn by turn."""
    bare = floor(project)
    whole(project, -1)
    turns = [
        (milliseconds(partial(simulated, project)), milliseconds(partial(whole, project, number)), milliseconds(bare))
        for number in range(REPETITIONS)
    ]
    judged, all_of_it, numpy_alone = (median(times) for times in zip(*turns, strict=True))
    return {
        "simulated_ms": round(judged, 1), "with_doubt_ms": round(all_of_it, 1), "numpy_ms": round(numpy_alone, 1),
        "ratio": round(all_of_it / numpy_alone, 2),
    }  # fmt: skip


def main() -> None:
    """Measure every example."""
    result = {
        "benchmark": "doubt", "python": platform.python_version(), "numpy": np.__version__, "futures": DRAWS,
        "repetitions": REPETITIONS, "examples": {e.name: measure(e.project) for e in examples()},
    }  # fmt: skip
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
