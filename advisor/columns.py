"""The columns that the formulas need, for rows that are a serving with levers: (rows, 1), prices (rows, 1, months)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import numpy as np

from advisor.catalogue import Catalogue, Gpu, ManagedTuning, Model, api_price, api_price_course
from advisor.servings import (
    HOSTS,
    METHODS,
    ON_DEMAND,
    PRECISIONS,
    RESERVED,
    SPOT,
    Precision,
    Serving,
    middle_rent,
    training_gpu,
)
from advisor.shapes import shape_columns, shape_of_model
from advisor.units import FloatArray, IntArray


class Lever(NamedTuple):
    """How knowledge reaches the model and how its weights are tuned."""

    retrieval: bool
    corpus_in_prompt: bool
    method: str


KNOWLEDGE = ((False, False), (False, True), (True, False))


def _column(values: list[float], rows: IntArray) -> FloatArray:
    return np.array(values, dtype=np.float64)[rows][:, None]


def lever_columns(levers: tuple[Lever, ...], rows: IntArray) -> dict[str, FloatArray]:
    """Which levers a row pulls."""

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


def model_columns(catalogue: Catalogue, servings: tuple[Serving, ...], rows: IntArray) -> dict[str, FloatArray]:
    """The model's architecture, window and tier; zero where a closed model does not publish it."""
    shapes = [shape_of_model(model, catalogue) for model in catalogue.models]
    models = [catalogue.models[serving.model] for serving in servings]
    windows = [_window(serving, catalogue) for serving in servings]
    return {
        **shape_columns([shapes[serving.model] for serving in servings], rows),
        "context_window": _column([float(window or 0) for window in windows], rows),
        "capability_tier": _column([float(model.capability_tier) for model in models], rows),
    }


def _window(serving: Serving, catalogue: Catalogue) -> int | None:
    model = catalogue.models[serving.model]
    return (
        model.context_tokens
        if serving.gpu >= 0
        else min(model.context_tokens or 0, model.host_context_tokens or model.context_tokens or 0)
    )


def hardware_columns(catalogue: Catalogue, servings: tuple[Serving, ...], rows: IntArray) -> dict[str, FloatArray]:
    """The machines that a row runs on; zero where it runs at a provider."""
    gpus = [catalogue.gpus[serving.gpu] if serving.gpu >= 0 else None for serving in servings]
    precisions = [PRECISIONS[serving.precision] for serving in servings]
    purchases = [catalogue.gpu_purchases[serving.purchase] if serving.purchase >= 0 else None for serving in servings]

    def of_gpu(attribute: str, scale: float) -> FloatArray:
        return _column([0.0 if gpu is None else float(getattr(gpu, attribute) or 0) * scale for gpu in gpus], rows)

    return {
        "own_gpus": _column([float(gpu is not None) for gpu in gpus], rows),
        "hardware_bought": _column([float(purchase is not None) for purchase in purchases], rows),
        "gpu_memory": _column([_memory(gpu) for gpu in gpus], rows),
        "gpu_bandwidth": of_gpu("memory_bandwidth_gigabytes_per_second", 1e9),
        "gpu_16_bit_compute": of_gpu("dense_16_bit_teraflops", 1e12),
        "gpu_compute": _column([_compute(gpu, p) for gpu, p in zip(gpus, precisions, strict=True)], rows),
        "gpu_compute_ceiling": _column([_ceiling(gpu, p) for gpu, p in zip(gpus, precisions, strict=True)], rows),
        "gpu_link_bandwidth": _column([_link(gpu) for gpu in gpus], rows),
        "gpus_linked": _column(
            [float(gpu is not None and gpu.link_gigabytes_per_second is not None) for gpu in gpus], rows
        ),
        "gpu_power": of_gpu("power_watts", 1),
        "gpus_per_replica": _column([float(serving.gpus) for serving in servings], rows),
        "gpu_rent": _column([_gpu_rent(serving, catalogue) for serving in servings], rows),
        **_training_columns(catalogue, servings, rows),
        "gpu_spot_rent": _column(_other_rents(catalogue, servings, SPOT), rows),
        "gpu_reserved_rent": _column(_other_rents(catalogue, servings, RESERVED), rows),
        "gpu_purchase_price": _column([purchase.mode or 0.0 if purchase else 0.0 for purchase in purchases], rows),
        "pipeline_stages": _column([1.0 for _ in servings], rows),
        "bytes_per_weight": _column([precision.bytes_per_weight for precision in precisions], rows),
        "bytes_per_embedding_weight": _column([2.0 for _ in servings], rows),
        "weights_in_8_bits": _column([float(precision.needs_8_bit_float) for precision in precisions], rows),
        "weights_in_4_bit_float": _column([0.0 for _ in servings], rows),
        "weights_unpacked": _column([float(precision.name == "4-bit") for precision in precisions], rows),
        "kv_bytes_factor": _column([1.0 for _ in servings], rows),
    }


def _training_columns(catalogue: Catalogue, servings: tuple[Serving, ...], rows: IntArray) -> dict[str, FloatArray]:
    """The machines that a row's model is trained on; zero where a provider does it."""
    gpus = [
        training_gpu(HOSTS[serving.host], catalogue.gpus[serving.gpu] if serving.gpu >= 0 else None, catalogue)
        for serving in servings
    ]
    return {name: column[rows] for name, column in training_gpu_columns(catalogue, gpus).items()}


def training_gpu_columns(catalogue: Catalogue, gpus: Sequence[Gpu | None]) -> dict[str, FloatArray]:
    """Data sheet and rent of the GPUs to train on, (GPUs, 1); zero where there is none."""
    rents = {gpu.gpu: middle_rent(catalogue, gpu.gpu, ON_DEMAND) for gpu in catalogue.gpus}
    prices = [rents[gpu.gpu] if gpu else None for gpu in gpus]
    values = {
        "training_gpu_memory": [_memory(gpu) for gpu in gpus],
        "training_gpu_bandwidth": [gpu.memory_bandwidth_gigabytes_per_second * 1e9 if gpu else 0.0 for gpu in gpus],
        "training_gpu_compute": [gpu.dense_16_bit_teraflops * 1e12 if gpu else 0.0 for gpu in gpus],
        "training_gpu_link_bandwidth": [_link(gpu) for gpu in gpus],
        "training_gpus_linked": [float(bool(gpu and gpu.link_gigabytes_per_second)) for gpu in gpus],
        "training_gpu_power": [float(gpu.power_watts or 0) if gpu else 0.0 for gpu in gpus],
        "training_gpu_rent": [price.usd_per_gpu_hour or 0.0 if price else 0.0 for price in prices],
    }
    return {name: np.array(column, dtype=np.float64)[:, None] for name, column in values.items()}


def _other_rents(catalogue: Catalogue, servings: tuple[Serving, ...], price: str) -> list[float]:
    """The middle price of another kind of rent for the GPU of each serving; not-a-number where nobody publishes it.

    A host that lets a tuned model by the hour offers no such contract.
    """
    offers = {gpu.gpu: middle_rent(catalogue, gpu.gpu, price) for gpu in catalogue.gpus}
    prices = [offers[catalogue.gpus[serving.gpu].gpu] if serving.rent >= 0 else None for serving in servings]
    return [float("nan") if rent is None else float(getattr(rent, price)) for rent in prices]


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


def _memory(gpu: Gpu | None) -> float:
    """What the driver shows of the memory; the data sheet's figure where nobody published that."""
    return 0.0 if gpu is None else (gpu.visible_memory_gib or gpu.memory_gib) * 2**30


def _ceiling(gpu: Gpu | None, precision: Precision) -> float:
    """Share of its peak that a GPU was measured to reach in large matrix products; zero where nobody did."""
    if gpu is None:
        return 0.0
    return (gpu.matrix_share_8_bit if precision.needs_8_bit_float else gpu.matrix_share_16_bit) or 0.0


def _link(gpu: Gpu | None) -> float:
    """Bandwidth between the GPUs of a machine, both directions as the data sheets give it; PCIe without a link."""
    if gpu is None:
        return 0.0
    return float(gpu.link_gigabytes_per_second or gpu.pcie_gigabytes_per_second or 0) * 1e9


def retirement_column(
    catalogue: Catalogue, servings: tuple[Serving, ...], rows: IntArray, first_day: date
) -> dict[str, FloatArray]:
    """Days until a provider takes a row's model away, as announced; without end where it does not."""
    days = [catalogue.models[serving.model].retirement_date if serving.gpu < 0 else None for serving in servings]
    return {"days_to_retirement": _column([(day - first_day).days if day else np.inf for day in days], rows)}


TARIFF = ("input", "cached_input", "cache_write", "output")
NO_LONG_CONTEXT = 1e12


def price_columns(
    catalogue: Catalogue, servings: tuple[Serving, ...], rows: IntArray, first_day: date, months: int
) -> dict[str, FloatArray]:
    """What a row buys by the token or the hour; zero for what it does not buy."""
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
