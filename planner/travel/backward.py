"""One site's best routes from wherever they are asked for, edge by edge.

A plain search (Dijkstra 1959) that stops when all askers are answered: for the few pairs whose way
is drawn on a map, most of them near each other, it is all that is needed.
"""

from __future__ import annotations

import heapq
from typing import Any, Final, NamedTuple

import numpy as np

from planner.compiled import compiled
from planner.domain.arrays import BoolArray, IntArray, LongArray
from planner.domain.roads import CLOSED, Roads
from planner.domain.travel import Optimise

NOT_YET: Final = -2
"""Nothing is known of a node."""

ARRIVED: Final = -1
"""The node is an end of the site's edge, and the route goes along that edge to the site."""


class Arrivals(NamedTuple):
    """All open directions of the edges, by the node at which they arrive. Loops are absent.

    start          int64 (n_nodes + 1,)  those of node v are `start[v]:start[v + 1]`
    left, head     int32 (n_arcs,)       where a traveller comes from, and gets to
    edge           int32 (n_arcs,)       ascending within a node
    forward        bool (n_arcs,)        along the geometry
    first, second  int64 (n_arcs,)       costs
    """

    start: LongArray
    left: IntArray
    head: IntArray
    edge: IntArray
    forward: BoolArray
    first: LongArray
    second: LongArray


def arrivals(roads: Roads, optimise: Optimise) -> Arrivals:
    """Return the open directions of these roads."""
    is_loop = roads.edge_from == roads.edge_to
    along = np.flatnonzero((roads.forward_ms != CLOSED) & ~is_loop)
    against = np.flatnonzero((roads.backward_ms != CLOSED) & ~is_loop)
    edge = np.concatenate([along, against])
    arrived = np.concatenate([roads.edge_to[along], roads.edge_from[against]])
    order = np.lexsort((edge, arrived))
    time_ms = np.concatenate([roads.forward_ms[along], roads.backward_ms[against]])
    costs = time_ms.astype(np.int64), roads.length_cm[edge].astype(np.int64)
    first, second = costs if optimise == "fastest" else costs[::-1]
    n_arrivals = np.bincount(arrived, minlength=roads.n_nodes)
    return Arrivals(
        start=np.concatenate([[0], np.cumsum(n_arrivals)]).astype(np.int64),
        left=np.concatenate([roads.edge_from[along], roads.edge_to[against]])[order],
        head=arrived[order],
        edge=edge[order].astype(np.int32),
        forward=np.asarray(order < len(along)),
        first=first[order],
        second=second[order],
    )


class Found(NamedTuple):
    """What a search knows of each node, (n_nodes,) each.

    first, second  int64  costs to the site
    n_edges        int32  whole edges on the way
    arc            int32  which of the arrivals comes next, ARRIVED, or NOT_YET
    """

    first: LongArray
    second: LongArray
    n_edges: IntArray
    arc: IntArray


@compiled
def _less(one: tuple[Any, Any, Any], other: tuple[Any, Any, Any]) -> Any:
    if one[0] != other[0]:
        return one[0] < other[0]
    if one[1] != other[1]:
        return one[1] < other[1]
    return one[2] < other[2]


@compiled
def _reach(graph: Arrivals, found: Found, node: int, key: tuple[Any, Any, Any], arc: int) -> bool:
    """Note a way from a node that begins with this arc; returns whether it is a better one."""
    known = found.first[node], found.second[node], found.n_edges[node]
    next_arc = found.arc[node]
    if next_arc != NOT_YET and not _less(key, known):
        if next_arc >= 0 and not _less(known, key) and graph.edge[arc] < graph.edge[next_arc]:
            found.arc[node] = arc
        return False
    found.first[node], found.second[node], found.n_edges[node] = key
    found.arc[node] = arc
    return True


@compiled
def search_back(
    graph: Arrivals, seeds: IntArray, seed_costs: LongArray, wanted: IntArray, found: Found
) -> None:
    """Find the best routes from the wanted nodes to the seeds.

    Routes are compared by first cost, second cost, number of edges; where all are equal, the next
    edge is the one of lowest index.

    seeds       int32 (2,)
    seed_costs  int64 (2, 2)  first and second cost of each seed, negative where it takes no part
    wanted      int32 (n,), distinct
    found       is written anew
    """
    asked = np.zeros(found.arc.size, np.bool_)
    asked[wanted] = True
    n_missing = wanted.size
    found.arc[:] = NOT_YET
    heap = [(np.int64(0), np.int64(0), np.int32(0), np.int32(0)) for _ in range(0)]
    for i in range(seeds.size):
        key = seed_costs[i, 0], seed_costs[i, 1], np.int32(0)
        if key[0] >= 0 and _reach(graph, found, seeds[i], key, ARRIVED):
            heapq.heappush(heap, (key[0], key[1], key[2], seeds[i]))
    while heap and n_missing:
        first, second, n_edges, node = heapq.heappop(heap)
        if _less(
            (found.first[node], found.second[node], found.n_edges[node]), (first, second, n_edges)
        ):
            continue
        n_missing -= asked[node]
        for arc in range(graph.start[node], graph.start[node + 1]):
            left = graph.left[arc]
            key = first + graph.first[arc], second + graph.second[arc], np.int32(n_edges + 1)
            if _reach(graph, found, left, key, arc):
                heapq.heappush(heap, (key[0], key[1], key[2], left))


@compiled
def ways(graph: Arrivals, found: Found, nodes: IntArray) -> Any:
    """Return the arcs from each node to an end of the site's edge, one after the other.

    nodes  int32 (n,), answered by `search_back`; negative: no arcs
    Returns (begin int64 (n + 1,), arcs int32, node int32 (n,) where each way ends)
    """
    begin = np.zeros(nodes.size + 1, np.int64)
    end = nodes.copy()
    arcs = np.empty(1024, np.int32)
    count = 0
    for i in range(nodes.size):
        node = nodes[i]
        while node >= 0 and found.arc[node] >= 0:
            if count == arcs.size:
                arcs = np.concatenate((arcs, np.empty_like(arcs)))
            arcs[count] = arc = found.arc[node]
            count += 1
            node = graph.head[arc]
        end[i] = node
        begin[i + 1] = count
    return begin, arcs[:count].copy(), end
