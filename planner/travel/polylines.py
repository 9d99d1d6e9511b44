"""The geometry of stretches of edges: polylines between two fractions of an edge."""

from __future__ import annotations

import numpy as np

from planner.domain.arrays import BoolArray, FloatArray, IntArray, LongArray
from planner.domain.paths import Polylines
from planner.domain.roads import Roads
from planner.travel.placing import GEOD, LENGTH_STEP_M


def stretches(
    roads: Roads, edge: IntArray | LongArray, enter: FloatArray, leave: FloatArray
) -> Polylines:
    """Return the line along each edge from the fraction `enter` to the fraction `leave`.

    edge          (n,)
    enter, leave  float64 (n,) in [0, 1], by geodesic length; enter > leave goes against the
                  geometry
    The ends of an edge are its first and last vertex exactly.
    """
    first, last = roads.vertex_offset[edge], roads.vertex_offset[np.asarray(edge) + 1] - 1
    place = _places(roads, edge, (enter % 1 != 0) | (leave % 1 != 0))
    along = [place[first] + part * (place[last] - place[first]) for part in (enter, leave)]
    low, high = np.minimum(*along), np.maximum(*along)
    # Vertices strictly between; places ascend from edge to edge.
    inner = np.searchsorted(place, low, side="right")
    n_inner = np.maximum(np.searchsorted(place, high, side="left") - inner, 0)
    offset = np.concatenate([[0], np.cumsum(n_inner + 2)])
    vertex = np.empty(offset[-1], dtype=np.int64)
    line = np.repeat(np.arange(len(n_inner)), n_inner)
    number = np.arange(len(line)) - np.repeat(np.cumsum(n_inner) - n_inner, n_inner)
    back = (enter > leave)[line]
    vertex[offset[line] + 1 + number] = inner[line] + np.where(
        back, n_inner[line] - 1 - number, number
    )
    vertex[offset[:-1]] = np.where(enter == 1, last, first)
    vertex[offset[1:] - 1] = np.where(leave == 0, first, last)
    lon, lat = roads.vertex_lon[vertex], roads.vertex_lat[vertex]
    for at, wanted, part in ((offset[:-1], along[0], enter), (offset[1:] - 1, along[1], leave)):
        rows = np.flatnonzero(part % 1 != 0)
        before = np.searchsorted(place, wanted[rows], side="right") - 1
        before = np.clip(before, first[rows], last[rows] - 1)
        lon[at[rows]], lat[at[rows]] = _between(roads, place, before, wanted[rows])
    return Polylines(offset, lon, lat)


def _places(roads: Roads, edge: IntArray | LongArray, is_part: BoolArray) -> FloatArray:
    """Return ascending places of all vertices, one after the other, float64 (n_vertices,).

    On edges of which a part is asked for, they lie as far apart as the vertices do, in whole
    LENGTH_STEP_M; elsewhere, and from edge to edge, one apart.
    """
    step = np.ones(len(roads.vertex_lon))
    measured = np.unique(np.asarray(edge)[is_part])
    first = roads.vertex_offset[measured]
    n_pieces = roads.vertex_offset[measured + 1] - 1 - first
    begin = np.cumsum(n_pieces) - n_pieces
    vertex = np.arange(n_pieces.sum()) + np.repeat(first - begin, n_pieces)
    lon, lat = roads.vertex_lon, roads.vertex_lat
    _, _, length_m = GEOD.inv(lon[vertex], lat[vertex], lon[vertex + 1], lat[vertex + 1])
    step[vertex] = np.rint(np.asarray(length_m) / LENGTH_STEP_M)
    place: FloatArray = np.concatenate([[0.0], np.cumsum(step[:-1])])
    return place


def _between(
    roads: Roads, place: FloatArray, vertex: LongArray, wanted: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return the points at these places, on the geodesics from a vertex to the next."""
    lon, lat = roads.vertex_lon, roads.vertex_lat
    azimuth_deg, _, length_m = GEOD.inv(lon[vertex], lat[vertex], lon[vertex + 1], lat[vertex + 1])
    whole = place[vertex + 1] - place[vertex]
    share = (wanted - place[vertex]) / np.where(whole > 0, whole, 1.0)
    found_lon, found_lat, _ = GEOD.fwd(lon[vertex], lat[vertex], azimuth_deg, share * length_m)
    return found_lon, found_lat
