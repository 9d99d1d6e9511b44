"""The year as a handful of slices: classes of moments in which exactly the same desks are open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from planner.domain.arrays import (
    BoolArray,
    ByteArray,
    FloatArray,
    IntArray,
    LongArray,
    freeze,
    require,
    require_shape,
)
from planner.domain.calendar import POINT_HOURS, POINTS_PER_DAY, Calendar
from planner.domain.hours import CLOSED, OPEN, open_states

DAY_TYPES: Final = ("workday", "weekend", "holiday")
"""Kinds of days in a week view: worked (make-up days too), other weekends, public holidays."""
CELLS_PER_DAY: Final = 48
_STATES: Final = 3  # of a point
_DIGITS: Final = 28  # three-valued digits that fit an int64 beside the number of a point


@dataclass(frozen=True)
class Slices:
    """A partition of the year; the longest slice first, of two as long the one that begins first.

    open            bool (n_slices, n_desks)    a desk takes whoever comes
    bookable        bool (n_slices, n_desks)    ... or those who booked; true wherever `open` is
    extra           bool (n_slices, n_extra)    other hours asked for (residents' free hours,
                    periods, timed roads) hold
    hours           float64 (n_slices,)         hours a year, > 0; sum to 8760 or 8784
    slice_of_point  int32 (n_points,)           the slice of each 5-minute point of the year
    """

    calendar: Calendar
    open: BoolArray = field(repr=False)
    bookable: BoolArray = field(repr=False)
    extra: BoolArray = field(repr=False)
    hours: FloatArray = field(repr=False)
    slice_of_point: IntArray = field(repr=False)

    def __post_init__(self) -> None:
        n = len(self.hours)
        require_shape(self.open, (n, self.open.shape[-1]), "open")
        require_shape(self.bookable, self.open.shape, "bookable")
        require_shape(self.extra, (n, self.extra.shape[-1]), "extra")
        require_shape(self.slice_of_point, (self.calendar.n_points,), "slice_of_point")
        require(self.bookable[self.open].all(), "an open desk cannot be booked")
        counts = np.bincount(self.slice_of_point, minlength=n)
        require(len(counts) == n and counts.min() > 0, "a slice without moments")
        require(np.array_equal(counts * POINT_HOURS, self.hours), "hours differ from moments")
        freeze(self.open, self.bookable, self.extra, self.hours, self.slice_of_point)

    def __len__(self) -> int:
        return len(self.hours)

    @classmethod
    def of(cls, hours: Sequence[str], calendar: Calendar, extra: Sequence[str] = ()) -> Slices:
        """Return the slices of desks with these hours, split by the `extra` hours as well.

        Extra hours hold where they are OPEN. Raises ValueError as `open_states` does.
        """
        texts = tuple(dict.fromkeys((*hours, *extra)))
        column = {text: index for index, text in enumerate(texts)}
        states = np.empty((len(texts), calendar.n_points), dtype=np.uint8)
        for index, text in enumerate(texts):
            states[index] = open_states(text, calendar)
        slice_of_point, first = _classes(states)
        of_text = states[:, first].T
        of_desk = of_text[:, [column[text] for text in hours]]
        of_extra = of_text[:, [column[text] for text in extra]]
        counts = np.bincount(slice_of_point, minlength=len(first))
        return cls(
            calendar,
            of_desk == OPEN,
            of_desk != CLOSED,
            of_extra == OPEN,
            counts.astype(np.float64) * POINT_HOURS,
            slice_of_point,
        )

    @property
    def shares(self) -> FloatArray:
        """Return each slice's share of the year, float64 (n_slices,), summing to 1."""
        shares: FloatArray = self.hours / self.hours.sum()
        return shares

    def week(self) -> WeekView:
        """Return what a page shows of the year: a day of each type in half-hours."""
        calendar = self.calendar
        kind = np.where(calendar.holiday, 2, np.where(calendar.workday, 0, 1))
        points = np.arange(calendar.n_points)
        half_hour = points % POINTS_PER_DAY // (POINTS_PER_DAY // CELLS_PER_DAY)
        cell = kind[points // POINTS_PER_DAY] * CELLS_PER_DAY + half_hour
        shape = (len(DAY_TYPES), CELLS_PER_DAY, len(self))
        counts = np.bincount(cell * len(self) + self.slice_of_point, minlength=np.prod(shape))
        return WeekView(
            np.bincount(kind, minlength=len(DAY_TYPES)).astype(np.int32),
            (counts.astype(np.float64) * POINT_HOURS).reshape(shape),
        )


@dataclass(frozen=True)
class WeekView:
    """The hours a year that each half-hour of each type of day spends in each slice.

    days   int32 (3,)                      days a year of each of DAY_TYPES
    hours  float64 (3, 48, n_slices)       from midnight; summing over slices to days / 2
    """

    days: IntArray
    hours: FloatArray = field(repr=False)

    def __post_init__(self) -> None:
        require_shape(self.days, (len(DAY_TYPES),), "days")
        require_shape(self.hours, (len(DAY_TYPES), CELLS_PER_DAY, self.hours.shape[-1]), "hours")
        require(np.allclose(self.hours.sum(axis=2), self.days[:, None] / 2), "hours and days")
        freeze(self.days, self.hours)

    @property
    def slice(self) -> IntArray:
        """Return the slice in force most of each half-hour, int32 (3, 48); -1 without such days.

        Of two in force as long, the lower.
        """
        most = self.hours.argmax(axis=2).astype(np.int32)
        return np.where(self.days[:, None] > 0, most, np.int32(-1)).astype(np.int32)

    @property
    def share(self) -> FloatArray:
        """Return the share of the year's such half-hours in which that slice holds, (3, 48).

        NaN where the year has no such days.
        """
        with np.errstate(invalid="ignore"):
            share: FloatArray = self.hours.max(axis=2) / (self.days[:, None] / 2)
        return share


def _classes(states: ByteArray) -> tuple[IntArray, LongArray]:
    """Return the class of each point by its column of `states`, and the first point of each.

    Classes are in order of size, the largest first, then of their first point.
    """
    n_points = states.shape[1]
    label = np.zeros(n_points, dtype=np.int64)
    for start in range(0, len(states), _DIGITS):
        for row in states[start : start + _DIGITS]:
            label = label * _STATES + row
        label = np.unique(label, return_inverse=True)[1]
    _, first, label, counts = np.unique(
        label, return_index=True, return_inverse=True, return_counts=True
    )
    order = np.lexsort((first, -counts))
    rank = np.empty(len(order), dtype=np.int32)
    rank[order] = np.arange(len(order), dtype=np.int32)
    return rank[label], first[order].astype(np.int64)
