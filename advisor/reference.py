"""Figures of the catalogue that a project picks by its country, its task and the way: as arrays, with sources."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TypeVar

import numpy as np

from advisor.alternatives import WAYS, Alternatives, Way
from advisor.catalogue import (
    Carbon,
    Catalogue,
    Electricity,
    Embedding,
    GpuPurchase,
    QualityPrior,
    Reranker,
    Row,
    TrainingFramework,
    VectorStorePrice,
    is_stale,
)
from advisor.inputs import Inputs, between, point, quantiles
from advisor.language import N_, text
from advisor.own_figures import Evaluation
from advisor.own_machines import OWN
from advisor.project_file import Project
from advisor.sources import Origin, Source
from advisor.units import FloatArray

DEFAULT_COUNTRY = "US"
DEFAULT_TASK = "document_qa"
PRIOR_OF_TASK = {
    "document_questions": "document_qa",
    "whole_document_reasoning": "long_document_reasoning",
    "classification": "classification",
    "extraction": "extraction",
    "text_to_query": "text_to_sql_or_api",
    "house_style_writing": "style_generation",
    "summarising": "summarisation",
    "code_own_repositories": "code_on_own_repo",
    "support_dialogue": "dialogue_support",
    "general_assistance": "summarisation",
}
BEHAVIOUR_PRIOR_OF_TASK = {
    "document_qa": "style_generation",
    "long_document_reasoning": "style_generation",
    "summarisation": "style_generation",
}
"""What tuning adds where behaviour is lacking was measured on tasks of form; these tasks' own rows speak of facts."""
VECTOR_STORE = ("Pinecone", "Standard")
Priced = TypeVar("Priced", Reranker, Embedding)
RERANKER = "rerank-v4.0-fast"
EMBEDDING, OPEN_EMBEDDING = "text-embedding-3-small", "BAAI/bge-m3"
EURO_COUNTRIES = ("AT", "BE", "DE", "ES", "FI", "FR", "IE", "IT", "NL", "PT")


def row_source(row: Row, catalogue: Catalogue, meaning: str) -> Source:
    """The source of a row of the catalogue, or of a team's own."""
    if row.source == OWN:
        return Source(Origin.OVERRIDE, text(meaning))
    return Source(Origin(row.kind), text(meaning), row.source, row.as_of, is_stale(row, catalogue.as_of))


@lru_cache(maxsize=4)
def roles(catalogue: Catalogue) -> tuple[str, ...]:
    """All roles that do any of the work."""
    return tuple(sorted({row.role for row in catalogue.effort if row.basis == "whole"}))


def country_inputs(project: Project, catalogue: Catalogue) -> Inputs:
    """Electricity and carbon of the project's country."""
    return _of_country(project.team.country or DEFAULT_COUNTRY, catalogue)


@lru_cache(maxsize=32)
def _of_country(country: str, catalogue: Catalogue) -> Inputs:
    values, sources = {}, {}
    electricity, carbon = _electricity(catalogue, country), _carbon(catalogue, country)
    per_usd = catalogue.currency_rate(electricity.currency)
    values["electricity_price"] = point(electricity.mode_per_kilowatt_hour / per_usd)
    sources["electricity_price"] = row_source(electricity, catalogue, N_("Price of electricity for firms"))
    values["grid_carbon_intensity"] = point(carbon.grams_co2e_per_kilowatt_hour)
    sources["grid_carbon_intensity"] = row_source(carbon, catalogue, N_("Carbon of the country's electricity"))
    return Inputs(values, sources)


def _electricity(catalogue: Catalogue, country: str) -> Electricity:
    """The country's price, else the European Union's in euro countries, else the United States'."""
    fallback = "EU" if country in EURO_COUNTRIES else "US"
    return min(catalogue.electricity, key=lambda row: (row.country != country, row.country != fallback))


def _carbon(catalogue: Catalogue, country: str) -> Carbon:
    rows = [row for row in catalogue.carbon if row.place_kind == "country" and row.method == "operational"]
    return min(rows, key=lambda row: (row.place != country, row.place != DEFAULT_COUNTRY))


WRITING, CHECKING = "question+grounded answer pair written by an expert", "LLM-drafted pair reviewed by an expert"


@lru_cache(maxsize=4)
def example_inputs(catalogue: Catalogue, draws: int) -> Inputs:
    """How many examples a person writes or checks a day, and whose work that is: slow where all work takes long."""
    rates = {row.task: row for row in catalogue.labelling_rates}
    given = {
        "examples_written_per_day": (rates[WRITING], N_("Examples that an expert writes a day")),
        "drafts_checked_per_day": (rates[CHECKING], N_("Drafts of a model that an expert checks a day")),
    }
    pace = 1 - quantiles(catalogue, draws)["effort_draw"]
    values = {
        name: between(pace, row.low_items_per_day, row.mode_items_per_day, row.high_items_per_day)
        for name, (row, _) in given.items()
    }
    sources = {name: row_source(row, catalogue, words) for name, (row, words) in given.items()}
    values["is_example_maker"] = np.array([[[float(role == rates[CHECKING].role) for role in roles(catalogue)]]])
    sources["is_example_maker"] = row_source(rates[CHECKING], catalogue, N_("Who writes and checks examples"))
    return Inputs(values, sources)


@lru_cache(maxsize=4)
def purchase_inputs(catalogue: Catalogue) -> Inputs:
    """Prices of the things around a model: vector store, re-ranker, embeddings, servers."""
    store, reranker = _store_prices(catalogue), _named(catalogue.rerankers, RERANKER)
    embedding, own = (_named(catalogue.embeddings, name) for name in (EMBEDDING, OPEN_EMBEDDING))
    server, upkeep = _purchase(catalogue, "server_chassis"), _purchase(catalogue, "maintenance")
    given: dict[str, tuple[float, Row, str]] = {
        "vector_storage_price": (store["storage"].usd_per_unit, store["storage"], N_("Vector store: storage")),
        "vector_query_price": (
            store["read units"].usd_per_unit / 1000, store["read units"], 
            N_("Vector store: a thousand searches of one read unit each"),
        ),
        "vector_store_minimum": (
            store["storage"].usd_minimum_per_month or 0.0, store["storage"], N_("Vector store: least bill a month"),
        ),
        "reranking_price": (reranker.usd_per_thousand_queries or 0.0, reranker, N_("Re-ranking a thousand requests")),
        "embedding_price": (embedding.usd_per_million_tokens or 0.0, embedding, N_("Embedding a million tokens")),
        "open_embedding_parameters": (
            (own.million_parameters or 0.0) * 1e6, own, N_("Weights of an open embedding model"),
        ),
        "server_price": (server.mode, server, N_("Server around the GPUs")),
        "hardware_maintenance_share": (upkeep.mode, upkeep, N_("Maintenance a year, share of the hardware's price")),
    }  # fmt: skip
    values = {name: point(value) for name, (value, _, _) in given.items()}
    return Inputs(values, {name: row_source(row, catalogue, words) for name, (_, row, words) in given.items()})


def _store_prices(catalogue: Catalogue) -> dict[str, VectorStorePrice]:
    return {row.item: row for row in catalogue.vector_stores if (row.product, row.plan) == VECTOR_STORE}


def _named(rows: Sequence[Priced], name: str) -> Priced:
    return next(row for row in rows if row.model == name)


def _purchase(catalogue: Catalogue, item: str) -> GpuPurchase:
    return next(row for row in catalogue.gpu_purchases if row.item == item)


def evaluation_inputs(alternatives: Alternatives, project: Project) -> Inputs:
    """The team's own trials: of each row's way, and of the way with more questions that a hybrid builds on.

    A trial of the prompt is a measured quality, which moves all ways alike.
    """
    return _of_trials(alternatives, tuple(sorted(project.evaluations.items())))


@lru_cache(maxsize=32)
def _of_trials(alternatives: Alternatives, trials: tuple[tuple[str, Evaluation], ...]) -> Inputs:
    tried = {Way(way): trial for way, trial in trials if way != Way.PROMPT}
    bases = [way for way in (Way.RAG, Way.FINETUNE) if way in tried]
    base = max(bases, key=lambda way: tried[way].questions, default=None)
    built_on = {Way.HYBRID: tried[base]} if base else {}
    values = {
        "tried_share": _by_way(alternatives, {way: trial.share for way, trial in tried.items()}),
        "tried_questions": _by_way(alternatives, {way: trial.questions for way, trial in tried.items()}),
        "base_tried_share": _by_way(alternatives, {way: trial.share for way, trial in built_on.items()}),
        "base_tried_questions": _by_way(alternatives, {way: trial.questions for way, trial in built_on.items()}),
        "base_brings_knowledge": point(float(base is Way.RAG)),
        "base_tuning": point(float(base is Way.FINETUNE)),
    }
    source = Source(Origin.MEASURED if trials else Origin.CHOICE, text("Your own trials, question by question"))
    return Inputs(values, dict.fromkeys(values, source))


def _by_way(alternatives: Alternatives, figures: dict[Way, float]) -> FloatArray:
    """A figure of each row by its way, (rows, 1); 0 where the way has none."""
    return np.array([figures.get(way, 0.0) for way in WAYS])[alternatives.way][:, None]


UPLIFTS = {"prompt_uplift": "prompt", "retrieval_uplift": "retrieval"}
TIERS = (1, 2, 3, 4)
OPEN_TIER, BEST_TIER = 3, 4
"""The most capable tier of models that run on one's own machines, and of all."""


def quality_inputs(alternatives: Alternatives, project: Project) -> Inputs:
    """Published quality and uplifts for the project's task, by the capability tier of each alternative's model."""
    return _of_task(alternatives, PRIOR_OF_TASK.get(project.task.kind or "", DEFAULT_TASK), _measured_tier(project))


@lru_cache(maxsize=16)
def _of_task(alternatives: Alternatives, task: str, measured_tier: int) -> Inputs:
    catalogue = alternatives.catalogue
    of_task = [catalogue.quality_prior(task, tier) for tier in TIERS]
    of_behaviour = [catalogue.quality_prior(BEHAVIOUR_PRIOR_OF_TASK.get(task, task), tier) for tier in TIERS]
    tier = alternatives.columns["capability_tier"][:, 0].astype(np.intp) - 1

    def column(priors: list[QualityPrior], attribute: str) -> FloatArray:
        shares: FloatArray = np.array([getattr(prior, attribute) / 100 for prior in priors])[tier][:, None]
        return shares

    measured = of_task[measured_tier - 1]
    values = {"quality_ceiling": column(of_task, "ceiling")}
    for end in ("low", "mode", "high"):
        values[f"base_quality_{end}"] = column(of_task, f"base_{end}")
        values[f"tuning_uplift_{end}"] = column(of_behaviour, f"finetune_{end}")
        values |= {f"{name}_{end}": column(of_task, f"{option}_{end}") for name, option in UPLIFTS.items()}
        values[f"reference_quality_{end}"] = point(getattr(measured, f"base_{end}") / 100)
        values[f"reference_uplift_{end}"] = point(getattr(measured, f"prompt_{end}") / 100)
    source = row_source(of_task[0], catalogue, N_("Published quality and uplift for this task, by model tier"))
    return Inputs(values, dict.fromkeys(values, source))


def _measured_tier(project: Project) -> int:
    """The tier of the model that the team will have measured: the strongest that its place allows."""
    stays = project.place.data_location in ("own_premises", "air_gap") or project.place.memory_gb is not None
    return OPEN_TIER if stays else BEST_TIER


MONTHS_PER_QUARTER = 3
LONGEST_LAUNCH_MONTHS = 24
LATER = 1e9
"""Months: after everything that a plan may hold."""


@lru_cache(maxsize=32)
def horizon_inputs(months: int) -> Inputs:
    """The months of the plan, counted from launch, and the ends of its quarters, counted from the decision.

    The last quarter stands for all that come later than the horizon and two years before it.
    """
    quarters = np.ceil((months + LONGEST_LAUNCH_MONTHS) / MONTHS_PER_QUARTER)
    ends = np.append(MONTHS_PER_QUARTER * (np.arange(quarters) + 1), LATER)
    values = {"month": np.arange(months, dtype=np.float64)[None, None], "quarter_end": ends[None, None]}
    sources = {
        "month": Source(Origin.CHOICE, text("Months since launch")),
        "quarter_end": Source(Origin.CHOICE, text("Months from the decision to the end of each quarter")),
    }
    return Inputs(values, sources)


LARGEST_BATCH_SHOWN = 2**11


@lru_cache(maxsize=1)
def batch_inputs() -> Inputs:
    """Queries in flight in one replica, for the curves of a machine under load: powers of two, (1, 1, batches)."""
    source = Source(Origin.CHOICE, text("Queries in flight, for the curves under load"))
    batches = 2.0 ** np.arange(np.log2(LARGEST_BATCH_SHOWN) + 1)
    return Inputs({"batch": batches[None, None]}, {"batch": source})


RECIPE = {
    "recomputed_fully": True, "recomputed_partly": False, "activations_offloaded": False, "loss_plain": False,
    "loss_with_accuracy": False, "loss_chunked": True, "fused_kernels": False, "eager_attention": False,
    "eight_bit_arithmetic": False, "vendor": False, "adapted_everywhere": True, "accumulates_gradients": True,
    "trained_layer_share": True, "trains_embeddings": False, "fused_optimiser": False, "zero_runtime": False,
    "weights_offloaded": False, "states_offloaded": False, "tensor_ways": True, "pipeline_ways": True,
    "measured_by_device": True, "measured_by_allocator": False, "weight_decomposed": False,
}  # fmt: skip
"""How a team that trains by itself is taken to do it, as 0 or 1."""


@lru_cache(maxsize=1)
def recipe_inputs() -> Inputs:
    """The usual recipe of training."""
    words = N_("The usual recipe of training: activations recomputed, the loss in chunks, weights shared out over GPUs")
    source = Source(Origin.CHOICE, text(words))
    return Inputs({name: point(float(done)) for name, done in RECIPE.items()}, dict.fromkeys(RECIPE, source))


def recipe_flags(framework: TrainingFramework) -> dict[str, float]:
    """What a framework does about recomputation, the loss and its kernels, as 0 or 1."""
    return {
        "recomputed_fully": float(framework.recomputation == "full"),
        "recomputed_partly": float(framework.recomputation == "selective"),
        "loss_plain": float(framework.loss == "plain"),
        "loss_with_accuracy": float(framework.loss == "accuracy"),
        "loss_chunked": float(framework.loss == "chunked"),
        "fused_kernels": float(framework.kernels != "eager"),
    }
