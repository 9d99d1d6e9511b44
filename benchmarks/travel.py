"""Travel against its bars: `python benchmarks/travel.py [iceland wuhan NE country4M]`.

Everything is stated as ratios within one run, of medians of at least three.
"""

from __future__ import annotations

import datetime as dt
import os
import platform
import resource
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from benchmarks.graphs import country, dimacs, study
from benchmarks.peers import peer_seconds, seconds
from planner.domain.arrays import FloatArray, IntArray, LongArray
from planner.domain.placement import Placement
from planner.domain.roads import CLOSED, Roads
from planner.travel import Engine
from planner.travel.hierarchy import Hierarchy
from planner.travel.lanes import Seeds, Sweeper
from planner.travel.metric import Metric

GRAPHS: dict[str, Callable[[], Roads]] = {
    "iceland": lambda: study("iceland"),
    "wuhan": lambda: study("wuhan"),
    "NE": lambda: dimacs("NE"),
    "country4M": lambda: country(4_000_000),
}


@dataclass
class Report:
    """A Markdown table of one graph."""

    rows: list[str] = field(default_factory=list)

    def ratio(self, job: str, measured: float, *, at_least: float = 0, at_most: float = 0) -> None:
        """Add a row with a bar from below or above, or with none."""
        bar = f"≥ {at_least:g}" if at_least else f"≤ {at_most:g}" if at_most else "–"
        met = measured >= at_least and (not at_most or measured <= at_most)
        verdict = ("yes" if met else "**no**") if bar != "–" else "–"
        self.rows.append(f"| {job} | {bar} | {measured:.3g} | {verdict} |")
        print(self.rows[-1], flush=True)


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


def measure(roads: Roads) -> None:  # noqa: PLR0915 (a list of measurements)
    """Print the table of one graph."""
    report, n = Report(), roads.n_nodes
    print("\n| job | bar | measured | met |\n|---|---|---|---|")
    random = np.random.default_rng(0)
    forward, backward = roads.forward_ms != CLOSED, roads.backward_ms != CLOSED
    tail = np.concatenate([roads.edge_from[forward], roads.edge_to[backward]])
    head = np.concatenate([roads.edge_to[forward], roads.edge_from[backward]])
    cost = np.concatenate([roads.forward_ms[forward], roads.backward_ms[backward]]).astype(float)
    # Travel to sites: searches run against the arcs. Of parallel arcs scipy wants the least.
    order = np.lexsort((cost, tail, head))
    first = np.ones(len(order), dtype=bool)
    first[1:] = (np.diff(head[order]) != 0) | (np.diff(tail[order]) != 0)
    kept = order[first]
    graph = csr_array((cost[kept], (head[kept], tail[kept])), shape=(n, n))
    sources = random.choice(n, 200, replace=False).astype(np.int32)

    with tempfile.TemporaryDirectory() as folder:
        Engine.of(roads, folder=Path(folder))  # compiles
        built = seconds(lambda: Hierarchy.of(roads))
        reload = seconds(lambda: Hierarchy.load(next(Path(folder).iterdir())))
        engine = Engine.of(roads, folder=Path(folder))
    hierarchy, metric = engine.metric.hierarchy, engine.metric
    single = Metric.of(hierarchy, roads, "fastest", both=False)

    known = dijkstra(graph, indices=sources[:2])
    everywhere = np.arange(n, dtype=np.int32)
    one_cost, two_costs = Sweeper(single, everywhere), Sweeper(metric, everywhere)
    seeds = node_seeds([sources[i : i + 1] for i in np.argsort(hierarchy.rank[sources])])
    sssp = seconds(lambda: dijkstra(graph, indices=int(sources[0])), 5)
    peers, absent = peer_seconds((n, head, tail, cost))
    best = min(peers.values(), default=float("nan"))
    for sweeper in (one_cost, two_costs):
        sweeper.costs(seeds, 200, _drop)
    t_one = seconds(lambda: one_cost.costs(seeds, 200, _drop), 5) / 200
    t_two = seconds(lambda: two_costs.costs(seeds, 200, _drop), 5) / 200
    fill = _seconds_to_fill(n)
    _verify(one_cost, sources[:2], known)
    report.ratio("200 × all nodes, one cost: scipy / ours", sssp / t_one, at_least=300)
    report.ratio("200 × all nodes, one cost: best peer / ours", best / t_one, at_least=120)
    report.ratio("200 × all nodes, both costs: scipy / ours", sssp / t_two)
    report.ratio("200 × all nodes: ours / filling the memory", t_one / fill, at_most=1.5)
    report.ratio("both costs / one cost", t_two / t_one, at_most=2.2)

    n_residents = min(50_000, n)
    residents, sites = points(roads, n_residents, 1), points(roads, 1000, 2)
    ids = [str(i) for i in range(1000)]
    t_matrix = seconds(lambda: engine.matrix(residents, sites, ids)) / 1000
    report.ratio("1,000 × 50,000, both costs: scipy / ours", sssp / t_matrix, at_least=1000)
    report.ratio("1,000 × 50,000, both costs: best peer / ours", best / t_matrix, at_least=200)
    ends = np.unique(roads.edge_from[residents.edge])
    some = Sweeper(single, ends)
    many = node_seeds([random.integers(0, n, 1) for _ in range(1000)])
    t_some = seconds(lambda: some.costs(many, 1000, _drop)) / 1000
    report.ratio("1,000 × 50,000 nodes, one cost: scipy / ours", sssp / t_some, at_least=1000)
    t_within = seconds(lambda: engine.within(residents, sites, 1_200_000)) / 1000
    report.ratio("1,000 × 50,000 within 20 min: scipy / ours", sssp / t_within)

    sets = [random.integers(0, n, 100) for _ in range(32)]
    t_min = seconds(lambda: dijkstra(graph, indices=sets[0], min_only=True))
    set_seeds = node_seeds(sets)

    two_costs.labelled(set_seeds, 32, _drop)
    t_sets = seconds(lambda: two_costs.labelled(set_seeds, 32, _drop)) / 32
    report.ratio(
        "32 sets, all nodes, label, both costs: scipy / ours", t_min / t_sets, at_least=100
    )
    providers = np.random.default_rng(3).random((36, 1000)) < 0.1
    t_week = seconds(lambda: engine.nearest(residents, sites, providers))
    report.ratio("36 distinct sets of a week, 50,000 residents, in SSSPs", t_week / sssp, at_most=2)

    t_weigh = seconds(lambda: Metric.of(hierarchy, roads, "fastest"))
    report.ratio("weighing all anew, both costs, in SSSPs", t_weigh / sssp, at_most=6)
    metric.repaired(roads, np.array([0]))
    closings = [_closing(metric, int(edge)) for edge in random.integers(0, roads.n_edges, 9)]
    closing = float(np.median([seconds(work) for work in closings]))
    report.ratio("one closed road, found and repaired / weighing", closing / t_weigh)
    repairs = [
        _closing(metric, int(edge), told=True) for edge in random.integers(0, roads.n_edges, 9)
    ]
    repair = float(np.median([seconds(work) for work in repairs]))
    report.ratio("one closed road, repaired / weighing all anew", repair / t_weigh, at_most=0.01)
    report.ratio("building with the order, in SSSPs", built / sssp, at_most=60)
    report.ratio("loading, in SSSPs", reload / sssp, at_most=1)
    arrays = (hierarchy.rank, hierarchy.parent, hierarchy.arc_start, hierarchy.arc_head,
              hierarchy.edge_arc, metric.weights)  # fmt: skip
    size_mb = sum(array.nbytes for array in arrays) / 1e6
    peak_gb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    told = ", ".join(f"{name} {1000 * t:.0f}" for name, t in peers.items())
    print(
        f"\nscipy {1000 * sssp:.0f} ms a search; peers in ms: {told or 'none'}; absent: "
        f"{absent or 'none'}. {hierarchy.n_arcs / n:.2f} arcs a node, height {hierarchy.height}; "
        f"build {built:.1f} s, weigh {t_weigh:.2f} s; hierarchy and weights {size_mb:.0f} MB, "
        f"peak of the process {peak_gb:.1f} GB."
    )


def _drop(_lane: int, *_found: object) -> None:
    """Do without the results: they are in memory, as a caller would find them."""


def _seconds_to_fill(n: int) -> float:
    page = np.ones((200, n), dtype=np.int32)
    return seconds(lambda: page.fill(2), 5) / 200


def _verify(sweeper: Sweeper, sources: IntArray, known: FloatArray) -> None:
    found: list[FloatArray] = []
    sweeper.costs(
        node_seeds([sources[i : i + 1] for i in range(len(sources))]),
        len(sources),
        lambda _, costs: found.append(costs[:, : len(sources)].astype(np.float64)),
    )
    ours = np.where(found[0] >= (1 << 30) - 1, np.inf, found[0]).T
    assert np.array_equal(ours, known), "not equal to scipy"


def _closing(metric: Metric, edge: int, *, told: bool = False) -> Callable[[], object]:
    forward_ms, backward_ms = metric.roads.forward_ms.copy(), metric.roads.backward_ms.copy()
    forward_ms[edge] = backward_ms[edge] = CLOSED
    roads = replace(metric.roads, forward_ms=forward_ms, backward_ms=backward_ms)
    if told:
        return lambda: metric.repaired(roads, np.array([edge]))
    return lambda: metric.changed(roads)


def main(names: list[str]) -> None:
    """Measure the named graphs, or all."""
    print(
        f"{dt.datetime.now(tz=dt.UTC):%Y-%m-%d}, {platform.machine()}, "
        f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}, "
        f"Python {platform.python_version()}"
    )
    for name in names or list(GRAPHS):
        try:
            roads = GRAPHS[name]()
        except FileNotFoundError as error:
            print(f"\n## {name}\nskipped: {error}")
            continue
        print(f"\n## {name}: {roads.n_nodes:,} nodes, {roads.n_edges:,} edges")
        measure(roads)


if __name__ == "__main__":
    main(sys.argv[1:])
