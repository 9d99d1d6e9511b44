"""Opening hours (OSM `opening_hours`) as states of every 5-minute point of a calendar's year.

Grammar: https://wiki.openstreetmap.org/wiki/Key:opening_hours/specification. A library reads and
evaluates it; the calendar's public holidays and make-up workdays are brought in here. What hours
cannot be read, and what to write instead, is the business of `hours_faults`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

import numpy as np
from opening_hours import OpeningHours, State, validate

from planner.domain.arrays import ByteArray
from planner.domain.calendar import POINTS_PER_DAY, Calendar
from planner.text import Text

CLOSED, OPEN, BY_APPOINTMENT = 0, 1, 2
"""States of a point: closed, open to all who come, open to those who booked."""

_POINT: Final = timedelta(days=1) / POINTS_PER_DAY
_WEEKDAYS: Final = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_QUOTED_OR_HOLIDAY: Final = re.compile(r'"[^"]*"|\bPH\b')
_QUOTED_OR_FALLBACK: Final = re.compile(r'"[^"]*"|\|\|')
_BOOKED: Final = re.compile(r"appointment|booking|reserv|on request|by arrangement|预约|预定")


@dataclass(frozen=True, slots=True)
class Period:
    """A named part of the year that standards and measures may speak of."""

    name: Text
    hours: str


PERIODS: Final[Mapping[str, Period]] = MappingProxyType(
    {
        "working_hours": Period(Text("工作时间", "working hours"), "Mo-Fr 09:00-17:00; PH off"),
        "evening": Period(Text("晚间", "evening"), "18:00-21:00"),
        "night": Period(Text("夜间", "night"), "22:00-06:00"),
        "weekend": Period(Text("周末", "weekend"), "Sa,Su 09:00-17:00"),
        "holiday": Period(Text("节假日", "public holidays"), "PH 09:00-17:00"),
    }
)
"""The periods that have a name; `during:` may name one of them."""


def open_states(hours: str, calendar: Calendar) -> ByteArray:
    """Return the state of each 5-minute point of the year, uint8 (n_points,).

    A point stands for the 5 minutes that it begins; hours off this grid count from the next point.

    - '' (hours unknown) is always open; who uses it lists it as assumed.
    - A rule whose state is `unknown`, or whose comment speaks of an appointment, is BY_APPOINTMENT.
    - Where a later rule after `;` replaces an earlier one, it does from midnight to midnight.
    - What follows `||` holds wherever the rules before it leave the place closed.
    - `PH` is a public holiday of the calendar. Hours without `PH` hold on holidays as on any day.
    - A make-up workday has, from midnight to midnight, the hours of `calendar.hours_of`.
    - School holidays (`SH`) never are; the sun rises at 07:00 and sets at 19:00.

    Raises ValueError for hours in which `hours_faults.hours_fault` finds a fault.
    """
    states = np.zeros(calendar.n_points, dtype=np.uint8)
    for part in alternatives(hours) if hours.strip() else ("24/7",):
        fallback = _states(str(parse(part)), calendar)
        states = np.where(states == CLOSED, fallback, states)
    by_day = states.reshape(calendar.n_days, POINTS_PER_DAY)
    return np.ascontiguousarray(by_day[calendar.hours_of].ravel())


def alternatives(hours: str) -> tuple[str, ...]:
    """Return the rules before each `||` and after the last; a `||` inside a comment is text.

    Evaluated one by one: the library ends its list of intervals early where a fallback follows.
    """
    cuts = [match.span() for match in _QUOTED_OR_FALLBACK.finditer(hours) if match[0] == "||"]
    starts = [0, *(end for _, end in cuts)]
    ends = [*(start for start, _ in cuts), len(hours)]
    return tuple(hours[start:end].strip() for start, end in zip(starts, ends, strict=True))


def parse(rules: str) -> OpeningHours:
    """Return rules without `||` as the library reads them, in no place and no country.

    Raises ValueError where it cannot.
    """
    if not validate(rules):
        raise ValueError(f"not opening hours: {rules}")
    return OpeningHours(rules, auto_country=False, auto_timezone=False)


def names_holidays(rules: str) -> bool:
    """Return whether `PH` occurs outside comments."""
    return any(match[0] == "PH" for match in _QUOTED_OR_HOLIDAY.finditer(rules))


def _states(rules: str, calendar: Calendar) -> ByteArray:
    """Return the states by rules in the library's own spelling, make-up workdays not regarded.

    The library knows other holidays than the calendar. Around a holiday its `PH` is therefore
    written as the weekday of that holiday: for each day, as the set of weekdays that are holidays
    today and the day before (whose hours may last beyond midnight).
    """
    states = np.zeros(calendar.n_points, dtype=np.uint8)
    _fill(states, parse(rules), calendar, 0, calendar.n_days)
    if not names_holidays(rules):
        return states
    holiday = calendar.holiday
    after = np.concatenate([[False], holiday[:-1]])
    read: dict[tuple[str, ...], OpeningHours] = {}
    for day in np.flatnonzero(holiday | after).tolist():
        today = int(calendar.weekday[day])
        which = [(today - 1) % 7] * bool(after[day]) + [today] * bool(holiday[day])
        names = tuple(_WEEKDAYS[weekday] for weekday in which)
        if names not in read:
            read[names] = parse(_with_holidays(rules, names))
        _fill(states, read[names], calendar, day, day + 1)
    return states


def _with_holidays(rules: str, weekdays: tuple[str, ...]) -> str:
    written = ",".join(weekdays)
    return _QUOTED_OR_HOLIDAY.sub(lambda m: written if m[0] == "PH" else m[0], rules)


def _fill(states: ByteArray, rules: OpeningHours, calendar: Calendar, first: int, end: int) -> None:
    """Write the states of the days from `first` to before `end`."""
    states[first * POINTS_PER_DAY : end * POINTS_PER_DAY] = CLOSED
    origin = datetime(calendar.year, 1, 1)  # noqa: DTZ001  # local time, whatever the place
    begin, stop = (origin + timedelta(days=day) for day in (first, end))
    for opens, closes, state, comment in rules.intervals(begin, stop):
        if state != State.CLOSED:
            at = -((origin - opens) // _POINT)  # the first point not before `opens`
            states[at : -((origin - closes) // _POINT)] = _open_state(state, comment)


def _open_state(state: State, comment: str) -> int:
    booked = state == State.UNKNOWN or _BOOKED.search(comment.lower()) is not None
    return BY_APPOINTMENT if booked else OPEN
