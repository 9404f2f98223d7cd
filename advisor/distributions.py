"""Distributions, by their quantile functions on arrays, and what is said of one: low, mean and high."""

from __future__ import annotations

import math

import numpy as np

from advisor.units import FloatArray

LOW, HIGH = 0.1, 0.9
"""A figure's range leaves a tenth of the simulated futures out at each end."""


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
