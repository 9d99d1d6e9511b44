"""Ways of single pairs: costs of the matrix, edges that join, and the tie rule."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.domain.arrays import LongArray
from planner.domain.paths import Paths
from planner.domain.placement import UNPLACED
from planner.domain.roads import CLOSED, Roads
from planner.domain.travel import UNREACHABLE, Optimise
from planner.pipeline import read_study
from planner.travel import paths
from planner.travel.matrix import search_matrix
from tests.city import GridCity, Road, placed, roads_of
from tests.travel.networks import Case, cases, scattered

OPTIMISE: tuple[Optimise, ...] = ("fastest", "shortest")

ROOT = Path(__file__).parents[2]


def every_pair(case: Case) -> tuple[LongArray, LongArray]:
    resident, site = np.indices((len(case.residents), len(case.sites)))
    return resident.ravel(), site.ravel()


def parts_of(found: Paths, number: int) -> list[tuple[int, float, float]]:
    here = slice(found.part_offset[number], found.part_offset[number + 1])
    return list(
        zip(
            found.edge[here].tolist(),
            found.enter[here].tolist(),
            found.leave[here].tolist(),
            strict=True,
        )
    )


def walked(roads: Roads, parts: list[tuple[int, float, float]]) -> tuple[int, int]:
    """Return time and length of parts, each edge rounded as placement says."""
    time_ms = length_cm = 0
    for edge, enter, leave in parts:
        whole_ms = int((roads.forward_ms if leave > enter else roads.backward_ms)[edge])
        assert whole_ms != CLOSED
        whole_cm = int(roads.length_cm[edge])
        time_ms += abs(round(leave * whole_ms) - round(enter * whole_ms))
        length_cm += abs(round(leave * whole_cm) - round(enter * whole_cm))
    return time_ms, length_cm


def node_at(roads: Roads, edge: int, fraction: float) -> int:
    assert fraction in {0.0, 1.0}
    return int(roads.edge_from[edge] if fraction == 0 else roads.edge_to[edge])


def check(case: Case, found: Paths, number: int) -> None:
    """Check one path against its own parts."""
    roads, resident, site = case.roads, found.resident[number], found.site[number]
    parts = parts_of(found, number)
    if not found.reached[number]:
        assert parts == []
        assert len(found.lines.line(number)) == 0
        return
    time_ms, length_cm = walked(roads, parts)
    assert found.time_ms[number] == time_ms + found.leg_ms[number].sum()
    assert found.length_cm[number] == length_cm + found.leg_cm[number].sum()
    for (before, _, leave), (after, enter, _) in pairwise(parts):
        assert node_at(roads, before, leave) == node_at(roads, after, enter)
    start = case.residents.edge[resident], case.residents.fraction[resident]
    goal = case.sites.edge[site], case.sites.fraction[site]
    if parts:
        first, last = parts[0], parts[-1]
        if first[:2] != start:
            assert node_at(roads, *first[:2]) == node_at(roads, int(start[0]), float(start[1]))
        if (last[0], last[2]) != goal:
            assert node_at(roads, last[0], last[2]) == node_at(roads, int(goal[0]), float(goal[1]))
    line = found.lines.line(number)
    assert len(line) >= 2
    assert line[0].tolist() == [case.residents.lon[resident], case.residents.lat[resident]]
    assert line[-1].tolist() == [case.sites.lon[site], case.sites.lat[site]]


@pytest.mark.parametrize("optimise", OPTIMISE)
@given(case=cases())
@settings(max_examples=400)
def test_costs_are_those_of_the_matrix_and_parts_add_up_to_them(
    case: Case, optimise: Optimise
) -> None:
    known = search_matrix(case.roads, case.residents, case.sites, case.site_ids, optimise)
    found = paths(case.roads, case.residents, case.sites, every_pair(case), optimise=optimise)
    assert found.time_ms.tolist() == known.time_ms.ravel().tolist()
    assert found.length_cm.tolist() == known.length_cm.ravel().tolist()
    for number in range(len(found)):
        check(case, found, number)


@given(case=cases(), data=st.data())
def test_a_path_does_not_depend_on_the_pairs_beside_it(case: Case, data: st.DataObject) -> None:
    resident, site = every_pair(case)
    whole = paths(case.roads, case.residents, case.sites, (resident, site))
    some = data.draw(st.lists(st.sampled_from(range(len(resident))), max_size=6)) if len(
        resident
    ) else []  # fmt: skip
    alone = paths(case.roads, case.residents, case.sites, (resident[some], site[some]))
    for number, original in enumerate(some):
        assert parts_of(alone, number) == parts_of(whole, original)


def test_of_a_grid_by_hand() -> None:
    city = GridCity(columns=3, rows=2)
    found = paths(
        city.roads, city.at((0.25, 0), access_ms=7), city.at((2, 0.5), access_cm=3), ([0], [0])
    )
    assert found.time_ms.tolist() == [225_007]
    assert found.length_cm.tolist() == [225_003]
    assert found.leg_ms.tolist() == [[7, 0]]
    assert found.leg_cm.tolist() == [[0, 3]]
    assert parts_of(found, 0) == [
        (city.street(0, 0), 0.25, 1.0), (city.street(1, 0), 0.0, 1.0), (city.avenue(2, 0), 0.0, 0.5)
    ]  # fmt: skip
    corners = [(0.25, 0), (1, 0), (2, 0), (2, 0.5)]
    expected = [(city.lon(x), city.lat(y)) for x, y in corners]
    assert found.lines.line(0) == pytest.approx(np.array(expected), abs=1e-9)


def test_on_one_edge_one_goes_straight_or_round_the_block() -> None:
    city = GridCity(columns=2, rows=2, one_way=[((0, 0), (1, 0))])
    ends = city.at((0.25, 0), (0.75, 0))
    found = paths(city.roads, ends, ends, ([0, 1, 0], [1, 0, 0]))
    assert found.time_ms.tolist() == [50_000, 350_000, 0]
    assert parts_of(found, 0) == [(0, 0.25, 0.75)]
    south, north = city.street(0, 0), city.street(0, 1)
    west, east = city.avenue(0, 0), city.avenue(1, 0)
    assert parts_of(found, 1) == [
        (south, 0.75, 1.0), (east, 0.0, 1.0), (north, 1.0, 0.0), (west, 1.0, 0.0),
        (south, 0.0, 0.25),
    ]  # fmt: skip
    assert parts_of(found, 2) == []
    assert len(found.lines.line(2)) == 2


def test_of_equal_routes_fewest_edges_then_lowest_index() -> None:
    nodes = [(110 + i / 100, 39.6) for i in range(5)]
    stubs = [Road(0, 1, 10, 10, 10), Road(3, 4, 10, 10, 10)]
    two, one = [Road(1, 2, 5, 5), Road(2, 3, 5, 5)], Road(1, 3, 10, 10)
    roads = roads_of(nodes, [*stubs, *two, one, one])
    found = paths(roads, placed(roads, [0], [0.5]), placed(roads, [1], [0.5]), ([0], [0]))
    assert [edge for edge, _, _ in parts_of(found, 0)] == [0, 4, 1]
    # Through nothing but edges that cost nothing there is no circle.
    free = roads_of(nodes[:4], [Road(0, 1, 0, 0, 0), Road(1, 2, 0, 0, 0), Road(2, 0, 0, 0, 0),
                                Road(2, 3, 0, 0, 0)])  # fmt: skip
    found = paths(free, placed(free, [0], [0.5]), placed(free, [3], [0.5]), ([0], [0]))
    assert [edge for edge, _, _ in parts_of(found, 0)] == [0, 2, 3]


def test_vertices_of_edges_are_on_the_way_in_both_directions() -> None:
    bend = [(110.002, 39.602), (110.006, 39.603)]
    roads = roads_of([(110, 39.6), (110.01, 39.6)], [Road(0, 1, 100, 100, 100, via=bend)])
    ends = placed(roads, [0, 0], [0.0, 1.0])
    found = paths(roads, ends, ends, ([0, 1], [1, 0]))
    there = [[110.0, 39.6], [110.002, 39.602], [110.006, 39.603], [110.01, 39.6]]
    assert found.lines.line(0).tolist() == there
    assert found.lines.line(1).tolist() == there[::-1]


def test_without_route_or_place_there_is_no_line() -> None:
    roads = roads_of([(110, 39.6), (110.01, 39.6)], [Road(0, 1, 10, 10, CLOSED)])
    points = placed(roads, [0, 0, UNPLACED], [0.2, 0.8, 0.0])
    found = paths(roads, points, points, ([1, 2, 0, 0], [0, 0, 2, 1]))
    assert found.time_ms.tolist() == [UNREACHABLE] * 3 + [6]
    assert found.lines.offset.tolist() == [0, 0, 0, 0, 2]
    nobody = paths(roads, points, points, ([], []))
    assert len(nobody) == 0


def test_a_route_beyond_the_result_is_an_error() -> None:
    roads = roads_of(
        [(110 + i / 100, 39.6) for i in range(3)],
        [Road(0, 1, UNREACHABLE - 1, 1), Road(1, 2, 1, 1)],
    )
    ends = placed(roads, [0], [0.0]), placed(roads, [1], [1.0])
    with pytest.raises(OverflowError, match="24 days"):
        paths(roads, *ends, ([0], [0]))


@pytest.mark.parametrize("optimise", OPTIMISE)
def test_a_whole_country(optimise: Optimise) -> None:
    roads = read_study(ROOT / "data" / "iceland").world.roads
    case = Case(roads, scattered(roads, 300, 4), scattered(roads, 8, 5))
    known = search_matrix(roads, case.residents, case.sites, case.site_ids, optimise)
    found = paths(roads, case.residents, case.sites, every_pair(case), optimise=optimise)
    assert found.time_ms.tolist() == known.time_ms.ravel().tolist()
    assert found.length_cm.tolist() == known.length_cm.ravel().tolist()
    for number in range(len(found)):
        check(case, found, number)
