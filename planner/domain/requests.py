"""What people ask for: a log of opinions, complaints and requests, and how far each has come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cached_property
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from planner.domain.arrays import (
    BoolArray,
    ByteArray,
    FloatArray,
    IntArray,
    freeze,
    require,
    require_shape,
)
from planner.text import Text

DayArray: TypeAlias = npt.NDArray[np.datetime64]


class RequestState(IntEnum):
    """How far a request has come; each state includes those before it."""

    ASSIGNED = 0
    TAKEN = 1
    FED_BACK = 2
    ANSWERED = 3
    SUPERVISED = 4
    ARCHIVED = 5

    @property
    def label(self) -> Text:
        """The words shown to people."""
        zh = ("交办", "承办", "反馈", "回复", "督办", "归档")[self]
        return Text(zh, self.name.lower().replace("_", " "))


CLOSED_FROM = RequestState.ANSWERED
"""A request is closed once it is answered, or is in a later state."""


@dataclass(frozen=True)
class Requests:
    """A request log as it stood on the day `until`; n requests.

    ids               unique
    lon, lat          float64 (n,) WGS84 degrees, NaN where only the unit or nothing is known
    unit              int32 (n,) index into Units, -1 where unknown
    theme, source, handler  int32 (n,) index into `themes`, `sources`, `handlers`, -1 where unknown
    state             uint8 (n,) RequestState
    reached           datetime64[D] (n, 6) day each state was reached, NaT where not or not known;
                      never earlier than that of a state before, none beyond `state` or `until`
    staff             float64 (n_handlers,) people who handle them, NaN where not known
    """

    ids: tuple[str, ...]
    lon: FloatArray = field(repr=False)
    lat: FloatArray = field(repr=False)
    unit: IntArray = field(repr=False)
    theme: IntArray = field(repr=False)
    source: IntArray = field(repr=False)
    handler: IntArray = field(repr=False)
    state: ByteArray = field(repr=False)
    reached: DayArray = field(repr=False)
    themes: tuple[str, ...]
    sources: tuple[str, ...]
    handlers: tuple[str, ...]
    until: np.datetime64
    staff: FloatArray = field(default_factory=lambda: np.empty(0), repr=False)

    def __post_init__(self) -> None:
        n = len(self.ids)
        if not len(self.staff):
            object.__setattr__(self, "staff", np.full(len(self.handlers), np.nan))
        require_shape(self.staff, (len(self.handlers),), "staff")
        require(len(set(self.ids)) == n, "request ids repeat")
        for name in ("lon", "lat", "unit", "theme", "source", "handler", "state"):
            require_shape(getattr(self, name), (n,), name)
        require_shape(self.reached, (n, len(RequestState)), "reached")
        for name, names in (
            ("theme", self.themes), ("source", self.sources), ("handler", self.handlers),
        ):  # fmt: skip
            index = getattr(self, name)
            require(n == 0 or -1 <= index.min() <= index.max() < len(names), f"no such {name}")
        require(n == 0 or self.state.max() <= max(RequestState), "no such state")
        require(np.array_equal(np.isnan(self.lon), np.isnan(self.lat)), "half a place")
        require(not (self.reached > self.until).any(), "a date after the log's last day")
        beyond = np.arange(len(RequestState)) > self.state[:, None]
        require(np.isnat(self.reached[beyond]).all(), "a date of a state not reached")
        require(not out_of_order(self.reached).any(), "dates out of order")
        freeze(
            self.lon, self.lat, self.unit, self.theme, self.source, self.handler, self.state,
            self.reached, self.staff,
        )  # fmt: skip

    def __len__(self) -> int:
        return len(self.ids)

    def with_themes(self, themes: Sequence[str] | None) -> BoolArray:
        """Return which requests have one of these themes (None: any), bool (n,)."""
        if themes is None:
            return np.ones(len(self), dtype=bool)
        return np.isin(self.theme, [self.themes.index(theme) for theme in themes])

    def count_by_unit(self, mask: BoolArray, n_units: int) -> FloatArray:
        """Return the requests in `mask` of each unit, float64 (n_units,)."""
        asked = self.unit[mask & (self.unit >= 0)]
        return np.bincount(asked, minlength=n_units).astype(np.float64)

    @cached_property
    def located(self) -> BoolArray:
        """True where a request has coordinates, bool (n,)."""
        return np.asarray(~np.isnan(self.lon))

    @cached_property
    def closed(self) -> BoolArray:
        """True where a request is answered or beyond, bool (n,)."""
        return np.asarray(self.state >= CLOSED_FROM)

    @cached_property
    def opened_on(self) -> DayArray:
        """The day a request was assigned, datetime64[D] (n,), NaT where unknown."""
        return self.reached[:, RequestState.ASSIGNED]

    @cached_property
    def closed_on(self) -> DayArray:
        """The day a request was answered, NaT where it is open or the day unknown.

        Where the answer has no date, the first later state that has one.
        """
        later = self.reached[:, CLOSED_FROM:]
        first: DayArray = np.fmin.reduce(later, axis=1)
        return first

    @cached_property
    def days(self) -> FloatArray:
        """Days from assignment to the answer, or for open ones to `until`, float64 (n,).

        NaN where a date that this needs is unknown. Answered the same day is 0.
        """
        end = np.where(self.closed, self.closed_on, self.until)
        spent = (end - self.opened_on) / np.timedelta64(1, "D")
        days: FloatArray = spent.astype(np.float64)
        return days


def out_of_order(reached: DayArray) -> BoolArray:
    """Return which rows have a date earlier than that of a state before, bool (n,)."""
    latest = np.fmax.accumulate(reached, axis=1)
    return np.asarray((reached < latest).any(axis=1))
