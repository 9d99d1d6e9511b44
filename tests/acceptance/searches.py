"""Plain searches between nodes by scipy and networkx, written apart from the product's own."""

from __future__ import annotations

from dataclasses import dataclass

import networkx as nx
import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from planner.domain.arrays import BoolArray, FloatArray, IntArray, LongArray
from planner.domain.placement import Placement
from planner.domain.roads import CLOSED, Roads
from planner.domain.travel import UNREACHABLE, Optimise


@dataclass(frozen=True)
class Directions:
    """The open directions of roads by head and tail, of parallel ones the best first."""

    tail: LongArray
    head: LongArray
    first: LongArray
    second: LongArray

    @classmethod
    def of(cls, roads: Roads, optimise: Optimise) -> Directions:
        tail = np.concatenate([roads.edge_from, roads.edge_to])
        head = np.concatenate([roads.edge_to, roads.edge_from])
        time_ms = np.concatenate([roads.forward_ms, roads.backward_ms])
        length_cm = np.tile(roads.length_cm, 2)
        first, second = (time_ms, length_cm) if optimise == "fastest" else (length_cm, time_ms)
        order = np.lexsort((second, first, tail, head))
        order = order[time_ms[order] != CLOSED]
        return cls(*(part[order].astype(np.int64) for part in (tail, head, first, second)))


def searched_by_scipy(roads: Roads, goals: IntArray, optimise: Optimise) -> tuple[IntArray, ...]:
    """Return first and second cost from every node to each goal, (n_goals, n_nodes).

    The second cost is searched for on those directions alone that waste none of the first.
    """
    arcs, n_nodes = Directions.of(roads, optimise), roads.n_nodes

    def to_goal(goal: int, cost: LongArray, chosen: BoolArray) -> FloatArray:
        tail, head, cost = arcs.tail[chosen], arcs.head[chosen], cost[chosen]
        best = np.ones(len(cost), dtype=bool)
        best[1:] = (tail[1:] != tail[:-1]) | (head[1:] != head[:-1])
        # Stored zeros are arcs.
        from_goal = csr_array(
            (cost[best].astype(float), (head[best], tail[best])), shape=(n_nodes, n_nodes)
        )
        return np.asarray(dijkstra(from_goal, indices=goal))

    first, second = np.full((2, len(goals), n_nodes), UNREACHABLE, dtype=np.int32)
    for row, goal in enumerate(goals.tolist()):
        least = to_goal(goal, arcs.first, np.ones(len(arcs.tail), dtype=bool))
        reached = np.isfinite(least)
        with np.errstate(invalid="ignore"):
            tight = arcs.first + least[arcs.head] == least[arcs.tail]
        along = to_goal(goal, arcs.second, tight & reached[arcs.tail])
        first[row, reached] = least[reached]
        second[row, reached] = along[reached]
    return first, second


def searched_by_networkx(roads: Roads, optimise: Optimise) -> dict[tuple[int, int], int]:
    """Return the cost of each pair of nodes with a way between; first * 2^32 + second."""
    arcs = Directions.of(roads, optimise)
    graph = nx.MultiDiGraph()
    graph.add_nodes_from(range(roads.n_nodes))
    for tail, head, first, second in zip(
        arcs.tail.tolist(), arcs.head.tolist(), arcs.first.tolist(), arcs.second.tolist(),
        strict=True,
    ):  # fmt: skip
        graph.add_edge(tail, head, weight=(first << 32) + second)
    return {
        (start, goal): cost
        for start, costs in nx.all_pairs_dijkstra_path_length(graph)
        for goal, cost in costs.items()
    }


def at_nodes(roads: Roads, nodes: IntArray | LongArray) -> Placement:
    """Return points exactly at these nodes, each at an end of one of its edges."""
    edge = np.full(roads.n_nodes, -1, dtype=np.int32)
    end = np.zeros(roads.n_nodes)
    every = np.arange(roads.n_edges, dtype=np.int32)
    edge[roads.edge_from], end[roads.edge_from] = every, 0.0
    edge[roads.edge_to], end[roads.edge_to] = every, 1.0
    n = len(nodes)
    none, nowhere = np.zeros(n, dtype=np.int32), np.zeros(n)
    assert (edge[nodes] >= 0).all(), "a node without an edge"
    return Placement(edge[nodes], end[nodes], nowhere, none, none.copy(), nowhere, nowhere)
