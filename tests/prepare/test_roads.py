from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from planner.domain.roads import CLOSED, Roads
from planner.errors import NetworkError, ScenarioError
from planner.prepare.road_rules import Profile, Use, judge
from planner.prepare.roads import RoadBuild, build_roads
from planner.sources.osm import read_osm
from planner.sources.raw_roads import TAGS, RawRoads, tag_columns

GEOD = Geod(ellps="WGS84")
Way = tuple[Sequence[int], dict[str, str]]
STREET = {"highway": "residential"}


def raw_roads(ways: Sequence[Way], places: Sequence[tuple[float, float]] | None = None) -> RawRoads:
    """Return ways over vertices that lie on a line eastwards unless places are given."""
    n = 1 + max(max(vertices) for vertices, _ in ways)
    points = np.array(places or [(110 + 0.001 * i, 39.0) for i in range(n)], dtype=np.float64)
    return RawRoads(
        vertex_lon=points[:, 0].copy(),
        vertex_lat=points[:, 1].copy(),
        way_offset=np.cumsum([0, *(len(vertices) for vertices, _ in ways)]),
        way_vertex=np.array([i for vertices, _ in ways for i in vertices], dtype=np.int32),
        tags=tag_columns([tuple(t.get(key, "") for key in TAGS) for _, t in ways], TAGS),
    )


def build(raw: RawRoads, **options: Any) -> RoadBuild:
    defaults: dict[str, Any] = {
        "mode": "drive", "speeds_kmh": {}, "unpaved_factor": 0.7, "ferries": False,
        "smallest_part_m": 0.0,
    }  # fmt: skip
    return build_roads(raw, **(defaults | options))


def chains(roads: Roads) -> list[list[int]]:
    """Return the vertices of every edge, numbered by their place on the line of `raw_roads`."""
    vertex = np.rint((roads.vertex_lon - 110) * 1000).astype(int).tolist()
    offset = roads.vertex_offset.tolist()
    return [vertex[a:b] for a, b in pairwise(offset)]


def test_a_chain_over_several_ways_is_one_edge_with_all_vertices() -> None:
    roads = build(raw_roads([([0, 1, 2], STREET), ([4, 3, 2], STREET), ([4, 5], STREET)])).roads
    assert chains(roads) == [[0, 1, 2, 3, 4, 5]]
    exact_m = GEOD.line_length([110 + 0.001 * i for i in range(6)], [39.0] * 6)
    assert roads.length_cm.tolist() == [round(exact_m * 100)]
    assert roads.forward_ms.tolist() == [round(exact_m / (25 / 3.6) * 1000)]
    assert roads.backward_ms.tolist() == roads.forward_ms.tolist()
    assert roads.node_lon.tolist() == [110.0, 110.005]


def test_a_junction_and_a_change_of_class_or_speed_are_nodes() -> None:
    ways = [([0, 1, 2, 3], STREET), ([1, 4], STREET), ([3, 5], {"highway": "primary"})]
    assert chains(build(raw_roads(ways)).roads) == [[0, 1], [1, 2, 3], [1, 4], [3, 5]]
    ways = [([0, 1], STREET), ([1, 2], STREET | {"maxspeed": "20"}), ([2, 3], STREET)]
    assert len(chains(build(raw_roads(ways)).roads)) == 3
    ways = [([0, 1], STREET), ([1, 2], STREET | {"surface": "gravel"})]
    assert len(chains(build(raw_roads(ways)).roads)) == 2


def test_one_way_chains_run_with_the_traffic() -> None:
    along, against = STREET | {"oneway": "yes"}, STREET | {"oneway": "-1"}
    ways = [([3, 2], against), ([3, 4], along), ([2, 1, 0], against), ([5, 6], STREET)]
    roads = build(raw_roads(ways)).roads
    assert chains(roads) == [[0, 1, 2, 3, 4], [5, 6]]
    assert roads.forward_ms[0] > 0
    assert roads.backward_ms[0] == CLOSED


def test_one_way_streets_that_face_each_other_do_not_merge() -> None:
    along = STREET | {"oneway": "yes"}
    ways = [([0, 1], along), ([2, 1], along), ([3, 4], STREET)]
    assert chains(build(raw_roads(ways)).roads) == [[0, 1], [2, 1], [3, 4]]


def test_rings_loops_and_parallel_edges_are_kept() -> None:
    ring = build(raw_roads([([0, 1, 2], STREET), ([2, 3, 0], STREET)])).roads
    assert chains(ring) == [[0, 1, 2, 3, 0]]
    assert (ring.n_nodes, ring.edge_from[0]) == (1, ring.edge_to[0])
    closed = build(raw_roads([([1, 2, 3, 1], STREET | {"junction": "roundabout"})])).roads
    assert chains(closed) == [[1, 2, 3, 1]]
    assert closed.edge_part.tolist() == [0]
    lasso = build(raw_roads([([0, 1, 2, 3, 1], STREET)])).roads
    assert chains(lasso) == [[0, 1], [1, 2, 3, 1]]
    ways = [([0, 1], STREET), ([0, 2, 1], STREET), ([1, 3], STREET), ([0, 4], STREET)]
    assert chains(build(raw_roads(ways)).roads) == [[0, 1], [0, 2, 1], [1, 3], [0, 4]]
    doubled = build(raw_roads([([0, 1], STREET), ([1, 0], STREET)])).roads
    assert chains(doubled) == [[0, 1, 0]]


def test_stretches_without_length() -> None:
    places = [(110.0, 39.0), (110.0, 39.0), (110.001, 39.0), (110.0, 39.0)]
    ways = [([0, 0, 1], STREET), ([1, 2], STREET), ([0, 3], {"highway": "primary"})]
    roads = build(raw_roads(ways, places)).roads
    assert np.diff(roads.vertex_offset).tolist() == [3, 2]
    assert roads.length_cm.tolist() == [8663, 0]
    assert roads.forward_ms.tolist()[1] == 0


def test_nothing_is_placed_on_motorways_ferries_islands_and_tails() -> None:
    ways = [
        ([0, 1], STREET), ([1, 2], {"highway": "motorway", "oneway": "no"}),
        ([2, 3], {"route": "ferry"}), ([3, 4], STREET), ([5, 6], STREET),
        ([4, 7], STREET | {"oneway": "yes"}),
    ]  # fmt: skip
    built = build(raw_roads(ways), ferries=True, smallest_part_m=200.0)
    roads = built.roads
    by_ends = dict(zip(map(tuple, chains(roads)), range(roads.n_edges), strict=True))
    may = {ends: bool(roads.snappable[edge]) for ends, edge in by_ends.items()}
    assert may == {
        (0, 1): True, (1, 2): False, (2, 3): False, (3, 4): True, (5, 6): False, (4, 7): False,
    }  # fmt: skip
    assert roads.edge_part[by_ends[4, 7]] == -1
    assert [(part.n_edges, part.is_island) for part in roads.parts] == [(4, False), (1, True)]
    assert roads.parts[1].length_m == pytest.approx(86.63)
    assert [(left.code, left.count) for left in built.left_out] == [
        ("road_islands", 1),
        ("one_way_tails", 1),
    ]


def test_the_longest_part_is_never_an_island() -> None:
    roads = build(raw_roads([([0, 1], STREET), ([2, 3, 4], STREET)]), smallest_part_m=1e9).roads
    assert [part.is_island for part in roads.parts] == [False, True]
    assert roads.edge_part.tolist() == [1, 0]


def test_lines_that_take_no_part_are_listed_by_reason() -> None:
    ways = [
        ([0, 1], STREET), ([1, 2], STREET | {"access": "no"}), ([2, 3], {"route": "ferry"}),
        ([3, 4], {"highway": "footway"}), ([4, 5], {"highway": "platform"}),
        ([0, 6], {"highway": "odd"}),
    ]  # fmt: skip
    built = build(raw_roads(ways))
    assert {left.code: (left.count, left.examples) for left in built.left_out} == {
        "roads_closed": (1, ("residential (1)",)),
        "ferries_off": (1, ("- (1)",)),
        "roads_of_other_modes": (1, ("footway (1)",)),
        "not_roads": (1, ("platform (1)",)),
    }
    (warning,) = built.warnings
    assert (warning.code, warning.where.key) == ("unknown_highway", "roads.columns.highway")


def test_faults() -> None:
    with pytest.raises(NetworkError, match="no_usable_roads"):
        build(raw_roads([([0, 1], {"highway": "steps"})]))
    with pytest.raises(ScenarioError) as caught:
        build(raw_roads([([0, 1], STREET)]), speeds_kmh={"resident": 20.0, "lane": 5.0})
    assert [issue.where.key for issue in caught.value.issues] == [
        "travel.speeds_kmh.lane",
        "travel.speeds_kmh.resident",
    ]


@pytest.mark.parametrize("tags", [STREET | {"oneway": "yes"}, {"highway": "motorway_link"}])
def test_roads_that_nothing_can_stand_on_are_refused(tags: dict[str, str]) -> None:
    with pytest.raises(NetworkError, match="no_connected_roads"):
        build(raw_roads([([0, 1, 2], tags)]))


def test_a_road_that_takes_weeks_is_refused() -> None:
    across = raw_roads([([0, 1], STREET | {"surface": "mud"})], [(0.0, 0.0), (60.0, 0.0)])
    with pytest.raises(NetworkError, match="road_too_slow"):
        build(across, speeds_kmh={"residential": 0.5})
    hours = build(across, speeds_kmh={"residential": 50.0}).roads.forward_ms[0] / 3_600_000
    assert hours == pytest.approx(GEOD.line_length([0, 60], [0, 0]) / 35_000, rel=1e-6)


def test_a_direction_that_is_not_understood_is_told_by_its_key() -> None:
    built = build(raw_roads([([0, 1], STREET | {"oneway:bicycle": "x"})]), mode="cycle")
    (warning,) = built.warnings
    assert (warning.code, warning.where.key) == ("unknown_oneway_bicycle", "roads")
    assert "x (1)" in warning.message.en


# --- against an uncontracted graph ---------------------------------------------------------


def plain_graph(raw: RawRoads, mode: str) -> nx.MultiDiGraph:
    """Return every stretch as its own arc over vertex ids, times and lengths as floats."""
    graph = nx.MultiDiGraph()
    columns = {key: raw.column(key).texts() for key in TAGS}
    lon, lat = raw.vertex_lon, raw.vertex_lat
    for way in range(raw.n_ways):
        rule = judge({k: c[way] for k, c in columns.items()}, Profile(mode, {}, 0.7, ferries=False))
        if rule.use is not Use.OPEN:
            continue
        ids = raw.way_vertex[raw.way_offset[way] : raw.way_offset[way + 1]].tolist()
        for a, b in pairwise(ids):
            metres = GEOD.inv(lon[a], lat[a], lon[b], lat[b])[2]
            cost = {"m": metres, "s": metres / (rule.speed_kmh / 3.6)}
            if rule.along:
                graph.add_edge(a, b, **cost)
            if rule.against:
                graph.add_edge(b, a, **cost)
    return graph


def built_graph(roads: Roads) -> nx.MultiDiGraph:
    graph = nx.MultiDiGraph()
    graph.add_nodes_from(range(roads.n_nodes))
    for edge in range(roads.n_edges):
        a, b = int(roads.edge_from[edge]), int(roads.edge_to[edge])
        metres = roads.length_cm[edge] / 100
        if roads.forward_ms[edge] != CLOSED:
            graph.add_edge(a, b, m=metres, s=roads.forward_ms[edge] / 1000)
        if roads.backward_ms[edge] != CLOSED:
            graph.add_edge(b, a, m=metres, s=roads.backward_ms[edge] / 1000)
    return graph


def assert_same_distances(raw: RawRoads, mode: str, n_sources: int) -> None:
    roads = build(raw, mode=mode).roads
    plain, contracted = plain_graph(raw, mode), built_graph(roads)
    place = {(x, y): i for i, (x, y) in enumerate(zip(raw.vertex_lon, raw.vertex_lat, strict=True))}
    vertex = [place[x, y] for x, y in zip(roads.node_lon, roads.node_lat, strict=True)]
    for source in np.random.default_rng(7).integers(0, roads.n_nodes, n_sources).tolist():
        for weight, step in (("m", 0.005), ("s", 0.0005)):
            expected = nx.single_source_dijkstra_path_length(plain, vertex[source], weight=weight)
            found = nx.single_source_dijkstra_path_length(contracted, source, weight=weight)
            assert len(found) > 0
            for node in range(roads.n_nodes):
                if vertex[node] in expected:
                    # every edge of a path is rounded once
                    slack = step * contracted.number_of_nodes()
                    assert found[node] == pytest.approx(expected[vertex[node]], abs=slack, rel=1e-6)
                else:
                    assert node not in found


@pytest.mark.parametrize("mode", ["drive", "cycle", "walk"])
def test_distances_on_monaco_equal_those_of_the_uncontracted_graph(
    shared_data: Path, mode: str
) -> None:
    raw = read_osm(shared_data / "monaco" / "monaco_quackosm.osm.pbf").raw
    assert_same_distances(raw, mode, 12)


TAG_CHOICES = st.sampled_from([
    STREET, STREET | {"oneway": "yes"}, STREET | {"oneway": "-1"}, {"highway": "primary"},
    {"highway": "motorway"}, {"highway": "footway"},
])  # fmt: skip
WAYS = st.lists(
    st.tuples(st.lists(st.integers(0, 11), min_size=2, max_size=6), TAG_CHOICES),
    min_size=1,
    max_size=14,
)


@given(ways=WAYS)
def test_any_network_keeps_its_stretches_and_distances(ways: list[Way]) -> None:
    raw = raw_roads([*ways, ([12, 13], STREET)])
    roads = build(raw).roads
    kept = []
    for edge, ids in enumerate(chains(roads)):
        word = roads.classes[roads.edge_class[edge]]
        oneway = roads.backward_ms[edge] == CLOSED
        for a, b in pairwise(ids):
            kept.append((word, oneway, (a, b) if oneway else (min(a, b), max(a, b))))
    given_stretches = []
    for vertices, tags in [*ways, ([12, 13], STREET)]:
        if tags["highway"] == "footway":
            continue
        oneway = tags["highway"] == "motorway" or "oneway" in tags
        for a, b in pairwise(vertices):
            if a != b:
                flow = (b, a) if tags.get("oneway") == "-1" else (a, b)
                ends = flow if oneway else (min(a, b), max(a, b))
                given_stretches.append((tags["highway"], oneway, ends))
    assert sorted(kept) == sorted(given_stretches)
    assert_same_distances(raw, "drive", 4)


@given(ways=WAYS, order=st.randoms(use_true_random=False))
def test_the_order_of_ways_only_renumbers(ways: list[Way], order: Any) -> None:
    ways = [*ways, ([12, 13], STREET)]
    shuffled = ways.copy()
    order.shuffle(shuffled)
    one, other = build(raw_roads(ways)).roads, build(raw_roads(shuffled)).roads
    assert one.n_edges == other.n_edges
    assert one.fingerprint == build(raw_roads(ways)).roads.fingerprint
    assert abs(int(one.length_cm.sum()) - int(other.length_cm.sum())) <= one.n_edges
    assert [part.n_edges for part in one.parts].count(1) == [
        part.n_edges for part in other.parts
    ].count(1)


@given(ways=WAYS)
def test_parts_are_strongly_connected(ways: list[Way]) -> None:
    roads = build(raw_roads([*ways, ([12, 13], STREET)])).roads
    component = {
        node: number
        for number, nodes in enumerate(nx.strongly_connected_components(built_graph(roads)))
        for node in nodes
    }
    for edge in range(roads.n_edges):
        a, b = int(roads.edge_from[edge]), int(roads.edge_to[edge])
        assert (roads.edge_part[edge] >= 0) == (component[a] == component[b])
    for number, part in enumerate(roads.parts):
        edges = np.flatnonzero(roads.edge_part == number)
        assert len({component[int(roads.edge_from[edge])] for edge in edges}) == 1
        assert part.n_edges == len(edges)
        assert part.length_m == pytest.approx(roads.length_cm[edges].sum() / 100)
    lengths = [part.length_m for part in roads.parts]
    assert lengths == sorted(lengths, reverse=True)


def test_iceland_keeps_its_length(shared_data: Path) -> None:
    raw = read_osm(shared_data / "iceland" / "iceland_roads_places_services.osm.pbf").raw
    built = build(raw, smallest_part_m=10_000)
    closed_km = [left for left in built.left_out if left.code == "roads_closed"]
    assert [(left.count) for left in closed_km] == [791]
    # 33,221 km in all, of which 290 km are closed to cars
    assert built.roads.length_km == pytest.approx(32_930.7, abs=0.1)
    assert len(built.roads.vertex_lon) > 900_000
    assert built.roads.parts[0].length_m > 0.98 * built.roads.length_km * 1000
    assert not built.roads.parts[0].is_island
