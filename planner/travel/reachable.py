"""From which nodes of the roads a site can be reached at all, whatever it costs."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order, connected_components

from planner.domain.arrays import BoolArray, IntArray
from planner.domain.roads import CLOSED, Roads


class Reachability:
    """The strongly connected parts of the roads, and which part leads to which."""

    def __init__(self, roads: Roads) -> None:
        forward = np.flatnonzero(roads.forward_ms != CLOSED)
        backward = np.flatnonzero(roads.backward_ms != CLOSED)
        left = np.concatenate([roads.edge_from[forward], roads.edge_to[backward]])
        arrived = np.concatenate([roads.edge_to[forward], roads.edge_from[backward]])
        self._n_parts, self._part = connected_components(
            _graph(roads.n_nodes, arrived, left), connection="strong"
        )
        self._parts = _graph(self._n_parts, self._part[arrived], self._part[left])

    def parts_of(self, nodes: IntArray) -> tuple[int, ...]:
        """Return the parts that these nodes are in."""
        return tuple(sorted(set(self._part[nodes].tolist())))

    def reaching(self, parts: tuple[int, ...]) -> BoolArray:
        """Return for each node whether one of these parts can be reached from it."""
        found = np.zeros(self._n_parts, dtype=bool)
        for part in parts:
            found[breadth_first_order(self._parts, part, return_predecessors=False)] = True
        return np.asarray(found[self._part])


def _graph(n: int, one: IntArray, other: IntArray) -> csr_array:
    return csr_array((np.ones(len(one), dtype=np.int32), (one, other)), shape=(n, n))
