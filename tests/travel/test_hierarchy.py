from __future__ import annotations

from pathlib import Path

import networkx as nx
import numpy as np
import pytest
from hypothesis import given

from planner.domain.roads import Roads
from planner.travel.hierarchy import LOOP, Hierarchy, graph_hash, hierarchy_of
from tests.city import GridCity, Road, roads_of
from tests.travel.networks import Case, cases


def arcs(hierarchy: Hierarchy) -> set[tuple[int, int]]:
    low = np.repeat(np.arange(hierarchy.n_nodes), np.diff(hierarchy.arc_start))
    return set(zip(low.tolist(), hierarchy.arc_head.tolist(), strict=True))


def check(roads: Roads, hierarchy: Hierarchy) -> None:
    """Eliminate the ranks one by one, as the definition says."""
    graph = nx.Graph()
    graph.add_nodes_from(range(roads.n_nodes))
    rank = hierarchy.rank
    assert sorted(rank.tolist()) == list(range(roads.n_nodes))
    for edge in range(roads.n_edges):
        one, other = int(rank[roads.edge_from[edge]]), int(rank[roads.edge_to[edge]])
        if one == other:
            assert hierarchy.edge_arc[edge] == LOOP
        else:
            graph.add_edge(one, other)
            arc = int(hierarchy.edge_arc[edge])
            assert (arc < 0) == (one > other)
            assert hierarchy.arc_head[max(arc, ~arc)] == max(one, other)
    expected = set()
    for low in range(roads.n_nodes):
        above = sorted(graph[low])
        expected |= {(low, high) for high in above}
        assert hierarchy.parent[low] == (above[0] if above else -1)
        graph.remove_node(low)
        graph.add_edges_from((one, other) for one in above for other in above if one < other)
    assert arcs(hierarchy) == expected


@given(case=cases())
def test_any_network_is_filled_in_as_defined(case: Case) -> None:
    hierarchy = Hierarchy.of(case.roads)
    check(case.roads, hierarchy)
    check(case.roads, Hierarchy.of(case.roads, like=hierarchy))


def star(n_leaves: int) -> Roads:
    nodes = [(110 + i / 1e5, 39.6) for i in range(n_leaves + 1)]
    return roads_of(nodes, [Road(0, 1 + i, 1, 1) for i in range(n_leaves)])


@pytest.mark.parametrize("n_leaves", [1, 23, 24, 25, 26, 60])
def test_hubs_with_many_neighbours(n_leaves: int) -> None:
    check(star(n_leaves), Hierarchy.of(star(n_leaves)))


def test_a_grid_with_a_core_and_its_tree() -> None:
    roads = GridCity(columns=25, rows=25).roads
    hierarchy = Hierarchy.of(roads)
    check(roads, hierarchy)
    depth = hierarchy.depth
    assert (depth[hierarchy.parent < 0] == 0).all()
    inner = hierarchy.parent >= 0
    assert (depth[inner] == depth[hierarchy.parent[inner]] + 1).all()
    assert hierarchy.height == depth.max() + 1 < 120


def test_it_is_kept_for_the_next_time(tmp_path: Path) -> None:
    roads = GridCity().roads
    built = hierarchy_of(roads, tmp_path)
    (path,) = tmp_path.iterdir()
    assert path.name == f"hierarchy-{graph_hash(roads)}.npy"
    loaded = hierarchy_of(GridCity(speed_kmh=72, one_way=[((0, 0), (1, 0))]).roads, tmp_path)
    assert list(tmp_path.iterdir()) == [path]
    for name in ("rank", "parent", "arc_start", "arc_head", "edge_arc"):
        assert np.array_equal(getattr(built, name), getattr(loaded, name))
        assert not getattr(loaded, name).flags.writeable
    assert isinstance(loaded.rank.base, np.memmap)


def test_a_broken_file_is_replaced(tmp_path: Path) -> None:
    roads = GridCity().roads
    path = tmp_path / f"hierarchy-{graph_hash(roads)}.npy"
    hierarchy_of(roads, tmp_path)
    whole = path.read_bytes()
    for broken in (b"", b"no array", whole[:-8], whole[:100]):
        path.write_bytes(broken)
        check(roads, hierarchy_of(roads, tmp_path))
        assert path.read_bytes() == whole
    other = np.array([1, 0, 0, 0, 0, 5], dtype=np.int32)
    np.save(path, other)
    with pytest.raises(ValueError, match="cut off"):
        Hierarchy.load(path)


def test_a_folder_that_cannot_be_written_is_done_without(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    assert hierarchy_of(GridCity().roads, blocked / "cache").n_nodes == 9


def test_other_roads_have_another_hash() -> None:
    hashes = {graph_hash(GridCity(columns=n).roads) for n in (2, 3, 4)}
    assert len(hashes) == 3
