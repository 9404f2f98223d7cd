"""Where the choice turns: the chance of each way along the values of one answer, everything else as it is.

All values are computed in one pass, each in the first few of the simulated futures. The alternatives are those that
come so far at either end of the values, besides those of the project as it stands.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from advisor.alternatives import WAYS, Alternatives, Way
from advisor.decision.conditions import Situation
from advisor.decision.futures import (
    Futures,
    assess_drawn,
    cases_of,
    everything_for,
    finalists_of,
    project_inputs,
    row_inputs,
    screen,
)
from advisor.decision.gates import close
from advisor.decision.needs import DRAWN_NAMES, Needs
from advisor.decision.ranking import rank
from advisor.figures import Figures
from advisor.inputs import Inputs
from advisor.project import QUESTIONS
from advisor.project_file import Project
from advisor.questions import Range
from advisor.units import FloatArray

FUTURES_EACH = 32
STEPS = 13
REACH = 30
"""How far the values go below and above the answer, as a factor."""
MOST = 3
LEAST_MOVE = 0.05
QUESTIONS_THAT_TURN = (
    ("traffic.queries_per_day", "traffic.users"),
    ("examples.labelled",),
    ("money.one_off_budget",),
    ("money.monthly_budget",),
    ("traffic.answer_seconds",),
    ("knowledge.tokens", "knowledge.documents"),
    ("money.good_answer_value",),
    ("task.measured_quality",),
)  # fmt: skip
"""Amounts that a choice may turn on; of several for one thing, the first that is answered."""


@dataclass(frozen=True)
class Turn:
    """A value of the answer at which another way becomes best."""

    value: float
    below: Way
    above: Way


@dataclass(frozen=True)
class Turning:
    """The chance of each way, (ways, values), along the values of one answer, and where the best one changes."""

    path: str
    now: float
    values: FloatArray
    chances: FloatArray

    @property
    def turns(self) -> tuple[Turn, ...]:
        """Every value at which another way becomes best, from low to high."""
        best = np.argmax(self.chances, axis=0)
        return tuple(
            Turn(self._crossing(place, int(before), int(after)), WAYS[before], WAYS[after])
            for place, (before, after) in enumerate(pairwise(best))
            if before != after
        )

    @property
    def nearest(self) -> tuple[Turn, ...]:
        """The turn next below the present answer and the one next above it, where there are such."""
        below = [turn for turn in self.turns if turn.value <= self.now]
        above = [turn for turn in self.turns if turn.value > self.now]
        return (*below[-1:], *above[:1])

    @property
    def moves(self) -> float:
        """How far the chance of any way moves at most."""
        return float(np.ptp(self.chances, axis=1).max())

    def _crossing(self, place: int, before: int, after: int) -> float:
        """Where two ways are equally likely between two values, in proportion on a logarithmic scale."""
        lead, behind = self.chances[before, place : place + 2] - self.chances[after, place : place + 2]
        low, high = np.log(self.values[place : place + 2])
        return float(np.exp(low + (high - low) * lead / (lead - behind)))


def turnings(futures: Futures) -> tuple[Turning, ...]:
    """The amounts along which the choice moves most: those that turn it first, then those that move a chance."""
    values = {path: _values(futures, path) for path in _paths(futures.project)}
    found = [along(futures, path, of_path) for path, of_path in values.items() if of_path.size]
    moving = [turning for turning in found if turning.moves > LEAST_MOVE]
    return tuple(sorted(moving, key=lambda turning: (not turning.turns, -turning.moves))[:MOST])


def _paths(project: Project) -> list[str]:
    return [next((p for p in paths if project.answer(p) is not None), paths[-1]) for paths in QUESTIONS_THAT_TURN]


def _values(futures: Futures, path: str) -> FloatArray:
    """The values to look at, from far below the answer to far above; none where there is nothing to start from."""
    question, now = QUESTIONS[path], _now(futures, path)
    if not 0 < now < np.inf:
        return np.empty(0)
    if question.unit == "share":
        return np.linspace(1, STEPS, STEPS) / (STEPS + 1)
    lowest, highest = max(question.lowest, now / REACH), min(question.highest, now * REACH)
    return np.geomspace(lowest, highest, STEPS)


def _now(futures: Futures, path: str) -> float:
    """The answer, or what is assumed; for a limit that nobody gave, what the best way costs or takes."""
    answer = futures.project.answer(path)
    if isinstance(answer, Range):
        return answer.middle
    assumed = QUESTIONS[path].assumed
    if assumed is not None:
        return assumed.mode
    best = int(np.argmax(futures.ranking.wins))
    stands_for = {"money.one_off_budget": "launch_cost", "money.monthly_budget": "first_month_cost"}.get(path)
    return float(np.mean(futures.figures[stands_for][best])) * _per_usd(futures) if stands_for else np.inf


def _per_usd(futures: Futures) -> float:
    return futures.catalogue.currency_rate(futures.project.money.currency or "USD")


def along(futures: Futures, path: str, values: FloatArray) -> Turning:
    """The chance of each way at each value of an answer."""
    project = futures.project.with_answer(path, float(values[len(values) // 2]))
    inputs = _inputs_along(futures, project, path, values)
    needs = assess_drawn(project, inputs.values)
    rows = _rows(futures, path, values)
    own = _repeated(row_inputs(rows, project, _drawn(futures, project), futures.draws), futures, len(values))
    figures = Figures(inputs.values | own.values | rows.columns | needs.draws(inputs.values))
    situation = Situation(project, rows, figures, futures.start)
    closed = close(situation, (len(rows), FUTURES_EACH * len(values)))
    ranking = rank(rows, tuple(cases_of(situation, closed, needs, deals=1)))
    won = (ranking.winners[None] == np.arange(len(WAYS))[:, None, None]) * ranking.likelihood
    chances = won.sum(axis=1).reshape(len(WAYS), len(values), FUTURES_EACH).mean(axis=2)
    return Turning(path, _now(futures, path), values, chances)


def _drawn(futures: Futures, project: Project) -> Inputs:
    return project_inputs(project, futures.catalogue, futures.draws, futures.months)


def _inputs_along(futures: Futures, project: Project, path: str, values: FloatArray) -> Inputs:
    """The project's inputs in the first futures, over again for each value, with the value in its place."""
    repeated = _repeated(_drawn(futures, project), futures, len(values))
    scale = 1 / _per_usd(futures) if QUESTIONS[path].money else 1.0
    given = {DRAWN_NAMES[path]: np.repeat(values * scale, FUTURES_EACH)[None]}
    return Inputs(repeated.values | given, repeated.sources)


def _repeated(inputs: Inputs, futures: Futures, times: int) -> Inputs:
    """The first futures of every input that differs between them, one set after another."""

    def again(value: FloatArray) -> FloatArray:
        if value.shape[1:2] != (futures.draws,):
            return value
        return np.concatenate([value[:, :FUTURES_EACH]] * times, axis=1)

    return Inputs({name: again(value) for name, value in inputs.values.items()}, inputs.sources)


def _rows(futures: Futures, path: str, values: FloatArray) -> Alternatives:
    """What comes so far now, or at the lowest or the highest value."""
    ends = [futures.project.with_answer(path, float(value)) for value in values[[0, -1]]]
    finalists = [futures.alternatives, *(_finalists_at(futures, end) for end in ends)]
    wanted = {pair for rows in finalists for pair in zip(rows.lever.tolist(), rows.serving.tolist(), strict=True)}
    everything = everything_for(futures.project, futures.catalogue)
    places = [pair in wanted for pair in zip(everything.lever.tolist(), everything.serving.tolist(), strict=True)]
    return everything.take(np.flatnonzero(places))


def _finalists_at(futures: Futures, project: Project) -> Alternatives:
    middle = project_inputs(project, futures.catalogue, 1, futures.months)
    needs: Needs = assess_drawn(project, middle.values)
    return finalists_of(screen(project, everything_for(project, futures.catalogue), needs))
