"""Several people's estimates as one: the linear opinion pool, each of the same weight.

The pool is the mixture of everybody's own distribution: a future is as likely as it is in the mean of all minds, so
that a disagreement stays visible as width (Stone 1961, "The opinion pool", Annals of Mathematical Statistics 32;
Clemen and Winkler 1999, "Combining probability distributions from experts in risk analysis", Risk Analysis 19). Equal
weights, as there are no questions with known answers to weigh people by.

A person's low, likely and high are read as the tenth, fiftieth and ninetieth percentile. Between and beyond them each
half is normal, with a width of its own: in logarithms for amounts, in log-odds for shares, as answers are drawn
(`advisor.inputs`); in the value itself for days, and where the low end is 0 or less, or a share's high end is 1.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import NormalDist

from advisor.distributions import HIGH, LOW
from advisor.language import rounded
from advisor.questions import Kind, Question

STANDARD = NormalDist()
TAIL = STANDARD.inv_cdf(HIGH)
FEWEST_FOR_AN_OUTLIER = 3
WHOLE_FROM = 10

Scale = Callable[[float], float]


@dataclass(frozen=True)
class Amounts:
    """A number or a day (its ordinal) with doubt: the tenth, fiftieth and ninetieth percentile."""

    low: float
    likely: float
    high: float


@dataclass(frozen=True)
class Chosen:
    """One option, by its key; yes and no are options too."""

    option: str


@dataclass(frozen=True)
class Shares:
    """How large a share chose each option, the most chosen first."""

    of: tuple[tuple[str, float], ...]

    @property
    def most_chosen(self) -> str | None:
        """The option that more chose than any other; None where two are alike."""
        alone = len(self.of) == 1 or self.of[0][1] > self.of[1][1]
        return self.of[0][0] if alone else None


Opinion = Amounts | Chosen
Pool = Amounts | Shares


def pooled(question: Question, opinions: Sequence[Opinion]) -> Pool:
    """What all say together; opinions on one question are of one kind, and there is at least one."""
    amounts = [opinion for opinion in opinions if isinstance(opinion, Amounts)]
    if amounts:
        return Amounts(
            _quantile(question, amounts, LOW, [person.low for person in amounts]),
            _quantile(question, amounts, 1 / 2, [person.likely for person in amounts]),
            _quantile(question, amounts, HIGH, [person.high for person in amounts]),
        )
    counts = Counter(opinion.option for opinion in opinions if isinstance(opinion, Chosen))
    order = sorted(counts, key=lambda option: (-counts[option], option))
    return Shares(tuple((option, counts[option] / len(opinions)) for option in order))


def share_below(question: Question, person: Amounts, value: float) -> float:
    """How likely somebody holds it that the amount is at most this."""
    scale = scale_of(question, person)
    end = person.low if value < person.likely else person.high
    middle = scale(person.likely)
    width = abs(scale(end) - middle)
    if not width:
        return float(value >= person.likely)
    return STANDARD.cdf(TAIL * (scale(value) - middle) / width)


def outlier(question: Question, opinions: Sequence[Opinion], pool: Pool) -> int | None:
    """The place of who is farthest from what all say together; None among fewer than three or where nobody stands out.

    Among options it is who alone chose another one than most did.
    """
    if len(opinions) < FEWEST_FOR_AN_OUTLIER:
        return None
    if isinstance(pool, Shares):
        if pool.most_chosen is None or [share * len(opinions) for _, share in pool.of[1:]] != [1.0]:
            return None
        return opinions.index(Chosen(pool.of[1][0]))
    likely = [opinion.likely for opinion in opinions if isinstance(opinion, Amounts)]
    scale = scale_of(question, Amounts(min(likely), pool.likely, max(likely)))
    away = [abs(scale(value) - scale(pool.likely)) for value in likely]
    farthest = max(away)
    return away.index(farthest) if farthest > 0 and away.count(farthest) == 1 else None


def default_answer(question: Question, opinions: Sequence[Opinion], pool: Pool) -> Opinion | None:
    """What to agree on where nobody says otherwise; None where as many chose one option as another.

    Where people differ, amounts have three significant digits at most: a pool knows no more.
    """
    if isinstance(pool, Shares):
        return Chosen(pool.most_chosen) if pool.most_chosen else None
    if len(set(opinions)) == 1:
        return pool
    if question.kind is Kind.DAY:
        return Amounts(*(float(round(day)) for day in (pool.low, pool.likely, pool.high)))
    return legible(pool)


def legible(pool: Amounts) -> Amounts:
    """Computed amounts with three significant digits; ten and more are whole, as people and documents are."""
    return Amounts(*(rounded(value, 0 if abs(value) >= WHOLE_FROM else None)
                     for value in (pool.low, pool.likely, pool.high)))  # fmt: skip


def scale_of(question: Question, amounts: Amounts) -> Scale:
    """In what an amount is normally distributed."""
    if question.kind is not Kind.NUMBER or amounts.low <= 0:
        return float
    if question.unit != "share" or question.highest > 1:
        return _log
    return _log_odds if amounts.high < 1 else float


def _quantile(question: Question, people: Sequence[Amounts], share: float, own: Sequence[float]) -> float:
    """The quantile of the mixture: it lies between those of its parts, and is halved in until no number is between."""

    def reaches(value: float) -> bool:
        return math.fsum(share_below(question, person, value) for person in people) >= share * len(people)

    low, high = min(own), max(own)
    if reaches(low):
        return low
    while low < (middle := low + (high - low) / 2) < high:
        low, high = (low, middle) if reaches(middle) else (middle, high)
    return high


def _log(value: float) -> float:
    return math.log(value) if value > 0 else -math.inf


def _log_odds(value: float) -> float:
    if value <= 0 or value >= 1:
        return -math.inf if value <= 0 else math.inf
    return math.log(value / (1 - value))
