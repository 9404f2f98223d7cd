"""What the gates look at, and the condition of each: which rows it closes in which simulated futures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np
import numpy.typing as npt

from advisor.alternatives import WAYS, Alternatives, Way
from advisor.catalogue import Model
from advisor.figures import Figures
from advisor.project_file import Project
from advisor.reference import DEFAULT_COUNTRY
from advisor.servings import HOSTS, Host, Serving
from advisor.units import FloatArray
from advisor.working_days import WorkingDays

BoolArray = npt.NDArray[np.bool_]

CLOUD_PROVIDERS = (
    "aws",
    "azure",
    "google",
    "openai",
    "anthropic",
    "mistral",
    "azure-openai",
    "azure-foundry",
    "aws-bedrock",
    "google-vertex",
)
DOCUMENT_TASKS = ("document_questions", "support_dialogue", "code_own_repositories")


@dataclass(frozen=True)
class Situation:
    """What the gates look at: the project, the rows, and every figure of them, (rows, draws)."""

    project: Project
    alternatives: Alternatives
    figures: Figures
    start: date

    def __getitem__(self, name: str) -> FloatArray:
        """A figure, an input or a column, by name."""
        return self.figures[name]

    def told(self, path: str) -> bool:
        """Whether the question has an answer."""
        return self.project.answer(path) is not None

    @cached_property
    def weeks_to_go_live(self) -> float:
        """Weeks of work from the start to the latest day by which it must be live; without limit where none was told.

        Like every time to launch, and what the gates hold against it, a week is five working days of the country.
        """
        day = self.project.money.go_live
        if day is None:
            return np.inf
        return max(self.working_days.weeks_until(self.start, date.fromordinal(int(day.high))), 0)

    @property
    def working_days(self) -> WorkingDays:
        """The working days of the project's country."""
        return WorkingDays(self.project.team.country or DEFAULT_COUNTRY)

    @cached_property
    def rests_on_documents(self) -> bool:
        """Whether answers rest on facts outside the request: as told, else as tasks of this kind usually do."""
        source = self.project.knowledge.source
        return source == "documents" or (source is None and self.project.task.kind in DOCUMENT_TASKS)

    def met_by(self, way: Way) -> BoolArray:
        """Whether a way that was tried here reaches the quality that is needed, (1, draws)."""
        of_way = self.alternatives.way == WAYS.index(way)
        if way not in self.project.evaluations or not of_way.any():
            return np.zeros((1, 1), dtype=bool)
        reached: BoolArray = np.broadcast_to(self["reaches_target"], (len(of_way), self["reaches_target"].shape[1]))
        return reached[of_way].any(axis=0, keepdims=True)

    @cached_property
    def hosts(self) -> npt.NDArray[np.str_]:
        """Who runs the model, by row (rows, 1)."""
        positions, rows = self._servings
        return np.array([HOSTS[self.alternatives.servings[position].host] for position in positions])[rows]

    @cached_property
    def _servings(self) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
        """The ways to run a model that any row has, and which of them each row has (rows, 1)."""
        positions, rows = np.unique(self.alternatives.serving, return_inverse=True)
        return positions, rows[:, None]

    def holds(self, property_of: Callable[[Serving], bool]) -> BoolArray:
        """A property of the way to run the model, by row (rows, 1)."""
        positions, rows = self._servings
        return np.array([property_of(self.alternatives.servings[position]) for position in positions])[rows]

    def model(self, serving: Serving) -> Model:
        """The model that is run."""
        return self.alternatives.catalogue.models[serving.model]

    def provider(self, serving: Serving) -> str:
        """Whose host it is, or whose API; nobody's on machines of one's own."""
        if serving.offer >= 0:
            return self.alternatives.catalogue.managed_tunings[serving.offer].provider
        return "" if serving.gpu >= 0 else self.model(serving).provider or ""


def place(situation: Situation) -> BoolArray:
    """Data may not go where the model runs."""
    hosts = situation.hosts
    match situation.project.place.data_location:
        case "own_cloud":
            at_provider = (hosts == Host.API) | (hosts == Host.MANAGED)
            return at_provider & ~situation.holds(
                lambda serving: api_in_place(situation.project, situation.provider(serving))
            )
        case "own_premises" | "air_gap":
            return hosts != Host.BOUGHT
    return np.zeros_like(hosts, dtype=bool)


def api_in_place(project: Project, provider: str) -> bool:
    """Whether data may go to a provider's API."""
    match project.place.data_location:
        case "own_cloud":
            return provider in CLOUD_PROVIDERS
        case "own_premises" | "air_gap":
            return False
    return True


def licence(situation: Situation) -> BoolArray:
    """The licence asked for excludes the model."""
    return situation.holds(lambda serving: not licensed(situation.project, situation.model(serving)))


def licensed(project: Project, model: Model) -> bool:
    """Whether a model has the licence asked for."""
    match project.place.licences:
        case "open_weights":
            return model.open_weights
        case "permissive":
            return model.open_weights and model.commercial_use == "yes"
    return True


def providers(situation: Situation) -> BoolArray:
    """The provider is not among those approved."""
    return situation.holds(
        lambda serving: not _on_own_machines(serving) and not approved(situation.project, situation.provider(serving))
    )


def approved(project: Project, provider: str) -> bool:
    """Whether a provider is among those approved; all are where none is named."""
    allowed = tuple(name.lower() for name in project.place.providers or ())
    return not allowed or provider.startswith(allowed)


def _on_own_machines(serving: Serving) -> bool:
    return serving.gpu >= 0 and serving.offer < 0


def device(situation: Situation) -> BoolArray:
    """The weights do not fit the device that the model must run on."""
    if not situation.told("place.memory_gb"):
        return np.zeros_like(situation.hosts, dtype=bool)
    room = situation["device_memory_gb"] * 1e9 * situation["usable_memory_share"]
    return (situation["weight_bytes"] > room) | (situation.hosts != Host.BOUGHT)


def retired(situation: Situation) -> BoolArray:
    """A tuned model dies with its base; an untuned one would have to be changed just after launch."""
    latest = situation.start + timedelta(days=30.4 * float(situation["tuned_life_months"].mean()))

    def retires_soon(serving: Serving) -> bool:
        end = situation.model(serving).retirement_date
        return end is not None and end < latest and not _on_own_machines(serving)

    return situation.holds(retires_soon)


def fast_facts(situation: Situation) -> BoolArray:
    """Facts would have to live in weights, and change faster than weights can be trained."""
    if not situation.rests_on_documents:
        return np.zeros_like(situation["tuning"], dtype=bool)
    stale = situation["change_interval"] < situation["fastest_retrainable_change"]
    return (situation["tuning"] > 0) & (situation["brings_knowledge"] == 0) & stale


def untraceable(situation: Situation) -> BoolArray:
    """Citations, rights and erasure need the facts to arrive with the request."""
    if not situation.rests_on_documents:
        return np.zeros_like(situation["tuning"], dtype=bool)
    asked = (situation["citations"] > 0) | (situation["reader_rights"] > 0) | (situation["erasure"] > 0)
    return (situation["brings_knowledge"] == 0) & asked


def shared_corpus(situation: Situation) -> BoolArray:
    """The whole corpus would reach readers who may not see all of it."""
    return (situation["corpus_in_prompt"] > 0) & (situation["reader_rights"] > 0)


def few_examples(situation: Situation) -> BoolArray:
    """Too few labelled examples can be had in time, at so many a working week."""
    weeks = np.minimum(situation["labelling_weeks_allowed"], situation.weeks_to_go_live)
    reachable = situation["labelled_examples"] + situation["examples_per_week"] * weeks
    return (situation["tuning"] > 0) & (reachable < situation["fewest_examples"])


def corpus_too_large(situation: Situation) -> BoolArray:
    """The whole corpus is meant to travel in the prompt and is too large for it."""
    too_large = situation["corpus_tokens"] > situation["largest_cached_corpus"]
    overflows = situation["context_share"] > situation["usable_window_share"]
    return (situation["corpus_in_prompt"] > 0) & (too_large | overflows)


def window_too_small(situation: Situation) -> BoolArray:
    """One request is larger than the context window."""
    return situation["context_share"] > 1


def nothing_to_retrieve(situation: Situation) -> BoolArray:
    """Facts are meant to arrive with the request, and there are none."""
    known = situation.told("knowledge.documents") or situation.told("knowledge.tokens")
    nothing = known & (situation["corpus_tokens"] == 0)
    return (situation["brings_knowledge"] > 0) & nothing


def index_forbidden(situation: Situation) -> BoolArray:
    """No copy of the text may be kept in an index."""
    return (situation["retrieval"] > 0) & (situation["lookup_allowed"] == 0)


def unmeasurable(situation: Situation) -> BoolArray:
    """Nobody could tell whether tuning helped."""
    told = situation.told("examples.evaluation_set") and situation.told("team.skill_evaluation")
    blind = told & (situation["evaluation_set"] < 1) & (situation["skill_evaluation"] < 1)
    return (situation["tuning"] > 0) & blind


def nobody_to_tune(situation: Situation) -> BoolArray:
    """No skill in training, and nobody may be brought in."""
    told = all(situation.told(path) for path in ("team.skill_ml", "team.may_hire"))
    alone = (situation["skill_ml"] < 1) & (situation["may_hire"] == 0) & (situation["may_contract"] == 0)
    return (situation["tuning"] > 0) & (told & alone)


def too_soon_to_tune(situation: Situation) -> BoolArray:
    """It must be live before anything can be tuned; the fewest weeks are weeks of work, holidays not among them."""
    return (situation["tuning"] > 0) & (situation.weeks_to_go_live < situation["fewest_weeks_to_tune"])


def too_soon_to_retrieve(situation: Situation) -> BoolArray:
    """It must be live before anything can be retrieved; the fewest weeks are weeks of work, as for tuning."""
    return (situation["retrieval"] > 0) & (situation.weeks_to_go_live < situation["fewest_weeks_to_retrieve"])


def target_met(situation: Situation) -> BoolArray:
    """A simpler way that was tried and meets the target is the end of it, unless its cost is the trouble."""
    pressure = situation.project.money.cost_pressure
    if not situation.told("task.target_quality") or (pressure is not None and pressure.middle >= 2):
        return np.zeros_like(situation["tuning"], dtype=bool)
    retrieval, tuning = situation["retrieval"] > 0, situation["tuning"] > 0
    by_prompt = situation.told("task.measured_quality") & (situation["measured_quality"] >= situation["target_quality"])
    closed = (retrieval | tuning) & by_prompt
    closed = closed | (tuning & situation.met_by(Way.RAG))
    return closed | (retrieval & tuning & situation.met_by(Way.FINETUNE))


def does_not_fit(situation: Situation) -> BoolArray:
    """Weights and cache do not fit the GPUs."""
    return (situation["own_gpus"] > 0) & (situation["fits_in_memory"] == 0)


def too_slow(situation: Situation) -> BoolArray:
    """The first token or the whole answer comes later than asked for."""
    late_start = situation["first_token_seconds"] > situation["first_token_target"]
    return late_start | (situation["answer_seconds"] > situation["answer_target"])


def over_one_off_budget(situation: Situation) -> BoolArray:
    """Launch costs more than the budget."""
    return situation["launch_cost"] > situation["one_off_budget"]


def over_monthly_budget(situation: Situation) -> BoolArray:
    """The first month costs more than the budget."""
    return situation["first_month_cost"] > situation["monthly_budget"]


def too_late(situation: Situation) -> BoolArray:
    """Not even a proof of concept is ready by the day it must be live; both in weeks of work."""
    return situation["proof_of_concept_weeks"] > situation.weeks_to_go_live
