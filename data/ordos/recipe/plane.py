"""A flat metre plane over Ordos, the smooth noise that stands for terrain, and seeds by name."""

from __future__ import annotations

import math
import zlib
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

LON_0: Final = 109.0
LAT_0: Final = 39.3
METRES_PER_LAT: Final = 111_030.0
METRES_PER_LON: Final = 111_320.0 * math.cos(math.radians(LAT_0))
SEED: Final = 20_201_101


def to_plane(lonlat: Floats) -> Floats:
    """Degrees (n, 2) to metres; good to about 2 % east-west at the city's edges."""
    return (np.asarray(lonlat, dtype=np.float64) - (LON_0, LAT_0)) * (
        METRES_PER_LON,
        METRES_PER_LAT,
    )


def to_degrees(xy: Floats) -> Floats:
    """Metres (n, 2) to degrees, rounded to 1e-7 so that shared vertices are equal bit for bit."""
    degrees = np.asarray(xy, dtype=np.float64) / (METRES_PER_LON, METRES_PER_LAT) + (LON_0, LAT_0)
    return np.round(degrees, 7)


def stream(name: str) -> np.random.Generator:
    """Give each step a random stream of its own, so that changing one leaves the others alone."""
    return np.random.default_rng([SEED, zlib.crc32(name.encode())])


def noise(xy: Floats, wavelength_m: float, name: str, waves: int = 32) -> Floats:
    """Smooth noise with mean 0 and variance 1: a sum of plane waves of random heading and phase."""
    rng = stream(name)
    heading = rng.uniform(0, 2 * math.pi, waves)
    number = 2 * math.pi / (wavelength_m * rng.uniform(0.6, 1.6, waves))
    phase = rng.uniform(0, 2 * math.pi, waves)
    total = np.zeros(len(xy))
    for k, direction, shift in zip(number, heading, phase, strict=True):
        total += np.cos(
            k * (xy[:, 0] * math.cos(direction) + xy[:, 1] * math.sin(direction)) + shift
        )
    return total * math.sqrt(2 / waves)


def sand(xy: Floats) -> Floats:
    """How much of a place is Kubuqi dune, 0 to 1: a belt south of the river, wide in the west."""
    west, east = to_plane(np.array([[107.1, 40.12], [110.45, 40.18]]))
    along = np.clip((xy[:, 0] - west[0]) / (east[0] - west[0]), -0.1, 1.1)
    middle = west[1] + along * (east[1] - west[1]) + 9_000 * np.sin(3 * along)
    half_width = 21_000 - 15_000 * along
    inside = np.clip(1.3 - np.abs(xy[:, 1] - middle) / half_width, 0, 0.3) / 0.3
    ends = np.clip(np.minimum(along + 0.05, 1.05 - along) / 0.1, 0, 1)
    return np.asarray(inside * ends)
