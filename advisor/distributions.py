"""Distributions, by their quantile functions on arrays."""

from __future__ import annotations

import numpy as np

from advisor.units import FloatArray


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
