"""The ways of single pairs of resident and site, as a map draws them."""

from __future__ import annotations

from dataclasses import dataclass

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
from planner.domain.travel import UNREACHABLE


@dataclass(frozen=True)
class Polylines:
    """Lines in WGS84 degrees; line i has the vertices `offset[i]:offset[i + 1]`.

    offset    int64 (n_lines + 1,)
    lon, lat  float64 (n_vertices,)
    """

    offset: LongArray
    lon: FloatArray
    lat: FloatArray

    def __post_init__(self) -> None:
        require_shape(self.lat, self.lon.shape, "lat")
        require(self.offset[-1] == len(self.lon), "lines and vertices do not match")
        freeze(self.offset, self.lon, self.lat)

    def __len__(self) -> int:
        return len(self.offset) - 1

    def line(self, number: int) -> FloatArray:
        """Return the vertices of a line, float64 (n, 2): lon, lat."""
        here = slice(self.offset[number], self.offset[number + 1])
        return np.stack([self.lon[here], self.lat[here]], axis=1)


@dataclass(frozen=True)
class Paths:
    """The best routes of some pairs. Of equal routes the one with the fewest edges is taken.

    resident, site      int32 (n,)    the pairs
    time_ms, length_cm  int32 (n,)    what the travel matrix says: legs included, UNREACHABLE
                        without a route
    leg_ms, leg_cm      int32 (n, 2)  the legs between door and road, at the resident and the site
    part_offset         int64 (n + 1,)  path i has the parts `part_offset[i]:part_offset[i + 1]`
    edge                int32 (n_parts,)    edges in the order of travel
    enter, leave        float64 (n_parts,)  fractions of the edge between which it is used; enter
                        above leave: against the geometry
    lines               one for each pair, from the resident's place on the road to the site's;
                        without a route it has no vertices
    """

    resident: IntArray
    site: IntArray
    time_ms: IntArray
    length_cm: IntArray
    leg_ms: IntArray
    leg_cm: IntArray
    part_offset: LongArray
    edge: IntArray
    enter: FloatArray
    leave: FloatArray
    lines: Polylines

    def __post_init__(self) -> None:
        n = len(self.resident)
        for name in ("site", "time_ms", "length_cm"):
            require_shape(getattr(self, name), (n,), name)
        for name in ("leg_ms", "leg_cm"):
            require_shape(getattr(self, name), (n, 2), name)
        require(len(self.part_offset) == n + 1 == len(self.lines) + 1, "one way for each pair")
        require(self.part_offset[-1] == len(self.edge), "paths and parts do not match")
        for name in ("enter", "leave"):
            require_shape(getattr(self, name), self.edge.shape, name)
        freeze(
            self.resident, self.site, self.time_ms, self.length_cm, self.leg_ms, self.leg_cm,
            self.part_offset, self.edge, self.enter, self.leave,
        )  # fmt: skip

    def __len__(self) -> int:
        return len(self.resident)

    @property
    def reached(self) -> BoolArray:
        """True where there is a route, (n,)."""
        return np.asarray(self.time_ms != UNREACHABLE)
