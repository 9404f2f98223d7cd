"""What to find out first: how much better the choice is expected to be once something is known.

The expected value of perfect information on one question (EVPPI) and of a proof of concept with some evaluated
questions (EVSI): Raiffa and Schlaifer 1961, "Applied Statistical Decision Theory". In chances of choosing right, and in
money where a good answer has a value. Each is the value of that one thing alone: values do not add up.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from advisor.alternatives import Way
from advisor.decision.changes import OtherAnswers, likelihood_of
from advisor.decision.futures import CORNERS, Futures
from advisor.decision.influence import LEARNED_FROM, Things, known
from advisor.decision.learning import gain_of_knowing
from advisor.decision.stakes import Stakes
from advisor.inputs import SEED
from advisor.units import FloatArray

FEWEST_CHANCES = 0.005
OUTCOMES = 4
TRIALS = 256
FUTURES_OF_TRIALS = 512
"""States of the world that trials are drawn from: the first futures, each in all corners."""


@dataclass(frozen=True)
class ToMeasure:
    """A question whose answer is open or a range, and what knowing it is worth.

    `gain` is how much more often the choice would be right; `worth_usd` what that is worth in the mean, in US dollars
    over the horizon, or None where nobody said what a good answer is worth.
    """

    path: str
    gain: float
    worth_usd: float | None


@dataclass(frozen=True)
class ProofOfConcept:
    """A try of one way with some evaluated questions, and what its result is worth before it is known."""

    way: Way
    questions: int
    gain: float
    worth_usd: float | None


def to_measure(things: Things, others: OtherAnswers, choices: Stakes, money: Stakes | None) -> tuple[ToMeasure, ...]:
    """The questions worth finding out before the choice is made, the most telling first."""
    gains = _gains(things, others, choices)
    worth = _gains(things, others, money) if money else {}
    found = [ToMeasure(path, gain, worth.get(path) if money else None) for path, gain in gains.items()]
    telling = [measure for measure in found if measure.gain > FEWEST_CHANCES]
    return tuple(sorted(telling, key=lambda measure: (-measure.gain, -(measure.worth_usd or 0))))


def _gains(things: Things, others: OtherAnswers, stakes: Stakes) -> dict[str, float]:
    """By question: what knowing it brings, as a draw of the futures or as an answer that the rules lack."""
    asked = {position: thing.path for position, thing in enumerate(things.all) if thing.path}
    earned = stakes.expected[:, :LEARNED_FROM]
    drawn = gain_of_knowing(known(things).of(list(asked)), earned) if asked else ()
    gains = _gains_of_answers(others, stakes)
    for path, gain in zip(asked.values(), drawn, strict=True):
        gains[path] = max(float(gain), gains.get(path, 0.0))
    return gains


def _gains_of_answers(others: OtherAnswers, stakes: Stakes) -> dict[str, float]:
    """By unanswered question: the best choice after each possible answer, against the best one without it."""
    earned = others.earned(stakes)
    gains = {}
    for path in dict.fromkeys(change.path for change in others.changes if change.project.answer(change.path) is None):
        of_path = [position for position, change in enumerate(others.changes) if change.path == path]
        likelihood = likelihood_of(path, [others.changes[position].given for position in of_path])
        after = earned[of_path]
        gains[path] = float(likelihood @ after.max(axis=1) - (likelihood @ after).max())
    return gains


def proof_of_concept(
    futures: Futures, way: Way, row: int, questions: int, choices: Stakes, money: Stakes | None
) -> ProofOfConcept:
    """What trying one way with some evaluated questions is worth, where failures are read and sorted by their cause."""
    log_chance = np.log(_outcome_chances(futures, row))[..., :FUTURES_OF_TRIALS].reshape(OUTCOMES, -1)
    earned = np.stack([_flat(stakes) for stakes in (choices, money) if stakes])
    likelihood = choices.likelihood[:, :FUTURES_OF_TRIALS].ravel()
    gain, *worth = gains_of_trial(log_chance, likelihood, earned, questions).tolist()
    return ProofOfConcept(way, questions, gain, worth[0] if worth else None)


def _flat(stakes: Stakes) -> FloatArray:
    """What each way earns in each corner of each draw, (ways, corners x draws)."""
    first = stakes.by_corner[..., :FUTURES_OF_TRIALS]
    return first.swapaxes(0, 1).reshape(first.shape[1], -1)


def _outcome_chances(futures: Futures, row: int) -> FloatArray:
    """The chance that one answer is good, lacks facts, lacks behaviour or fails otherwise, (4, corners, draws).

    A failure is of a kind that is lacking, and that this row does not bring, with greater odds than of one that is not.
    """
    values = futures.figures
    brings = (values["brings_knowledge"][row, 0], values["tuning"][row, 0])
    chances = []
    for corner in CORNERS:
        good = np.clip(_share_of(futures, corner, row), 1e-6, 1 - 1e-6)
        unmet = [lacking and not brought for lacking, brought in zip(corner, brings, strict=True)]
        odds = [values["failure_odds_lacking" if lack else "failure_odds_not_lacking"][0] for lack in unmet]
        facts, behaviour = (np.broadcast_to(odd, good.shape) for odd in odds)
        failing = (1 - good) / (1 + facts + behaviour)
        chances.append(np.stack([good, failing * facts, failing * behaviour, failing]))
    return np.stack(chances, axis=1)


def _share_of(futures: Futures, corner: tuple[int, int], row: int) -> FloatArray:
    """The share of good answers of one row in one corner, (draws,)."""
    figures = next(case.figures for case in futures.cases if case.corner == corner)
    return np.broadcast_to(figures["good_answer_share"], (len(futures.alternatives), futures.draws))[row]


def gains_of_trial(log_chance: FloatArray, weight: FloatArray, earned: FloatArray, questions: int) -> FloatArray:
    """How much more the best choice earns after a trial of some questions than now, (stakes,).

    `log_chance`, (outcomes, states), is that of each outcome of one question in each state of the world; `weight`,
    (states,), how likely each state is; `earned`, (stakes, ways, states). Trials are drawn from the states; after each
    the states are weighed anew by Bayes' rule, exactly.
    """
    random = np.random.default_rng(SEED)
    share = weight / weight.sum()
    states = random.choice(len(share), TRIALS, p=share)
    chances = np.exp(log_chance[:, states]).T
    counts = random.multinomial(questions, chances / chances.sum(axis=1, keepdims=True))
    evidence = counts @ log_chance
    after = np.exp(evidence - evidence.max(axis=1, keepdims=True)) * share
    expected = earned @ (after / after.sum(axis=1, keepdims=True)).T
    # Against the same trials' own mean, so that only the choice can gain and not the luck of the draw.
    gains: FloatArray = expected.max(axis=1).mean(axis=1) - expected.mean(axis=2).max(axis=1)
    return np.maximum(gains, 0)
