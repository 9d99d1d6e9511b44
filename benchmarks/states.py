"""Rows for road states side by side against one at a time."""

from __future__ import annotations

from functools import partial

import numpy as np

from benchmarks.bench import Bench, points
from benchmarks.peers import seconds
from planner.domain.arrays import BoolArray
from planner.domain.road_edits import closed, delayed, slowed
from planner.domain.roads import Roads
from planner.travel import Engine
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


def state_rows(bench: Bench) -> None:
    """Add the rows for 16 road states to the table of a graph."""
    roads, hierarchy = bench.roads, bench.engine.metric.hierarchy
    residents = points(roads, min(50_000, roads.n_nodes), 1)
    sites = points(roads, 1000, 2)
    random = np.random.default_rng(3)
    one_set = random.random((1, len(sites))) < 0.1
    week = random.random((36, len(sites))) < 0.1
    states = seasons(roads)
    few = points(roads, 10, 1)
    States(hierarchy, (roads,), "fastest").nearest(few, few, np.ones((1, 10), dtype=bool))

    def alone(providers: BoolArray) -> None:
        engine = Engine(Metric.of(hierarchy, states[3], "fastest"))
        engine.nearest(residents, sites, providers)

    def together(providers: BoolArray) -> None:
        States(hierarchy, tuple(states), "fastest").nearest(residents, sites, providers)

    for job, providers, bar in (("nearest of one set", one_set, 8.0),
                                ("nearest of 36 sets", week, 0.0)):  # fmt: skip
        ratio = (
            N_STATES * seconds(partial(alone, providers)) / seconds(partial(together, providers))
        )
        bench.result.ratio(
            f"{N_STATES} states, weighed and {job}: one alone / a state of all",
            ratio,
            at_least=bar,
        )
