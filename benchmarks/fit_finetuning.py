"""The constants of the training estimator, fitted to published measurements.

    python benchmarks/fit_finetuning.py data/validation/finetuning.csv

Memory and speed are fitted apart: they share no constant. Prints the constants, the errors, and with --left-out the
errors on each source when it is left out. JSON.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from advisor.validation import FINETUNING_COLUMNS, Comparison, Measured, compare_finetuning, read_table, training_runs
from advisor.validation.finetuning_rows import TrainingRun
from benchmarks.fitting import Fit, rounded

PRIORS = {
    "memory": {
        "norm_bytes_per_unit": 12.0, "recomputed_layer_copies": 2.0, "fragmentation_share": 0.1,
    },
    "speed": {
        "matrix_efficiency": 0.7, "eight_bit_share": 0.7, "training_attention_efficiency": 0.45,
        "elementwise_bytes_eager": 100.0, "elementwise_bytes_fused": 35.0, "layer_launch_seconds": 2e-3,
        "unpacking_bytes_per_weight": 8.0, "host_bus_bandwidth": 7e9,
    },
}  # fmt: skip
ROWS = 25
"""Few, since most sources are short."""
METRICS = {"memory": ("peak_mem_gib_per_gpu",), "speed": ("tok_s_per_gpu", "tok_s_total")}


def estimate(runs: list[TrainingRun], constants: dict[str, float]) -> Comparison:
    """All runs with these constants."""
    return compare_finetuning(runs, constants=constants)


def source_of(row: Measured) -> str:
    """Methods of one source share what its framework does."""
    return row.source


def main() -> None:
    """Fit, and print what came out."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("table", type=Path)
    parser.add_argument("--left-out", action="store_true", help="also fit without each source in turn (a minute)")
    options = parser.parse_args()
    rows = training_runs(read_table(options.table, FINETUNING_COLUMNS))
    runs = [row for row in rows if isinstance(row, TrainingRun)]
    result: dict[str, object] = {"benchmark": "fit_finetuning"}
    for what, priors in PRIORS.items():
        fitted = [run for run in runs if run.metric in METRICS[what] and is_fitted(run)]
        fit = Fit(priors, fitted, estimate, source_of, rows_counted=ROWS)
        found = fit.constants()
        result[what] = {
            "constants": rounded(fit.named(found)),
            "errors": estimate(fit.rows, fit.named(found)).as_dict()["metrics"],
        } | ({"errors_left_out": fit.left_out(found).as_dict()} if options.left_out else {})
    print(json.dumps(result, indent=2))


def is_fitted(run: TrainingRun) -> bool:
    """Memory is fitted to fine-tuning alone: what pretraining holds depends on batches that its tables do not state."""
    return run.metric not in METRICS["memory"] or run.method != "pretrain"


if __name__ == "__main__":
    main()
