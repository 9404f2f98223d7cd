"""From a sample of documents to all of them: the tokens that the whole corpus has, with a confidence interval."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from advisor.units import FloatArray

CONFIDENCE = 0.9
FEWEST = 10
"""From fewer documents nothing is said of the others."""
MOST_RESAMPLED = 5_000
RESAMPLES = 2_000
SEED = 20261122


class TooFew(ValueError):
    """The sample is too small, or larger than what it is said to be a sample of."""


@dataclass(frozen=True)
class Extrapolated:
    """A sum over all documents: expected, and between which ends it lies in nine of ten samples."""

    documents: int
    sampled: int
    low: float
    expected: float
    high: float


def extrapolate(sampled: FloatArray, documents: int) -> Extrapolated:
    """The sum over all documents, (documents,), of which some were drawn at random and measured, (sampled,).

    The mean by the bias-corrected bootstrap (Efron 1987), for large samples by Student's t; what was measured is
    certain, only the rest is in doubt.

    Raises:
        TooFew: fewer than ten were measured, or more than there are.
    """
    if len(sampled) < FEWEST:
        raise TooFew(f"{len(sampled)} documents are too few to speak for others; right: at least {FEWEST}")
    if documents < len(sampled):
        raise TooFew(f"{len(sampled)} documents were measured; all of them cannot be {documents}")
    known, rest = float(sampled.sum()), documents - len(sampled)
    mean = float(sampled.mean())
    low, high = _mean_between(sampled) if rest else (mean, mean)
    # The rest itself varies around its mean, the more the fewer it is.
    widened = np.sqrt(documents / rest) if rest else 0.0
    below, above = (mean - low) * widened, (high - mean) * widened
    return Extrapolated(
        documents, len(sampled), known + rest * max(mean - below, 0), known + rest * mean, known + rest * (mean + above)
    )


def _mean_between(sampled: FloatArray) -> tuple[float, float]:
    from scipy import stats  # a second to import: only where there is a sample

    if np.ptp(sampled) == 0:
        return float(sampled[0]), float(sampled[0])
    if len(sampled) > MOST_RESAMPLED:
        error = stats.sem(sampled)
        low, high = stats.t.interval(CONFIDENCE, len(sampled) - 1, loc=sampled.mean(), scale=error)
        return float(low), float(high)
    found = stats.bootstrap(
        (sampled,), np.mean, confidence_level=CONFIDENCE, n_resamples=RESAMPLES, method="BCa", rng=SEED, batch=100
    )
    return float(found.confidence_interval.low), float(found.confidence_interval.high)
