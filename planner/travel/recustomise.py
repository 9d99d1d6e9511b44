"""Kernels that repair the weights of a hierarchy after a few edges changed.

The weight of an arc is the least of its edges' costs and of the ways through the triangles below
it. If an edge changes, only arcs that start at an ancestor of its lower end can change, so those
are visited from below and only where something under them did change.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from planner.domain.arrays import ByteArray, IntArray
from planner.travel.compiled import compiled
from planner.travel.customise import DOWN, UP, EdgeCosts, Weights, costs_of_edge
from planner.travel.elimination import find_arc


class Arcs(NamedTuple):
    """The arcs of a hierarchy, to be looked up from either end and from the edges.

    start, head  int32 (n + 1,), (m,)   arcs of each rank, heads ascending
    tail         int32 (m,)
    below_start  int32 (n + 1,)         where the arcs that lead to a rank are in `below`
    below        int32 (m,)
    edge         int32 (n_edges,)       edges in the order of their arcs, loops last
    edge_arc     int32 (n_edges,)       arcs of the edges in that order
    against      bool (n_edges,)        in that order: the edge starts at the higher rank
    """

    start: IntArray
    head: IntArray
    tail: IntArray
    below_start: IntArray
    below: IntArray
    edge: IntArray
    edge_arc: IntArray
    against: np.ndarray[Any, np.dtype[np.bool_]]


class Patch(NamedTuple):
    """Arcs whose weights differ from another state, int32 (k,), and what they are, (k, 2)."""

    arc: IntArray
    weights: Weights


@compiled
def tails(start: IntArray) -> IntArray:
    """Return the rank at which each arc starts."""
    tail = np.empty(start[-1], np.int32)
    for rank in range(start.size - 1):
        tail[start[rank] : start[rank + 1]] = rank
    return tail


@compiled
def _laid(arcs: Arcs, edges: EdgeCosts, arc: int) -> Any:
    """Return the least cost of the arc's own edges, (up, down)."""
    up = down = edges.infinity
    place = np.searchsorted(arcs.edge_arc, arc)
    while place < arcs.edge_arc.size and arcs.edge_arc[place] == arc:
        along, back = costs_of_edge(edges, arcs.edge[place])
        if arcs.against[place]:
            along, back = back, along
        up, down = min(up, along), min(down, back)
        place += 1
    return up, down


@compiled
def _weight(old: Weights, patch: Weights, number: IntArray, arc: int, side: int) -> Any:
    return patch[number[arc] - 1, side] if number[arc] > 0 else old[arc, side]


@compiled
def _relaxed(
    arcs: Arcs, edges: EdgeCosts, old: Weights, patch: Weights, number: IntArray, arc: int
) -> Any:
    """Return the arc's weights (up, down) from its edges and the triangles below it."""
    up, down = _laid(arcs, edges, arc)
    rank, head = arcs.tail[arc], arcs.head[arc]
    for place in range(arcs.below_start[rank], arcs.below_start[rank + 1]):
        to_rank = arcs.below[place]
        to_head = find_arc(arcs.start, arcs.head, arcs.tail[to_rank], head)
        if to_head >= 0:
            from_rank = _weight(old, patch, number, to_rank, DOWN)
            up = min(up, from_rank + _weight(old, patch, number, to_head, UP))
            from_head = _weight(old, patch, number, to_head, DOWN)
            down = min(down, from_head + _weight(old, patch, number, to_rank, UP))
    return up, down


@compiled
def _mark_above(
    arcs: Arcs, old: Weights, patch: Weights, number: IntArray, dirty: ByteArray, changed: int
) -> None:
    """Mark the arcs that this changed arc held down, or now lowers."""
    tail, head = arcs.tail[changed], arcs.head[changed]
    new_up, new_down = patch[number[changed] - 1, UP], patch[number[changed] - 1, DOWN]
    for other in range(arcs.start[tail], arcs.start[tail + 1]):
        if other == changed:
            continue
        far = arcs.head[other]
        closing = find_arc(arcs.start, arcs.head, min(head, far), max(head, far))
        up = _weight(old, patch, number, other, UP)
        down = _weight(old, patch, number, other, DOWN)
        to_head, to_far = (UP, DOWN) if far < head else (DOWN, UP)
        was, now = down + old[changed, UP], down + new_up
        weight = old[closing, to_head]
        if was != now and (was <= weight or now < weight):
            dirty[closing] = 1
        was, now = old[changed, DOWN] + up, new_down + up
        weight = old[closing, to_far]
        if was != now and (was <= weight or now < weight):
            dirty[closing] = 1


@compiled
def relax_again(
    arcs: Arcs,
    ranks: IntArray,
    old: Weights,
    edges: EdgeCosts,
    dirty: ByteArray,
    number: IntArray,
) -> Patch:
    """Return what laying all edges and relaxing all triangles anew would change, bit for bit.

    ranks   the lower ends of the changed edges' arcs with their ancestors, ascending
    dirty   uint8 (m,)  1 at arcs whose edges changed, else 0; used up
    number  int32 (m,)  zeros; used up: 1 + the place in the patch of arcs that are in it
    """
    changed = np.empty(64, np.int32)
    patch = np.empty((64, 2), old.dtype)
    count = 0
    for rank in ranks:
        for arc in range(arcs.start[rank], arcs.start[rank + 1]):
            if not dirty[arc]:
                continue
            up, down = _relaxed(arcs, edges, old, patch, number, arc)
            if up == old[arc, UP] and down == old[arc, DOWN]:
                continue
            if count == changed.size:
                changed = np.concatenate((changed, changed))
                patch = np.concatenate((patch, patch))
            changed[count], patch[count, UP], patch[count, DOWN] = arc, up, down
            count += 1
            number[arc] = count
            _mark_above(arcs, old, patch, number, dirty, arc)
    return Patch(changed[:count].copy(), patch[:count].copy())
