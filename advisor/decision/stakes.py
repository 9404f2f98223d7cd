"""What is at stake in the choice of a way: what each way earns in each future, against the best one there.

Where a good answer has a value, that is the net value lost against the best way, in US dollars over the horizon; a way
that turns out closed has cost its launch for nothing. Else it is whether the way is the best one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from advisor.alternatives import WAYS
from advisor.decision.futures import CORNERS, Futures
from advisor.decision.needs import corner_likelihood
from advisor.decision.ranking import Case
from advisor.units import FloatArray, IntArray


@dataclass(frozen=True)
class Stakes:
    """What each way earns in each corner of the plane of needs, (corners, ways, draws), and the corners' chances."""

    unit: str
    by_corner: FloatArray
    likelihood: FloatArray

    @property
    def expected(self) -> FloatArray:
        """What each way earns in each draw, (ways, draws)."""
        weighed: FloatArray = np.einsum("cd,cwd->wd", self.likelihood, self.by_corner)
        return weighed

    def under(self, needed: tuple[FloatArray, FloatArray]) -> FloatArray:
        """What each way earns in the mean, (cases, ways), for other chances of both needs, (cases, draws) each."""
        draws = self.by_corner.shape[2]
        found = np.zeros((len(needed[0]), len(WAYS)))
        for corner, earned in zip(CORNERS, self.by_corner, strict=True):
            found += corner_likelihood(*needed, *corner) @ earned.T / draws
        return found


def right_choices(futures: Futures) -> Stakes:
    """Whether each way is the best one: 1 or 0, or between where the deals of the limits differ."""
    best = futures.ranking.winners[:, None, :] == np.arange(len(WAYS))[:, None]
    return Stakes("share", _by_corner(futures, best.astype(np.float64)), _likelihood(futures))


def money_lost(futures: Futures) -> Stakes | None:
    """The net value that each way loses against the best one, US dollars below zero; None where none is known."""
    if np.isnan(futures.figures["good_answer_value"]).any():
        return None
    winners = futures.ranking.winners
    lost = np.stack([_lost(futures, case, best) for case, best in zip(futures.cases, winners, strict=True)])
    return Stakes("USD", _by_corner(futures, lost), _likelihood(futures))


def _lost(futures: Futures, case: Case, best: IntArray) -> FloatArray:
    """What each way loses in one case, (ways, draws)."""
    rows, shape = futures.alternatives, case.closed.impossible.shape
    closed = -np.broadcast_to(futures.figures["launch_cost"], shape)
    earned = np.where(case.closed.impossible, closed, np.broadcast_to(case.figures["net_value"], shape))
    of_way = np.stack([earned[rows.way == position].max(axis=0) for position in range(len(WAYS))])
    of_best = np.take_along_axis(of_way, np.maximum(best, 0)[None], axis=0)
    return np.where(best >= 0, np.minimum(of_way - of_best, 0), 0)


def _by_corner(futures: Futures, by_case: FloatArray) -> FloatArray:
    """The mean over the deals of the limits."""
    of_case = np.array([CORNERS.index(case.corner) for case in futures.cases])
    return np.stack([by_case[of_case == corner].mean(axis=0) for corner in range(len(CORNERS))])


def _likelihood(futures: Futures) -> FloatArray:
    needs = futures.needs
    return np.stack([np.broadcast_to(needs.likelihood(*corner), (futures.draws,)) for corner in CORNERS])
