"""The hierarchy against searches: whatever the question, the same integers."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.domain.arrays import BoolArray
from planner.domain.placement import Placement
from planner.domain.roads import CLOSED
from planner.domain.travel import UNREACHABLE, Nearest, Optimise, TravelMatrix
from planner.pipeline import read_study
from planner.travel import Engine, TooFarError, nearest, travel_matrix
from planner.travel.hierarchy import Hierarchy
from planner.travel.job import Job
from planner.travel.matrix import search_matrix
from planner.travel.packing import Limits
from tests.city import GridCity, Road, placed, roads_of
from tests.travel.networks import COSTS, Case, cases, scattered

ROOT = Path(__file__).parents[2]

OPTIMISE: tuple[Optimise, ...] = ("fastest", "shortest")


def searched(case: Case, optimise: Optimise = "fastest") -> TravelMatrix:
    return search_matrix(case.roads, case.residents, case.sites, case.site_ids, optimise)


def swept(case: Case, optimise: Optimise = "fastest", threads: int = 1) -> TravelMatrix:
    engine = Engine.of(case.roads, optimise=optimise, threads=threads)
    return engine.matrix(case.residents, case.sites, case.site_ids)


def assert_same(one: TravelMatrix, other: TravelMatrix) -> None:
    assert one.time_ms.tolist() == other.time_ms.tolist()
    assert one.length_cm.tolist() == other.length_cm.tolist()
    assert one.site_ids == other.site_ids


@pytest.mark.parametrize("optimise", OPTIMISE)
@given(case=cases())
@settings(max_examples=500)
def test_matrix_equals_searches_on_any_network(case: Case, optimise: Optimise) -> None:
    assert_same(swept(case, optimise), searched(case, optimise))


@st.composite
def sets_of(draw: st.DrawFn, n_sites: int) -> BoolArray:
    row = st.lists(st.booleans(), min_size=n_sites, max_size=n_sites)
    rows = draw(st.lists(row, max_size=3))
    return np.array(rows, dtype=bool).reshape(len(rows), n_sites)


def assert_nearest(one: Nearest, other: Nearest) -> None:
    assert one.site.tolist() == other.site.tolist()
    assert one.time_ms.tolist() == other.time_ms.tolist()
    assert one.length_cm.tolist() == other.length_cm.tolist()


@pytest.mark.parametrize("optimise", OPTIMISE)
@given(case=cases(), data=st.data())
@settings(max_examples=250)
def test_nearest_two_equal_the_least_of_the_matrix(
    case: Case, optimise: Optimise, data: st.DataObject
) -> None:
    providers = data.draw(sets_of(len(case.sites)))
    known = searched(case, optimise)
    best, second = Engine.of(case.roads, optimise=optimise).nearest_two(
        case.residents, case.sites, providers
    )
    assert_nearest(best, nearest(known, providers, optimise=optimise))
    for resident in range(len(case.residents) if len(case.sites) else 0):
        row = TravelMatrix(
            known.time_ms[resident : resident + 1],
            known.length_cm[resident : resident + 1],
            known.site_ids,
        )
        without_best = providers.copy()
        for number, site in enumerate(best.site[:, resident]):
            without_best[number, site] &= site < 0
        expected = nearest(row, without_best, optimise=optimise)
        reached = best.site[:, resident] >= 0
        assert second.site[reached, resident].tolist() == expected.site[reached, 0].tolist()
        assert second.time_ms[reached, resident].tolist() == expected.time_ms[reached, 0].tolist()
        assert (second.site[~reached, resident] == -1).all()


@pytest.mark.parametrize("optimise", OPTIMISE)
@given(case=cases(), limit=st.sampled_from([0, 1, 3, 5, 8, 1_000_000]))
def test_within_is_the_matrix_cut_off_inclusively(
    case: Case, optimise: Optimise, limit: int
) -> None:
    known = searched(case, optimise)
    first = known.time_ms if optimise == "fastest" else known.length_cm
    resident, site = np.nonzero(first <= limit)
    found = Engine.of(case.roads, optimise=optimise).within(case.residents, case.sites, limit)
    assert found.resident.tolist() == resident.tolist()
    assert found.site.tolist() == site.tolist()
    assert found.time_ms.tolist() == known.time_ms[resident, site].tolist()
    assert found.length_cm.tolist() == known.length_cm[resident, site].tolist()


# Edits, threads, limits -------------------------------------------------------------------------


@given(case=cases(), data=st.data())
def test_another_road_state_is_as_if_built_for_it(case: Case, data: st.DataObject) -> None:
    engine = Engine.of(case.roads)
    time = st.one_of(st.just(CLOSED), COSTS)
    for _ in range(2):
        roads = engine.metric.roads
        forward_ms, backward_ms = roads.forward_ms.copy(), roads.backward_ms.copy()
        for edge in range(roads.n_edges):
            if data.draw(st.booleans()):
                forward_ms[edge], backward_ms[edge] = data.draw(st.tuples(time, time))
        engine = engine.on(replace(roads, forward_ms=forward_ms, backward_ms=backward_ms))
        state = replace(case, roads=engine.metric.roads)
        found = engine.matrix(case.residents, case.sites, case.site_ids)
        assert_same(found, searched(state))


def test_a_new_link_is_used_and_a_removed_one_is_not() -> None:
    city = GridCity(columns=4, rows=4)
    residents, sites = city.at((0, 0)), city.at((3, 3))
    roads = city.roads
    engine = Engine.of(roads)
    corners = roads.node_lon, roads.node_lat
    columns = roads.edge_from, roads.edge_to, roads.length_cm, roads.forward_ms, roads.backward_ms
    edges = [
        Road(start, end, length_cm, forward_ms, backward_ms)
        for start, end, length_cm, forward_ms, backward_ms in zip(
            *(column.tolist() for column in columns), strict=True
        )
    ]
    tunnel = Road(city.node(0, 0), city.node(3, 3), 300_000, 50_000)
    linked = roads_of(list(zip(*corners, strict=True)), [*edges, tunnel])
    assert engine.matrix(residents, sites, ("s",)).time_ms.tolist() == [[600_000]]
    assert engine.on(linked).matrix(residents, sites, ("s",)).time_ms.tolist() == [[50_000]]
    assert engine.on(linked).on(roads).matrix(residents, sites, ("s",)).time_ms.tolist() == [
        [600_000]
    ]


@pytest.fixture(scope="module")
def city() -> Case:
    """A city in which sweeps need several batches."""
    roads = GridCity(columns=25, rows=20, one_way=[((3, 3), (4, 3)), ((9, 9), (9, 10))]).roads
    return Case(roads, scattered(roads, 150, 1), scattered(roads, 100, 2))


def test_results_do_not_depend_on_threads(city: Case) -> None:
    known = searched(city)
    providers = np.random.default_rng(3).random((40, len(city.sites))) < 0.1
    expected = nearest(known, providers)
    told: list[tuple[int, int]] = []
    for threads in (1, 2, 5):
        engine = Engine.of(city.roads, threads=threads)
        found = engine.matrix(
            city.residents,
            city.sites,
            city.site_ids,
            on_progress=lambda done, whole: told.append((done, whole)),
        )
        assert_same(found, known)
        assert told[-1] == (100, 100)
        assert_nearest(engine.nearest(city.residents, city.sites, providers), expected)
        assert len(engine.within(city.residents, city.sites, 300_000)) == (
            (known.time_ms <= 300_000).sum()
        )


def test_results_do_not_depend_on_who_shares_the_lanes(city: Case) -> None:
    known = searched(city)
    sites = Placement(
        *(
            getattr(city.sites, name)[40:41]
            for name in ("edge", "fraction", "snap_m", "access_ms", "access_cm", "lon", "lat")
        )
    )
    alone = Engine.of(city.roads).matrix(city.residents, sites, ("s40",))
    assert alone.time_ms[:, 0].tolist() == known.time_ms[:, 40].tolist()
    assert alone.length_cm[:, 0].tolist() == known.length_cm[:, 40].tolist()


def line(time_ms: int, length_cm: int, n_edges: int) -> Case:
    """A straight road in equal pieces, from a resident to a site."""
    nodes = [(110 + i / 1000, 39.6) for i in range(n_edges + 1)]
    roads = roads_of(nodes, [Road(i, i + 1, length_cm, time_ms, time_ms) for i in range(n_edges)])
    return Case(roads, placed(roads, [0], [0.0]), placed(roads, [n_edges - 1], [1.0]))


def test_a_route_of_6000_km_is_exact() -> None:
    case = line(time_ms=360_000, length_cm=1_000_000, n_edges=600)
    assert swept(case).length_cm.tolist() == [[600_000_000]]
    assert_same(swept(case), searched(case))
    assert_same(swept(case, "shortest"), searched(case, "shortest"))


def test_routes_too_long_to_be_sure_of_are_refused_and_searched_for() -> None:
    # 17 days: it fits the result, but not the packed costs.
    case = line(time_ms=100_000_000, length_cm=1, n_edges=15)
    with pytest.raises(TooFarError):
        swept(case)
    with pytest.raises(TooFarError):
        Engine.of(case.roads).nearest(case.residents, case.sites, np.ones((1, 1), dtype=bool))
    assert searched(case).time_ms.tolist() == [[1_500_000_000]]
    # 20,000 km at a speed at which longer detours might be faster.
    case = line(time_ms=1, length_cm=200_000_000, n_edges=10)
    case = replace(case, residents=placed(case.roads, [0, 0], [0.0, 1.0]))
    assert_same(swept(case), searched(case))
    case = line(time_ms=1, length_cm=500_000_000, n_edges=10)
    for way in (swept, searched):
        with pytest.raises(OverflowError, match="24 days or is longer than 21,000 km"):
            way(case)


def test_an_island_is_unreachable_and_not_an_error_where_roads_are_long() -> None:
    case = line(time_ms=100_000_000, length_cm=1, n_edges=15)
    forward_ms, backward_ms = case.roads.forward_ms.copy(), case.roads.backward_ms.copy()
    forward_ms[7] = backward_ms[7] = CLOSED
    case = replace(case, roads=replace(case.roads, forward_ms=forward_ms, backward_ms=backward_ms))
    assert swept(case).time_ms.tolist() == [[UNREACHABLE]]
    assert swept(case).length_cm.tolist() == [[UNREACHABLE]]


def test_a_matrix_that_does_not_fit_names_the_remedy(city: Case) -> None:
    with pytest.raises(MemoryError, match="ask for the nearest sites"):
        Engine.of(city.roads).matrix(city.residents, city.sites, city.site_ids, memory_gib=1e-6)


def test_large_jobs_use_the_hierarchy_and_say_so(
    city: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []

    def ask(case: Case) -> TravelMatrix:
        return travel_matrix(
            case.roads, case.residents, case.sites, case.site_ids,
            folder=tmp_path, on_method=told.append,
        )  # fmt: skip

    small = ask(city)
    assert list(tmp_path.iterdir()) == []
    monkeypatch.setattr("planner.travel.matrix.EDGES_TO_SEARCH", 1)
    assert_same(ask(city), small)
    assert_same(ask(city), small)
    assert len(list(tmp_path.iterdir())) == 1
    ask(line(time_ms=100_000_000, length_cm=1, n_edges=15))
    assert told == ["search", "hierarchy", "hierarchy", "search"]


def test_seeds_of_a_closed_end_take_no_part() -> None:
    roads = roads_of([(110, 39.6), (110.01, 39.6)], [Road(0, 1, 10, 10)])
    site = placed(roads, [0], [0.5])
    job = Job.of(Hierarchy.of(roads), roads, Limits.of(roads, "fastest"), site, site, "fastest")
    assert job.seeds(np.zeros(1, np.int32), np.zeros(1, np.int32)).node.tolist() == [0]


# A whole country --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def iceland() -> Case:
    roads = read_study(ROOT / "data" / "iceland").world.roads
    return Case(roads, scattered(roads, 3000, 4), scattered(roads, 40, 5))


@pytest.mark.parametrize("optimise", OPTIMISE)
def test_iceland(iceland: Case, optimise: Optimise) -> None:
    assert iceland.roads.n_nodes > 40_000
    assert_same(swept(iceland, optimise, threads=2), searched(iceland, optimise))


def test_a_long_leg_to_the_site_does_not_hide_the_site() -> None:
    # 11.6 days of road and a leg of a day: beyond what lanes hold, within what results hold.
    case = line(time_ms=100_000_000, length_cm=1, n_edges=10)
    far_off = placed(case.roads, [9], [1.0], access_ms=86_400_000)
    case = replace(case, sites=far_off)
    with pytest.raises(TooFarError):
        swept(case)
    assert searched(case).time_ms.tolist() == [[1_086_400_000]]
