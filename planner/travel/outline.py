"""Outlines around many lines, by way of a grid: quick, and nested for nested lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pyproj
import shapely

from planner.compiled import compiled
from planner.domain.arrays import FloatArray, LongArray
from planner.domain.paths import Polylines

CELLS_IN_MARGIN: Final = 4

MOST_CELLS: Final = 36_000_000
"""A grid of more cells is made coarser; one takes four bytes."""

LONGEST_SIDE_M: Final = 5_000.0
"""Sides of areas are straight on the plane; short ones are nearly so between degrees too."""

Grid = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Outliner:
    """A plane around some lines (Lambert's equal-area one) with a grid of square cells.

    west, south  m, of the grid's first point
    shape        points of the grid: rows, columns
    radius       cells from a line to the outline
    """

    to_plane: pyproj.Transformer
    west: float
    south: float
    cell_m: float
    shape: tuple[int, int]
    radius: float

    @classmethod
    def around(cls, lines: Polylines, margin_m: float) -> Outliner:
        """Return an outliner for these lines and any parts of them."""
        lon = lines.lon if len(lines.lon) else np.zeros(1)
        lat = lines.lat if len(lines.lat) else np.zeros(1)
        to_plane = pyproj.Transformer.from_crs(
            "EPSG:4326",
            f"+proj=laea +lon_0={(lon.min() + lon.max()) / 2} "
            f"+lat_0={(lat.min() + lat.max()) / 2} +ellps=WGS84",
            always_xy=True,
        )
        x, y = to_plane.transform(lon, lat)
        width, height = np.ptp(x) + 4 * margin_m, np.ptp(y) + 4 * margin_m
        cell_m = max(margin_m / CELLS_IN_MARGIN, float(np.sqrt(width * height / MOST_CELLS)))
        radius = max(margin_m / cell_m, 2.0)
        rim = int(np.ceil(radius)) + 3
        shape = tuple(int(np.ptp(axis) // cell_m) + 2 * rim + 1 for axis in (y, x))
        return cls(
            to_plane,
            float(x.min() - rim * cell_m),
            float(y.min() - rim * cell_m),
            cell_m,
            (shape[0], shape[1]),
            radius,
        )

    def nested_areas(self, lines: Sequence[Polylines]) -> list[shapely.Geometry]:
        """Return the area around each; the lines of each must contain those of the one before."""
        areas: list[shapely.Geometry] = []
        for some in lines:
            area = self._area(some)
            areas.append(shapely.union(area, areas[-1]) if areas else area)
        return areas

    def _area(self, lines: Polylines) -> shapely.Geometry:
        rings = self._rings(self._distance(self._points_near(lines)))
        plane = shapely.build_area(shapely.geometrycollections(rings))
        smooth = shapely.simplify(plane, self.cell_m / 2)
        smooth = shapely.segmentize(smooth, LONGEST_SIDE_M)

        def to_degrees(xy: FloatArray) -> FloatArray:
            return np.column_stack(self.to_plane.transform(xy[:, 0], xy[:, 1], direction="INVERSE"))

        return shapely.make_valid(shapely.transform(smooth, to_degrees))

    def _points_near(self, lines: Polylines) -> LongArray:
        """Return the points of the grid nearest to points along the lines, half a cell apart."""
        x, y = self.to_plane.transform(lines.lon, lines.lat)
        x, y = (x - self.west) / self.cell_m, (y - self.south) / self.cell_m
        inside = np.ones(len(x), dtype=bool)
        inside[lines.offset[1:] - 1] = False
        begin = np.flatnonzero(inside)
        n_steps = np.ceil(2 * np.hypot(x[begin + 1] - x[begin], y[begin + 1] - y[begin]))
        n_points = n_steps.astype(np.int64) + 1
        of = np.repeat(np.arange(len(begin)), n_points)
        number = np.arange(len(of)) - np.repeat(np.cumsum(n_points) - n_points, n_points)
        share = number / np.maximum(n_steps, 1)[of]
        column, row = (
            np.rint(axis[begin][of] * (1 - share) + axis[begin + 1][of] * share).astype(np.int64)
            for axis in (x, y)
        )
        marked = np.zeros(self.shape[0] * self.shape[1], dtype=bool)
        marked[row * self.shape[1] + column] = True
        return np.flatnonzero(marked)

    def _distance(self, marked: LongArray) -> Grid:
        """Return how many cells each point of the grid is from a marked one, if that matters."""
        reach = int(np.ceil(self.radius)) + 1
        row, column = np.mgrid[-reach : reach + 1, -reach : reach + 1]
        far = np.hypot(row, column)
        distance: Grid = np.full(self.shape[0] * self.shape[1], reach + 1, dtype=np.float32)
        # From the farthest to the nearest: what is written last is the least.
        for place in np.argsort(-far, axis=None, kind="stable"):
            if far.flat[place] <= reach:
                shift = row.flat[place] * self.shape[1] + column.flat[place]
                distance[marked + shift] = far.flat[place]
        return distance.reshape(self.shape)

    def _rings(self, distance: Grid) -> npt.NDArray[np.object_]:
        """Return the lines at which the distance is the radius (marching squares), on the plane."""
        inside = distance <= self.radius
        case = np.zeros((self.shape[0] - 1, self.shape[1] - 1), dtype=np.uint8)
        for i, (r, c) in enumerate(_CORNERS):
            case |= inside[r : r + case.shape[0], c : c + case.shape[1]].astype(np.uint8) << i
        row, column = np.nonzero((case > 0) & (case < len(_SIDES) - 1))
        which = case[row, column]
        begins: list[LongArray] = []
        ends: list[LongArray] = []
        x: list[FloatArray] = []
        y: list[FloatArray] = []
        for number, sides in enumerate(_SIDES):
            here = np.flatnonzero(which == number)
            for one, other in sides:
                cells = row[here], column[here]
                begins.append(self._side(*cells, one))
                ends.append(self._side(*cells, other))
                for axis, at in zip((x, y), self._crossing(distance, *cells, one), strict=True):
                    axis.append(at)
        begin, end = np.concatenate(begins), np.concatenate(ends)
        by_begin = np.argsort(begin)
        following = by_begin[np.searchsorted(begin[by_begin], end)]
        order, ring = _chained(following)
        xy = np.stack([np.concatenate(x)[order], np.concatenate(y)[order]], axis=1)
        rings: npt.NDArray[np.object_] = shapely.linearrings(xy, indices=ring)
        return rings

    def _side(self, row: LongArray, column: LongArray, side: int) -> LongArray:
        """Return a number for a side of cells that the cell beyond it gives it too."""
        (r, c), (_, c1) = (_CORNERS[i] for i in _ENDS[side])
        lies = c != c1
        return 2 * ((row + r) * self.shape[1] + column + c) + lies

    def _crossing(
        self, distance: Grid, row: LongArray, column: LongArray, side: int
    ) -> tuple[FloatArray, FloatArray]:
        """Return where the outline crosses a side of cells, x and y."""
        (r0, c0), (r1, c1) = (_CORNERS[i] for i in _ENDS[side])
        low = distance[row + r0, column + c0].astype(np.float64)
        high = distance[row + r1, column + c1].astype(np.float64)
        # Kept off the corners: rings would touch themselves there.
        share = np.clip((self.radius - low) / (high - low), 0.02, 0.98)
        return (
            self.west + self.cell_m * (column + c0 + share * (c1 - c0)),
            self.south + self.cell_m * (row + r0 + share * (r1 - r0)),
        )


@compiled
def _chained(following: LongArray) -> tuple[LongArray, LongArray]:
    """Return segments in the order of the rings they form, and the number of each one's ring.

    following  int64 (n,)  the segment that begins where each ends: a permutation
    """
    order = np.empty_like(following)
    ring = np.empty_like(following)
    seen = np.zeros(following.size, np.bool_)
    count = rings = 0
    for first in range(following.size):
        if seen[first]:
            continue
        segment = first
        while not seen[segment]:
            seen[segment] = True
            order[count], ring[count] = segment, rings
            count += 1
            segment = following[segment]
        rings += 1
    return order, ring


_CORNERS: Final = ((0, 0), (0, 1), (1, 1), (1, 0))
"""Southwest, southeast, northeast, northwest corner of a cell, as (row, column)."""

_ENDS: Final = ((0, 1), (1, 2), (3, 2), (0, 3))
"""Corners at the ends of a cell's sides: south, east, north, west."""

_SIDES: Final = (
    (),
    ((3, 0),),
    ((0, 1),),
    ((3, 1),),
    ((1, 2),),
    ((3, 0), (1, 2)),
    ((0, 2),),
    ((3, 2),),
    ((2, 3),),
    ((2, 0),),
    ((0, 1), (2, 3)),
    ((2, 1),),
    ((1, 3),),
    ((1, 0),),
    ((0, 3),),
    (),
)
"""Sides from and to which segments lead, by the corners inside, which are to the right."""
