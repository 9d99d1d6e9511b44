from __future__ import annotations

import numpy as np

from planner.prepare.road_names import name_roads
from planner.prepare.roads import build_roads
from planner.sources.raw_roads import RawRoads, tag_columns


def raw(*rows: tuple[str, str]) -> RawRoads:
    """A line of ways of one piece each, with these (ref, name)."""
    n = len(rows)
    return RawRoads(
        vertex_lon=np.linspace(110, 110.1, n + 1),
        vertex_lat=np.full(n + 1, 39.0),
        way_offset=np.arange(0, 2 * n + 1, 2),
        way_vertex=np.column_stack([np.arange(n), np.arange(1, n + 1)]).ravel().astype(np.int32),
        tags=tag_columns([("primary", *row) for row in rows], ("highway", "ref", "name")),
    )


def test_numbers_come_first_and_lists_are_split() -> None:
    found = name_roads(
        raw(("G65; G210", "包茂高速"), ("", ""), ("", "东街;东街")), np.ones(3, bool)
    )
    assert found.names == (("G65", "G210", "包茂高速"), ("东街",))
    assert found.of_way.tolist() == [0, -1, 1]


def test_names_of_roads_that_are_not_used_are_left_out() -> None:
    found = name_roads(raw(("G1", ""), ("G2", "")), np.array([False, True]))
    assert found.names == (("G2",),)
    assert found.of_way.tolist() == [-1, 0]


def test_an_edge_has_one_name_and_ends_where_it_changes() -> None:
    ways = raw(("G65", ""), ("G65", ""), ("G65", "大街"), ("", ""), ("", ""))
    built = build_roads(
        ways, mode="drive", speeds_kmh={}, unpaved_factor=0.7, ferries=False, smallest_part_m=0.0
    )
    roads = built.roads
    assert roads.road_names == (("G65",), ("G65", "大街"))
    assert roads.edge_road.tolist() == [0, 1, -1]
    assert np.diff(roads.vertex_offset).tolist() == [3, 2, 3]
