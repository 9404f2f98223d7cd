"""The tables of models, hardware, managed tuning and energy."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from advisor.catalogue.row import (
    SURVEYS_AGE_DAYS,
    Country,
    Currency,
    Dated,
    NotNegative,
    Positive,
    Row,
    Text,
    Whole,
    Words,
    split,
)


class Model(Row):
    """A language model: where it is sold, how it is built, what may be done with it.

    `model` and `provider` are a key of genai-prices; without a provider nobody sells it: self-host only.
    `kv_bytes_per_token_16_bit` counts the layers that grow with the context; None where nobody read which.
    `retirement_date` is announced, the earliest that the maker allows, or one host's (`retirement_basis`).
    `capability_tier` runs from 1 to 4, at the highest reasoning effort.
    """

    file = "models/models.csv"
    key = ("model",)
    model: Text
    provider: str | None = None
    name: Text
    family: Text
    open_weights: bool
    hugging_face_id: str | None = None
    licence: Text
    commercial_use: Literal["yes", "conditions", "no", "unread"]
    commercial_use_note: str = ""
    total_parameters_billions: Positive | None = None
    active_parameters_billions: Positive | None = None
    layers: Whole | None = None
    hidden_size: Whole | None = None
    attention_heads: Whole | None = None
    key_value_heads: Whole | None = None
    head_dimension: Whole | None = None
    vocabulary_size: Whole | None = None
    context_tokens: Whole | None = None
    host_context_tokens: Whole | None = None
    maximum_output_tokens: Whole | None = None
    attention: (
        Literal[
            "gqa",
            "mla",
            "sliding_window",
            "chunked",
            "hybrid_linear",
            "mamba_hybrid",
            "compressed",
            "sparse",
            "unknown",
        ]
        | None
    ) = None
    attention_note: str = ""
    kv_bytes_per_token_16_bit: Whole | None = None
    release_date: Dated | None = None
    retirement_date: Dated | None = None
    retirement_basis: Literal["announced", "earliest", "one_host"] | None = None
    retirement_note: str = ""
    tokenizer: Text
    modalities: Words
    tunable_at: Words = ()
    self_tuning: Literal["yes", "very_large", "impractical", "non_commercial", "no"]
    tuning_note: str = ""
    capability_tier: Annotated[int, Field(ge=1, le=4)]
    capability_basis: Text
    lmarena_text_score: Whole | None = None
    spanish_note: str = ""
    other_hosts: Words = ()

    @property
    def parameters_total(self) -> float | None:
        """All parameters; None where the maker does not say."""
        return None if self.total_parameters_billions is None else self.total_parameters_billions * 1e9

    @property
    def parameters_active(self) -> float | None:
        """The parameters that one token passes through: all of them in a dense model."""
        return None if self.active_parameters_billions is None else self.active_parameters_billions * 1e9

    @property
    def hosted_context_tokens(self) -> int | None:
        """The window that the priced host serves: the smaller of the model's and the host's."""
        known = [tokens for tokens in (self.context_tokens, self.host_context_tokens) if tokens]
        return min(known, default=None)


class Gpu(Row):
    """A GPU's data sheet: dense peaks without sparsity; the link between GPUs counts both directions."""

    file = "gpus/specs.csv"
    key = ("gpu",)
    stale_after_days = None
    gpu: Text
    vendor: Text
    memory_gib: Positive
    memory_bandwidth_gigabytes_per_second: Positive
    dense_16_bit_teraflops: Positive
    dense_8_bit_float_teraflops: Positive | None = None
    dense_8_bit_integer_teraops: Positive | None = None
    dense_4_bit_teraops: Positive | None = None
    link_gigabytes_per_second: Positive | None = None
    pcie_gigabytes_per_second: Positive | None = None
    power_watts: Positive | None = None
    release_year: Whole


class GpuRent(Row):
    """The rent of an instance with `gpus` GPUs; `gpu` is the data sheet's name, `gpu_written` as read."""

    file = "gpus/rents.csv"
    key = ("provider", "region", "instance")
    provider: Text
    region: Text
    instance: Text
    gpu: Text
    gpu_written: Text
    service: Literal["machine", "managed_inference", "marketplace"]
    gpus: Whole
    virtual_cpus: Whole | None = None
    memory_gib: Positive | None = None
    usd_per_hour: NotNegative | None = None
    usd_per_spot_hour: NotNegative | None = None
    usd_per_reserved_hour: NotNegative | None = None

    @property
    def usd_per_gpu_hour(self) -> float | None:
        """On demand, a GPU; None where only spot is offered."""
        return None if self.usd_per_hour is None else self.usd_per_hour / self.gpus

    @property
    def usd_per_spot_gpu_hour(self) -> float | None:
        """Interruptible, a GPU."""
        return None if self.usd_per_spot_hour is None else self.usd_per_spot_hour / self.gpus

    @property
    def usd_per_reserved_gpu_hour(self) -> float | None:
        """The lowest rent for a commitment, a GPU."""
        return None if self.usd_per_reserved_hour is None else self.usd_per_reserved_hour / self.gpus


class GpuPurchase(Row):
    """The price of a GPU or a server, and what owning one costs besides."""

    file = "gpus/purchases.csv"
    key = ("item", "gpu", "condition")
    item: Literal["gpu", "server_chassis", "gpu_share_of_cost", "maintenance", "depreciation"]
    gpu: str | None = None
    condition: Literal["new", "used"] | None = None
    unit: Literal["USD/GPU", "USD/server", "share", "share/year", "years"]
    low: Positive
    mode: Positive
    high: Positive
    power_watts: Positive | None = None


class ManagedTuning(Row):
    """An offer to tune a model on the host's machines.

    It serves one `model`, or every model of a size band (and family) that the model's `tunable_at` names.
    """

    file = "tuning/managed.csv"
    key = ("provider", "offer", "method", "objectives")
    provider: Text
    offer: Text
    model: str | None = None
    families: Words = ()
    more_than_billion_parameters: Positive | None = None
    up_to_billion_parameters: Positive | None = None
    residency: Literal["global", "data_zone"] | None = None
    method: Literal["lora", "full", "managed"]
    objectives: Annotated[
        tuple[Literal["supervised", "preference", "reinforcement"], ...],
        BeforeValidator(split),
        Field(min_length=1),
    ]
    usd_per_million_training_tokens: NotNegative | None = None
    usd_per_training_hour: NotNegative | None = None
    usd_per_million_input_tokens: NotNegative | None = None
    usd_per_million_cached_input_tokens: NotNegative | None = None
    usd_per_million_output_tokens: NotNegative | None = None
    usd_per_hosting_hour: NotNegative | None = None
    usd_per_storage_month: NotNegative | None = None
    usd_minimum_charge: NotNegative | None = None
    price_exception: str = ""
    availability: Literal["open", "closed", "deprecated", "retiring"]
    available_until: Dated | None = None
    availability_note: str = ""
    effective_from: Dated | None = None

    def is_open(self, day: date) -> bool:
        """Whether a new customer can start a job on that day."""
        within = self.available_until is None or day <= self.available_until
        return self.availability in ("open", "retiring") and within

    def serves(self, model: Model) -> bool:
        """Whether the offer is for this model: by name, or by size and family where the host tunes it."""
        if self.model is not None:
            return self.model == model.model
        billions = model.total_parameters_billions
        banded = self.more_than_billion_parameters or self.up_to_billion_parameters
        if not banded or billions is None or self.provider not in model.tunable_at:
            return False
        more_than, up_to = self.more_than_billion_parameters or 0, self.up_to_billion_parameters or billions
        return more_than < billions <= up_to and (not self.families or model.family in self.families)


class Carbon(Row):
    """The carbon of electricity in a place; operational and life-cycle factors do not mix."""

    file = "energy/carbon.csv"
    key = ("place", "method")
    stale_after_days = SURVEYS_AGE_DAYS
    place: Text
    place_kind: Literal["country", "cloud_region"]
    method: Literal["operational", "life_cycle"]
    grams_co2e_per_kilowatt_hour: Positive


class Electricity(Row):
    """The price of electricity for firms."""

    file = "energy/electricity.csv"
    key = ("country", "customer")
    stale_after_days = SURVEYS_AGE_DAYS
    country: Country
    customer: Literal["non_household", "industrial"]
    currency: Currency
    low_per_kilowatt_hour: Positive | None = None
    mode_per_kilowatt_hour: Positive
    high_per_kilowatt_hour: Positive | None = None


class Pue(Row):
    """Power usage effectiveness: all of a data centre's power for one watt of computing."""

    file = "energy/pue.csv"
    key = ("place",)
    stale_after_days = SURVEYS_AGE_DAYS
    place: Text
    low: Annotated[float, Field(ge=1)] | None = None
    mode: Annotated[float, Field(ge=1)]
    high: Annotated[float, Field(ge=1)] | None = None
