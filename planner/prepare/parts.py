"""Which edges hang together: strongly connected parts, islands and one-way tails."""

from __future__ import annotations

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from planner.domain.arrays import BoolArray, FloatArray, IntArray, LongArray
from planner.domain.roads import RoadPart
from planner.units import CM_PER_M


def strong_parts(
    n_nodes: int, edge_from: IntArray, edge_to: IntArray, along: BoolArray, against: BoolArray
) -> tuple[IntArray, int]:
    """Return the part of every edge, -1 between two parts, and the number of parts.

    An edge belongs to a part where its two nodes are in one strongly connected component. Parts
    without an edge do not count. Parts are numbered by their first edge.
    """
    tail = np.concatenate([edge_from[along], edge_to[against]])
    head = np.concatenate([edge_to[along], edge_from[against]])
    links = coo_array((np.ones(len(tail), dtype=np.int8), (tail, head)), shape=(n_nodes, n_nodes))
    component = connected_components(links.tocsr(), directed=True, connection="strong")[1]
    inside = component[edge_from] == component[edge_to]
    of_edge = np.full(len(edge_from), -1, dtype=np.int32)
    found, first, part = np.unique(
        component[edge_from[inside]], return_index=True, return_inverse=True
    )
    order = np.argsort(np.argsort(first, kind="stable"), kind="stable")
    of_edge[inside] = order[part]
    return of_edge, len(found)


def describe_parts(
    edge_part: IntArray,
    n_parts: int,
    length_cm: IntArray,
    *,
    middle: tuple[FloatArray, FloatArray],
    smallest_part_m: float,
) -> tuple[IntArray, tuple[RoadPart, ...]]:
    """Return the edges' parts, renumbered with the longest first, and the parts.

    `middle` are longitude and latitude of a point on every edge; a part stands at that of its
    longest edge. It is an island where its length is less
    than `smallest_part_m`; the longest part never is.
    """
    if not n_parts:
        return edge_part, ()
    inside = np.flatnonzero(edge_part >= 0)
    part = edge_part[inside]
    length: LongArray = np.zeros(n_parts, dtype=np.int64)
    np.add.at(length, part, length_cm[inside])
    n_edges = np.bincount(part, minlength=n_parts)
    by_length = inside[np.lexsort((inside, -length_cm[inside].astype(np.int64), part))]
    longest_edge = by_length[np.searchsorted(edge_part[by_length], np.arange(n_parts))]
    order = np.lexsort((np.arange(n_parts), -length))
    rank = np.empty(n_parts + 1, dtype=np.int32)
    rank[order] = np.arange(n_parts, dtype=np.int32)
    rank[-1] = -1  # edges between parts stay so
    parts = tuple(
        RoadPart(
            length_m=float(length[old]) / CM_PER_M,
            n_edges=int(n_edges[old]),
            lon=float(middle[0][longest_edge[old]]),
            lat=float(middle[1][longest_edge[old]]),
            is_island=bool(new and length[old] < smallest_part_m * CM_PER_M),
        )
        for new, old in enumerate(order.tolist())
    )
    return rank[edge_part], parts
