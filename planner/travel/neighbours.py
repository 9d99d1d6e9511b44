"""The roads as a plain undirected graph: who is joined to whom, without direction or cost."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from planner.compiled import compiled
from planner.domain.arrays import IntArray


class Neighbours(NamedTuple):
    """Neighbours of node v are `node[start[v]:start[v + 1]]`; none twice, never v itself.

    start  int32 (n_nodes + 1,)
    node   int32 (n_neighbours,)  each pair of neighbours appears from both sides
    """

    start: IntArray
    node: IntArray


@compiled
def neighbours(n_nodes: int, one: IntArray, other: IntArray) -> Neighbours:
    """Return the neighbours that edges between `one` and `other`, int32 (n_edges,), make."""
    begin = np.zeros(n_nodes + 1, np.int32)
    for edge in range(one.size):
        begin[one[edge] + 1] += 1
        begin[other[edge] + 1] += 1
    for node in range(n_nodes):
        begin[node + 1] += begin[node]
    filled = begin[:-1].copy()
    joined = np.empty(2 * one.size, np.int32)
    for edge in range(one.size):
        a, b = one[edge], other[edge]
        joined[filled[a]] = b
        filled[a] += 1
        joined[filled[b]] = a
        filled[b] += 1
    start = np.zeros(n_nodes + 1, np.int32)
    seen_from = np.full(n_nodes, -1, np.int32)
    count = 0
    for node in range(n_nodes):
        seen_from[node] = node
        for place in range(begin[node], begin[node + 1]):
            near = joined[place]
            if seen_from[near] != node:
                seen_from[near] = node
                joined[count] = near
                count += 1
        start[node + 1] = count
    return Neighbours(start, joined[:count].copy())
