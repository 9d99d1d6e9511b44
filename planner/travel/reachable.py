"""From which nodes of the roads a site can be reached at all, whatever it costs."""

from __future__ import annotations

from typing import Final

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order, connected_components

from planner.compiled import compiled
from planner.domain.arrays import BoolArray, IntArray
from planner.domain.roads import CLOSED, Roads
from planner.travel.recustomise import Arcs

ISLAND: Final = 10_000
"""Nodes up to which it pays to walk round an island instead of looking at all roads."""


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


@compiled
def on_island(
    arcs: Arcs, along_ms: IntArray, back_ms: IntArray, ranks: IntArray, goals: BoolArray
) -> bool:
    """Whether from these ranks one gets to at most ISLAND ranks, with no goal among them.

    along_ms, back_ms  int32 (n_edges,)  the open directions of the roads
    goals              bool (n_ranks,)
    """
    seen = np.zeros(goals.size, np.bool_)
    found = np.empty(ISLAND, np.int32)
    count = 0
    for rank in ranks:
        if not seen[rank]:
            if count == ISLAND:
                return False
            seen[rank] = True
            found[count] = rank
            count += 1
    done = 0
    while done < count:
        rank = found[done]
        done += 1
        if goals[rank]:
            return False
        n_up = arcs.start[rank + 1] - arcs.start[rank]
        n_below = arcs.below_start[rank + 1] - arcs.below_start[rank]
        for i in range(n_up + n_below):
            is_up = i < n_up
            arc = arcs.start[rank] + i if is_up else arcs.below[arcs.below_start[rank] + i - n_up]
            other = arcs.head[arc] if is_up else arcs.tail[arc]
            if seen[other] or not _is_open(arcs, along_ms, back_ms, arc, is_up):
                continue
            if count == ISLAND:
                return False
            seen[other] = True
            found[count] = other
            count += 1
    return True


@compiled
def _is_open(
    arcs: Arcs,
    along_ms: IntArray,
    back_ms: IntArray,
    arc: int,
    is_up: bool,  # noqa: FBT001
) -> bool:
    """Whether an edge runs along the arc that may be used in this direction."""
    place = np.searchsorted(arcs.edge_arc, arc)
    while place < arcs.edge_arc.size and arcs.edge_arc[place] == arc:
        edge = arcs.edge[place]
        time_ms = along_ms[edge] if is_up != arcs.against[place] else back_ms[edge]
        if time_ms != CLOSED:
            return True
        place += 1
    return False
