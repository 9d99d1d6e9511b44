"""Administrative areas (辖区): banners, counties, townships."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely

from planner.domain.arrays import FloatArray, IntArray, require
from planner.text import Text


@dataclass(frozen=True)
class Unit:
    """One administrative area; `code` is the GB/T 2260 code where there is one.

    `boundary` is a (multi)polygon in WGS84 degrees. `people` is an official count, if any.
    """

    code: str
    name: Text
    boundary: shapely.Geometry
    people: int | None = None
    area_km2: float | None = None


@dataclass(frozen=True)
class Units:
    """The areas of a study at the level that rankings use; they do not overlap."""

    items: tuple[Unit, ...]

    def __post_init__(self) -> None:
        require(len({unit.code for unit in self.items}) == len(self.items), "unit codes repeat")

    def __len__(self) -> int:
        return len(self.items)

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """Codes in order; a resident's `unit` is an index into them."""
        return tuple(unit.code for unit in self.items)

    def locate(self, lon: FloatArray, lat: FloatArray) -> IntArray:
        """Return the index of the unit that covers each point, -1 outside all of them."""
        found = np.full(len(lon), -1, dtype=np.int32)
        if not self.items:
            return found
        tree = shapely.STRtree([unit.boundary for unit in self.items])
        points = shapely.points(lon, lat)
        point, unit = tree.query(points, predicate="intersects")
        # A point on a shared border goes to the lower index: write from the highest down.
        order = np.argsort(-unit, kind="stable")
        found[point[order]] = unit[order]
        return found
