from __future__ import annotations

from pathlib import Path

import networkx as nx
import numpy as np
import pytest

from planner.errors import NetworkError
from planner.sources.roads import read_roads

LINE = "LINESTRING (110 39, 110.005 39.001, 110.01 39)"
BACK = "LINESTRING (110.01 39, 110.005 39.001, 110 39)"


def write(tmp_path: Path, graph: nx.Graph) -> Path:
    path = tmp_path / "g.graphml"
    nx.write_graphml(graph, path)
    return path


def triangle(graph: nx.Graph) -> nx.Graph:
    for node, (x, y) in {1: (110.0, 39.0), 2: (110.01, 39.0), 3: (110.0, 39.01)}.items():
        graph.add_node(node, x=x, y=y)
    return graph


def streets(path: Path) -> list[tuple[float, float, int, str, str]]:
    """Return (from lon, to lon, vertices, oneway, highway) per line."""
    raw = read_roads(path).raw
    found = []
    texts = zip(raw.column("oneway").texts(), raw.column("highway").texts(), strict=True)
    for way, (oneway, highway) in enumerate(texts):
        ids = raw.way_vertex[raw.way_offset[way] : raw.way_offset[way + 1]]
        ends = (float(raw.vertex_lon[ids[0]]), float(raw.vertex_lon[ids[-1]]))
        found.append((*ends, len(ids), oneway, highway))
    return found


def test_osmnx_graphs_give_one_line_per_two_way_street(tmp_path: Path) -> None:
    graph = triangle(nx.MultiDiGraph(crs="epsg:4326"))
    plain = {"highway": "['residential', 'service']", "oneway": "False", "maxspeed": "['50', '30']"}
    graph.add_edge(1, 2, **plain, reversed="False", geometry=LINE)
    graph.add_edge(2, 1, **plain, reversed="True", geometry=BACK)
    graph.add_edge(1, 2, **plain)  # parallel and straight; its twin is missing
    graph.add_edge(2, 3, highway="primary", oneway="True", reversed="False")
    path = write(tmp_path, graph)
    assert streets(path) == [
        (110.0, 110.01, 3, "no", "residential"),
        (110.0, 110.01, 2, "no", "residential"),
        (110.01, 110.0, 2, "yes", "primary"),
    ]
    assert read_roads(path).raw.column("maxspeed").texts() == ["50;30", "50;30", ""]


def test_a_plain_arc_is_one_way_unless_it_has_a_twin(tmp_path: Path) -> None:
    graph = triangle(nx.DiGraph())
    graph.add_edge(1, 2)
    graph.add_edge(2, 1)
    graph.add_edge(1, 3)
    path = write(tmp_path, graph)
    assert [street[3] for street in streets(path)] == ["no", "yes"]
    assert [issue.code for issue in read_roads(path).warnings] == ["roads_without_class"]


def test_twins_of_another_shape_stay_apart(tmp_path: Path) -> None:
    graph = triangle(nx.MultiDiGraph())
    graph.add_edge(1, 2, highway="primary")
    graph.add_edge(2, 1, highway="primary", geometry=BACK)
    assert [street[2:4] for street in streets(write(tmp_path, graph))] == [(2, "yes"), (3, "yes")]


def test_an_undirected_graph_is_two_way_except_where_it_says_so(tmp_path: Path) -> None:
    graph = triangle(nx.MultiGraph())
    graph.add_edge(1, 2, highway="primary")
    graph.add_edge(2, 3, highway="primary", oneway="yes")
    assert [street[3] for street in streets(write(tmp_path, graph))] == ["no", "yes"]


def test_a_projected_graph_becomes_degrees(tmp_path: Path) -> None:
    graph = nx.DiGraph(crs="EPSG:32649")
    graph.add_node("a", x=413_403.0, y=4_317_238.0)
    graph.add_node("b", x=414_403.0, y=4_317_238.0)
    graph.add_edge("a", "b", highway="primary")
    raw = read_roads(write(tmp_path, graph)).raw
    np.testing.assert_allclose(raw.vertex_lon, [110.0, 110.0116], atol=1e-3)
    np.testing.assert_allclose(raw.vertex_lat, 39.0, atol=1e-3)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("<graphml><graph", "road_layer_unreadable"),
        ('<graphml><graph><node id="a"/></graph></graphml>', "road_layer_unreadable"),
        (
            '<graphml><graph><edge source="a" target="b"/></graph></graphml>',
            "road_layer_unreadable",
        ),
        ("<graphml><graph></graph></graphml>", "no_roads"),
    ],
)
def test_graphs_that_are_no_roads_are_refused(tmp_path: Path, text: str, code: str) -> None:
    path = tmp_path / "g.graphml"
    path.write_text(text)
    with pytest.raises(NetworkError) as caught:
        read_roads(path)
    assert [issue.code for issue in caught.value.issues] == [code]


def test_metres_without_crs_are_refused(tmp_path: Path) -> None:
    graph = nx.DiGraph()
    graph.add_node("a", x=413_403.0, y=4_317_238.0)
    graph.add_node("b", x=414_403.0, y=4_317_238.0)
    graph.add_edge("a", "b")
    with pytest.raises(NetworkError, match="roads_coordinates_impossible"):
        read_roads(write(tmp_path, graph))
