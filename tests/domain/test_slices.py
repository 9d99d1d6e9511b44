from __future__ import annotations

import time
from datetime import datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.domain.calendar import Calendar
from planner.domain.hours import BY_APPOINTMENT, CLOSED, OPEN, PERIODS, open_states
from planner.domain.slices import Slices

PLAIN = Calendar.of(2026)
CHINA = Calendar.of(2026, "CN")
WORK = "Mo-Fr 09:00-17:00; PH off"
KNOWN = [
    "24/7", "", "off", WORK, "Mo-Sa 08:30-12:00", "Sa 09:00-12:00 unknown", "PH 10:00-14:00",
    "Nov-Mar 10:00-16:00", "22:00-06:00", "We[1] 09:00-12:00", 'Mo-Fr 08:00-18:00 "预约"',
]  # fmt: skip


def slice_at(slices: Slices, moment: str) -> int:
    first = datetime(slices.calendar.year, 1, 1)  # noqa: DTZ001
    point = (datetime.fromisoformat(moment) - first) // timedelta(minutes=5)
    return int(slices.slice_of_point[point])


def test_a_hall_and_a_machine_worked_out_by_hand() -> None:
    """Closed with the machine open is most of the year; then the hall's hours."""
    slices = Slices.of([WORK, "24/7", "Sa 09:00-12:00 unknown"], CHINA)
    # Of 52 Saturdays, 4 are worked (Friday's hours) and the machine alone is open.
    saturdays = 52 - 4
    assert slices.hours.tolist() == [8760 - 248 * 8 - saturdays * 3, 248 * 8, saturdays * 3]
    assert slices.open.tolist() == [[False, True, False], [True, True, False], [False, True, False]]
    assert slices.bookable.tolist() == [
        [False, True, False],
        [True, True, False],
        [False, True, True],
    ]
    assert slice_at(slices, "2026-03-04 10:00") == 1
    assert slice_at(slices, "2026-03-07 10:00") == 2
    assert slice_at(slices, "2026-02-14 10:00") == 1


def test_one_slice_where_nothing_changes() -> None:
    slices = Slices.of(["24/7", ""], PLAIN)
    assert slices.hours.tolist() == [8760]
    assert slices.open.tolist() == [[True, True]]
    assert slices.extra.shape == (1, 0)


def test_a_year_without_desks_is_one_slice() -> None:
    slices = Slices.of([], Calendar.of(2024))
    assert slices.hours.tolist() == [8784]
    assert slices.open.shape == (1, 0)


def test_extra_hours_split_slices() -> None:
    slices = Slices.of(["24/7"], CHINA, [PERIODS["working_hours"].hours, "off"])
    assert slices.hours.tolist() == [8760 - 248 * 8, 248 * 8]
    assert slices.extra.tolist() == [[False, False], [True, False]]


def test_slices_as_long_begin_in_order() -> None:
    slices = Slices.of(["Mo 06:00-07:00", "Tu 06:00-07:00"], PLAIN)
    assert slices.hours.tolist() == [8760 - 104, 52, 52]
    assert slices.open.tolist() == [[False, False], [True, False], [False, True]]


@settings(max_examples=40, deadline=None)
@given(
    hours=st.lists(st.sampled_from(KNOWN), max_size=8),
    extra=st.lists(st.sampled_from(KNOWN), max_size=3),
)
def test_slices_partition_the_year_and_lose_nothing(hours: list[str], extra: list[str]) -> None:
    slices = Slices.of(hours, CHINA, extra)
    assert slices.hours.sum() == 8760
    assert slices.shares.sum() == pytest.approx(1)
    assert (np.diff(slices.hours) <= 0).all()
    for desk, text in enumerate(hours):
        states = open_states(text, CHINA)
        assert np.array_equal(slices.open[slices.slice_of_point, desk], states == OPEN)
        assert np.array_equal(slices.bookable[slices.slice_of_point, desk], states != CLOSED)
    for index, text in enumerate(extra):
        at_point = slices.extra[slices.slice_of_point, index]
        assert np.array_equal(at_point, open_states(text, CHINA) == OPEN)
    # No two slices are alike: each differs from every other in a state of a desk or an extra.
    seen = np.hstack([slices.open, slices.bookable, slices.extra])
    appointment = any((open_states(text, CHINA) == BY_APPOINTMENT).any() for text in extra)
    assert appointment or len(np.unique(seen, axis=0)) == len(slices)


@settings(max_examples=20, deadline=None)
@given(hours=st.permutations(KNOWN[:7]))
def test_the_order_of_desks_does_not_change_slices(hours: list[str]) -> None:
    one, other = Slices.of(KNOWN[:7], CHINA), Slices.of(hours, CHINA)
    assert np.array_equal(one.slice_of_point, other.slice_of_point)


def test_many_distinct_hours_fill_more_than_one_number() -> None:
    """Seventy desks open one after the other for ten minutes: 70 slices and the rest."""
    texts = []
    for index in range(70):
        start = 6 * 60 + 10 * index
        texts.append(
            f"{start // 60:02}:{start % 60:02}-{(start + 10) // 60:02}:{(start + 10) % 60:02}"
        )
    slices = Slices.of(texts, PLAIN)
    assert len(slices) == 71
    assert slices.open[1:].tolist() == np.eye(70, dtype=bool).tolist()


def test_the_week_view_of_a_hall() -> None:
    slices = Slices.of([WORK], CHINA)
    week = slices.week()
    assert week.days.tolist() == [248, 365 - 248 - 33, 33]
    assert week.slice[0].tolist() == [0] * 18 + [1] * 16 + [0] * 14
    assert (week.slice[1:] == 0).all()
    assert (week.share == 1).all()
    assert week.hours.sum() == 8760


def test_the_week_view_of_seasons_shows_the_longer_one() -> None:
    """Ten to four from November to March, nine to five otherwise: 151 and 214 days."""
    week = Slices.of(["Nov-Mar 10:00-16:00; Apr-Oct 09:00-17:00"], PLAIN).week()
    assert week.slice[2].tolist() == [-1] * 48  # no public holidays
    assert np.isnan(week.share[2]).all()
    assert week.slice[0, 18] == 1
    workdays = np.flatnonzero(PLAIN.workday)
    winter = ((workdays < 90) | (workdays >= 304)).sum()
    assert week.share[0, 18] == pytest.approx(1 - winter / len(workdays))


def test_many_desks_take_little_time() -> None:
    distinct = [f"Mo-Fr {8 + i % 3:02}:{i % 4 * 15:02}-{16 + i % 5}:00; PH off" for i in range(20)]
    assert len(set(distinct)) == 20
    Slices.of(distinct[:2], CHINA)
    started = time.process_time()
    slices = Slices.of(distinct * 15, CHINA, [period.hours for period in PERIODS.values()])
    assert time.process_time() - started < 0.3
    assert slices.open.shape[1] == 300
