"""The tables of retrieval, people, currencies and quality."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from advisor.catalogue.row import (
    SURVEYS_AGE_DAYS,
    Country,
    Currency,
    Kind,
    NotNegative,
    Positive,
    Row,
    ShareOfOne,
    Strategy,
    Text,
    Whole,
    Words,
)


class Embedding(Row):
    """A model that turns text into vectors; MTEB scores are means over tasks (0 to 100)."""

    file = "retrieval/embeddings.csv"
    key = ("provider", "model")
    model: Text
    provider: Text
    open_weights: bool
    maximum_input_tokens: Whole | None = None
    million_parameters: Positive | None = None
    licence: Text
    usd_per_million_tokens: NotNegative | None = None
    usd_per_million_batch_tokens: NotNegative | None = None
    dimensions: Whole
    dimensions_supported: str = ""
    mteb_english_v2_mean: Positive | None = None
    mteb_english_v2_retrieval: Positive | None = None
    mteb_multilingual_v2_mean: Positive | None = None
    mteb_multilingual_v2_retrieval: Positive | None = None
    mteb_english_v1_mean: Positive | None = None
    facts_source: Text
    price_exception: str = ""


class TokenRatio(Row):
    """What a family of tokenizers makes of a language, against o200k and against the same text in English."""

    file = "tokenizers/ratios.csv"
    key = ("family", "language")
    stale_after_days = None
    family: Text
    language: Text
    tokens_per_o200k_token: Positive
    low: Positive
    high: Positive
    tokens_per_english_token: Positive
    characters_per_token: Positive
    documents: Whole | None = None


class Reranker(Row):
    """A model that orders what was found; billed by the token or by the query."""

    file = "retrieval/rerankers.csv"
    key = ("provider", "model")
    model: Text
    provider: Text
    open_weights: bool
    maximum_input_tokens: Whole | None = None
    million_parameters: Positive | None = None
    licence: Text
    usd_per_million_tokens: NotNegative | None = None
    usd_per_thousand_queries: NotNegative | None = None
    facts_source: Text
    price_exception: str = ""


class VectorStorePrice(Row):
    """One line of a vector store's price list; `rule` says how many units a use takes."""

    file = "retrieval/vector_stores.csv"
    key = ("product", "plan", "item")
    product: Text
    plan: Text
    deployment: Text
    item: Text
    unit: Literal[
        "hour", "month", "GB", "PB", "GB-month", "GiB-month", "million dimension-months",
        "million read units", "million write units", "million vCU", "million queries", "thousand queries",
    ]  # fmt: skip
    usd_per_unit: NotNegative
    rule: str = ""
    usd_minimum_per_month: NotNegative | None = None
    included: str = ""
    region: str = ""
    price_exception: str = ""


class VectorSizing(Row):
    """A published rule for the bytes that vectors take."""

    file = "retrieval/sizing.csv"
    key = ("rule",)
    stale_after_days = None
    rule: Text
    quantity: Text
    unit: Literal["bytes", "times smaller"]
    formula: Text


class VectorBenchmark(Row):
    """A vector store's measured speed at a recall of at least 0.90."""

    file = "retrieval/benchmarks.csv"
    key = ("database", "configuration", "version", "dataset")
    stale_after_days = None
    database: Text
    configuration: Text
    version: Text
    dataset: Text
    queries_per_second: Positive
    p99_latency_milliseconds: Positive
    recall: ShareOfOne
    load_seconds: Positive
    usd_per_hour: Positive | None = None


class VectorPrecision(Row):
    """How a number of a vector is stored, and the share of the quality of retrieval that is then kept."""

    file = "retrieval/precisions.csv"
    key = ("storage",)
    stale_after_days = None
    storage: Literal["float32", "float16", "int8", "binary"]
    bytes_per_dimension: Positive
    quality_kept_low: ShareOfOne
    quality_kept_mode: ShareOfOne
    quality_kept_high: ShareOfOne


class Salary(Row):
    """Gross pay a year of an occupation in a country, in its currency."""

    file = "people/salaries.csv"
    key = ("role", "country", "occupation")
    stale_after_days = SURVEYS_AGE_DAYS
    role: Text
    country: Country
    occupation: Text
    occupation_code: str = ""
    currency: Currency
    annual_p25: Positive | None = None
    annual_median: Positive | None = None
    annual_p75: Positive | None = None
    annual_mean: Positive | None = None
    sample_size: Whole | None = None
    reference_period: Text
    mapping: Literal["exact", "proxy", "job_title", "economy_wide", "broad_group", "sector_survey"]
    mapping_note: str = ""

    @model_validator(mode="after")
    def _has_a_centre(self) -> Self:
        if self.annual_median is None and self.annual_mean is None:
            raise ValueError("a value in annual_median or in annual_mean")
        return self


class WageLevel(Row):
    """Pay of digital professionals in a country as a share of the same pay in the US, at market exchange rates."""

    file = "people/wage_levels.csv"
    key = ("country",)
    stale_after_days = SURVEYS_AGE_DAYS
    country: Country
    low: Positive
    mode: Positive
    high: Positive


class Overhead(Row):
    """What an employee costs besides pay, what a contractor costs, how long hiring takes."""

    file = "people/overheads.csv"
    key = ("item", "subject", "country")
    stale_after_days = SURVEYS_AGE_DAYS
    item: Literal[
        "benefits_share_of_compensation", "loaded_multiplier", "employer_social_security",
        "indirect_overhead", "contractor_day_rate", "productive_weeks_per_year", "days_to_hire",
        "weeks_to_full_productivity",
    ]  # fmt: skip
    subject: str = ""
    country: Country
    low: Positive | None = None
    mode: Positive
    high: Positive | None = None
    unit: Literal[
        "share of compensation", "share of gross salary", "share of loaded cost", "multiplier", "weeks/year",
        "currency/day", "days", "weeks",
    ]  # fmt: skip
    currency: Currency | None = None


class Effort(Row):
    """The work of a role in a phase of a strategy: before launch (`once`) or in operation (`per_year`)."""

    file = "people/effort.csv"
    key = ("strategy", "basis", "phase", "role")
    stale_after_days = SURVEYS_AGE_DAYS
    strategy: Strategy
    basis: Literal["whole", "added_to_rag"]
    phase: Text
    role: Text
    occurs: Literal["once", "per_year"]
    low_person_weeks: Positive
    mode_person_weeks: Positive
    high_person_weeks: Positive
    scope: Text


class ProofOfConcept(Row):
    """The whole team's work for a proof of concept."""

    file = "people/proofs_of_concept.csv"
    key = ("strategy",)
    stale_after_days = SURVEYS_AGE_DAYS
    strategy: Strategy
    low_person_weeks: Positive
    mode_person_weeks: Positive
    high_person_weeks: Positive
    scope: Text


class Phase(Row):
    """A kind of work before launch: what it waits for, and how it is divided among the stages.

    `proof_of_concept_weight` is how much of it a proof of concept asks for, against the other phases; of what is left,
    `pilot_share` is done in the pilot and the rest for production.
    """

    file = "people/phases.csv"
    key = ("phase",)
    stale_after_days = None
    phase: Text
    waits_for: Words = ()
    proof_of_concept_weight: ShareOfOne
    pilot_share: ShareOfOne


class StandIn(Row):
    """A role whose people can do another role's work; the first preference is 1."""

    file = "people/stand_ins.csv"
    key = ("role", "stand_in")
    stale_after_days = None
    role: Text
    stand_in: Text
    preference: Whole


class Learning(Row):
    """Weeks in which somebody in the team learns a role's work, and the skill of the team that it hangs on."""

    file = "people/learning.csv"
    key = ("role",)
    stale_after_days = None
    role: Text
    skill: Literal["", "search", "ml"] = ""
    low_weeks: Positive
    mode_weeks: Positive
    high_weeks: Positive


class LabellingRate(Row):
    """How many examples a person makes or checks a day."""

    file = "people/labelling.csv"
    key = ("task", "role")
    stale_after_days = SURVEYS_AGE_DAYS
    task: Text
    role: Text
    low_items_per_day: Positive
    mode_items_per_day: Positive
    high_items_per_day: Positive


class Duration(Row):
    """A published calendar time, to hold the estimates against."""

    file = "people/durations.csv"
    key = ("strategy", "stage", "scope")
    stale_after_days = SURVEYS_AGE_DAYS
    strategy: Strategy | Literal["any"]
    stage: Text
    scope: Text
    low_weeks: Positive | None = None
    mode_weeks: Positive | None = None
    high_weeks: Positive | None = None


class EffortAnchor(Row):
    """A published figure of effort or money, to hold the estimates against."""

    file = "people/anchors.csv"
    key = ("strategy", "subject", "scope")
    stale_after_days = SURVEYS_AGE_DAYS
    strategy: Strategy | Literal["any"]
    subject: Text
    role: Text
    scope: Text
    unit: Literal["person-weeks", "share", "USD"]
    low: Positive | None = None
    mode: Positive | None = None
    high: Positive | None = None


class CurrencyRate(Row):
    """Units of a currency for one euro."""

    file = "currency/rates.csv"
    key = ("currency",)
    currency: Currency
    units_per_euro: Positive


class Correlation(Row):
    """An answer that goes with another one: the correlation of their normal scores, from -1 to 1.

    An answer goes with one other at most, and none goes with one that itself goes with another.
    """

    file = "draws/correlations.csv"
    key = ("answer",)
    stale_after_days = None
    answer: Text
    goes_with: Text
    correlation: Annotated[float, Field(gt=-1, lt=1)]


class QualityPrior(Row):
    """Share of good answers of a task by model tier, in points of its metric (0 to 100).

    The base is the state that `base_state` tells; each other column is the gain of that whole option over it.
    Compare options within a task, never across tasks. `base + gain` never passes `ceiling`.
    """

    file = "quality/priors.csv"
    key = ("task", "capability_tier")
    stale_after_days = SURVEYS_AGE_DAYS
    task: Text
    capability_tier: Annotated[int, Field(ge=1, le=4)]
    metric: Text
    base_low: NotNegative
    base_mode: NotNegative
    base_high: NotNegative
    prompt_low: float
    prompt_mode: float
    prompt_high: float
    retrieval_low: float
    retrieval_mode: float
    retrieval_high: float
    finetune_low: float
    finetune_mode: float
    finetune_high: float
    hybrid_low: float
    hybrid_mode: float
    hybrid_high: float
    ceiling: Annotated[float, Field(gt=0, le=100)]
    base_state: Text
    base_kind: Kind
    uplift_kind: Kind
