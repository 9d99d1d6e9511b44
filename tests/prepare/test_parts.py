from __future__ import annotations

import numpy as np

from planner.prepare.parts import describe_parts, strong_parts

TWO_WAY = np.array([True, True, True, True, False])
EDGE_FROM = np.array([3, 0, 1, 4, 2], dtype=np.int32)
EDGE_TO = np.array([4, 1, 2, 4, 3], dtype=np.int32)


def test_parts_are_numbered_by_their_first_edge_and_joined_by_no_one_way_edge() -> None:
    part, n_parts = strong_parts(6, EDGE_FROM, EDGE_TO, np.ones(5, dtype=bool), TWO_WAY)
    assert (part.tolist(), n_parts) == ([0, 1, 1, 0, -1], 2)


def test_the_longest_part_comes_first_and_small_ones_are_islands() -> None:
    length_cm = np.array([500, 100, 250, 400, 9999], dtype=np.int32)
    middle = (np.arange(5.0), np.arange(5.0) + 50)
    old = np.array([1, 0, 0, 1, -1], dtype=np.int32)
    part, parts = describe_parts(old, 2, length_cm, middle=middle, smallest_part_m=3.5)
    assert part.tolist() == [0, 1, 1, 0, -1]
    assert [(p.length_m, p.n_edges, p.lon, p.lat) for p in parts] == [
        (9.0, 2, 0.0, 50.0),
        (3.5, 2, 2.0, 52.0),
    ]
    assert [p.is_island for p in parts] == [False, False]
    _, parts = describe_parts(old, 2, length_cm, middle=middle, smallest_part_m=3.51)
    assert [p.is_island for p in parts] == [False, True]
    _, parts = describe_parts(old, 2, length_cm, middle=middle, smallest_part_m=99.0)
    assert [p.is_island for p in parts] == [False, True]


def test_without_a_closed_tour_there_is_no_part() -> None:
    one, two = np.array([0], dtype=np.int32), np.array([1], dtype=np.int32)
    part, n_parts = strong_parts(2, one, two, np.array([True]), np.array([False]))
    assert (part.tolist(), n_parts) == ([-1], 0)
    kept, parts = describe_parts(
        part, 0, np.array([5], dtype=np.int32), middle=(np.zeros(1), np.zeros(1)), smallest_part_m=1
    )
    assert (kept.tolist(), parts) == ([-1], ())
