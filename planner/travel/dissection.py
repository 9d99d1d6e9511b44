"""Nested dissection without a library, for platforms that pymetis has no wheels for."""

from __future__ import annotations

from typing import Final

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order

from planner.domain.arrays import IntArray, LongArray
from planner.travel.neighbours import Neighbours

SMALL: Final = 48
"""Pieces of at most so many nodes are not cut."""

SIDES: Final = (0.35, 0.65)
"""How much of a piece may be on the first side of a cut."""


def dissect(graph: Neighbours) -> IntArray:
    """Return the nodes in nested dissection order (George 1973), int32 (n_nodes,).

    A piece is searched breadth first from a node at its rim (George & Liu 1979), which orders it
    from one end to the other. The nodes visited so far whose neighbours are not all visited are
    a separator; the smallest one near the middle cuts the piece.
    """
    n = len(graph.start) - 1
    ones = np.ones(len(graph.node), dtype=np.int8)
    whole = csr_array((ones, graph.node, graph.start), shape=(n, n))
    order = np.empty(n, dtype=np.int32)
    end = n
    pieces: list[LongArray] = [np.arange(n)]
    while pieces:
        nodes = pieces.pop()
        if len(nodes) > SMALL:
            part = whole[nodes][:, nodes]
            first, separator, second = _cut(part)
            pieces += [nodes[first], nodes[second]]
            nodes = nodes[separator]
        order[end - len(nodes) : end] = nodes
        end -= len(nodes)
    return order


def _cut(graph: csr_array) -> tuple[LongArray, LongArray, LongArray]:
    """Return nodes of one side, of the separator, and of the other side."""
    n = graph.shape[0]
    rim = _reached(graph, 0)
    if len(rim) < n:
        apart = np.ones(n, dtype=bool)
        apart[rim] = False
        return rim, np.empty(0, dtype=np.int64), np.flatnonzero(apart)
    walk = _reached(graph, rim[-1])
    place = np.empty(n, dtype=np.int64)
    place[walk] = np.arange(n)
    rows = np.repeat(np.arange(n), np.diff(graph.indptr))
    last_neighbour = place.copy()
    np.maximum.at(last_neighbour, rows, place[graph.indices])
    # A node is open from its own place until its last neighbour is visited.
    change = np.bincount(place, minlength=n + 1) - np.bincount(last_neighbour, minlength=n + 1)
    n_open = np.cumsum(change)[:n]
    low, high = (int(share * n) for share in SIDES)
    cut = low + int(n_open[low:high].argmin())
    separator = (place <= cut) & (last_neighbour > cut)
    first = (place <= cut) & ~separator
    return np.flatnonzero(first), np.flatnonzero(separator), np.flatnonzero(place > cut)


def _reached(graph: csr_array, node: int) -> LongArray:
    found = breadth_first_order(graph, node, directed=True, return_predecessors=False)
    return np.asarray(found, dtype=np.int64)
