"""What is expected once an input is known, read from the futures that are there: no new ones are computed.

An outcome is smoothed over an input by Legendre polynomials of the input's rank (least squares). From that follow the
first-order Sobol index, the share of an outcome's variance that an input explains (Sobol 1993), and the expected value
of perfect information on one input (Strong, Oakley and Brennan 2014, Medical Decision Making 34). Interactions of
several inputs are not seen; a jump is seen as a slope.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from advisor.units import FloatArray

DEGREE = 8
NEARLY_NOTHING = 1e-9
LEAST_SHARE = 0.03
"""What the luckiest of a hundred inputs explains by chance, in a thousand futures."""


class Driver(NamedTuple):
    """An input that moves an outcome: its position, the share of the variance it explains, and the outcome at its ends.

    `ends` is by how much the outcome, (outcomes, 2), lies above its mean where the input takes the quantiles asked for.
    """

    input: int
    share: float
    ends: FloatArray


def expected_given(known: FloatArray, outcomes: FloatArray) -> FloatArray:
    """Each outcome as expected where only one input is known: (inputs, draws), (outcomes, draws) to (both, draws)."""
    basis = _basis(_places(known))
    return _shown(basis, _fit(basis, outcomes))


def first_order_effects(known: FloatArray, outcomes: FloatArray) -> FloatArray:
    """The share of each outcome's variance that one input explains, (inputs, outcomes), less what chance fits."""
    draws = known.shape[1]
    variance = np.var(outcomes, axis=1)
    left = np.var(outcomes - expected_given(known, outcomes), axis=2) * (draws - 1) / (draws - 1 - DEGREE)
    explained = 1 - left / np.where(variance > 0, variance, 1)
    return np.where(variance > 0, np.clip(explained, 0, 1), 0)


def drivers(known: FloatArray, outcomes: FloatArray, ends: tuple[float, float], most: int) -> list[Driver]:
    """The inputs that explain most of the variance of all outcomes together, the strongest first.

    One after another: what an input explains is taken away before the next is looked for. So an input that happens to
    go with a stronger one in these futures is not taken for its cause.
    """
    basis = _basis(_places(known))
    turned, inverse = basis.swapaxes(1, 2), np.linalg.inv(_squares(basis))
    left = outcomes - outcomes.mean(axis=1, keepdims=True)
    total, found = float(np.sum(left**2)), list[Driver]()
    while total > 0 and len(found) < most:
        moments = turned @ left.T
        coefficients = inverse @ moments
        shares = np.sum(coefficients * moments, axis=(1, 2)) / total
        best = int(np.argmax(shares))
        if shares[best] < LEAST_SHARE:
            break
        at_ends = _shown(_basis(2 * np.array(ends) - 1), coefficients[best])
        found.append(Driver(best, float(shares[best]), at_ends))
        left = left - _shown(basis[best], coefficients[best])
    return found


def gain_of_knowing(known: FloatArray, payoffs: FloatArray) -> FloatArray:
    """How much more the best choice is expected to bring once an input is known, (inputs,), for payoffs (ways, draws).

    What half of the futures teach is applied to the other half, so that chance alone brings no gain. The halves are the
    first and the last futures: every other point of a Sobol sequence would fill but half of a dimension.
    """
    halves = np.arange(known.shape[1]) < known.shape[1] // 2
    basis = _basis(_places(known))
    earned = np.zeros(len(known))
    for taught in (halves, ~halves):
        chosen = np.argmax(_shown(basis[:, ~taught], _fit(basis[:, taught], payoffs[:, taught])), axis=1)
        earned += np.take_along_axis(payoffs[None][:, :, ~taught], chosen[:, None], axis=1).sum(axis=(1, 2))
    return np.maximum(earned / known.shape[1] - payoffs.mean(axis=1).max(), 0)


def _places(known: FloatArray) -> FloatArray:
    """Where each value stands among all of its input, from -1 to 1; equal values stand alike, (inputs, draws)."""
    return np.stack([_place(values) for values in known])


def _place(values: FloatArray) -> FloatArray:
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    middles = np.cumsum(counts) - counts / 2
    place: FloatArray = 2 * middles[inverse] / len(values) - 1
    return place


def _basis(places: FloatArray) -> FloatArray:
    return np.asarray(np.polynomial.legendre.legvander(places, DEGREE), dtype=np.float64)


def _squares(basis: FloatArray) -> FloatArray:
    """The matrix of the normal equations; a ridge of nearly nothing keeps an input of few values solvable."""
    return basis.swapaxes(1, 2) @ basis + NEARLY_NOTHING * basis.shape[1] * np.eye(DEGREE + 1)


def _fit(basis: FloatArray, outcomes: FloatArray) -> FloatArray:
    """Coefficients by least squares, (inputs, terms, outcomes)."""
    return np.asarray(np.linalg.solve(_squares(basis), basis.swapaxes(1, 2) @ outcomes.T), dtype=np.float64)


def _shown(basis: FloatArray, coefficients: FloatArray) -> FloatArray:
    shown: FloatArray = (basis @ coefficients).swapaxes(-1, -2)
    return shown
