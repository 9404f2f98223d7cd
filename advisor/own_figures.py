"""What a team puts in the place of published figures: its own prices of models, and its own trials of the ways."""

from __future__ import annotations

from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, model_validator

from advisor.language import text
from advisor.project import ROLES
from advisor.questions import Answer, Kind, Question, Range
from advisor.reading import near_names, shown, wrong

TRIED_WAYS = ("prompt", "rag", "finetune", "hybrid")
_COUNT = Question(Kind.NUMBER, "", "", lowest=0, highest=1e6, unit="count")
_PRICE = Question(Kind.NUMBER, "", "", lowest=0, highest=1e6, unit="USD/Mtok")


PAY = Question(Kind.NUMBER, "", "", lowest=1, highest=1e10, unit="USD/year", money=True)


def _price(given: Any) -> Answer:
    return _PRICE.parse(given)


def _role(given: Any) -> str:
    known = [option.key for option in ROLES]
    if given not in known:
        raise wrong(text("{given} is not known; {hint}", given=shown(given), hint=near_names(given, known)))
    return str(given)


def _pay(given: Any) -> Range:
    pay = PAY.parse(given)
    if not isinstance(pay, Range):
        raise wrong(text("Give a number, or leave it out"))
    return pay


OwnPrice = Annotated[Range, BeforeValidator(_price)]
PaidRole = Annotated[str, BeforeValidator(_role)]
OwnPay = Annotated[Range, BeforeValidator(_pay)]
"""Gross pay a year, in the project's currency."""


class Price(BaseModel):
    """The team's own price for a model's API, in US dollars a million tokens."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)

    usd_per_million_input_tokens: OwnPrice
    usd_per_million_output_tokens: OwnPrice
    usd_per_million_cached_input_tokens: OwnPrice | None = None


def _way(given: Any) -> str:
    if given not in TRIED_WAYS:
        ways = ", ".join(TRIED_WAYS)
        raise wrong(text("{way} is none of the ways; they are {ways}", way=shown(given), ways=ways))
    return str(given)


def _count(given: Any) -> int:
    found = _COUNT.parse(given)
    if not isinstance(found, Range) or found.low != found.high or found.low != int(found.low):
        raise wrong(text("{given} is no whole number; give how many there were", given=shown(given)))
    return int(found.low)


TriedWay = Annotated[str, BeforeValidator(_way)]
Tally = Annotated[int, BeforeValidator(_count)]


class Evaluation(BaseModel):
    """A trial of one way: how many of the team's own test questions it was asked, and how many answers were good."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    questions: Tally
    good: Tally

    @model_validator(mode="after")
    def _no_more_good_than_asked(self) -> Self:
        if self.questions < 1:
            raise wrong(text("A trial has at least one question; leave the way out if it was not tried"))
        if self.good > self.questions:
            raise wrong(
                text(
                    "{good} good answers of {questions} questions cannot be; good is at most questions",
                    good=self.good, questions=self.questions,
                )
            )  # fmt: skip
        return self

    @property
    def share(self) -> float:
        """The share of good answers."""
        return self.good / self.questions
