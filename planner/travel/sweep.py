"""Kernels that carry costs down a hierarchy, many lanes at a time.

All higher neighbours of a rank are its ancestors in the elimination tree. Ranks in descending
order are a depth-first walk of that tree, so the rows of the current ancestors, one row of lanes
for each depth, are all that a step has to look at: a few hundred rows, which stay in the cache.
The arcs are read once, in order, for all lanes (after PHAST; Delling, Goldberg, Nowatzyk,
Werneck 2011, and RPHAST for the restriction to wanted rows).
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np

from planner.compiled import compiled
from planner.domain.arrays import IntArray, LongArray
from planner.travel.customise import DOWN, UP, Weights
from planner.travel.vectors import add_within, labelled_step, step

MOST_PENDING: Final = np.iinfo(np.int32).max
"""What a short sum holds at most."""


class Rows(NamedTuple):
    """The ranks a sweep passes, ascending, with their arcs, laid out in the order of reading.

    rank     int32 (n_rows,)
    depth    int32 (n_rows,)
    size     int32 (n_rows,)      rows of the subtree, itself included
    wanted   int32 (n_rows,)      where the result goes, -1 for rows that are only passed
    start    int32 (n_rows + 1,)
    slot     int32 (n_arcs,)      depth of the arc's head
    """

    rank: IntArray
    depth: IntArray
    size: IntArray
    wanted: IntArray
    start: IntArray
    slot: IntArray


@compiled
def rows_of(
    parent: IntArray,
    depth: IntArray,
    arc_start: IntArray,
    arc_head: IntArray,
    ranks: IntArray,
) -> Rows:
    """Return the rows that lead to these distinct ranks; result i belongs to ranks[i]."""
    number = np.full(parent.size, -1, np.int32)
    n_rows = n_arcs = 0
    for wanted in ranks:
        r = wanted
        while r >= 0 and number[r] < 0:
            number[r] = 0
            n_rows += 1
            n_arcs += arc_start[r + 1] - arc_start[r]
            r = parent[r]
    rank = np.empty(n_rows, np.int32)
    size = np.ones(n_rows, np.int32)
    start = np.zeros(n_rows + 1, np.int32)
    slot = np.empty(n_arcs, np.int32)
    row = arc = 0
    for r in range(parent.size):
        if number[r] < 0:
            continue
        number[r] = row
        rank[row] = r
        for up in range(arc_start[r], arc_start[r + 1]):
            slot[arc] = depth[arc_head[up]]
            arc += 1
        row += 1
        start[row] = arc
    for row in range(n_rows):
        if parent[rank[row]] >= 0:
            size[number[parent[rank[row]]]] += size[row]
    wanted = np.full(n_rows, -1, np.int32)
    for i in range(ranks.size):
        wanted[number[ranks[i]]] = i
    return Rows(rank, depth[rank], size, wanted, start, slot)


@compiled
def weights_up(rows: Rows, arc_start: IntArray, weights: Weights) -> Weights:
    """Return the cost of going up the arcs of the rows, (n_arcs,)."""
    up = np.empty(rows.slot.size, weights.dtype)
    for row in range(rows.rank.size):
        shift = arc_start[rows.rank[row]] - rows.start[row]
        for arc in range(rows.start[row], rows.start[row + 1]):
            up[arc] = weights[arc + shift, UP]
    return up


@compiled
def ancestors(parent: IntArray, ranks: IntArray, number: IntArray) -> IntArray:
    """Return these ranks with all above them, ascending, and number them from 1 on.

    number  int32 (n,)  zeros at first
    """
    found = np.empty(256, np.int32)
    count = 0
    for rank in ranks:
        r = rank
        while r >= 0 and number[r] == 0:
            number[r] = 1
            if count == found.size:
                found = np.concatenate((found, found))
            found[count] = r
            count += 1
            r = parent[r]
    found = np.sort(found[:count])
    for i in range(count):
        number[found[i]] = i + 1
    return found


@compiled
def climb(
    arc_start: IntArray,
    arc_head: IntArray,
    weights: Weights,
    passed: IntArray,
    number: IntArray,
    costs: Weights,
) -> None:
    """Carry costs upwards against the direction of travel, over `passed` ranks with their heads.

    costs  (1 + n_passed, n_lanes)  row `number[r]` holds the seeds of rank r
    """
    for i in range(passed.size):
        rank = passed[i]
        for arc in range(arc_start[rank], arc_start[rank + 1]):
            above = number[arc_head[arc]]
            for lane in range(costs.shape[1]):
                cost = costs[i + 1, lane] + weights[arc, DOWN]
                costs[above, lane] = min(costs[above, lane], cost)


@compiled
def climb_labelled(
    arc_start: IntArray,
    arc_head: IntArray,
    weights: Weights,
    passed: IntArray,
    number: IntArray,
    costs: Weights,
    labels: IntArray,
) -> None:
    """Do as `climb` does, with the label of the least cost; of equal costs the lesser label."""
    for i in range(passed.size):
        rank = passed[i]
        for arc in range(arc_start[rank], arc_start[rank + 1]):
            above = number[arc_head[arc]]
            for lane in range(costs.shape[1]):
                cost, label = costs[i + 1, lane] + weights[arc, DOWN], labels[i + 1, lane]
                known = costs[above, lane]
                if cost < known or (cost == known and label < labels[above, lane]):
                    costs[above, lane] = cost
                    labels[above, lane] = label


@compiled
def sweep(
    rows: Rows, weights: Weights, number: IntArray, seeds: Weights, stack: Weights, out: Weights
) -> None:
    """Carry costs down to the rows.

    weights (n_arcs,)                 cost of going up the arcs of the rows
    number  int32 (n_ranks,)          row of `seeds` for each rank; row 0 holds infinity
    stack   (height, n_lanes)         scratch
    out     (n_wanted, n_lanes)       cost from each wanted rank to the seeds
    """
    for i in range(rows.rank.size - 1, -1, -1):
        step(
            stack, rows.depth[i], rows.start[i], rows.start[i + 1], rows.slot, weights,
            seeds, number[rows.rank[i]], out, rows.wanted[i],
        )  # fmt: skip


@compiled
def sweep_labelled(
    rows: Rows,
    weights: Weights,
    number: IntArray,
    seeds: Weights,
    seed_labels: IntArray,
    stack: Weights,
    labels: IntArray,
    out: Weights,
    out_labels: IntArray,
) -> None:
    """Do as `sweep` does, with labels."""
    for i in range(rows.rank.size - 1, -1, -1):
        labelled_step(
            stack, labels, rows.depth[i], rows.start[i], rows.start[i + 1], rows.slot,
            weights, seeds, seed_labels, number[rows.rank[i]], out, out_labels, rows.wanted[i],
        )  # fmt: skip


@compiled
def _is_far(rows: Rows, i: int, near: Weights, limit: int) -> bool:
    """Whether nothing in the subtree of a row without seeds inside is near in any lane.

    The heads of a row's arcs separate its subtree from everything else.
    """
    far = True
    for arc in range(rows.start[i], rows.start[i + 1]):
        far &= near[rows.slot[arc]] > limit
    return far


@compiled
def _least(costs: Weights) -> Any:
    least = costs[0]
    for lane in range(costs.size):
        least = min(least, costs[lane])
    return least


@compiled
def sweep_near(
    rows: Rows,
    weights: Weights,
    number: IntArray,
    seeds: Weights,
    stack: Weights,
    near: Weights,
    limit: int,
    out: Weights,
    passed: IntArray,
    batch: int,
) -> None:
    """Do as `sweep` does, but leave out subtrees in which no cost is at most `limit`.

    near    (height,)             scratch: the least cost of each row of the stack
    passed  int32 (n_wanted,)     becomes `batch` for the rows of `out` that were written
    """
    i = rows.rank.size - 1
    while i >= 0:
        seed = number[rows.rank[i]]
        if seed == 0 and _is_far(rows, i, near, limit):
            i -= rows.size[i]
            continue
        depth, wanted = rows.depth[i], rows.wanted[i]
        step(
            stack, depth, rows.start[i], rows.start[i + 1], rows.slot, weights,
            seeds, seed, out, wanted,
        )  # fmt: skip
        near[depth] = _least(stack[depth])
        if wanted >= 0:
            passed[wanted] = batch
        i -= 1


@compiled
def sweep_counting(
    rows: Rows,
    weights: Weights,
    number: IntArray,
    seeds: Weights,
    stack: Weights,
    near: Weights,
    limits: Weights,
    weight: IntArray,
    partial: IntArray,
    count: LongArray,
) -> None:
    """Add up what the wanted ranks weigh that cost at most each limit; no cost is written.

    limits   (n_limits,)                 ascending, of the kind of the costs, which is int32
    weight   int32 (n_wanted,)           not negative
    partial  int32 (n_limits, n_lanes)   scratch: sums that are still short, zeros at first
    count    int64 (n_limits, n_lanes)   zeros at first
    """
    farthest = limits[-1]
    pending = 0
    i = rows.rank.size - 1
    while i >= 0:
        seed = number[rows.rank[i]]
        if seed == 0 and _is_far(rows, i, near, farthest):
            i -= rows.size[i]
            continue
        depth, wanted = rows.depth[i], rows.wanted[i]
        step(
            stack, depth, rows.start[i], rows.start[i + 1], rows.slot, weights,
            seeds, seed, stack, -1,
        )  # fmt: skip
        least = near[depth] = _least(stack[depth])
        if wanted >= 0 and least <= farthest:
            pending += weight[wanted]
            if pending > MOST_PENDING:
                count += partial
                partial[:] = 0
                pending = weight[wanted]
            for k in range(limits.size):
                if least <= limits[k]:
                    add_within(stack, depth, limits[k], weight[wanted], partial, k)
        i -= 1
    count += partial
