"""Areas from which a site is within reach, as a map shows them."""

from __future__ import annotations

from dataclasses import dataclass

import shapely

from planner.domain.arrays import FloatArray, IntArray, freeze, require, require_shape
from planner.domain.paths import Polylines


@dataclass(frozen=True)
class Isochrone:
    """From where on the roads a site is reached within a limit.

    limit      ms for the fastest routes, cm for the shortest; inclusive
    edge       int32 (n,)   edges, ascending; one with several stretches comes several times
    low, high  float64 (n,) the fractions of the edge between which a stretch lies
    lines      the stretches, one line each, along the geometry
    area       WGS84 (Multi)Polygon around the stretches; empty where there are none
    """

    limit: int
    edge: IntArray
    low: FloatArray
    high: FloatArray
    lines: Polylines
    area: shapely.Geometry

    def __post_init__(self) -> None:
        require_shape(self.low, self.edge.shape, "low")
        require_shape(self.high, self.edge.shape, "high")
        require(len(self.lines) == len(self.edge), "one line for each stretch")
        require((self.low <= self.high).all(), "a stretch ends before it begins")
        freeze(self.edge, self.low, self.high)
