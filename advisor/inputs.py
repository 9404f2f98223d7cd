"""Answers, parameters and the country's figures as arrays (1, draws), each with its source.

A draw is one simulated future. Answers that are a point stay one. A range that the team gives says that one future in
ten lies below it and one above, as people's ranges are too narrow (Hubbard 2014, "How to Measure Anything", ch. 5):
amounts are lognormal, shares logit-normal, steps of a scale evenly spread between the ends. A "don't know" and a cited
range are triangular, on a logarithmic scale where they span a factor of ten or more. The draws are scrambled Sobol
points, seeded, the same for every alternative and project; what goes together in the world is drawn together.
"""

from __future__ import annotations

import math
from collections.abc import Hashable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple, cast

import numpy as np

from advisor.catalogue import Catalogue, Parameter, is_stale
from advisor.distributions import correlated, logit_normal, lognormal, triangular
from advisor.language import N_, text
from advisor.project import QUESTIONS
from advisor.project_file import Project
from advisor.questions import Assumed, Kind, Question, Range
from advisor.sources import Origin, Source
from advisor.units import FloatArray

SEED = 20261122
POINTS_FILE = Path(__file__).resolve().parent.parent / "data" / "draws" / "sobol.npy"
POINTS_STEPS = 2**16
"""The kept points are quantised to 16 bits; a point stands for the middle of its step."""
NO_LIMIT = 1e12
WIDE = 10


class FromAnswer(NamedTuple):
    """Which answer an input comes from, and what an unanswered one without assumption is."""

    path: str
    unanswered: float = np.nan


ANSWERS = {
    "users": FromAnswer("traffic.users"),
    "queries_per_user_day": FromAnswer("traffic.queries_per_user_day"),
    "queries_per_day": FromAnswer("traffic.queries_per_day"),
    "peak_factor": FromAnswer("traffic.peak_factor"),
    "growth_per_year": FromAnswer("traffic.growth_per_year"),
    "question_tokens": FromAnswer("traffic.question_tokens"),
    "answer_tokens": FromAnswer("traffic.answer_tokens"),
    "turns": FromAnswer("traffic.turns"),
    "batch_share": FromAnswer("traffic.batch_share"),
    "first_token_target": FromAnswer("traffic.first_token_seconds", NO_LIMIT),
    "answer_target": FromAnswer("traffic.answer_seconds", NO_LIMIT),
    "documents": FromAnswer("knowledge.documents"),
    "pages_per_document": FromAnswer("knowledge.pages_per_document"),
    "known_corpus_tokens": FromAnswer("knowledge.tokens"),
    "change_interval": FromAnswer("knowledge.change_interval"),
    "labelled_examples": FromAnswer("examples.labelled"),
    "examples_per_week": FromAnswer("examples.per_week"),
    "cost_per_example": FromAnswer("examples.cost_each"),
    "evaluation_set": FromAnswer("examples.evaluation_set"),
    "measured_quality": FromAnswer("task.measured_quality"),
    "target_quality": FromAnswer("task.target_quality"),
    "rules_change_interval": FromAnswer("task.rules_change"),
    "harm": FromAnswer("task.harm"),
    "gpus_owned": FromAnswer("place.gpus"),
    "device_memory_gb": FromAnswer("place.memory_gb", NO_LIMIT),
    "skill_ml": FromAnswer("team.skill_ml"),
    "skill_search": FromAnswer("team.skill_search"),
    "skill_evaluation": FromAnswer("team.skill_evaluation"),
    "one_off_budget": FromAnswer("money.one_off_budget", NO_LIMIT),
    "monthly_budget": FromAnswer("money.monthly_budget", NO_LIMIT),
    "good_answer_value": FromAnswer("money.good_answer_value"),
    "wrong_answer_cost": FromAnswer("money.wrong_answer_cost"),
    "current_bill": FromAnswer("money.current_bill"),
    "citations": FromAnswer("task.citations"),
    "reader_rights": FromAnswer("task.reader_rights"),
    "erasure": FromAnswer("task.erasure"),
    "lookup_allowed": FromAnswer("knowledge.lookup_allowed"),
    "may_hire": FromAnswer("team.may_hire"),
    "may_contract": FromAnswer("team.may_contract"),
    "regulation": FromAnswer("task.regulation"),
    "integrations": FromAnswer("task.integrations"),
    "document_formats": FromAnswer("knowledge.formats"),
}
SCALES = (
    "task.prompt_effort",
    "task.strictness",
    "task.domain_language",
    "task.breadth",
    "knowledge.freshness",
    "knowledge.public_share",
    "money.cost_pressure",
    "task.rules_change",
)
"""Answers that only the rules read; they are drawn under their own path."""
SIMULATED = {
    "effort_draw": N_("where between low and high the work falls"),
    "salary_draw": N_("where between low and high pay falls"),
    "quality_draw": N_("where between low and high the plain model's quality falls"),
    "evaluation_draw": N_("how far the questions of a trial stand for all questions"),
    "knowledge_doubt": N_("doubt about the need for knowledge"),
    "behaviour_doubt": N_("doubt about the need for behaviour"),
    "facts_chance": N_("whether facts turn out to be lacking"),
    "behaviour_chance": N_("whether behaviour turns out to be lacking"),
}


@dataclass(frozen=True)
class Inputs:
    """Arrays by name and the source of each."""

    values: dict[str, FloatArray]
    sources: dict[str, Source]

    def __or__(self, other: Inputs) -> Inputs:
        """Both together; the right one wins."""
        return Inputs(self.values | other.values, self.sources | other.sources)


def drawn_names(catalogue: Catalogue) -> tuple[str, ...]:
    """Everything that has draws of its own, in a fixed order: adding a name at the end moves no other draw."""
    return (*SIMULATED, *ANSWERS, *SCALES, *sorted(catalogue.parameters))


@lru_cache(maxsize=4)
def _points(dimensions: int, draws: int) -> FloatArray:
    """Sobol points, (dimensions, draws); the middle of everything where there is one draw only."""
    if draws == 1:
        return np.full((dimensions, 1), 0.5)
    kept = np.load(POINTS_FILE)
    if dimensions <= kept.shape[0] and draws == kept.shape[1]:
        points: FloatArray = (kept[:dimensions] + 0.5) / POINTS_STEPS
        return points
    return _new_points(dimensions, draws)


def _new_points(dimensions: int, draws: int) -> FloatArray:
    from scipy.stats import qmc  # a second to import: only for other numbers of draws than the kept ones

    points: FloatArray = qmc.Sobol(dimensions, rng=SEED).random(draws).T
    return np.clip(points, 0.5 / POINTS_STEPS, 1 - 0.5 / POINTS_STEPS)


@lru_cache(maxsize=4)
def quantiles(catalogue: Catalogue, draws: int) -> dict[str, FloatArray]:
    """The quantile of each drawn name in each draw, (1, draws)."""
    names = drawn_names(catalogue)
    points = _points(len(names), draws)
    apart = {name: points[[position]] for position, name in enumerate(names)}
    together = {
        row.answer: correlated(apart[row.answer], apart[row.goes_with], row.correlation)
        for row in catalogue.correlations
    }
    return apart | together


@lru_cache(maxsize=4096)
def point(value: float) -> FloatArray:
    """One value for all alternatives and draws, (1, 1); alike for alike values."""
    return np.full((1, 1), float(value))


def between(quantile: FloatArray, low: float, mode: float | None, high: float) -> FloatArray:
    """Values between two ends: evenly, or as a triangle around the likeliest; on a logarithmic scale where wide.

    A point is one value for all draws, (1, 1).
    """
    if low == high:
        return point(low)
    if mode is not None:
        mode = min(max(mode, low), high)
    if low > 0 and high / low >= WIDE:
        middle = None if mode is None else math.log(mode)
        return np.exp(_between(quantile, math.log(low), middle, math.log(high)))
    return _between(quantile, low, mode, high)


def _between(quantile: FloatArray, low: float, mode: float | None, high: float) -> FloatArray:
    return low + quantile * (high - low) if mode is None else triangular(quantile, low, mode, high)


def answer_inputs(project: Project, catalogue: Catalogue, draws: int) -> Inputs:
    """The answers as arrays. Amounts of money become US dollars at the catalogue's exchange rate."""
    quantile = quantiles(catalogue, draws)
    per_usd = catalogue.currency_rate(project.money.currency or "USD")
    values, sources = {}, {}
    asked = ANSWERS | {path: FromAnswer(path) for path in SCALES}
    for name, (path, unanswered) in asked.items():
        answer = cast("Hashable", project.answer(path))
        values[name], sources[name] = _answered(
            path, answer, project.measured.get(path, ""), name, unanswered, per_usd, catalogue, draws
        )
    for name, meaning in SIMULATED.items():
        values[name], sources[name] = quantile[name], Source(Origin.SIMULATED, text(meaning))
    languages = project.knowledge.languages or ()
    first = languages[0].lower()[:2] if languages else "en"
    for name, holds in (("in_spanish", first == "es"), ("in_other_language", first not in ("en", "es"))):
        values[name] = point(float(holds))
        sources[name] = _answer_source("knowledge.languages", answered=bool(languages))
    values["languages"] = point(max(len(languages), 1))
    sources["languages"] = _answer_source("knowledge.languages", answered=bool(languages))
    contract = project.place.gpu_contract
    for name, kind in (("rent_reserved", "reserved"), ("rent_spot", "spot")):
        values[name] = point(float(contract == kind))
        sources[name] = _answer_source("place.gpu_contract", answered=contract is not None)
    values["people_available"], sources["people_available"] = _people(project)
    return Inputs(values, sources)


def _answer_source(path: str, answered: bool, measured: str = "") -> Source:
    if answered and measured:
        return Source(Origin.MEASURED, text(QUESTIONS[path].label), measured)
    return Source(Origin.ANSWER if answered else Origin.ASSUMED, text(QUESTIONS[path].label))


@lru_cache(maxsize=4096)
def _answered(
    path: str,
    answer: Hashable,
    measured: str,
    name: str,
    unanswered: float,
    per_usd: float,
    catalogue: Catalogue,
    draws: int,
) -> tuple[FloatArray, Source]:
    """The draws of one answer; kept, so that an answer that has not changed is the same array as before."""
    question, quantile = QUESTIONS[path], quantiles(catalogue, draws)[name]
    source = _answer_source(path, answer is not None, measured)
    if isinstance(answer, Range):
        scale = 1 / per_usd if question.money else 1
        return _of_range(question, quantile, answer, scale), source
    if isinstance(answer, bool):
        return point(float(answer)), source
    if question.assumed is None:
        return point(unanswered), source
    return _assumed(question.kind, question.assumed, quantile), source


def _of_range(question: Question, quantile: FloatArray, answer: Range, scale: float) -> FloatArray:
    """The draws of a range that the team gave: a tenth below it and a tenth above, within what the question allows."""
    low, high = answer.low, answer.high
    if low == high:
        return point(low * scale)
    if question.kind is not Kind.NUMBER or low <= 0:
        return between(quantile, low * scale, None, high * scale)
    if question.unit != "share" or question.highest > 1:
        drawn = lognormal(quantile, low, high)
    elif high < 1:
        drawn = logit_normal(quantile, low, high)
    else:
        drawn = between(quantile, low, None, high)
    return np.clip(drawn, question.lowest, question.highest) * scale


def _assumed(kind: Kind, assumed: Assumed, quantile: FloatArray) -> FloatArray:
    if kind is Kind.FLAG:
        return (quantile < assumed.mode).astype(np.float64)
    return between(quantile, assumed.low, assumed.mode, assumed.high)


def _people(project: Project) -> tuple[FloatArray, Source]:
    if project.team.people is not None:
        return point(sum(member.share for member in project.team.people)), _answer_source("team.people", True)
    size = project.team.size
    people = np.nan if size is None else size.middle
    return point(people), _answer_source("team.size", size is not None)


def parameter_inputs(project: Project, catalogue: Catalogue, draws: int) -> Inputs:
    """The cited parameters as arrays, or the project's own values in their place."""
    quantile = quantiles(catalogue, draws)
    values, sources = {}, {}
    for name, own in project.overrides.items():
        if name not in catalogue.parameters:
            continue
        values[name] = between(quantile[name], own.low, None, own.high)
        sources[name] = Source(Origin.OVERRIDE, text(catalogue.parameters[name].meaning))
    return _cited(catalogue, draws) | Inputs(values, sources)


@lru_cache(maxsize=4)
def _cited(catalogue: Catalogue, draws: int) -> Inputs:
    quantile = quantiles(catalogue, draws)
    values = {name: _of_parameter(parameter, quantile[name]) for name, parameter in catalogue.parameters.items()}
    sources = {name: parameter_source(parameter, catalogue) for name, parameter in catalogue.parameters.items()}
    return Inputs(values, sources)


def _of_parameter(parameter: Parameter, quantile: FloatArray) -> FloatArray:
    if parameter.low is None or parameter.high is None:
        return point(parameter.value)
    return between(quantile, parameter.low, parameter.value, parameter.high)


def parameter_source(parameter: Parameter, catalogue: Catalogue) -> Source:
    """The source of a cited parameter."""
    return Source(
        Origin(parameter.kind),
        text(parameter.meaning),
        parameter.source,
        parameter.as_of,
        is_stale(parameter, catalogue.as_of),
    )
