from __future__ import annotations

from planner.domain.roads import CLOSED
from planner.travel.graph import reversed_graph
from tests.city import Road, roads_of

NODES = [(110 + i / 100, 39.6) for i in range(3)]


def test_arcs_are_turned_round_without_loops_and_with_zeros() -> None:
    roads = roads_of(
        NODES,
        [Road(0, 1, 10, 0), Road(1, 2, 20, CLOSED, 7), Road(2, 2, 30, 3, 3), Road(0, 2, 0, 0, 4)],
    )
    graph = reversed_graph(roads, "fastest")
    assert graph.n_nodes == 3
    assert graph.row_start.tolist() == [0, 1, 3, 4]
    assert graph.arrived.tolist() == [0, 1, 1, 2]
    assert graph.left.tolist() == [2, 0, 2, 0]
    assert graph.cost.first.tolist() == [4, 0, 7, 0]
    assert graph.cost.second.tolist() == [0, 10, 20, 0]


def test_of_parallel_arcs_the_best_stays() -> None:
    roads = roads_of(
        NODES[:2],
        [Road(0, 1, 5, 9), Road(0, 1, 8, 3), Road(1, 0, 6, 4, 3), Road(1, 0, 7, CLOSED, 3)],
    )
    fastest = reversed_graph(roads, "fastest")
    assert fastest.arrived.tolist() == [0, 1]
    assert fastest.cost.first.tolist() == [4, 3]
    assert fastest.cost.second.tolist() == [6, 6]
    shortest = reversed_graph(roads, "shortest")
    assert shortest.cost.first.tolist() == [6, 5]
    assert shortest.cost.second.tolist() == [4, 9]


def test_no_edges_and_no_nodes() -> None:
    assert reversed_graph(roads_of(NODES, []), "fastest").row_start.tolist() == [0, 0, 0, 0]
