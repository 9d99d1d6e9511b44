"""What all measurements on one graph share: roads, engine, scipy's graph and its time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, dijkstra

from benchmarks.peers import Arcs, seconds
from benchmarks.record import Result
from planner.domain.arrays import IntArray, LongArray
from planner.domain.placement import Placement
from planner.domain.roads import CLOSED, Roads
from planner.travel import Engine
from planner.travel.lanes import Seeds, Sweeper
from planner.travel.metric import Metric

N_SOURCES: Final = 200
N_SITES: Final = 1_000
N_RESIDENTS: Final = 50_000
N_SETS: Final = 32


@dataclass(frozen=True)
class Bench:
    """One graph under measurement; `result` takes rows (`ratio`) and figures (`figure`)."""

    roads: Roads
    engine: Engine
    result: Result

    @cached_property
    def arcs(self) -> Arcs:
        """Against the direction of travel, as searches to sites run: tail, head, time in ms."""
        roads = self.roads
        forward, backward = roads.forward_ms != CLOSED, roads.backward_ms != CLOSED
        left = np.concatenate([roads.edge_from[forward], roads.edge_to[backward]])
        arrived = np.concatenate([roads.edge_to[forward], roads.edge_from[backward]])
        cost = np.concatenate([roads.forward_ms[forward], roads.backward_ms[backward]])
        return roads.n_nodes, arrived, left, cost.astype(float)

    @cached_property
    def graph(self) -> csr_array:
        """The arcs for scipy, of parallel ones the least."""
        n_nodes, tail, head, cost = self.arcs
        order = np.lexsort((cost, head, tail))
        first = np.ones(len(order), dtype=bool)
        first[1:] = (np.diff(tail[order]) != 0) | (np.diff(head[order]) != 0)
        kept = order[first]
        return csr_array((cost[kept], (tail[kept], head[kept])), shape=(n_nodes, n_nodes))

    @cached_property
    def sources(self) -> IntArray:
        """Nodes to which travel is asked for, in the order of ranks.

        All are of the largest part in which one gets from anywhere to anywhere: a search from an
        island would be over at once.
        """
        _, part = connected_components(self.graph, connection="strong")
        mainland = np.flatnonzero(part == np.bincount(part).argmax()).astype(np.int32)
        nodes = np.random.default_rng(0).choice(mainland, N_SOURCES, replace=False)
        return nodes[np.argsort(self.engine.metric.hierarchy.rank[nodes])]

    @cached_property
    def residents(self) -> Placement:
        """Up to 50,000 points on edges."""
        return points(self.roads, min(N_RESIDENTS, self.roads.n_nodes), 1)

    @cached_property
    def sites(self) -> Placement:
        """1,000 points on edges."""
        return points(self.roads, N_SITES, 2)

    @cached_property
    def sets(self) -> list[LongArray]:
        """32 sets of 100 nodes."""
        random = np.random.default_rng(5)
        return [random.integers(0, self.roads.n_nodes, 100) for _ in range(N_SETS)]

    @cached_property
    def one_cost(self) -> Metric:
        """Weights of time alone."""
        return Metric.of(self.engine.metric.hierarchy, self.roads, "fastest", both=False)

    @cached_property
    def sssp_s(self) -> float:
        """Seconds of one search of scipy over all nodes, for one cost."""
        return seconds(lambda: dijkstra(self.graph, indices=int(self.sources[0])), 5)

    @cached_property
    def best_peer_s(self) -> float:
        """Seconds of one search of the best peer, NaN where there is none."""
        return min(self.result.peers_s.values(), default=float("nan"))

    def everywhere(self, metric: Metric) -> Sweeper:
        """Return a sweeper to all nodes."""
        return Sweeper(metric, np.arange(self.roads.n_nodes, dtype=np.int32))


def points(roads: Roads, n: int, seed: int) -> Placement:
    """Return points spread evenly over the edges, in the order of edges."""
    random = np.random.default_rng(seed)
    edge = np.sort(random.integers(0, roads.n_edges, n)).astype(np.int32)
    none, nowhere = np.zeros(n, dtype=np.int32), np.zeros(n)
    return Placement(edge, random.random(n), nowhere, none, none, nowhere, nowhere)


def node_seeds(nodes: Sequence[IntArray | LongArray]) -> Seeds:
    """Return one lane for each group of nodes, at no cost."""
    lane = np.repeat(np.arange(len(nodes)), [len(group) for group in nodes])
    label = np.concatenate([np.arange(len(group)) for group in nodes])
    return Seeds(
        node=np.concatenate(nodes).astype(np.int32),
        lane=lane.astype(np.int32),
        label=label.astype(np.int32),
        cost=np.zeros(len(lane), dtype=np.int64),
    )


def drop(_lane: int, *_found: object) -> None:
    """Do without the results: they are in memory, as a caller would find them."""


Rows = Callable[[Bench], None]
"""Measures one job and adds its rows to the result of the bench."""
