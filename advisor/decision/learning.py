"""What is expected once an input is known, read from the futures that are there: no new ones are computed.

An outcome is smoothed over an input by Legendre polynomials of the input's rank (least squares). From that follow the
first-order Sobol index, the share of an outcome's variance that an input explains (Sobol 1993), and the expected value
of perfect information on one input (Strong, Oakley and Brennan 2014, Medical Decision Making 34). Interactions of
several inputs are not seen; a jump is seen as a slope.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from advisor.units import FloatArray, IntArray

DEGREE = 8
NEARLY_NOTHING = 1e-9
LEAST_SHARE = 0.03
"""What the luckiest of a hundred inputs explains by chance, in a thousand futures."""
CANDIDATES = 24
"""Inputs that are looked at again once the strongest has been taken away."""


@dataclass(frozen=True, eq=False)
class Known:
    """Inputs, ready to be learned from: polynomials of their ranks, (inputs, draws, terms)."""

    basis: FloatArray

    @cached_property
    def inverse(self) -> FloatArray:
        """Of the matrix of the normal equations; a ridge of nearly nothing keeps an input of few values solvable."""
        squares = self.basis.swapaxes(1, 2) @ self.basis
        ridge = NEARLY_NOTHING * self.basis.shape[1] * np.eye(DEGREE + 1)
        return np.asarray(np.linalg.inv(squares + ridge), dtype=np.float64)

    def of(self, inputs: IntArray | list[int]) -> Known:
        """Some of the inputs only."""
        return Known(self.basis[inputs])

    def within(self, draws: slice) -> Known:
        """Some of the futures only."""
        return Known(self.basis[:, draws])


class Driver(NamedTuple):
    """An input that moves an outcome: its position, the share of the variance it explains, and the outcome at its ends.

    `ends` is by how much the outcome, (outcomes, 2), lies above its mean where the input takes the quantiles asked for.
    """

    input: int
    share: float
    ends: FloatArray


def by_value(drawn: FloatArray) -> Known:
    """Inputs by their values, (inputs, draws); equal values stand alike."""
    return by_quantile(np.stack([_ranks(values) for values in drawn]))


def by_quantile(quantiles: FloatArray) -> Known:
    """Inputs by the quantile that each takes in each draw, (inputs, draws): ranks need not be looked for."""
    return Known(_polynomials(2 * quantiles - 1))


def expected_given(known: Known, outcomes: FloatArray) -> FloatArray:
    """Each outcome, (outcomes, draws), as expected where only one input is known, (inputs, outcomes, draws)."""
    return _shown(known.basis, _fit(known, outcomes))


def first_order_effects(known: Known, outcomes: FloatArray) -> FloatArray:
    """The share of each outcome's variance that one input explains, (inputs, outcomes), less what chance fits."""
    draws = outcomes.shape[1]
    variance = np.var(outcomes, axis=1)
    left = np.var(outcomes - expected_given(known, outcomes), axis=2) * (draws - 1) / (draws - 1 - DEGREE)
    explained = 1 - left / np.where(variance > 0, variance, 1)
    return np.where(variance > 0, np.clip(explained, 0, 1), 0)


def drivers(known: Known, outcomes: FloatArray, ends: tuple[float, float], most: int) -> list[Driver]:
    """The inputs that explain most of the variance of all outcomes together, the strongest first.

    One after another: what an input explains is taken away before the next is looked for. So an input that happens to
    go with a stronger one in these futures is not taken for its cause.
    """
    left = outcomes - outcomes.mean(axis=1, keepdims=True)
    total, found = float(np.sum(left**2)), list[Driver]()
    if total == 0:
        return found
    looked_at = np.argsort(-_explained(known, left), kind="stable")[:CANDIDATES]
    known, at_ends = known.of(looked_at), _polynomials(2 * np.array(ends) - 1)
    while len(found) < most:
        shares = _explained(known, left) / total
        best = int(np.argmax(shares))
        if shares[best] < LEAST_SHARE:
            break
        [coefficients] = _fit(known.of([best]), left)
        found.append(Driver(int(looked_at[best]), float(shares[best]), _shown(at_ends, coefficients)))
        left = left - _shown(known.basis[best], coefficients)
    return found


def gain_of_knowing(known: Known, payoffs: FloatArray) -> FloatArray:
    """How much more the best choice is expected to bring once an input is known, (inputs,), for payoffs (ways, draws).

    What half of the futures teach is applied to the other half, so that chance alone brings no gain. The halves are the
    first and the last futures: every other point of a Sobol sequence would fill but half of a dimension.
    """
    middle = payoffs.shape[1] // 2
    first, last = slice(None, middle), slice(middle, None)
    earned = np.zeros(len(known.basis))
    for taught, tried in ((first, last), (last, first)):
        expected = _shown(known.basis[:, tried], _fit(known.within(taught), payoffs[:, taught]))
        chosen = np.argmax(expected, axis=1)
        earned += np.take_along_axis(payoffs[None][:, :, tried], chosen[:, None], axis=1).sum(axis=(1, 2))
    return np.maximum(earned / payoffs.shape[1] - payoffs.mean(axis=1).max(), 0)


def _ranks(values: FloatArray) -> FloatArray:
    """Where each value stands among all, from 0 to 1."""
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    middles = np.cumsum(counts) - counts / 2
    ranks: FloatArray = middles[inverse] / len(values)
    return ranks


def _polynomials(places: FloatArray) -> FloatArray:
    return np.asarray(np.polynomial.legendre.legvander(places, DEGREE), dtype=np.float64)


def _fit(known: Known, outcomes: FloatArray) -> FloatArray:
    """Coefficients by least squares, (inputs, terms, outcomes)."""
    coefficients: FloatArray = known.inverse @ (known.basis.swapaxes(1, 2) @ outcomes.T)
    return coefficients


def _explained(known: Known, left: FloatArray) -> FloatArray:
    """How much of the sum of squares each input explains alone, (inputs,)."""
    moments = known.basis.swapaxes(1, 2) @ left.T
    explained: FloatArray = np.sum((known.inverse @ moments) * moments, axis=(1, 2))
    return explained


def _shown(basis: FloatArray, coefficients: FloatArray) -> FloatArray:
    shown: FloatArray = (basis @ coefficients).swapaxes(-1, -2)
    return shown
