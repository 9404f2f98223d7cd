"""Write data/draws/sobol.npy: the points at which the futures are simulated.

They are kept as data because scipy takes a second to import, which a cold command would feel, and because every
project must be judged in the same futures. Scrambled Sobol points, quantised to 16 bits.
"""

from pathlib import Path

import numpy as np
from scipy.stats import qmc

SEED = 20261122
DIMENSIONS = 256
DRAWS = 256
TARGET = Path(__file__).resolve().parent.parent / "data" / "draws" / "sobol.npy"


def points(dimensions: int, draws: int) -> np.ndarray:
    """The points as 16-bit whole numbers, (dimensions, draws)."""
    unit = qmc.Sobol(dimensions, rng=SEED).random(draws).T
    return np.floor(unit * 2**16).astype(np.uint16)


if __name__ == "__main__":
    TARGET.parent.mkdir(exist_ok=True)
    np.save(TARGET, points(DIMENSIONS, DRAWS))
    print(f"{TARGET.name}: {DIMENSIONS} dimensions, {DRAWS} draws")
