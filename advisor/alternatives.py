"""The rows to compare: {retrieval} x {tuning} x models x hosts x hardware x precision, as arrays.

A row has no class of its own: it is a position in the arrays of `Alternatives`. `Alternatives.describe` gives
one row's identity in words.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from advisor.catalogue import (
    Catalogue,
    Gpu,
    GpuPurchase,
    GpuRent,
    ManagedTuning,
    MissingPrice,
    Model,
    api_price,
    api_price_course,
)
from advisor.units import FloatArray

IntArray = npt.NDArray[np.intp]


class Way(StrEnum):
    """The four ways, from the simplest to the most demanding."""

    PROMPT = "prompt"
    RAG = "rag"
    FINETUNE = "finetune"
    HYBRID = "hybrid"


WAYS = tuple(Way)


class Host(StrEnum):
    """Who runs the model."""

    API = "api"
    MANAGED = "managed"
    RENTED = "rented"
    BOUGHT = "bought"


HOSTS = tuple(Host)


class Precision(NamedTuple):
    """How weights are stored. 4-bit weights carry their scales: group size 128 and 16-bit zero points."""

    name: str
    bytes_per_weight: float
    needs_8_bit_float: bool


PRECISIONS = (Precision("16-bit", 2.0, False), Precision("8-bit", 1.0, True), Precision("4-bit", 0.5625, False))

SERVING_GPUS = ("L4 24GB", "A10G 24GB", "L40S 48GB", "A100 SXM 80GB", "H100 SXM 80GB", "H200 SXM 141GB", "B200 180GB")
HOSTED_GPU = "H100 SXM 80GB"
"""What hosts that bill a tuned model by the hour bill for: Fireworks and Together name the H100."""
REPLICA_SIZES = (1, 2, 4, 8)
WEIGHT_SHARE_OF_MEMORY = 0.75
LARGEST_FULL_TUNING = 10e9

METHODS = ("none", "managed", "lora", "qlora", "full")


class Lever(NamedTuple):
    """How knowledge reaches the model and how its weights are tuned."""

    retrieval: bool
    corpus_in_prompt: bool
    method: str


KNOWLEDGE = ((False, False), (False, True), (True, False))


class Serving(NamedTuple):
    """One way to run one model; positions in the catalogue's tables, -1 where there is none."""

    model: int
    host: int
    gpu: int = -1
    rent: int = -1
    purchase: int = -1
    offer: int = -1
    precision: int = 0
    gpus: int = 0


@dataclass(frozen=True)
class Alternative:
    """One row's identity: what a reader is told that an alternative is."""

    way: Way
    corpus_in_prompt: bool
    method: str
    model: Model
    host: Host
    provider: str
    gpu: Gpu | None
    gpus_per_replica: int
    precision: str
    rent: GpuRent | None
    purchase: GpuPurchase | None
    offer: ManagedTuning | None


@dataclass(frozen=True)
class Alternatives:
    """All rows: positions in the catalogue, and the columns that the formulas need.

    Columns have the shape (rows, 1), monthly prices (rows, 1, months).
    """

    catalogue: Catalogue
    way: IntArray
    lever: IntArray
    serving: IntArray
    levers: tuple[Lever, ...]
    servings: tuple[Serving, ...]
    columns: dict[str, FloatArray]

    def __len__(self) -> int:
        """The number of rows."""
        return len(self.way)

    @cached_property
    def job(self) -> IntArray:
        """What a row does, as a number: rows that differ in their machine alone have the same."""
        job_of_serving = np.array([(s.model, s.host, s.offer, s.precision) for s in self.servings], dtype=np.intp)
        jobs = np.column_stack([self.lever, job_of_serving[self.serving]])
        return np.unique(jobs, axis=0, return_inverse=True)[1]

    def take(self, rows: IntArray) -> Alternatives:
        """The same table with some rows only."""
        return Alternatives(
            self.catalogue,
            self.way[rows],
            self.lever[rows],
            self.serving[rows],
            self.levers,
            self.servings,
            {name: column[rows] for name, column in self.columns.items()},
        )

    def describe(self, row: int) -> Alternative:
        """One row in words."""
        lever, serving = self.levers[self.lever[row]], self.servings[self.serving[row]]
        catalogue = self.catalogue
        model = catalogue.models[serving.model]
        offer = catalogue.managed_tunings[serving.offer] if serving.offer >= 0 else None
        rent = catalogue.gpu_rents[serving.rent] if serving.rent >= 0 else None
        provider = offer.provider if offer else rent.provider if rent else model.provider or ""
        return Alternative(
            way=WAYS[self.way[row]],
            corpus_in_prompt=lever.corpus_in_prompt,
            method=lever.method,
            model=model,
            host=HOSTS[serving.host],
            provider=provider,
            gpu=catalogue.gpus[serving.gpu] if serving.gpu >= 0 else None,
            gpus_per_replica=serving.gpus,
            precision=PRECISIONS[serving.precision].name,
            rent=rent,
            purchase=catalogue.gpu_purchases[serving.purchase] if serving.purchase >= 0 else None,
            offer=offer,
        )


def way_of(retrieval: bool, tuned: bool) -> int:
    """The position of a way among `WAYS`, from its two levers."""
    return int(retrieval) + 2 * int(tuned)


@lru_cache(maxsize=8)
def all_alternatives(catalogue: Catalogue, first_day: date, months: int, bought: bool = True) -> Alternatives:
    """Every alternative that makes sense, with prices from `first_day` on for some months.

    Machines to buy are among them where `bought` says so.
    """
    machines = [s for s in _gpu_servings(catalogue) if bought or HOSTS[s.host] is not Host.BOUGHT]
    servings = (*_api_servings(catalogue, first_day), *machines)
    levers = tuple(Lever(*knowledge, method) for method in METHODS for knowledge in KNOWLEDGE)
    pairs = [
        (position, lever)
        for position, serving in enumerate(servings)
        for lever, choice in enumerate(levers)
        if choice.method in _methods(serving, catalogue)
    ]
    serving_of, lever_of = (np.array(column, dtype=np.intp) for column in zip(*pairs, strict=True))
    ways = np.array([way_of(lever.retrieval, lever.method != "none") for lever in levers], dtype=np.intp)
    columns = {
        **_lever_columns(levers, lever_of),
        **_model_columns(catalogue, servings, serving_of),
        **_hardware_columns(catalogue, servings, serving_of),
        **_price_columns(catalogue, servings, serving_of, first_day, months),
    }
    return Alternatives(catalogue, ways[lever_of], lever_of, serving_of, levers, servings, columns)


def _api_servings(catalogue: Catalogue, first_day: date) -> list[Serving]:
    offers = {id(offer): position for position, offer in enumerate(catalogue.managed_tunings)}
    servings = []
    for position, model in _available(catalogue):
        if _has_price(model, first_day):
            servings.append(Serving(position, HOSTS.index(Host.API)))
        for offer in catalogue.tuning_offers(model, first_day):
            if _is_usable(offer, model):
                servings += _managed_serving(catalogue, position, offers[id(offer)])
    return servings


def _managed_serving(catalogue: Catalogue, model: int, offer: int) -> list[Serving]:
    """A tuned model at its host: billed by the token, or by the hour of the GPUs that it keeps busy."""
    serving = Serving(model, HOSTS.index(Host.MANAGED), offer=offer)
    if catalogue.managed_tunings[offer].usd_per_million_output_tokens is not None:
        return [serving]
    if not _can_be_served(catalogue.models[model]):
        return []
    gpu = next(position for position, gpu in enumerate(catalogue.gpus) if gpu.gpu == HOSTED_GPU)
    gpus = _replica_size(catalogue.models[model], catalogue.gpus[gpu], PRECISIONS[0])
    return [] if gpus is None else [serving._replace(gpu=gpu, gpus=gpus)]


def _available(catalogue: Catalogue) -> list[tuple[int, Model]]:
    """The models that have not retired and whose window is known, with their positions."""
    available = {id(model) for model in catalogue.available_models if model.context_tokens is not None}
    return [(position, model) for position, model in enumerate(catalogue.models) if id(model) in available]


def _has_price(model: Model, day: date) -> bool:
    try:
        api_price(model, day)
    except MissingPrice:
        return False
    return True


def _is_usable(offer: ManagedTuning, model: Model) -> bool:
    """Whether training and use of the tuned model both have a price."""
    serves = offer.usd_per_hosting_hour is not None or offer.usd_per_million_output_tokens is not None
    return (
        offer.usd_per_million_training_tokens is not None
        and serves
        and "supervised" in offer.objectives
        and model.commercial_use != "no"
    )


def _gpu_servings(catalogue: Catalogue) -> list[Serving]:
    rents, purchases = _typical_rents(catalogue), _purchases(catalogue)
    positions = {gpu.gpu: position for position, gpu in enumerate(catalogue.gpus)}
    servings = []
    for model_position, model in _available(catalogue):
        if not _can_be_served(model):
            continue
        for name in SERVING_GPUS:
            gpu = catalogue.gpus[positions[name]]
            for precision_position, precision in enumerate(PRECISIONS):
                gpus = _replica_size(model, gpu, precision)
                if gpus is None:
                    continue
                placed = Serving(model_position, 0, positions[name], precision=precision_position, gpus=gpus)
                if name in rents:
                    servings.append(placed._replace(host=HOSTS.index(Host.RENTED), rent=rents[name]))
                if name in purchases:
                    servings.append(placed._replace(host=HOSTS.index(Host.BOUGHT), purchase=purchases[name]))
    return servings


def _can_be_served(model: Model) -> bool:
    known = (model.layers, model.hidden_size, model.parameters_total, model.kv_bytes_per_token_16_bit)
    return model.open_weights and model.commercial_use != "no" and None not in known


def _replica_size(model: Model, gpu: Gpu, precision: Precision) -> int | None:
    """The fewest GPUs whose memory holds the weights with room for the cache; None where even eight do not."""
    if precision.needs_8_bit_float and gpu.dense_8_bit_float_teraflops is None:
        return None
    weights = (model.parameters_total or 0) * precision.bytes_per_weight
    room = gpu.memory_gib * 2**30 * WEIGHT_SHARE_OF_MEMORY
    return next((gpus for gpus in REPLICA_SIZES if weights <= gpus * room), None)


def _typical_rents(catalogue: Catalogue) -> dict[str, int]:
    """For each GPU, the position of the rent in the middle of all offers of whole machines."""
    chosen = {}
    positions = {id(rent): position for position, rent in enumerate(catalogue.gpu_rents)}
    for name in SERVING_GPUS:
        offers = [
            rent for rent in catalogue.rents(name)
            if rent.usd_per_gpu_hour is not None and rent.service == "machine" and rent.confidence != "low"
        ]  # fmt: skip
        if offers:
            offers.sort(key=lambda rent: rent.usd_per_gpu_hour or 0)
            chosen[name] = positions[id(offers[(len(offers) - 1) // 2])]
    return chosen


def _purchases(catalogue: Catalogue) -> dict[str, int]:
    return {
        row.gpu: position
        for position, row in enumerate(catalogue.gpu_purchases)
        if row.item == "gpu" and row.gpu in SERVING_GPUS
    }


def _methods(serving: Serving, catalogue: Catalogue) -> tuple[str, ...]:
    """The ways of tuning that fit: adapters for a 4-bit model are trained on 4-bit weights."""
    if serving.offer >= 0:
        return ("managed",)
    if serving.gpu < 0:
        return ("none",)
    model = catalogue.models[serving.model]
    if model.self_tuning != "yes":
        return ("none",)
    if PRECISIONS[serving.precision].name == "4-bit":
        return ("none", "qlora")
    if PRECISIONS[serving.precision].name == "16-bit" and (model.parameters_total or 0) <= LARGEST_FULL_TUNING:
        return ("none", "lora", "full")
    return ("none", "lora")


def _column(values: list[float], rows: IntArray) -> FloatArray:
    return np.array(values, dtype=np.float64)[rows][:, None]


def _lever_columns(levers: tuple[Lever, ...], rows: IntArray) -> dict[str, FloatArray]:
    def flags(name: str, values: list[bool]) -> tuple[str, FloatArray]:
        return name, _column([float(value) for value in values], rows)

    return dict(
        [
            flags("retrieval", [lever.retrieval for lever in levers]),
            flags("corpus_in_prompt", [lever.corpus_in_prompt for lever in levers]),
            flags("tuning", [lever.method != "none" for lever in levers]),
            *(flags(f"tuning_{method}", [lever.method == method for lever in levers]) for method in METHODS[1:]),
        ]
    )


def _model_columns(catalogue: Catalogue, servings: tuple[Serving, ...], rows: IntArray) -> dict[str, FloatArray]:
    models = [catalogue.models[serving.model] for serving in servings]

    def column(values: list[float | None]) -> FloatArray:
        return _column([0.0 if value is None else float(value) for value in values], rows)

    return {
        "parameters_total": column([model.parameters_total for model in models]),
        "parameters_active": column([model.parameters_active for model in models]),
        "layers": column([model.layers for model in models]),
        "hidden_size": column([model.hidden_size for model in models]),
        "vocabulary_size": column([model.vocabulary_size for model in models]),
        "attention_width": column([(m.attention_heads or 0) * (m.head_dimension or 0) for m in models]),
        "kv_bytes_per_token_16bit": column([model.kv_bytes_per_token_16_bit for model in models]),
        "context_window": column([_window(serving, catalogue) for serving in servings]),
        "capability_tier": column([model.capability_tier for model in models]),
    }


def _window(serving: Serving, catalogue: Catalogue) -> int | None:
    model = catalogue.models[serving.model]
    return (
        model.context_tokens
        if serving.gpu >= 0
        else min(model.context_tokens or 0, model.host_context_tokens or model.context_tokens or 0)
    )


def _hardware_columns(catalogue: Catalogue, servings: tuple[Serving, ...], rows: IntArray) -> dict[str, FloatArray]:
    gpus = [catalogue.gpus[serving.gpu] if serving.gpu >= 0 else None for serving in servings]
    precisions = [PRECISIONS[serving.precision] for serving in servings]
    purchases = [catalogue.gpu_purchases[serving.purchase] if serving.purchase >= 0 else None for serving in servings]

    def of_gpu(attribute: str, scale: float) -> FloatArray:
        return _column([0.0 if gpu is None else float(getattr(gpu, attribute) or 0) * scale for gpu in gpus], rows)

    return {
        "own_gpus": _column([float(gpu is not None) for gpu in gpus], rows),
        "hardware_bought": _column([float(purchase is not None) for purchase in purchases], rows),
        "gpu_memory": of_gpu("memory_gib", 2.0**30),
        "gpu_bandwidth": of_gpu("memory_bandwidth_gigabytes_per_second", 1e9),
        "gpu_training_compute": of_gpu("dense_16_bit_teraflops", 1e12),
        "gpu_compute": _column([_compute(gpu, p) for gpu, p in zip(gpus, precisions, strict=True)], rows),
        "gpu_link_bandwidth": _column([_link(gpu) for gpu in gpus], rows),
        "gpu_power": of_gpu("power_watts", 1),
        "gpus_per_replica": _column([float(serving.gpus) for serving in servings], rows),
        "gpu_rent": _column([_gpu_rent(serving, catalogue) for serving in servings], rows),
        "gpu_purchase_price": _column([purchase.mode or 0.0 if purchase else 0.0 for purchase in purchases], rows),
        "bytes_per_weight": _column([precision.bytes_per_weight for precision in precisions], rows),
        "kv_bytes_factor": _column([1.0 for _ in servings], rows),
    }


def _gpu_rent(serving: Serving, catalogue: Catalogue) -> float:
    if serving.rent >= 0:
        return catalogue.gpu_rents[serving.rent].usd_per_gpu_hour or 0.0
    if serving.offer >= 0 and serving.gpu >= 0:
        return catalogue.managed_tunings[serving.offer].usd_per_hosting_hour or 0.0
    return 0.0


def _hosting_price(serving: Serving, catalogue: Catalogue) -> float:
    """A standing fee beside the price by the token."""
    if serving.offer < 0 or serving.gpu >= 0:
        return 0.0
    return catalogue.managed_tunings[serving.offer].usd_per_hosting_hour or 0.0


def _compute(gpu: Gpu | None, precision: Precision) -> float:
    if gpu is None:
        return 0.0
    peak = gpu.dense_8_bit_float_teraflops if precision.needs_8_bit_float else gpu.dense_16_bit_teraflops
    return float(peak or 0) * 1e12


def _link(gpu: Gpu | None) -> float:
    """Bandwidth between the GPUs of a machine, both directions as the data sheets give it; PCIe without a link."""
    if gpu is None:
        return 0.0
    return float(gpu.link_gigabytes_per_second or gpu.pcie_gigabytes_per_second or 0) * 1e9


TARIFF = ("input", "cached_input", "cache_write", "output")
NO_LONG_CONTEXT = 1e12


def _price_columns(
    catalogue: Catalogue, servings: tuple[Serving, ...], rows: IntArray, first_day: date, months: int
) -> dict[str, FloatArray]:
    courses = [_course(catalogue, serving, first_day, months) for serving in servings]
    columns = {}
    for position, name in enumerate(TARIFF):
        columns[f"{name}_price"] = np.stack([course.base[position] for course in courses])[rows][:, None, :]
        columns[f"long_{name}_price"] = np.stack([course.long[position] for course in courses])[rows][:, None, :]
    offers = [catalogue.managed_tunings[serving.offer] if serving.offer >= 0 else None for serving in servings]
    columns["long_context_threshold"] = _column([course.threshold for course in courses], rows)
    columns["batch_price_factor"] = _column([course.batch_factor for course in courses], rows)
    columns["training_price"] = _column(
        [offer.usd_per_million_training_tokens or 0.0 if offer else 0.0 for offer in offers], rows
    )
    columns["hosting_price"] = _column([_hosting_price(serving, catalogue) for serving in servings], rows)
    return columns


class _Tariffs(NamedTuple):
    """Prices a million tokens by month, (4, months) each: below and above the long-context threshold."""

    base: FloatArray
    long: FloatArray
    threshold: float = NO_LONG_CONTEXT
    batch_factor: float = 1.0


def _course(catalogue: Catalogue, serving: Serving, first_day: date, months: int) -> _Tariffs:
    nothing = np.zeros((len(TARIFF), months))
    if serving.gpu >= 0:
        return _Tariffs(nothing, nothing)
    if serving.offer >= 0:
        tuned = _offer_prices(catalogue.managed_tunings[serving.offer])[:, None] + nothing
        return _Tariffs(tuned, tuned)
    return _api_course(catalogue.models[serving.model], first_day, months)


def _offer_prices(offer: ManagedTuning) -> FloatArray:
    """A tuned model's price by token; zero where it runs on hosting billed by the hour."""
    fresh = offer.usd_per_million_input_tokens or 0.0
    cached = offer.usd_per_million_cached_input_tokens
    return np.array([fresh, fresh if cached is None else cached, fresh, offer.usd_per_million_output_tokens or 0.0])


def _api_course(model: Model, first_day: date, months: int) -> _Tariffs:
    price = api_price(model, first_day)
    course = api_price_course(model, first_day, months)
    names = [f"usd_per_million_{name}_tokens" for name in TARIFF]
    base = np.stack([getattr(course, name) for name in names])
    if course.long_context is None or price.standard.long_context_above_tokens is None:
        return _Tariffs(base, base, batch_factor=price.batch_factor or 1.0)
    long = np.stack([getattr(course.long_context, name) for name in names])
    return _Tariffs(base, long, float(price.standard.long_context_above_tokens), price.batch_factor or 1.0)
