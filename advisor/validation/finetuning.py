"""Training estimates against published measurements: peak memory of a GPU, and speed.

Every estimate comes from the formulas of the graph. Vendors' tables are best cases: their rows are estimated with fused
kernels, users' as their framework runs.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from advisor.catalogue import Catalogue, load
from advisor.graph import evaluate
from advisor.inputs import point
from advisor.language import N_, text
from advisor.validation.errors import Comparison, Measured
from advisor.validation.finetuning_rows import TrainingRun, finetuning_rows
from advisor.validation.tables import TableRow

GIB = 2.0**30
SECONDS_PER_HOUR = 3600
RECOMPUTATION_COUNTED = ("xtuner", "internevo")
"""Sources whose FLOP count the recomputed forward pass, too."""


def training_runs(table: Sequence[TableRow], catalogue: Catalogue | None = None) -> list[TrainingRun | Measured]:
    """The rows of a table, in its order; one that cannot be used is a `Measured` without estimate, with its reason."""
    return finetuning_rows(table, catalogue or load())


def compare_finetuning(
    rows: Sequence[TrainingRun | Measured],
    catalogue: Catalogue | None = None,
    constants: Mapping[str, float] | None = None,
) -> Comparison:
    """Estimate every run that says enough, all in one pass of array arithmetic.

    Args:
        rows: what `training_runs` gives.
        catalogue: what is known.
        constants: other values for parameters, by name.
    """
    runs = [row for row in rows if isinstance(row, TrainingRun)]
    estimates = iter(_estimates(runs, catalogue or load(), constants or {}) if runs else ())
    return Comparison(tuple(row if isinstance(row, Measured) else next(estimates) for row in rows))


def _estimates(runs: list[TrainingRun], catalogue: Catalogue, constants: Mapping[str, float]) -> list[Measured]:
    parameters = {name: parameter.value for name, parameter in catalogue.parameters.items()} | dict(constants)
    values = {name: point(value) for name, value in parameters.items()}
    values |= {name: np.array([[run.numbers[name]] for run in runs], dtype=np.float64) for name in runs[0].numbers}
    figures = evaluate(values, ("peak_training_memory_per_gpu", "training_tokens_per_second_per_gpu"))
    memory, speed = (np.broadcast_to(figure, (len(runs), 1))[:, 0] for figure in figures.values())
    return [
        _measured(run, {"memory": float(held), "speed": float(fast)})
        for run, held, fast in zip(runs, memory, speed, strict=True)
    ]


def _measured(run: TrainingRun, figures: dict[str, float]) -> Measured:
    estimate = METRICS[run.metric](run, figures) if run.metric in METRICS else math.nan
    reason = None
    if run.metric not in METRICS:
        reason = text("metric {name} is not estimated", name=run.metric)
    elif not math.isfinite(estimate):
        reason = text(NO_GPU_KNOWN if math.isnan(run.numbers["training_gpu_bandwidth"]) else NO_TOKENS)
    known = None if reason else estimate
    return Measured(run.line, run.id, run.source, run.method, run.metric, run.value, known, reason)


NO_GPU_KNOWN = N_("the GPU is not known")
NO_TOKENS = N_("how many tokens the job reads is not stated")


def _memory_gib(run: TrainingRun, figures: dict[str, float]) -> float:
    return figures["memory"] / GIB


def _speed(run: TrainingRun, figures: dict[str, float]) -> float:
    return figures["speed"]


def _speed_of_all(run: TrainingRun, figures: dict[str, float]) -> float:
    return figures["speed"] * run.numbers["training_gpus"]


def _model_flop_per_token(run: TrainingRun) -> float:
    """Operations a token as tables count them: 6 (or 4) a weight, causal attention, no recomputation."""
    numbers = run.numbers
    attention = 2 * numbers["layers"] * numbers["attention_width"] * numbers["tokens_per_example"]
    return (2 + numbers["tuning_full"]) * (2 * numbers["parameters_active"] + attention)


def _utilisation_percent(run: TrainingRun, figures: dict[str, float]) -> float:
    return 100 * figures["speed"] * _model_flop_per_token(run) / run.numbers["training_gpu_compute"]


def _teraflops(run: TrainingRun, figures: dict[str, float]) -> float:
    recomputed = run.numbers["recomputed_fully"] and run.source in RECOMPUTATION_COUNTED
    return figures["speed"] * _model_flop_per_token(run) * (4 / 3 if recomputed else 1) / 1e12


def _gpu_hours(run: TrainingRun, figures: dict[str, float]) -> float:
    return job_tokens(run) / figures["speed"] / SECONDS_PER_HOUR


def _wall_hours(run: TrainingRun, figures: dict[str, float]) -> float:
    return _gpu_hours(run, figures) / run.numbers["training_gpus"]


METRICS: dict[str, Callable[[TrainingRun, dict[str, float]], float]] = {
    "peak_mem_gib_per_gpu": _memory_gib,
    "tok_s_per_gpu": _speed,
    "tok_s_total": _speed_of_all,
    "mfu_pct": _utilisation_percent,
    "tflops_per_gpu": _teraflops,
    "gpu_hours": _gpu_hours,
    "wall_hours": _wall_hours,
}
"""What is estimated: from the peak memory of a GPU in bytes and its tokens a second."""


def job_tokens(run: TrainingRun) -> float:
    """Tokens of a whole job, where the row tells; else not-a-number."""
    numbers = run.numbers
    counted = re.match(r"(\d+)(B?) tokens", run.data_set)
    if counted:
        return float(counted.group(1)) * (1e9 if counted.group(2) else 1)
    if samples := re.match(r"(\d+) samples", run.data_set):
        return float(samples.group(1)) * numbers["longest_example"]
    if timed := re.search(r"(\d+) iterations timed", run.data_set):
        return float(timed.group(1)) * numbers["step_tokens"] * numbers["training_gpus"]
    return math.nan
