from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.domain.arrays import BoolArray, IntArray, LongArray
from planner.domain.road_edits import closed, linked, slowed
from planner.domain.roads import Roads
from planner.domain.travel import UNREACHABLE, Optimise
from planner.travel import (
    TooFarError,
    TravelByState,
    by_state,
    matrix,
    matrix_bytes,
    travel_matrix,
)
from planner.units import GIB
from tests.city import GridCity

CITY = GridCity(columns=4, rows=3, one_way=[((0, 0), (1, 0))])
HOMES = CITY.at((0, 0), (0.5, 1), (3, 2), (2, 0.25))
SITES = CITY.at((3, 0), (0.25, 2), (1, 1))
IDS = ("a", "b", "c")


def bridge(roads: Roads) -> Roads:
    return linked(
        roads, CITY.node(0, 0), CITY.node(3, 2),
        length_cm=400_000, forward_ms=10_000, backward_ms=10_000, road_class="primary",
    )  # fmt: skip


def states_of_city() -> list[Roads]:
    edges: IntArray = np.array([0, 3, 7], dtype=np.int32)
    return [
        CITY.roads,
        closed(CITY.roads, edges),
        slowed(CITY.roads, edges, 1.5),
        bridge(CITY.roads),
        bridge(closed(CITY.roads, edges)),
    ]


def travelled(roads: Roads = CITY.roads, **options: Any) -> TravelByState:
    return TravelByState(roads, HOMES, SITES, IDS, **options)


@pytest.mark.parametrize("method", ["hierarchy", "search"])
@pytest.mark.parametrize("optimise", ["fastest", "shortest"])
def test_each_state_is_travelled_as_if_alone(
    monkeypatch: pytest.MonkeyPatch, method: str, optimise: Optimise
) -> None:
    monkeypatch.setattr(matrix, "EDGES_TO_SEARCH", 0 if method == "hierarchy" else 1 << 40)
    together = travelled(optimise=optimise)
    for roads in reversed(states_of_city()):
        alone = travel_matrix(roads, HOMES, SITES, IDS, optimise=optimise)
        found = together.matrix(roads)
        assert together.method(roads) == method
        np.testing.assert_array_equal(found.time_ms, alone.time_ms)
        np.testing.assert_array_equal(found.length_cm, alone.length_cm)


def test_a_state_is_found_once_whoever_asks(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(matrix, "EDGES_TO_SEARCH", 0)
    calls: list[tuple[int, int]] = []
    together = travelled(on_progress=lambda *done: calls.append(done), folder=tmp_path)
    first = together.matrix(closed(CITY.roads, np.array([1])))
    again = together.matrix(closed(CITY.roads, np.array([1])))
    assert again is first
    assert (together.n_states, len(calls)) == (1, 1)
    together.matrix(CITY.roads)
    assert (together.n_states, len(calls)) == (2, 2)
    assert len(list(tmp_path.iterdir())) == 1


def test_routes_too_long_for_the_hierarchy_are_searched(monkeypatch: pytest.MonkeyPatch) -> None:
    class TooFar:
        @classmethod
        def of(cls, *_: object, **__: object) -> TooFar:
            raise TooFarError

    monkeypatch.setattr(matrix, "EDGES_TO_SEARCH", 0)
    monkeypatch.setattr(by_state, "Engine", TooFar)
    together = travelled()
    assert together.method(CITY.roads) == "search"
    alone = travel_matrix(CITY.roads, HOMES, SITES, IDS)
    np.testing.assert_array_equal(together.matrix(CITY.roads).time_ms, alone.time_ms)


def test_states_that_memory_does_not_hold_go_to_the_disk(tmp_path: Path) -> None:
    allowed_gib = 2.5 * matrix_bytes(len(HOMES), len(SITES)) / GIB
    files = travelled(memory_gib=allowed_gib, stream_to=tmp_path)
    memory = travelled()
    providers: BoolArray = np.array([[True, True], [False, True]])
    residents: LongArray = np.array([3, 1])
    egress_ms: IntArray = np.array([60_000, 0], dtype=np.int32)
    for roads in states_of_city():
        in_files, in_memory = (
            each.to_sites(["c", "a"], egress_ms).nearest(roads, providers, residents)
            for each in (files, memory)
        )
        without = memory.matrix(roads).time_ms[residents][:, [2, 0]].astype(np.int64)
        time_ms = np.where(without == UNREACHABLE, UNREACHABLE, without + egress_ms)
        assert in_memory.time_ms.tolist() == [time_ms.min(axis=1).tolist(), time_ms[:, 1].tolist()]
        for name in ("site", "time_ms", "length_cm"):
            np.testing.assert_array_equal(getattr(in_files, name), getattr(in_memory, name))
    kept = [files.matrix(roads).on_disk for roads in states_of_city()]
    assert kept == [False, False, True, True, True]
    with pytest.raises(MemoryError, match="stream_to"):
        [travelled(memory_gib=1e-9).matrix(roads) for roads in states_of_city()]


def edge_sets() -> st.SearchStrategy[list[int]]:
    return st.lists(st.integers(0, CITY.roads.n_edges - 1), min_size=1, unique=True)


@given(edge_sets())
def test_closing_never_shortens_a_trip(edges: list[int]) -> None:
    together = travelled()
    before = together.matrix(CITY.roads)
    after = together.matrix(closed(CITY.roads, np.array(edges)))
    assert (after.time_ms >= before.time_ms).all()


@given(edge_sets(), st.integers(0, 11), st.integers(0, 11), st.integers(1, 900_000))
def test_a_link_never_lengthens_a_trip(
    edges: list[int], start: int, end: int, time_ms: int
) -> None:
    roads = closed(CITY.roads, np.array(edges))
    longer = linked(
        roads, start, end,
        length_cm=time_ms, forward_ms=time_ms, backward_ms=time_ms, road_class="primary",
    )  # fmt: skip
    together = travelled(roads)
    assert (together.matrix(longer).time_ms <= together.matrix(roads).time_ms).all()


@given(edge_sets())
def test_a_factor_of_one_changes_nothing(edges: list[int]) -> None:
    assert slowed(CITY.roads, np.array(edges), 1.0).fingerprint == CITY.roads.fingerprint
