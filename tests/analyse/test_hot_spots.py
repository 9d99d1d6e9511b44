from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from planner.analyse.hot_spots import (
    adjoining,
    hot_spots,
    near_within,
    requests_per_1000,
)
from planner.domain.area import Unit, Units
from planner.domain.arrays import BoolArray
from planner.domain.residents import Residents
from planner.text import Text
from tests.request_log import log

DEGREE_M = 111_195.0


def squares(side: int) -> Units:
    """Return a chessboard of units, one degree each."""
    return Units(
        tuple(
            Unit(f"{x},{y}", Text.same(f"{x},{y}"), shapely.box(x, y, x + 1, y + 1))
            for y in range(side)
            for x in range(side)
        )
    )


def plain_gi_star(values: list[float], near: list[list[float]]) -> list[float]:
    """Return Gi* as Ord & Getis (1995, eq. 14.3) write it, sum by sum."""
    n = len(values)
    mean = sum(values) / n
    s = math.sqrt(sum(v * v for v in values) / n - mean**2)
    found = []
    for row in near:
        total, squared = sum(row), sum(w * w for w in row)
        above = sum(w * v for w, v in zip(row, values, strict=True)) - mean * total
        found.append(above / (s * math.sqrt((n * squared - total**2) / (n - 1))))
    return found


def test_one_hot_corner_by_hand() -> None:
    """Nine units in a row, 10 in the first two: the first has neighbours 10, 10 of mean 20/9."""
    near = near_within(np.arange(9.0), np.zeros(9), DEGREE_M)
    values = np.array([10.0, 10, 0, 0, 0, 0, 0, 0, 0])
    found = hot_spots(values, near)
    mean, s = 20 / 9, math.sqrt(200 / 9 - (20 / 9) ** 2)
    assert found.z[0] == pytest.approx((20 - 2 * mean) / (s * math.sqrt((9 * 2 - 4) / 8)))
    assert found.p[0] == pytest.approx(math.erfc(found.z[0] / math.sqrt(2)))
    assert found.hot.tolist() == [True] + [False] * 8
    assert not found.cold.any()


@settings(max_examples=50)
@given(st.lists(st.integers(0, 50), min_size=9, max_size=9).filter(lambda v: len(set(v)) > 1))
def test_gi_star_against_a_slow_plain_oracle(values: list[int]) -> None:
    near = adjoining(squares(3))
    dense = near.toarray()
    dense[4] = [1, 1, 0, 0, 1, 0, 0, 0, 1]  # the middle one touches all: its z is not defined
    found = hot_spots(np.array(values, float), csr_array(dense))
    assert found.z.tolist() == pytest.approx(plain_gi_star([float(v) for v in values], dense))
    expected = [math.erfc(abs(z) / math.sqrt(2)) for z in found.z]
    assert found.p.tolist() == pytest.approx(expected)


def test_what_is_not_defined_is_not_a_number() -> None:
    near = adjoining(squares(3))
    assert np.isnan(hot_spots(np.ones(9), near).z).all()
    found = hot_spots(np.arange(9.0), near)
    assert np.isnan(found.z[4])  # near every unit
    assert not found.hot[4]
    assert not np.isnan(np.delete(found.z, 4)).any()


def test_chance_alone_makes_few_hot_spots() -> None:
    """Of 20 random maps none or nearly none has a hot spot once all places are tested at once."""
    units = squares(20)
    near = adjoining(units)
    rng = np.random.default_rng(1)
    false = sum(hot_spots(rng.normal(10, 1, 400), near).hot.any() for _ in range(20))
    assert false <= 3


def test_units_touching_in_a_corner_adjoin() -> None:
    near = adjoining(squares(3)).toarray()
    assert near.sum(axis=1).tolist() == [4, 6, 4, 6, 9, 6, 4, 6, 4]
    assert np.array_equal(near, near.T)
    assert (np.diag(near) == 1).all()


def test_a_distance_band_is_inclusive() -> None:
    lon, lat = np.zeros(3), np.array([0.0, 0.1, 0.2])
    assert near_within(lon, lat, 0.1 * DEGREE_M).toarray().tolist() == [
        [1, 1, 0],
        [1, 1, 1],
        [0, 1, 1],
    ]
    assert near_within(lon, lat, 0.1 * DEGREE_M - 1).toarray().tolist() == np.eye(3).tolist()


def residents(people: list[float], unit: list[int]) -> Residents:
    n = len(people)
    names = tuple(str(index) for index in range(n))
    return Residents(
        names, names, np.zeros(n), np.zeros(n), np.array(people), np.array(unit, dtype=np.int32)
    )


def all_of(n: int) -> BoolArray:
    return np.ones(n, dtype=bool)


def test_requests_per_thousand_people() -> None:
    people = residents([500, 1500, 4000, 77], [0, 0, 1, -1])
    requests = log([0] * 7, unit=[0, 0, 0, 0, 1, 2, -1])
    rate = requests_per_1000(requests, all_of(7), people, 3)
    assert rate[:2].tolist() == [2, 0.25]
    assert np.isnan(rate[2])
