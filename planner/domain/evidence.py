"""What people said and how it was handled: a request log as figures (民意诉求)."""

from __future__ import annotations

from dataclasses import dataclass

from planner.domain.arrays import require


@dataclass(frozen=True)
class Pace:
    """How fast a handler worked in the last days of a log, and what that means for what is open.

    staff                  people, NaN where not known; so are then the next two
    open_per_person        requests not closed
    closed_per_person_day  closed in a calendar day
    days_to_clear          until nothing is open if nothing new came; inf where nothing is closed
    days_to_clear_coming   the same if as many new ones come as did; inf where ever more are open
    """

    staff: float
    open_per_person: float
    closed_per_person_day: float
    days_to_clear: float
    days_to_clear_coming: float


@dataclass(frozen=True)
class RequestFigures:
    """Requests of one unit, theme or handler; of all where it is the total.

    id, name        of the unit; both the word itself for themes and handlers, '' where unknown
    requests        in the log;  closed  of these, answered or beyond
    median_days, p90_days  days until half and nine in ten are closed, open ones reckoned with
                    (Kaplan-Meier); NaN where so many are not closed by any day
    undated         requests left out of these days because a day is missing
    per_1000        requests for 1,000 residents; NaN for themes and handlers
    z, hot          Gi* of the unit among its neighbours; NaN and False for themes and handlers
    pace            of the handler; None for units and themes
    """

    id: str
    name: str
    requests: int
    closed: int
    median_days: float
    p90_days: float
    undated: int
    per_1000: float = float("nan")
    z: float = float("nan")
    hot: bool = False
    pace: Pace | None = None

    def __post_init__(self) -> None:
        require(0 <= self.closed <= self.requests, "more closed than there are")

    @property
    def open(self) -> int:
        """Requests not closed yet."""
        return self.requests - self.closed

    @property
    def rate(self) -> float:
        """Share closed, NaN without requests."""
        return self.closed / self.requests if self.requests else float("nan")


@dataclass(frozen=True)
class HotSpot:
    """A square where more requests gather than chance explains.

    lon, lat  its centre, degrees WGS84
    place     the most populous place in it, '' where nobody lives
    requests  in it;  open  of these, not closed
    z         Gi*
    """

    lon: float
    lat: float
    place: str
    requests: int
    open: int
    z: float


@dataclass(frozen=True)
class Evidence:
    """A request log as it stood on `until` (ISO day).

    by_unit, by_theme, by_handler  most requests first, unknown last
    hot_spots   the strongest first; squares of `square_m`
    unlocated   requests without coordinates, which no hot spot counts
    """

    until: str
    total: RequestFigures
    by_unit: tuple[RequestFigures, ...]
    by_theme: tuple[RequestFigures, ...]
    by_handler: tuple[RequestFigures, ...]
    hot_spots: tuple[HotSpot, ...]
    square_m: float
    unlocated: int
