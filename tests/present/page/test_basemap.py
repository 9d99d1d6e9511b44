from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import shapely

from planner.domain.area import Unit, Units
from planner.domain.roads import Roads
from planner.present.page import basemap
from planner.present.page.basemap import label_point, pack_borders, pack_roads
from planner.present.page.packing import Frame, Pack
from planner.text import Text
from tests.present.fixture import result

FRAME = Frame(107.0, 38.0, 1.2, 0.8)


def test_roads_come_by_tier_the_most_important_drawn_last() -> None:
    tiers = pack_roads(Pack(), FRAME, result(n_edges=800).after.world.roads)
    assert [tier["tier"] for tier in tiers] == ["minor", "local", "main", "trunk"]
    assert [tier["zoom"] for tier in tiers] == [2.5, 1, 0, 0]
    assert not any(tier["thinned"] for tier in tiers)


def test_edges_that_meet_become_one_line() -> None:
    chain = [shapely.LineString([(k, 0), (k + 0.5, 0.3), (k + 1, 0)]) for k in range(10)]
    apart = shapely.LineString([(50, 50), (51, 50)])
    lines = basemap.joined([*chain, apart], 0.01)
    assert sorted(line.length for line in lines) == pytest.approx([1, sum(c.length for c in chain)])
    straight = basemap.joined(chain, 0.5)
    assert shapely.get_num_coordinates(straight).tolist() == [2]


def test_a_town_without_main_roads_shows_its_streets_at_once() -> None:
    roads = result(n_edges=800).after.world.roads
    streets = Roads(**{
        **{name: getattr(roads, name) for name in roads.__dataclass_fields__},
        "classes": ("residential",) * len(roads.classes),
    })  # fmt: skip
    assert [(tier["tier"], tier["zoom"]) for tier in pack_roads(Pack(), FRAME, streets)] == [
        ("minor", 0)
    ]


def test_a_link_belongs_to_its_road() -> None:
    named = set().union(*(tier.classes for tier in basemap.ROAD_TIERS))
    tiers = [tier.id for tier in basemap.ROAD_TIERS]
    assert tiers[basemap._tier_of("trunk_link", named)] == "trunk"
    assert tiers[basemap._tier_of("footway", named)] == "minor"


def test_no_roads_no_tiers() -> None:
    assert pack_roads(Pack(), FRAME, Roads.empty("drive")) == []


def test_too_many_roads_lose_the_shortest_minor_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    roads = result(n_edges=800).after.world.roads
    full: list[dict[str, Any]] = pack_roads(Pack(), FRAME, roads)
    monkeypatch.setattr(basemap, "MAX_ROAD_POINTS", 500)
    thinned: list[dict[str, Any]] = pack_roads(Pack(), FRAME, roads)
    points = sum(tier["points"][1] // 4 for tier in thinned)
    assert points <= 500
    assert thinned[0]["thinned"]
    assert thinned[-1]["points"][1] == full[-1]["points"][1]  # trunk roads are all there


def test_borders_know_their_units_and_keep_holes() -> None:
    ring = shapely.box(107.4, 38.2, 107.8, 38.6)
    outer = shapely.difference(shapely.box(107.0, 38.0, 108.2, 38.8), ring)
    units = Units((Unit("a", Text.same("a"), outer), Unit("b", Text.same("b"), ring)))
    packed = pack_borders(Pack(), FRAME, units)
    assert packed["unit"] == [0, 0, 1]
    assert packed["count"] == 3
    assert pack_borders(Pack(), FRAME, Units(()))["count"] == 0


def test_a_name_stands_inside_the_largest_part() -> None:
    bent = shapely.union_all([shapely.box(0, 0, 10, 1), shapely.box(0, 0, 1, 10)])
    parts = shapely.MultiPolygon([shapely.box(20, 20, 21, 21), bent])
    assert shapely.contains(bent, shapely.Point(label_point(parts)))
    assert np.isfinite(label_point(shapely.Polygon())).all()
