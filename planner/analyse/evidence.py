"""What a request log says about handling: closure rates, time to close, load on handlers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planner.domain.arrays import (
    BoolArray,
    FloatArray,
    IntArray,
    LongArray,
    freeze,
    require,
    require_shape,
)
from planner.domain.evidence import Pace
from planner.domain.requests import Requests


@dataclass(frozen=True)
class Closure:
    """Requests and closed ones by group; `total` and `closed` int64 of one shape."""

    total: LongArray
    closed: LongArray

    def __post_init__(self) -> None:
        require_shape(self.closed, self.total.shape, "closed")
        require((self.closed <= self.total).all(), "more closed than there are")
        require((self.closed >= 0).all(), "negative counts")
        freeze(self.total, self.closed)

    @property
    def rate(self) -> FloatArray:
        """Return the share closed, 0 to 1, NaN where there are no requests."""
        return _ratio(self.closed, self.total)

    @property
    def by_handler(self) -> Closure:
        """Return the table by handler alone, the unknown one last."""
        return Closure(self.total.sum(axis=1), self.closed.sum(axis=1))

    @property
    def by_theme(self) -> Closure:
        """Return the table by theme alone, the unknown one last."""
        return Closure(self.total.sum(axis=0), self.closed.sum(axis=0))

    @property
    def overall(self) -> float:
        """Return the share closed of all requests, NaN if there are none."""
        return float(_ratio(self.closed.sum(), self.total.sum()))


def closure(requests: Requests) -> Closure:
    """Return closure by handler and theme, shape (n_handlers + 1, n_themes + 1).

    The last row and the last column hold requests whose handler or theme is unknown. Closed is
    answered or beyond.
    """
    shape = (len(requests.handlers) + 1, len(requests.themes) + 1)
    handler, theme = requests.handler % shape[0], requests.theme % shape[1]  # -1 is the last
    cell = np.ravel_multi_index((handler, theme), shape)
    size = int(np.prod(shape))
    total = np.bincount(cell, minlength=size).reshape(shape)
    closed = np.bincount(cell[requests.closed], minlength=size).reshape(shape)
    return Closure(total, closed)


@dataclass(frozen=True)
class TimeToClose:
    """Days from assignment to the answer; open requests count as lasting at least until now.

    median_days, p90_days  NaN where fewer than half, or than 90 %, can be said to be closed by
                           any day (Kaplan–Meier)
    closed, censored       requests behind the figures: closed and still open
    undated                requests left out because a date is missing
    """

    median_days: float
    p90_days: float
    closed: int
    censored: int
    undated: int


def time_to_close(requests: Requests, mask: BoolArray | None = None) -> TimeToClose:
    """Return how long requests take to close, of those in `mask` (all by default).

    Leaving open requests out would flatter: the slow ones are the ones still open. They are
    right-censored on the log's last day (Kaplan & Meier 1958, J. Am. Stat. Assoc. 53).
    """
    chosen = np.ones(len(requests), dtype=bool) if mask is None else mask
    dated = chosen & ~np.isnan(requests.days)
    days, closed = requests.days[dated], requests.closed[dated]
    return TimeToClose(
        closing_quantile(days, closed, 0.5),
        closing_quantile(days, closed, 0.9),
        int(closed.sum()),
        int((~closed).sum()),
        int((chosen & ~dated).sum()),
    )


def closing_curve(days: FloatArray, closed: BoolArray) -> tuple[FloatArray, FloatArray]:
    """Return (day, share still open after it): the Kaplan–Meier estimate at each day of a closure.

    `days` float64 (n,) >= 0 is the time to the answer, or where `closed` is false the time watched
    so far. A request watched for t days was still open on day t, so counts as at risk on it.
    """
    order = np.sort(days)
    event, closures = np.unique(days[closed], return_counts=True)
    at_risk = len(days) - np.searchsorted(order, event, side="left")
    still_open = np.cumprod(1 - closures / at_risk).astype(np.float64)
    return event, still_open


def closing_quantile(days: FloatArray, closed: BoolArray, q: float) -> float:
    """Return the first day by which a share q (0 < q <= 1) is closed, NaN where none is."""
    event, still_open = closing_curve(days, closed)
    reached = np.flatnonzero(1 - still_open >= q - 1e-12)
    return float(event[reached[0]]) if len(reached) else float("nan")


@dataclass(frozen=True)
class HandlerLoad:
    """Work of each handler over the last `window_days` days of a log; all arrays (n_handlers,).

    open_now        int64    requests not closed
    assigned, closed  int64  requests assigned, and closed, within the window
    staff           float64  people who handle them, > 0; NaN where not known
    """

    window_days: int
    open_now: LongArray
    assigned: LongArray
    closed: LongArray
    staff: FloatArray

    def __post_init__(self) -> None:
        for name in ("assigned", "closed", "staff"):
            require_shape(getattr(self, name), self.open_now.shape, name)
        require(self.window_days > 0, "an empty window")
        require(not (self.staff <= 0).any(), "a handler without staff")
        freeze(self.open_now, self.assigned, self.closed, self.staff)

    @property
    def open_per_person(self) -> FloatArray:
        """Return open requests per member of staff."""
        per_person: FloatArray = self.open_now / self.staff
        return per_person

    @property
    def closed_per_person_day(self) -> FloatArray:
        """Return requests that one member of staff closes in a calendar day."""
        throughput: FloatArray = self.closed / (self.staff * self.window_days)
        return throughput

    @property
    def days_to_clear(self) -> FloatArray:
        """Return days until nothing is open at this pace if nothing new came; inf where none is.

        0 where nothing is open; infinite where something is and nothing was closed.
        """
        return _clearing(self.open_now, self.closed / self.window_days)

    @property
    def days_to_clear_while_new_ones_come(self) -> FloatArray:
        """Return the same while as many new ones come as did; infinite where the backlog grows."""
        net = np.maximum(self.closed - self.assigned, 0) / self.window_days
        return _clearing(self.open_now, net)

    def paces(self) -> tuple[Pace, ...]:
        """Return what is said of each handler."""
        columns = (
            self.staff, self.open_per_person, self.closed_per_person_day, self.days_to_clear,
            self.days_to_clear_while_new_ones_come,
        )  # fmt: skip
        return tuple(Pace(*row) for row in np.column_stack(columns).tolist())


def handler_load(requests: Requests, window_days: int) -> HandlerLoad:
    """Return each handler's load.

    The window is the last `window_days` days up to and including `requests.until`. Requests
    without a handler or without the date in question do not count.
    """
    known = requests.handler >= 0
    n = len(requests.handlers)
    first = requests.until - np.timedelta64(window_days - 1, "D")
    # Comparisons with an unknown date are false.
    opened = known & (requests.opened_on >= first)
    closed = known & requests.closed & (requests.closed_on >= first)
    return HandlerLoad(
        window_days,
        _count(requests.handler, known & ~requests.closed, n),
        _count(requests.handler, opened, n),
        _count(requests.handler, closed, n),
        requests.staff,
    )


def _count(group: IntArray, mask: BoolArray, n: int) -> LongArray:
    return np.bincount(group[mask], minlength=n).astype(np.int64)


def _clearing(open_now: LongArray, per_day: FloatArray) -> FloatArray:
    with np.errstate(divide="ignore", invalid="ignore"):
        days: FloatArray = np.where(open_now == 0, 0.0, open_now / per_day)
    return days


def _ratio(part: LongArray, whole: LongArray) -> FloatArray:
    with np.errstate(invalid="ignore"):
        ratio: FloatArray = np.asarray(part / whole, dtype=np.float64)
    return ratio
