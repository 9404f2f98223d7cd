"""Arithmetic that formulas share."""

import numpy as np

from advisor.units import FloatArray


def quotient(numerator: FloatArray, denominator: FloatArray) -> FloatArray:
    """Zero where there is nothing to divide by: an alternative without GPUs."""
    present = denominator > 0
    return np.where(present, numerator / np.where(present, denominator, 1), 0)


def monthly(figure: FloatArray) -> FloatArray:
    """A figure, ready to meet a course, whose last axis is the month."""
    return figure[..., None]


def every_month(figure: FloatArray, course: FloatArray) -> FloatArray:
    """A figure that is the same in all months of a course."""
    alike = monthly(figure)
    return np.broadcast_to(alike, np.broadcast_shapes(alike.shape, course.shape))
