"""Arithmetic that formulas share."""

import numpy as np

from advisor.units import FloatArray


def quotient(numerator: FloatArray, denominator: FloatArray) -> FloatArray:
    """Zero where there is nothing to divide by: an alternative without GPUs."""
    present = denominator > 0
    return np.where(present, numerator / np.where(present, denominator, 1), 0)
