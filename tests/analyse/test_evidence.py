"""Closure rates as published, Kaplan–Meier by hand and against a slow plain oracle, loads."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.analyse.evidence import (
    closing_curve,
    closing_quantile,
    closure,
    handler_load,
    time_to_close,
)
from planner.domain.evidence import Pace
from tests.request_log import log


@pytest.mark.parametrize(
    ("closed", "total", "percent"),
    [
        (107, 149, 71.8),  # Xing'an League, opinions put right
        (181, 271, 66.8),  # Xing'an League
        (281, 1011, 27.8),  # Baotou
        (812, 812, 100.0),  # Ordos
    ],
)
def test_closure_rates_as_published(closed: int, total: int, percent: float) -> None:
    requests = log([3] * closed + [1] * (total - closed))
    assert round(100 * closure(requests).overall, 1) == percent


def test_closure_by_handler_and_theme() -> None:
    table = closure(
        log(
            [3, 0, 5, 2, 4, 3],
            handler=[0, 0, 1, 1, 1, -1],
            theme=[0, 1, 0, 0, -1, 1],
        )
    )
    assert table.total.tolist() == [[1, 1, 0], [2, 0, 1], [0, 1, 0]]
    assert table.closed.tolist() == [[1, 0, 0], [1, 0, 1], [0, 1, 0]]
    assert table.by_handler.rate.tolist() == pytest.approx([1 / 2, 2 / 3, 1])
    assert table.by_theme.rate.tolist() == pytest.approx([2 / 3, 1 / 2, 1])
    assert np.isnan(table.rate[0, 2])
    assert np.isnan(closure(log([])).overall)


def test_kaplan_meier_by_hand() -> None:
    """Closed on days 2, 4 and 6; watched for 3 and 6 days: 4/5, then 2/3 of it, then half."""
    days = np.array([2.0, 3.0, 4.0, 6.0, 6.0])
    closed = np.array([True, False, True, True, False])
    event, still_open = closing_curve(days, closed)
    assert event.tolist() == [2, 4, 6]
    assert still_open.tolist() == pytest.approx([4 / 5, 4 / 5 * 2 / 3, 4 / 5 * 2 / 3 * 1 / 2])
    assert closing_quantile(days, closed, 0.2) == 2
    assert closing_quantile(days, closed, 0.5) == 6
    assert np.isnan(closing_quantile(days, closed, 0.9))


def test_kaplan_meier_on_published_data() -> None:
    """Remission of 21 patients given 6-MP (Freireich et al. 1963): the median is 23 weeks."""
    events = [6, 6, 6, 7, 10, 13, 16, 22, 23]
    watched = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
    days = np.array([*events, *watched], dtype=float)
    closed = np.arange(21) < len(events)
    event, still_open = closing_curve(days, closed)
    assert event.tolist() == [6, 7, 10, 13, 16, 22, 23]
    assert still_open.round(4).tolist() == [0.8571, 0.8067, 0.7529, 0.6902, 0.6275, 0.5378, 0.4482]
    assert closing_quantile(days, closed, 0.5) == 23


pairs = st.lists(st.tuples(st.integers(0, 20), st.booleans()), min_size=1, max_size=40)


@given(pairs)
def test_the_curve_against_a_slow_plain_oracle(watched: list[tuple[int, bool]]) -> None:
    days = np.array([day for day, _ in watched], dtype=float)
    closed = np.array([flag for _, flag in watched])
    left, expected = 1.0, {}
    for day in sorted({day for day, flag in watched if flag}):
        at_risk = sum(1 for other, _ in watched if other >= day)
        left *= 1 - sum(1 for other, flag in watched if flag and other == day) / at_risk
        expected[day] = left
    event, still_open = closing_curve(days, closed)
    assert event.tolist() == list(expected)
    assert still_open.tolist() == pytest.approx(list(expected.values()))


@given(st.lists(st.integers(0, 50), min_size=1, max_size=30), st.floats(0.01, 1))
def test_without_open_requests_quantiles_are_those_of_the_days(days: list[int], q: float) -> None:
    ordered = sorted(days)
    expected = next(day for rank, day in enumerate(ordered, 1) if rank / len(days) >= q - 1e-12)
    assert closing_quantile(np.array(days, float), np.ones(len(days), bool), q) == expected


def test_open_requests_count_as_lasting_until_now() -> None:
    requests = log(
        [3, 3, 0, 0, 3], assigned=[0, 0, 0, 95, None], answered=[10, 20, None, None, 5], until=100
    )
    times = time_to_close(requests)
    # At risk on day 10: three (one was watched for 5 days only); then two.
    assert (times.median_days, times.closed, times.censored, times.undated) == (20, 2, 2, 1)
    assert np.isnan(times.p90_days)
    assert time_to_close(requests, requests.closed).p90_days == 20  # what leaving them out says


def test_no_requests_have_no_times() -> None:
    times = time_to_close(log([]))
    assert np.isnan(times.median_days)
    assert times.closed == times.censored == times.undated == 0


def test_the_load_of_handlers() -> None:
    """In the last ten days (91 to 100) north closed 4 and got 2; south closed none."""
    requests = log(
        [3, 3, 3, 3, 3, 0, 0, 0, 0],
        assigned=[50, 50, 50, 91, 10, 100, 40, 90, 99],
        answered=[91, 92, 100, 95, 90, None, None, None, None],
        handler=[0, 0, 0, 0, 0, 0, 0, 1, 1],
    )
    load = handler_load(replace(requests, staff=np.array([2.0, np.nan])), 10)
    assert load.open_now.tolist() == [2, 2]
    assert load.closed.tolist() == [4, 0]
    assert load.assigned.tolist() == [2, 1]
    assert load.open_per_person.tolist() == pytest.approx([1, np.nan], nan_ok=True)
    assert load.closed_per_person_day.tolist() == pytest.approx([0.2, np.nan], nan_ok=True)
    assert load.paces()[0] == Pace(2.0, 1.0, 0.2, 5.0, 10.0)
    assert load.days_to_clear.tolist() == [5, np.inf]
    assert load.days_to_clear_while_new_ones_come.tolist() == [10, np.inf]


def test_nothing_open_is_clear_at_once() -> None:
    load = handler_load(log([3], handler=[0]), 90)
    assert load.days_to_clear.tolist() == [0, 0]
    with pytest.raises(ValueError, match="staff"):
        handler_load(replace(log([3], handler=[0]), staff=np.array([0.0, 1.0])), 90)
