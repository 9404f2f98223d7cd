"""What matters: which uncertain answers and figures drive the cost, and which the choice."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from advisor.catalogue import Catalogue
from advisor.decision.futures import Futures
from advisor.decision.learning import Known, by_quantile, by_value, drivers
from advisor.decision.stakes import Stakes
from advisor.distributions import HIGH, LOW
from advisor.inputs import ANSWERS, SCALES, drawn_names, quantiles
from advisor.language import N_, Text, text
from advisor.project import QUESTIONS
from advisor.questions import Kind
from advisor.units import FloatArray

DRAWN_FOR_ALL_WAYS = {
    "effort_draw": N_("Work that it takes"),
    "salary_draw": N_("Pay of the people"),
    "quality_draw": N_("Quality of the plain model"),
}
"""Where these fall between low and high is drawn once for all ways."""
MOST = 8
LEARNED_FROM = 2048
"""Futures that effects are read from, the first ones: more would not show in the digits that are told."""
LEAST_DOUBT = 0.05
"""Where one way is best in nearly all futures, nothing decides."""


@dataclass(frozen=True, eq=False)
class Uncertain:
    """Something that differs between futures: an answer given as a range or not at all, or a cited range."""

    name: str
    path: str | None
    meaning: Text

    @property
    def is_of_few_values(self) -> bool:
        """Whether it is a yes or no."""
        return self.path is not None and QUESTIONS[self.path].kind is Kind.FLAG


@dataclass(frozen=True)
class Influence:
    """How far one uncertain thing moves a figure.

    `share` is the part of the figure's variance that it explains. `at_low` and `at_high` are what is expected of the
    figure where the thing takes `low` and `high`, below and above which a tenth of the futures lie.
    """

    uncertain: Uncertain
    share: float
    low: float
    high: float
    at_low: float
    at_high: float

    @property
    def swing(self) -> float:
        """How far the figure moves from one end to the other."""
        return abs(self.at_high - self.at_low)


@dataclass(frozen=True, eq=False)
class Things:
    """All that differs between the futures of a project, answers first, and how it is drawn, (things, futures)."""

    catalogue: Catalogue
    draws: int
    all: tuple[Uncertain, ...]
    drawn: FloatArray


def uncertain_things(futures: Futures) -> Things:
    """All that differs between futures, answers first."""
    paths = {name: source.path for name, source in ANSWERS.items()} | {path: path for path in SCALES}
    names = [*paths, *DRAWN_FOR_ALL_WAYS, *futures.catalogue.parameters]
    found, values = [], [np.empty((0, min(futures.draws, LEARNED_FROM)))]
    for name in names:
        drawn = futures.figures[name]
        if drawn.shape == (1, futures.draws) and np.ptp(drawn) > 0:
            label = DRAWN_FOR_ALL_WAYS.get(name)
            meaning = text(label) if label else futures.sources[name].meaning
            found.append(Uncertain(name, paths.get(name), meaning))
            values.append(drawn[:, :LEARNED_FROM])
    return Things(futures.catalogue, futures.draws, tuple(found), np.concatenate(values))


def drives(things: Things, outcome: FloatArray) -> tuple[Influence, ...]:
    """What moves a figure, (draws,), most: the furthest first; nothing where the figure is unknown."""
    if not things.all or np.isnan(outcome).any():
        return ()
    mean = float(np.mean(outcome))
    found = []
    for driver in drivers(known(things), outcome[None, :LEARNED_FROM], (LOW, HIGH), MOST):
        thing = things.all[driver.input]
        low, high = np.quantile(things.drawn[driver.input], [LOW, HIGH]).tolist()
        at_low, at_high = (mean + driver.ends[0]).tolist()
        found.append(Influence(thing, driver.share, low, high, at_low, at_high))
    return tuple(sorted(found, key=lambda influence: -influence.swing))


def drives_choice(things: Things, stakes: Stakes) -> tuple[tuple[Uncertain, float], ...]:
    """What decides which way is best, by its share of the variance, strongest first; nothing where nothing is open."""
    expected = stakes.expected
    if not things.all or 1 - expected.mean(axis=1).max() < LEAST_DOUBT:
        return ()
    found = drivers(known(things), expected[:, :LEARNED_FROM], (LOW, HIGH), MOST)
    return tuple((things.all[driver.input], driver.share) for driver in found)


@lru_cache(maxsize=2)
def known(things: Things) -> Known:
    """The things, ready to be learned from: kept, because the same things are looked at for several outcomes.

    What is drawn evenly along its quantile stands in the order of that quantile, which needs no sorting.
    """
    few = [position for position, thing in enumerate(things.all) if thing.is_of_few_values]
    everything = _by_quantile(things.catalogue, things.draws)
    names = drawn_names(things.catalogue)
    found = everything.of([names.index(thing.name) for thing in things.all])
    if few:
        found.basis[few] = by_value(things.drawn[few]).basis
    return found


@lru_cache(maxsize=2)
def _by_quantile(catalogue: Catalogue, draws: int) -> Known:
    return by_quantile(np.concatenate(list(quantiles(catalogue, draws).values()))[:, :LEARNED_FROM])
