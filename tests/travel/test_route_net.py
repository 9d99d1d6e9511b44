"""Routes as one net: every route comes out as it went in, and shared road is kept once."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings

from planner.domain.paths import Paths
from planner.domain.routes import NO_STEP, RouteNet
from planner.domain.travel import Optimise
from planner.travel import paths, route_net
from tests.city import GridCity, Road, placed, roads_of
from tests.travel.networks import Case, cases

Point = tuple[float, float]


def points(lines: object, number: int) -> list[Point]:
    return [tuple(point) for point in lines.line(number).tolist()]  # type: ignore[attr-defined]


def of(case: Case, optimise: Optimise = "fastest") -> tuple[Paths, RouteNet]:
    resident, site = (index.ravel() for index in np.indices((len(case.residents), len(case.sites))))
    found = paths(case.roads, case.residents, case.sites, (resident, site), optimise=optimise)
    return found, route_net(case.roads, [found], [found.site])


def check(found: Paths, net: RouteNet, number: int) -> None:
    """Check that the net's steps are the path: whole but for the first and the last one."""
    line = points(found.lines, number)
    used = slice(found.part_offset[number], found.part_offset[number + 1])
    steps = net.steps(number)
    assert bool(steps) == bool(len(found.edge[used]))
    if not steps:
        return
    along = [points(net.lines, int(net.step_line[step])) for step in steps]
    along = [
        way[::-1] if net.step_back[step] else way for way, step in zip(along, steps, strict=True)
    ]
    if len(along) == 1:
        (only,), inner = along, line[1:-1]
        assert any(only[k : k + len(inner)] == inner for k in range(len(only)))
        return
    middle = [point for way in along[1:-1] for point in way[1:]]
    fits = [
        k
        for k in range(len(along[0]))
        for end in range(1, len(along[-1]))
        if line[1:-1] == along[0][k + 1 :] + middle + along[-1][1:end]
    ]
    assert fits


@pytest.mark.parametrize("optimise", ["fastest", "shortest"])
@given(case=cases())
@settings(max_examples=300)
def test_every_path_comes_out_as_it_went_in(case: Case, optimise: Optimise) -> None:
    found, net = of(case, optimise)
    for number in range(len(found)):
        check(found, net, number)


@given(case=cases())
def test_a_stretch_is_kept_once(case: Case) -> None:
    found, net = of(case)
    used = np.unique(found.edge)
    pieces = int((np.diff(case.roads.vertex_offset)[used] - 1).sum())
    assert int((np.diff(net.lines.offset) - 1).sum()) == pieces


def test_of_a_grid_by_hand() -> None:
    city = GridCity(columns=3, rows=2)
    homes, site = city.at((0, 0.5), (0.5, 0), (1.5, 0)), city.at((2, 0.5))
    found = paths(city.roads, homes, site, ([0, 1, 2], [0, 0, 0]))
    net = route_net(city.roads, [found], [found.site])
    # All go along the south and up the eastern avenue: nobody leaves, so one stretch is enough.
    assert len(net.lines) == 1
    assert net.first.tolist() == [0, 0, 0]
    assert net.step_next.tolist() == [NO_STEP]
    north = paths(city.roads, city.at((1, 0.5)), site, ([0], [0]))
    both = route_net(city.roads, [found, north], [found.site, north.site])
    # One more comes down to (1, 0), or goes by the north: there the south divides, or not.
    assert [len(both.steps(route)) for route in range(4)] == [2, 2, 1, 2]
    assert both.steps(0)[-1] == both.steps(2)[0] == both.steps(3)[-1]


def test_left_out_where_told_and_apart_over_other_roads() -> None:
    city = GridCity(columns=3, rows=2)
    homes, site = city.at((0, 0), (1, 0)), city.at((2, 0.5))
    found = paths(city.roads, homes, site, ([0, 1], [0, 0]))
    one = np.zeros(2, dtype=np.int32)
    net = route_net(city.roads, [found, found], [one, one + 1])
    assert net.first[0] != net.first[2]
    assert len(net.step_line) == 2 * len(route_net(city.roads, [found], [one]).step_line)
    some = route_net(city.roads, [found], [np.array([-1, 0], dtype=np.int32)])
    assert some.first.tolist() == [NO_STEP, 0]


def test_a_ring_without_crossing() -> None:
    corner = [(0.0, 0.0), (0.01, 0.0), (0.01, 0.01)]
    ring = roads_of(corner, [Road(i, (i + 1) % 3, 100, 100, 100) for i in range(3)])
    homes = placed(ring, [0, 1, 2], [0.5, 0.5, 0.5])
    case = Case(ring, homes, placed(ring, [2], [0.9]))
    found, net = of(case)
    assert len(net.lines) == 1
    for number in range(3):
        check(found, net, number)


def test_of_nothing() -> None:
    city = GridCity()
    found = paths(city.roads, city.at(), city.at(), ([], []))
    net = route_net(city.roads, [found], [found.site])
    assert len(net.lines) == len(net.first) == len(net.step_line) == 0
