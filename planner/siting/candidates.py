"""Places where a site may open, and how far apart they are."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from scipy.spatial import cKDTree

from planner.domain.arrays import FloatArray, IntArray, LongArray, freeze, require, require_shape
from planner.units import M_PER_DEGREE

EARTH_RADIUS_M: Final = M_PER_DEGREE * 180 / math.pi
NO_UNIT: Final = -1


def _none() -> FloatArray:
    return np.empty(0, dtype=np.float64)


@dataclass(frozen=True)
class Candidates:
    """Candidates in a fixed order; everything else names them by this index.

    opening_cost  float64 (n,), >= 0, counts against a budget; 0 for sites that exist already
    kind          int32 (n,)    what would open there; only names, no rule follows from it
    unit          int32 (n,)    the unit it lies in, NO_UNIT outside all
    capacity      float64 (n,)  most load it can take, inf without limit
    lon, lat      float64 (n,) degrees, or both empty
    apart_m       float64 (n, n) symmetric distances between candidates, or empty (0,): then
                  great-circle distances of lon and lat
    ids           n names for messages, or empty: then the index is the name
    """

    opening_cost: FloatArray
    kind: IntArray
    unit: IntArray
    capacity: FloatArray
    lon: FloatArray = field(default_factory=_none)
    lat: FloatArray = field(default_factory=_none)
    apart_m: FloatArray = field(default_factory=_none)
    ids: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        n = len(self.opening_cost)
        for name in ("kind", "unit", "capacity"):
            require_shape(getattr(self, name), (n,), name)
        require(np.isfinite(self.opening_cost).all(), "an opening cost is not a number")
        require((self.opening_cost >= 0).all(), "negative opening cost")
        require((self.capacity >= 0).all(), "a capacity is negative or not a number")
        require((self.unit >= NO_UNIT).all(), "unit below NO_UNIT")
        require_shape(self.lat, self.lon.shape, "lat")
        require(len(self.lon) in {0, n}, "one position for each candidate, or none")
        require(np.isfinite(self.lon).all() and np.isfinite(self.lat).all(), "position missing")
        require(self.apart_m.size == 0 or self.apart_m.shape == (n, n), "apart_m is not (n, n)")
        require((self.apart_m >= 0).all(), "a distance is negative or not a number")
        if self.apart_m.size:
            require((self.apart_m == self.apart_m.T).all(), "apart_m is not symmetric")
        require(len(self.ids) in {0, n}, "one name for each candidate, or none")
        freeze(self.opening_cost, self.kind, self.unit, self.capacity, self.lon, self.lat,
               self.apart_m)  # fmt: skip

    @classmethod
    def plain(cls, n: int) -> Candidates:
        """Return n candidates that cost 1 each, without kind, unit, capacity or position."""
        return cls(
            opening_cost=np.ones(n),
            kind=np.zeros(n, dtype=np.int32),
            unit=np.full(n, NO_UNIT, dtype=np.int32),
            capacity=np.full(n, np.inf),
        )

    def __len__(self) -> int:
        return len(self.opening_cost)

    @property
    def has_distances(self) -> bool:
        """Whether it is known how far candidates are from each other."""
        return len(self) == 0 or bool(self.apart_m.size or len(self.lon))

    def name(self, candidate: int) -> str:
        """Return the candidate's name for messages."""
        return self.ids[candidate] if self.ids else f"#{candidate}"

    def distance_m(self, first: IntArray | LongArray, second: IntArray | LongArray) -> FloatArray:
        """Return the distances of pairs of candidates; index arrays broadcast as in numpy."""
        require(self.has_distances, "candidates have neither positions nor distances")
        if self.apart_m.size:
            return np.asarray(self.apart_m[first, second])
        on_sphere = self._on_sphere()
        chord = np.linalg.norm(on_sphere[first] - on_sphere[second], axis=-1)
        return np.asarray(2 * EARTH_RADIUS_M * np.arcsin(np.minimum(chord / 2, 1)))

    def pairs_closer_than(self, limit_m: float) -> IntArray:
        """Return pairs (a, b), a < b, less than limit_m apart: int32 (n_pairs, 2), in order."""
        require(self.has_distances, "candidates have neither positions nor distances")
        if len(self) < 2 or limit_m <= 0:
            return np.empty((0, 2), dtype=np.int32)
        if self.apart_m.size:
            return np.argwhere(np.triu(self.apart_m < limit_m, k=1)).astype(np.int32)
        # A hair more than the limit: the tree works on chords, the limit is judged on arcs.
        angle = min(limit_m / EARTH_RADIUS_M, math.pi) / 2
        tree = cKDTree(self._on_sphere())
        near = tree.query_pairs(2 * math.sin(angle) * (1 + 1e-9), output_type="ndarray")
        near = near[np.lexsort((near[:, 1], near[:, 0]))]
        close = self.distance_m(near[:, 0], near[:, 1]) < limit_m
        return np.asarray(near[close], dtype=np.int32)

    def _on_sphere(self) -> FloatArray:
        lon, lat = np.radians(self.lon), np.radians(self.lat)
        return np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=1)
