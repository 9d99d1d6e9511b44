"""Kernels for road states side by side: a lane for each state, with weights of its own.

A cache line holds a number for each of STATE_LANES states. Weights are found as `customise` does,
except that they stand on a stack: a rank's arcs lead to its ancestors, so that `depth` of both
ends names an arc among those of the ancestors at hand. That table is as large as the tree is deep,
not as the roads are long, and only weights that somebody asked for ever leave it.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from planner.compiled import compiled
from planner.domain.arrays import IntArray, LongArray
from planner.travel.customise import DOWN, UP
from planner.travel.recustomise import Arcs
from planner.travel.state_vectors import (
    copy_both_ways,
    copy_lanes,
    lower,
    lower_labelled,
    lower_through,
    lower_to_edge,
)
from planner.travel.sweep import Rows

_CHAIN: Final = 8
"""Ranks whose arcs stay in the cache while they lower those above."""

_BLOCK: Final = 64
"""Edges whose lanes are laid side by side at a time."""


class EdgeLanes(NamedTuple):
    """What the edges cost in each state.

    cost     int32 (3 * n_edges, STATE_LANES)  of each edge: time along, time back, length
    fastest  whether time is the first cost, else length is
    """

    cost: IntArray
    fastest: bool


class Kept(NamedTuple):
    """Ranks, ascending, whose weights one way leave the stack.

    rank    int32 (k,)
    start   int32 (k + 1,)
    weight  int64 (n_arcs, STATE_LANES)  written rank by rank
    """

    rank: IntArray
    start: IntArray
    weight: LongArray


@compiled
def side_by_side(columns: tuple[IntArray, ...], rows: IntArray) -> None:
    """Write columns (n,) each as rows (n, n_columns)."""
    for begin in range(0, rows.shape[0], _BLOCK):
        end = min(begin + _BLOCK, rows.shape[0])
        for lane in range(rows.shape[1]):
            column = columns[lane]
            for i in range(begin, end):
                rows[i, lane] = column[i]


@compiled
def _corner(depth: int) -> int:
    """Return the table's row before the arcs from this depth."""
    return int(depth) * (int(depth) - 1) // 2


@compiled
def _keep(
    kept: Kept, place: int, rank: int, table: LongArray, own: int, slots: IntArray, side: int
) -> int:
    """Write the weights of the rank's arcs if they are to be kept there; return how many ranks."""
    if place == kept.rank.size or kept.rank[place] != rank:
        return 0
    for i in range(slots.size):
        copy_lanes(kept.weight, kept.start[place] + i, table, 2 * (own + slots[i]) + side)
    return 1


@compiled
def _chain(arcs: Arcs, first: int) -> int:
    """Return the end of the chain of parents, rank after rank, that begins here."""
    end = first + 1
    while (
        end - first < _CHAIN and arcs.start[end] > arcs.start[end - 1]
        and arcs.head[arcs.start[end - 1]] == end
    ):  # fmt: skip
        end += 1
    return end


@compiled
def weigh_lanes(
    arcs: Arcs, depth: IntArray, height: int, edges: EdgeLanes, table: LongArray,
    nothing: LongArray, up: Kept, down: Kept,
) -> None:  # fmt: skip
    """Weigh all arcs in all states, and keep the weights of some ranks.

    A few ranks of a chain, each the parent of the one before, lower the arcs above the chain
    together: so a row of the table is fetched once for all of them.

    height  ranks from a root to a leaf
    nothing int64 (1, 2 * STATE_LANES)  INFINITE
    table   int64 (height * (height - 1) / 2, 2 * STATE_LANES)  INFINITE everywhere, and so again
            afterwards. Row d (d - 1) / 2 + e is the arc from the present rank at depth d to the
            one at depth e: its weights up, then its weights down.
    """
    place = next_up = next_down = first = 0
    slots = np.empty((_CHAIN, height), np.int32)
    reach = np.empty(_CHAIN, np.int32)
    while first < depth.size:
        end = _chain(arcs, first)
        for rank in range(first, end):
            begin, n_arcs = arcs.start[rank], arcs.start[rank + 1] - arcs.start[rank]
            own, here = _corner(depth[rank]), slots[rank - first, :n_arcs]
            while place < arcs.edge.size and arcs.edge_arc[place] < arcs.start[rank + 1]:
                row = own + depth[arcs.head[arcs.edge_arc[place]]]
                along = 3 * np.int64(arcs.edge[place])
                for side in (UP, DOWN):
                    # A row of both ways is two rows of one way.
                    way = side if arcs.against[place] == 0 else 1 - side
                    lower_to_edge(
                        table, 2 * row + way, edges.cost, along + side, along + 2, edges.fastest
                    )
                place += 1
            for i in range(n_arcs):
                here[i] = depth[arcs.head[begin + i]]
            next_up += _keep(up, next_up, rank, table, own, here, UP)
            next_down += _keep(down, next_down, rank, table, own, here, DOWN)
            i = 0
            while i < n_arcs and arcs.head[begin + i] < end:
                lower_through(table, own, here, i, n_arcs, _corner(here[i]))
                i += 1
            reach[rank - first] = i
        _relax_above(arcs, depth, first, end, table, nothing, slots, reach)
        first = end


@compiled
def _relax_above(
    arcs: Arcs, depth: IntArray, first: int, end: int, table: LongArray, nothing: LongArray,
    slots: IntArray, reach: IntArray,
) -> None:  # fmt: skip
    """Lower the arcs above a chain, and clear those of the chain.

    slots  int32 (n_chain, height)  depths of the heads of each rank, the deepest first
    reach  int32 (n_chain,)         the first of them above the chain; used up
    """
    last = end - 1 - first
    n_heads = arcs.start[end] - arcs.start[end - 1]
    # Eliminating a rank joins its heads to its parent: no rank has a head that the last has not.
    for i in range(n_heads):
        for k in range(last + 1):
            rank = first + k
            n_arcs = arcs.start[rank + 1] - arcs.start[rank]
            if reach[k] < n_arcs and slots[k, reach[k]] == slots[last, i]:
                # To go from head x to head y is to come down the one arc and go up the other.
                lower_through(
                    table, _corner(depth[rank]), slots[k], reach[k], n_arcs,
                    _corner(slots[last, i]),
                )  # fmt: skip
                reach[k] += 1
    for k in range(last + 1):
        own = _corner(depth[first + k])
        for i in range(arcs.start[first + k + 1] - arcs.start[first + k]):
            copy_both_ways(table, own + slots[k, i], nothing, 0)


@compiled
def climb_lanes(
    arcs: Arcs,
    down: Kept,
    kept: IntArray,
    passed: IntArray,
    number: IntArray,
    costs: LongArray,
    labels: IntArray,
    width: int,
) -> None:
    """Carry costs with labels upwards over `passed` ranks, see `sweep.climb_labelled`.

    kept           int32 (n_ranks,)  1 + the place in `down` of each rank
    costs, labels  ((1 + n_passed) * width, STATE_LANES)
    """
    for i in range(passed.size):
        rank = passed[i]
        shift = down.start[kept[rank] - 1] - arcs.start[rank]
        for arc in range(arcs.start[rank], arcs.start[rank + 1]):
            above = number[arcs.head[arc]] * width
            here = (i + 1) * width
            for lane in range(width):
                lower_labelled(
                    costs, labels, above + lane, costs, labels, here + lane,
                    down.weight, arc + shift,
                )  # fmt: skip


@compiled
def sweep_lanes(
    rows: Rows, up: Kept, number: IntArray, seeds: LongArray, stack: LongArray, out: LongArray,
    width: int,
) -> None:  # fmt: skip
    """Carry costs down to the rows, see `sweep.sweep`; tables have `width` rows for each row."""
    for i in range(rows.rank.size - 1, -1, -1):
        here, seed = rows.depth[i] * width, number[rows.rank[i]] * width
        for row in range(width):
            copy_lanes(stack, here + row, seeds, seed + row)
        for arc in range(rows.start[i], rows.start[i + 1]):
            above = rows.slot[arc] * width
            for row in range(width):
                lower(stack, here + row, stack, above + row, up.weight, arc)
        if rows.wanted[i] >= 0:
            wanted = rows.wanted[i] * width
            for row in range(width):
                copy_lanes(out, wanted + row, stack, here + row)


@compiled
def sweep_lanes_labelled(
    rows: Rows, up: Kept, number: IntArray, seeds: LongArray, seed_labels: IntArray,
    stack: LongArray, labels: IntArray, out: LongArray, out_labels: IntArray, width: int,
) -> None:  # fmt: skip
    """Do as `sweep_lanes` does, with labels."""
    for i in range(rows.rank.size - 1, -1, -1):
        here, seed = rows.depth[i] * width, number[rows.rank[i]] * width
        for row in range(width):
            copy_lanes(stack, here + row, seeds, seed + row)
            copy_lanes(labels, here + row, seed_labels, seed + row)
        for arc in range(rows.start[i], rows.start[i + 1]):
            above = rows.slot[arc] * width
            for row in range(width):
                lower_labelled(
                    stack, labels, here + row, stack, labels, above + row, up.weight, arc
                )
        if rows.wanted[i] >= 0:
            wanted = rows.wanted[i] * width
            for row in range(width):
                copy_lanes(out, wanted + row, stack, here + row)
                copy_lanes(out_labels, wanted + row, labels, here + row)
