"""What to do first, what then, and what would change the advice.

What would change it is read from the winners of the four corners of the plane of needs: another answer moves the
two probabilities, the winners of the corners stay.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from advisor.alternatives import WAYS, Way
from advisor.decision.futures import Futures
from advisor.decision.needs import DRAWN_NAMES, reassess
from advisor.decision.ranking import rank
from advisor.language import N_, Text, text
from advisor.project import QUESTIONS
from advisor.questions import Answer, Kind, Question, Range
from advisor.units import FloatArray

CORNERS = ((0, 0), (0, 1), (1, 0), (1, 1))
NOT_TO_CHANGE = ("task.kind",)
"""What the project is: another answer would be another project."""
FEWEST_CHANCES = 0.005


@dataclass(frozen=True)
class Flip:
    """Another answer to one question, and the way that would then be best."""

    path: str
    answer: Answer
    way: Way
    answered: bool

    @property
    def option(self) -> Text:
        """The answer in words."""
        question = QUESTIONS[self.path]
        if isinstance(self.answer, bool):
            return text("yes") if self.answer else text("no")
        if isinstance(self.answer, Range):
            return text(next(option.label for option in question.options if option.value == self.answer.low))
        return text(question.option(str(self.answer)).label)


@dataclass(frozen=True)
class ToMeasure:
    """An unanswered question, and how much more often the choice would be right if it were answered."""

    path: str
    gain: float


def corner_winners(futures: Futures) -> FloatArray:
    """For each corner of the plane and each way, the share of futures in which the way is best, (2, 2, ways)."""
    winners = np.zeros((2, 2, len(WAYS)))
    for facts, behaviour in CORNERS:
        lacking = {"lacks_facts": np.full((1, 1), float(facts)), "lacks_behaviour": np.full((1, 1), float(behaviour))}
        ranking = rank(futures.alternatives, futures.figures | lacking, futures.closed)
        winners[facts, behaviour] = [ranking.chance_of_way[way] for way in WAYS]
    return winners


def chances(probabilities: tuple[float, float], winners: FloatArray) -> FloatArray:
    """The chance of each way of being best, (ways,), for other needs with the same winners in the corners."""
    facts, behaviour = probabilities
    weights = np.outer([1 - facts, facts], [1 - behaviour, behaviour])
    return np.einsum("fb,fbw->w", weights, winners)


def what_would_change(futures: Futures) -> tuple[tuple[Flip, ...], tuple[ToMeasure, ...]]:
    """Answers that would make another way best, and the unanswered questions worth answering first."""
    winners = corner_winners(futures)
    needs = futures.needs
    now = chances((needs.knowledge.probability, needs.behaviour.probability), winners)
    flips, measures = [], []
    for path, question in QUESTIONS.items():
        options = _other_answers(question, futures.project.answer(path))
        if path in NOT_TO_CHANGE or not options or not _matters(path, futures):
            continue
        outcomes = {answer: chances(_needs_with(futures, path, answer), winners) for answer in options}
        answered = futures.project.answer(path) is not None
        changed = [
            Flip(path, answer, WAYS[int(np.argmax(outcome))], answered)
            for answer, outcome in outcomes.items()
            if int(np.argmax(outcome)) != int(np.argmax(now))
        ]
        flips += changed[:1]
        if not answered:
            gain = float(np.mean([outcome.max() for outcome in outcomes.values()]) - now.max())
            measures.append(ToMeasure(path, gain))
    measures.sort(key=lambda measure: -measure.gain)
    return tuple(flips), tuple(measure for measure in measures if measure.gain > FEWEST_CHANCES)


def _matters(path: str, futures: Futures) -> bool:
    needs = (futures.needs.knowledge, futures.needs.behaviour)
    looked_at = {contribution.rule.answer for need in needs for contribution in need.contributions}
    return path in looked_at | {rule.answer for need in needs for rule in need.unknown}


def _other_answers(question: Question, answer: Answer) -> list[Answer]:
    """Every other answer to a question that has few of them."""
    match question.kind:
        case Kind.FLAG:
            options: list[Answer] = [True, False]
        case Kind.CHOICE:
            options = [option.key for option in question.options if option.key != "not_tried"]
        case Kind.SCALE:
            options = [Range(option.value, option.value) for option in question.options]
        case _:
            return []
    return [option for option in options if option != answer]


def _needs_with(futures: Futures, path: str, answer: Answer) -> tuple[float, float]:
    """The probabilities of both needs, had this one question another answer."""
    group, name = path.split(".")
    changed = getattr(futures.project, group).model_copy(update={name: answer})
    project = futures.project.model_copy(update={group: changed})
    values = futures.figures
    if isinstance(answer, Range):
        values = values | {DRAWN_NAMES.get(path, path): np.full((1, 1), answer.middle)}
    return reassess(futures.needs, project, values, path)


@dataclass(frozen=True)
class Stage:
    """One stage of the road: a way, whether as a proof of concept or in full, and the gate to the next."""

    way: Way
    is_proof_of_concept: bool
    gate: Text


FIRST_STEPS = {Way.PROMPT: Way.PROMPT, Way.RAG: Way.RAG, Way.FINETUNE: Way.PROMPT, Way.HYBRID: Way.RAG}


def first_step(target: Way, is_open: dict[Way, bool]) -> Way:
    """What to do first on the way to the target: the simplest open way that shows whether the rest is needed."""
    step = FIRST_STEPS[target]
    return step if is_open[step] else target


def road(target: Way, first: Way) -> tuple[Stage, ...]:
    """The stages from the first proof of concept to the target."""
    measured = text(
        "Measure on your own test set; go on if the target is not met for want of {lack}", lack=text(LACKS[target])
    )
    launch = text("Launch if the measured quality meets the target; otherwise sort the failures and decide again")
    proof = Stage(first, True, launch if first is target else measured)
    full = Stage(target, False, text("Watch quality and cost; decide again when an answer changes"))
    if first is target:
        return (proof, full)
    return (proof, replace(full, is_proof_of_concept=True, gate=launch), full)


LACKS = {
    Way.PROMPT: N_("facts or behaviour"), Way.RAG: N_("facts"), Way.FINETUNE: N_("behaviour: form, style or skill"),
    Way.HYBRID: N_("behaviour, with the facts at hand"),
}  # fmt: skip
