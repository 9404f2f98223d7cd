"""The gates: what rules an alternative out, with the reason and its source.

A hard gate cannot be passed. A limit (budget, latency, date) can be: where nothing keeps all limits, what breaks the
fewest is left open and the conflict is told. Nobody's wish opens a gate.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from advisor.alternatives import Way
from advisor.decision import conditions
from advisor.decision.conditions import BoolArray, Situation
from advisor.language import N_, Amount, Listing, Text, text
from advisor.units import FloatArray


@dataclass(frozen=True)
class Gate:
    """One gate: which rows it closes in which draws, and why."""

    id: str
    closes: Callable[[Situation], BoolArray]
    reason: Callable[[Situation], Text]
    source: str
    hard: bool = field(default=True)


def _place_reason(situation: Situation) -> Text:
    return text("The data may not leave: {place}", place=text(PLACES[str(situation.project.place.data_location)]))


PLACES = {
    "own_cloud": N_("only models in your own cloud account"),
    "own_premises": N_("only models on your own machines"),
    "air_gap": N_("only models on machines without a network"),
}


def _mean(name: str, unit: str) -> Callable[[Situation], Amount]:
    return lambda situation: Amount(float(np.mean(situation[name])), unit)


def _says(message: str, **values: Callable[[Situation], object]) -> Callable[[Situation], Text]:
    """A reason whose values are read from the situation."""
    return lambda situation: text(message, **{name: value(situation) for name, value in values.items()})


def met_reason(situation: Situation) -> Text:
    """By which simpler way the target is met: the first that was tried and reaches it."""
    target = Amount(float(np.mean(situation["target_quality"])), "share")
    for way, said in MET_BY.items():
        if situation.met_by(way).mean() > 1 / 2:
            share = Amount(situation.project.evaluations[way].share, "share")
            return text(said, measured=share, target=target)
    measured = Amount(float(np.mean(situation["measured_quality"])), "share")
    return text("A prompt already meets the target: {measured} measured, {target} wanted", measured=measured,
                target=target)  # fmt: skip


MET_BY = {
    Way.RAG: N_("RAG already meets the target: {measured} measured, {target} wanted"),
    Way.FINETUNE: N_("Fine-tuning already meets the target: {measured} measured, {target} wanted"),
}


ASKED = {
    "citations": N_("sources to cite"),
    "reader_rights": N_("readers' rights"),
    "erasure": N_("erasure on demand"),
}


def _asked(situation: Situation) -> Listing:
    """What only text that arrives with the request can give; all of it where no answer is sure."""
    likely = tuple(text(said) for name, said in ASKED.items() if situation[name].mean() > 1 / 2)
    return Listing(likely or tuple(text(said) for said in ASKED.values()))


def _go_live_weeks(situation: Situation) -> Amount:
    return Amount(situation.weeks_to_go_live, "weeks")


GATES: tuple[Gate, ...] = (
    Gate("place", conditions.place, _place_reason, "your answer: where data may go"),
    Gate("licence", conditions.licence, _says(N_("No model with the licence asked for")), "your answer: licences"),
    Gate("providers", conditions.providers, _says(N_("No approved provider offers it")), "your answer: providers"),
    Gate(
        "device",
        conditions.device,
        _says(
            N_("The weights do not fit the device's memory of {room} GB"), room=lambda s: s["device_memory_gb"].mean()
        ),
        "definition: weights must fit into memory",
    ),
    Gate(
        "retired",
        conditions.retired,
        _says(N_("The model retires within {life} of the start"), life=_mean("tuned_life_months", "months")),
        "makers' retirement dates, data/models/models.csv",
    ),
    Gate(
        "fast_facts",
        conditions.fast_facts,
        _says(
            N_("Facts change more often than every {days}; weights cannot follow"),
            days=_mean("fastest_retrainable_change", "days"),
        ),
        "AWS, Azure and Google guidance on changing data; Gekhman 2024 (arXiv 2405.05904)",
    ),
    Gate(
        "untraceable",
        conditions.untraceable,
        _says(N_("Nothing is looked up or sent along, so it cannot give what is asked for: {asked}"), asked=_asked),
        "Microsoft, participant-aware access control (2025); AWS Prescriptive Guidance",
    ),
    Gate(
        "shared_corpus",
        conditions.shared_corpus,
        _says(N_("The whole corpus in every prompt would show every reader everything")),
        "Microsoft, participant-aware access control (2025)",
    ),
    Gate(
        "few_examples",
        conditions.few_examples,
        _says(N_("Fewer than {least} can be had in time"), least=_mean("fewest_examples", "examples")),
        "Azure OpenAI fine-tuning guide (50 to 100), Google (100+)",
    ),
    Gate(
        "corpus_too_large",
        conditions.corpus_too_large,
        _says(
            N_("The corpus cannot be sent along whole: it has {size}, and a prompt takes {most}"),
            size=_mean("corpus_tokens", "tokens"),
            most=_mean("largest_cached_corpus", "tokens"),
        ),
        "Anthropic, Contextual Retrieval (2024); Databricks 2024 on long contexts",
    ),
    Gate(
        "window",
        conditions.window_too_small,
        _says(N_("A request does not fit into the model's window")),
        "makers' context windows",
    ),
    Gate(
        "nothing_to_retrieve",
        conditions.nothing_to_retrieve,
        _says(N_("There are no documents to look anything up in")),
        "definition",
    ),
    Gate(
        "index_forbidden",
        conditions.index_forbidden,
        _says(N_("No copy of the text in a search index is allowed")),
        "your answer",
    ),
    Gate(
        "unmeasurable",
        conditions.unmeasurable,
        _says(N_("There is no test set and nobody who has evaluated a model")),
        "Hamel Husain (2024): impossible to tune well without an evaluation set",
    ),
    Gate(
        "nobody_to_tune",
        conditions.nobody_to_tune,
        _says(N_("Nobody has trained a model, and nobody may be brought in")),
        "Azure OpenAI: fine-tuning is an advanced capability; primer of 2024-10-19 (datuz.es)",
    ),
    Gate(
        "too_soon_to_tune",
        conditions.too_soon_to_tune,
        _says(
            N_("Only {weeks} until it must be live; tuning takes at least {least}"),
            weeks=_go_live_weeks,
            least=_mean("fewest_weeks_to_tune", "weeks"),
        ),
        "Databricks (2023): two engineers, one month",
    ),
    Gate(
        "too_soon_to_retrieve",
        conditions.too_soon_to_retrieve,
        _says(
            N_("Only {weeks} until it must be live; retrieval takes at least {least}"),
            weeks=_go_live_weeks,
            least=_mean("fewest_weeks_to_retrieve", "weeks"),
        ),
        "bytetuned.com field report (2026): two weeks to first users",
    ),
    Gate(
        "target_met",
        conditions.target_met,
        met_reason,
        "OpenAI and Azure guides: stop where the measured target is met",
    ),
    Gate("memory", conditions.does_not_fit, _says(N_("Weights and cache do not fit the GPUs")), "definition"),
    Gate(
        "too_slow",
        conditions.too_slow,
        _says(N_("The latency asked for is out of reach")),
        "advisor/model/serving.py, first_token_seconds and answer_seconds",
        hard=False,
    ),
    Gate(
        "one_off_budget",
        conditions.over_one_off_budget,
        _says(N_("Launch costs more than the budget of {budget}"), budget=_mean("one_off_budget", "USD")),
        "your answer: budget until launch",
        hard=False,
    ),
    Gate(
        "monthly_budget",
        conditions.over_monthly_budget,
        _says(N_("It costs more a month than the budget of {budget}"), budget=_mean("monthly_budget", "USD")),
        "your answer: budget a month",
        hard=False,
    ),
    Gate(
        "too_late",
        conditions.too_late,
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
