"""The team's own exchange rates, in the place of the catalogue's dated ones."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from functools import lru_cache
from typing import Annotated, Any

from pydantic import BeforeValidator

from advisor.catalogue import Catalogue
from advisor.language import text
from advisor.project import QUESTIONS
from advisor.questions import Kind, Question, Range
from advisor.reading import near_names, shown, wrong

DOLLAR = "USD"
RATE = Question(Kind.NUMBER, "", "", lowest=1e-4, highest=1e7, unit="count")


def _currency(given: Any) -> str:
    known = [option.key for option in QUESTIONS["money.currency"].options if option.key != DOLLAR]
    if given not in known:
        raise wrong(text("{given} is not known; {hint}", given=shown(given), hint=near_names(given, known)))
    return str(given)


def _rate(given: Any) -> float:
    found = RATE.parse(given)
    if not isinstance(found, Range) or found.low != found.high:
        raise wrong(text("Give one number: how much of the currency a US dollar is worth"))
    return found.low


OwnCurrency = Annotated[str, BeforeValidator(_currency)]
OwnRate = Annotated[float, BeforeValidator(_rate)]


def with_own_rates(catalogue: Catalogue, rates: Mapping[str, float]) -> Catalogue:
    """The catalogue with a project's own rates, in units of the currency for one US dollar; the same one for none."""
    return _with_own_rates(catalogue, tuple(rates.items())) if rates else catalogue


@lru_cache(maxsize=8)
def _with_own_rates(catalogue: Catalogue, rates: tuple[tuple[str, float], ...]) -> Catalogue:
    own, dollars_per_euro = dict(rates), 1 / catalogue.currency_rate("EUR")
    rows = tuple(
        row.model_copy(update={"units_per_euro": own[row.currency] * dollars_per_euro}) if row.currency in own else row
        for row in catalogue.currency_rates
    )
    return dataclasses.replace(catalogue, currency_rates=rows)
