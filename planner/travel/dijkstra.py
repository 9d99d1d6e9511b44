"""Exact two-cost shortest paths from a point on an edge to all nodes (Dijkstra 1959)."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from planner.domain.arrays import FloatArray, IntArray
from planner.travel.cost import Cost
from planner.travel.graph import ReversedGraph

N_SEEDS = 2


class Search:
    """Searches over one graph, each from two seed nodes with a starting cost.

    The graph gets one more node, whose two arcs are rewritten for each search. It is the last
    node, so its arcs are the last ones and nothing else moves.
    """

    def __init__(self, graph: ReversedGraph) -> None:
        self._source = graph.n_nodes
        to_itself = np.full(N_SEEDS, self._source, dtype=np.int32)
        free = np.zeros(N_SEEDS)
        self._row_start = np.append(graph.row_start, np.int32(len(graph.left) + N_SEEDS))
        self._arrived = np.concatenate([graph.arrived, to_itself])
        self._left = np.concatenate([graph.left, to_itself])
        self._first = np.concatenate([graph.cost.first, free])
        self._second = np.concatenate([graph.cost.second, free])

    def costs(self, seed_nodes: IntArray, seed_costs: tuple[Cost, Cost]) -> Cost:
        """Return the least cost between the seeds and every node, Cost of (n_nodes,).

        seed_nodes  int32 (2,), may be the same node twice
        seed_costs  two Costs of (1,); a seed of infinite cost takes no part
        """
        first = np.concatenate([cost.first for cost in seed_costs])
        second = np.concatenate([cost.second for cost in seed_costs])
        usable = np.isfinite(first)
        # An unused arc becomes a loop of cost zero at the source, which changes nothing.
        self._left[-N_SEEDS:] = np.where(usable, seed_nodes, self._source)
        self._first[-N_SEEDS:] = np.where(usable, first, 0.0)
        self._second[-N_SEEDS:] = np.where(usable, second, 0.0)
        return self._two_costs()

    def _two_costs(self) -> Cost:
        """Minimise the first cost, then the second over the routes of least first cost.

        These routes are exactly the ones made of tight arcs, those that lead from a node to the
        next with no slack in the first cost.
        """
        first = self._distances(self._first, self._left, self._row_start)
        tight = first[self._arrived] + self._first == first[self._left]
        n_tight_before = np.zeros(len(tight) + 1, dtype=np.int32)
        np.cumsum(tight, out=n_tight_before[1:])
        second = self._distances(
            self._second[tight], self._left[tight], n_tight_before[self._row_start]
        )
        return Cost(first[:-1], second[:-1])

    def _distances(self, weight: FloatArray, column: IntArray, row_start: IntArray) -> FloatArray:
        """Search from the source. Stored zeros are arcs, and a column may repeat in a row."""
        n = self._source + 1
        graph = csr_array((weight, column, row_start), shape=(n, n))
        found: FloatArray = dijkstra(graph, directed=True, indices=self._source)
        return found
