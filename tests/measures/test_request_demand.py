from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.domain.arrays import BoolArray
from planner.domain.residents import Residents
from planner.measures.request_demand import demand_factors
from tests.request_log import log


def residents(people: list[float], unit: list[int]) -> Residents:
    n = len(people)
    names = tuple(f"p{i}" for i in range(n))
    return Residents(
        names, names, np.zeros(n), np.zeros(n), np.array(people), np.array(unit, dtype=np.int32)
    )


def all_of(n: int) -> BoolArray:
    return np.ones(n, dtype=bool)


def test_demand_factors_by_hand() -> None:
    """30 and 10 requests of 1,000 people each: with 10 more at the common rate 4/3 and 2/3."""
    people = residents([400, 600, 1000, 50], [0, 0, 1, -1])
    requests = log([0] * 40, unit=[0] * 30 + [1] * 10)
    factors = demand_factors(requests, all_of(40), people, 2, prior_requests=10)
    assert factors.tolist() == pytest.approx([40 / 30, 20 / 30, 1])
    bounded = demand_factors(requests, all_of(40), people, 2, prior_requests=10, bounds=(0.9, 1.2))
    assert bounded.tolist() == [1.2, 0.9, 1]
    assert demand_factors(requests, ~all_of(40), people, 2).tolist() == [1, 1, 1]


@given(
    asked=st.lists(st.integers(0, 60), min_size=4, max_size=4),
    people=st.lists(st.integers(1, 5000), min_size=4, max_size=4),
)
def test_factors_keep_total_demand_where_nothing_is_cut(
    asked: list[int], people: list[int]
) -> None:
    unit = [index for index, count in enumerate(asked) for _ in range(count)]
    places = residents([float(p) for p in people], [0, 1, 2, 3])
    requests = log([0] * len(unit), unit=unit)
    factors = demand_factors(requests, all_of(len(unit)), places, 4, bounds=(1e-9, 1e9))
    assert (factors[:-1] * places.people).sum() == pytest.approx(sum(people))
    cut = demand_factors(requests, all_of(len(unit)), places, 4)
    assert (cut >= 0.5).all()
    assert (cut <= 2).all()
