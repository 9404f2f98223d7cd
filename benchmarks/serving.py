"""50,000 ways to serve a model, estimated at once, against plain numpy doing one multiplication for each formula.

Rows of the table of measurements, repeated; both run warm, turn by turn, in the same process. Prints JSON.
"""

from __future__ import annotations

import json
import platform
import sys
import time
from pathlib import Path
from statistics import median

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from advisor.catalogue import load
from advisor.graph import evaluate
from advisor.units import FloatArray
from advisor.validation import SERVING_COLUMNS, read_table, serving_rows
from advisor.validation.serving import ServingRow, inputs_of

TABLE = Path(__file__).resolve().parent.parent / "data" / "validation" / "serving.csv"
CONFIGURATIONS = 50_000
REPETITIONS = 9
WANTED = (
    "kv_pool_bytes", "largest_batch", "replica_tokens_per_second", "first_token_seconds", "decode_seconds_per_token",
)  # fmt: skip
FORMULAS = 45
"""About as many as lie behind what is wanted."""


def configurations() -> dict[str, FloatArray]:
    """What the formulas take in, (configurations, 1) each."""
    usable = [
        row
        for row in serving_rows(read_table(TABLE, SERVING_COLUMNS))
        if isinstance(row, ServingRow) and row.gpu is not None and row.tensor_parallel >= 1
    ]
    inputs = inputs_of(usable, load(), {})
    rows = np.arange(CONFIGURATIONS) % len(usable)
    return {name: value[rows] if len(value) > 1 else value for name, value in inputs.items()}


def seconds(inputs: dict[str, FloatArray]) -> float:
    """One pass of the graph."""
    begin = time.perf_counter()
    evaluate(inputs, WANTED)
    return time.perf_counter() - begin


def floor() -> float:
    """As many multiplications of as many numbers."""
    left, right = np.full((CONFIGURATIONS, 1), 1.5), np.full((CONFIGURATIONS, 1), 2.5)
    begin = time.perf_counter()
    for _ in range(FORMULAS):
        left * right
    return time.perf_counter() - begin


def main() -> None:
    """Measure both."""
    inputs = configurations()
    seconds(inputs)
    turns = [(seconds(inputs), floor()) for _ in range(REPETITIONS)]
    taken, bare = zip(*turns, strict=True)
    result = {
        "benchmark": "serving",
        "python": platform.python_version(),
        "numpy": np.__version__,
        "configurations": CONFIGURATIONS,
        "seconds": round(median(taken), 4),
        "floor_seconds": round(median(bare), 4),
        "bar_seconds": 0.5,
    }
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
