"""Placing points on the roads: the nearest edge, and where along it."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import pyproj
import shapely

from planner.domain.arrays import FloatArray, IntArray, LongArray, require, require_shape
from planner.domain.placement import UNPLACED, Placement
from planner.domain.roads import Roads
from planner.units import CM_PER_M, MS_PER_S, kmh_to_m_per_s

GEOD: Final = pyproj.Geod(ellps="WGS84")

TIE_M: Final = 1e-6
"""Edges whose distances differ by no more are equally near."""

LENGTH_STEP_M: Final = 1e-6

MARGIN: Final = 1.005
MARGIN_M: Final = 1.0
"""How much the plane of the first look may be wrong besides its known distortion."""


def place(
    roads: Roads, lon: FloatArray, lat: FloatArray, *, access_speed_kmh: float, farthest_m: float
) -> Placement:
    """Return each point's place on the nearest edge that is snappable.

    lon, lat          float64 (n,) WGS84 degrees
    access_speed_kmh  speed of the straight leg between point and road, > 0
    farthest_m        beyond this distance (itself included within) a point is UNPLACED; its
                      snap_m is kept, then nearly exact

    Distances are geodesic (WGS84 ellipsoid) and pieces of road between vertices are straight
    lines on the ground. Equally near edges: the lower index. An edge that is open in one
    direction only is as good as any. An edge of length zero has fraction 0. Where no edge is
    snappable, or a point is not on Earth (NaN, latitude beyond 90), snap_m is inf.
    Raises OverflowError if a leg lasts more than 24 days.
    """
    require_shape(lat, lon.shape, "lat")
    require(access_speed_kmh > 0, "the access speed must be above zero")
    edge = np.full(len(lon), UNPLACED, dtype=np.int32)
    fraction = np.zeros(len(lon))
    snap_m = np.full(len(lon), np.inf)
    on_road_lon, on_road_lat = lon.copy(), lat.copy()

    pieces = _snappable_pieces(roads)
    feet = _nearest(roads, pieces, _candidates(roads, pieces, lon, lat, farthest_m), lon, lat)
    snap_m[feet.point] = feet.distance_m
    feet = feet.at(np.flatnonzero(feet.distance_m <= farthest_m))
    point = feet.point
    edge[point] = pieces.edge[feet.piece]
    fraction[point] = _fractions(roads, pieces, feet)
    on_road_lon[point], on_road_lat[point], _ = GEOD.fwd(
        lon[point], lat[point], feet.azimuth_deg, feet.distance_m
    )
    access_m = np.where(edge == UNPLACED, 0.0, snap_m)
    return Placement(
        edge=edge,
        fraction=fraction,
        snap_m=snap_m,
        access_ms=_int32(access_m / kmh_to_m_per_s(access_speed_kmh) * MS_PER_S),
        access_cm=_int32(access_m * CM_PER_M),
        lon=on_road_lon,
        lat=on_road_lat,
    )


class _Pieces(NamedTuple):
    """Straight pieces of the snappable edges, in the order of edges and vertices.

    edge    int64 (n_pieces,)
    vertex  int64 (n_pieces,)  index of the piece's first vertex; it ends at the next one
    """

    edge: LongArray
    vertex: LongArray


class _Pairs(NamedTuple):
    """Points with pieces of road that may be the nearest, int64 (n_pairs,) each."""

    point: LongArray
    piece: LongArray


class _Feet(NamedTuple):
    """The nearest place on the roads for some points.

    point, piece  int64 (n,)
    share         float64 (n,)  of the piece, from its first vertex, in [0, 1]
    distance_m    float64 (n,)
    azimuth_deg   float64 (n,)  direction from the point to its foot
    """

    point: LongArray
    piece: LongArray
    share: FloatArray
    distance_m: FloatArray
    azimuth_deg: FloatArray

    def at(self, index: LongArray) -> _Feet:
        """Return these feet."""
        return _Feet(
            self.point[index],
            self.piece[index],
            self.share[index],
            self.distance_m[index],
            self.azimuth_deg[index],
        )


def _snappable_pieces(roads: Roads) -> _Pieces:
    n_pieces = np.diff(roads.vertex_offset) - 1
    edge = np.repeat(np.arange(roads.n_edges), n_pieces)
    # Each edge has one vertex more than pieces, so pieces run ahead of vertices by the edge index.
    vertex = np.arange(len(edge)) + edge
    snappable = roads.snappable[edge]
    return _Pieces(edge[snappable], vertex[snappable])


def _candidates(
    roads: Roads, pieces: _Pieces, lon: FloatArray, lat: FloatArray, farthest_m: float
) -> _Pairs:
    """Return every piece that may be nearest to a point; for points far off, only a near one.

    The search runs in one equal-area plane around the roads. At the angle c from its centre the
    plane stretches by 1 / cos(c/2) across and shrinks by cos(c/2) outwards (Snyder 1987, ch. 24),
    so the true nearest piece lies within the plane's nearest distance times 1 / cos²(c/2).
    """
    known = np.flatnonzero(np.isfinite(lon) & (np.abs(lat) <= 90))
    if not len(pieces.edge) or not len(known):
        nothing = np.empty(0, dtype=np.int64)
        return _Pairs(nothing, nothing)
    first, last = pieces.vertex, pieces.vertex + 1
    ends = np.concatenate([first, last])
    west, east = roads.vertex_lon[ends].min(), roads.vertex_lon[ends].max()
    south, north = roads.vertex_lat[ends].min(), roads.vertex_lat[ends].max()
    middle_lon, middle_lat = (west + east) / 2, (south + north) / 2
    plane = pyproj.Transformer.from_crs(
        "EPSG:4326",
        f"+proj=laea +lon_0={middle_lon} +lat_0={middle_lat} +ellps=WGS84",
        always_xy=True,
    )
    x, y = plane.transform(roads.vertex_lon, roads.vertex_lat)
    xy = np.stack([x, y], axis=1)
    tree = shapely.STRtree(shapely.linestrings(np.stack([xy[first], xy[last]], axis=1)))

    points = shapely.points(*plane.transform(lon[known], lat[known]))
    (point, piece), distance_m = tree.query_nearest(points, all_matches=False, return_distance=True)
    reach_m = np.hypot(xy[ends, 0], xy[ends, 1]).max() + min(
        farthest_m, distance_m.max(initial=0.0)
    )
    radius_m = GEOD.a
    # In this plane the angle c is found at the distance 2 R sin(c/2) from the centre.
    sine = min(reach_m / (2 * radius_m), 0.9)
    stretch = MARGIN / (1 - sine**2)
    near = distance_m <= farthest_m * stretch + MARGIN_M
    found = tree.query(
        points[point[near]],
        predicate="dwithin",
        distance=distance_m[near] * stretch + MARGIN_M,
    )
    return _Pairs(
        known[np.concatenate([point[near][found[0]], point[~near]])],
        np.concatenate([found[1], piece[~near]]),
    )


def _nearest(
    roads: Roads,
    pieces: _Pieces,
    pairs: _Pairs,
    lon: FloatArray,
    lat: FloatArray,
) -> _Feet:
    """Return the nearest foot of every point among its candidates.

    Each pair is judged in the azimuthal equidistant plane centred on the point itself, where all
    distances from the point are geodesic.
    """
    ends_xy = []
    for vertex in (pieces.vertex[pairs.piece], pieces.vertex[pairs.piece] + 1):
        azimuth_deg, _, distance_m = GEOD.inv(
            lon[pairs.point], lat[pairs.point], roads.vertex_lon[vertex], roads.vertex_lat[vertex]
        )
        azimuth = np.radians(azimuth_deg)
        ends_xy.append((distance_m * np.sin(azimuth), distance_m * np.cos(azimuth)))
    (x0, y0), (x1, y1) = ends_xy
    dx, dy = x1 - x0, y1 - y0
    squared = dx**2 + dy**2
    share = np.clip(-(x0 * dx + y0 * dy) / np.where(squared > 0, squared, 1.0), 0.0, 1.0)
    # Written so that a share of exactly 0 or 1 gives exactly the end's coordinates.
    x, y = x0 * (1 - share) + x1 * share, y0 * (1 - share) + y1 * share
    distance_m = np.hypot(x, y)
    feet = _Feet(pairs.point, pairs.piece, share, distance_m, np.degrees(np.arctan2(x, y)))

    shortest = np.full(len(lon), np.inf)
    np.minimum.at(shortest, pairs.point, distance_m)
    feet = feet.at(np.flatnonzero(distance_m <= shortest[pairs.point] + TIE_M))
    feet = feet.at(np.lexsort((feet.piece, feet.point)))
    _, first_of_point = np.unique(feet.point, return_index=True)
    return feet.at(first_of_point)


def _fractions(roads: Roads, pieces: _Pieces, feet: _Feet) -> FloatArray:
    """Return how far along its edge each foot is, by geodesic length, 0 on edges of length zero."""
    used, edge_number = np.unique(pieces.edge[feet.piece], return_inverse=True)
    first = roads.vertex_offset[used]
    n_pieces = roads.vertex_offset[used + 1] - 1 - first
    piece_start = np.concatenate([[0], np.cumsum(n_pieces)])
    vertex = np.arange(piece_start[-1]) + np.repeat(first - piece_start[:-1], n_pieces)
    lon, lat = roads.vertex_lon, roads.vertex_lat
    _, _, length_m = GEOD.inv(lon[vertex], lat[vertex], lon[vertex + 1], lat[vertex + 1])
    # Whole steps add up exactly, so that a point's fraction does not depend on the others.
    length_steps = np.rint(length_m / LENGTH_STEP_M).astype(np.int64)
    travelled_steps = np.concatenate([[0], np.cumsum(length_steps)])

    own = piece_start[edge_number] + pieces.vertex[feet.piece] - first[edge_number]
    base_steps = travelled_steps[piece_start[edge_number]]
    whole_steps = travelled_steps[piece_start[edge_number + 1]] - base_steps
    before_steps = travelled_steps[own] - base_steps + feet.share * length_steps[own]
    fraction: FloatArray = before_steps / np.maximum(whole_steps, 1)
    return fraction


def _int32(values: FloatArray) -> IntArray:
    """Return the nearest integers; OverflowError where they do not fit."""
    if values.max(initial=0.0) >= np.iinfo(np.int32).max:
        raise OverflowError("the leg between a point and its road takes more than 24 days")
    return np.rint(values).astype(np.int32)
