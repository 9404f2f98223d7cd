"""The tables of models, hardware, managed tuning and energy."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from advisor.catalogue.price_lists import PriceList
from advisor.catalogue.row import (
    SURVEYS_AGE_DAYS,
    Country,
    Currency,
    Dated,
    NotNegative,
    Positive,
    Row,
    ShareOfOne,
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
    `capability_tier` runs from 1 to 4, at the highest reasoning effort. `price_list` stands in no file: it is the list
    that the catalogue's day prices the model by.
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
    price_list: PriceList | None = Field(default=None, exclude=True)

    def priced_by(self, price_list: PriceList | None) -> Model:
        """The same model with the prices of another list; None for those of the package."""
        return self.model_copy(update={"price_list": price_list})

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


class Architecture(Row):
    """How an open model is built: what memory and arithmetic follow from.

    Of a mixture of experts `intermediate_size` is the width of one expert. `embedding_tables` is 1 where input and
    output share one. `latent_size` is what multi-head latent attention keeps of a token in a layer. `windowed_layers`
    look at the last `window_tokens` only. Parameters are those of the text model.
    """

    file = "models/architectures.csv"
    key = ("model",)
    stale_after_days = None
    model: Text
    also_called: Words = ()
    hugging_face_id: str | None = None
    total_parameters_billions: Positive
    active_parameters_billions: Positive
    layers: Whole
    hidden_size: Whole
    attention_heads: Whole
    key_value_heads: Whole
    head_dimension: Whole
    intermediate_size: Whole
    feed_forward_matrices: Annotated[int, Field(ge=2, le=3)]
    vocabulary_size: Whole
    embedding_tables: Annotated[int, Field(ge=1, le=2)]
    context_tokens: Whole | None = None
    experts: Whole | None = None
    experts_per_token: Whole | None = None
    latent_size: Whole | None = None
    window_tokens: Whole | None = None
    windowed_layers: Whole | None = None
    licence: Text


class ServingEngine(Row):
    """What a serving engine costs beside the arithmetic; `names` begin its name as a table may write it.

    Engines without a row are taken for a current vLLM, whose figures are parameters. With `before_version` and
    `before_year` a row holds for older versions only. Streaming is what a served query costs in each step besides.
    """

    file = "serving/engines.csv"
    key = ("engine",)
    stale_after_days = None
    engine: Text
    names: Words
    before_version: str | None = None
    before_year: Whole | None = None
    layer_latency_seconds: NotNegative
    step_latency_seconds: NotNegative
    sequence_latency_seconds: NotNegative
    streaming_latency_seconds: NotNegative
    batch_limit: Whole

    def is_meant(self, name: str, version: str) -> bool:
        """Whether an engine of that name and version is this one."""
        if not name.startswith(self.names):
            return False
        if self.before_version is None or self.before_year is None:
            return True
        numbers = _numbers(version)
        if numbers and numbers[0] >= FIRST_YEAR:
            return numbers[0] < self.before_year
        return bool(numbers) and numbers < _numbers(self.before_version)


FIRST_YEAR = 2000


def _numbers(version: str) -> tuple[int, ...]:
    """The numbers of a version, or of a date in its place: "0.6.3" and "2023-10"."""
    return tuple(int(number) for number in re.findall(r"\d+", version))


class Gpu(Row):
    """A GPU's data sheet: dense peaks without sparsity; the link between GPUs counts both directions.

    `visible_memory_gib` is what a driver shows of it, less where the memory corrects its own errors; a matrix share is
    what the largest matrix products were measured to reach of the dense peak.
    """

    file = "gpus/specs.csv"
    key = ("gpu",)
    stale_after_days = None
    gpu: Text
    vendor: Text
    memory_gib: Positive
    visible_memory_gib: Positive | None = None
    memory_bandwidth_gigabytes_per_second: Positive
    dense_16_bit_teraflops: Positive
    dense_8_bit_float_teraflops: Positive | None = None
    dense_8_bit_integer_teraops: Positive | None = None
    dense_4_bit_teraops: Positive | None = None
    link_gigabytes_per_second: Positive | None = None
    pcie_gigabytes_per_second: Positive | None = None
    matrix_share_16_bit: ShareOfOne | None = None
    matrix_share_8_bit: ShareOfOne | None = None
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


class TrainingFramework(Row):
    """What a training framework does where a table of measured runs does not say, and how its memory was measured.

    Memory is what PyTorch's allocator gave out, what it reserved, or what the device showed. `loss` says how the scores
    over the vocabulary are held, `kernels` whether elementwise work is fused, `full_runtime` how weights are shared out
    when all of them train on several GPUs.
    """

    file = "tuning/frameworks.csv"
    key = ("framework",)
    stale_after_days = None
    framework: Text
    measures: Literal["allocated", "reserved", "device"]
    recomputation: Literal["none", "selective", "full"]
    loss: Literal["plain", "accuracy", "chunked", "fused"]
    training_precision: Literal["mixed", "pure_16", "full_32"]
    adapter_bytes: Positive
    adapter_targets: Literal["attention", "all"]
    kernels: Literal["eager", "fused", "compiled", "vendor"]
    default_length: Whole | None = None
    default_batch: Whole
    full_runtime: Literal["plain", "fsdp", "zero3"]
    packed_table_bytes: Positive


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
