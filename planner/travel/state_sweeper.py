"""Sweeps over several road states side by side: batches of states, each on one thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

import numpy as np

from planner.domain.arrays import IntArray, LongArray
from planner.domain.roads import Roads
from planner.domain.travel import Optimise
from planner.travel.hierarchy import Hierarchy
from planner.travel.job import Job
from planner.travel.lanes import NO_LABEL
from planner.travel.packing import INFINITE
from planner.travel.state_lanes import (
    EdgeLanes,
    Kept,
    climb_lanes,
    side_by_side,
    sweep_lanes,
    sweep_lanes_labelled,
    weigh_lanes,
)
from planner.travel.sweep import ancestors, rows_of
from planner.travel.vectors import STATE_LANES, aligned
from planner.units import GIB

WIDTH: Final = 4
"""Lanes that each state sweeps at a time."""


@dataclass(frozen=True)
class Lanes:
    """Which goals start in which lane, int32 (n,) each, and how many lanes there are."""

    lane: IntArray
    goal: IntArray
    n_lanes: int


class StateSweeper:
    """Sweeps of one question, asked of many states: `jobs` differ in nothing but costs."""

    def __init__(
        self, hierarchy: Hierarchy, jobs: Sequence[Job], lanes: Lanes, *, labelled: bool
    ) -> None:
        """Find out which weights the question needs."""
        self._hierarchy, self._jobs, self._lanes = hierarchy, jobs, lanes
        self._labelled = labelled
        self._width = max(min(WIDTH, lanes.n_lanes), 1)
        one = jobs[0]
        rank = hierarchy.rank
        self._rows = rows_of(
            hierarchy.parent, hierarchy.depth, hierarchy.arc_start, hierarchy.arc_head,
            rank[one.nodes],
        )  # fmt: skip
        self._kept = np.zeros(hierarchy.n_nodes, dtype=np.int32)
        self._above = ancestors(
            hierarchy.parent, rank[one.node[:, np.unique(lanes.goal)].ravel()], self._kept
        )
        degree = np.diff(hierarchy.arc_start)[self._above]
        self._above_start = np.concatenate([[0], np.cumsum(degree)]).astype(np.int32)

    def bytes_of_batch(self) -> int:
        """Return an estimate of the memory that a batch of states takes."""
        height, wanted = self._hierarchy.height, len(self._jobs[0].nodes)
        n_arcs = len(self._rows.slot) + int(self._above_start[-1])
        lanes = n_arcs + height * height + wanted * self._width * (2 if self._labelled else 1)
        return 8 * STATE_LANES * lanes + 4 * 3 * STATE_LANES * self._jobs[0].roads.n_edges

    def run(
        self, take: Callable[[int, int, LongArray, IntArray], object], threads: int, memory: float
    ) -> None:
        """Call take(state, first lane, costs, labels), (n_nodes, n_lanes) both, for all lanes.

        As many batches run at once as fit into so many bytes. Raises MemoryError if none does.
        """
        needed = self.bytes_of_batch()
        if needed > memory:
            raise MemoryError(
                f"a batch of road states needs {needed / GIB:.1f} GiB, {memory / GIB:.1f} are "
                "left: ask for fewer residents at a time, or allow more"
            )
        batches = [
            range(first, min(first + STATE_LANES, len(self._jobs)))
            for first in range(0, len(self._jobs), STATE_LANES)
        ]
        with ThreadPoolExecutor(max(min(threads, len(batches), int(memory // needed)), 1)) as pool:
            for _ in pool.map(lambda batch: self._batch(batch, take), batches):
                pass

    def _batch(self, batch: range, take: Callable[[int, int, LongArray, IntArray], object]) -> None:
        up, down = self._weigh(batch)
        width, rows = self._width, self._rows
        stack, labels = _tables(self._hierarchy.height * width)
        n_wanted = len(self._jobs[0].nodes)
        out, out_labels = _tables(n_wanted * width)
        for first in range(0, self._lanes.n_lanes, width):
            number, costs, names = self._climb(batch, first, down)
            if self._labelled:
                sweep_lanes_labelled(
                    rows, up, number, costs, names, stack, labels, out, out_labels, width
                )
            else:
                sweep_lanes(rows, up, number, costs, stack, out, width)
            by_state = (n_wanted, width, STATE_LANES)
            for place, state in enumerate(batch):
                take(
                    state,
                    first,
                    np.ascontiguousarray(out.reshape(by_state)[:, :, place]),
                    np.ascontiguousarray(out_labels.reshape(by_state)[:, :, place]),
                )

    def _weigh(self, batch: range) -> tuple[Kept, Kept]:
        """Return the weights up of all rows, and the weights down of all ranks above goals."""
        hierarchy, height = self._hierarchy, self._hierarchy.height
        # A batch that is not full weighs its last state several times.
        roads = [self._jobs[min(batch.start + i, batch[-1])].roads for i in range(STATE_LANES)]
        table = aligned(height * (height - 1) // 2, 2 * STATE_LANES, np.int64)
        table[:] = INFINITE
        nothing = aligned(1, 2 * STATE_LANES, np.int64)
        nothing[:] = INFINITE
        up, down = (
            Kept(rank, start, aligned(int(start[-1]), STATE_LANES, np.int64))
            for rank, start in (
                (self._rows.rank, self._rows.start),
                (self._above, self._above_start),
            )
        )
        edges = edge_lanes(roads, self._jobs[0].optimise)
        weigh_lanes(hierarchy.arcs, hierarchy.depth, height, edges, table, nothing, up, down)
        return up, down

    def _climb(self, batch: range, first: int, down: Kept) -> tuple[IntArray, LongArray, IntArray]:
        """Return costs and labels of all ranks above the seeds, and the row of each rank."""
        hierarchy, lanes, width = self._hierarchy, self._lanes, self._width
        here = np.flatnonzero((lanes.lane >= first) & (lanes.lane < first + width))
        goal, lane = lanes.goal[here], np.tile(lanes.lane[here] - first, 2)
        ranks = hierarchy.rank[self._jobs[0].node[:, goal].ravel()]
        number = np.zeros(hierarchy.n_nodes, dtype=np.int32)
        passed = ancestors(hierarchy.parent, ranks, number)
        costs, labels = _tables((1 + len(passed)) * width)
        costs[:] = INFINITE
        labels[:] = NO_LABEL
        row, label = number[ranks] * width + lane, np.tile(goal, 2)
        for place, state in enumerate(batch):
            cost = self._jobs[state].cost[:, goal].ravel()
            usable = np.flatnonzero(cost < INFINITE)
            # Of seeds that share a node and a lane the best is written last.
            order = usable[np.lexsort((label[usable], cost[usable]))[::-1]]
            costs[row[order], place] = cost[order]
            labels[row[order], place] = label[order]
        climb_lanes(hierarchy.arcs, down, self._kept, passed, number, costs, labels, width)
        return number, costs, labels


def edge_lanes(roads: Sequence[Roads], optimise: Optimise) -> EdgeLanes:
    """Return what edges cost in STATE_LANES states, side by side."""
    n_edges = roads[0].n_edges
    cost = aligned(3 * n_edges, STATE_LANES, np.int32)
    columns = [
        getattr(state, name) for name in ("forward_ms", "backward_ms", "length_cm")
        for state in roads
    ]  # fmt: skip
    side_by_side(tuple(_column(column) for column in columns), cost.reshape(n_edges, len(columns)))
    return EdgeLanes(cost, optimise == "fastest")


def _column(values: IntArray) -> IntArray:
    """Return values that lie one after the other, read-only: kernels want one kind of array."""
    column = np.ascontiguousarray(values)
    column.setflags(write=False)
    return column


def _tables(n_rows: int) -> tuple[LongArray, IntArray]:
    return aligned(n_rows, STATE_LANES, np.int64), aligned(n_rows, STATE_LANES, np.int32)
