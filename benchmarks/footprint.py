"""What it takes to be ready and to ask once: seconds and memory, for graphs of any size."""

from __future__ import annotations

import numpy as np

from benchmarks.bench import N_SETS, Bench, drop, node_seeds
from benchmarks.memory import whole_peak_gb, with_peak_gb
from benchmarks.peers import seconds
from benchmarks.record import Result
from planner.domain.roads import Roads
from planner.travel import Engine
from planner.travel.hierarchy import Hierarchy
from planner.travel.metric import Metric


def prepared(roads: Roads, result: Result) -> Bench:
    """Build hierarchy and weights, ask for nearest sites, and note what that took.

    Peaks are of the whole process: interpreter, libraries and roads are in them.
    """
    hierarchy, build_gb = with_peak_gb(lambda: Hierarchy.of(roads))
    metric, weigh_gb = with_peak_gb(lambda: Metric.of(hierarchy, roads, "fastest"))
    bench = Bench(roads, Engine(metric), result)

    def nearest() -> None:
        providers = np.random.default_rng(6).random((N_SETS, len(bench.sites))) < 0.1
        bench.engine.nearest(bench.residents, bench.sites, providers)

    def nearest_everywhere() -> None:
        bench.everywhere(metric).labelled(node_seeds(bench.sets), N_SETS, drop)

    _, nearest_gb = with_peak_gb(nearest)
    _, everywhere_gb = with_peak_gb(nearest_everywhere)
    arrays = (hierarchy.rank, hierarchy.parent, hierarchy.arc_start, hierarchy.arc_head,
              hierarchy.edge_arc, metric.weights)  # fmt: skip
    stream_s = seconds(lambda: [array.max(initial=0) for array in arrays])
    size = sum(array.nbytes for array in arrays)
    for name, value in (
        ("arcs_per_node", hierarchy.n_arcs / hierarchy.n_nodes),
        ("height", hierarchy.height),
        ("hierarchy_and_weights_gb", size / 1e9),
        ("peak_build_gb", build_gb),
        ("peak_weigh_gb", weigh_gb),
        ("peak_nearest_gb", nearest_gb),
        ("peak_nearest_everywhere_gb", everywhere_gb),
        ("peak_with_making_the_graph_gb", whole_peak_gb()),
        ("stream_s", stream_s),
        ("stream_gb_per_s", size / 1e9 / stream_s),
    ):
        result.figure(name, value)
    return bench
