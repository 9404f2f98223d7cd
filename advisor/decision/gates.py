"""The gates: what rules an alternative out, with the reason and its source.

A hard gate cannot be passed. A limit (budget, latency, date) can be: where nothing keeps all limits, what breaks the
fewest is left open and the conflict is told. Nobody's wish opens a gate.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

import numpy as np
import numpy.typing as npt

from advisor.alternatives import HOSTS, Alternatives, Host
from advisor.language import N_, Amount, Text, text
from advisor.project_file import Project
from advisor.units import FloatArray

BoolArray = npt.NDArray[np.bool_]

DAYS_PER_WEEK = 7
CLOUD_PROVIDERS = ("aws", "azure", "google", "azure-openai", "azure-foundry", "aws-bedrock", "google-vertex")
DOCUMENT_TASKS = ("document_questions", "support_dialogue", "code_own_repositories")


@dataclass(frozen=True)
class Situation:
    """What the gates look at: the project, the rows, and every figure of them, (rows, draws)."""

    project: Project
    alternatives: Alternatives
    figures: dict[str, FloatArray]
    start: date

    def __getitem__(self, name: str) -> FloatArray:
        """A figure, an input or a column, by name."""
        return self.figures[name]

    def told(self, path: str) -> bool:
        """Whether the question has an answer."""
        return self.project.answer(path) is not None

    @cached_property
    def weeks_to_go_live(self) -> float:
        """Weeks from the start to the latest day by which it must be live; without limit where none was told."""
        day = self.project.money.go_live
        return np.inf if day is None else (day.high - self.start.toordinal()) / DAYS_PER_WEEK

    @cached_property
    def rests_on_documents(self) -> bool:
        """Whether answers rest on facts outside the request: as told, else as tasks of this kind usually do."""
        source = self.project.knowledge.source
        return source == "documents" or (source is None and self.project.task.kind in DOCUMENT_TASKS)

    @cached_property
    def hosts(self) -> npt.NDArray[np.str_]:
        """Who runs the model, by row (rows, 1)."""
        return np.array([HOSTS[serving.host] for serving in self.alternatives.servings])[self._serving]

    @cached_property
    def _serving(self) -> npt.NDArray[np.intp]:
        return self.alternatives.serving[:, None]

    def of_serving(self, values: list[bool]) -> BoolArray:
        """A property of the ways to run a model, by row (rows, 1)."""
        return np.array(values)[self._serving]


@dataclass(frozen=True)
class Gate:
    """One gate: which rows it closes in which draws, and why."""

    id: str
    closes: Callable[[Situation], BoolArray]
    reason: Callable[[Situation], Text]
    source: str
    hard: bool = field(default=True)


def _place(situation: Situation) -> BoolArray:
    hosts = situation.hosts
    match situation.project.place.data_location:
        case "own_cloud":
            cloud = situation.of_serving([_provider(situation, n) in CLOUD_PROVIDERS for n in _servings(situation)])
            return ((hosts == Host.API) | (hosts == Host.MANAGED)) & ~cloud
        case "own_premises" | "air_gap":
            return hosts != Host.BOUGHT
    return np.zeros_like(hosts, dtype=bool)


def _servings(situation: Situation) -> range:
    return range(len(situation.alternatives.servings))


def _provider(situation: Situation, position: int) -> str:
    serving = situation.alternatives.servings[position]
    catalogue = situation.alternatives.catalogue
    if serving.offer >= 0:
        return catalogue.managed_tunings[serving.offer].provider
    return catalogue.models[serving.model].provider or ""


def _place_reason(situation: Situation) -> Text:
    return text("The data may not leave: {place}", place=text(PLACES[situation.project.place.data_location or ""]))


PLACES = {
    "": N_("no restriction"),
    "own_cloud": N_("only models in your own cloud account"),
    "own_premises": N_("only models on your own machines"),
    "air_gap": N_("only models on machines without a network"),
}


def _licence(situation: Situation) -> BoolArray:
    models = [situation.alternatives.catalogue.models[s.model] for s in situation.alternatives.servings]
    wanted = situation.project.place.licences
    if wanted == "open_weights":
        return situation.of_serving([not model.open_weights for model in models])
    if wanted == "permissive":
        return situation.of_serving([not (model.open_weights and model.commercial_use == "yes") for model in models])
    return situation.of_serving([False for _ in models])


def _providers(situation: Situation) -> BoolArray:
    allowed = situation.project.place.providers
    if not allowed:
        return np.zeros_like(situation.hosts, dtype=bool)
    approved = [
        any(_provider(situation, n).startswith(name.lower()) for name in allowed)
        or (serving.gpu >= 0 and serving.offer < 0)
        for n, serving in enumerate(situation.alternatives.servings)
    ]
    return ~situation.of_serving(approved)


def _device(situation: Situation) -> BoolArray:
    if not situation.told("place.memory_gb"):
        return np.zeros_like(situation.hosts, dtype=bool)
    room = situation["device_memory_gb"] * 1e9 * situation["usable_memory_share"]
    return (situation["weight_bytes"] > room) | (situation["own_gpus"] == 0)


def _retired(situation: Situation) -> BoolArray:
    """A tuned model dies with its base; an untuned one can be changed for the next."""
    life = timedelta(days=30.4 * float(situation["tuned_life_months"].mean()))
    ends = [situation.alternatives.catalogue.models[s.model].retirement_date for s in situation.alternatives.servings]
    on_gpus = [serving.gpu >= 0 and serving.offer < 0 for serving in situation.alternatives.servings]
    soon = [
        end is not None and not own and end < situation.start + life for end, own in zip(ends, on_gpus, strict=True)
    ]
    return situation.of_serving(soon)


def _fast_facts(situation: Situation) -> BoolArray:
    if not situation.rests_on_documents:
        return np.zeros_like(situation["tuning"], dtype=bool)
    stale = situation["change_interval"] < situation["fastest_retrainable_change"]
    return (situation["tuning"] > 0) & (situation["brings_knowledge"] == 0) & stale


def _untraceable(situation: Situation) -> BoolArray:
    """Citations, rights and erasure need the facts to arrive with the request."""
    if not situation.rests_on_documents:
        return np.zeros_like(situation["tuning"], dtype=bool)
    asked = (situation["citations"] > 0) | (situation["reader_rights"] > 0) | (situation["erasure"] > 0)
    return (situation["brings_knowledge"] == 0) & asked


def _shared_corpus(situation: Situation) -> BoolArray:
    return (situation["corpus_in_prompt"] > 0) & (situation["reader_rights"] > 0)


def _few_examples(situation: Situation) -> BoolArray:
    weeks = np.minimum(situation["labelling_weeks_allowed"], max(situation.weeks_to_go_live, 0))
    reachable = situation["labelled_examples"] + situation["examples_per_week"] * weeks
    return (situation["tuning"] > 0) & (reachable < situation["fewest_examples"])


def _corpus_too_large(situation: Situation) -> BoolArray:
    too_large = situation["corpus_tokens"] > situation["largest_cached_corpus"]
    overflows = situation["context_share"] > situation["usable_window_share"]
    return (situation["corpus_in_prompt"] > 0) & (too_large | overflows)


def _window_too_small(situation: Situation) -> BoolArray:
    return situation["context_share"] > 1


def _nothing_to_retrieve(situation: Situation) -> BoolArray:
    known = situation.told("knowledge.documents") or situation.told("knowledge.tokens")
    nothing = known & (situation["corpus_tokens"] == 0)
    return (situation["brings_knowledge"] > 0) & nothing


def _index_forbidden(situation: Situation) -> BoolArray:
    return (situation["retrieval"] > 0) & (situation["lookup_allowed"] == 0)


def _unmeasurable(situation: Situation) -> BoolArray:
    told = situation.told("examples.evaluation_set") and situation.told("team.skill_evaluation")
    blind = told & (situation["evaluation_set"] < 1) & (situation["skill_evaluation"] < 1)
    return (situation["tuning"] > 0) & blind


def _nobody_to_tune(situation: Situation) -> BoolArray:
    """No skill in training, and nobody may be brought in."""
    told = all(situation.told(path) for path in ("team.skill_ml", "team.may_hire"))
    alone = (situation["skill_ml"] < 1) & (situation["may_hire"] == 0) & (situation["may_contract"] == 0)
    return (situation["tuning"] > 0) & (told & alone)


def _too_soon_to_tune(situation: Situation) -> BoolArray:
    return (situation["tuning"] > 0) & (situation.weeks_to_go_live < situation["fewest_weeks_to_tune"])


def _too_soon_to_retrieve(situation: Situation) -> BoolArray:
    return (situation["retrieval"] > 0) & (situation.weeks_to_go_live < situation["fewest_weeks_to_retrieve"])


def _target_met(situation: Situation) -> BoolArray:
    """A measured prompt that meets the target is the end of it, unless its cost is the trouble."""
    task, pressure = situation.project.task, situation.project.money.cost_pressure
    measured = task.measured_quality is not None and task.target_quality is not None
    dear = pressure is not None and pressure.middle >= 2
    met = measured and not dear and situation["measured_quality"] >= situation["target_quality"]
    return ((situation["retrieval"] > 0) | (situation["tuning"] > 0)) & met


def _does_not_fit(situation: Situation) -> BoolArray:
    return (situation["own_gpus"] > 0) & (situation["fits_in_memory"] == 0)


def _too_slow(situation: Situation) -> BoolArray:
    late_start = situation["first_token_seconds"] > situation["first_token_target"]
    return late_start | (situation["answer_seconds"] > situation["answer_target"])


def _over_one_off_budget(situation: Situation) -> BoolArray:
    return situation["launch_cost"] > situation["one_off_budget"]


def _over_monthly_budget(situation: Situation) -> BoolArray:
    return situation["first_month_cost"] > situation["monthly_budget"]


def _too_late(situation: Situation) -> BoolArray:
    return situation["proof_of_concept_weeks"] > max(situation.weeks_to_go_live, 0)


def _mean(name: str, unit: str) -> Callable[[Situation], Amount]:
    return lambda situation: Amount(float(np.mean(situation[name])), unit)


def _says(message: str, **values: Callable[[Situation], object]) -> Callable[[Situation], Text]:
    """A reason whose values are read from the situation."""
    return lambda situation: text(message, **{name: value(situation) for name, value in values.items()})


def _go_live_weeks(situation: Situation) -> Amount:
    return Amount(situation.weeks_to_go_live, "weeks")


GATES: tuple[Gate, ...] = (
    Gate("place", _place, _place_reason, "your answer: where data may go"),
    Gate("licence", _licence, _says(N_("No model with the licence asked for")), "your answer: licences"),
    Gate("providers", _providers, _says(N_("No approved provider offers it")), "your answer: providers"),
    Gate(
        "device",
        _device,
        _says(
            N_("The weights do not fit the device's memory of {room} GB"), room=lambda s: s["device_memory_gb"].mean()
        ),
        "definition: weights must fit into memory",
    ),
    Gate(
        "retired",
        _retired,
        _says(N_("The model retires within {life} of the start"), life=_mean("tuned_life_months", "months")),
        "makers' retirement dates, data/models/models.csv",
    ),
    Gate(
        "fast_facts",
        _fast_facts,
        _says(
            N_("Facts change faster than every {days}; weights cannot follow"),
            days=_mean("fastest_retrainable_change", "days"),
        ),
        "AWS, Azure and Google guidance on changing data; Gekhman 2024 (arXiv 2405.05904)",
    ),
    Gate(
        "untraceable",
        _untraceable,
        _says(
            N_("Citations, rights or erasure are asked for, and nothing arrives with the request to cite or withhold")
        ),
        "Microsoft, participant-aware access control (2025); AWS Prescriptive Guidance",
    ),
    Gate(
        "shared_corpus",
        _shared_corpus,
        _says(N_("The whole corpus in every prompt would show every reader everything")),
        "Microsoft, participant-aware access control (2025)",
    ),
    Gate(
        "few_examples",
        _few_examples,
        _says(N_("Fewer than {least} can be had in time"), least=_mean("fewest_examples", "examples")),
        "Azure OpenAI fine-tuning guide (50 to 100), Google (100+)",
    ),
    Gate(
        "corpus_too_large",
        _corpus_too_large,
        _says(
            N_("The corpus of {size} does not fit into a prompt ({most} at most)"),
            size=_mean("corpus_tokens", "tokens"),
            most=_mean("largest_cached_corpus", "tokens"),
        ),
        "Anthropic, Contextual Retrieval (2024); Databricks 2024 on long contexts",
    ),
    Gate(
        "window",
        _window_too_small,
        _says(N_("A request does not fit into the model's window")),
        "makers' context windows",
    ),
    Gate(
        "nothing_to_retrieve",
        _nothing_to_retrieve,
        _says(N_("There are no documents to look anything up in")),
        "definition",
    ),
    Gate(
        "index_forbidden",
        _index_forbidden,
        _says(N_("No copy of the text in a search index is allowed")),
        "your answer",
    ),
    Gate(
        "unmeasurable",
        _unmeasurable,
        _says(N_("There is no test set and nobody who has evaluated a model")),
        "Hamel Husain (2024): impossible to tune well without an evaluation set",
    ),
    Gate(
        "nobody_to_tune",
        _nobody_to_tune,
        _says(N_("Nobody has trained a model, and nobody may be brought in")),
        "Azure OpenAI: fine-tuning is an advanced capability; primer of 2024-10-19 (datuz.es)",
    ),
    Gate(
        "too_soon_to_tune",
        _too_soon_to_tune,
        _says(
            N_("Only {weeks} until it must be live; tuning takes at least {least}"),
            weeks=_go_live_weeks,
            least=_mean("fewest_weeks_to_tune", "weeks"),
        ),
        "Databricks (2023): two engineers, one month",
    ),
    Gate(
        "too_soon_to_retrieve",
        _too_soon_to_retrieve,
        _says(
            N_("Only {weeks} until it must be live; retrieval takes at least {least}"),
            weeks=_go_live_weeks,
            least=_mean("fewest_weeks_to_retrieve", "weeks"),
        ),
        "bytetuned.com field report (2026): two weeks to first users",
    ),
    Gate(
        "target_met",
        _target_met,
        _says(
            N_("A prompt already meets the target: {measured} measured, {target} wanted"),
            measured=_mean("measured_quality", "share"),
            target=_mean("target_quality", "share"),
        ),
        "OpenAI and Azure guides: stop where the measured target is met",
    ),
    Gate("memory", _does_not_fit, _says(N_("Weights and cache do not fit the GPUs")), "definition"),
    Gate(
        "too_slow",
        _too_slow,
        _says(N_("The latency asked for is out of reach")),
        "advisor/model/serving.py, first_token_seconds and answer_seconds",
        hard=False,
    ),
    Gate(
        "one_off_budget",
        _over_one_off_budget,
        _says(N_("Launch costs more than the budget of {budget}"), budget=_mean("one_off_budget", "USD")),
        "your answer: budget until launch",
        hard=False,
    ),
    Gate(
        "monthly_budget",
        _over_monthly_budget,
        _says(N_("It costs more a month than the budget of {budget}"), budget=_mean("monthly_budget", "USD")),
        "your answer: budget a month",
        hard=False,
    ),
    Gate(
        "too_late",
        _too_late,
        _says(N_("Not even a first version is ready in {weeks}"), weeks=_go_live_weeks),
        "data/people/proofs_of_concept.csv and your go-live date",
        hard=False,
    ),
)


@dataclass(frozen=True)
class Closed:
    """The gates that closed, (gates, rows, draws), and the counts that the ranking needs."""

    gates: tuple[Gate, ...]
    by_gate: npt.NDArray[np.bool_]

    @cached_property
    def hard_gates(self) -> FloatArray:
        """How many hard gates close a row, (rows, draws)."""
        hard = np.array([gate.hard for gate in self.gates])
        return np.sum(self.by_gate[hard], axis=0, dtype=np.float64)

    @cached_property
    def impossible(self) -> BoolArray:
        """Rows closed by a hard gate, (rows, draws)."""
        return self.hard_gates > 0

    @cached_property
    def limits_broken(self) -> FloatArray:
        """How many limits a row breaks, (rows, draws)."""
        soft = np.array([not gate.hard for gate in self.gates])
        return np.sum(self.by_gate[soft], axis=0, dtype=np.float64)

    def often(self, rows: BoolArray, share: float) -> list[Gate]:
        """The gates that close all of the given rows in at least a share of the draws."""
        return [
            gate for gate, closed in zip(self.gates, self.by_gate, strict=True)
            if closed[rows].any() and closed[rows].all(axis=0).mean() >= share
        ]  # fmt: skip


def close(situation: Situation, shape: tuple[int, int]) -> Closed:
    """What every gate closes, over rows and draws."""
    by_gate = np.stack([np.broadcast_to(gate.closes(situation), shape) for gate in GATES])
    return Closed(GATES, by_gate)
