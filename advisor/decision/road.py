"""What to do first, what then, and what would change the advice.

What would change it is read from the winners of the four corners of the plane of needs, future by future: another
answer moves the two chances, the winners of the corners stay.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from advisor.alternatives import WAYS, Way
from advisor.decision.futures import CORNERS, Futures
from advisor.decision.needs import Change, Needs, corner_likelihood, reassess
from advisor.language import N_, Text, text
from advisor.project import QUESTIONS
from advisor.project_file import Project
from advisor.questions import Answer, Kind, Range
from advisor.units import FloatArray

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


def chances(needed: tuple[FloatArray, FloatArray], futures: Futures) -> FloatArray:
    """The chance of each way of being best, (cases, ways), for the chances of both needs, (cases, draws) each."""
    winners = futures.ranking.winners[:, :, None] == np.arange(len(WAYS))
    found = np.zeros((max(len(need) for need in needed), len(WAYS)))
    for corner in CORNERS:
        likelihood = corner_likelihood(*needed, *corner)
        best = np.mean([won for case, won in zip(futures.cases, winners, strict=True) if case.corner == corner], axis=0)
        found += np.broadcast_to(likelihood, (len(likelihood), futures.draws)) @ best / futures.draws
    return found


def what_would_change(futures: Futures) -> tuple[tuple[Flip, ...], tuple[ToMeasure, ...]]:
    """Answers that would make another way best, and the unanswered questions worth answering first."""
    needs, project = futures.needs, futures.project
    now = chances((needs.knowledge.chance, needs.behaviour.chance), futures)[0]
    changes = [Change(project, path, answer) for path in _telling(needs) for answer in _other_answers(path, project)]
    outcomes = chances(reassess(needs, changes, futures.figures), futures)
    flips: dict[str, Flip] = {}
    best_chances: dict[str, list[float]] = {}
    for change, outcome in zip(changes, outcomes, strict=True):
        answered, best = project.answer(change.path) is not None, int(np.argmax(outcome))
        if best != int(np.argmax(now)):
            flips.setdefault(change.path, Flip(change.path, change.given, WAYS[best], answered))
        if not answered:
            best_chances.setdefault(change.path, []).append(float(outcome.max()))
    measures = [ToMeasure(path, float(np.mean(best) - now.max())) for path, best in best_chances.items()]
    measures.sort(key=lambda measure: -measure.gain)
    return tuple(flips.values()), tuple(measure for measure in measures if measure.gain > FEWEST_CHANCES)


def _telling(needs: Needs) -> list[str]:
    """The questions that the rules look at for this project, in the order of the form."""
    both = (needs.knowledge, needs.behaviour)
    looked_at = {contribution.rule.answer for need in both for contribution in need.contributions}
    looked_at |= {rule.answer for need in both for rule in need.unknown}
    return [path for path in QUESTIONS if path in looked_at and path not in NOT_TO_CHANGE]


def _other_answers(path: str, project: Project) -> list[Answer]:
    """Every other answer to a question that has few of them."""
    question, answer = QUESTIONS[path], project.answer(path)
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
