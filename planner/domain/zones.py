"""Parts of the map that measures speak of: polygons and circles, borders included."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import shapely
from pyproj import Geod

from planner.domain.arrays import BoolArray, FloatArray, require

GEOD: Final = Geod(ellps="WGS84")


@dataclass(frozen=True)
class PolygonZone:
    """The inside and the border of a (multi)polygon in WGS84 degrees."""

    geometry: shapely.Geometry

    def covers(self, lon: FloatArray, lat: FloatArray) -> BoolArray:
        """Return which points lie inside or on the border, bool (n,)."""
        shapely.prepare(self.geometry)
        return np.asarray(shapely.intersects_xy(self.geometry, lon, lat), dtype=bool)


@dataclass(frozen=True)
class CircleZone:
    """All points within a geodesic distance of a point (WGS84), inclusive."""

    lon: float
    lat: float
    radius_m: float

    def __post_init__(self) -> None:
        require(self.radius_m > 0, "the radius must be above zero")

    def covers(self, lon: FloatArray, lat: FloatArray) -> BoolArray:
        """Return which points lie inside or on the border, bool (n,)."""
        return np.asarray(distance_m(self.lon, self.lat, lon, lat) <= self.radius_m)


Zone: TypeAlias = PolygonZone | CircleZone


@dataclass(frozen=True)
class ParkingZone:
    """Time between the road and the door for sites in a zone: parking, walking in. Seconds.

    Below zero it shortens what other zones add; a site's total is never below zero.
    """

    zone: Zone
    egress_s: float


def distance_m(lon: float, lat: float, to_lon: FloatArray, to_lat: FloatArray) -> FloatArray:
    """Return the geodesic distance (WGS84) from one point to each of others, (n,)."""
    n = len(to_lon)
    found: FloatArray = GEOD.inv(np.full(n, lon), np.full(n, lat), to_lon, to_lat)[2]
    return found
