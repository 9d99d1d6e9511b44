from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from planner.domain.arrays import BoolArray
from planner.measures.request_places import candidate_places
from tests.request_log import log

DEGREE_M = 111_195.0


def all_of(n: int) -> BoolArray:
    return np.ones(n, dtype=bool)


def test_candidates_by_hand() -> None:
    """Three requests near place 1, two near place 2, one alone near place 0."""
    points = [(0.0, 0.0), (1.0, 0.0), (1.001, 0.0), (0.999, 0.0), (2.0, 0.0), (2.001, 0.0)]
    requests = log([0] * 6, place=points)
    lon, lat = np.array([0.0, 1.0, 2.0, 1.0005]), np.zeros(4)
    found = candidate_places(requests, all_of(6), lon, lat, radius_m=500, most=5)
    assert [tuple(one) for one in found] == [(1, 3), (2, 2)]
    alone = candidate_places(requests, all_of(6), lon, lat, radius_m=500, most=5, fewest_requests=1)
    assert [one.place for one in alone] == [1, 2, 0]
    assert candidate_places(requests, all_of(6), lon, lat, radius_m=500, most=1) == found[:1]


def test_candidates_only_for_requests_with_a_place() -> None:
    assert (
        candidate_places(log([0, 0]), all_of(2), np.zeros(1), np.zeros(1), radius_m=500, most=1)
        == ()
    )


@given(st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), min_size=1, max_size=25))
def test_candidates_are_places_offered_and_count_each_request_once(
    cells: list[tuple[int, int]],
) -> None:
    points = [(x / 100, y / 100) for x, y in cells]
    requests = log([0] * len(points), place=points)
    found = candidate_places(
        requests, all_of(len(points)), requests.lon, requests.lat,
        radius_m=0.01 * DEGREE_M, most=99, fewest_requests=1,
    )  # fmt: skip
    assert sum(one.requests for one in found) == len(points)
    counts = [one.requests for one in found]
    assert counts == sorted(counts, reverse=True)
    assert len({one.place for one in found}) == len(found)
