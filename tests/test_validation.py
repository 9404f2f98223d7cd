"""The estimators against published measurements: the errors that are promised, and tables that are broken."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from advisor.catalogue import load
from advisor.cli import main
from advisor.project_file import ProjectError
from advisor.validation import (
    FINETUNING_COLUMNS,
    SERVING_COLUMNS,
    Comparison,
    Measured,
    compare_finetuning,
    compare_serving,
    read_table,
    serving_rows,
    training_runs,
)
from advisor.validation.errors import errors_of
from advisor.validation.finetuning_rows import sharding
from advisor.validation.serving import ServingRow

DATA = Path(__file__).resolve().parent.parent / "data" / "validation"


@pytest.fixture(scope="module")
def serving() -> Comparison:
    return compare_serving(serving_rows(read_table(DATA / "serving.csv", SERVING_COLUMNS)))


@pytest.fixture(scope="module")
def finetuning() -> Comparison:
    return compare_finetuning(training_runs(read_table(DATA / "finetuning.csv", FINETUNING_COLUMNS)))


# What is promised


def test_time_between_tokens_of_dense_models(serving: Comparison) -> None:
    mixtures = {row.model for row in load().architectures if row.experts}
    with (DATA / "serving.csv").open(encoding="utf-8", newline="") as handle:
        dense = {row["id"] for row in csv.DictReader(handle) if row["model"] not in mixtures}
    found = errors_of([row for row in serving.rows if row.metric == "itl_ms" and row.id in dense])
    assert found.mean_abs_error is not None and found.mean_abs_error <= 0.12
    assert found.median_abs_error is not None and found.median_abs_error <= 0.09


@pytest.mark.parametrize(
    ("kind", "metric", "median"),
    [
        ("server", "ttft_ms", 0.30),
        ("offline_throughput", "output_tok_s_total", 0.20),
        ("offline_throughput", "output_tok_s_per_gpu", 0.20),
        ("single_stream", "output_tok_s_total", 0.15),
        ("offline_throughput", "kv_cache_tokens", 0.06),
        ("single_stream", "weights_gib", 0.02),
    ],
)
def test_serving_is_as_close_as_promised(serving: Comparison, kind: str, metric: str, median: float) -> None:
    found = serving.by_kind[kind][metric].median_abs_error
    assert found is not None and found <= median


def test_training_is_as_close_as_promised(finetuning: Comparison) -> None:
    tuned = [row for row in finetuning.rows if row.kind != "pretrain"]
    memory = errors_of([row for row in tuned if row.metric == "peak_mem_gib_per_gpu"])
    speed = errors_of([row for row in tuned if row.metric.startswith("tok_s")])
    assert memory.median_abs_error is not None and memory.median_abs_error <= 0.12
    assert memory.p90_abs_error is not None and memory.p90_abs_error <= 0.35
    assert speed.median_abs_error is not None and speed.median_abs_error <= 0.25


def test_dora_takes_the_memory_that_was_measured(finetuning: Comparison) -> None:
    held = [row for row in finetuning.rows if row.kind == "dora" and row.metric == "peak_mem_gib_per_gpu"]
    assert len(held) == 2 and all(row.estimated == pytest.approx(row.measured, rel=0.2) for row in held)


def test_nearly_every_row_that_states_its_shape_is_scored(serving: Comparison, finetuning: Comparison) -> None:
    unstated = ("is not stated", "are not stated", "not estimated", "contradicts", "not known")
    for comparison in (serving, finetuning):
        asked = [
            row
            for row in comparison.rows
            if row.reason is None or not any(words in row.reason.message for words in unstated)
        ]
        assert np.mean([row.estimated is not None for row in asked]) >= 0.9


# The arithmetic of errors


def test_errors_by_hand() -> None:
    rows = [Measured(1, "a", "s", "k", "m", 100, estimate) for estimate in (90.0, 100.0, 130.0)]
    found = errors_of([*rows, Measured(4, "b", "s", "k", "m", 100)])
    assert (found.rows, found.scored) == (4, 3)
    assert found.mean_abs_error == pytest.approx((0.1 + 0 + 0.3) / 3)
    assert found.median_abs_error == pytest.approx(0.1)
    assert found.bias == pytest.approx(0)
    assert found.within_25_percent == pytest.approx(2 / 3)


def test_nothing_scored_is_not_an_error_of_zero() -> None:
    found = errors_of([Measured(1, "a", "s", "k", "m", 100)])
    assert found.scored == 0 and found.mean_abs_error is None and found.within_25_percent is None


def test_the_command_prints_what_its_help_promises(
    capsys: pytest.CaptureFixture[str], serving: Comparison, finetuning: Comparison
) -> None:
    for name, comparison in (("serving", serving), ("finetuning", finetuning)):
        assert main(["validate", name, str(DATA / f"{name}.csv"), "--json"]) == 0
        told = json.loads(capsys.readouterr().out)
        assert {"metrics", "by_source", "not_scored"} <= set(told)
        assert told["metrics"] == comparison.as_dict()["metrics"]
        assert sum(told["not_scored"].values()) == sum(e["rows"] - e["scored"] for e in told["metrics"].values())
        assert main(["--language", "es", "validate", name, str(DATA / f"{name}.csv")]) == 0
        assert "median" in capsys.readouterr().out


# Tables of others


def row_of(table: str, **changed: str) -> dict[str, str]:
    """The first usable row of a table, with some cells changed."""
    columns = SERVING_COLUMNS if table == "serving" else FINETUNING_COLUMNS
    usual = {"serving": {"metric": "itl_ms", "scenario": "server"}, "finetuning": {"metric": "peak_mem_gib_per_gpu"}}
    with (DATA / f"{table}.csv").open(encoding="utf-8", newline="") as handle:
        found = next(
            row for row in csv.DictReader(handle) if all(row[key] == value for key, value in usual[table].items())
        )
    return {column: found.get(column, "") for column in (*columns, "notes")} | changed


def table_of(folder: Path, *rows: dict[str, str]) -> Path:
    path = folder / "table.csv"
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"value": "fast"}, "value is no number"),
        ({"value": ""}, "missing or 0"),
        ({"value": "-3"}, "below 0"),
        ({"value": "1e999"}, "value is no number"),
        ({"isl": "many"}, "isl is no number"),
        ({"model": "Llama-3.1-8"}, "Llama-3.1-8B"),
        ({"gpu": "H100"}, "H100 SXM 80GB"),
        ({"precision": "int3"}, "precision"),
        ({"metric": "happiness"}, "happiness"),
        ({"concurrency_or_batch": ""}, "load"),
        ({"osl": ""}, "answers"),
        ({"tp": ""}, "share"),
    ],
)
def test_a_row_that_cannot_be_scored_says_why_and_the_rest_is_scored(
    changed: dict[str, str], words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = table_of(tmp_path, row_of("serving"), row_of("serving", **changed), row_of("serving"))
    assert main(["validate", "serving", str(path), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    (reason,) = told["not_scored"]
    assert words in reason
    assert told["metrics"]["itl_ms"]["scored"] == 2


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"value": "huge"}, "value is no number"),
        ({"n_gpus": "several"}, "n_gpus is no number"),
        ({"method": "prayer"}, "prayer"),
        ({"model": "Nobody-7B", "params_b": ""}, "Nobody-7B"),
        ({"notes": "suspect; far too low"}, "contradicts"),
    ],
)
def test_a_run_that_cannot_be_scored_says_why(
    changed: dict[str, str], words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = table_of(tmp_path, row_of("finetuning"), row_of("finetuning", **changed))
    assert main(["validate", "finetuning", str(path), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    (reason,) = told["not_scored"]
    assert words in reason


def test_a_model_that_nobody_described_is_estimated_from_its_size(tmp_path: Path) -> None:
    path = table_of(tmp_path, row_of("finetuning"), row_of("finetuning", model="Nobody-7B", params_b="7"))
    rows = compare_finetuning(training_runs(read_table(path, FINETUNING_COLUMNS))).rows
    assert all(row.estimated for row in rows)


def test_a_further_column_changes_nothing(tmp_path: Path) -> None:
    plain = compare_serving(serving_rows(read_table(table_of(tmp_path, row_of("serving")), SERVING_COLUMNS)))
    more = table_of(tmp_path, row_of("serving") | {"colour": "=cmd()"})
    assert compare_serving(serving_rows(read_table(more, SERVING_COLUMNS))).rows == plain.rows


@pytest.mark.parametrize("content", [b"", b"id,model\n", b"\x00\x01\x02", b"\xff\xfe\x00", b'"' + b"x" * 2_000_000])
def test_what_is_no_such_table_is_told(content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(content)
    assert main(["validate", "serving", str(path)]) == 2
    told = capsys.readouterr().err
    assert told.strip() and "Traceback" not in told


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(ProjectError):
        read_table(tmp_path / "nothing.csv", SERVING_COLUMNS)


def test_the_estimates_of_many_rows_are_those_of_each(serving: Comparison) -> None:
    table = read_table(DATA / "serving.csv", SERVING_COLUMNS)[::97]
    for row in table:
        (alone,) = compare_serving(serving_rows([row])).rows
        (among,) = [found for found in serving.rows if found.line == row.line]
        assert alone.estimated == pytest.approx(among.estimated, rel=1e-12) if among.estimated else not alone.estimated


# How rows are read


@pytest.mark.parametrize(
    ("written", "gpus", "weights", "states"),
    [
        ("", 4, 1, 1),
        ("fsdp", 4, 4, 4),
        ("zero2", 8, 1, 8),
        ("zero3", 8, 8, 8),
        ("tp4pp8", 64, 32, 64),
        ("zero1", 8, 1, 8),
    ],
)
def test_how_parts_are_shared_out(written: str, gpus: int, weights: int, states: int) -> None:
    found = sharding(written, gpus)
    assert (found["weight_ways"], found["state_ways"]) == (weights, states)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("RTX4090", "RTX 4090 24GB"), ("A100", "A100 SXM 80GB"), ("A100-40GB", "A100 SXM 40GB"), ("A10G", "A10G 24GB"),
        ("L4", "L4 24GB"), ("A6000", "RTX A6000 48GB"), ("H100-80GB", "H100 SXM 80GB"), ("GB200", "GB200 192GB"),
    ],
)  # fmt: skip
def test_gpus_are_known_as_people_write_them(written: str, meant: str) -> None:
    found = load().gpu_as_written(written)
    assert found is not None and found.gpu == meant


def test_classes_of_cards_are_no_gpu() -> None:
    assert load().gpu_as_written("24GB class") is None and load().gpu_as_written("") is None


@pytest.mark.parametrize(
    ("name", "version", "meant"),
    [
        ("vLLM", "0.6.3", "vLLM before 0.8"), ("vLLM", "2023-10", "vLLM before 0.8"), ("vLLM", "0.15.1", None),
        ("vLLM", "", None), ("vLLM (ROCm)", "0.9.1", "vLLM on ROCm"), ("SGLang", "0.4", None),
        ("TensorRT-LLM", "1.0", "TensorRT-LLM"), ("LMDeploy TurboMind", "0.2.0", "Compiled decoding"),
    ],
)  # fmt: skip
def test_engines_are_known_by_name_and_version(name: str, version: str, meant: str | None) -> None:
    found = load().serving_engine(name, version)
    assert (found and found.engine) == meant


def test_a_row_of_experts_shared_out_by_query_needs_no_tensor_parallelism() -> None:
    rows = serving_rows(read_table(DATA / "serving.csv", SERVING_COLUMNS))
    shared = [row for row in rows if isinstance(row, ServingRow) and row.attention_is_split_by_query]
    assert shared and all(row.gpus_per_replica == row.gpus and row.replicas == 1 for row in shared)
