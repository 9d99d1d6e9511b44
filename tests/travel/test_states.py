"""Road states side by side against one engine for each: the same integers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.domain.arrays import BoolArray
from planner.domain.placement import Placement
from planner.domain.road_edits import closed, linked, slowed
from planner.domain.roads import CLOSED, Roads
from planner.domain.travel import Nearest, Optimise, TravelMatrix
from planner.travel import Engine, States, TooFarError
from tests.city import GridCity, Road, placed, roads_of
from tests.travel.networks import COSTS, Case, cases

OPTIMISE: tuple[Optimise, ...] = ("fastest", "shortest")


@st.composite
def states_of(draw: st.DrawFn, roads: Roads) -> list[Roads]:
    """Up to 19 states: of some, lengths differ too; each edge open, closed or one-way in each."""
    time = st.one_of(st.just(CLOSED), COSTS)

    def column(values: st.SearchStrategy[int]) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
        drawn = draw(st.lists(values, min_size=roads.n_edges, max_size=roads.n_edges))
        return np.array(drawn, dtype=np.int32)

    other_lengths = draw(st.booleans())
    distinct = [
        replace(
            roads,
            forward_ms=column(time),
            backward_ms=column(time),
            length_cm=column(COSTS) if other_lengths else roads.length_cm,
        )
        for _ in range(draw(st.integers(1, 3)))
    ]
    return draw(st.lists(st.sampled_from([roads, *distinct]), min_size=1, max_size=19))


def assert_nearest(found: Nearest, expected: Nearest) -> None:
    assert found.site.tolist() == expected.site.tolist()
    assert found.time_ms.tolist() == expected.time_ms.tolist()
    assert found.length_cm.tolist() == expected.length_cm.tolist()


def assert_matrix(found: TravelMatrix, expected: TravelMatrix) -> None:
    assert found.time_ms.tolist() == expected.time_ms.tolist()
    assert found.length_cm.tolist() == expected.length_cm.tolist()
    assert found.site_ids == expected.site_ids


@pytest.mark.parametrize("optimise", OPTIMISE)
@given(case=cases(), data=st.data())
@settings(max_examples=150)
def test_all_states_at_once_equal_one_engine_for_each(
    case: Case, optimise: Optimise, data: st.DataObject
) -> None:
    roads = data.draw(states_of(case.roads))
    n_sites = len(case.sites)
    row = st.lists(st.booleans(), min_size=n_sites, max_size=n_sites)
    rows = data.draw(st.lists(row, max_size=6))
    providers: BoolArray = np.array(rows, dtype=bool).reshape(len(rows), n_sites)
    states = Engine.of_states(roads, optimise=optimise, threads=2)
    nearest = states.nearest(case.residents, case.sites, providers)
    matrices = states.matrix(case.residents, case.sites, case.site_ids)
    assert len(nearest) == len(matrices) == len(roads)
    for state, near, matrix in zip(roads, nearest, matrices, strict=True):
        engine = Engine.of(state, optimise=optimise)
        assert_nearest(near, engine.nearest(case.residents, case.sites, providers))
        assert_matrix(matrix, engine.matrix(case.residents, case.sites, case.site_ids))


def scattered(roads: Roads, n: int, seed: int) -> Placement:
    random = np.random.default_rng(seed)
    edges = random.integers(0, roads.n_edges, n).tolist()
    return placed(roads, edges, random.random(n).tolist(), access_ms=7)


@pytest.fixture(scope="module")
def city() -> Case:
    roads = GridCity(columns=25, rows=20, one_way=[((3, 3), (4, 3)), ((9, 9), (9, 10))]).roads
    return Case(roads, scattered(roads, 150, 1), scattered(roads, 30, 2))


def seasons(roads: Roads, n_states: int) -> list[Roads]:
    """States that differ in many edges: slower by a third of them, a tenth of them closed."""
    random = np.random.default_rng(n_states)
    edges = np.arange(roads.n_edges)
    return [
        closed(
            slowed(roads, edges[random.random(len(edges)) < 1 / 3], 1 + state / 8),
            edges[random.random(len(edges)) < 1 / 10],
        )
        for state in range(n_states)
    ]


def test_a_city_in_any_number_of_states_on_any_number_of_threads(city: Case) -> None:
    providers = np.random.default_rng(3).random((7, len(city.sites))) < 0.2
    roads = seasons(city.roads, 17)
    expected = [Engine.of(state).nearest(city.residents, city.sites, providers) for state in roads]
    assert len({one.time_ms.tobytes() for one in expected}) == 17
    for n_states, threads in ((17, 1), (17, 3), (8, 2), (1, 2)):
        states = Engine.of_states(roads[:n_states], threads=threads)
        found = states.nearest(city.residents, city.sites, providers)
        for near, known in zip(found, expected[:n_states], strict=True):
            assert_nearest(near, known)


def test_a_closed_street_is_closed_in_its_own_state_only() -> None:
    city = GridCity(columns=3, rows=2)
    roads = city.roads
    states = [roads, closed(roads, np.array([city.street(0, 0)])), roads]
    found = States.of(states).matrix(city.at((0, 0)), city.at((1, 0)), ("s",))
    assert [one.time_ms.tolist() for one in found] == [[[100_000]], [[300_000]], [[100_000]]]


def test_states_have_the_same_edges() -> None:
    roads = GridCity().roads
    longer = linked(roads, 0, 5, length_cm=1, forward_ms=1, backward_ms=1, road_class="residential")
    with pytest.raises(ValueError, match="the same edges"):
        Engine.of_states([roads, longer])
    with pytest.raises(ValueError, match="at least one"):
        Engine.of_states([])


def test_a_question_that_does_not_fit_names_the_remedy(city: Case) -> None:
    states = Engine.of_states([city.roads] * 2)
    with pytest.raises(MemoryError, match="fewer states at a time"):
        states.matrix(city.residents, city.sites, city.site_ids, memory_gib=1e-6)
    everyone = np.ones((1, len(city.sites)), dtype=bool)
    with pytest.raises(MemoryError, match="fewer residents at a time"):
        states.nearest(city.residents, city.sites, everyone, memory_gib=1e-4)


def test_one_state_with_routes_too_long_is_refused() -> None:
    nodes = [(110 + i / 1000, 39.6) for i in range(16)]
    near, far = (
        roads_of(nodes, [Road(i, i + 1, 1, time_ms, time_ms) for i in range(15)])
        for time_ms in (1, 100_000_000)
    )
    ends = placed(near, [0], [0.0]), placed(near, [14], [1.0])
    assert States.of([near]).matrix(*ends, ("s",))[0].time_ms.tolist() == [[15]]
    with pytest.raises(TooFarError):
        States.of([near, far]).matrix(*ends, ("s",))
