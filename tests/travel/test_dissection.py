from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.domain.arrays import IntArray
from planner.travel.dissection import dissect
from planner.travel.hierarchy import Hierarchy
from planner.travel.neighbours import neighbours
from tests.city import GridCity
from tests.travel.test_hierarchy import check


def column(values: list[int]) -> IntArray:
    return np.array(values, dtype=np.int32)


@given(
    edges=st.lists(st.tuples(st.integers(0, 199), st.integers(0, 199)), max_size=500),
)
def test_every_node_has_its_place(edges: list[tuple[int, int]]) -> None:
    graph = neighbours(200, column([a for a, _ in edges]), column([b for _, b in edges]))
    assert sorted(dissect(graph).tolist()) == list(range(200))


def test_a_long_road_is_cut_in_the_middle() -> None:
    n = 2**12
    graph = neighbours(n, np.arange(n - 1, dtype=np.int32), np.arange(1, n, dtype=np.int32))
    order = dissect(graph)
    assert abs(int(order[-1]) - n // 2) < 0.16 * n


def test_without_a_library_travel_still_has_its_hierarchy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("planner.travel.order.find_spec", lambda _: None)
    roads = GridCity(columns=25, rows=25).roads
    hierarchy = Hierarchy.of(roads)
    check(roads, hierarchy)
    assert hierarchy.height < 150
