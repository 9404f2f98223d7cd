"""Other answers: which of them would make another way best, and how likely each is where nobody has answered.

Another answer moves the two needs; the winners of the corners of the plane stay. So a change is read from the futures
that are there, without computing new ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from advisor.alternatives import WAYS, Way
from advisor.decision.futures import Futures
from advisor.decision.needs import Change, Needs, reassess
from advisor.decision.stakes import Stakes
from advisor.distributions import triangular
from advisor.language import Text, text
from advisor.project import QUESTIONS
from advisor.project_file import Project
from advisor.questions import Answer, Kind, Question, Range
from advisor.units import FloatArray

NOT_TO_CHANGE = ("task.kind",)
"""What the project is: another answer would be another project."""
FINE = 999
"""Quantiles at which an assumed range is read."""


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
class OtherAnswers:
    """Every other answer to the questions that the rules look at, with the chances of both needs after each."""

    changes: tuple[Change, ...]
    needed: tuple[FloatArray, FloatArray]

    def earned(self, stakes: Stakes) -> FloatArray:
        """What each way would earn in the mean after each change alone, (changes, ways)."""
        return stakes.under(self.needed) if self.changes else np.zeros((0, len(WAYS)))


def other_answers(futures: Futures) -> OtherAnswers:
    """All other answers, with the chances of both needs after each, (changes, draws)."""
    needs, project = futures.needs, futures.project
    changes = [Change(project, path, answer) for path in _telling(needs) for answer in _others(path, project)]
    return OtherAnswers(tuple(changes), reassess(needs, changes, futures.figures))


def flips(others: OtherAnswers, stakes: Stakes, project: Project) -> tuple[Flip, ...]:
    """The first other answer to each question that would make another way best."""
    found: dict[str, Flip] = {}
    now = int(np.argmax(stakes.expected.mean(axis=1)))
    for change, earned in zip(others.changes, others.earned(stakes), strict=True):
        best = int(np.argmax(earned))
        if best != now:
            answered = project.answer(change.path) is not None
            found.setdefault(change.path, Flip(change.path, change.given, WAYS[best], answered))
    return tuple(found.values())


def likelihood_of(path: str, answers: Sequence[Answer]) -> FloatArray:
    """How likely each answer to an unanswered question is, (answers,): as assumed beside it, else all alike."""
    question = QUESTIONS[path]
    if question.assumed is None or question.kind is Kind.CHOICE:
        return np.full(len(answers), 1 / len(answers))
    if question.kind is Kind.FLAG:
        yes = question.assumed.mode
        return np.array([yes if answer else 1 - yes for answer in answers])
    return _by_scale(question, answers)


def _by_scale(question: Question, answers: Sequence[Answer]) -> FloatArray:
    """By which named step is nearest, over the range that is assumed."""
    assert question.assumed is not None
    places = np.log([answer.low + 1e-3 for answer in answers if isinstance(answer, Range)])
    shares = (np.arange(FINE) + 1 / 2) / FINE
    drawn = np.log(triangular(shares, question.assumed.low, question.assumed.mode, question.assumed.high) + 1e-3)
    nearest = np.argmin(np.abs(drawn[:, None] - places), axis=1)
    return np.bincount(nearest, minlength=len(answers)) / FINE


def _telling(needs: Needs) -> list[str]:
    """The questions that the rules look at for this project, in the order of the form."""
    both = (needs.knowledge, needs.behaviour)
    looked_at = {contribution.rule.answer for need in both for contribution in need.contributions}
    looked_at |= {rule.answer for need in both for rule in need.unknown}
    return [path for path in QUESTIONS if path in looked_at and path not in NOT_TO_CHANGE]


def _others(path: str, project: Project) -> list[Answer]:
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
