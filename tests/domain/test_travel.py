from __future__ import annotations

import numpy as np
import pytest

from planner.domain.travel import Coverage, TravelMatrix, TravelWithin


def within() -> TravelWithin:
    pairs = np.array([[0, 2], [1, 0], [1, 2], [3, 1], [3, 2]], dtype=np.int32).T.copy()
    time_ms = np.array([5, 1, 2, 9, 4], dtype=np.int32)
    return TravelWithin(pairs[0], pairs[1], time_ms, time_ms.copy())


def test_pairs_by_resident_and_by_site() -> None:
    found = within()
    assert found.by_resident(5).tolist() == [0, 1, 3, 3, 5, 5]
    start, pair = found.by_site(4)
    assert start.tolist() == [0, 1, 2, 5, 5]
    covered = [found.resident[pair[start[j] : start[j + 1]]].tolist() for j in range(4)]
    assert covered == [[1], [3], [0, 1, 3], []]
    assert found.time_ms[pair[start[2] : start[3]]].tolist() == [5, 2, 4]
    with pytest.raises(ValueError, match="fewer residents or sites"):
        found.by_site(2)


def test_columns_of_a_matrix() -> None:
    time_ms = np.arange(6, dtype=np.int32).reshape(2, 3)
    matrix = TravelMatrix(time_ms, time_ms.copy(), ("a", "b", "c"))
    assert matrix.columns(["c", "a"]).time_ms.tolist() == [[2, 0], [5, 3]]


def test_radii_of_coverage_ascend() -> None:
    with pytest.raises(ValueError, match="ascend"):
        Coverage((2, 1), np.zeros((2, 1)), np.zeros((2, 1), dtype=np.int32))
