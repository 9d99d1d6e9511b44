"""Taking the easy nodes off a road graph: those with few neighbours, again and again.

Eliminating a node joins its neighbours to each other. Dead ends, bends and ordinary junctions go
this way at little cost; what is left, a fifth of the nodes, is what dissection has to order.
Nodes that go in one round are not neighbours of each other, so that a long chain of bends folds
in halves and gives the hierarchy a depth of its logarithm.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from planner.compiled import compiled
from planner.domain.arrays import BoolArray, IntArray
from planner.travel.neighbours import Neighbours

MOST_NEIGHBOURS: Final = 4
"""A node with more stays: eliminating it would join too many others."""

WIDTH: Final = 24
"""Room for the neighbours of a node. Nodes with more, and their neighbours, stay."""


class Peeled(NamedTuple):
    """Nodes in the order of their elimination, and the graph that is left.

    order  int32 (n_gone,)
    core   int32 (n_left,)  the other nodes, ascending
    graph  Neighbours among the core, numbered by position in `core`
    """

    order: IntArray
    core: IntArray
    graph: Neighbours


@compiled
def _drop(table: IntArray, degree: IntArray, node: int, gone: int) -> None:
    for place in range(degree[node]):
        if table[node, place] == gone:
            degree[node] -= 1
            table[node, place] = table[node, degree[node]]
            return


@compiled
def _join(table: IntArray, degree: IntArray, node: int, new: int) -> None:
    for place in range(degree[node]):
        if table[node, place] == new:
            return
    table[node, degree[node]] = new
    degree[node] += 1


@compiled
def _fits(table: IntArray, degree: IntArray, node: int) -> bool:
    """Whether the neighbours have room for each other once the node is gone."""
    for place in range(degree[node]):
        near = table[node, place]
        if max(degree[near], degree[near] + degree[node] - 2) > WIDTH:
            return False
    return True


@compiled
def _eliminate(table: IntArray, degree: IntArray, node: int) -> None:
    around = table[node, : degree[node]]
    for near in around:
        _drop(table, degree, near, node)
    for near in around:
        for far in around:
            if far != near:
                _join(table, degree, near, far)


@compiled
def _core(graph: Neighbours, table: IntArray, degree: IntArray, gone: BoolArray) -> Peeled:
    core = np.flatnonzero(~gone).astype(np.int32)
    number = np.full(gone.size, -1, np.int32)
    number[core] = np.arange(core.size)
    start = np.zeros(core.size + 1, np.int32)
    for i in range(core.size):
        start[i + 1] = start[i] + degree[core[i]]
    node = np.empty(start[-1], np.int32)
    for i in range(core.size):
        v = core[i]
        for place in range(degree[v]):
            # Nothing near a node that is too wide for the table was eliminated.
            near = graph.node[graph.start[v] + place] if degree[v] > WIDTH else table[v, place]
            node[start[i] + place] = number[near]
    return Peeled(np.empty(0, np.int32), core, Neighbours(start, node))


@compiled
def peel(graph: Neighbours) -> Peeled:
    """Return the easy nodes in elimination order, those with the fewest neighbours first."""
    n = graph.start.size - 1
    table = np.empty((n, WIDTH), np.int32)
    degree = np.empty(n, np.int32)
    for v in range(n):
        degree[v] = graph.start[v + 1] - graph.start[v]
        for place in range(min(degree[v], WIDTH)):
            table[v, place] = graph.node[graph.start[v] + place]
    gone = np.zeros(n, np.bool_)
    order = np.empty(n, np.int32)
    n_gone = 0
    touched = np.full(n, -1, np.int32)
    queued = np.full(n, -1, np.int32)
    this_round = 0
    for most in range(MOST_NEIGHBOURS + 1):
        now: IntArray = np.flatnonzero(~gone & (degree <= most)).astype(np.int32)
        while now.size:
            this_round += 1
            later = np.empty(now.size * (most + 1), np.int32)
            n_later = 0
            for v in now:
                if gone[v] or degree[v] > most:
                    continue
                if touched[v] == this_round:
                    if queued[v] != this_round:
                        queued[v] = this_round
                        later[n_later] = v
                        n_later += 1
                elif _fits(table, degree, v):
                    _eliminate(table, degree, v)
                    gone[v] = True
                    order[n_gone] = v
                    n_gone += 1
                    for place in range(degree[v]):
                        near = table[v, place]
                        touched[near] = this_round
                        if degree[near] <= most and queued[near] != this_round:
                            queued[near] = this_round
                            later[n_later] = near
                            n_later += 1
            now = later[:n_later].copy()
    left = _core(graph, table, degree, gone)
    return Peeled(order[:n_gone].copy(), left.core, left.graph)
