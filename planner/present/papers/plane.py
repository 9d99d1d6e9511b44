"""The map plane of the papers: true to scale, kilometres east and north of the middle."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import pyproj
import shapely

from planner.domain.area import Unit
from planner.domain.arrays import FloatArray
from planner.domain.result import RunResult
from planner.domain.roads import Roads
from planner.present.page.basemap import ROAD_TIERS, RoadTier, road_lines
from planner.present.papers.sheet import Extent
from planner.units import M_PER_KM

SHOWN_TIERS: Final = ("trunk", "main", "local", "ferry")
"""Roads on paper; smaller ones would turn a sheet grey."""

SHOWN_ORDER: Final = ("minor", "ferry", "local", "main", "trunk")

TOLERANCE_KM: Final = 0.15
"""Lines are simplified to this on a study of 400 km, less on smaller ones in proportion."""
MARGIN: Final = 0.02


@dataclass(frozen=True)
class Plane:
    """A transverse Mercator plane around a study; lengths are true to a thousandth within 200 km.

    lon, lat  its middle, WGS84 degrees
    """

    lon: float
    lat: float

    @cached_property
    def _transformer(self) -> pyproj.Transformer:
        plane = f"+proj=tmerc +lon_0={self.lon} +lat_0={self.lat} +ellps=GRS80 +units=m"
        return pyproj.Transformer.from_crs("EPSG:4326", pyproj.CRS(plane), always_xy=True)

    def points(self, lon: FloatArray, lat: FloatArray) -> FloatArray:
        """Return positions in the plane, (n, 2), km."""
        x, y = self._transformer.transform(np.asarray(lon), np.asarray(lat))
        return np.stack([x, y], axis=-1) / M_PER_KM

    def geometry(self, shape: shapely.Geometry) -> shapely.Geometry:
        """Return a geometry of the plane."""
        return shapely.transform(shape, lambda xy: self.points(xy[:, 0], xy[:, 1]))


@dataclass(frozen=True)
class BaseMap:
    """What all maps of a result have in common.

    extent    around everything drawn
    units     boundary of each unit in the plane
    roads     lines by tier, the most important last
    places    (n_residents, 2)
    """

    plane: Plane
    extent: Extent
    units: tuple[shapely.Geometry, ...]
    roads: tuple[tuple[RoadTier, tuple[FloatArray, ...]], ...]
    places: FloatArray

    def rings(self) -> Iterator[FloatArray]:
        """Yield the rings of all units."""
        for boundary in self.units:
            for part in shapely.get_parts(boundary):
                if part.geom_type == "Polygon":
                    for ring in (part.exterior, *part.interiors):
                        yield shapely.get_coordinates(ring)


def base_map(result: RunResult) -> BaseMap:
    """Return the base map of a result: units, roads and places."""
    world = result.after.world
    lon, lat = _corners(result)
    plane = Plane(float(lon.min() + lon.max()) / 2, float(lat.min() + lat.max()) / 2)
    corners = plane.points(
        np.array([lon.min(), lon.max(), lon.min(), lon.max(), plane.lon, plane.lon]),
        np.array([lat.min(), lat.min(), lat.max(), lat.max(), lat.min(), lat.max()]),
    )
    west, south = corners.min(axis=0)
    east, north = corners.max(axis=0)
    margin = MARGIN * max(east - west, north - south, 1e-3)
    tolerance = TOLERANCE_KM * max(east - west, north - south) / 400
    return BaseMap(
        plane,
        Extent(west - margin, south - margin, east + margin, north + margin),
        tuple(_boundary(unit, plane, tolerance) for unit in world.units.items),
        tuple(_roads(world.roads, plane, tolerance)),
        plane.points(world.residents.lon, world.residents.lat),
    )


def _corners(result: RunResult) -> tuple[FloatArray, FloatArray]:
    """Return points around the units; around everything else where there are none."""
    world = result.after.world
    boxes = [unit.boundary.bounds for unit in world.units.items if not unit.boundary.is_empty]
    people, sites = world.residents, world.sites
    lon = [people.lon, sites.lon, *(np.array(box)[[0, 2]] for box in boxes)]
    lat = [people.lat, sites.lat, *(np.array(box)[[1, 3]] for box in boxes)]
    all_lon, all_lat = np.concatenate(lon), np.concatenate(lat)
    if not len(all_lon):
        return np.zeros(1), np.zeros(1)
    return all_lon, all_lat


def _boundary(unit: Unit, plane: Plane, tolerance: float) -> shapely.Geometry:
    return shapely.simplify(plane.geometry(unit.boundary), tolerance / 2)


def _roads(
    roads: Roads, plane: Plane, tolerance: float
) -> Iterator[tuple[RoadTier, tuple[FloatArray, ...]]]:
    degrees = tolerance / 111
    shown = tuple(tier for tier in ROAD_TIERS if tier.id in SHOWN_TIERS)
    found = list(road_lines(roads, shown, degrees)) or list(road_lines(roads, ROAD_TIERS, degrees))
    # The most important last, so that they lie on top; the others in the order of importance.
    found.sort(key=lambda each: SHOWN_ORDER.index(each[0].id))
    for tier, lines in found:
        points = plane.points(*shapely.get_coordinates(lines).T)
        ends = np.cumsum(shapely.get_num_coordinates(lines))[:-1]
        yield tier, tuple(np.split(points, ends))
