"""How far off the estimators are where measurements were published: beside figures, and as tables."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import pandas as pd

from advisor.language import N_, Reader, text
from advisor.report.sheets import Cell, said, sheet
from advisor.validation import (
    FINETUNING_COLUMNS,
    SERVING_COLUMNS,
    Comparison,
    Errors,
    compare_finetuning,
    compare_serving,
    read_table,
    serving_rows,
    training_runs,
)

FOLDER = Path(__file__).resolve().parents[2] / "data" / "validation"
SERVING, TRAINING = "serving", "finetuning"
METRICS = {
    (SERVING, "itl_ms"): N_("Serving: time between tokens"),
    (SERVING, "ttft_ms"): N_("Serving: time to the first token"),
    (SERVING, "output_tok_s_total"): N_("Serving: tokens a second"),
    (SERVING, "output_tok_s_per_gpu"): N_("Serving: tokens a second and GPU"),
    (SERVING, "total_tok_s"): N_("Serving: tokens a second, prompts included"),
    (SERVING, "kv_cache_tokens"): N_("Serving: tokens that the cache holds"),
    (SERVING, "weights_gib"): N_("Serving: size of the weights"),
    (TRAINING, "peak_mem_gib_per_gpu"): N_("Training: peak memory of a GPU"),
    (TRAINING, "tok_s_per_gpu"): N_("Training: tokens a second and GPU"),
    (TRAINING, "tok_s_total"): N_("Training: tokens a second"),
    (TRAINING, "mfu_pct"): N_("Training: share of the arithmetic peak"),
    (TRAINING, "tflops_per_gpu"): N_("Training: arithmetic a second"),
    (TRAINING, "wall_hours"): N_("Training: hours of a whole job"),
    (TRAINING, "gpu_hours"): N_("Training: GPU hours of a whole job"),
}
MEASURED_BY = {
    "first_token_seconds": (SERVING, "ttft_ms"),
    "answer_seconds": (SERVING, "itl_ms"),
    "gpus_needed": (SERVING, "output_tok_s_total"),
    "replicas": (SERVING, "output_tok_s_total"),
    "gpu_utilisation": (SERVING, "output_tok_s_total"),
    "largest_batch": (SERVING, "kv_cache_tokens"),
    "replica_memory": (SERVING, "weights_gib"),
    "training_memory": (TRAINING, "peak_mem_gib_per_gpu"),
    "training_gpus": (TRAINING, "peak_mem_gib_per_gpu"),
    "training_hours": (TRAINING, "tok_s_per_gpu"),
    "training_gpu_hours": (TRAINING, "tok_s_per_gpu"),
}
"""The measurement that tells how far off a figure is: that of what it mostly hangs on."""


@cache
def comparison(table: str) -> Comparison:
    """One of the tables of measurements against the estimator; computed once a process."""
    path = FOLDER / f"{table}.csv"
    if table == SERVING:
        return compare_serving(serving_rows(read_table(path, SERVING_COLUMNS)))
    return compare_finetuning(training_runs(read_table(path, FINETUNING_COLUMNS)))


def typical_error(quantity: str, reader: Reader) -> Cell:
    """How far off a figure is typically, and in one case of ten; empty where nobody measured it."""
    if quantity not in MEASURED_BY:
        return Cell("")
    table, metric = MEASURED_BY[quantity]
    errors = comparison(table).metrics[metric]
    median, tenth = (reader.amount(value or 0, "share") for value in (errors.median_abs_error, errors.p90_abs_error))
    return said(reader, text("±{median}; 1 in 10 over {tenth}", median=median, tenth=tenth))


def by_metric(reader: Reader) -> pd.DataFrame:
    """How far off each estimator is: rows, and the spread of the error."""
    rows = [
        (reader._(label), _cells(reader, comparison(table).metrics[metric]))
        for (table, metric), label in METRICS.items()
    ]
    return sheet(_columns(reader), rows, reader._("Error of each estimator against published measurements."))


def by_source(reader: Reader, table: str) -> pd.DataFrame:
    """The same by source."""
    rows = [
        (f"{source}: {reader._(METRICS[table, metric])}", _cells(reader, errors))
        for source, metrics in comparison(table).by_source.items()
        for metric, errors in metrics.items()
        if (table, metric) in METRICS
    ]
    return sheet(_columns(reader), rows, reader._("Error of each estimator, by source."))


def left_out(reader: Reader, table: str) -> list[str]:
    """What could not be estimated: the reason, and how many rows."""
    return [f"{reader.say(reason)}: {reader.number(rows)}" for reason, rows in comparison(table).not_scored.items()]


def _columns(reader: Reader) -> list[str]:
    labels = (N_("Rows"), N_("Estimated"), N_("Mean error"), N_("Median"), N_("1 in 10 over"), N_("Bias"))
    return [reader._(label) for label in labels]


def _cells(reader: Reader, errors: Errors) -> list[Cell]:
    shares = (errors.mean_abs_error, errors.median_abs_error, errors.p90_abs_error, errors.bias)
    counts = [Cell(reader.number(float(count)), float(count)) for count in (errors.rows, errors.scored)]
    return counts + [
        Cell("–") if share is None else Cell(reader.amount(share, "share"), share) for share in shares
    ]  # fmt: skip


@cache
def _left_out_errors() -> dict[tuple[str, str], float]:
    """Median error of each metric when its sources are left out of the fit, as `benchmarks/fit_*.py` found it."""
    with (FOLDER / "left_out.csv").open(encoding="utf-8", newline="") as handle:
        return {(row["table"], row["metric"]): float(row["median_abs_error"]) for row in csv.DictReader(handle)}


def explained(reader: Reader) -> str:
    """What the errors say of machines that nobody measured: the median with constants that never saw the source."""
    held = _left_out_errors()
    fitted = [comparison(table).metrics[metric].median_abs_error or 0 for table, metric in held]
    means = {"fitted": sum(fitted) / len(held), "left_out": sum(held.values()) / len(held)}
    words = reader._(
        "Absolute errors against published measurements; bias is the median with its sign. The few constants were "
        "fitted to these tables: with each source left out in turn, the mean of the medians grows from {fitted} to "
        "{left_out}. Vendors measure their best case, users a half to a quarter of that; training "
        "is stated as users run it."
    )
    return words.format(**{name: reader.amount(value, "share") for name, value in means.items()})
