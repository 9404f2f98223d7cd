"""The same plan in other forms: a way's figures computed anew with some of its columns replaced.

Nothing here is ranked, and no cost of the advice moves: these are comparisons shown beside it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from advisor.advice import Advice, Figure
from advisor.alternatives import Way
from advisor.catalogue import Gpu, VectorPrecision
from advisor.columns import training_gpu_columns
from advisor.distributions import spread
from advisor.graph import STRUCTURE, evaluate, input_units, quantities
from advisor.servings import training_gpu
from advisor.units import FloatArray

TRAINING_METHODS = ("full", "lora", "qlora", "dora")
TRAINING_GPUS = ("L4 24GB", "L40S 48GB", "A100 SXM 80GB", "H100 SXM 80GB", "H200 SXM 141GB")
"""One of each size of memory in wide use, and the two generations of 80 GB."""
TRAINING_FIGURES = (
    "training_gpus", "peak_training_memory_per_gpu", "training_hours", "best_case_training_hours",
    "training_cost_per_run",
)  # fmt: skip
INDEX_FIGURES = ("index_bytes", "stored_bytes", "vector_store_cost_per_month")
FITS = 0.9
"""A run fits where it does in so many of the simulated futures."""


@dataclass(frozen=True)
class TrainingOption:
    """A method on a GPU: its figures in the futures in which it fits, and whether it is what the plan takes."""

    method: str
    gpu: Gpu
    figures: dict[str, Figure]
    fitting_share: float
    is_planned: bool

    @property
    def fits(self) -> bool:
        """Whether a run fits on one machine, in nearly all futures."""
        return self.fitting_share >= FITS


def replaced(
    advice: Advice, way: Way, columns: dict[str, FloatArray], wanted: tuple[str, ...]
) -> dict[str, FloatArray]:
    """Quantities of a way's best alternative in every future, (rows, draws), with other columns, (rows, 1)."""
    row, figures = advice.ways[way].row, advice.futures.figures
    given = {name: figures[name] for name in input_units()}
    own = {name: values[[row]] for name, values in given.items() if name not in STRUCTURE and values.shape[0] > 1}
    rows = max(len(column) for column in columns.values())
    computed = evaluate(given | own | columns, wanted)
    return {name: np.broadcast_to(values, (rows, advice.count)) for name, values in computed.items()}


def figure(way: Way, quantity: str, drawn: FloatArray) -> Figure:
    """Mean and range of what was drawn; unknown where nothing was."""
    return Figure(quantity, way, quantities()[quantity].unit, *(spread(drawn) if drawn.size else (np.nan,) * 3))


def trained_way(advice: Advice) -> Way | None:
    """The best way whose model the team trains on GPUs of its own or rented; None where none does."""
    return next((way for way in advice.ranking if advice.figure("tuned_on_gpus", way).expected > 0), None)


def training_options(advice: Advice, way: Way) -> list[TrainingOption]:
    """The same examples by every method on a few GPUs, those on which at least one fits; rent counted everywhere."""
    alternative, catalogue = advice.ways[way].alternative, advice.catalogue
    planned = training_gpu(alternative.host, alternative.gpu, catalogue)
    gpus = [catalogue.gpu(name) for name in TRAINING_GPUS]
    gpus += [planned] if planned is not None and planned not in gpus else []
    pairs = [(method, gpu) for method in TRAINING_METHODS for gpu in gpus]
    columns = _method_columns([method for method, _ in pairs])
    columns |= training_gpu_columns(catalogue, [gpu for _, gpu in pairs])
    drawn = replaced(advice, way, columns, (*TRAINING_FIGURES, "training_fits"))
    fits = drawn["training_fits"] > 0
    found = [
        TrainingOption(
            method, gpu,
            {name: figure(way, name, drawn[name][number, fits[number]]) for name in TRAINING_FIGURES},
            float(fits[number].mean()),
            is_planned=method == alternative.method and gpu == planned,
        )
        for number, (method, gpu) in enumerate(pairs)
    ]  # fmt: skip
    of_use = {option.gpu.gpu for option in found if option.fits or option.is_planned}
    return [option for option in found if option.gpu.gpu in of_use]


def cheapest(options: list[TrainingOption]) -> TrainingOption | None:
    """The one that fits for the least rent; None where none fits or nobody lets such a machine."""
    priced = [option for option in options if option.fits and option.figures["training_cost_per_run"].is_known]
    return min(priced, key=lambda option: option.figures["training_cost_per_run"].expected, default=None)


def _method_columns(methods: list[str]) -> dict[str, FloatArray]:
    """DoRA is LoRA with decomposed weights. As for the machine: it is rented."""

    def flags(*names: str) -> FloatArray:
        return np.array([[float(method in names)] for method in methods])

    return {
        "tuning_full": flags("full"),
        "tuning_lora": flags("lora", "dora"),
        "tuning_qlora": flags("qlora"),
        "weight_decomposed": flags("dora"),
        "hardware_bought": flags(),
    }


@dataclass(frozen=True)
class IndexOption:
    """A way to store vectors: its figures by quantity, and whether it is what the plan takes."""

    precision: VectorPrecision
    figures: dict[str, Figure]
    is_planned: bool


def index_options(advice: Advice, way: Way) -> list[IndexOption]:
    """The same index by how each number of a vector is stored, the widest first."""
    precisions = sorted(advice.catalogue.vector_precisions, key=lambda row: -row.bytes_per_dimension)
    column = np.array([[row.bytes_per_dimension] for row in precisions], dtype=np.float64)
    drawn = replaced(advice, way, {"bytes_per_dimension": column}, INDEX_FIGURES)
    planned = advice.figure("bytes_per_dimension", way).expected
    return [
        IndexOption(
            precision,
            {name: figure(way, name, drawn[name][number]) for name in INDEX_FIGURES},
            is_planned=precision.bytes_per_dimension == planned,
        )
        for number, precision in enumerate(precisions)
    ]
