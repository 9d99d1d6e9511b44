from __future__ import annotations

import numpy as np
import pytest
import shapely

from planner.domain.zones import distance_m
from planner.present.papers.plane import Plane, base_map
from tests.present.fixture import WEST, result


@pytest.mark.parametrize("lat", [-37.0, 0.0, 39.6, 65.0])
def test_lengths_are_true_within_a_thousandth(lat: float) -> None:
    plane = Plane(109.0, lat)
    lon = np.array([109.0, 110.5, 107.4])
    at = np.array([lat, lat + 1.2, lat - 0.8])
    points = plane.points(lon, at)
    np.testing.assert_allclose(points[0], [0.0, 0.0], atol=1e-6)
    for i, j in ((0, 1), (0, 2), (1, 2)):
        true_km = distance_m(lon[i], at[i], lon[j : j + 1], at[j : j + 1])[0] / 1000
        assert np.hypot(*(points[i] - points[j])) == pytest.approx(true_km, rel=1e-3)


def test_north_is_up_and_east_is_right() -> None:
    points = Plane(109.0, 39.0).points(np.array([109.1, 109.0]), np.array([39.0, 39.1]))
    assert points[0, 0] > 8
    assert abs(points[0, 1]) < 0.01
    assert points[1, 1] > 11
    assert abs(points[1, 0]) < 1e-6


def test_the_base_map_holds_everything() -> None:
    run = result()
    base = base_map(run)
    world = run.after.world
    assert base.places.shape == (30, 2)
    for points in (base.places, base.plane.points(world.sites.lon, world.sites.lat)):
        assert (points[:, 0] > base.extent.west).all()
        assert (points[:, 0] < base.extent.east).all()
        assert (points[:, 1] > base.extent.south).all()
        assert (points[:, 1] < base.extent.north).all()
    assert len(list(base.rings())) == len(world.units)
    shown = [tier.id for tier, _ in base.roads]
    assert shown == [tier for tier in ("ferry", "local", "main", "trunk") if tier in shown]
    assert "trunk" in shown
    kept = sum(len(line) for _, lines in base.roads for line in lines)
    assert 0 < kept <= len(world.roads.vertex_lon)
    assert base.plane.lon == pytest.approx(WEST + 0.6)


def test_only_small_roads_are_drawn_where_there_are_no_others() -> None:
    run = result()
    roads = run.after.world.roads
    names = ("residential",) * len(roads.classes)
    object.__setattr__(roads, "classes", names)
    assert [tier.id for tier, _ in base_map(run).roads] == ["minor"]


def test_boundaries_keep_their_area() -> None:
    run = result()
    base = base_map(run)
    for unit, drawn in zip(run.after.world.units.items, base.units, strict=True):
        true = shapely.area(base.plane.geometry(unit.boundary))
        assert shapely.area(drawn) == pytest.approx(true, rel=0.02)
