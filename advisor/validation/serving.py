"""Serving estimates against published measurements: latency, throughput, room for the cache, size of the weights.

Every estimate comes from the formulas of the graph, with the row's model, GPU, engine and load in the place of a
project's. What a row does not say is never guessed: it is then not scored, with the reason.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from advisor.catalogue import Catalogue, Gpu, NotInCatalogue, ServingEngine, load
from advisor.graph import evaluate
from advisor.inputs import point
from advisor.language import N_, Text, text
from advisor.shapes import BYTES_IN_16_BITS, Shape, shape_columns, shape_of_architecture
from advisor.units import FloatArray
from advisor.validation.errors import Comparison, Measured
from advisor.validation.tables import TableRow

COLUMNS = (
    "id", "source", "model", "precision", "kv_precision", "gpu", "n_gpus", "tp", "pp", "engine", "engine_version",
    "scenario", "isl", "osl", "concurrency_or_batch", "metric", "value",
)  # fmt: skip


class Stored(NamedTuple):
    """How a precision stores weights: bytes a weight, bytes a weight of the embedding, and in what it computes."""

    bytes_per_weight: float
    bytes_per_embedding_weight: float = BYTES_IN_16_BITS
    computes_in: str = "16-bit"
    experts_only: bool = False


STORED = {
    "fp16": Stored(2),
    "bf16": Stored(2),
    "fp8": Stored(1, computes_in="8-bit float"),
    "fp4": Stored(0.5625, computes_in="4-bit float"),
    "mxfp4": Stored(0.53125, computes_in="4-bit float", experts_only=True),
    "int8": Stored(1, computes_in="unpacked"),
    "int4": Stored(0.5625, computes_in="unpacked"),
    "q8_0": Stored(1.0625, 1.0625, computes_in="unpacked"),
    "q6_k": Stored(0.82, 0.82, computes_in="unpacked"),
    "q5_k_m": Stored(0.71, 0.71, computes_in="unpacked"),
    "q4_k_m": Stored(0.6, 0.6, computes_in="unpacked"),
    "q4_0": Stored(0.5625, 0.5625, computes_in="unpacked"),
}
OTHER_NAMES = {
    "float16": "fp16", "bfloat16": "bf16", "nvfp4": "fp4", "awq": "int4", "gptq": "int4", "w4a16": "int4",
    "nf4": "int4", "w8a16": "int8", "w8a8": "int8",
}  # fmt: skip
"""4-bit weights carry a 16-bit scale and zero point for every 32 to 128 of them; llama.cpp packs the embedding, too."""
SMALLER_CACHE = ("fp8", "int8")
WRITTEN_TOKENS = 200
"""Tokens written where a single-stream measurement does not say: the speed hardly depends on them."""
SHORT_PROMPT = 20
STATIC = re.compile(r"static|fixed batch|fixed-batch|end-to-end latency", re.IGNORECASE)
DECODE_ONLY = re.compile(r"decode phase only", re.IGNORECASE)


@dataclass(frozen=True)
class ServingRow:
    """One measurement; not-a-number where the table says nothing."""

    line: int
    id: str
    source: str
    shape: Shape
    gpu: Gpu | None
    stored: Stored
    kv_precision: str
    engine: ServingEngine | None
    scenario: str
    gpus: float
    tensor_parallel: float
    pipeline_stages: float
    prompt_tokens: float
    output_tokens: float
    batch: float
    metric: str
    value: float
    notes: str

    @property
    def attention_is_split_by_query(self) -> bool:
        """Experts are shared out over all GPUs, while each answers queries of its own."""
        return self.shape.expert_share < 1 and self.tensor_parallel == 1 and self.pipeline_stages == 1 < self.gpus

    @property
    def gpus_per_replica(self) -> float:
        """GPUs that hold one copy of the model."""
        return self.gpus if self.attention_is_split_by_query else self.tensor_parallel * self.pipeline_stages

    @property
    def replicas(self) -> float:
        """Copies of the model on all GPUs."""
        return max(self.gpus / self.gpus_per_replica, 1)


def serving_rows(table: Sequence[TableRow], catalogue: Catalogue | None = None) -> list[ServingRow | Measured]:
    """The rows of a table, in its order; one that cannot be used is a `Measured` without estimate, with its reason."""
    catalogue = catalogue or load()
    return [_row(row, catalogue) for row in table]


def _row(row: TableRow, catalogue: Catalogue) -> ServingRow | Measured:
    cells = row.cells
    numbers = {}
    for column in ("n_gpus", "tp", "pp", "isl", "osl", "concurrency_or_batch", "value"):
        try:
            numbers[column] = row.number(column)
        except ValueError:
            return broken(row, text("{column} is no number", column=column))
        if numbers[column] < 0:
            return broken(row, text("{column} is below 0", column=column))
    if not numbers["value"] > 0:
        return broken(row, text("the measured value is missing or 0"))
    try:
        architecture = catalogue.architecture(cells["model"])
        gpu = catalogue.gpu(cells["gpu"]) if cells["gpu"] else None
    except NotInCatalogue as unknown:
        return unusable(row, numbers["value"], text("not in the catalogue: {problem}", problem=str(unknown)))
    precision = cells["precision"].lower()
    stored = STORED.get(OTHER_NAMES.get(precision, precision))
    if stored is None:
        return unusable(row, numbers["value"], text("the precision is not known: {name}", name=cells["precision"]))
    return ServingRow(
        line=row.line, id=cells["id"], source=source_of(cells), shape=shape_of_architecture(architecture), gpu=gpu,
        stored=stored, kv_precision=cells["kv_precision"].lower(),
        engine=catalogue.serving_engine(cells["engine"], cells["engine_version"]), scenario=cells["scenario"],
        gpus=_or(numbers["n_gpus"], 1), tensor_parallel=_or(numbers["tp"], math.nan),
        pipeline_stages=_or(numbers["pp"], 1), prompt_tokens=numbers["isl"], output_tokens=numbers["osl"],
        batch=numbers["concurrency_or_batch"], metric=cells["metric"], value=numbers["value"],
        notes=cells.get("notes", ""),
    )  # fmt: skip


def source_of(cells: Mapping[str, str]) -> str:
    """The source by the name that its rows' ids begin with."""
    return cells["id"].rpartition("-")[0] or cells["source"]


def _or(value: float, default: float) -> float:
    return default if math.isnan(value) else value


def unusable(row: TableRow, value: float, reason: Text) -> Measured:
    """A row without an estimate."""
    cells = row.cells
    return Measured(row.line, cells["id"], source_of(cells), cells["scenario"], cells["metric"], value, reason=reason)


def broken(row: TableRow, reason: Text) -> Measured:
    """A row that holds something wrong."""
    return replace(unusable(row, math.nan, reason), is_broken=True)


def compare_serving(
    rows: Sequence[ServingRow | Measured],
    catalogue: Catalogue | None = None,
    constants: Mapping[str, float] | None = None,
) -> Comparison:
    """Estimate every row that says enough, all in one pass of array arithmetic.

    Args:
        rows: what `serving_rows` gives.
        catalogue: what is known.
        constants: other values for parameters, by name.
    """
    catalogue = catalogue or load()
    usable = [row for row in rows if isinstance(row, ServingRow)]
    estimates = iter(_estimates(usable, catalogue, constants or {}) if usable else ())
    return Comparison(tuple(row if isinstance(row, Measured) else next(estimates) for row in rows))


def _estimates(rows: list[ServingRow], catalogue: Catalogue, constants: Mapping[str, float]) -> list[Measured]:
    figures = _Figures(rows, catalogue, constants)
    found = np.full(len(rows), np.nan)
    for metric, (estimate, _) in METRICS.items():
        at = np.array([row.metric == metric for row in rows])
        if at.any():
            found[at] = estimate(figures)[at]
    return [_measured(row, estimate) for row, estimate in zip(rows, found, strict=True)]


def _measured(row: ServingRow, estimate: float) -> Measured:
    reason = _unanswerable(row)
    if not reason and not (math.isfinite(estimate) and estimate > 0):
        reason = text("the model does not fit into the memory")
    known = None if reason else float(estimate)
    return Measured(row.line, row.id, row.source, row.scenario, row.metric, row.value, known, reason)


def _unanswerable(row: ServingRow) -> Text | None:
    """Why a row does not say enough; None where it does."""
    if row.metric not in METRICS:
        return text("metric {name} is not estimated", name=row.metric)
    if row.metric != "weights_gib" and row.gpu is None:
        return text("the GPU is not stated")
    needed = METRICS[row.metric][1]
    lacking = [words for column, words in needed.items() if math.isnan(getattr(row, column))]
    if row.scenario == "single_stream":
        lacking = [words for words in lacking if words == UNSPLIT]
    elif row.metric in ("itl_ms", "ttft_ms") and math.isnan(row.batch):
        lacking.append(N_("the load is not stated"))
    return text(lacking[0]) if lacking else None


UNSPLIT = N_("how the GPUs share the model is not stated")
NO_PROMPT = N_("the length of the prompts is not stated")
NO_ANSWER = N_("the length of the answers is not stated")
SPLIT = {"tensor_parallel": UNSPLIT}
LENGTHS = SPLIT | {"prompt_tokens": NO_PROMPT, "output_tokens": NO_ANSWER}


class _Figures:
    """The quantities of all rows, computed once."""

    def __init__(self, rows: list[ServingRow], catalogue: Catalogue, constants: Mapping[str, float]) -> None:
        self.rows = rows
        self.inputs = inputs_of(rows, catalogue, constants)
        self.batch = self.inputs["batch_at_peak"][:, 0]
        self.output = self.inputs["output_tokens_per_query"][:, 0]

    def of(self, *names: str, **given: FloatArray) -> list[FloatArray]:
        """Some quantities of all rows, (rows,) each."""
        figures = evaluate(self.inputs | given, names)
        return [np.broadcast_to(figures[name], (len(self.rows), 1))[:, 0] for name in names]

    def column(self, value: Callable[[ServingRow], float]) -> FloatArray:
        """Something of each row, (rows,)."""
        return np.array([value(row) for row in self.rows], dtype=np.float64)

    def flag(self, holds: Callable[[ServingRow], bool]) -> FloatArray:
        """Whether something holds, (rows,)."""
        return self.column(lambda row: float(holds(row)))


def _inter_token_ms(figures: _Figures) -> FloatArray:
    return figures.of("decode_seconds_per_token")[0] * 1e3


def _first_token_ms(figures: _Figures) -> FloatArray:
    (step,) = figures.of("decode_seconds_per_token")
    finished = figures.batch / (figures.output * step)
    served = figures.flag(lambda row: row.scenario != "single_stream")
    arriving = np.where(served > 0, finished, 0)[:, None]
    delay = (figures.inputs["server_delay"] * served[:, None]).astype(np.float64)
    (first,) = figures.of("first_token_seconds", replica_peak_queries_per_second=arriving, server_delay=delay)
    return first * 1e3


def _tokens_per_second(figures: _Figures) -> FloatArray:
    """Of all GPUs together: one batch from beginning to end, a steady load, or the highest one."""
    together = figures.flag(lambda row: row.scenario == "single_stream" or bool(STATIC.search(row.notes)))
    steady = figures.flag(lambda row: row.scenario in ("concurrency", "server") and not math.isnan(row.batch))
    (step,) = figures.of("decode_seconds_per_token")
    (highest,) = figures.of("replica_tokens_per_second")
    replicas = figures.column(lambda row: row.replicas)
    one_replica = np.where(together > 0, _batch_together(figures), np.where(steady > 0, figures.batch / step, highest))
    return one_replica * replicas


def _batch_together(figures: _Figures) -> FloatArray:
    """A batch whose prompts are read together, before any token is written; or its writing alone."""
    no_prompt = figures.inputs["prompt_tokens_per_query"]
    (step,) = figures.of("decode_seconds_per_token", cached_tokens_per_query=no_prompt)
    products, other, read, alone = figures.of(
        "prompt_product_seconds", "prompt_other_seconds", "weight_read_seconds", "prefill_seconds"
    )
    launches = alone - np.maximum(products, read) - other
    prompts = launches + np.maximum(figures.batch * products, read) + figures.batch * other
    written_alone = figures.flag(lambda row: row.prompt_tokens <= 1 or bool(DECODE_ONLY.search(row.notes)))
    return figures.batch * figures.output / (np.where(written_alone > 0, 0, prompts) + figures.output * step)


def _tokens_per_second_and_gpu(figures: _Figures) -> FloatArray:
    return _tokens_per_second(figures) / figures.column(lambda row: row.gpus_per_replica * row.replicas)


def _all_tokens_per_second(figures: _Figures) -> FloatArray:
    """Prompts and answers together; where nothing is written, the speed of reading prompts."""
    prompt = figures.column(lambda row: row.prompt_tokens)
    written = figures.column(lambda row: row.output_tokens)
    products, other, read, alone = figures.of(
        "prompt_product_seconds", "prompt_other_seconds", "weight_read_seconds", "prefill_seconds"
    )
    launches = alone - np.maximum(products, read) - other
    reading = figures.batch * prompt / (launches + np.maximum(figures.batch * products, read) + figures.batch * other)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(written > 0, _tokens_per_second(figures) * (prompt + written) / written, reading)


def _cache_tokens(figures: _Figures) -> FloatArray:
    room, full, windowed = figures.of("kv_pool_bytes", "kv_bytes_per_token", "windowed_kv_bytes_per_token")
    return room / (full + windowed)


def _weights_gib(figures: _Figures) -> FloatArray:
    """All weights, or a GPU's share of them."""
    (weights,) = figures.of("weight_bytes")
    return weights / 2**30 / figures.column(lambda row: row.gpus_per_replica)


METRICS: dict[str, tuple[Callable[[_Figures], FloatArray], dict[str, str]]] = {
    "itl_ms": (_inter_token_ms, LENGTHS),
    "ttft_ms": (_first_token_ms, SPLIT | {"prompt_tokens": NO_PROMPT}),
    "output_tok_s_total": (_tokens_per_second, LENGTHS),
    "output_tok_s_per_gpu": (_tokens_per_second_and_gpu, LENGTHS),
    "total_tok_s": (_all_tokens_per_second, LENGTHS),
    "kv_cache_tokens": (_cache_tokens, SPLIT),
    "weights_gib": (_weights_gib, {}),
}
"""What is estimated, and which columns it cannot do without."""


def inputs_of(rows: list[ServingRow], catalogue: Catalogue, constants: Mapping[str, float]) -> dict[str, FloatArray]:
    """All that the formulas of serving take in, (rows, 1) each."""
    parameters = {name: parameter.value for name, parameter in catalogue.parameters.items()} | dict(constants)
    values = {name: point(value) for name, value in parameters.items()}
    values |= shape_columns([_split_shape(row) for row in rows], np.arange(len(rows)))

    def column(value: Callable[[ServingRow], float]) -> FloatArray:
        return np.array([[value(row)] for row in rows], dtype=np.float64)

    def of_gpu(value: Callable[[Gpu], float]) -> FloatArray:
        return column(lambda row: value(row.gpu) if row.gpu else 1.0)

    def of_engine(attribute: str, name: str) -> FloatArray:
        return column(lambda row: getattr(row.engine, attribute) if row.engine else parameters[name])

    batch = column(lambda row: 1.0 if row.scenario == "single_stream" else _or(row.batch, 1))
    return values | {
        "own_gpus": point(1),
        "retrieval_seconds": point(0),
        "cached_tokens_per_query": point(0),
        "answer_target": point(1e12),
        "peak_queries_per_second": point(0),
        "replica_peak_queries_per_second": point(0),
        "prompt_tokens_per_query": column(lambda row: _or(row.prompt_tokens, SHORT_PROMPT)),
        "output_tokens_per_query": column(lambda row: _or(row.output_tokens, WRITTEN_TOKENS) or 1),
        "batch_at_peak": batch,
        "gpus_per_replica": column(lambda row: _or(row.gpus_per_replica, 1)),
        "pipeline_stages": column(lambda row: row.pipeline_stages),
        "gpu_memory": of_gpu(lambda gpu: (gpu.visible_memory_gib or gpu.memory_gib) * 2**30),
        "gpu_bandwidth": of_gpu(lambda gpu: gpu.memory_bandwidth_gigabytes_per_second * 1e9),
        "gpu_16_bit_compute": of_gpu(lambda gpu: gpu.dense_16_bit_teraflops * 1e12),
        "gpu_compute": column(lambda row: _peak(row) * 1e12),
        "gpu_compute_ceiling": column(_ceiling),
        "gpu_link_bandwidth": of_gpu(
            lambda gpu: (gpu.link_gigabytes_per_second or gpu.pcie_gigabytes_per_second or 1) * 1e9
        ),
        "gpus_linked": of_gpu(lambda gpu: float(gpu.link_gigabytes_per_second is not None)),
        "bytes_per_weight": column(_bytes_per_weight),
        "bytes_per_embedding_weight": column(lambda row: row.stored.bytes_per_embedding_weight),
        "weights_in_8_bits": column(lambda row: float(_computes_in(row) == "8-bit float")),
        "weights_in_4_bit_float": column(lambda row: float(_computes_in(row) == "4-bit float")),
        "weights_unpacked": column(lambda row: float(_computes_in(row) == "unpacked")),
        "kv_bytes_factor": column(lambda row: 0.5 if row.kv_precision in SMALLER_CACHE else 1.0),
        "layer_latency": of_engine("layer_latency_seconds", "layer_latency"),
        "step_latency": of_engine("step_latency_seconds", "step_latency"),
        "sequence_latency": of_engine("sequence_latency_seconds", "sequence_latency")
        + column(lambda row: row.engine.streaming_latency_seconds if row.engine and row.scenario == "server" else 0.0),
        "engine_batch_limit": column(lambda row: _batch_limit(row, parameters["engine_batch_limit"])),
    }


def _split_shape(row: ServingRow) -> Shape:
    if not row.attention_is_split_by_query:
        return row.shape
    return row.shape._replace(key_value_heads=row.gpus)


def _computes_in(row: ServingRow) -> str:
    """In what the matrix products run: a GPU without such arithmetic unpacks the weights to 16 bits."""
    wanted = row.stored.computes_in
    lacking = row.gpu is not None and (
        (wanted == "8-bit float" and row.gpu.dense_8_bit_float_teraflops is None)
        or (wanted == "4-bit float" and row.gpu.dense_4_bit_teraops is None)
    )
    return "unpacked" if lacking else wanted


def _peak(row: ServingRow) -> float:
    if row.gpu is None:
        return 1.0
    peaks = {"8-bit float": row.gpu.dense_8_bit_float_teraflops, "4-bit float": row.gpu.dense_4_bit_teraops}
    return peaks.get(_computes_in(row)) or row.gpu.dense_16_bit_teraflops


def _ceiling(row: ServingRow) -> float:
    if row.gpu is None:
        return 0.0
    narrow = _computes_in(row) in ("8-bit float", "4-bit float")
    return (row.gpu.matrix_share_8_bit if narrow else row.gpu.matrix_share_16_bit) or 0.0


def _bytes_per_weight(row: ServingRow) -> float:
    """Bytes a weight outside the embedding; some formats pack the experts alone and leave the rest in 16 bits."""
    shape, stored = row.shape, row.stored
    if not stored.experts_only or shape.expert_share >= 1:
        return stored.bytes_per_weight
    inner = shape.parameters_total - shape.embedding_tables * shape.vocabulary_size * shape.hidden_size
    experts = (shape.parameters_total - shape.parameters_active) / (1 - shape.expert_share)
    return BYTES_IN_16_BITS + (stored.bytes_per_weight - BYTES_IN_16_BITS) * experts / inner


def _batch_limit(row: ServingRow, default: float) -> float:
    limit = row.engine.batch_limit if row.engine else default
    return _or(row.batch, limit * (row.gpus if row.attention_is_split_by_query else 1))
