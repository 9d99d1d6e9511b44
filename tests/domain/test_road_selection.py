from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import shapely

from planner.domain import road_selection as choose
from planner.domain.roads import NAMELESS, Roads
from planner.domain.zones import CircleZone, PolygonZone
from tests.city import GridCity, Road, roads_of

CITY = GridCity(columns=3, rows=2)
"""Streets 0 to 3 run east, row by row; avenues 4 to 6 run north."""


def named() -> Roads:
    """The lower street is G65 (包茂高速), its second block G210 as well; avenue 5 is S24."""
    own = np.full(CITY.roads.n_edges, NAMELESS, dtype=np.int32)
    own[[0, 1, 5]] = [0, 1, 2]
    kind = np.zeros(CITY.roads.n_edges, dtype=np.uint8)
    kind[[0, 5]] = 1
    return replace(
        CITY.roads,
        edge_road=own,
        road_names=(("G65", "包茂高速"), ("G65", "G210"), ("S24",)),
        edge_class=kind,
        classes=("residential", "trunk"),
    )


@pytest.mark.parametrize(
    ("names", "edges"),
    [
        (["G65"], [0, 1]),
        (["g 65"], [0, 1]),
        (["Ｇ６５"], [0, 1]),
        (["包茂高速"], [0]),
        (["G210", "S24"], [1, 5]),
        (["G6"], []),
    ],
)
def test_a_road_is_found_by_any_of_its_names(names: list[str], edges: list[int]) -> None:
    assert choose.select_edges(named(), names=names).tolist() == edges


def test_conditions_are_joined_by_and() -> None:
    roads = named()
    south = PolygonZone(_box(-0.5, -0.5, 2.5, 0.4))
    assert choose.select_edges(roads).tolist() == list(range(7))
    assert choose.select_edges(roads, classes=["trunk"]).tolist() == [0, 5]
    assert choose.select_edges(roads, zone=south).tolist() == [0, 1]
    assert choose.select_edges(roads, classes=["trunk"], zone=south).tolist() == [0]
    assert choose.select_edges(roads, names=["G65"], classes=["trunk"]).tolist() == [0]


def test_an_edge_lies_where_its_middle_does() -> None:
    reaching = PolygonZone(_box(-0.5, -0.5, 0.51, 0.1))
    assert choose.select_edges(CITY.roads, zone=reaching).tolist() == [0]
    short_of = PolygonZone(_box(-0.5, -0.5, 0.49, 0.1))
    assert choose.select_edges(CITY.roads, zone=short_of).tolist() == []


def test_the_middle_is_halfway_along_a_bent_edge() -> None:
    bent = roads_of([(110.0, 0.0), (110.0, 0.02)], [Road(0, 1, 1, 1, 1, via=[(110.02, 0.0)])])
    lon, lat = choose.middles(bent, np.array([0]))
    # 0.02 east, then sqrt(0.02² + 0.02²) north-west: halfway is 0.02414 in, 0.00414 after the bend
    assert (lon[0], lat[0]) == pytest.approx((110.02 - 0.002929, 0.002929), abs=1e-5)


def test_unknown_names_are_told_by_position() -> None:
    assert choose.unknown_names(named(), ["G65", "G18", "s24", "S31"]) == [1, 3]
    assert choose.unknown_names(CITY.roads, ["G65"]) == [0]


def test_length_and_names_of_edges() -> None:
    roads = named()
    assert choose.length_km(roads, np.array([0, 5])) == 2.0
    assert choose.names_of(roads, np.array([5, 0, 1, 3])) == ("G65", "S24")
    assert choose.names_of(roads, np.array([3])) == ()


def test_junctions_are_where_three_roads_meet() -> None:
    # of six crossings, the two in the middle of a row have three roads
    assert choose.junctions(CITY.roads).tolist() == [1, 4]
    north = PolygonZone(_box(-0.5, 0.5, 2.5, 1.5))
    assert choose.junctions(CITY.roads, zone=north).tolist() == [4]
    assert choose.junctions(CITY.roads, edges=np.array([0])).tolist() == [1]
    assert choose.degrees(CITY.roads).tolist() == [2, 3, 2, 2, 3, 2]


def test_nearest_nodes_come_in_order_of_distance() -> None:
    nodes, off_m = choose.nearest_nodes(
        CITY.roads, np.arange(6), CITY.lon(0.9), CITY.lat(0.2), count=3
    )
    assert nodes.tolist() == [1, 4, 0]
    assert off_m == pytest.approx([np.hypot(100, 200), np.hypot(100, 800), np.hypot(900, 200)],
                                  rel=0.01)  # fmt: skip


def test_equally_near_nodes_the_lower_first() -> None:
    lon = CITY.roads.node_lon.copy()
    lon[2] = lon[0]
    folded = replace(CITY.roads, node_lon=lon)
    nodes, _ = choose.nearest_nodes(folded, np.arange(6), float(lon[1]), CITY.lat(0), count=3)
    assert nodes.tolist() == [1, 0, 2]


def test_the_nearest_edge_and_how_far_it_is() -> None:
    edge, off_m = choose.nearest_edge(CITY.roads, np.arange(7), CITY.lon(1.5), CITY.lat(0.1))
    assert edge == CITY.street(1, 0)
    assert off_m == pytest.approx(100, rel=0.01)
    edge, off_m = choose.nearest_edge(CITY.roads, np.array([0, 6]), CITY.lon(1.5), CITY.lat(0.1))
    assert edge == CITY.avenue(2, 0)
    assert off_m == pytest.approx(500, rel=0.01)


def test_a_circle_includes_its_border() -> None:
    exact = CircleZone(CITY.lon(0), CITY.lat(0), 1000.0)
    chosen = choose.junctions(CITY.roads, zone=replace(exact, radius_m=1010.0))
    assert chosen.tolist() == [1]
    assert choose.junctions(CITY.roads, zone=replace(exact, radius_m=980.0)).tolist() == []


def _box(west: float, south: float, east: float, north: float) -> shapely.Geometry:
    return shapely.box(CITY.lon(west), CITY.lat(south), CITY.lon(east), CITY.lat(north))
