"""A flat metre plane over a city, the smooth noise that stands for terrain, and seeds by name."""

from __future__ import annotations

import math
import zlib
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

METRES_PER_LAT: Final = 111_030.0
"""At 39.3° N; within 0.3 % from 20° to 50° N."""
METRES_PER_LON_AT_EQUATOR: Final = 111_320.0


@dataclass(frozen=True)
class Dunes:
    """A belt of sand between two (lon, lat) places; it reaches 21 km to a side, 6 in the east."""

    west: tuple[float, float]
    east: tuple[float, float]


@dataclass(frozen=True)
class Ground:
    """The plane of one city: its origin in degrees, its seed, and its dunes if it has any."""

    lon_0: float
    lat_0: float
    seed: int
    dunes: Dunes | None = None

    @property
    def scale(self) -> tuple[float, float]:
        """Metres per degree of longitude and of latitude."""
        return METRES_PER_LON_AT_EQUATOR * math.cos(math.radians(self.lat_0)), METRES_PER_LAT

    def to_plane(self, lonlat: Floats) -> Floats:
        """Degrees (n, 2) to metres; 2 % off east-west where a city ends 1.5° north or south."""
        return (np.asarray(lonlat, dtype=np.float64) - (self.lon_0, self.lat_0)) * self.scale

    def to_degrees(self, xy: Floats) -> Floats:
        """Metres (n, 2) to degrees, rounded to 1e-7 so that shared vertices are equal bits."""
        degrees = np.asarray(xy, dtype=np.float64) / self.scale + (self.lon_0, self.lat_0)
        return np.round(degrees, 7)

    def point(self, lon: str | float, lat: str | float) -> tuple[float, float]:
        """Plane metres of one place."""
        x, y = self.to_plane(np.array([[float(lon), float(lat)]]))[0]
        return float(x), float(y)

    def lonlat(self, x: float, y: float) -> tuple[float, float]:
        """Degrees of one place."""
        lon, lat = self.to_degrees(np.array([[x, y]]))[0]
        return float(lon), float(lat)

    def stream(self, name: str) -> np.random.Generator:
        """Give each step a random stream of its own, so that changing one leaves others alone."""
        return np.random.default_rng([self.seed, zlib.crc32(name.encode())])

    def noise(self, xy: Floats, wavelength_m: float, name: str, waves: int = 32) -> Floats:
        """Smooth noise of mean 0 and variance 1: plane waves of random heading and phase."""
        rng = self.stream(name)
        heading = rng.uniform(0, 2 * math.pi, waves)
        number = 2 * math.pi / (wavelength_m * rng.uniform(0.6, 1.6, waves))
        phase = rng.uniform(0, 2 * math.pi, waves)
        total = np.zeros(len(xy))
        for k, direction, shift in zip(number, heading, phase, strict=True):
            total += np.cos(
                k * (xy[:, 0] * math.cos(direction) + xy[:, 1] * math.sin(direction)) + shift
            )
        return total * math.sqrt(2 / waves)

    def sand(self, xy: Floats) -> Floats:
        """How much of a place is dune, 0 to 1: a belt that narrows from west to east."""
        if self.dunes is None:
            return np.zeros(len(xy))
        west, east = self.to_plane(np.array([self.dunes.west, self.dunes.east]))
        along = np.clip((xy[:, 0] - west[0]) / (east[0] - west[0]), -0.1, 1.1)
        middle = west[1] + along * (east[1] - west[1]) + 9_000 * np.sin(3 * along)
        half_width = 21_000 - 15_000 * along
        inside = np.clip(1.3 - np.abs(xy[:, 1] - middle) / half_width, 0, 0.3) / 0.3
        ends = np.clip(np.minimum(along + 0.05, 1.05 - along) / 0.1, 0, 1)
        return np.asarray(inside * ends)
