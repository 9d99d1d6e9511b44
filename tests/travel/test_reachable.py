from __future__ import annotations

import networkx as nx
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from planner.domain.arrays import BoolArray, IntArray
from planner.domain.roads import CLOSED, Roads
from planner.travel.hierarchy import Hierarchy
from planner.travel.reachable import Reachability, on_island
from tests.city import GridCity
from tests.travel.networks import Case, cases


def open_ways(roads: Roads) -> nx.DiGraph:
    graph = nx.DiGraph()
    graph.add_nodes_from(range(roads.n_nodes))
    for edge in range(roads.n_edges):
        ends = int(roads.edge_from[edge]), int(roads.edge_to[edge])
        if roads.forward_ms[edge] != CLOSED:
            graph.add_edge(*ends)
        if roads.backward_ms[edge] != CLOSED:
            graph.add_edge(*ends[::-1])
    return graph


@given(case=cases(), data=st.data())
def test_both_ways_of_asking_who_gets_to_a_goal_agree_with_networkx(
    case: Case, data: st.DataObject
) -> None:
    roads = case.roads
    some = st.lists(st.integers(0, roads.n_nodes - 1), min_size=1, max_size=3)
    starts, goals = data.draw(some), data.draw(some)
    graph = open_ways(roads)
    getting_there = {node for goal in goals for node in {goal} | nx.ancestors(graph, goal)}
    hierarchy = Hierarchy.of(roads)
    is_goal: BoolArray = np.zeros(roads.n_nodes, dtype=bool)
    is_goal[hierarchy.rank[goals]] = True
    island = on_island(
        hierarchy.arcs, roads.forward_ms, roads.backward_ms, hierarchy.rank[starts], is_goal
    )
    assert island == (not getting_there & set(starts))
    reachability = Reachability(roads)
    parts = reachability.parts_of(np.array(goals, dtype=np.int32))
    assert np.flatnonzero(reachability.reaching(parts)).tolist() == sorted(getting_there)


def test_a_large_island_is_not_walked_round() -> None:
    roads = GridCity(columns=120, rows=100).roads
    hierarchy = Hierarchy.of(roads)
    starts: IntArray = np.zeros(1, dtype=np.int32)
    nothing: BoolArray = np.zeros(roads.n_nodes, dtype=bool)
    assert not on_island(hierarchy.arcs, roads.forward_ms, roads.backward_ms, starts, nothing)
