"""The ways to run a model: at an API, tuned at a managed host, on GPUs rented or bought."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import NamedTuple

from advisor.catalogue import Catalogue, Gpu, GpuRent, ManagedTuning, MissingPrice, Model, api_price
from advisor.own_machines import OWN


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


def all_servings(catalogue: Catalogue, first_day: date) -> list[Serving]:
    """Every way to run every model that has not retired."""
    return [*_api_servings(catalogue, first_day), *_gpu_servings(catalogue)]


def _api_servings(catalogue: Catalogue, first_day: date) -> list[Serving]:
    offers = {id(offer): position for position, offer in enumerate(catalogue.managed_tunings)}
    servings = []
    for position, model in _available(catalogue):
        if has_price(model, first_day):
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


def has_price(model: Model, day: date) -> bool:
    """Whether an API sells the model on that day."""
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
        for name in serving_gpus(catalogue):
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


def serving_gpus(catalogue: Catalogue) -> tuple[str, ...]:
    """The GPUs that models are compared on: those in wide use, and a team's own."""
    return SERVING_GPUS + tuple(gpu.gpu for gpu in catalogue.gpus if gpu.vendor == OWN)


def _typical_rents(catalogue: Catalogue) -> dict[str, int]:
    """For each GPU, the position of the rent in the middle of all offers of whole machines."""
    positions = {id(rent): position for position, rent in enumerate(catalogue.gpu_rents)}
    middle = {name: middle_rent(catalogue, name, ON_DEMAND) for name in serving_gpus(catalogue)}
    return {name: positions[id(rent)] for name, rent in middle.items() if rent is not None}


TRAINING_GPU = "H100 SXM 80GB"
"""What a team that rents rents for a training run, which takes hours: the GPU that every host lets."""


def training_gpu(host: Host, gpu: Gpu | None, catalogue: Catalogue) -> Gpu | None:
    """The GPU that a model is trained on: its own where machines are bought or the team's, else one rented for it."""
    if gpu is None or host is not Host.RENTED or gpu.vendor == OWN:
        return gpu
    return catalogue.gpu(TRAINING_GPU)


ON_DEMAND, SPOT, RESERVED = "usd_per_gpu_hour", "usd_per_spot_gpu_hour", "usd_per_reserved_gpu_hour"


def middle_rent(catalogue: Catalogue, gpu: str, price: str) -> GpuRent | None:
    """The offer of whole machines in the middle by one of its prices; None where nobody publishes that price."""
    offers = [
        rent for rent in catalogue.rents(gpu)
        if getattr(rent, price) is not None and rent.service == "machine" and rent.confidence != "low"
    ]  # fmt: skip
    offers.sort(key=lambda rent: float(getattr(rent, price)))
    return offers[(len(offers) - 1) // 2] if offers else None


def _purchases(catalogue: Catalogue) -> dict[str, int]:
    return {
        row.gpu: position
        for position, row in enumerate(catalogue.gpu_purchases)
        if row.item == "gpu" and row.gpu in SERVING_GPUS
    }


def methods(serving: Serving, catalogue: Catalogue) -> tuple[str, ...]:
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
