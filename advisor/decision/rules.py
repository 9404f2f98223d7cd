"""The rules, as data: which answer speaks how strongly for which need, in both languages, with its source."""

from __future__ import annotations

from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from advisor.language import Bilingual
from advisor.project import QUESTIONS

RULES_FOLDER = Path(__file__).resolve().parents[2] / "data" / "rules"

Strength = float


class RulesError(ValueError):
    """Rules that cannot be used, with all their faults."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Sentence(_Strict):
    """A reason, in both languages."""

    en: str = Field(min_length=1)
    es: str = Field(min_length=1)

    def said(self) -> Bilingual:
        """The sentence, ready to be shown."""
        return Bilingual(self.en, self.es)


class Ramp(_Strict):
    """Strength over a number: `low` at `start`, `high` at `to`, between them in proportion, beyond them constant."""

    start: float = Field(alias="from")
    to: float
    scale: Literal["linear", "log"]
    low: Strength = Field(ge=-1, le=1)
    high: Strength = Field(ge=-1, le=1)


def _levels(given: Any) -> Any:
    """Answers yes and no are written as they are in a project file: true and false."""
    if not isinstance(given, dict):
        return given
    return {str(key).lower() if isinstance(key, bool) else key: value for key, value in given.items()}


class Scaling(_Strict):
    """How another answer makes a rule weaker or stronger."""

    answer: str
    levels: dict[str, float]
    unknown: float


class Rule(_Strict):
    """One rule. What it looks at is an answer, a quantity of the model or some roles of the roster."""

    id: str = Field(pattern="^[a-z_]+$")
    axis: Literal["knowledge", "behaviour"]
    answer: str | None = None
    quantity: str | None = None
    roster: tuple[str, ...] = ()
    levels: dict[str, Strength] = {}
    ramp: Ramp | None = None
    weight: float = Field(gt=0, le=5)
    unless: dict[str, tuple[str, ...]] = {}
    only_if_unknown: str | None = None
    scaled_by: Scaling | None = None
    for_: Sentence = Field(alias="for")
    against: Sentence
    source: str = Field(min_length=10)

    def __hash__(self) -> int:
        """Rules are told apart by their name."""
        return hash(self.id)

    @cached_property
    def paths(self) -> frozenset[str]:
        """Every question that the rule looks at."""
        looked_at = {self.answer, self.only_if_unknown, self.scaled_by.answer if self.scaled_by else None, *self.unless}
        return frozenset(path for path in looked_at if path is not None)

    @field_validator("levels", mode="before")
    @classmethod
    def _written_levels(cls, given: Any) -> Any:
        return _levels(given)

    @model_validator(mode="after")
    def _looks_at_one_thing(self) -> Rule:
        looked_at = [self.answer is not None, self.quantity is not None, bool(self.roster)]
        if sum(looked_at) != 1:
            raise ValueError("a rule looks at one of answer, quantity or roster")
        if bool(self.levels) == (self.ramp is not None):
            raise ValueError("a rule has either levels or a ramp")
        unknown = sorted(path for path in self.paths if path not in QUESTIONS)
        if unknown:
            raise ValueError(f"no such question: {', '.join(unknown)}")
        named = [(path, keys) for path, keys in self.unless.items()]
        named += [(self.answer, tuple(self.levels))] if self.answer else []
        named += [(self.scaled_by.answer, tuple(self.scaled_by.levels))] if self.scaled_by else []
        named += [("team.people", self.roster)]
        for path, keys in named:
            stray = set(keys) - ({option.key for option in QUESTIONS[path].options} or {"true", "false"})
            if stray:
                raise ValueError(f"{path} has no answer {', '.join(sorted(stray))}")
        return self


@lru_cache(maxsize=4)
def load_rules(folder: Path = RULES_FOLDER) -> tuple[Rule, ...]:
    """All rules of the folder's files.

    Raises:
        RulesError: with all faults of all files.
    """
    faults: list[str] = []
    rules: list[Rule] = []
    for path in sorted(folder.glob("*.yaml")):
        for position, given in enumerate(yaml.safe_load(path.read_text(encoding="utf-8")) or [], start=1):
            try:
                rules.append(Rule.model_validate(given))
            except ValidationError as error:
                faults += [
                    f"{path.name}, rule {position}, {'.'.join(map(str, detail['loc'])) or 'whole'}: {detail['msg']}"
                    for detail in error.errors()
                ]
    names = [rule.id for rule in rules]
    faults += [f"two rules are called {name}" for name in sorted({name for name in names if names.count(name) > 1})]
    if faults:
        raise RulesError("\n".join(faults))
    return tuple(rules)
