"""Kernels that repair the weights of a hierarchy after a few edges changed.

The weight of an arc is the least of its edges' costs and of the ways through the triangles below
it. If an edge changes, only arcs that start at an ancestor of its lower end can change, so those
are visited from below and only where something under them did change.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np

from planner.compiled import compiled
from planner.domain.arrays import ByteArray, IntArray
from planner.travel.customise import DOWN, UP, EdgeCosts, Weights, costs_of_edge
from planner.travel.elimination import find_arc

_BLOCK: Final = 4096
"""Edges that are compared at a time."""

_OFF: Final = np.iinfo(np.int32).min


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


class Path(NamedTuple):
    """Ranks with all their ancestors. Their arcs, and no others, are counted from zero.

    rank   int32 (k,)      ascending
    first  int32 (k + 1,)  what the first arc of each rank counts as
    """

    rank: IntArray
    first: IntArray


class Patch(NamedTuple):
    """Arcs whose weights differ from another state, int32 (k,), and what they are, (k, 2)."""

    arc: IntArray
    weights: Weights


class _Work(NamedTuple):
    """A repair under way.

    old    (m, 2)             the weights before
    patch  (n, 2)             weights that changed
    place  int32 (n_path,)    where in `patch` the arcs of the path are, from 1 on; 0: not there
    dirty  uint8 (n_path,)    1 at arcs of the path that may change
    """

    old: Weights
    patch: Weights
    place: IntArray
    dirty: ByteArray


@compiled
def tails(start: IntArray) -> IntArray:
    """Return the rank at which each arc starts."""
    tail = np.empty(start[-1], np.int32)
    for rank in range(start.size - 1):
        tail[start[rank] : start[rank + 1]] = rank
    return tail


@compiled
def differing(one: IntArray, other: IntArray, most: int) -> IntArray:
    """Return where two arrays of one length differ, ascending: the first `most` places."""
    found = np.empty(most, np.int32)
    count = 0
    for begin in range(0, one.size, _BLOCK):
        end = min(begin + _BLOCK, one.size)
        different = 0
        for i in range(begin, end):
            different |= one[i] ^ other[i]
        if not different:
            continue
        for i in range(begin, end):
            if one[i] != other[i]:
                if count == most:
                    return found
                found[count] = i
                count += 1
    return found[:count].copy()


@compiled
def path_above(start: IntArray, parent: IntArray, ranks: IntArray) -> Path:
    """Return the path of these ranks; takes as long as the path, however large the hierarchy."""
    found = np.empty(256, np.int32)
    count = 0
    for rank in ranks:
        r = rank
        while r >= 0:
            if count == found.size:
                found = np.concatenate((found, found))
            found[count] = r
            count += 1
            r = parent[r]
    path = np.unique(found[:count])
    first = np.zeros(path.size + 1, np.int32)
    for i in range(path.size):
        first[i + 1] = first[i] + start[path[i] + 1] - start[path[i]]
    return Path(path, first)


@compiled
def _shift(path: Path, start: IntArray, rank: int) -> int:
    """Return what to add to an arc of this rank to get its count; _OFF if it is off the path."""
    i = np.searchsorted(path.rank, rank)
    if i < path.rank.size and path.rank[i] == rank:
        return int(path.first[i] - start[rank])
    return _OFF


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
def _weight(work: _Work, arc: int, shift: int, side: int) -> Any:
    if shift != _OFF and work.place[arc + shift] > 0:
        return work.patch[work.place[arc + shift] - 1, side]
    return work.old[arc, side]


@compiled
def _relaxed(arcs: Arcs, path: Path, edges: EdgeCosts, work: _Work, arc: int) -> Any:
    """Return the arc's weights (up, down) from its edges and the triangles below it."""
    up, down = _laid(arcs, edges, arc)
    rank, head = arcs.tail[arc], arcs.head[arc]
    for place in range(arcs.below_start[rank], arcs.below_start[rank + 1]):
        to_rank = arcs.below[place]
        low = arcs.tail[to_rank]
        to_head = find_arc(arcs.start, arcs.head, low, head)
        if to_head >= 0:
            shift = _shift(path, arcs.start, low)
            from_rank = _weight(work, to_rank, shift, DOWN)
            up = min(up, from_rank + _weight(work, to_head, shift, UP))
            from_head = _weight(work, to_head, shift, DOWN)
            down = min(down, from_head + _weight(work, to_rank, shift, UP))
    return up, down


@compiled
def _mark_above(arcs: Arcs, path: Path, work: _Work, shift: int, changed: int) -> None:
    """Mark the arcs that this changed arc held down, or now lowers."""
    tail, head = arcs.tail[changed], arcs.head[changed]
    was_up, was_down = work.old[changed, UP], work.old[changed, DOWN]
    new_up, new_down = _weight(work, changed, shift, UP), _weight(work, changed, shift, DOWN)
    for other in range(arcs.start[tail], arcs.start[tail + 1]):
        if other == changed:
            continue
        far = arcs.head[other]
        low = min(head, far)
        closing = find_arc(arcs.start, arcs.head, low, max(head, far))
        up, down = _weight(work, other, shift, UP), _weight(work, other, shift, DOWN)
        to_head, to_far = (UP, DOWN) if far < head else (DOWN, UP)
        was, now = down + was_up, down + new_up
        weight = work.old[closing, to_head]
        held = was != now and (was <= weight or now < weight)
        was, now = was_down + up, new_down + up
        weight = work.old[closing, to_far]
        if held or (was != now and (was <= weight or now < weight)):
            work.dirty[closing + _shift(path, arcs.start, low)] = 1


@compiled
def relax_again(arcs: Arcs, path: Path, old: Weights, edges: EdgeCosts, changed: IntArray) -> Patch:
    """Return what laying all edges and relaxing all triangles anew would change, bit for bit.

    path     the lower ends of the changed edges' arcs with their ancestors
    changed  int32 (n,)  these arcs
    """
    dirty = np.zeros(path.first[-1], np.uint8)
    place = np.zeros(path.first[-1], np.int32)
    for arc in changed:
        dirty[arc + _shift(path, arcs.start, arcs.tail[arc])] = 1
    patched = np.empty(64, np.int32)
    patch = np.empty((64, 2), old.dtype)
    count = 0
    for i in range(path.rank.size):
        begin = arcs.start[path.rank[i]]
        for number in range(path.first[i], path.first[i + 1]):
            if not dirty[number]:
                continue
            arc, shift = begin + number - path.first[i], path.first[i] - begin
            up, down = _relaxed(arcs, path, edges, _Work(old, patch, place, dirty), arc)
            if up == old[arc, UP] and down == old[arc, DOWN]:
                continue
            if count == patched.size:
                patched = np.concatenate((patched, patched))
                patch = np.concatenate((patch, patch))
            patched[count], patch[count, UP], patch[count, DOWN] = arc, up, down
            count += 1
            place[number] = count
            _mark_above(arcs, path, _Work(old, patch, place, dirty), shift, arc)
    return Patch(patched[:count].copy(), patch[:count].copy())
