"""Distributions, by their quantile functions on arrays, and what is said of one: low, mean and high."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np

from advisor.units import FloatArray

LOW, HIGH = 0.1, 0.9
"""A figure's range leaves a tenth of the simulated futures out at each end."""


LARGEST_EXPONENT = 700
"""Whose exponential a number in the computer still holds: beyond it the ends of an absurd range are cut."""


def triangular(
    quantile: FloatArray, low: FloatArray | float, mode: FloatArray | float, high: FloatArray | float
) -> FloatArray:
    """The quantile of the triangular distribution from `low` over `mode` to `high`; a point where they are alike.

    Shapes broadcast. Kotz and van Dorp 2004, "Beyond Beta", chapter 1.
    """
    width = high - low
    rising = mode - low
    falling = high - mode
    share_below_mode = rising / np.where(width > 0, width, 1)
    below = low + np.sqrt(quantile * width * rising)
    above = high - np.sqrt((1 - quantile) * width * falling)
    return np.where(quantile < share_below_mode, below, above)


def normal_scores(quantile: FloatArray) -> FloatArray:
    """The quantiles of the standard normal distribution, by the standard library: scipy takes long to import."""
    return np.array([NormalDist().inv_cdf(share) for share in quantile.ravel().tolist()]).reshape(quantile.shape)


def correlated(quantile: FloatArray, driver: FloatArray, correlation: float) -> FloatArray:
    """The same quantiles in the order in which they go with those of a driver, (1, draws) each.

    The order is that of a Gaussian copula, the values stay (Iman and Conover 1982, Communications in Statistics B 11).
    `correlation` is that of the normal scores; Spearman's is 6/pi x arcsin(correlation/2), a little less.
    """
    scores = correlation * normal_scores(driver) + math.sqrt(1 - correlation**2) * normal_scores(quantile)
    return np.sort(quantile, axis=1)[:, np.argsort(np.argsort(scores[0]))]


def lognormal(quantile: FloatArray, low: float, high: float) -> FloatArray:
    """Amounts whose logarithm is normal: a tenth lies below `low`, a tenth above `high`."""
    return np.exp(_normal(quantile, math.log(low), math.log(high)))


def logit_normal(quantile: FloatArray, low: float, high: float) -> FloatArray:
    """Shares whose log-odds are normal, so between 0 and 1: a tenth lies below `low`, a tenth above `high`."""
    odds = np.exp(_normal(quantile, math.log(low / (1 - low)), math.log(high / (1 - high))))
    return odds / (1 + odds)


def _normal(quantile: FloatArray, low: float, high: float) -> FloatArray:
    width = NormalDist().inv_cdf(HIGH) - NormalDist().inv_cdf(LOW)
    drawn = (low + high) / 2 + (high - low) / width * normal_scores(quantile)
    return np.clip(drawn, -LARGEST_EXPONENT, LARGEST_EXPONENT)


def rotated(drawn: FloatArray, share: float) -> FloatArray:
    """The same values in other futures, (1, draws): each moves up by a share of all ranks, cyclically."""
    count = drawn.shape[1]
    ranks = np.argsort(np.argsort(drawn[0], kind="stable"))
    return np.sort(drawn, axis=1)[:, (ranks + round(share * count)) % count]


def spread(drawn: FloatArray) -> tuple[float, float, float]:
    """Low, mean and high of draws, (draws,): what `numpy.quantile` gives, at a tenth of its time.

    A page shows dozens of figures at every change. Where a draw is unknown, so are all three.
    """
    mean = float(np.mean(drawn))
    if math.isnan(mean):
        return mean, mean, mean
    places = np.arange(len(drawn)) / max(len(drawn) - 1, 1)
    low, high = np.interp([LOW, HIGH], places, np.sort(drawn))
    return float(low), mean, float(high)
