"""The grid city is what its documentation says."""

from __future__ import annotations

import numpy as np
import pyproj
import pytest

from planner.domain.roads import CLOSED
from tests.city import GridCity


def test_numbers_are_those_of_the_drawing() -> None:
    city = GridCity(columns=3, rows=2)
    roads = city.roads
    assert (roads.n_nodes, roads.n_edges) == (6, 7)
    streets = [city.street(0, 0), city.street(1, 0), city.street(0, 1), city.street(1, 1)]
    assert streets == [0, 1, 2, 3]
    assert [city.avenue(x, 0) for x in range(3)] == [4, 5, 6]
    assert roads.edge_from.tolist() == [0, 1, 3, 4, 0, 1, 2]
    assert roads.edge_to.tolist() == [1, 2, 4, 5, 3, 4, 5]


def test_costs_are_exact_and_coordinates_nearly_fit_them() -> None:
    roads = GridCity(columns=4, rows=4).roads
    assert set(roads.length_cm.tolist()) == {100_000}
    assert set(roads.forward_ms.tolist()) == set(roads.backward_ms.tolist()) == {100_000}
    start, end = roads.edge_from, roads.edge_to
    _, _, length_m = pyproj.Geod(ellps="WGS84").inv(
        roads.node_lon[start], roads.node_lat[start], roads.node_lon[end], roads.node_lat[end]
    )
    assert np.array(length_m) == pytest.approx(1000, rel=0.01)


def test_one_way_closes_the_other_direction_only() -> None:
    city = GridCity(one_way=[((1, 0), (0, 0)), ((0, 0), (0, 1))])
    street, avenue = city.street(0, 0), city.avenue(0, 0)
    roads = city.roads
    assert (roads.forward_ms[street], roads.backward_ms[street]) == (CLOSED, 100_000)
    assert (roads.forward_ms[avenue], roads.backward_ms[avenue]) == (100_000, CLOSED)
    assert (roads.forward_ms == CLOSED).sum() == (roads.backward_ms == CLOSED).sum() == 1


def test_world_has_people_in_powers_of_two_and_units_west_and_east() -> None:
    city = GridCity()
    world = city.world(
        [(0, 0), (2, 0), (0.5, 2)],
        {"hall": (1, 1), "post": (2, 2)},
        offers={"post": ["a"]},
        kinds={"post": "post_office"},
    )
    assert world.residents.people.tolist() == [1, 2, 4]
    assert world.residents.unit.tolist() == [0, 1, 0]
    assert world.sites.offers.tolist() == [[True, True], [True, False]]
    assert [kind.id for kind in world.sites.kinds] == ["hall", "post_office"]
    assert world.sites.kind.tolist() == [0, 1]
