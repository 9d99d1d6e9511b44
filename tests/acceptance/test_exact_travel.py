"""The engine against scipy and networkx on every node, and edited states against new engines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import event, example, given, settings
from hypothesis import strategies as st

from benchmarks.graphs import dimacs
from planner.domain.arrays import IntArray, LongArray
from planner.domain.road_edits import closed, delayed, linked, slowed
from planner.domain.roads import CLOSED, Roads
from planner.domain.travel import UNREACHABLE, Optimise
from planner.pipeline import read_study
from planner.travel import Engine
from planner.travel.hierarchy import Hierarchy
from planner.travel.lanes import Seeds, Sweeper
from planner.travel.metric import Metric
from planner.travel.packing import HALF, INFINITE, INFINITE_FIRST
from tests.acceptance.searches import at_nodes, searched_by_networkx, searched_by_scipy
from tests.city import Road, roads_of
from tests.travel.networks import COSTS, edges

ROOT = Path(__file__).parents[2]
OPTIMISE: tuple[Optimise, ...] = ("fastest", "shortest")


# Real roads, every node --------------------------------------------------------------------------


@pytest.fixture(scope="module", params=["iceland", "wuhan"])
def study_roads(request: pytest.FixtureRequest) -> Roads:
    return read_study(ROOT / "data" / request.param).world.roads


def assert_equal_on_every_node(
    roads: Roads, engine: Engine, goals: IntArray, optimise: Optimise
) -> None:
    """Compare matrix and nearest sites with searches, both costs, whatever the node."""
    first, second = searched_by_scipy(roads, goals, optimise)
    reached = first != UNREACHABLE
    assert reached.mean() > 0.5, "goals nobody reaches would show nothing"
    everyone, sites = at_nodes(roads, np.arange(roads.n_nodes)), at_nodes(roads, goals)
    found = engine.matrix(everyone, sites, [str(goal) for goal in goals])
    times, lengths = (first, second) if optimise == "fastest" else (second, first)
    assert np.array_equal(found.time_ms.T, times)
    assert np.array_equal(found.length_cm.T, lengths)

    sets = np.array([[True] * len(goals), [i % 2 == 1 for i in range(len(goals))]])
    nearest = engine.nearest(everyone, sites, sets)
    for row, members in enumerate(sets):
        pair = np.where(members[:, None], (first.astype(np.int64) << 32) + second, INFINITE)
        best = pair.argmin(axis=0)
        column = np.arange(roads.n_nodes)
        none = ~reached[best, column]
        assert np.array_equal(nearest.site[row], np.where(none, -1, best))
        assert np.array_equal(nearest.time_ms[row], times[best, column])
        assert np.array_equal(nearest.length_cm[row], lengths[best, column])


@pytest.mark.parametrize("optimise", OPTIMISE)
def test_studies_on_every_node(study_roads: Roads, optimise: Optimise) -> None:
    used = np.unique([study_roads.edge_from, study_roads.edge_to])
    assert len(used) == study_roads.n_nodes, "every node is at the end of an edge"
    goals = _goals_on_the_mainland(study_roads, 12)
    assert_equal_on_every_node(
        study_roads, Engine.of(study_roads, optimise=optimise), goals, optimise
    )


@pytest.mark.usefixtures("shared_data")
def test_north_east_of_the_states_on_every_node() -> None:
    roads = dimacs("NE")
    assert roads.n_nodes == 1_524_453
    goals = _goals_on_the_mainland(roads, 4)
    assert_equal_on_every_node(roads, Engine.of(roads), goals, "fastest")


def _goals_on_the_mainland(roads: Roads, n: int) -> IntArray:
    """Return nodes at the ends of two-way roads, of the most of which one gets anywhere."""
    random = np.random.default_rng(20)
    two_way = np.flatnonzero((roads.forward_ms != CLOSED) & (roads.backward_ms != CLOSED))
    whole = roads.edge_part[two_way]
    busiest = np.bincount(whole - whole.min()).argmax() + whole.min()
    chosen = random.choice(two_way[whole == busiest], n, replace=False)
    return roads.edge_from[chosen].astype(np.int32)


# A thousand small networks, every pair of nodes --------------------------------------------------


@st.composite
def networks(draw: st.DrawFn) -> Roads:
    """Directed multigraphs: one-way, parallel, loops, zero costs, apart, single node, no edge."""
    n_nodes = draw(st.integers(1, 12))
    return roads_of(_places(n_nodes), draw(edges(n_nodes)))


def _places(n_nodes: int) -> list[tuple[float, float]]:
    return [(110 + i / 100, 39.6) for i in range(n_nodes)]


ONE_WAY_RING = roads_of(_places(4), [Road(i, (i + 1) % 4, 10, 10) for i in range(4)])
PARALLEL = roads_of(
    _places(2), [Road(0, 1, 7, 5, 5), Road(0, 1, 3, 5), Road(1, 0, 9, 4), Road(0, 1, 1, CLOSED, 6)]
)
LOOPS = roads_of(_places(2), [Road(0, 0, 5, 0, 0), Road(1, 0, 5, 3), Road(1, 1, 0, 0, 0)])
ZEROS = roads_of(_places(4), [Road(i, (i + 1) % 4, 0, 0, 0) for i in range(4)])
APART = roads_of(_places(5), [Road(0, 1, 1, 1, 1), Road(3, 4, 1, 1, 1)])
SINGLE_NODE = roads_of(_places(1), [])
NO_EDGE = roads_of(_places(6), [])


@example(roads=ONE_WAY_RING, optimise="fastest")
@example(roads=PARALLEL, optimise="fastest")
@example(roads=PARALLEL, optimise="shortest")
@example(roads=LOOPS, optimise="fastest")
@example(roads=ZEROS, optimise="shortest")
@example(roads=APART, optimise="fastest")
@example(roads=SINGLE_NODE, optimise="fastest")
@example(roads=NO_EDGE, optimise="shortest")
@given(roads=networks(), optimise=st.sampled_from(OPTIMISE))
@settings(max_examples=1000)
def test_a_thousand_networks_between_all_nodes(roads: Roads, optimise: Optimise) -> None:
    pairs = np.full((roads.n_nodes, roads.n_nodes), INFINITE)
    for (start, goal), cost in searched_by_networkx(roads, optimise).items():
        pairs[start, goal] = cost
    reached = pairs != INFINITE
    first, second = searched_by_scipy(roads, np.arange(roads.n_nodes, dtype=np.int32), optimise)
    assert np.array_equal(first.T[reached], pairs[reached] >> HALF)
    assert np.array_equal(second.T[reached], pairs[reached] & (1 << HALF) - 1)
    assert (first.T[~reached] == UNREACHABLE).all()

    hierarchy = Hierarchy.of(roads)
    swept = between_all(Metric.of(hierarchy, roads, optimise))
    assert np.array_equal(np.where(swept >= INFINITE, INFINITE, swept), pairs)
    alone = between_all(Metric.of(hierarchy, roads, optimise, both=False))
    assert np.array_equal(alone[reached], pairs[reached] >> HALF)
    assert (alone[~reached] >= INFINITE_FIRST).all()


def between_all(metric: Metric) -> LongArray:
    """Return what sweeps give from each node (row) to each node (column)."""
    nodes = np.arange(metric.roads.n_nodes, dtype=np.int32)
    sweeper, found = Sweeper(metric, nodes, threads=1), []
    seeds = Seeds(nodes, nodes, np.zeros_like(nodes), np.zeros(len(nodes), dtype=np.int64))
    sweeper.costs(seeds, len(nodes), lambda _, costs: found.append(costs.astype(np.int64)))
    return np.concatenate(found, axis=1)[:, : len(nodes)]


# Edits, one after the other ----------------------------------------------------------------------

Edit = Callable[[Roads], Roads]


@st.composite
def edits(draw: st.DrawFn, roads: Roads) -> Edit:
    """Close, slow, delay, link, reopen: anything that `road_edits` can do to these roads."""
    some_edges = draw(st.lists(st.integers(0, roads.n_edges - 1), min_size=1, max_size=60))
    some_nodes = draw(st.lists(st.integers(0, roads.n_nodes - 1), min_size=1, max_size=3))
    time = st.one_of(st.just(CLOSED), COSTS)
    kind = draw(st.sampled_from(["close", "slow", "delay", "link", "reopen"]))
    event(kind)
    if kind == "close":
        forward = draw(st.booleans())
        backward = not forward or draw(st.booleans())
        return lambda now: closed(now, np.array(some_edges), forward=forward, backward=backward)
    if kind == "slow":
        factor = draw(st.sampled_from([0.0625, 0.5, 1.0, 1.5, 40.0]))
        return lambda now: slowed(now, np.array(some_edges), factor)
    if kind == "delay":
        delay_ms = draw(st.sampled_from([0, 1, 30_000]))
        return lambda now: delayed(now, np.array(some_nodes), delay_ms)
    if kind == "link":
        length_cm, forward_ms, backward_ms = draw(st.tuples(COSTS, time, time))
        return lambda now: linked(
            now, some_nodes[0], some_nodes[-1],
            length_cm=length_cm, forward_ms=forward_ms, backward_ms=backward_ms,
            road_class=now.classes[0],
        )  # fmt: skip
    return lambda now: _reopened(now, roads, np.array(some_edges))


def _reopened(now: Roads, before: Roads, some_edges: LongArray) -> Roads:
    """Give these edges the times they had at first."""
    forward_ms, backward_ms = now.forward_ms.copy(), now.backward_ms.copy()
    forward_ms[some_edges] = before.forward_ms[some_edges]
    backward_ms[some_edges] = before.backward_ms[some_edges]
    return replace(now, forward_ms=forward_ms, backward_ms=backward_ms)


@pytest.mark.parametrize("optimise", OPTIMISE)
@given(roads=networks().filter(lambda roads: roads.n_edges > 0), data=st.data())
@settings(max_examples=200)
def test_edits_equal_building_anew(roads: Roads, optimise: Optimise, data: st.DataObject) -> None:
    engine = first = Engine.of(roads, optimise=optimise)
    for edit in data.draw(st.lists(edits(roads), min_size=1, max_size=6)):
        engine = engine.on(edit(engine.metric.roads))
        assert_as_built_anew(engine)
    back = engine.on(roads)
    assert np.array_equal(between_all(back.metric), between_all(first.metric))
    if back.metric.hierarchy is first.metric.hierarchy:
        assert np.array_equal(back.metric.weights, first.metric.weights)


def assert_as_built_anew(engine: Engine) -> None:
    """Compare every weight with weighing anew, and every answer with a hierarchy of its own."""
    metric = engine.metric
    weighed = Metric.of(metric.hierarchy, metric.roads, metric.optimise)
    assert metric.weights.dtype == weighed.weights.dtype
    assert np.array_equal(metric.weights, weighed.weights)
    built = Metric.of(Hierarchy.of(metric.roads), metric.roads, metric.optimise)
    assert np.array_equal(between_all(metric), between_all(built))


def test_edits_of_a_whole_study_equal_building_anew(study_roads: Roads) -> None:
    random, roads = np.random.default_rng(21), study_roads
    engine = Engine.of(roads)
    goals = _goals_on_the_mainland(roads, 3)

    def some(n: int) -> LongArray:
        return random.integers(0, roads.n_edges, n)

    one, other = goals[:2].tolist()
    steps: list[Edit] = [
        lambda now: closed(now, some(1)),
        lambda now: slowed(now, some(30), 2.5),
        lambda now: closed(now, some(500), backward=False),
        lambda now: delayed(now, goals, 60_000),
        lambda now: linked(
            now,
            one,
            other,
            length_cm=1000,
            forward_ms=900,
            backward_ms=CLOSED,
            road_class=now.classes[0],
        ),
        lambda now: closed(now, some(20)),
        lambda now: _reopened(now, roads, some(roads.n_edges)),
    ]
    for step in steps:
        engine = engine.on(step(engine.metric.roads))
        metric = engine.metric
        weighed = Metric.of(metric.hierarchy, metric.roads, "fastest")
        assert np.array_equal(metric.weights, weighed.weights)
    assert_equal_on_every_node(engine.metric.roads, engine, goals, "fastest")
    restored = engine.on(roads)
    assert_equal_on_every_node(roads, restored, goals, "fastest")
