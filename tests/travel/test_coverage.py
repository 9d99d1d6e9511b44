"""Coverage without a matrix against the matrix, and nodes against searches."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.domain.placement import UNPLACED
from planner.domain.roads import CLOSED
from planner.domain.travel import UNREACHABLE, Optimise
from planner.travel import Engine, TooFarError, coverage, coverage_of_nodes
from planner.travel.matrix import search_matrix
from tests.city import GridCity, Road, placed, roads_of
from tests.travel.networks import Case, cases, scattered

OPTIMISE: tuple[Optimise, ...] = ("fastest", "shortest")

RADII = st.lists(
    st.sampled_from([0, 1, 2, 4, 7, 12, 1_000_000]), min_size=1, max_size=4, unique=True
).map(sorted)


def test_of_a_grid_by_hand() -> None:
    city = GridCity(columns=4, rows=3)
    residents = city.at((0, 0), (1.25, 0), (3, 2), access_ms=5_000)
    sites = city.at((1, 0), (3, 1.5), access_ms=1_000)
    found = coverage(
        Engine.of(city.roads), residents, sites, [31_000, 106_000], np.array([1.0, 2.0, 4.0])
    )
    assert found.weight.tolist() == [[2.0, 0.0], [3.0, 4.0]]
    assert found.sites.tolist() == [[0, 1, 0], [1, 1, 1]]
    assert found.radii == (31_000, 106_000)


def test_a_radius_is_inclusive() -> None:
    city = GridCity()
    engine, one = Engine.of(city.roads), city.at((0, 0))
    site = city.at((1, 0))
    found = coverage(engine, one, site, [99_999, 100_000])
    assert found.weight.tolist() == [[0.0], [1.0]]
    assert coverage_of_nodes(engine, site, [99_999, 100_000]).tolist() == [[1], [4]]


def test_nodes_weigh_what_they_are_told() -> None:
    city = GridCity(columns=3, rows=2)
    weight = np.array([1, 2, 4, 8, 16, 32], dtype=np.int32)
    sites = city.at((0.5, 0), (2, 1))
    found = coverage_of_nodes(Engine.of(city.roads), sites, [50_000, 150_000], weight)
    assert found.tolist() == [[1 + 2, 32], [1 + 2 + 4 + 8 + 16, 32 + 16 + 4]]


def test_sums_beyond_32_bits_are_exact() -> None:
    city = GridCity(columns=3, rows=3)
    most = (1 << 31) - 1
    weight = np.full(9, most, dtype=np.int32)
    found = coverage_of_nodes(Engine.of(city.roads), city.at((1, 1)), [0, 100_000, 200_000], weight)
    assert found.tolist() == [[most], [5 * most], [9 * most]]


@pytest.mark.parametrize("optimise", OPTIMISE)
@given(case=cases(), radii=RADII, data=st.data())
@settings(max_examples=250)
def test_equals_the_matrix_cut_off(
    case: Case, optimise: Optimise, radii: list[int], data: st.DataObject
) -> None:
    n = len(case.residents)
    weight = np.array(data.draw(st.lists(st.floats(0, 1e6), min_size=n, max_size=n)), dtype=float)
    known = search_matrix(case.roads, case.residents, case.sites, case.site_ids, optimise)
    first = known.time_ms if optimise == "fastest" else known.length_cm
    found = coverage(
        Engine.of(case.roads, optimise=optimise), case.residents, case.sites, radii, weight
    )
    for row, radius in enumerate(radii):
        for site in range(len(case.sites)):
            expected = 0.0
            for resident in range(n):
                expected += float(weight[resident]) if first[resident, site] <= radius else 0.0
            assert found.weight[row, site] == expected
        assert found.sites[row].tolist() == (first <= radius).sum(axis=1).tolist()


@pytest.mark.parametrize("optimise", OPTIMISE)
@given(case=cases(), radii=RADII)
@settings(max_examples=150)
def test_nodes_equal_residents_who_stand_at_them(
    case: Case, optimise: Optimise, radii: list[int]
) -> None:
    roads = case.roads
    at = {int(node): (edge, 0.0) for edge, node in enumerate(roads.edge_from)}
    at |= {int(node): (edge, 1.0) for edge, node in enumerate(roads.edge_to)}
    nodes = sorted(at)
    standing = placed(roads, [at[node][0] for node in nodes], [at[node][1] for node in nodes])
    known = search_matrix(roads, standing, case.sites, case.site_ids, optimise)
    first = known.time_ms if optimise == "fastest" else known.length_cm
    weight = (1 << np.arange(roads.n_nodes)).astype(np.int32)
    engine = Engine.of(roads, optimise=optimise)
    found = coverage_of_nodes(engine, case.sites, radii, weight)
    for row, radius in enumerate(radii):
        expected = (weight[nodes][:, None] * (first <= radius)).sum(axis=0)
        assert found[row].tolist() == expected.tolist()


def test_results_do_not_depend_on_threads_or_batches() -> None:
    roads = GridCity(columns=25, rows=20, one_way=[((3, 3), (4, 3)), ((9, 9), (9, 10))]).roads
    residents, sites = scattered(roads, 150, 1), scattered(roads, 200, 2)
    weight = np.random.default_rng(5).random(150)
    radii = [100_000, 450_000, 900_000]
    known = search_matrix(roads, residents, sites, tuple(map(str, range(200))), "fastest")
    results = [coverage(Engine.of(roads, threads=n), residents, sites, radii, weight)
               for n in (1, 2, 5)]  # fmt: skip
    for found in results:
        assert found.weight.tobytes() == results[0].weight.tobytes()
        assert found.sites.tolist() == [(known.time_ms <= r).sum(axis=1).tolist() for r in radii]
    nodes = [coverage_of_nodes(Engine.of(roads, threads=n), sites, radii) for n in (1, 2, 5)]
    assert nodes[0].tolist() == nodes[1].tolist() == nodes[2].tolist()
    assert nodes[0][-1].max() > nodes[0][0].max() > 0


def test_who_is_not_placed_covers_and_is_covered_by_nothing() -> None:
    roads = roads_of([(110, 39.6), (110.01, 39.6)], [Road(0, 1, 10, 10, CLOSED)])
    someone = placed(roads, [UNPLACED, 0], [0.0, 0.5])
    found = coverage(Engine.of(roads), someone, someone, [5])
    assert found.weight.tolist() == [[0.0, 1.0]]
    assert found.sites.tolist() == [[0, 1]]
    assert coverage_of_nodes(Engine.of(roads), someone, [5]).tolist() == [[0, 1]]


def test_faults_of_the_caller_and_roads_too_long_are_refused() -> None:
    city = GridCity()
    engine, here = Engine.of(city.roads), city.at((0, 0))
    for radii in ([], [2, 1], [1, 1], [-1], [1 << 30]):
        with pytest.raises(ValueError, match="radi"):
            coverage(engine, here, here, radii)
        with pytest.raises(ValueError, match="radi"):
            coverage_of_nodes(engine, here, radii)
    with pytest.raises(ValueError, match="weight"):
        coverage(engine, here, here, [1], np.ones(2))
    nodes = [(110 + i / 1000, 39.6) for i in range(12)]
    roads = roads_of(nodes, [Road(i, i + 1, 500_000_000, 1, 1) for i in range(11)])
    far = placed(roads, [0], [0.0])
    with pytest.raises(TooFarError):
        coverage(Engine.of(roads), far, far, [UNREACHABLE >> 2])
