"""Sweeps over one metric: from seeds in lanes to the costs of wanted nodes, on several threads."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from planner.domain.arrays import BoolArray, IntArray, LongArray
from planner.travel.customise import Weights
from planner.travel.metric import Metric
from planner.travel.sweep import (
    Rows,
    ancestors,
    climb,
    climb_labelled,
    rows_of,
    sweep,
    sweep_counting,
    sweep_labelled,
    sweep_near,
    weights_up,
)
from planner.travel.vectors import LABEL_LANES, ROW_BYTES, aligned

NO_LABEL: Final = np.iinfo(np.int32).max


@dataclass(frozen=True)
class Seeds:
    """Where lanes start: a cost, and for labelled sweeps a label, at the node of a lane.

    node, lane, label  int32 (n_seeds,)
    cost               int64 (n_seeds,)
    """

    node: IntArray
    lane: IntArray
    label: IntArray
    cost: LongArray

    def of_lanes(self, first: int, end: int) -> Seeds:
        """Return the seeds of the lanes `first:end`, numbered from zero."""
        here = np.flatnonzero((self.lane >= first) & (self.lane < end))
        lane = (self.lane[here] - first).astype(np.int32)
        return Seeds(self.node[here], lane, self.label[here], self.cost[here])


class Sweeper:
    """Sweeps to a fixed set of nodes.

    Lanes go side by side, in batches. What a lane's result is does not depend on the others.
    """

    def __init__(self, metric: Metric, nodes: IntArray, threads: int | None = None) -> None:
        """Prepare sweeps to these distinct nodes; `threads` None means one for each processor."""
        hierarchy = metric.hierarchy
        self._metric = metric
        self._n_wanted = len(nodes)
        self._threads = threads or os.cpu_count() or 1
        self._kind = metric.weights.dtype
        self._scratch: dict[tuple[int, int], tuple[Weights, Weights]] = {}
        self._rows: Rows = rows_of(
            hierarchy.parent,
            hierarchy.depth,
            hierarchy.arc_start,
            hierarchy.arc_head,
            hierarchy.rank[nodes],
        )
        self._weights = weights_up(self._rows, hierarchy.arc_start, metric.weights)

    @property
    def n_lanes(self) -> int:
        """Lanes of a batch without labels."""
        return ROW_BYTES // self._kind.itemsize

    def costs(self, seeds: Seeds, n_lanes: int, take: Callable[[int, Weights], None]) -> None:
        """Call take(first lane, costs (n_nodes, lanes of a batch)) for each batch of lanes.

        `take` runs on several threads and must not keep the array.
        """

        def work(thread: int, batches: range) -> None:
            stack, out = self._tables(thread, self.n_lanes, self._kind)
            for batch in batches:
                first = batch * self.n_lanes
                here = seeds.of_lanes(first, first + self.n_lanes)
                number, costs, _ = self._climb(here, self.n_lanes, labelled=False)
                sweep(self._rows, self._weights, number, costs, stack, out)
                take(first, out[:-1])

        self._share(work, -(-n_lanes // self.n_lanes))

    def near(
        self,
        seeds: Seeds,
        n_lanes: int,
        limit: int,
        take: Callable[[int, Weights, BoolArray], None],
    ) -> None:
        """Call take(first lane, costs, passed) for each batch of lanes, as `costs` does.

        costs   (n_nodes + 1, lanes of a batch); the last row is infinite
        passed  bool (n_nodes,)  where costs are known; elsewhere all are above `limit`
        """

        def work(thread: int, batches: range) -> None:
            stack, out = self._tables(thread, self.n_lanes, self._kind)
            out[-1] = self._metric.infinity
            least = np.empty(len(stack), dtype=self._kind)
            passed = np.full(self._n_wanted, -1, dtype=np.int32)
            for batch in batches:
                first = batch * self.n_lanes
                here = seeds.of_lanes(first, first + self.n_lanes)
                number, costs, _ = self._climb(here, self.n_lanes, labelled=False)
                sweep_near(
                    self._rows, self._weights, number, costs, stack, least, limit, out, passed,
                    batch,
                )  # fmt: skip
                take(first, out, passed == batch)

        self._share(work, -(-n_lanes // self.n_lanes))

    def counts(
        self, seeds: Seeds, n_lanes: int, limits: Sequence[int], weight: IntArray
    ) -> LongArray:
        """Return what the nodes weigh that cost at most each limit, int64 (n_limits, n_lanes).

        limits  ascending, below infinity
        weight  int32 (n_nodes,), not negative
        Only for metrics of one cost.
        """
        n_batches = -(-n_lanes // self.n_lanes)
        count = np.zeros((n_batches, len(limits), self.n_lanes), dtype=np.int64)
        bounds = np.array(limits, dtype=self._kind)

        def work(_thread: int, batches: range) -> None:
            stack = aligned(self._metric.hierarchy.height, self.n_lanes, self._kind)
            near = np.empty(len(stack), dtype=self._kind)
            for batch in batches:
                first = batch * self.n_lanes
                here = seeds.of_lanes(first, first + self.n_lanes)
                number, costs, _ = self._climb(here, self.n_lanes, labelled=False)
                partial = aligned(len(limits), self.n_lanes, np.int32)
                partial[:] = 0
                graph = self._rows, self._weights, number, costs, stack, near
                sweep_counting(*graph, bounds, weight, partial, count[batch])

        self._share(work, n_batches)
        return count.transpose(1, 0, 2).reshape(len(limits), -1)[:, :n_lanes]

    def labelled(
        self, seeds: Seeds, n_lanes: int, take: Callable[[int, LongArray, IntArray], None]
    ) -> None:
        """Call take(first lane, costs, labels), both (n_nodes, LABEL_LANES), for each batch."""

        def work(thread: int, batches: range) -> None:
            stack, out = self._tables(thread, LABEL_LANES, np.dtype(np.int64))
            labels, out_labels = self._tables(thread, LABEL_LANES, np.dtype(np.int32))
            for batch in batches:
                first = batch * LABEL_LANES
                here = seeds.of_lanes(first, first + LABEL_LANES)
                number, costs, names = self._climb(here, LABEL_LANES, labelled=True)
                sweep_labelled(
                    self._rows, self._weights, number, costs, names, stack, labels, out, out_labels
                )
                take(first, out[:-1], out_labels[:-1])

        self._share(work, -(-n_lanes // LABEL_LANES))

    def _climb(
        self, seeds: Seeds, n_lanes: int, *, labelled: bool
    ) -> tuple[IntArray, Weights, IntArray]:
        """Return costs, and labels, of all ranks above the seeds, and the row of each rank."""
        hierarchy, weights = self._metric.hierarchy, self._metric.weights
        ranks = hierarchy.rank[seeds.node]
        number = np.zeros(hierarchy.n_nodes, dtype=np.int32)
        passed = ancestors(hierarchy.parent, ranks, number)
        costs = aligned(1 + len(passed), n_lanes, self._kind)
        costs[:] = self._metric.infinity
        # Of seeds that share a node and a lane the best is written last.
        order = np.lexsort((seeds.label, seeds.cost))[::-1]
        place = number[ranks[order]], seeds.lane[order]
        costs[place] = seeds.cost[order]
        graph = hierarchy.arc_start, hierarchy.arc_head, weights, passed, number, costs
        if not labelled:
            climb(*graph)
            return number, costs, np.empty(0, dtype=np.int32)
        labels = aligned(1 + len(passed), n_lanes, np.int32)
        labels[:] = NO_LABEL
        labels[place] = seeds.label[order]
        climb_labelled(*graph, labels)
        return number, costs, labels

    def _tables(self, thread: int, n_lanes: int, kind: np.dtype[Any]) -> tuple[Weights, Weights]:
        """Return a thread's stack and result, kept: fresh memory costs more than a sweep."""
        key = thread, n_lanes * kind.itemsize
        if key not in self._scratch:
            self._scratch[key] = (
                aligned(self._metric.hierarchy.height, n_lanes, kind),
                aligned(self._n_wanted + 1, n_lanes, kind),
            )
        return self._scratch[key]

    def _share(self, work: Callable[[int, range], None], n_batches: int) -> None:
        threads = min(self._threads, n_batches)
        if threads <= 1:
            work(0, range(n_batches))
            return
        with ThreadPoolExecutor(threads) as pool:
            for _ in pool.map(
                work, range(threads), (range(i, n_batches, threads) for i in range(threads))
            ):
                pass
