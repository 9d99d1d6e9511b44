"""One stated year of one country: weekdays, public holidays and make-up workdays.

China moves weekends: a public holiday is stretched over neighbouring days, and some Saturdays and
Sundays are worked instead. The State Council publishes each year's days the autumn before.
"""

from __future__ import annotations

import calendar as gregorian
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Final

import numpy as np

from planner.domain.arrays import BoolArray, ByteArray, IntArray, freeze, require, require_shape
from planner.errors import DataError, Issue
from planner.text import Text

POINTS_PER_DAY: Final = 288
"""Moments of a day on which hours are evaluated: every 5 minutes from midnight."""
POINT_HOURS: Final = 24 / POINTS_PER_DAY
SATURDAY: Final = 5
ANY_YEAR: Final = 2025
"""Stands for the year where a study names none."""
_FIRST_YEAR, _LAST_YEAR = 1900, 2200


@dataclass(frozen=True)
class Calendar:
    """The days of a year, the 1st of January first; n_days is 365 or 366.

    country  ISO 3166 code of two letters; '' where no public holidays are wanted
    weekday  uint8 (n_days,)  0 is Monday, 6 is Sunday
    holiday  bool (n_days,)   a public holiday with all days of its break, weekends included
    make_up  bool (n_days,)   a Saturday or Sunday that is worked in return; never a holiday
    """

    year: int
    country: str
    weekday: ByteArray = field(repr=False)
    holiday: BoolArray = field(repr=False)
    make_up: BoolArray = field(repr=False)

    def __post_init__(self) -> None:
        n_days = 366 if gregorian.isleap(self.year) else 365
        for name in ("weekday", "holiday", "make_up"):
            require_shape(getattr(self, name), (n_days,), name)
        first = date(self.year, 1, 1).weekday()
        require(np.array_equal(self.weekday, (first + np.arange(n_days)) % 7), "other weekdays")
        require(not (self.make_up & self.holiday).any(), "a make-up workday is a holiday")
        require((self.weekday[self.make_up] >= SATURDAY).all(), "a make-up workday in the week")
        freeze(self.weekday, self.holiday, self.make_up)

    @classmethod
    def of(cls, year: int, country: str = "") -> Calendar:
        """Return the calendar of a year; without a country it has no holidays.

        Raises DataError: bad_calendar_year, unknown_country, or calendar_not_known where the
        country's holidays of that year are not published or not kept.
        """
        if not _FIRST_YEAR <= year <= _LAST_YEAR:
            raise DataError(_bad_year(year))
        first = date(year, 1, 1)
        n_days = (date(year + 1, 1, 1) - first).days
        days = [first + timedelta(days=day) for day in range(n_days)]
        country = country.upper()
        holidays, make_ups = _published(days, country) if country else (set(), set())
        weekday = np.array([day.weekday() for day in days], dtype=np.uint8)
        return cls(
            year,
            country,
            weekday,
            np.array([day in holidays for day in days]),
            np.array([day in make_ups for day in days]),
        )

    @property
    def n_days(self) -> int:
        """Return how many days the year has."""
        return len(self.weekday)

    @property
    def n_points(self) -> int:
        """Return how many 5-minute points the year has: 105,120 or 105,408."""
        return self.n_days * POINTS_PER_DAY

    @cached_property
    def workday(self) -> BoolArray:
        """True on days worked: Monday to Friday but for holidays, and make-up days, (n_days,)."""
        return np.asarray((self.weekday < SATURDAY) & ~self.holiday | self.make_up)

    @cached_property
    def hours_of(self) -> IntArray:
        """The day whose hours each day has, int32 (n_days,): its own, but for make-up workdays.

        A make-up workday has those of the nearest ordinary workday (Monday to Friday, no holiday):
        a Saturday those of Friday, a Sunday those of Monday; where that is a holiday, of the next
        nearest, of two as near the earlier.
        """
        same = np.arange(self.n_days, dtype=np.int32)
        ordinary = np.flatnonzero(self.workday & ~self.make_up)
        for day in np.flatnonzero(self.make_up):
            same[day] = ordinary[np.argmin(np.abs(ordinary - day))]
        return same


def _published(days: list[date], country: str) -> tuple[set[date], set[date]]:
    """Return the holidays and the make-up workdays among the days of a year."""
    if country == "CN":
        return _china(days)
    import holidays  # noqa: PLC0415  # takes 0.2 s: only where a country is asked for

    year = days[0].year
    try:
        known = holidays.country_holidays(country, years=year)
    except NotImplementedError as error:
        raise DataError(_unknown_country(country)) from error
    if not known.start_year <= year <= known.end_year:
        raise DataError(_not_known(year, country))
    moved = {day for day in known.weekend_workdays if day.year == year}
    return set(known) - moved, moved


def _china(days: list[date]) -> tuple[set[date], set[date]]:
    import chinese_calendar  # noqa: PLC0415  # only where China is asked for

    try:
        off = {day for day in days if chinese_calendar.get_holiday_detail(day) != (True, None)}
    except NotImplementedError as error:
        raise DataError(_not_known(days[0].year, "CN")) from error
    breaks = {day for day in off if chinese_calendar.is_holiday(day)}
    worked = {day for day in days if day.weekday() >= SATURDAY and chinese_calendar.is_workday(day)}
    return breaks, worked


def _bad_year(year: int) -> Issue:
    return Issue(
        "bad_calendar_year",
        Text(zh=f"年份 {year} 不可用", en=f"the year {year} cannot be used"),
        Text(
            zh=f"请写 {_FIRST_YEAR} 到 {_LAST_YEAR} 之间的年份，如 2026",
            en=f"write a year from {_FIRST_YEAR} to {_LAST_YEAR}, e.g. 2026",
        ),
    )


def _unknown_country(country: str) -> Issue:
    return Issue(
        "unknown_country",
        Text(
            zh=f"没有国家代码“{country}”的节假日",
            en=f"the public holidays of `{country}` are not known",
        ),
        Text(
            zh="请写两个字母的国家代码，如 CN；不计节假日则不写",
            en="write a country code of two letters, e.g. CN, or none for a year without holidays",
        ),
    )


def _not_known(year: int, country: str) -> Issue:
    return Issue(
        "calendar_not_known",
        Text(
            zh=f"还不知道 {country} {year} 年的节假日和调休安排",
            en=f"the public holidays and make-up workdays of {country} in {year} are not known",
        ),
        Text(
            zh="请写已公布的年份；如果刚公布，请更新 chinesecalendar 和 holidays 两个库",
            en="write a year that is published; if it just was, update the packages"
            " chinesecalendar and holidays",
        ),
    )
