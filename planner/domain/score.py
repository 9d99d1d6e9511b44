"""The figures that judge a world, and their before/after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from planner.domain.arrays import BoolArray, FloatArray, freeze
from planner.domain.catchment import CatchmentQuestion
from planner.domain.costs import CostRates
from planner.domain.equity import Equity
from planner.domain.money import Money
from planner.domain.planning_rates import PLANNING_RATES
from planner.text import Text

FOCUS: Final = "focus"
"""Id of the selection that a scenario is about."""
ALL_SERVICES: Final = "all"
"""Id of the selection of everything that the baseline offers."""
OUTSIDE_UNITS: Final = Text("辖区以外", "Outside all units")
"""Name of the residents who live in no unit; their id is empty."""


@dataclass(frozen=True)
class Standard:
    """An access target: a share of residents within a time or a distance (cut-off inclusive).

    Exactly one of `within_s` and `within_m` is set. `services` are words of the catalogue,
    empty for the services the scenario is about. With `during` (opening hours in OSM syntax) only
    sites that are open count, and the share is an average over these hours.
    """

    residents_share: float
    within_s: float | None = None
    within_m: float | None = None
    services: tuple[str, ...] = ()
    during: str = ""


@dataclass(frozen=True)
class Selection:
    """Some services of the catalogue under one id, bool (n_services,)."""

    id: str
    services: BoolArray


@dataclass(frozen=True)
class Question:
    """What a scorecard is asked.

    `selections` holds 'focus', 'all' and every service group; each standard comes with the id of
    the selection it is judged on; `within_s` is the cut-off behind every share. `rates` are what
    time, travel and sites cost; `catchment` is None where nobody asks about crowding. `trips` are
    yearly trips for each service, float64 (n_services,), by which services weigh in means and
    shares before and after alike: else fewer visits would look like shorter ways. None: those of
    the world judged.
    """

    focus_name: Text
    selections: Mapping[str, BoolArray]
    standards: tuple[tuple[Standard, str], ...]
    within_s: float
    rates: CostRates = PLANNING_RATES
    catchment: CatchmentQuestion | None = None
    trips: FloatArray | None = None

    def __getitem__(self, selection: str) -> Selection:
        return Selection(selection, self.selections[selection])


@dataclass(frozen=True)
class StandardResult:
    """How a world stands against a standard: a share of all people, in [0, 1]."""

    standard: Standard
    share: float

    @property
    def met(self) -> bool:
        """True if at least the wanted share of residents is within the cut-off."""
        # Sums of shares may miss the target by rounding; a relative hair keeps it inclusive.
        return self.share >= self.standard.residents_share * (1 - 1e-12)


@dataclass(frozen=True)
class Summary:
    """Figures of one selection of services for one set of residents.

    Means, medians and P90 are people-weighted over residents who reach every service of the
    selection (NaN if there is none); each resident counts with the trip-weighted mean over the
    services. Quantiles are the smallest value x whose cumulative share F(x) reaches q.
    The worst decile are the people with the longest times, a tenth of those who get there; Gini
    is that of times, 0 if all take as long. Shares are shares of all people.

    Burdens are yearly sums over all services reached, travel both ways. `case_h` is all the time
    that cases cost: travel, time off work, waiting (a stated longest wait where a desk cannot
    cope), being served.
    `swamped_trips` go to desks where more people come than the windows can serve. `mail_legs` are
    letters, for which applicants pay `mail_fee_yuan`; `doorstep_cases` and `online_cases` are
    settled at the door and online.
    `result_days` is the case-weighted mean from application to result.
    """

    people: float
    mean_s: float
    median_s: float
    p90_s: float
    mean_m: float
    median_m: float
    p90_m: float
    share_within: float
    people_no_route: float
    people_unplaced: float
    people_no_provider: float
    worst_decile_s: float
    gini: float
    cases: float
    trips: float
    person_km: float
    person_h: float
    time_off_h: float
    wait_h: float
    counter_h: float
    swamped_trips: float
    mail_legs: float
    mail_fee_yuan: float
    doorstep_cases: float
    online_cases: float
    result_days: float

    @property
    def case_h(self) -> float:
        """Person-hours that all cases of a year cost."""
        return self.person_h + self.time_off_h + self.wait_h + self.counter_h

    @property
    def people_out_of_reach(self) -> float:
        """People who miss at least one service of the selection, for whatever reason."""
        return self.people_no_route + self.people_unplaced + self.people_no_provider


@dataclass(frozen=True)
class Row:
    """One line of a before/after table: a unit or a service group."""

    id: str
    name: Text
    before: Summary
    after: Summary


@dataclass(frozen=True)
class SliceNeeds:
    """The same as a PeriodSummary for each slice of the year, float64 (n_slices,)."""

    share_within: FloatArray
    share_open: FloatArray
    mean_s: FloatArray

    def __post_init__(self) -> None:
        freeze(self.share_within, self.share_open, self.mean_s)


@dataclass(frozen=True)
class PeriodSummary:
    """Access to what is open during some hours of the year: shares of needs and of these hours.

    A need is a trip that a person wants to make for a service.

    hours         of the period in a year
    share_within  needs that an open site within the cut-off meets
    share_open    needs that an open site meets, however far
    mean_s        one way, of those
    """

    hours: float
    share_within: float
    share_open: float
    mean_s: float


@dataclass(frozen=True)
class PeriodRow:
    """A period before and after; `hours` is its definition in OSM syntax."""

    id: str
    name: Text
    hours: str
    before: PeriodSummary
    after: PeriodSummary


@dataclass(frozen=True)
class PlaceChange:
    """A place among those that gain most or are still worst off. NaN where not reached."""

    resident: int
    before_s: float
    after_s: float
    before_m: float
    after_m: float
    saved_person_h: float


@dataclass(frozen=True)
class Scorecard:
    """Everything said about a scenario against its baseline, for one focus of services.

    `within_s` is the cut-off behind every `share_within` (from the first time standard, else
    30 minutes). `by_group` covers every service group; `all_services`, `periods_all` and `money`
    are about all services; all else is about the focus, `equity` about typical times to it.
    """

    focus: Row
    all_services: Row
    by_unit: tuple[Row, ...]
    by_group: tuple[Row, ...]
    standards: tuple[tuple[StandardResult, StandardResult], ...]
    periods: tuple[PeriodRow, ...]
    periods_all: tuple[PeriodRow, ...]
    gains: tuple[PlaceChange, ...]
    worst: tuple[PlaceChange, ...]
    within_s: float
    money: Money
    equity: Equity
