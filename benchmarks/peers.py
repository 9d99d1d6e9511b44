"""One search over all nodes by others, in seconds. A peer that is not installed is left out."""

from __future__ import annotations

import importlib
import importlib.util
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np

from planner.domain.arrays import FloatArray, IntArray

Arcs = tuple[int, IntArray, IntArray, FloatArray]
"""n_nodes, tail, head, cost."""

Search = Callable[[int], Any]

NOT_INSTALLED: Final = "not installed"

MOST_S: Final = 300
"""Seconds for a peer to prepare and to search three times."""

PAIRS: Final = 5_000
"""Pairs that are asked of a peer that has no search over all nodes."""


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


def _networkx(arcs: Arcs) -> Search:
    networkx = importlib.import_module("networkx")
    n_nodes, tail, head, cost = arcs
    graph = networkx.DiGraph()
    graph.add_nodes_from(range(n_nodes))
    # Of parallel arcs the last one added stays, so the least comes last.
    order = np.argsort(-cost, kind="stable")
    graph.add_weighted_edges_from(
        zip(tail[order].tolist(), head[order].tolist(), cost[order].tolist(), strict=True)
    )
    return lambda source: networkx.single_source_dijkstra_path_length(graph, source)


def _pandana(arcs: Arcs) -> Search:
    pandas, pandana = importlib.import_module("pandas"), importlib.import_module("pandana")
    n_nodes, tail, head, cost = arcs
    nowhere = pandas.Series(np.zeros(n_nodes))
    # It keeps thousandths of its unit in 32 bits: seconds leave 49 days, milliseconds an hour.
    network = pandana.Network(
        nowhere, nowhere, pandas.Series(tail), pandas.Series(head),
        pandas.DataFrame({"time_s": cost / 1000}), twoway=False,
    )  # fmt: skip
    goals = np.random.default_rng(4).integers(0, n_nodes, PAIRS)

    def search(source: int) -> Any:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it warns of each pair without a way
            return network.shortest_path_lengths(np.full(PAIRS, source), goals)

    return search


class Peer(NamedTuple):
    """A peer, the graphs it is asked to search, and how many goals a search of it has."""

    package: str
    module: str
    build: Callable[[Arcs], Search]
    most_nodes: int = 1 << 31
    goals: int | None = None


PEERS: Final = (
    Peer("edsger", "edsger", _edsger),
    Peer("igraph", "igraph", _igraph),
    Peer("networkit", "networkit", _networkit),
    Peer("routingkit-cch", "routingkit_cch", _routingkit),
    Peer("networkx", "networkx", _networkx, most_nodes=100_000),
    Peer("pandana", "pandana", _pandana, most_nodes=300_000, goals=PAIRS),
)


def peer_seconds(arcs: Arcs, source: int) -> tuple[dict[str, float], dict[str, str]]:
    """Return seconds of a search from `source` for each peer, and why others are absent.

    Each peer has a process of its own, so that no fault of it ends the run.
    """
    times: dict[str, float] = {}
    absent: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "arcs.npz"
        n_nodes, tail, head, cost = arcs
        np.savez(path, n_nodes=n_nodes, tail=tail, head=head, cost=cost)
        for peer in PEERS:
            if importlib.util.find_spec(peer.module) is None:
                absent[peer.package] = NOT_INSTALLED
            elif n_nodes > peer.most_nodes:
                absent[peer.package] = f"asked up to {peer.most_nodes:,} nodes only"
            else:
                found = _in_own_process(peer.package, path, source)
                if isinstance(found, float):
                    times[peer.package] = found
                else:
                    absent[peer.package] = found
    return times, absent


def _in_own_process(package: str, path: Path, source: int) -> float | str:
    """Return seconds of a search, or why there was none."""
    command = [sys.executable, "-m", "benchmarks.peers", package, str(path), str(source)]
    try:
        ended = subprocess.run(command, capture_output=True, text=True, timeout=MOST_S, check=False)
    except subprocess.TimeoutExpired:
        return f"took longer than {MOST_S} s"
    if ended.returncode < 0:
        return f"ended by {signal.Signals(-ended.returncode).name} on this processor"
    told = (ended.stdout if ended.returncode == 0 else ended.stderr).strip().splitlines()[-1]
    return told[:80] if ended.returncode else float(told)


def _main(package: str, path: str, source: str) -> None:
    """Print seconds of a search; of a peer that answers pairs, those of its pairs scaled up."""
    peer = next(peer for peer in PEERS if peer.package == package)
    with np.load(path) as kept:
        arcs = int(kept["n_nodes"]), kept["tail"], kept["head"], kept["cost"]
    search = peer.build(arcs)
    took = seconds(lambda: search(int(source)))
    print(f"\n{took * (arcs[0] / peer.goals if peer.goals else 1)}")


if __name__ == "__main__":
    _main(*sys.argv[1:])
