"""One search over all nodes by others, in seconds. A peer that is not installed is left out."""

from __future__ import annotations

import importlib
import statistics
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from planner.domain.arrays import FloatArray, IntArray

Arcs = tuple[int, IntArray, IntArray, FloatArray]
"""n_nodes, tail, head, cost."""

Search = Callable[[int], Any]


def seconds(work: Callable[[], Any], repeats: int = 3) -> float:
    """Return the median wall time of at least three runs."""
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def _edsger(arcs: Arcs) -> Search:
    pandas, path = importlib.import_module("pandas"), importlib.import_module("edsger.path")
    _, tail, head, cost = arcs
    table = pandas.DataFrame(
        {"tail": tail.astype(np.uint32), "head": head.astype(np.uint32), "weight": cost}
    )
    found = path.Dijkstra(table, orientation="out", check_edges=False)
    return lambda source: found.run(vertex_idx=source, return_inf=True)


def _igraph(arcs: Arcs) -> Search:
    igraph = importlib.import_module("igraph")
    n_nodes, tail, head, cost = arcs
    graph = igraph.Graph(n=n_nodes, edges=np.column_stack([tail, head]), directed=True)
    weights = cost.tolist()
    return lambda source: graph.distances(source=[source], weights=weights)


def _networkit(arcs: Arcs) -> Search:
    networkit = importlib.import_module("networkit")
    n_nodes, tail, head, cost = arcs
    graph = networkit.GraphFromCoo(
        (cost, (tail.astype(np.uint64), head.astype(np.uint64))),
        n=n_nodes, weighted=True, directed=True,
    )  # fmt: skip
    return lambda source: networkit.distance.Dijkstra(graph, source, storePaths=False).run()


def _routingkit(arcs: Arcs) -> Search:
    routingkit = importlib.import_module("routingkit_cch")
    hierarchy = importlib.import_module("planner.travel.order")
    joined = importlib.import_module("planner.travel.neighbours")
    n_nodes, tail, head, cost = arcs
    order = hierarchy.elimination_order(joined.neighbours(n_nodes, tail, head))
    graph = routingkit.CCH(order.tolist(), tail.tolist(), head.tolist(), False)  # noqa: FBT003
    metric = routingkit.CCHMetric(graph, cost.astype(np.int64).tolist())
    query = routingkit.CCHOneToMany(metric, list(range(n_nodes)))
    # It keeps the metric alive only as long as we do.
    return lambda source: (metric, query.distances_from(source))[1]


PEERS: tuple[tuple[str, Callable[[Arcs], Search]], ...] = (
    ("edsger", _edsger),
    ("igraph", _igraph),
    ("networkit", _networkit),
    ("routingkit-cch", _routingkit),
)


def peer_seconds(arcs: Arcs) -> tuple[dict[str, float], dict[str, str]]:
    """Return seconds of a search for each peer, and why others are absent."""
    times: dict[str, float] = {}
    absent: dict[str, str] = {}
    for name, build in PEERS:
        try:
            search = build(arcs)
            times[name] = seconds(lambda search=search: search(7))  # type: ignore[misc]
        except ImportError:
            absent[name] = "not installed"
        except Exception as error:  # noqa: BLE001 (a peer's fault must not end the run)
            absent[name] = f"{type(error).__name__}: {error}"[:80]
    return times, absent
