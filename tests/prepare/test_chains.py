from __future__ import annotations

from itertools import pairwise

import numpy as np

from planner.prepare.chains import contract


def chains(
    stretches: list[tuple[int, int]], kind: list[int], oneway: list[bool]
) -> list[list[int]]:
    """Return chains of stretch numbers; a turned one is written as -1 - number."""
    ends = np.array(stretches, dtype=np.int32).reshape(-1, 2)
    found = contract(ends[:, 0], ends[:, 1], np.array(kind, dtype=np.int64), np.array(oneway))
    signed = np.where(found.turned, -1 - found.stretch, found.stretch).tolist()
    offset = found.stretch_offset.tolist()
    return [signed[a:b] for a, b in pairwise(offset)]


def test_two_way_stretches_join_whichever_way_they_are_drawn() -> None:
    assert chains([(0, 1), (2, 1), (2, 3)], [0, 0, 0], [False] * 3) == [[0, -2, 2]]


def test_one_way_stretches_join_only_with_the_flow() -> None:
    assert chains([(1, 2), (0, 1)], [0, 0], [True, True]) == [[1, 0]]
    assert chains([(1, 2), (1, 0)], [0, 0], [True, True]) == [[0], [1]]


def test_kinds_do_not_mix() -> None:
    assert chains([(0, 1), (1, 2)], [0, 1], [False, False]) == [[0], [1]]


def test_a_ring_starts_at_its_first_stretch() -> None:
    assert chains([(0, 1), (1, 2), (2, 0)], [0] * 3, [True] * 3) == [[0, 1, 2]]
    assert chains([(0, 1), (1, 0)], [0] * 2, [False] * 2) == [[0, 1]]


def test_a_stretch_from_a_vertex_to_itself_is_its_own_chain() -> None:
    assert chains([(0, 0)], [0], [False]) == [[0]]


def test_a_single_stretch() -> None:
    assert chains([(0, 1)], [0], [True]) == [[0]]
