"""Where points sit on the roads: on an edge, at a fraction along it, never on a node."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from planner.domain.arrays import (
    BoolArray,
    FloatArray,
    IntArray,
    LongArray,
    freeze,
    require,
    require_shape,
)

UNPLACED = -1


@dataclass(frozen=True)
class Placement:
    """Points on edges.

    edge       int32 (n,)    edge index, or UNPLACED where no usable road is within the limit
    fraction   float64 (n,)  position from the edge's first to its last vertex, in [0, 1]
    snap_m     float64 (n,)  straight geodesic distance to the road; inf where there is no road
    access_ms  int32 (n,)    time of the leg between point and road at the stated speed
    access_cm  int32 (n,)    length of that leg
    lon, lat   float64 (n,)  the position on the road (the point itself where unplaced)
    """

    edge: IntArray
    fraction: FloatArray
    snap_m: FloatArray
    access_ms: IntArray
    access_cm: IntArray
    lon: FloatArray
    lat: FloatArray

    def __post_init__(self) -> None:
        n = len(self.edge)
        for name in ("fraction", "snap_m", "access_ms", "access_cm", "lon", "lat"):
            require_shape(getattr(self, name), (n,), name)
        if n:
            require(((self.fraction >= 0) & (self.fraction <= 1)).all(), "fraction outside [0, 1]")
            require(self.edge.min() >= UNPLACED, "edge index below UNPLACED")
            require(self.access_ms.min() >= 0 and self.access_cm.min() >= 0, "negative access")
        freeze(self.edge, self.fraction, self.snap_m, self.access_ms, self.access_cm,
               self.lon, self.lat)  # fmt: skip

    def __len__(self) -> int:
        return len(self.edge)

    @cached_property
    def placed(self) -> BoolArray:
        """True where the point is on a road."""
        return np.asarray(self.edge != UNPLACED)

    def at(self, index: LongArray | slice) -> Placement:
        """Return these points, in this order."""
        return Placement(
            edge=self.edge[index],
            fraction=self.fraction[index],
            snap_m=self.snap_m[index],
            access_ms=self.access_ms[index],
            access_cm=self.access_cm[index],
            lon=self.lon[index],
            lat=self.lat[index],
        )
