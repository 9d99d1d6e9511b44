from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.analyse.weighted import (
    in_order,
    share_counted,
    weighted_mean,
    weighted_quantile,
    within,
    worst_off_mean,
)

FINITE = st.floats(0, 1e6)
PAIRS = st.lists(st.tuples(FINITE, st.integers(0, 1000)), min_size=1, max_size=40)


def test_mean_weighs_people_and_skips_the_unreached() -> None:
    values = np.array([10.0, 20.0, np.nan])
    assert weighted_mean(values, np.array([3.0, 1.0, 96.0])) == 12.5


@pytest.mark.parametrize(
    ("q", "expected"), [(0.1, 1.0), (0.5, 1.0), (0.51, 2.0), (0.9, 2.0), (0.91, 9.0), (1.0, 9.0)]
)
def test_quantile_is_the_smallest_value_whose_share_reaches_q(q: float, expected: float) -> None:
    assert weighted_quantile(np.array([9.0, 1.0, 2.0]), np.array([1.0, 5.0, 4.0]), q) == expected


def test_nobody_gives_nan() -> None:
    assert math.isnan(weighted_mean(np.array([1.0]), np.array([0.0])))
    assert math.isnan(weighted_quantile(np.array([np.nan]), np.array([5.0]), 0.5))


@given(PAIRS, st.sampled_from([0.1, 0.5, 0.9]))
def test_quantile_equals_listing_every_person(pairs: list[tuple[float, int]], q: float) -> None:
    values, people = np.array([v for v, _ in pairs]), np.array([float(n) for _, n in pairs])
    everyone = sorted(v for v, n in pairs for _ in range(n))
    if not everyone:
        assert math.isnan(weighted_quantile(values, people, q))
        return
    rank = next(k for k in range(1, len(everyone) + 1) if k / len(everyone) >= q - 1e-12)
    assert weighted_quantile(values, people, q) == everyone[rank - 1]


def test_the_cut_off_forgives_rounding_but_not_a_millisecond() -> None:
    assert within(np.array([1800.0, 1800.0000001, 1800.001, np.nan]), 1800.0).tolist() == [
        True, True, False, False,
    ]  # fmt: skip


def test_what_counts_is_said_as_a_share_of_people() -> None:
    values = np.array([10.0, np.nan, np.inf, 5.0])
    assert share_counted(values, np.array([6.0, 3.0, 1.0, 0.0])) == 0.6
    assert math.isnan(share_counted(values, np.zeros(4)))


def test_the_worst_off_tenth_takes_part_of_the_place_at_the_border() -> None:
    # 100 people: the worst ten are the 4 at 90 and 6 of the 26 at 50.
    burden, people = np.array([50.0, 10.0, 90.0, np.nan]), np.array([26.0, 70.0, 4.0, 50.0])
    assert worst_off_mean(burden, people) == pytest.approx((4 * 90 + 6 * 50) / 10)
    assert worst_off_mean(burden, people, 0.04) == 90.0
    assert worst_off_mean(burden, people, 1.0) == pytest.approx(weighted_mean(burden, people))
    assert math.isnan(worst_off_mean(burden, np.zeros(4)))
    with pytest.raises(ValueError, match="share"):
        worst_off_mean(burden, people, 0.0)


@given(PAIRS)
def test_the_worst_off_mean_equals_listing_every_person(pairs: list[tuple[float, int]]) -> None:
    everyone = sorted((v for v, n in pairs for _ in range(10 * n)), reverse=True)
    if not everyone:
        return
    worst = everyone[: len(everyone) // 10]
    values, people = np.array([v for v, _ in pairs]), np.array([float(n) for _, n in pairs])
    assert worst_off_mean(values, people) == pytest.approx(sum(worst) / len(worst), abs=1e-6)


@given(PAIRS)
def test_figures_are_the_same_of_entries_in_order(pairs: list[tuple[float, int]]) -> None:
    values = np.array([np.nan, *(value for value, _ in pairs)])
    people = np.array([7.0, *(float(n) for _, n in pairs)])
    ordered, heads = in_order(values, people)
    assert (np.diff(ordered) >= 0).all()
    assert (heads > 0).all()
    for q in (0.1, 0.5, 0.9):
        found = weighted_quantile(ordered, heads, q)
        np.testing.assert_equal(found, weighted_quantile(values, people, q))
    worst = worst_off_mean(ordered, heads)
    assert worst == pytest.approx(worst_off_mean(values, people), nan_ok=True)
