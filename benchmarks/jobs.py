"""Travel against its bars: one function for each group of rows."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
from scipy.sparse.csgraph import dijkstra

from benchmarks.bench import N_SETS, N_SITES, N_SOURCES, Bench, Rows, drop, node_seeds
from benchmarks.peers import seconds
from planner.domain.arrays import IntArray
from planner.domain.roads import CLOSED
from planner.travel.hierarchy import Hierarchy, hierarchy_of
from planner.travel.lanes import Sweeper
from planner.travel.metric import Metric
from planner.travel.packing import INFINITE_FIRST


def all_nodes(bench: Bench) -> None:
    """200 sources to all nodes, each batch over the one before."""
    result, sssp = bench.result, bench.sssp_s
    _verify(bench, bench.sources[:2])
    t_one, lanes = _seconds_a_source(bench, bench.one_cost)
    t_both, _ = _seconds_a_source(bench, bench.engine.metric)
    result.figure("scipy_s", sssp)
    result.figure("one_source_s", t_one)
    result.figure("one_source_both_costs_s", t_both)
    result.ratio("200 × all nodes, one cost: scipy / ours", sssp / t_one, at_least=300)
    if result.peers_s:
        peer = bench.best_peer_s
        result.ratio("200 × all nodes, one cost: best peer / ours", peer / t_one, at_least=120)
    result.ratio("200 × all nodes, both costs: scipy / ours", sssp / t_both)
    result.ratio("both costs / one cost", t_both / t_one, at_most=2.2)
    again = _seconds_to_fill_again(bench.roads.n_nodes, lanes)
    result.ratio("200 × all nodes: ours / filling a batch again", t_one / again, at_most=1.5)
    stream = result.figures["stream_s"]
    job = f"a batch of {lanes} sources / streaming hierarchy and weights once"
    result.ratio(job, t_one * lanes / stream)


def _seconds_a_source(bench: Bench, metric: Metric) -> tuple[float, int]:
    """Return seconds for each of 200 sources, and the lanes of a batch."""
    sweeper = bench.everywhere(metric)
    seeds = node_seeds([bench.sources[i : i + 1] for i in range(N_SOURCES)])
    sweeper.costs(seeds, N_SOURCES, drop)  # makes the tables that batches share
    took = seconds(lambda: sweeper.costs(seeds, N_SOURCES, drop), 5)
    return took / N_SOURCES, sweeper.n_lanes


def whole_result(bench: Bench) -> None:
    """200 sources to all nodes, kept: one new array, which others have to fill as well."""
    n_nodes = bench.roads.n_nodes
    sweeper = bench.everywhere(bench.one_cost)
    seeds = node_seeds([bench.sources[i : i + 1] for i in range(N_SOURCES)])

    def kept() -> IntArray:
        whole = np.empty((n_nodes, N_SOURCES), dtype=np.int32)

        def take(lane: int, costs: IntArray) -> None:
            here = whole[:, lane : lane + costs.shape[1]]
            here[:] = costs[:, : here.shape[1]]

        sweeper.costs(seeds, N_SOURCES, take)
        return whole

    def filled() -> IntArray:
        whole = np.empty((n_nodes, N_SOURCES), dtype=np.int32)
        _on_all_processors([half.fill for half in np.array_split(whole, os.cpu_count() or 1)])
        return whole

    kept()
    bench.result.ratio(
        "200 × all nodes, kept: ours / filling a new array", seconds(kept) / seconds(filled),
        at_most=1.5,
    )  # fmt: skip


def matrices(bench: Bench) -> None:
    """1,000 sites × 50,000 residents."""
    engine, sssp, result = bench.engine, bench.sssp_s, bench.result
    residents, sites = bench.residents, bench.sites
    ids = [str(i) for i in range(N_SITES)]
    job = "1,000 × 50,000"
    t_matrix = seconds(lambda: engine.matrix(residents, sites, ids)) / N_SITES
    result.ratio(f"{job}, both costs: scipy / ours", sssp / t_matrix, at_least=1000)
    if result.peers_s:
        peer = bench.best_peer_s
        result.ratio(f"{job}, both costs: best peer / ours", peer / t_matrix, at_least=200)
    some = Sweeper(bench.one_cost, np.unique(bench.roads.edge_from[residents.edge]))
    nodes = np.random.default_rng(7).integers(0, bench.roads.n_nodes, (N_SITES, 1))
    seeds = node_seeds(list(nodes))
    t_nodes = seconds(lambda: some.costs(seeds, N_SITES, drop)) / N_SITES
    result.ratio(f"{job} nodes, one cost: scipy / ours", sssp / t_nodes, at_least=1000)
    t_within = seconds(lambda: engine.within(residents, sites, 1_200_000)) / N_SITES
    result.ratio(f"{job} within 20 min: scipy / ours", sssp / t_within)


def nearest_sites(bench: Bench) -> None:
    """32 sets for all nodes, and a week of sets for residents."""
    result = bench.result
    sweeper, seeds = bench.everywhere(bench.engine.metric), node_seeds(bench.sets)
    sweeper.labelled(seeds, N_SETS, drop)
    t_set = seconds(lambda: sweeper.labelled(seeds, N_SETS, drop)) / N_SETS
    t_scipy = seconds(lambda: dijkstra(bench.graph, indices=bench.sets[0], min_only=True))
    result.figure("scipy_nearest_s", t_scipy)
    result.figure("one_set_s", t_set)
    job = "32 sets, all nodes, label, both costs: scipy / ours"
    result.ratio(job, t_scipy / t_set, at_least=100)
    providers = np.random.default_rng(3).random((36, N_SITES)) < 0.1
    t_week = seconds(lambda: bench.engine.nearest(bench.residents, bench.sites, providers))
    job = "36 distinct sets of a week, 50,000 residents, in SSSPs"
    result.ratio(job, t_week / bench.sssp_s, at_most=2)


def weights(bench: Bench) -> None:
    """Weighing all arcs, and again after one road was closed."""
    metric, result = bench.engine.metric, bench.result
    t_weigh = seconds(lambda: Metric.of(metric.hierarchy, bench.roads, "fastest"))
    result.figure("weigh_s", t_weigh)
    job = "weighing all anew, both costs, in SSSPs"
    result.ratio(job, t_weigh / bench.sssp_s, at_most=6)
    metric.repaired(bench.roads, np.array([0]))
    edges = np.random.default_rng(8).integers(0, bench.roads.n_edges, 9).tolist()
    found = float(np.median([seconds(_closing(metric, edge, told=False)) for edge in edges]))
    told = float(np.median([seconds(_closing(metric, edge, told=True)) for edge in edges]))
    result.ratio("one closed road, found and repaired / weighing", found / t_weigh)
    job = "one closed road, repaired / weighing all anew"
    result.ratio(job, told / t_weigh, at_most=0.01)


def building(bench: Bench) -> None:
    """Hierarchies built, kept and loaded."""
    result, roads = bench.result, bench.roads
    t_build = seconds(lambda: Hierarchy.of(roads))
    with tempfile.TemporaryDirectory() as folder:
        hierarchy_of(roads, Path(folder))
        t_load = seconds(lambda: Hierarchy.load(next(Path(folder).iterdir())))
    result.figure("build_s", t_build)
    result.ratio("building with the order, in SSSPs", t_build / bench.sssp_s, at_most=60)
    result.ratio("loading, in SSSPs", t_load / bench.sssp_s, at_most=1)


def _seconds_to_fill_again(n_nodes: int, n_lanes: int) -> float:
    """Return seconds for each source of filling what a sweep fills.

    As in a sweep, each processor has one table (n_nodes, n_lanes) and fills it again and again.
    """
    threads = os.cpu_count() or 1
    tables = [np.ones((n_nodes, n_lanes), dtype=np.int32) for _ in range(threads)]
    return seconds(lambda: _on_all_processors([table.fill for table in tables]), 5) / (
        threads * n_lanes
    )


def _on_all_processors(fills: list[Callable[[int], None]]) -> None:
    with ThreadPoolExecutor(len(fills)) as pool:
        for _ in pool.map(lambda fill: fill(2), fills):
            pass


def _verify(bench: Bench, sources: IntArray) -> None:
    """Compare the distances of all nodes with scipy."""
    found: list[IntArray] = []
    bench.everywhere(bench.one_cost).costs(
        node_seeds([sources[i : i + 1] for i in range(len(sources))]),
        len(sources),
        lambda _, costs: found.append(costs[:, : len(sources)].T.copy()),
    )
    ours = np.where(found[0] >= INFINITE_FIRST, np.inf, found[0])
    assert np.array_equal(ours, dijkstra(bench.graph, indices=sources)), "not equal to scipy"


def _closing(metric: Metric, edge: int, *, told: bool) -> Callable[[], object]:
    forward_ms, backward_ms = metric.roads.forward_ms.copy(), metric.roads.backward_ms.copy()
    forward_ms[edge] = backward_ms[edge] = CLOSED
    roads = replace(metric.roads, forward_ms=forward_ms, backward_ms=backward_ms)
    if told:
        return lambda: metric.repaired(roads, np.array([edge]))
    return lambda: metric.changed(roads)


JOBS: tuple[Rows, ...] = (all_nodes, whole_result, matrices, nearest_sites, weights, building)
"""What the curves need, for graphs too large for the rest."""
