"""What matters: which uncertain answers and figures drive the cost, and which the choice."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from advisor.decision.futures import Futures
from advisor.decision.learning import drivers
from advisor.decision.stakes import Stakes
from advisor.distributions import HIGH, LOW
from advisor.inputs import ANSWERS, SCALES
from advisor.language import N_, Text, text
from advisor.units import FloatArray

DRAWN_FOR_ALL_WAYS = {
    "effort_draw": N_("Work that it takes"),
    "salary_draw": N_("Pay of the people"),
    "quality_draw": N_("Quality of the plain model"),
}
"""Where these fall between low and high is drawn once for all ways."""
MOST = 8
LEAST_DOUBT = 0.05
"""Where one way is best in nearly all futures, nothing decides."""


@dataclass(frozen=True)
class Uncertain:
    """Something that differs between futures: an answer given as a range or not at all, or a cited range."""

    name: str
    path: str | None
    meaning: Text
    drawn: FloatArray


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


def uncertain_things(futures: Futures) -> tuple[Uncertain, ...]:
    """All that differs between futures, answers first."""
    paths = {name: source.path for name, source in ANSWERS.items()} | {path: path for path in SCALES}
    names = [*paths, *DRAWN_FOR_ALL_WAYS, *futures.catalogue.parameters]
    found = {}
    for name in names:
        drawn = futures.figures[name]
        if drawn.shape == (1, futures.draws) and np.ptp(drawn) > 0:
            label = DRAWN_FOR_ALL_WAYS.get(name)
            meaning = text(label) if label else futures.sources[name].meaning
            found[name] = Uncertain(name, paths.get(name), meaning, drawn[0])
    return tuple(found.values())


def drives(things: tuple[Uncertain, ...], outcome: FloatArray) -> tuple[Influence, ...]:
    """What moves a figure, (draws,), most: the furthest first; nothing where the figure is unknown."""
    if not things or np.isnan(outcome).any():
        return ()
    mean = float(np.mean(outcome))
    found = []
    for driver in drivers(_drawn(things), outcome[None], (LOW, HIGH), MOST):
        low, high = np.quantile(things[driver.input].drawn, [LOW, HIGH]).tolist()
        at_low, at_high = (mean + driver.ends[0]).tolist()
        found.append(Influence(things[driver.input], driver.share, low, high, at_low, at_high))
    return tuple(sorted(found, key=lambda influence: -influence.swing))


def drives_choice(things: tuple[Uncertain, ...], stakes: Stakes) -> tuple[tuple[Uncertain, float], ...]:
    """What decides which way is best, by its share of the variance, strongest first; nothing where nothing is open."""
    expected = stakes.expected
    if not things or 1 - expected.mean(axis=1).max() < LEAST_DOUBT:
        return ()
    found = drivers(_drawn(things), expected, (LOW, HIGH), MOST)
    return tuple((things[driver.input], driver.share) for driver in found)


def _drawn(things: tuple[Uncertain, ...]) -> FloatArray:
    return np.stack([thing.drawn for thing in things])
