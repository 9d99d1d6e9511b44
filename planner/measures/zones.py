"""The parts of the map that measures speak of, made from what the scenario file writes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely

from planner.domain.area import Units
from planner.domain.arrays import LongArray
from planner.domain.zones import CircleZone, PolygonZone, Zone
from planner.errors import Issue, ScenarioError
from planner.measures.keys import KeyPlaces
from planner.scenario.places import Area
from planner.scenario.unknown import unknown_units
from planner.text import Text


def zone_of(units: Units, area: Area | None, at: KeyPlaces) -> Zone | None:
    """Return the part of the map that `area` writes; None where nothing is written.

    Raises ScenarioError for unknown units and polygons that cross themselves.
    """
    if area is None:
        return None
    if area.unit is not None:
        unknown = tuple(unknown_units(area.unit, units, at, "area.unit"))
        if unknown:
            raise ScenarioError(unknown)
        chosen = [unit.boundary for unit in units.items if unit.code in area.unit]
        return PolygonZone(shapely.union_all(chosen))
    if area.circle is not None:
        return CircleZone(area.circle.lon, area.circle.lat, area.circle.radius_m)
    if area.box is not None:
        box = area.box
        return PolygonZone(shapely.box(box.west, box.south, box.east, box.north))
    corners = [(point.lon, point.lat) for point in area.polygon or ()]
    polygon = shapely.Polygon(corners)
    if not polygon.is_valid or polygon.is_empty:
        raise ScenarioError(
            Issue(
                "bad_polygon",
                Text("这些顶点连不成一个多边形（边线相交或重合）",
                     "these corners make no polygon (its sides cross or coincide)"),
                Text("按顺时针或逆时针顺序列出顶点",
                     "list the corners in order, going round the area"),
                at("area.polygon"),
            )
        )  # fmt: skip
    return PolygonZone(polygon)


def unit_rows(units: Units, codes: Sequence[str] | None) -> LongArray:
    """Return the rows of known units in arrays by unit, (n_units + 1, ...), ascending.

    Without codes, all rows: also the last, for residents of no unit.
    """
    if codes is None:
        return np.arange(len(units) + 1, dtype=np.int64)
    return np.array(sorted(units.codes.index(code) for code in codes), dtype=np.int64)
