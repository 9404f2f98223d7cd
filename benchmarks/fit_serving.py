"""The constants of the serving estimator, fitted to published measurements.

    python benchmarks/fit_serving.py data/validation/serving.csv

Prints the constants, the errors, and with --left-out the errors on each source when it is left out. JSON.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from advisor.catalogue import load
from advisor.validation import SERVING_COLUMNS, Comparison, Measured, compare_serving, read_table, serving_rows
from advisor.validation.serving import ServingRow
from benchmarks.fitting import Fit, rounded

PRIORS = {
    "bandwidth_efficiency": 0.85, "bandwidth_efficiency_unpacked": 0.7, "kv_bandwidth_efficiency": 0.7,
    "compute_efficiency": 0.75, "compute_efficiency_8_bit": 0.75, "compute_efficiency_4_bit_float": 0.5,
    "compute_efficiency_unpacked": 0.5, "attention_efficiency": 0.5, "expert_efficiency": 0.7,
    "all_reduce_latency_linked": 10e-6, "all_reduce_latency_pcie": 25e-6, "all_reduce_efficiency": 0.3,
    "layer_latency": 25e-6, "step_latency": 0.3e-3, "sequence_latency": 20e-6, "prompt_layer_latency": 60e-6,
    "server_delay": 6e-3, "TensorRT-LLM: layer_latency_seconds": 50e-6,
    "TensorRT-LLM: sequence_latency_seconds": 10e-6, "TensorRT-LLM: streaming_latency_seconds": 30e-6,
    "vLLM before 0.8: layer_latency_seconds": 80e-6, "vLLM on ROCm: layer_latency_seconds": 80e-6,
    "Compiled decoding: layer_latency_seconds": 50e-6, "Kernel by kernel: layer_latency_seconds": 80e-6,
}  # fmt: skip
"""Parameters, and figures of engines other than the one that parameters describe."""
OF_ENGINE = ": "
FITTED_METRICS = ("itl_ms", "ttft_ms", "output_tok_s_total", "output_tok_s_per_gpu")


def estimate(rows: list[ServingRow], constants: dict[str, float]) -> Comparison:
    """All rows with these constants."""
    parameters = {name: value for name, value in constants.items() if OF_ENGINE not in name}
    engines = {}
    for engine in load().serving_engines:
        own = {name.split(OF_ENGINE)[1]: value for name, value in constants.items() if name.startswith(engine.engine)}
        engines[engine.engine] = engine.model_copy(update=own)
    changed = [replace(row, engine=engines[row.engine.engine]) if row.engine else row for row in rows]
    return compare_serving(changed, constants=parameters)


def way_of_measuring(row: Measured) -> tuple[str, str, str]:
    """What one source measured in one way."""
    return row.source, row.metric, row.kind


def main() -> None:
    """Fit, and print what came out."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("table", type=Path)
    parser.add_argument("--left-out", action="store_true", help="also fit without each source in turn (minutes)")
    options = parser.parse_args()
    usable = [row for row in serving_rows(read_table(options.table, SERVING_COLUMNS)) if isinstance(row, ServingRow)]
    fit = Fit(PRIORS, [row for row in usable if row.metric in FITTED_METRICS], estimate, way_of_measuring)
    found = fit.constants()
    result = {
        "benchmark": "fit_serving",
        "constants": rounded(fit.named(found)),
        "errors": estimate(usable, fit.named(found)).as_dict()["metrics"],
    }
    if options.left_out:
        result["errors_left_out"] = fit.left_out(found).as_dict()
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
