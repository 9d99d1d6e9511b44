from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.domain.arrays import IntArray
from planner.domain.placement import UNPLACED, Placement
from planner.domain.roads import CLOSED
from planner.domain.travel import UNREACHABLE, Optimise, TravelMatrix
from planner.travel import nearest, travel_matrix
from tests.city import GridCity, Road, placed, roads_of
from tests.travel.networks import Case, cases, oracle, points

OPTIMISE: tuple[Optimise, ...] = ("fastest", "shortest")


def matrix_of(case: Case, optimise: Optimise = "fastest") -> TravelMatrix:
    return travel_matrix(case.roads, case.residents, case.sites, case.site_ids, optimise=optimise)


def pick(points: Placement, order: list[int]) -> Placement:
    return Placement(
        points.edge[order],
        points.fraction[order],
        points.snap_m[order],
        points.access_ms[order],
        points.access_cm[order],
        points.lon[order],
        points.lat[order],
    )


# By hand, on the grid ---------------------------------------------------------------------------


def test_blocks_add_up() -> None:
    city = GridCity(columns=4, rows=3)
    matrix = travel_matrix(
        city.roads, city.at((0, 0), (0.25, 0), (3, 1.5)), city.at((3, 2), (0.75, 0)), ("a", "b")
    )
    assert matrix.time_ms.tolist() == [[500_000, 75_000], [475_000, 50_000], [50_000, 375_000]]
    assert matrix.length_cm.tolist() == matrix.time_ms.tolist()
    assert matrix.site_ids == ("a", "b")


def test_access_legs_of_both_ends_count_once_each() -> None:
    city = GridCity()
    residents = city.at((0.5, 0), access_ms=7_000, access_cm=900)
    sites = city.at((0.5, 0), (1, 0), access_ms=30, access_cm=4)
    matrix = travel_matrix(city.roads, residents, sites, ("here", "near"))
    assert matrix.time_ms.tolist() == [[7_030, 57_030]]
    assert matrix.length_cm.tolist() == [[904, 50_904]]


def test_one_way_street_sends_travellers_round_the_block() -> None:
    city = GridCity(one_way=[((0, 0), (1, 0))])
    west, east = (0.25, 0.0), (0.75, 0.0)
    matrix = travel_matrix(city.roads, city.at(west, east), city.at(west, east), ("w", "e"))
    # From east to west: on to (1,0), north, west, south to (0,0), then in: 25 + 300 + 25.
    assert matrix.time_ms.tolist() == [[0, 50_000], [350_000, 0]]


def test_travel_runs_from_resident_to_site() -> None:
    city = GridCity(columns=2, rows=2, one_way=[((0, 0), (1, 0))])
    west, east = city.at((0, 0.25)), city.at((1, 0.25))
    eastwards = travel_matrix(city.roads, west, east, ("s",))
    westwards = travel_matrix(city.roads, east, west, ("s",))
    assert eastwards.time_ms.tolist() == [[150_000]]
    assert westwards.time_ms.tolist() == [[250_000]]  # over the north


def test_of_equal_routes_the_second_cost_decides() -> None:
    # Between two stubs: a long and a short way of 100 ms, and a shorter one that is slow.
    roads = roads_of(
        [(110 + i / 100, 39.6) for i in range(6)],
        [
            Road(0, 1, 10, 10), Road(4, 5, 10, 10),
            Road(1, 2, 900, 50), Road(2, 4, 900, 50),
            Road(1, 3, 500, 60), Road(3, 4, 500, 40),
            Road(1, 4, 100, 200), Road(1, 4, 100, 201), Road(1, 4, 101, 200),
        ],
    )  # fmt: skip
    resident, site = placed(roads, [0], [0.5]), placed(roads, [1], [0.5])
    fastest = travel_matrix(roads, resident, site, ("s",))
    shortest = travel_matrix(roads, resident, site, ("s",), optimise="shortest")
    assert (fastest.time_ms.item(), fastest.length_cm.item()) == (110, 1_010)
    assert (shortest.time_ms.item(), shortest.length_cm.item()) == (210, 110)


def test_shares_of_an_edge_round_half_to_even_and_add_up() -> None:
    roads = roads_of([(110, 39.6), (110.01, 39.6)], [Road(0, 1, 5, 3, 3)])
    half, ends = placed(roads, [0], [0.5]), placed(roads, [0, 0], [0.0, 1.0])
    to_half = travel_matrix(roads, ends, half, ("s",))
    assert to_half.time_ms.tolist() == [[2], [1]]
    assert to_half.length_cm.tolist() == [[2], [3]]


def test_no_route_and_no_place_are_unreachable() -> None:
    roads = roads_of(
        [(110 + i / 100, 39.6) for i in range(4)], [Road(0, 1, 1, 1), Road(2, 3, 1, 1)]
    )
    residents = placed(roads, [0, 1, UNPLACED], [0.5, 0.5, 0.0])
    sites = placed(roads, [1, UNPLACED, 0], [0.5, 0.0, 0.25])
    matrix = travel_matrix(roads, residents, sites, ("a", "b", "c"))
    none = UNREACHABLE
    assert matrix.time_ms.tolist() == [[none, none, none], [0, none, none], [none, none, none]]
    assert matrix.length_cm.tolist() == matrix.time_ms.tolist()
    assert matrix.reachable.sum() == 1


def test_a_cost_beyond_the_matrix_is_an_error() -> None:
    nodes = [(110 + i / 100, 39.6) for i in range(3)]
    most = UNREACHABLE - 1
    fits = roads_of(nodes[:2], [Road(0, 1, 0, most)])
    ends = placed(fits, [0], [0.0]), placed(fits, [0], [1.0])
    assert travel_matrix(fits, *ends, ("s",)).time_ms.item() == most
    for second in (Road(1, 2, 0, 1), Road(1, 2, 1, 0)):
        roads = roads_of(nodes, [Road(0, 1, most, most), second])
        with pytest.raises(OverflowError, match="24 days"):
            travel_matrix(roads, placed(roads, [0], [0.0]), placed(roads, [1], [1.0]), ("s",))


def test_progress_is_told_after_each_site() -> None:
    city = GridCity()
    told: list[tuple[int, int]] = []
    travel_matrix(
        city.roads,
        city.at((0, 0)),
        city.at((1, 1), (2, 2)),
        ("a", "b"),
        on_progress=lambda done, total: told.append((done, total)),
    )
    assert told == [(1, 2), (2, 2)]


def test_without_residents_sites_or_roads_the_matrix_is_empty_or_unreachable() -> None:
    city = GridCity()
    assert travel_matrix(city.roads, city.at(), city.at((0, 0)), ("a",)).time_ms.shape == (0, 1)
    assert travel_matrix(city.roads, city.at((0, 0)), city.at(), ()).time_ms.shape == (1, 0)
    bare = roads_of([(110, 39.6)], [])
    nowhere = placed(bare, [UNPLACED], [0.0])
    assert travel_matrix(bare, nowhere, nowhere, ("a",)).time_ms.tolist() == [[UNREACHABLE]]


def test_ids_and_sites_must_go_together() -> None:
    city = GridCity()
    with pytest.raises(ValueError, match="one id for each site"):
        travel_matrix(city.roads, city.at((0, 0)), city.at((0, 0)), ())


# Against the oracle, and properties -------------------------------------------------------------


@pytest.mark.parametrize("optimise", OPTIMISE)
@given(case=cases())
@settings(max_examples=250)
def test_equals_networkx_on_a_network_cut_at_every_point(case: Case, optimise: Optimise) -> None:
    matrix = matrix_of(case, optimise)
    times, lengths = oracle(case, optimise)
    assert matrix.time_ms.tolist() == times
    assert matrix.length_cm.tolist() == lengths


@given(case=cases(), data=st.data())
def test_the_order_of_residents_sites_and_edges_means_nothing(
    case: Case, data: st.DataObject
) -> None:
    roads = case.roads
    rows = data.draw(st.permutations(range(len(case.residents))))
    columns = data.draw(st.permutations(range(len(case.sites))))
    order = data.draw(st.permutations(range(roads.n_edges)))
    new_index = np.argsort(np.array(order, dtype=int))
    shuffled = roads_of(
        list(zip(roads.node_lon, roads.node_lat, strict=True)),
        [
            Road(
                int(roads.edge_from[edge]),
                int(roads.edge_to[edge]),
                int(roads.length_cm[edge]),
                int(roads.forward_ms[edge]),
                int(roads.backward_ms[edge]),
            )
            for edge in order
        ],
    )

    def moved(points: Placement, pick_order: list[int]) -> Placement:
        chosen = pick(points, pick_order)
        edge = [int(new_index[e]) if e != UNPLACED else UNPLACED for e in chosen.edge]
        return replace(chosen, edge=np.array(edge, dtype=np.int32))

    old = matrix_of(case)
    new = travel_matrix(
        shuffled, moved(case.residents, rows), moved(case.sites, columns), case.site_ids
    )
    assert new.time_ms.tolist() == old.time_ms[np.ix_(rows, columns)].tolist()
    assert new.length_cm.tolist() == old.length_cm[np.ix_(rows, columns)].tolist()


@given(case=cases(), data=st.data())
def test_closing_a_direction_never_shortens(case: Case, data: st.DataObject) -> None:
    closed = np.array(
        data.draw(
            st.lists(st.booleans(), min_size=case.roads.n_edges, max_size=case.roads.n_edges)
        ),
        dtype=bool,
    )
    forward_ms = np.where(closed, CLOSED, case.roads.forward_ms).astype(np.int32)
    before, after = (
        matrix_of(case),
        matrix_of(replace(case, roads=replace(case.roads, forward_ms=forward_ms))),
    )
    assert (after.time_ms >= before.time_ms).all()


# Nearest of a set -------------------------------------------------------------------------------


def matrix(times: list[list[int]], lengths: list[list[int]]) -> TravelMatrix:
    n_sites = len(times[0])
    return TravelMatrix(_int32(times), _int32(lengths), tuple(f"s{i}" for i in range(n_sites)))


def _int32(rows: list[list[int]]) -> IntArray:
    return np.array(rows, dtype=np.int32)


def test_nearest_prefers_time_then_length_then_the_first_site() -> None:
    none = UNREACHABLE
    known = matrix(
        [[5, 4, 4, 4], [7, none, 7, 6], [none, none, none, none]],
        [[1, 9, 3, 3], [2, none, 1, 9], [none, none, none, none]],
    )
    providers = np.array(
        [[True] * 4, [True, True, True, False], [False, True, False, False], [False] * 4]
    )
    fastest = nearest(known, providers)
    assert fastest.site.tolist() == [[2, 3, -1], [2, 2, -1], [1, -1, -1], [-1, -1, -1]]
    assert fastest.time_ms.tolist() == [
        [4, 6, none], [4, 7, none], [4, none, none], [none, none, none],
    ]  # fmt: skip
    assert fastest.length_cm.tolist() == [
        [3, 9, none], [3, 1, none], [9, none, none], [none, none, none],
    ]  # fmt: skip
    shortest = nearest(known, providers, optimise="shortest")
    assert shortest.site.tolist() == [[0, 2, -1], [0, 2, -1], [1, -1, -1], [-1, -1, -1]]


@pytest.mark.parametrize("optimise", OPTIMISE)
@given(case=cases(), data=st.data())
def test_nearest_is_the_least_of_the_row(
    case: Case, optimise: Optimise, data: st.DataObject
) -> None:
    n_sites = len(case.sites)
    row = st.lists(st.booleans(), min_size=n_sites, max_size=n_sites)
    rows = data.draw(st.lists(row, max_size=3))
    providers = np.array(rows, dtype=bool).reshape(len(rows), n_sites)
    known = matrix_of(case, optimise)
    found = nearest(known, providers, optimise=optimise)
    for number, members in enumerate(providers):
        for resident in range(len(case.residents)):
            pairs = []
            for site in np.flatnonzero(members & known.reachable[resident]):
                time_ms, length_cm = known.time_ms[resident, site], known.length_cm[resident, site]
                key = (time_ms, length_cm) if optimise == "fastest" else (length_cm, time_ms)
                pairs.append((*key, int(site), time_ms, length_cm))
            least = min(pairs, default=(0, 0, -1, UNREACHABLE, UNREACHABLE))
            assert (
                found.site[number, resident],
                found.time_ms[number, resident],
                found.length_cm[number, resident],
            ) == least[2:]


def test_nearest_of_many_residents() -> None:
    times = np.arange(20_000, dtype=np.int32).reshape(10_000, 2)
    known = TravelMatrix(times[:, ::-1].copy(), times.copy(), ("a", "b"))
    found = nearest(known, np.ones((1, 2), dtype=bool))
    assert (found.site == 1).all()
    assert (found.time_ms[0] == np.arange(0, 20_000, 2)).all()


@given(case=cases(), data=st.data())
def test_one_more_site_makes_nobody_worse_off(case: Case, data: st.DataObject) -> None:
    extra = data.draw(points(case.roads, 1))
    more = Placement(
        *(
            np.concatenate([getattr(case.sites, name), getattr(extra, name)])
            for name in ("edge", "fraction", "snap_m", "access_ms", "access_cm", "lon", "lat")
        )
    )
    before = nearest(matrix_of(case), np.ones((1, len(case.sites)), dtype=bool))
    after = nearest(matrix_of(replace(case, sites=more)), np.ones((1, len(more)), dtype=bool))
    assert (after.time_ms <= before.time_ms).all()
