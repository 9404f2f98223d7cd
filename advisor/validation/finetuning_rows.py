"""Reads a table of measured training runs: what each row states in words, as the numbers that the formulas need.

A blank column means that the source did not say; the framework's documented default stands in for it
(data/tuning/frameworks.csv). Nothing here looks at the measured value.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from advisor.catalogue import Catalogue, Gpu, NotInCatalogue, TrainingFramework
from advisor.language import Text, text
from advisor.shapes import Shape, shape_of_architecture
from advisor.validation.errors import Measured
from advisor.validation.tables import TableRow

COLUMNS = (
    "id", "source", "model", "params_b", "method", "lora_rank", "precision", "optimizer", "gpu", "n_gpus",
    "parallelism", "seq_len", "micro_batch", "global_batch", "activation_checkpointing", "framework",
    "dataset_tokens_or_examples", "metric", "value", "notes",
)  # fmt: skip
LEFT_OUT = frozenset({"capacity", "upper", "suspect"})
FULL_METHODS = ("full", "pretrain", "spectrum")
ADAPTER_METHODS = ("lora", "qlora", "dora", "adalora", "adapter", "loha", "oft", "ia3", "vera", "prompt_tuning")

# Longest example and mean example in tokens of the Llama tokenizers, where a table names the data set only.
DATA_SETS = {
    "alpaca": (1304.0, 110.0),
    "oasst": (2048.0, 450.0),
    "slimorca": (2048.0, 400.0),
    "laion": (250.0, 60.0),
}
ALPACA_MEAN = 110.0


Cells = dict[str, str]


@dataclass(frozen=True)
class TrainingRun:
    """One measurement of a run: the numbers that the formulas take, by the names of the quantities."""

    line: int
    id: str
    source: str
    method: str
    metric: str
    value: float
    data_set: str
    numbers: dict[str, float]


def quality(notes: str) -> str:
    """First word of the notes; `suspect` wherever they use that word."""
    if "suspect" in notes:
        return "suspect"
    return re.split(r"[;,:( ]", notes.strip())[0]


def sharding(parallelism: str, gpus: float) -> dict[str, float]:
    """Over how many GPUs each part is split, from `fsdp`, `zero2`, `tp4pp8cp2`, `fsdp8+cp1` and the like."""
    written = parallelism.lower()

    def degree(name: str) -> float:
        found = re.search(rf"{name}(\d+)", written)
        return float(found.group(1)) if found else 1.0

    tensor, pipeline = degree("tp"), degree("pp")
    context = degree("cp") * degree("sp")
    data = max(gpus / (tensor * pipeline), 1.0)
    fully = (
        ("fsdp" in written and "zero2" not in written)
        or "zero3" in written
        or written.startswith("zero+")
        or written == "zero"
    )
    half = "zero2" in written
    partly = "zero1" in written or (pipeline * tensor > 1 and not fully)
    return {
        "tensor_ways": tensor,
        "pipeline_ways": pipeline,
        "context_ways": context,
        "data_ways": max(data / context, 1.0),
        "weight_ways": tensor * pipeline * (data if fully else 1.0),
        "gradient_ways": tensor * pipeline * (data if fully or half else 1.0),
        "state_ways": tensor * pipeline * (data if fully or half or partly else 1.0),
        "fully_sharded": float(fully and gpus > 1),
        "zero_runtime": float("zero" in written and "fsdp" not in written),
        "offloaded": float("offload" in written),
    }


def optimiser_bytes(optimiser: str, precision: str, method: str) -> tuple[float, float]:
    """Gradient and states of a trained weight, a 32-bit copy included, on the GPU."""
    written = optimiser.lower()
    copy = 4.0 if precision == "mixed" else 0.0
    gradient = 4.0 if precision == "full_32" else 2.0
    states = {"mixed": 8.0, "full_32": 8.0, "pure_16": 4.0}[precision]
    if "8bit" in written:
        states = 2.0
    if "paged" in written:
        states = 0.0
    if "sgd" in written or "adafactor" in written:
        states = 0.0
    if "lion" in written:
        states /= 2
    if "galore" in method:
        states /= 8
    if "in_bwd" in written:
        gradient = 0.0
    return gradient, copy + states


def _optimiser(row: Cells, facts: TrainingFramework, gpus: float) -> str:
    """As stated; torchtune's full recipe for a single GPU pages its states and steps in the backward pass."""
    stated = row["optimizer"]
    low_memory = facts.framework == "torchtune" and gpus == 1 and row["method"] == "full"
    if low_memory and (stated == "" or stated.startswith("Paged")):
        return "PagedAdamW+optimizer_in_bwd"
    return stated


def bytes_per_weight(method: str, precision: str, training_precision: str) -> float:
    """Of the frozen or trained base while it computes."""
    written = precision.lower()
    if "int8" in written or "int8" in method:
        return 1.03
    if "dq" in written:
        return 0.516
    if method.startswith("qlora") or "nf4" in method or "int4" in written:
        return 0.5625 if written == "bf16-true+nf4" else 0.516
    return 4.0 if training_precision == "full_32" else 2.0


def _table_bytes(row: Cells, facts: TrainingFramework, training_precision: str) -> float:
    """Of an entry of the vocabulary tables: 16 bits, or 32 where PEFT prepares a model in bitsandbytes' 4 bits."""
    packed = re.search(r"nf4|bnb", row["precision"].lower()) or (row["method"] == "qlora" and not row["precision"])
    if packed:
        return facts.packed_table_bytes
    return 4.0 if training_precision == "full_32" else 2.0


def _adapted_width(shape: Shape, everywhere: bool) -> float:
    """Inputs and outputs of the adapted matrices of a layer."""
    attention = 2 * shape.hidden_size + shape.attention_width + shape.key_value_width
    if not everywhere:
        return attention
    rest = 2 * shape.hidden_size + shape.attention_width + shape.key_value_width
    return attention + rest + shape.feed_forward_matrices * (shape.hidden_size + shape.intermediate_size)


def adapter_numbers(row: Cells, shape: Shape, facts: TrainingFramework) -> tuple[float, float]:
    """Trained weights of the adapters, and whether every linear layer is adapted."""
    notes = row["notes"].lower()
    everywhere = facts.adapter_targets == "all"
    if re.search(r"all[ -]linear|target all|mlp", notes):
        everywhere = True
    elif re.search(r"query/value|c_attn", notes):
        everywhere = False
    stated = re.search(r"trainable (?:params )?([\d,]+)", notes)
    rank = number(row["lora_rank"]) or 8.0
    parameters = (
        float(stated.group(1).replace(",", "")) if stated else rank * shape.layers * _adapted_width(shape, everywhere)
    )
    return parameters, float(everywhere)


def lengths(row: Cells, facts: TrainingFramework) -> dict[str, float]:
    """Longest and mean example, and examples through a GPU at once; whether the row or its data set says so."""
    notes = row["notes"].lower()
    stated = number(row["seq_len"])
    known = next((DATA_SETS[name] for name in DATA_SETS if name in row["dataset_tokens_or_examples"].lower()), None)
    default = float(facts.default_length or 2048)
    longest = stated or (known[0] if known else default)
    mean = longest
    if "unpacked" in notes or ("alpaca" in notes and "no packing" in notes) or "mean alpaca" in notes:
        mean = min(ALPACA_MEAN, longest)
    elif known and stated is None:
        mean = known[1]
    elif "padded batches" in notes:
        mean = 210.0
    if "unpacked" in notes and "cap" in notes:
        longest = 512.0
    return {
        "longest_example": longest,
        "mean_example": mean,
        "examples_per_gpu_step": number(row["micro_batch"]) or float(facts.default_batch),
    }


def _parallelism(row: Cells, facts: TrainingFramework, gpus: float) -> str:
    """As stated; where not, or where a full run must use the framework's runtime, that runtime."""
    stated = row["parallelism"]
    full = row["method"].startswith(FULL_METHODS)
    if full and facts.full_runtime == "zero3" and stated in ("", "none"):
        return "zero3"
    if stated == "" and gpus > 1:
        return facts.full_runtime
    return stated


def _kernels(row: Cells, facts: TrainingFramework) -> str:
    """Whether elementwise work is fused: by the framework, or by a compiler that the notes name."""
    notes, name = row["notes"].lower(), facts.kernels
    if name == "compiled" and "eager" in notes:
        return "eager"
    if name == "eager" and re.search(r"compile|liger on", notes) and "no compile" not in notes:
        return "compiled"
    return name


def _loss(row: Cells, facts: TrainingFramework) -> str:
    """How the scores over the vocabulary are held; torchtune's loss is chunked where the notes say so."""
    notes = row["notes"].lower()
    if facts.framework == "torchtune":
        return "chunked" if re.search(r"(?<!un)chunked", notes) and "unchunked" not in notes else "plain"
    if "liger on" in notes:
        return "fused"
    return facts.loss


def _recomputation(row: Cells, facts: TrainingFramework) -> str:
    return row["activation_checkpointing"].split(" ")[0] or facts.recomputation


def _precision(row: Cells, facts: TrainingFramework, distributed: dict[str, float]) -> str:
    """Full training keeps a 32-bit copy unless the framework or the row says that all is in 16 bits."""
    written = row["precision"].lower()
    if written in ("fp32", "tf32"):
        return "full_32"
    if "true" in written or "pure bf16" in row["notes"].lower():
        return "pure_16"
    if distributed["zero_runtime"] or facts.training_precision == "full_32":
        return "mixed"
    return facts.training_precision


def _flags(row: Cells, facts: TrainingFramework, distributed: dict[str, float]) -> dict[str, float]:
    notes, precision = row["notes"].lower(), row["precision"].lower()
    kernels, loss, recomputation = _kernels(row, facts), _loss(row, facts), _recomputation(row, facts)
    method = row["method"]
    quantised = method.startswith("qlora") or "nf4" in method or "int4" in precision or "int8" in precision
    eight_bit = "fp8" in precision or "fp4" in precision or (kernels == "vendor" and not precision)
    hugging_face = row["framework"] == "HF transformers+PEFT"
    eager_attention = "flash attention off" in notes or "without flash" in notes
    return {
        "tuning_full": float(method.startswith(FULL_METHODS)),
        "quantised": float(quantised),
        "weight_decomposed": float(method == "dora"),
        "recomputed_fully": float(recomputation == "full"),
        "recomputed_partly": float(recomputation == "selective"),
        "activations_offloaded": float("offload" in row["activation_checkpointing"] or "act offload" in notes),
        "eager_attention": float(eager_attention or hugging_face),
        "score_bytes": 10.0 if hugging_face else 5.0,
        "packed_inputs_kept": float(quantised and not re.search(r"gptq", precision)),
        "loss_plain": float(loss == "plain"),
        "loss_with_accuracy": float(loss == "accuracy"),
        "loss_chunked": float(loss == "chunked"),
        "measured_by_allocator": float(facts.measures == "allocated"),
        "measured_by_device": float(facts.measures == "device"),
        "fused_kernels": float(kernels in ("fused", "compiled", "vendor")),
        "vendor": float(kernels == "vendor" or " vendor" in notes[:40]),
        "eight_bit_arithmetic": float(eight_bit),
        "fused_optimiser": float(facts.framework == "torchtune"),
        "trains_embeddings": float("embeddings + lm_head also" in notes or "also trains embeddings" in notes),
    }


def _accumulation(row: Cells, facts: TrainingFramework, data_ways: float) -> float:
    """Micro-batches before the optimiser steps; 1 where nobody says."""
    stated = re.search(r"micro_num (\d+)", row["notes"])
    if stated:
        return float(stated.group(1))
    batch, micro = number(row["global_batch"]), number(row["micro_batch"]) or float(facts.default_batch)
    return max(batch / (data_ways * micro), 1.0) if batch and micro else 1.0


def run_numbers(row: Cells, catalogue: Catalogue, shape: Shape) -> dict[str, float]:
    """Everything that the formulas take of a row, by the names of the quantities."""
    facts = catalogue.training_framework(row["framework"])
    gpus = number(row["n_gpus"]) or 1.0
    distributed = sharding(_parallelism(row, facts, gpus), gpus)
    precision = _precision(row, facts, distributed)
    flags = _flags(row, facts, distributed)
    gradient, states = optimiser_bytes(_optimiser(row, facts, gpus), precision, row["method"])
    adapters, everywhere = adapter_numbers(row, shape, facts)
    passing = lengths(row, facts)
    examples, context = passing["examples_per_gpu_step"], distributed.pop("context_ways")
    ways = distributed["tensor_ways"] * distributed["pipeline_ways"]
    table_bytes = _table_bytes(row, facts, precision)
    beside_adapters = flags["trains_embeddings"] and not flags["tuning_full"]
    return shape._asdict() | distributed | flags | {
        "tokens_per_example": passing["mean_example"],
        "longest_example": passing["longest_example"],
        "longest_step_tokens": passing["longest_example"] * examples / context,
        "step_tokens": passing["mean_example"] * examples / context / ways,
        "training_gpus": gpus,
        "base_bytes_per_weight": bytes_per_weight(row["method"], row["precision"], precision),
        "table_bytes_per_weight": table_bytes,
        "residual_bytes": 4.0 if table_bytes > 2 else 2.0,
        "gradient_bytes_per_parameter": gradient,
        "optimiser_bytes_per_parameter": 10.0 if beside_adapters else states,
        "adapter_parameters": 0.0 if flags["tuning_full"] else adapters,
        "adapter_bytes_per_parameter": facts.adapter_bytes,
        "adapter_input_bytes": 4.0 if facts.adapter_bytes > 8 else 2.0,
        "adapted_everywhere": max(everywhere, flags["tuning_full"]),
        "weights_offloaded": distributed["offloaded"],
        "states_offloaded": distributed["offloaded"],
        "trained_layer_share": 2 / shape.layers if "lisa" in row["method"] else 1.0,
        "sharding_hooks": max(distributed["fully_sharded"], distributed["zero_runtime"] * flags["tuning_full"]),
        "accumulation_steps": (steps := _accumulation(row, facts, distributed["data_ways"])),
        "accumulates_gradients": float(steps > 1),
        "uncounted_share": EVALUATION_SHARE if row["source"] == EVALUATES else 0.0,
    }  # fmt: skip


EVALUATES, EVALUATION_SHARE = "mlperf-training", 0.18
"""Whole jobs of MLPerf stop to evaluate: 173 examples read after every 384 trained with two passes each."""
LINKED_GPUS = (("GB200", 72.0), ("GB300", 72.0), ("TPU", 4096.0), ("Trainium", 16.0))
"""GPUs that a fast link joins where it is not a machine of 8: a rack, a pod, a machine of chips."""


def gpu_numbers(gpu: Gpu, row: Cells, flags: dict[str, float]) -> dict[str, float]:
    """The data sheet, by the names of the quantities; desktop cards have no links of their own."""
    linked = gpu.link_gigabytes_per_second is not None and not gpu.gpu.startswith("RTX")
    link = gpu.link_gigabytes_per_second if linked else gpu.pcie_gigabytes_per_second
    sixteen = gpu.dense_16_bit_teraflops * 1e12
    eight = (gpu.dense_8_bit_float_teraflops or gpu.dense_16_bit_teraflops) * 1e12
    written = row["precision"].lower()
    slower = {"fp32": 1 / 16, "tf32": 1 / 2}.get(written, 1.0)
    return {
        "training_gpu_bandwidth": gpu.memory_bandwidth_gigabytes_per_second * 1e9,
        "training_gpu_compute": sixteen,
        "gpu_matrix_compute": (eight if flags["eight_bit_arithmetic"] else sixteen) * slower,
        "training_gpu_link_bandwidth": (link or 64) * 1e9,
        "training_gpus_linked": float(linked and "without nvlink" not in row["notes"].lower()),
        "gpus_per_node": next((count for name, count in LINKED_GPUS if gpu.gpu.startswith(name)), 8.0),
    }


NO_GPU = {
    "training_gpu_bandwidth": math.nan, "training_gpu_compute": math.nan, "gpu_matrix_compute": math.nan,
    "training_gpu_link_bandwidth": math.nan, "training_gpus_linked": 1.0, "gpus_per_node": 8.0,
}  # fmt: skip


def finetuning_rows(table: Sequence[TableRow], catalogue: Catalogue) -> list[TrainingRun | Measured]:
    """The rows of a table, in its order; one that cannot be used is a `Measured` without estimate, with its reason."""
    return [_run(row, catalogue) for row in table]


def _run(row: TableRow, catalogue: Catalogue) -> TrainingRun | Measured:
    cells = row.cells
    for column in ("n_gpus", "params_b", "lora_rank", "value"):
        try:
            row.number(column)
        except ValueError:
            return _unusable(row, text("{column} is no number", column=column), broken=True)
    value = row.number("value")
    if not value > 0:
        return _unusable(row, text("the measured value is missing or 0"), broken=True)
    if quality(cells["notes"]) in LEFT_OUT:
        return _unusable(row, text("a bound, or a figure that its own publisher contradicts"))
    if not cells["method"].startswith((*FULL_METHODS, *ADAPTER_METHODS)):
        return _unusable(row, text("method {name} is not estimated", name=cells["method"]))
    shape = _shape(cells, catalogue)
    if shape is None:
        return _unusable(row, text("neither the model nor its size is known: {name}", name=cells["model"]))
    numbers = run_numbers(cells, catalogue, shape)
    gpu = catalogue.gpu_as_written(cells["gpu"])
    numbers |= gpu_numbers(gpu, cells, numbers) if gpu else NO_GPU
    return TrainingRun(
        row.line, cells["id"], cells["source"], cells["method"], cells["metric"], value,
        cells["dataset_tokens_or_examples"], numbers,
    )  # fmt: skip


def _unusable(row: TableRow, reason: Text, broken: bool = False) -> Measured:
    cells = row.cells
    return Measured(
        row.line, cells["id"], cells["source"], cells["method"], cells["metric"], math.nan, None, reason, broken
    )  # fmt: skip


def _shape(cells: Cells, catalogue: Catalogue) -> Shape | None:
    """The model's shape at its stated size; that of a usual model of the size where nobody described it."""
    billions = number(cells["params_b"])
    try:
        shape = shape_of_architecture(catalogue.architecture(cells["model"]))
    except NotInCatalogue:
        return None if billions is None else typical_shape(billions * 1e9)
    if billions is None:
        return shape
    scale = billions * 1e9 / shape.parameters_total
    return shape._replace(
        parameters_total=billions * 1e9, parameters_active=shape.parameters_active * scale
    )  # fmt: skip


def typical_shape(parameters: float) -> Shape:
    """A Llama of that size, with 128 layers a unit of hidden size: for models that nobody described."""
    hidden = (parameters * 128 / 12.5) ** (1 / 3)
    shared = 8 if parameters > 20e9 else 4
    return Shape(
        parameters_total=parameters, parameters_active=parameters, layers=hidden / 128, hidden_size=hidden,
        attention_heads=hidden / 128, attention_width=hidden, key_value_heads=hidden / 128 / shared,
        key_value_width=hidden / shared, intermediate_size=3.5 * hidden, vocabulary_size=64_000,
    )  # fmt: skip


def number(written: str) -> float | None:
    """A cell's number; None where it is blank or in words."""
    try:
        return float(written)
    except ValueError:
        return None
