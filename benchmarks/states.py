"""Road states side by side against one at a time: `python -m benchmarks.states [NE country4M]`."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from benchmarks.peers import seconds
from benchmarks.travel import GRAPHS, Report, points
from planner.domain.arrays import BoolArray
from planner.domain.placement import Placement
from planner.domain.road_edits import closed, delayed, slowed
from planner.domain.roads import Roads
from planner.domain.travel import Nearest
from planner.travel import Engine
from planner.travel.hierarchy import Hierarchy
from planner.travel.metric import Metric
from planner.travel.states import States

N_STATES = 16


def seasons(roads: Roads) -> list[Roads]:
    """Return winters, peak hours and closures: states that differ in many edges.

    Winter slows nearly a third of the edges, a peak hour makes people wait at a tenth of the
    nodes, and each state has 5,000 closed edges of its own.
    """
    random = np.random.default_rng(5)
    states = []
    for number in range(N_STATES):
        state = roads
        if number % 2:
            slow = np.flatnonzero(random.random(roads.n_edges) < 0.3)
            state = slowed(state, slow, 1 + number / N_STATES)
        if number % 4 > 1:
            state = delayed(state, random.integers(0, roads.n_nodes, roads.n_nodes // 10), 20_000)
        states.append(closed(state, random.integers(0, roads.n_edges, 5_000)))
    return states


def measure_states(report: Report, hierarchy: Hierarchy, roads: Roads) -> None:
    """Add the rows for 16 road states to the table of a graph."""
    residents = points(roads, min(50_000, roads.n_nodes), 1)
    sites = points(roads, 1000, 2)
    random = np.random.default_rng(3)
    one_set = random.random((1, len(sites))) < 0.1
    week = random.random((36, len(sites))) < 0.1
    states = seasons(roads)

    def weighed_alone(state: Roads) -> Engine:
        return Engine(Metric.of(hierarchy, state, "fastest"))

    for job, providers in (("nearest of one set", one_set), ("nearest of 36 sets", week)):
        alone = seconds(
            lambda: _ask(weighed_alone(states[3]), residents, sites, providers)  # noqa: B023
        )
        together = seconds(
            lambda: States(hierarchy, tuple(states), "fastest").nearest(
                residents,
                sites,
                providers,  # noqa: B023
            )
        )
        bar = 8.0 if len(providers) == 1 else 0.0
        report.ratio(
            f"{N_STATES} states, weighed and {job}: one alone / a state of all",
            alone * N_STATES / together,
            at_least=bar,
        )


def _ask(engine: Engine, residents: Placement, sites: Placement, providers: BoolArray) -> Nearest:
    return engine.nearest(residents, sites, providers)


def main(names: list[str]) -> None:
    """Measure the named graphs, or those of a million nodes and more."""
    for name in names or ["NE", "country4M"]:
        roads = GRAPHS[name]()
        print(f"\n## {name}: {roads.n_nodes:,} nodes, {roads.n_edges:,} edges")
        with TemporaryDirectory() as folder:
            hierarchy = Engine.of(roads, folder=Path(folder)).metric.hierarchy
            warm = States(hierarchy, (roads,), "fastest")
            few = points(roads, 10, 1)
            warm.nearest(few, few, np.ones((1, 10), dtype=bool))
            measure_states(Report(), hierarchy, roads)


if __name__ == "__main__":
    main(sys.argv[1:])
