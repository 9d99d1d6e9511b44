"""Reach along edges by hand and against the matrix; areas that hold it."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given, settings

from planner.domain.isochrones import Isochrone
from planner.domain.placement import UNPLACED
from planner.domain.roads import CLOSED
from planner.domain.travel import Optimise
from planner.pipeline import read_study
from planner.travel import isochrones
from planner.travel.matrix import search_matrix
from tests.city import GridCity, Road, placed, roads_of
from tests.travel.networks import Case, cases, scattered

ROOT = Path(__file__).parents[2]

OPTIMISE: tuple[Optimise, ...] = ("fastest", "shortest")


def stretches_of(found: Isochrone) -> dict[int, list[tuple[float, float]]]:
    stretches: dict[int, list[tuple[float, float]]] = {}
    for edge, low, high in zip(found.edge, found.low, found.high, strict=True):
        stretches.setdefault(int(edge), []).append((round(float(low), 9), round(float(high), 9)))
    return stretches


def lines_of(found: Isochrone) -> list[shapely.Geometry]:
    return [shapely.linestrings(found.lines.line(i)) for i in range(len(found.lines))]


def test_edges_are_cut_where_the_limit_is() -> None:
    city = GridCity(columns=4, rows=2, one_way=[((1, 0), (2, 0))])
    site = city.at((1.5, 0), access_ms=10_000)
    (found,) = isochrones(city.roads, site, [100_000], margin_m=100)
    # 10 s for the leg: 90 s to go. Nobody comes from the east; from (1,0) it is 50 s.
    assert stretches_of(found) == {
        city.street(0, 0): [(0.6, 1.0)],
        city.street(1, 0): [(0.0, 0.5)],
        city.avenue(1, 0): [(0.0, 0.4)],
    }
    expected = city.lon(0.6), city.lon(1), city.lat(0)
    assert found.lines.line(0) == pytest.approx(
        np.array([[expected[0], expected[2]], [expected[1], expected[2]]]), abs=1e-6
    )


def test_both_ends_and_the_site_may_reach_into_one_edge() -> None:
    city = GridCity(columns=2, rows=2)
    (found,) = isochrones(city.roads, city.at((0.5, 0)), [270_000], margin_m=50)
    assert stretches_of(found)[city.street(0, 1)] == [(0.0, 1.0)]
    (found,) = isochrones(city.roads, city.at((0.5, 0)), [180_000], margin_m=50)
    assert stretches_of(found) == {
        city.street(0, 0): [(0.0, 1.0)],
        city.street(0, 1): [(0.0, 0.3), (0.7, 1.0)],
        city.avenue(0, 0): [(0.0, 1.0)],
        city.avenue(1, 0): [(0.0, 1.0)],
    }
    (found,) = isochrones(city.roads, city.at((0.5, 0)), [20_000], margin_m=50)
    assert stretches_of(found) == {city.street(0, 0): [(0.3, 0.7)]}


def test_of_many_sites_the_nearest_counts_and_legs_may_use_the_limit_up() -> None:
    city = GridCity(columns=4, rows=2)
    sites = city.at((0, 0), (3, 0))
    (found,) = isochrones(city.roads, sites, [40_000], margin_m=50)
    assert stretches_of(found) == {
        city.street(0, 0): [(0.0, 0.4)],
        city.street(2, 0): [(0.6, 1.0)],
        city.avenue(0, 0): [(0.0, 0.4)],
        city.avenue(3, 0): [(0.0, 0.4)],
    }
    assert len(found.area.geoms) == 2
    far = city.at((0, 0), access_ms=40_001)
    (nothing,) = isochrones(city.roads, far, [40_000], margin_m=50)
    assert len(nothing.edge) == 0
    assert nothing.area.is_empty
    (unplaced,) = isochrones(city.roads, placed(city.roads, [UNPLACED], [0.0]), [9], margin_m=50)
    assert unplaced.area.is_empty


def test_nobody_gets_to_a_site_on_a_closed_road_but_at_its_end() -> None:
    roads = roads_of(
        [(110, 39.6), (110.01, 39.6), (110.02, 39.6)],
        [Road(0, 1, 100, CLOSED, CLOSED), Road(1, 2, 100, 100, 100)],
    )
    inside, at_end = isochrones(roads, placed(roads, [0], [0.5]), [50], margin_m=50), isochrones(
        roads, placed(roads, [0], [1.0]), [50], margin_m=50
    )  # fmt: skip
    assert stretches_of(inside[0]) == {}
    assert stretches_of(at_end[0]) == {1: [(0.0, 0.5)]}


@pytest.mark.parametrize("optimise", OPTIMISE)
@given(case=cases())
@settings(max_examples=150)
def test_who_is_within_stands_on_a_stretch(case: Case, optimise: Optimise) -> None:
    """Residents within the limit by the matrix are on stretches, and others are not."""
    if not len(case.sites):
        return
    known = search_matrix(case.roads, case.residents, case.sites, case.site_ids, optimise)
    first = known.time_ms if optimise == "fastest" else known.length_cm
    residents = case.residents
    legs = residents.access_ms if optimise == "fastest" else residents.access_cm
    limits = [0, 2, 5, 9, 600_000]
    for found in isochrones(case.roads, case.sites, limits, margin_m=100, optimise=optimise):
        for row in np.flatnonzero(residents.placed):
            cost = int(first[row].min()) - int(legs[row])
            here = found.edge == residents.edge[row]
            at = residents.fraction[row]
            edge = residents.edge[row]
            costs = [int(case.roads.length_cm[edge])] if optimise == "shortest" else [
                int(case.roads.forward_ms[edge]), int(case.roads.backward_ms[edge])
            ]  # fmt: skip
            # Places on edges are rounded to whole units; stretches are not.
            near = 1e-9 + 1 / min((whole for whole in costs if whole > 0), default=1)
            on = ((found.low[here] - near <= at) & (at <= found.high[here] + near)).any()
            inside = ((found.low[here] <= at) & (at <= found.high[here])).any()
            at_node = at in {0.0, 1.0}
            if cost <= found.limit and not at_node:
                assert on
            if inside:
                assert cost <= found.limit + 1


@pytest.mark.parametrize(("study", "margin_m"), [("ordos", 800.0), ("iceland", 1000.0)])
def test_areas_of_a_study_are_valid_nested_and_keep_to_the_margin(
    study: str, margin_m: float
) -> None:
    roads = read_study(ROOT / "data" / study).world.roads
    sites = scattered(roads, 5, 3)
    limits = [900_000, 1_800_000, 3_600_000]
    found = isochrones(roads, sites, limits, margin_m=margin_m)
    assert [one.limit for one in found] == limits
    for one in found:
        assert one.area.is_valid
        assert one.area.geom_type in {"Polygon", "MultiPolygon"}
        shapely.prepare(one.area)
        lines = lines_of(one)
        assert shapely.covers(one.area, lines).all()
        # A degree of latitude is the longest: half the margin, there and in all directions.
        tree = shapely.STRtree(lines)
        corners = shapely.points(shapely.get_coordinates(one.area))
        _, far = tree.query_nearest(corners, return_distance=True, all_matches=False)
        assert far.min() > 0.3 * margin_m / 111_700
    for inner, outer in pairwise(found):
        assert inner.area.difference(outer.area).area <= 1e-9 * inner.area.area
        assert outer.area.area > inner.area.area
        assert set(inner.edge) <= set(outer.edge)


def test_an_area_around_one_straight_road_has_the_size_of_its_buffer() -> None:
    lon, lat = 110.0, 39.6
    roads = roads_of([(lon, lat), (lon, lat + 0.09)], [Road(0, 1, 1_000_000, 1000, 1000)])
    (found,) = isochrones(roads, placed(roads, [0], [0.5]), [1000], margin_m=500)
    length_m, margin_m = 9_993.0, 500.0
    # Square degrees here are so many square metres.
    area_m2 = found.area.area * 111_030 * 85_900
    assert area_m2 == pytest.approx(2 * margin_m * length_m + np.pi * margin_m**2, rel=0.06)


def test_faults_of_the_caller() -> None:
    city = GridCity()
    for limits, margin_m in (([], 1.0), ([2, 1], 1.0), ([-1], 1.0), ([1], 0.0)):
        with pytest.raises(ValueError, match=r"limit|margin"):
            isochrones(city.roads, city.at((0, 0)), limits, margin_m=margin_m)
