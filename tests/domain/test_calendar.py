"""Days of 2025 and 2026 as the State Council published them on 12 Nov 2024 and 4 Nov 2025."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import holidays
import numpy as np
import pytest

from planner.domain.arrays import BoolArray
from planner.domain.calendar import Calendar
from planner.errors import DataError

# First and last day of each break: New Year, Spring Festival, Qingming, Labour Day, Dragon Boat,
# Mid-Autumn and National Day (one break in 2025).
BREAKS = {
    2025: (
        "01-01/01-01",
        "01-28/02-04",
        "04-04/04-06",
        "05-01/05-05",
        "05-31/06-02",
        "10-01/10-08",
    ),
    2026: (
        *("01-01/01-03", "02-15/02-23", "04-04/04-06", "05-01/05-05", "06-19/06-21"),
        *("09-25/09-27", "10-01/10-07"),
    ),
}
MAKE_UP = {
    2025: ("01-26", "02-08", "04-27", "09-28", "10-11"),
    2026: ("01-04", "02-14", "02-28", "05-09", "09-20", "10-10"),
}


def day(year: int, text: str) -> date:
    return date.fromisoformat(f"{year}-{text}")


def span(year: int, text: str) -> Iterator[date]:
    first, last = (day(year, part) for part in text.split("/"))
    for offset in range((last - first).days + 1):
        yield first + timedelta(days=offset)


def dates(calendar: Calendar, mask: BoolArray) -> set[date]:
    first = date(calendar.year, 1, 1)
    return {first + timedelta(days=int(index)) for index in np.flatnonzero(mask)}


@pytest.mark.parametrize("year", [2025, 2026])
def test_china_as_published(year: int) -> None:
    calendar = Calendar.of(year, "CN")
    expected = {one for text in BREAKS[year] for one in span(year, text)}
    assert dates(calendar, calendar.holiday) == expected
    assert dates(calendar, calendar.make_up) == {day(year, text) for text in MAKE_UP[year]}


@pytest.mark.parametrize(("year", "holiday_days", "workdays"), [(2025, 28, 248), (2026, 33, 248)])
def test_days_off_and_days_worked(year: int, holiday_days: int, workdays: int) -> None:
    calendar = Calendar.of(year, "cn")
    assert calendar.country == "CN"
    assert calendar.holiday.sum() == holiday_days
    assert calendar.workday.sum() == workdays


@pytest.mark.parametrize("year", range(2015, 2027))
def test_two_libraries_agree_on_china(year: int) -> None:
    """Days that the one names, and no weekday that only the other does, are days off."""
    other = holidays.country_holidays("CN", years=year)
    worked = {one for one in other.weekend_workdays if one.year == year}
    calendar = Calendar.of(year, "CN")
    ours = dates(calendar, calendar.holiday)
    assert dates(calendar, calendar.make_up) == worked
    weekdays = {one for one in set(other) - worked if one.weekday() < 5}
    assert {one for one in ours if one.weekday() < 5} == weekdays


def test_a_year_without_a_country_has_weekends_only() -> None:
    calendar = Calendar.of(2024)
    assert (calendar.n_days, calendar.n_points) == (366, 105_408)
    assert not calendar.holiday.any()
    assert not calendar.make_up.any()
    assert calendar.weekday[0] == 0  # 2024 began on a Monday
    assert calendar.workday.sum() == 262


def test_iceland_has_its_own_holidays() -> None:
    calendar = Calendar.of(2026, "IS")
    off = dates(calendar, calendar.holiday)
    assert date(2026, 6, 17) in off
    assert date(2026, 4, 23) in off  # the first day of summer
    assert date(2026, 10, 1) not in off


@pytest.mark.parametrize(
    ("make_up", "model"),
    [
        ("2026-02-14", "2026-02-13"),  # a Saturday: Friday's hours
        ("2026-01-04", "2026-01-05"),  # a Sunday: Monday's hours
        ("2025-01-26", "2025-01-27"),
        ("2025-10-11", "2025-10-10"),
    ],
)
def test_a_make_up_day_has_the_hours_of_its_neighbour(make_up: str, model: str) -> None:
    one, other = date.fromisoformat(make_up), date.fromisoformat(model)
    calendar = Calendar.of(one.year, "CN")
    first = date(one.year, 1, 1)
    assert calendar.hours_of[(one - first).days] == (other - first).days


def test_the_hours_of_a_day_are_those_of_an_ordinary_day() -> None:
    calendar = Calendar.of(2026, "CN")
    same = calendar.hours_of
    unmoved = ~calendar.make_up
    assert np.array_equal(same[unmoved], np.flatnonzero(unmoved))
    assert (calendar.weekday[same[calendar.make_up]] < 5).all()
    assert not calendar.holiday[same[calendar.make_up]].any()


def test_a_make_up_day_beside_a_holiday_looks_further() -> None:
    """Friday is a holiday: Thursday and Monday are as near to the Saturday, the earlier counts."""
    plain = Calendar.of(2026)
    holiday, make_up = np.zeros(365, dtype=bool), np.zeros(365, dtype=bool)
    holiday[8] = True  # Friday 9 January
    make_up[9] = True
    calendar = Calendar(2026, "", plain.weekday, holiday, make_up)
    assert calendar.hours_of[9] == 7
    holiday = np.isin(np.arange(365), [7, 8])
    assert Calendar(2026, "", plain.weekday, holiday, make_up).hours_of[9] == 11


@pytest.mark.parametrize(
    ("year", "country", "code"),
    [
        (2099, "CN", "calendar_not_known"),
        (1990, "CN", "calendar_not_known"),
        (2150, "IS", "calendar_not_known"),
        (2026, "XX", "unknown_country"),
        (26, "CN", "bad_calendar_year"),
    ],
)
def test_faults(year: int, country: str, code: str) -> None:
    with pytest.raises(DataError) as caught:
        Calendar.of(year, country)
    assert [issue.code for issue in caught.value.issues] == [code]


def test_a_calendar_contradicting_itself_is_refused() -> None:
    plain = Calendar.of(2026)
    flags = np.zeros(365, dtype=bool)
    flags[0] = True  # a Thursday
    with pytest.raises(ValueError, match="in the week"):
        Calendar(2026, "", plain.weekday, np.zeros(365, dtype=bool), flags)
    with pytest.raises(ValueError, match="weekdays"):
        Calendar(2025, "", plain.weekday, flags, flags)
