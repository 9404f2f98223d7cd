"""The one door: `advise(project)` gives the whole advice, which pages, reports and the command line show.

Everything that it holds is either a judgement in words (`Text`) or a `Figure`: a named quantity of one alternative
with its range over all simulated futures.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache

import numpy as np

from advisor.alternatives import WAYS, Way
from advisor.catalogue import Catalogue, PriceChange, load, price_changes
from advisor.decision.changes import Flip, flips
from advisor.decision.evidence import Evidence, Question, evidence
from advisor.decision.frontier import ModelPoint, models_of
from advisor.decision.futures import DRAWS, Futures
from advisor.decision.influence import Influence, Uncertain, drives, drives_choice
from advisor.decision.information import ProofOfConcept, ToMeasure, proof_of_concept, to_measure
from advisor.decision.needs import Contribution, Needs
from advisor.decision.road import Stage, first_step, road
from advisor.decision.turning import Turning, turnings
from advisor.decision.ways import NAMES_IN_A_SENTENCE as NAMES_IN_A_SENTENCE
from advisor.decision.ways import WAY_NAMES as WAY_NAMES
from advisor.decision.ways import RuledOut, WayAdvice, way_advice
from advisor.distributions import HIGH, LOW, spread
from advisor.faults import check_against
from advisor.graph import STRUCTURE, quantities
from advisor.language import N_, Bilingual, Text
from advisor.notices import conflicts, hints
from advisor.project_file import Project, ProjectError
from advisor.sources import Source
from advisor.units import FloatArray

WAY_MEANINGS = {
    Way.PROMPT: N_("instructions, examples and, where it fits, the whole corpus in a cached prompt"),
    Way.RAG: N_("passages looked up for each request"),
    Way.FINETUNE: N_("a model trained on your examples"),
    Way.HYBRID: N_("a trained model that also looks passages up"),
}
ADVICES_KEPT = 128


@dataclass(frozen=True)
class Figure:
    """A named quantity of one way: its mean over all futures, and the range that leaves a tenth out at each end."""

    quantity: str
    way: Way
    unit: str
    low: float
    expected: float
    high: float

    @property
    def is_known(self) -> bool:
        """Whether there is a number at all."""
        return bool(np.isfinite(self.expected))


@dataclass(frozen=True)
class Course:
    """A quantity month by month: mean and range, (months,) each."""

    quantity: str
    way: Way
    unit: str
    low: FloatArray
    expected: FloatArray
    high: FloatArray


@dataclass(frozen=True)
class Reason:
    """Why: a rule's sentence, the axis it pushes on and how strongly, in log-odds."""

    rule: str
    axis: str
    sentence: Bilingual
    log_odds: float
    source: str


@dataclass(frozen=True)
class Rival:
    """The same way at an API: its model, and US dollars for a million written tokens, prompts included."""

    model: str
    usd_per_million_tokens: float


@dataclass(frozen=True)
class Advice:
    """The whole advice on one project. What was read from the futures once is kept; the futures are large, and are not.

    `start` is the day of the decision, `months` are planned for after launch.
    """

    question: Question
    catalogue: Catalogue
    start: date
    months: int
    ways: dict[Way, WayAdvice]
    ranking: tuple[Way, ...]

    @property
    def project(self) -> Project:
        """The project that was advised on."""
        return self.question.project

    @property
    def count(self) -> int:
        """The number of simulated futures."""
        return self.question.count

    @property
    def evidence(self) -> Evidence:
        """What the advice is read from: computed again where other projects were asked about meanwhile."""
        return evidence(self.question)

    @property
    def futures(self) -> Futures:
        """The finalists with every figure of theirs in every draw."""
        return self.evidence.futures

    @property
    def needs(self) -> Needs:
        """The two needs: knowledge and behaviour."""
        return self.futures.needs

    @cached_property
    def lacking(self) -> dict[str, float]:
        """How likely "knowledge" and "behaviour" are lacking."""
        return {need.axis: need.probability for need in (self.needs.knowledge, self.needs.behaviour)}

    @property
    def verdict(self) -> Way:
        """The way to take."""
        return self.ranking[0]

    @property
    def best(self) -> WayAdvice:
        """The verdict's advice."""
        return self.ways[self.verdict]

    @property
    def ruled_out(self) -> tuple[RuledOut, ...]:
        """Everything that is ruled out, in the order of the ways."""
        return tuple(closed for way in WAYS for closed in self.ways[way].ruled_out)

    @cached_property
    def first_step(self) -> Way:
        """The way to begin with, as a proof of concept."""
        is_open = {way: advice.is_open for way, advice in self.ways.items()}
        return first_step(self.verdict, is_open, self.project)

    @cached_property
    def road(self) -> tuple[Stage, ...]:
        """The stages from the first proof of concept to the verdict."""
        return road(self.verdict, self.first_step)

    @cached_property
    def reasons_for(self) -> tuple[Reason, ...]:
        """What speaks for the verdict, strongest first."""
        return tuple(reason for reason in self.reasons if self._supports(reason))

    @cached_property
    def reasons_against(self) -> tuple[Reason, ...]:
        """What speaks against the verdict, strongest first."""
        return tuple(reason for reason in self.reasons if not self._supports(reason))

    @cached_property
    def reasons(self) -> tuple[Reason, ...]:
        """Every rule that applies, strongest first."""
        needs = (self.needs.knowledge, self.needs.behaviour)
        found = [_reason(contribution) for need in needs for contribution in need.contributions]
        return tuple(sorted((reason for reason in found if reason.log_odds), key=lambda reason: -abs(reason.log_odds)))

    def _supports(self, reason: Reason) -> bool:
        brings = self.brings_knowledge if reason.axis == "knowledge" else self.verdict in (Way.FINETUNE, Way.HYBRID)
        return (reason.log_odds > 0) == brings

    @property
    def brings_knowledge(self) -> bool:
        """Whether the verdict's best alternative sends facts along, looked up or whole."""
        return self.verdict in (Way.RAG, Way.HYBRID) or self.best.alternative.corpus_in_prompt

    @cached_property
    def conflicts(self) -> tuple[Text, ...]:
        """What was asked for and cannot be had, or breaks a limit."""
        return conflicts(self)

    @cached_property
    def hints(self) -> tuple[Text, ...]:
        """What a consultant would say besides: a cheaper model for today, a region to check, no gain at all."""
        return hints(self)

    @cached_property
    def flips(self) -> tuple[Flip, ...]:
        """Answers that would make another way best."""
        return flips(self.evidence.other_answers, self.evidence.right_choices, self.project)

    @cached_property
    def measure_first(self) -> tuple[ToMeasure, ...]:
        """Open questions worth answering first, the most telling first."""
        found = self.evidence
        return to_measure(found.uncertain, found.other_answers, found.right_choices, found.money_lost)

    def drives(self, quantity: str, way: Way | None = None) -> tuple[Influence, ...]:
        """What moves a figure of a way most, furthest first."""
        asked = quantity, way or self.verdict
        if asked not in self._driven:
            self._driven[asked] = drives(self.evidence.uncertain, self.draws(*asked))
        return self._driven[asked]

    @cached_property
    def _driven(self) -> dict[tuple[str, Way], tuple[Influence, ...]]:
        return {}

    @cached_property
    def drives_choice(self) -> tuple[tuple[Uncertain, float], ...]:
        """What decides which way is best, with the share of the variance that it explains, strongest first."""
        return drives_choice(self.evidence.uncertain, self.evidence.right_choices)

    def proof_of_concept(self, questions: int) -> ProofOfConcept:
        """What the first step is worth as a proof of concept in which some questions are evaluated."""
        way = self.first_step
        if questions not in self._proofs:
            found = self.evidence
            self._proofs[questions] = proof_of_concept(
                found.futures, way, self.ways[way].row, questions, found.right_choices, found.money_lost
            )
        return self._proofs[questions]

    @cached_property
    def _proofs(self) -> dict[int, ProofOfConcept]:
        return {}

    @property
    def proofs_of_concept(self) -> tuple[ProofOfConcept, ...]:
        """The same for several numbers of questions."""
        return tuple(self.proof_of_concept(questions) for questions in EVALUATED_QUESTIONS)

    @cached_property
    def price_changes(self) -> dict[Way, tuple[PriceChange, ...]]:
        """Announced changes of the API prices of each way's model."""
        return {
            way: price_changes(advice.alternative.model, self.start, self.months)
            for way, advice in self.ways.items()
            if advice.alternative.host == "api"
        }

    def figure(self, quantity: str, way: Way | None = None) -> Figure:
        """A named quantity of a way (of the verdict, where none is named).

        Raises:
            KeyError: there is no such quantity, or it is not one number a draw.
        """
        asked = quantity, way or self.verdict
        if asked not in self._figures:
            drawn = self.draws(*asked)
            if drawn.ndim != 1:
                raise KeyError(f"{quantity} is a course, not a figure")
            self._figures[asked] = Figure(*asked, quantities()[quantity].unit, *spread(drawn))
        return self._figures[asked]

    @cached_property
    def _figures(self) -> dict[tuple[str, Way], Figure]:
        return {}

    def course(self, quantity: str, way: Way | None = None) -> Course:
        """A quantity of a way month by month.

        Raises:
            KeyError: there is no such quantity, or it has no months.
        """
        way = way or self.verdict
        drawn = self.draws(quantity, way)
        if drawn.ndim != 2:
            raise KeyError(f"{quantity} is a figure, not a course")
        low, high = np.quantile(drawn, [LOW, HIGH], axis=0)
        return Course(quantity, way, quantities()[quantity].unit, low, drawn.mean(axis=0), high)

    def draws(self, quantity: str, way: Way | None = None) -> FloatArray:
        """A quantity of a way's best alternative in every future, (draws,) or (draws, months or roles or phases).

        Raises:
            KeyError: there is no such quantity.
        """
        if quantity not in quantities():
            raise KeyError(quantity)
        if quantity in STRUCTURE:
            return self.futures.figures[quantity].reshape(1, -1)
        own = self.futures.figures.of_row(quantity, self.ways[way or self.verdict].row)
        shape = (self.count, *own.shape[1:])
        return np.broadcast_to(own, shape)

    def rival_on_api(self, way: Way) -> Rival | None:
        """The finalist of a way that buys tokens at an API and sends prompts alike; None where none came so far."""
        rows, figures = self.futures.alternatives, self.futures.figures
        corpus_sent = rows.columns["corpus_in_prompt"][:, 0]
        alike = (rows.way == WAYS.index(way)) & (corpus_sent == corpus_sent[self.ways[way].row])
        at_an_api = np.flatnonzero(alike & (rows.columns["own_gpus"][:, 0] == 0))
        costs = np.broadcast_to(figures["api_cost_per_million_tokens"], (len(rows), self.futures.draws)).mean(axis=1)
        bought = [row for row in at_an_api.tolist() if costs[row] > 0]
        if not bought:
            return None
        row = min(bought, key=lambda row: float(costs[row]))
        return Rival(rows.model(row).name, float(costs[row]))

    def source(self, name: str, way: Way | None = None) -> Source:
        """Where an input comes from.

        Raises:
            KeyError: there is no such input.
        """
        from advisor.decision.provenance import source_of

        return source_of(self.futures, self.ways[way or self.verdict].alternative, name)

    def doubts(self, quantity: str, way: Way | None = None) -> dict[str, int]:
        """How many of the inputs that a figure rests on are "stale", else "assumed", else a "guess".

        Raises:
            KeyError: there is no such quantity.
        """
        asked = quantity, way or self.verdict
        if asked not in self._doubts:
            from advisor.decision.provenance import doubts_of

            self._doubts[asked] = doubts_of(self.futures, self.ways[asked[1]].alternative, quantity)
        return self._doubts[asked]

    @cached_property
    def _doubts(self) -> dict[tuple[str, Way], dict[str, int]]:
        return {}

    @cached_property
    def turnings(self) -> tuple[Turning, ...]:
        """The amounts along which the choice moves most, and where it turns. Takes half a second: ask when needed."""
        return turnings(self.futures)

    def models(self, way: Way | None = None) -> tuple[ModelPoint, ...]:
        """The open alternatives of a way (the verdict's, where none is named), the cheapest of each model."""
        return self._models[way or self.verdict]

    @cached_property
    def _models(self) -> dict[Way, tuple[ModelPoint, ...]]:
        return {way: models_of(self.futures.screened, way) for way in WAYS}


EVALUATED_QUESTIONS = (10, 25, 50, 100, 200)


def _reason(contribution: Contribution) -> Reason:
    rule = contribution.rule
    return Reason(rule.id, rule.axis, contribution.sentence, contribution.log_odds, rule.source)


def advise(project: Project, catalogue: Catalogue | None = None, draws: int = DRAWS) -> Advice:
    """The whole advice on a project. Kept for the last projects that were asked about, by their content.

    Raises:
        ProjectError: the project names something that the catalogue does not know.
    """
    return _advise(Question(project.fingerprint, catalogue or load(), draws, project))


@lru_cache(maxsize=ADVICES_KEPT)
def _advise(question: Question) -> Advice:
    faults = check_against(question.project, question.catalogue)
    if faults:
        raise ProjectError(faults)
    futures = evidence(question).futures
    share = float(np.mean(futures.figures["chance_to_rule_out"]))
    ways = {way: way_advice(futures, way, share) for way in WAYS}
    open_ones_first = tuple(sorted(futures.ranking.order, key=lambda way: not ways[way].is_open))
    return Advice(question, futures.catalogue, futures.start, futures.months, ways, open_ones_first)
