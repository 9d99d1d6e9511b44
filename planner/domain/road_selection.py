"""Which edges and nodes of the roads an edit is about: by name, class, place."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Sequence

import numpy as np
import shapely

from planner.domain.arrays import BoolArray, FloatArray, LongArray
from planner.domain.roads import Roads
from planner.domain.zones import Zone, distance_m
from planner.units import CM_PER_KM, M_PER_DEGREE

JUNCTION_DEGREE = 3
"""A node is a junction where at least so many ends of edges meet."""


def select_edges(
    roads: Roads,
    *,
    names: Collection[str] | None = None,
    classes: Collection[str] | None = None,
    zone: Zone | None = None,
) -> LongArray:
    """Return the edges that satisfy all conditions given, ascending.

    names    numbers or names of roads; an edge needs one of them (see `same_name`)
    classes  road classes; an edge needs one of them
    zone     covers the edge's middle, the point halfway along it
    """
    chosen = np.ones(roads.n_edges, dtype=bool)
    if names is not None:
        wanted = {same_name(name) for name in names}
        has = [any(same_name(name) in wanted for name in called) for called in roads.road_names]
        chosen &= np.array([*has, False], dtype=bool)[roads.edge_road]  # NAMELESS finds the last
    if classes is not None:
        of_class = np.array([word in classes for word in roads.classes], dtype=bool)
        chosen &= of_class[roads.edge_class]
    edges = np.flatnonzero(chosen)
    if zone is not None and len(edges):
        edges = edges[zone.covers(*middles(roads, edges))]
    return edges


def same_name(name: str) -> str:
    """Return a name without what does not matter: capitals, width of characters, spaces."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def unknown_names(roads: Roads, names: Sequence[str]) -> list[int]:
    """Return the positions of names that no road has."""
    known = {same_name(name) for called in roads.road_names for name in called}
    return [index for index, name in enumerate(names) if same_name(name) not in known]


def middles(roads: Roads, edges: LongArray) -> tuple[FloatArray, FloatArray]:
    """Return longitude and latitude halfway along each of these edges, (n,) each."""
    first, last = roads.vertex_offset[edges], roads.vertex_offset[edges + 1]
    counts = last - first
    start = np.concatenate([[0], np.cumsum(counts)])
    vertex = np.arange(start[-1]) + np.repeat(first - start[:-1], counts)
    line = np.repeat(np.arange(len(edges)), counts)
    # Degrees of longitude shrink with the latitude; each line keeps its own scale.
    shrink = np.cos(np.radians(roads.vertex_lat[first]))
    x, y = roads.vertex_lon[vertex] * shrink[line], roads.vertex_lat[vertex]
    lines = shapely.linestrings(np.column_stack([x, y]), indices=line)
    middle = shapely.line_interpolate_point(lines, 0.5, normalized=True)
    return shapely.get_x(middle) / shrink, shapely.get_y(middle)


def length_km(roads: Roads, edges: LongArray) -> float:
    """Return the length of edges, a two-way road once; a dual carriageway is two one-way roads."""
    return float(roads.length_cm[edges].sum(dtype=np.int64)) / CM_PER_KM


def names_of(roads: Roads, edges: LongArray) -> tuple[str, ...]:
    """Return what these edges' roads are called, by the first name of each, most km first."""
    own = roads.edge_road[edges]
    named = own >= 0
    cm = np.bincount(
        own[named], weights=roads.length_cm[edges][named], minlength=len(roads.road_names)
    )
    order = [road for road in np.argsort(-cm, kind="stable").tolist() if cm[road] > 0]
    return tuple(dict.fromkeys(roads.road_names[road][0] for road in order))


def junctions(
    roads: Roads, *, zone: Zone | None = None, edges: LongArray | None = None
) -> LongArray:
    """Return the nodes where three or more ends of edges meet, ascending.

    zone   only those inside it
    edges  only those at an end of one of these
    """
    chosen: BoolArray = degrees(roads) >= JUNCTION_DEGREE
    if edges is not None:
        touched = np.zeros(roads.n_nodes, dtype=bool)
        touched[roads.edge_from[edges]] = True
        touched[roads.edge_to[edges]] = True
        chosen &= touched
    nodes = np.flatnonzero(chosen)
    if zone is not None and len(nodes):
        nodes = nodes[zone.covers(roads.node_lon[nodes], roads.node_lat[nodes])]
    return nodes


def degrees(roads: Roads) -> LongArray:
    """Return how many ends of edges meet at each node, a loop twice, int64 (n_nodes,)."""
    ends = np.concatenate([roads.edge_from, roads.edge_to])
    return np.bincount(ends, minlength=roads.n_nodes)


def nodes_of(roads: Roads, edges: BoolArray) -> LongArray:
    """Return the nodes at an end of the edges marked, bool (n_edges,), ascending."""
    return np.unique(np.concatenate([roads.edge_from[edges], roads.edge_to[edges]])).astype(
        np.int64
    )


def nearest_edge(roads: Roads, edges: LongArray, lon: float, lat: float) -> tuple[int, float]:
    """Return the nearest of these edges (at least one) and its distance in metres.

    Measured in a plane around the point, right to half a per cent within some 50 km. Equally
    near: the lower index.
    """
    first, last = roads.vertex_offset[edges], roads.vertex_offset[edges + 1] - 1
    pieces = last - first
    begin = np.concatenate([[0], np.cumsum(pieces)])
    vertex = np.arange(begin[-1]) + np.repeat(first - begin[:-1], pieces)
    x = (roads.vertex_lon - lon) * np.cos(np.radians(lat)) * M_PER_DEGREE
    y = (roads.vertex_lat - lat) * M_PER_DEGREE
    x0, y0 = x[vertex], y[vertex]
    dx, dy = x[vertex + 1] - x0, y[vertex + 1] - y0
    squared = dx**2 + dy**2
    share = np.clip(-(x0 * dx + y0 * dy) / np.where(squared > 0, squared, 1.0), 0.0, 1.0)
    found_m = np.hypot(x0 + share * dx, y0 + share * dy)
    best = int(np.argmin(found_m))
    return int(edges[np.searchsorted(begin, best, side="right") - 1]), float(found_m[best])


def nearest_nodes(
    roads: Roads, nodes: LongArray, lon: float, lat: float, count: int
) -> tuple[LongArray, FloatArray]:
    """Return up to `count` of these nodes, nearest first, and their distances in metres.

    Equally near: the lower index first.
    """
    found_m = distance_m(lon, lat, roads.node_lon[nodes], roads.node_lat[nodes])
    order = np.argsort(found_m, kind="stable")[:count]
    return nodes[order], found_m[order]
