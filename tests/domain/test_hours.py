from __future__ import annotations

from datetime import date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from opening_hours import OpeningHours, State

from planner.domain.arrays import ByteArray
from planner.domain.calendar import Calendar
from planner.domain.hours import BY_APPOINTMENT, CLOSED, OPEN, PERIODS, alternatives, open_states

PLAIN = Calendar.of(2026)
CHINA = Calendar.of(2026, "CN")
NEW_YEAR = datetime(2026, 1, 1)  # noqa: DTZ001


def at(states: ByteArray, moment: str) -> int:
    """Return the state at a moment, e.g. '2026-03-04 09:00'."""
    return int(states[(datetime.fromisoformat(moment) - NEW_YEAR) // timedelta(minutes=5)])


def open_hours(hours: str, calendar: Calendar) -> float:
    return float((open_states(hours, calendar) == OPEN).sum() / 12)


@pytest.mark.parametrize(
    ("hours", "plain", "china"),
    [
        ("", 8760, 8760),
        ("  ", 8760, 8760),
        ("24/7", 8760, 8760),
        ("off", 0, 0),
        # 2026 has 261 weekdays; 19 of them are holidays, 6 weekend days are worked in return.
        ("Mo-Fr 09:00-17:00", 261 * 8, (261 + 6) * 8),
        ("Mo-Fr 09:00-17:00; PH off", 261 * 8, 248 * 8),
        ("Mo-Fr 09:00-17:00; PH 09:00-12:00", 261 * 8, 248 * 8 + 33 * 3),
        ("Mo-Fr,PH 09:00-17:00", 261 * 8, (248 + 33) * 8),
        ("PH 09:00-12:00", 0, 33 * 3),
        ("Sa,Su 09:00-17:00", 104 * 8, 98 * 8),
        ("We[1] 09:00-12:00", 12 * 3, 12 * 3),
        ("Nov-Mar 10:00-16:00; Apr-Oct 08:00-18:00", 151 * 6 + 214 * 10, 151 * 6 + 214 * 10),
        ("22:00-06:00", 365 * 8, 365 * 8),
        ("Mo-Fr 09:00-12:00,14:00-17:30", 261 * 6.5, 267 * 6.5),
        ("Mo-Fr 09:03-09:12", 261 * 10 / 60, 267 * 10 / 60),  # the points 09:05 and 09:10
    ],
)
def test_hours_a_year_worked_out_by_hand(hours: str, plain: float, china: float) -> None:
    assert open_hours(hours, PLAIN) == pytest.approx(plain)
    assert open_hours(hours, CHINA) == pytest.approx(china)


def test_the_grid_is_the_whole_year() -> None:
    assert open_states("24/7", PLAIN).shape == (105_120,)
    assert open_states("24/7", Calendar.of(2024)).shape == (105_408,)
    assert open_states("24/7", PLAIN).dtype == np.uint8


def test_opening_is_inclusive_and_closing_exclusive() -> None:
    states = open_states("Mo-Fr 09:00-17:00", PLAIN)
    assert at(states, "2026-03-04 08:55") == CLOSED
    assert at(states, "2026-03-04 09:00") == OPEN
    assert at(states, "2026-03-04 16:55") == OPEN
    assert at(states, "2026-03-04 17:00") == CLOSED


def test_hours_beyond_midnight_end_the_next_morning() -> None:
    states = open_states("Fr 22:00-06:00", PLAIN)
    assert at(states, "2026-03-06 21:55") == CLOSED
    assert at(states, "2026-03-06 22:00") == OPEN
    assert at(states, "2026-03-07 05:55") == OPEN
    assert at(states, "2026-03-07 06:00") == CLOSED


def test_a_rule_replaces_another_from_midnight_to_midnight() -> None:
    """The holidays are 19 to 21 June; a shift that began the evening before ends at midnight."""
    states = open_states("22:00-06:00; PH off", CHINA)
    assert at(states, "2026-06-18 23:55") == OPEN
    for moment in ("06-19 00:00", "06-19 23:00", "06-20 03:00", "06-21 23:55"):
        assert at(states, f"2026-{moment}") == CLOSED
    assert at(states, "2026-06-22 03:00") == OPEN  # the rule for all days, not for holidays
    holidays_only = open_states("PH 22:00-06:00", CHINA)
    assert at(holidays_only, "2026-06-19 03:00") == CLOSED
    assert at(holidays_only, "2026-06-20 03:00") == OPEN
    assert at(holidays_only, "2026-06-22 03:00") == OPEN
    assert at(holidays_only, "2026-06-22 23:00") == CLOSED


def test_make_up_workdays_have_workday_hours() -> None:
    states = open_states("Mo-Fr 09:00-17:00; Sa 09:00-12:00; PH off", CHINA)
    assert at(states, "2026-02-14 15:00") == OPEN  # a Saturday that is worked
    assert at(states, "2026-02-28 15:00") == OPEN
    assert at(states, "2026-01-04 15:00") == OPEN  # a Sunday that is worked
    assert at(states, "2026-03-07 15:00") == CLOSED  # a Saturday like others
    assert at(states, "2026-02-21 10:00") == CLOSED  # a Saturday inside Spring Festival
    friday_only = open_states("Fr 09:00-17:00", CHINA)
    assert at(friday_only, "2026-02-14 10:00") == OPEN
    assert at(friday_only, "2026-01-04 10:00") == CLOSED  # Monday's hours


@pytest.mark.parametrize(
    "hours",
    [
        "Sa 09:00-12:00 unknown",
        'Sa 09:00-12:00 "by appointment"',
        'Sa 09:00-12:00 open "Appointment needed"',
        'Sa 09:00-12:00 "预约办理"',
        'Mo-Fr off || Sa 09:00-12:00 "需预约"',
    ],
)
def test_by_appointment(hours: str) -> None:
    states = open_states(hours, PLAIN)
    assert at(states, "2026-03-07 10:00") == BY_APPOINTMENT
    assert at(states, "2026-03-07 13:00") == CLOSED
    assert set(np.unique(states)) == {CLOSED, BY_APPOINTMENT}


def test_other_comments_leave_a_place_open() -> None:
    assert at(open_states('Sa 09:00-12:00 "一楼大厅"', PLAIN), "2026-03-07 10:00") == OPEN


def test_a_fallback_holds_wherever_the_rules_before_it_are_closed() -> None:
    states = open_states('Mo-Fr 09:00-12:00; PH off || "by appointment"', PLAIN)
    assert at(states, "2026-03-04 10:00") == OPEN
    assert at(states, "2026-03-04 12:00") == BY_APPOINTMENT
    assert at(states, "2026-12-31 23:55") == BY_APPOINTMENT
    assert (states == CLOSED).sum() == 0
    assert (states == OPEN).sum() == 261 * 3 * 12


def test_a_bar_in_a_comment_is_text() -> None:
    assert alternatives('Mo "a || b" || Tu "PH"') == ('Mo "a || b"', 'Tu "PH"')


def test_hours_nobody_can_read_are_refused() -> None:
    with pytest.raises(ValueError, match="opening hours"):
        open_states("周一至周五", PLAIN)


def test_named_periods() -> None:
    assert open_hours(PERIODS["working_hours"].hours, CHINA) == 248 * 8
    assert open_hours(PERIODS["evening"].hours, CHINA) == 365 * 3
    assert open_hours(PERIODS["night"].hours, CHINA) == 365 * 8
    assert open_hours(PERIODS["weekend"].hours, CHINA) == 98 * 8
    assert open_hours(PERIODS["holiday"].hours, CHINA) == 33 * 8


def library_calendar(year: int, country: str) -> Calendar:
    """Return a calendar with the holidays that the hours library itself knows."""
    own = OpeningHours("PH", country=country, auto_timezone=False)
    plain = Calendar.of(year)
    first = datetime(year, 1, 1)  # noqa: DTZ001
    holiday = [own.is_open(first + timedelta(days=day, hours=12)) for day in range(plain.n_days)]
    return Calendar(year, "", plain.weekday, np.array(holiday), np.zeros(plain.n_days, dtype=bool))


LIBRARY_YEAR = library_calendar(2025, "CN")


def day_names() -> st.SearchStrategy[str]:
    names = ["Mo", "Tu-Th", "Fr", "Sa", "Su", "Mo-Fr", "PH", "Sa,Su", "PH,Su", "Mo-Fr,PH", "We[1]"]
    return st.sampled_from(names)


def times() -> st.SearchStrategy[str]:
    spans = ["08:00-12:00", "09:30-17:00", "22:00-06:00", "08:00-12:00,14:00-18:00", "off"]
    return st.sampled_from(spans)


@st.composite
def rule_lists(draw: st.DrawFn) -> str:
    season = st.sampled_from(["", "Jan-Mar ", "Oct-Feb ", "May 01-Oct 08 ", "2025 "])
    rules = [
        draw(season) + draw(day_names()) + " " + draw(times())
        for _ in range(draw(st.integers(1, 3)))
    ]
    separators = [draw(st.sampled_from(["; ", ", "])) for _ in rules[1:]]
    return rules[0] + "".join(a + b for a, b in zip(separators, rules[1:], strict=True))


@settings(max_examples=60, deadline=None)
@given(hours=rule_lists(), seed=st.integers(0, 2**32 - 1))
def test_states_are_those_the_library_gives_for_its_own_holidays(hours: str, seed: int) -> None:
    """The library asked moment by moment, with its own holidays, is the slow plain oracle."""
    assert LIBRARY_YEAR.holiday.sum() > 5
    oracle = OpeningHours(hours, country="CN", auto_timezone=False)
    states = open_states(hours, LIBRARY_YEAR)
    sampled = np.random.default_rng(seed).integers(288, LIBRARY_YEAR.n_points, size=200)
    near = np.flatnonzero(LIBRARY_YEAR.holiday | np.roll(LIBRARY_YEAR.holiday, 1))[1:] * 288
    first = datetime.combine(date(2025, 1, 1), datetime.min.time())
    for point in [*sampled.tolist(), *near.tolist(), *(near + 36).tolist(), *(near + 120).tolist()]:
        moment = first + timedelta(minutes=5 * point)
        expected = OPEN if oracle.state(moment)[0] == State.OPEN else CLOSED
        assert states[point] == expected, moment
