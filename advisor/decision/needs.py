"""The need: how likely is it that this project lacks facts, and that it lacks behaviour?

Rules add up in log-odds (a naive Bayes classifier with weights by judgement, held against known cases). An answer
that is unknown adds doubt, not zeros: it widens the spread of the log-odds and so draws the probability to a half.
However loudly the rules agree, the probability stays away from certainty by as much as they err on known cases.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import cast

import numpy as np

from advisor.decision.rules import RULES_FOLDER, Ramp, Rule, load_rules
from advisor.inputs import ANSWERS, point
from advisor.language import Bilingual
from advisor.project import QUESTIONS
from advisor.project_file import Project
from advisor.questions import Answer, Range
from advisor.roster import Member
from advisor.units import FloatArray

AXES = ("knowledge", "behaviour")
DRAWN_NAMES = {source.path: name for name, source in ANSWERS.items()}
LOGISTIC_DEVIATION = np.pi / np.sqrt(3)
"""Standard deviation of the standard logistic distribution."""


@dataclass(frozen=True)
class Contribution:
    """What one rule says about this project: its log-odds in the mean, and the sentence for it."""

    rule: Rule
    log_odds: float

    @property
    def sentence(self) -> Bilingual:
        """Why, in the direction in which it speaks."""
        return (self.rule.for_ if self.log_odds >= 0 else self.rule.against).said()


Weighed = dict[Rule, FloatArray | None]
"""What each rule that applies adds, in log-odds; None where its answer is unknown."""


@dataclass(frozen=True)
class Need:
    """One axis of the plane: the probability in each draw, and what each rule adds to it."""

    axis: str
    chance: FloatArray
    weighed: Weighed

    @cached_property
    def probability(self) -> float:
        """The probability over all draws."""
        return float(np.mean(self.chance))

    @cached_property
    def contributions(self) -> tuple[Contribution, ...]:
        """What pushed it there, strongest first."""
        known = [Contribution(rule, float(np.mean(value))) for rule, value in self.weighed.items() if value is not None]
        return tuple(sorted(known, key=lambda contribution: -abs(contribution.log_odds)))

    @property
    def unknown(self) -> tuple[Rule, ...]:
        """The rules whose answer is unknown."""
        return tuple(rule for rule, value in self.weighed.items() if value is None)

    @cached_property
    def known(self) -> FloatArray | float:
        """What the rules with an answer add together, in log-odds."""
        return _known(self.weighed)

    @cached_property
    def squared_unknown(self) -> float:
        """The squared weights of the rules whose answer is unknown."""
        return _squared_unknown(self.weighed)


@dataclass(frozen=True)
class Needs:
    """Both axes."""

    knowledge: Need
    behaviour: Need

    def draws(self, values: Mapping[str, FloatArray]) -> dict[str, FloatArray]:
        """Whether facts and behaviour turn out to be lacking, in each simulated future (1, draws)."""
        return {
            "lacks_facts": (values["facts_chance"] < self.knowledge.chance).astype(np.float64),
            "lacks_behaviour": (values["behaviour_chance"] < self.behaviour.chance).astype(np.float64),
        }

    def likelihood(self, facts: int, behaviour: int) -> FloatArray:
        """How likely it is in each draw that facts and behaviour are lacking (1) or not (0), (draws,)."""
        return corner_likelihood(self.knowledge.chance, self.behaviour.chance, facts, behaviour)[0]

    def expected(self) -> dict[str, FloatArray]:
        """The same as probabilities, for computing the middle case."""
        return {
            "lacks_facts": np.full((1, 1), self.knowledge.probability),
            "lacks_behaviour": np.full((1, 1), self.behaviour.probability),
        }


def corner_likelihood(knowledge: FloatArray, behaviour: FloatArray, facts: int, lacking: int) -> FloatArray:
    """The probability of one corner of the plane, from the chances of both needs, (cases, draws) each."""
    return (knowledge if facts else 1 - knowledge) * (behaviour if lacking else 1 - behaviour)


def assess(project: Project, values: Mapping[str, FloatArray], folder: Path = RULES_FOLDER) -> Needs:
    """Both needs of a project.

    `values` holds the answers and the rules' quantities, (1, draws) each, as `advisor.inputs` draws them.
    """
    rules = load_rules(folder)
    weighed = {axis: _weigh((rule for rule in rules if rule.axis == axis), project, values) for axis in AXES}
    chances = {
        axis: chance_of_need(axis, _known(told), _squared_unknown(told), values) for axis, told in weighed.items()
    }
    return Needs(*(Need(axis, chances[axis], weighed[axis]) for axis in AXES))


@dataclass(frozen=True)
class Change:
    """A project in which one question has another answer."""

    project: Project
    path: str
    given: Answer

    def answer(self, path: str) -> Answer:
        """The answer to a question, by its path."""
        return self.given if path == self.path else self.project.answer(path)

    def values(self, drawn: Mapping[str, FloatArray]) -> Mapping[str, FloatArray]:
        """What is drawn, with the other answer in its place."""
        if not isinstance(self.given, Range):
            return drawn
        return ChainMap({DRAWN_NAMES.get(self.path, self.path): point(self.given.middle)}, drawn)  # type: ignore[arg-type]


def reassess(
    needs: Needs, changes: Sequence[Change], values: Mapping[str, FloatArray]
) -> tuple[FloatArray, FloatArray]:
    """The chances of both needs after each change alone, (changes, draws): only rules that look at it speak anew."""
    return _rechanced(needs.knowledge, changes, values), _rechanced(needs.behaviour, changes, values)


def _rechanced(need: Need, changes: Sequence[Change], values: Mapping[str, FloatArray]) -> FloatArray:
    known = np.empty((len(changes), need.chance.shape[1]))
    unknown = np.empty((len(changes), 1))
    for row, change in enumerate(changes):
        looking = _looking_at(change.path, need.axis)
        before = {rule: need.weighed[rule] for rule in looking if rule in need.weighed}
        after = _weigh(looking, change, change.values(values)) if looking else {}
        known[row] = need.known - _known(before) + _known(after)
        unknown[row] = need.squared_unknown - _squared_unknown(before) + _squared_unknown(after)
    return chance_of_need(need.axis, known, unknown, values)


@lru_cache(maxsize=256)
def _looking_at(path: str, axis: str, folder: Path = RULES_FOLDER) -> tuple[Rule, ...]:
    return tuple(rule for rule in load_rules(folder) if path in rule.paths and rule.axis == axis)


def _weigh(rules: Iterable[Rule], project: Project | Change, values: Mapping[str, FloatArray]) -> Weighed:
    weighed: Weighed = {}
    for rule in rules:
        if _applies(rule, project):
            strength = _strength(rule, project, values)
            weighed[rule] = None if strength is None else strength * rule.weight * _scaling(rule, project)
    return weighed


def _known(weighed: Weighed) -> FloatArray | float:
    """What the rules with an answer add together, in log-odds."""
    return sum((value for value in weighed.values() if value is not None), start=0.0)


def _squared_unknown(weighed: Weighed) -> float:
    """The squared weights of the rules whose answer is unknown."""
    return sum(rule.weight**2 for rule, value in weighed.items() if value is None)


def chance_of_need(
    axis: str, total: FloatArray | float, unknown: FloatArray | float, values: Mapping[str, FloatArray]
) -> FloatArray:
    """The probability, from what the rules add together and the squared weights of those that cannot tell.

    `values` holds the draws of the doubt and the constants: the base, the doubt of unanswered questions, the lapse.
    """
    total = values[f"{axis}_base_log_odds"] + total
    spread = values["unknown_answer_doubt"] * np.sqrt(unknown)
    doubt = values[f"{axis}_doubt"]
    noise = np.log(doubt / (1 - doubt)) / LOGISTIC_DEVIATION
    by_rules = 1 / (1 + np.exp(-(total + spread * noise)))
    chance: FloatArray = values["rules_lapse"] + (1 - 2 * values["rules_lapse"]) * by_rules
    return chance


def _applies(rule: Rule, project: Project | Change) -> bool:
    if rule.only_if_unknown and project.answer(rule.only_if_unknown) is not None:
        return False
    return not any(_key(project, path) in keys for path, keys in rule.unless.items())


def _key(project: Project | Change, path: str) -> str | None:
    """The answer's key, where it has one and only one."""
    answer, question = project.answer(path), QUESTIONS[path]
    if isinstance(answer, bool):
        return str(answer).lower()
    if isinstance(answer, Range):
        named = [option.key for option in question.options if option.value == answer.low == answer.high]
        return named[0] if named else None
    return answer if isinstance(answer, str) else None


def _strength(rule: Rule, project: Project | Change, values: Mapping[str, FloatArray]) -> FloatArray | None:
    """From -1 to 1 in each draw; None where the answer is unknown."""
    if rule.roster:
        there = _people_there(rule, project)
        return None if there is None else _ramped(rule, np.full((1, 1), there))
    if rule.quantity:
        known = not bool(np.any(np.isnan(values[rule.quantity]))) and _is_told(rule.quantity, project)
        return _ramped(rule, values[rule.quantity]) if known else None
    path = rule.answer or ""
    answer = project.answer(path)
    if answer is None or (answer == "not_tried"):
        return None
    if rule.ramp:
        return _ramped(rule, _drawn(path, answer, values))
    if isinstance(answer, Range):
        return _on_scale(path, rule.levels, answer, values)
    key = _key(project, path)
    return np.full((1, 1), rule.levels[key]) if key in rule.levels else np.zeros((1, 1))


def _people_there(rule: Rule, project: Project | Change) -> float | None:
    """Full-time equivalents in the roles that a rule looks at; None where the roster is unknown."""
    members = cast("tuple[Member, ...] | None", project.answer("team.people"))
    return None if members is None else sum(member.share for member in members if member.role in rule.roster)


QUANTITY_ANSWERS = {
    "queries_per_month": (("traffic.queries_per_day",), ("traffic.users", "traffic.queries_per_user_day")),
    "quality_gap": (("task.measured_quality",),),
}
"""The answers without which a quantity is a mere assumption: any of the tuples must be answered whole."""


def _is_told(quantity: str, project: Project | Change) -> bool:
    return any(all(project.answer(path) is not None for path in paths) for paths in QUANTITY_ANSWERS[quantity])


def _drawn(path: str, answer: Answer, values: Mapping[str, FloatArray]) -> FloatArray:
    name = DRAWN_NAMES.get(path, path)
    if name in values:
        return values[name]
    assert isinstance(answer, Range)
    return np.full((1, 1), answer.middle)


def _ramped(rule: Rule, value: FloatArray) -> FloatArray:
    assert rule.ramp is not None
    return ramp_strength(rule.ramp, value)


def ramp_strength(ramp: Ramp, value: FloatArray) -> FloatArray:
    """Strength of a number on a ramp; a ramp may fall from `from` to `to`."""
    start, to = ramp.start, ramp.to
    if ramp.scale == "log":
        value = np.log(np.maximum(value, 1e-9))
        start, to = np.log(start), np.log(to)
    share = np.clip((value - start) / (to - start), 0, 1)
    strength: FloatArray = ramp.low + share * (ramp.high - ramp.low)
    return strength


def _on_scale(path: str, levels: dict[str, float], answer: Range, values: Mapping[str, FloatArray]) -> FloatArray:
    """Strength of an answer on a scale; between two named levels, in proportion."""
    known = [(option.value, levels[option.key]) for option in QUESTIONS[path].options if option.key in levels]
    places, strengths = zip(*known, strict=True)
    value = _drawn(path, answer, values)
    return np.interp(value, places, strengths)


def _scaling(rule: Rule, project: Project | Change) -> float:
    if rule.scaled_by is None:
        return 1.0
    answer = project.answer(rule.scaled_by.answer)
    if not isinstance(answer, Range):
        return rule.scaled_by.unknown
    options = QUESTIONS[rule.scaled_by.answer].options
    places = [option.value for option in options]
    factors = [rule.scaled_by.levels[option.key] for option in options]
    return float(np.interp(answer.middle, places, factors))
