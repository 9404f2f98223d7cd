"""Keep the Sobol points of the simulated futures in data/draws, so that the app need not import scipy at start.

Only to be run when the number of futures or the seed changes: it moves every figure.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.stats import qmc

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from advisor.decision.futures import DRAWS
from advisor.inputs import POINTS_FILE, POINTS_STEPS, SEED

DIMENSIONS = 384
"""More than there are drawn quantities; new ones take the next dimension, and no other draw moves."""


def points() -> npt.NDArray[np.uint16]:
    """The points, (dimensions, draws), quantised to 16 bits."""
    drawn = qmc.Sobol(DIMENSIONS, rng=SEED).random(DRAWS).T
    return np.floor(drawn * POINTS_STEPS).astype(np.uint16)


def main() -> None:
    """Write the points."""
    POINTS_FILE.parent.mkdir(parents=True, exist_ok=True)
    np.save(POINTS_FILE, points(), allow_pickle=False)
    print(f"{POINTS_FILE.name}: {DIMENSIONS} dimensions, {DRAWS} draws")


if __name__ == "__main__":
    main()
