"""The guided path: one question at a time, the one that matters most to this decision first, and when one may stop."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from advisor.advice import Advice
from advisor.decision.changes import Flip
from advisor.decision.ways import NAMES_IN_A_SENTENCE
from advisor.importance import Ground, by_importance
from advisor.language import N_, Text, text
from advisor.project import QUESTIONS
from advisor.project_file import Project

OPENING = (
    "task.kind", "task.failure", "knowledge.source", "knowledge.change_interval", "place.data_location",
)  # fmt: skip
"""Asked first of everybody: most of what can be said rests on them."""
AMOUNTS = {
    "team.country": N_("Pay is most of the cost: until then it is that of the United States"),
    "money.currency": N_("Every amount is given and shown in it"),
}
"""Asked before any budget, which would mean something else elsewhere, and why."""
LIMITS = (
    "money.go_live", "money.one_off_budget", "money.monthly_budget", "task.target_quality", "task.measured_quality",
    "team.skill_ml", "team.may_hire", "team.may_contract", "examples.evaluation_set", "team.skill_evaluation",
    "knowledge.lookup_allowed", "traffic.answer_seconds", "traffic.first_token_seconds", "place.providers",
    "place.licences", "place.memory_gb",
)  # fmt: skip
"""Answers that a gate looks at only once they are told: until then no future tells what they would change."""
TAKEN_PLACE_OF = {
    "traffic.queries_per_day": ("traffic.users", "traffic.queries_per_user_day"),
    "traffic.queries_per_user_day": ("traffic.queries_per_day",),
    "knowledge.tokens": ("knowledge.documents", "knowledge.pages_per_document"),
    "team.size": ("team.people",),
}
"""Questions that are not asked once others are answered, which say the same or more."""
BETWEEN, DONT_KNOW, SKIPPED = "~", "!", "*"


@dataclass(frozen=True)
class Open:
    """An open question, why it is asked, and whether its answer alone could change the choice."""

    path: str
    reason: Text
    could_change_choice: bool


def open_questions(advice: Advice) -> tuple[Open, ...]:
    """Every question without an answer, those that matter most to this decision first."""
    found: dict[str, Open] = {}
    for question in _in_order(advice):
        if is_open(question.path, advice.project):
            found.setdefault(question.path, question)
    return tuple(found.values())


def is_open(path: str, project: Project) -> bool:
    """Whether a question has no answer, and none that takes its place."""
    instead = TAKEN_PLACE_OF.get(path, ())
    is_said = bool(instead) and all(project.answer(other) is not None for other in instead)
    return project.answer(path) is None and not is_said


def _in_order(advice: Advice) -> Iterator[Open]:
    important = by_importance(advice)
    for path in _opening(advice.project):
        yield Open(path, text("Asked first: most of the advice rests on it"), True)
    for proposal in important:
        if proposal.ground is Ground.KNOWING:
            yield Open(proposal.path, proposal.reason, True)
    for flip in advice.flips:
        yield Open(flip.path, _turn(flip), True)
    for path, reason in AMOUNTS.items():
        yield Open(path, text(reason), True)
    for path in LIMITS:
        yield Open(path, text("An answer may rule a way out"), True)
    for proposal in important:
        yield Open(proposal.path, proposal.reason, False)
    for path in QUESTIONS:
        yield Open(path, text("It makes the figures more exact; it hardly moves the choice"), False)


def _opening(project: Project) -> list[str]:
    """How often facts change counts only where answers may rest on documents."""
    rests_on_documents = project.knowledge.source in (None, "documents")
    return [path for path in OPENING if path != "knowledge.change_interval" or rests_on_documents]


def _turn(flip: Flip) -> Text:
    way = text(NAMES_IN_A_SENTENCE[flip.way])
    return text("If the answer were “{answer}”, the best way would be {way}", answer=flip.option, way=way)


@dataclass(frozen=True)
class Walk:
    """How far somebody has come: the questions that were put, in order, and what was said of those left open.

    `place` is that of the question that is put now; at the end of `asked`, none is. Who skips a question is asked once
    more when all others are done; who skips it again leaves it open.
    """

    asked: tuple[str, ...] = ()
    place: int = 0
    unknown: frozenset[str] = frozenset()
    skipped: frozenset[str] = frozenset()

    @property
    def now(self) -> str | None:
        """The question that is put now; None before the first one and after the last one."""
        return self.asked[self.place] if self.place < len(self.asked) else None

    def onward(self, still_open: Sequence[str]) -> Walk:
        """To the question that came after this one, or else to the first of the open ones that was not put yet."""
        if self.place + 1 < len(self.asked):
            return replace(self, place=self.place + 1)
        left = [path for path in still_open if path not in self.unknown and path != self.now]
        fresh = [path for path in left if path not in self.skipped]
        again = [path for path in self.asked if path in self.skipped and path in left]
        following = next(iter([*fresh, *again]), None)
        if following is None:
            return replace(self, place=len(self.asked))
        asked = (*(path for path in self.asked if path != following), following)
        return replace(self, asked=asked, place=len(asked) - 1)

    def back(self) -> Walk:
        """To the question before."""
        return replace(self, place=max(self.place - 1, 0))

    def dont_know(self, still_open: Sequence[str]) -> Walk:
        """Leave the question open for good, and go on."""
        if self.now is None:
            return self
        left = replace(self, unknown=self.unknown | {self.now}, skipped=self.skipped - {self.now})
        return left.onward(still_open)

    def skip(self, still_open: Sequence[str]) -> Walk:
        """Leave the question for later, and go on."""
        is_last = self.place == len(self.asked) - 1
        if self.now in self.skipped and is_last:
            return self.dont_know(still_open)
        if self.now is None or self.now in self.unknown:
            return self.onward(still_open)
        return replace(self, skipped=self.skipped | {self.now}).onward(still_open)

    def put(self, path: str) -> Walk:
        """Put this question now, whatever was said of it before."""
        asked = (*(other for other in self.asked if other != path), path)
        return Walk(asked, len(asked) - 1, self.unknown - {path}, self.skipped - {path})

    def write(self) -> str:
        """The walk in one word, for an address."""
        marks = dict.fromkeys(self.skipped, SKIPPED) | dict.fromkeys(self.unknown, DONT_KNOW)
        return BETWEEN.join([str(self.place), *(marks.get(path, "") + path for path in self.asked)])

    @classmethod
    def read(cls, word: str) -> Walk:
        """The walk that an address holds; what is no question in it is left out."""
        place, *marked = word.split(BETWEEN)
        told = {mark.lstrip(DONT_KNOW + SKIPPED): mark[:1] for mark in marked}
        asked = tuple(path for path in told if path in QUESTIONS)
        return cls(
            asked,
            min(int(place), len(asked)) if place.isascii() and place.isdigit() else len(asked),
            frozenset(path for path in asked if told[path] == DONT_KNOW),
            frozenset(path for path in asked if told[path] == SKIPPED),
        )


@dataclass(frozen=True)
class Progress:
    """How many questions are answered, how many open ones could change the choice, and how many hardly do."""

    answered: int
    could_change_choice: int
    hardly_matter: int


def progress(questions: Sequence[Open], walk: Walk, project: Project) -> Progress:
    """What is done and what is left; a question of which nobody knows the answer is not left."""
    left = [question.could_change_choice for question in questions if question.path not in walk.unknown]
    answered = sum(project.answer(path) is not None for path in QUESTIONS)
    return Progress(answered, sum(left), len(left) - sum(left))
