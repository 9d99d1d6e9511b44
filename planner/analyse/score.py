"""The scorecard: people-weighted figures before and after, by unit and service group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from planner.analyse.access import needs_of, typical_access
from planner.analyse.equity import equity, gini
from planner.analyse.money import Loaded, measures_cost, money
from planner.analyse.periods import hourly_access, period_summary, slice_needs
from planner.analyse.seen import Seen
from planner.analyse.timetable import Timetable
from planner.analyse.weighted import (
    in_order,
    share_of,
    weighted_mean,
    weighted_quantile,
    within,
    worst_off_mean,
)
from planner.analyse.yearly import yearly
from planner.domain.access import Reach, TypicalAccess
from planner.domain.arrays import BoolArray
from planner.domain.case_costs import YEARLY, Yearly
from planner.domain.hours import PERIODS
from planner.domain.result import MeasureReport
from planner.domain.score import (
    ALL_SERVICES,
    FOCUS,
    OUTSIDE_UNITS,
    PeriodRow,
    PlaceChange,
    Question,
    Row,
    Scorecard,
    Selection,
    SliceNeeds,
    Standard,
    StandardResult,
    Summary,
)
from planner.domain.world import World
from planner.text import Text
from planner.units import M_PER_KM, MS_PER_S, S_PER_H

N_LISTED_PLACES = 20


@dataclass(frozen=True)
class Judged:
    """One world as the scorecard sees it, by selection of services.

    needs   what the focus, and all services, need and find open, by slice
    hourly  access in each slice, for the focus and for selections whose standards name hours
    """

    seen: Seen
    typical: Mapping[str, TypicalAccess]
    yearly: Mapping[str, Yearly]
    needs: Mapping[str, SliceNeeds]
    hourly: Mapping[str, tuple[TypicalAccess, ...]]

    @property
    def world(self) -> World:
        """The world judged."""
        return self.seen.world

    @property
    def timetable(self) -> Timetable:
        """Its year."""
        return self.seen.timetable


def judge(seen: Seen, question: Question) -> Judged:
    """Return what the question asks of a world, for every selection that it names."""
    access, services, people = seen.access, seen.world.services, seen.world.residents.people
    trips = services.trips_per_person if question.trips is None else question.trips
    needs = {key: needs_of(trips, selected) for key, selected in question.selections.items()}
    timed = {FOCUS, *(key for standard, key in question.standards if standard.during)}
    return Judged(
        seen,
        typical={key: typical_access(access, of) for key, of in needs.items()},
        yearly=yearly(services, seen.costs, question.selections),
        needs={
            key: slice_needs(access, needs[key], people, question.within_s)
            for key in (FOCUS, ALL_SERVICES)
            if key in needs
        },
        hourly={key: hourly_access(access, needs[key]) for key in timed},
    )


def summarise(
    judged: Judged, selection: Selection, residents: BoolArray, within_s: float
) -> Summary:
    """Return the figures of one selection of services for some residents, bool (n_residents,)."""
    world, typical = judged.world, judged.typical[selection.id]
    people = np.where(residents, world.residents.people, 0.0)

    def people_with(*reach: Reach) -> float:
        return float(people[np.isin(typical.reach, reach)].sum())

    time_s, by_time = in_order(typical.time_s, people)
    length_m, by_length = in_order(typical.length_m, people)
    year = judged.yearly[selection.id]
    # Not a product of vectors: its last bits hang on the number of threads, and they spin.
    sums = {name: float((getattr(year, name) * people).sum()) for name in YEARLY}
    cases = np.where(selection.services, world.cases_of(people), 0.0)
    return Summary(
        people=float(people.sum()),
        mean_s=weighted_mean(typical.time_s, people),
        median_s=weighted_quantile(time_s, by_time, 0.5),
        p90_s=weighted_quantile(time_s, by_time, 0.9),
        mean_m=weighted_mean(typical.length_m, people),
        median_m=weighted_quantile(length_m, by_length, 0.5),
        p90_m=weighted_quantile(length_m, by_length, 0.9),
        share_within=share_of(within(typical.time_s, within_s), people),
        people_no_route=people_with(Reach.NO_ROUTE),
        people_unplaced=people_with(Reach.UNPLACED),
        people_no_provider=people_with(Reach.NO_PROVIDER, Reach.NOT_SERVED),
        worst_decile_s=worst_off_mean(time_s, by_time),
        gini=gini(time_s, by_time),
        cases=sums["cases"],
        trips=sums["trips"],
        person_km=sums["travel_m"] / M_PER_KM,
        person_h=sums["travel_s"] / S_PER_H,
        time_off_h=sums["time_off_s"] / S_PER_H,
        wait_h=sums["wait_s"] / S_PER_H,
        counter_h=sums["counter_s"] / S_PER_H,
        swamped_trips=sums["swamped"],
        mail_legs=sums["mail_legs"],
        mail_fee_yuan=sums["mail_fee_yuan"],
        doorstep_cases=sums["doorstep"],
        online_cases=sums["online"],
        result_days=weighted_mean(world.services.result_days, cases),
    )


def standard_result(judged: Judged, selection: str, standard: Standard) -> StandardResult:
    """Return the share of all people within the standard's cut-off."""
    people = judged.world.residents.people

    def share(typical: TypicalAccess) -> float:
        if standard.within_s is not None:
            return share_of(within(typical.time_s, standard.within_s), people)
        if standard.within_m is not None:
            return share_of(within(typical.length_m, standard.within_m), people)
        raise ValueError("a standard needs a time or a distance")

    if not standard.during:
        return StandardResult(standard, share(judged.typical[selection]))
    hours = judged.timetable.hours_of(standard.during)
    shares = np.array([share(at) for at in judged.hourly[selection]])
    return StandardResult(standard, float(shares @ hours / hours.sum()))


def place_changes(
    before: Judged, after: Judged
) -> tuple[tuple[PlaceChange, ...], tuple[PlaceChange, ...]]:
    """Return the places that gain most, and those still worst off, at most 20 of each.

    Gaining most are, first, places that reach every service for the first time, the most people
    first; then those that save most person-hours a year. Worst off are, first, places that miss
    a service, the most people first; then the longest times. Ties keep the residents' order.
    """
    people = after.world.residents.people
    old, new = before.typical[FOCUS], after.typical[FOCUS]
    was, now = before.yearly[FOCUS], after.yearly[FOCUS]
    both = (old.reach == Reach.REACHED) & (new.reach == Reach.REACHED)
    saved_s = was.travel_s + was.time_off_s - now.travel_s - now.time_off_s
    saved_h = np.where(both, saved_s * people / S_PER_H, np.nan)
    saved = np.where(both, saved_s * people, 0.0)
    if not now.trips.any():
        # Without any demand in the catalogue, whoever comes nearer still gains.
        saved = np.nan_to_num(people * (old.time_s - new.time_s), nan=0.0)
    first_time = (old.reach != Reach.REACHED) & (new.reach == Reach.REACHED) & (people > 0)
    gains = first_time | (saved * MS_PER_S >= 1)
    gaining = np.lexsort((np.where(first_time, -people, -saved), ~first_time))
    gaining = gaining[gains[gaining]][:N_LISTED_PLACES]
    inhabited = np.flatnonzero(people > 0)
    stranded = new.reach != Reach.REACHED
    key = np.where(stranded, -people, -np.nan_to_num(new.time_s, nan=0.0))[inhabited]
    worst = inhabited[np.lexsort((key, ~stranded[inhabited]))][:N_LISTED_PLACES]

    def change(resident: int) -> PlaceChange:
        return PlaceChange(
            resident=resident,
            before_s=float(old.time_s[resident]),
            after_s=float(new.time_s[resident]),
            before_m=float(old.length_m[resident]),
            after_m=float(new.length_m[resident]),
            saved_person_h=float(saved_h[resident]),
        )

    return tuple(change(int(i)) for i in gaining), tuple(change(int(i)) for i in worst)


def period_rows(before: Judged, after: Judged, selection: str) -> tuple[PeriodRow, ...]:
    """Return the named periods of the focus, or of all services."""
    return tuple(
        PeriodRow(
            key,
            period.name,
            period.hours,
            *(
                period_summary(judged.needs[selection], judged.timetable.hours_of(period.hours))
                for judged in (before, after)
            ),
        )
        for key, period in PERIODS.items()
    )


def score(
    before: Judged, after: Judged, question: Question, reports: Sequence[MeasureReport] = ()
) -> Scorecard:
    """Return the scorecard of `after` against `before`; `reports` say what measures cost.

    Residents, units and groups of the catalogue are the same in both.
    """
    world = after.world
    everyone = np.ones(len(world.residents), dtype=bool)

    def row(row_id: str, name: Text, selection_id: str, residents: BoolArray) -> Row:
        selection = question[selection_id]
        return Row(
            row_id,
            name,
            summarise(before, selection, residents, question.within_s),
            summarise(after, selection, residents, question.within_s),
        )

    by_unit = [
        row(unit.code, unit.name, FOCUS, world.residents.unit == index)
        for index, unit in enumerate(world.units.items)
    ]
    outside = world.residents.unit < 0
    if len(world.units) and outside.any():
        by_unit.append(row("", OUTSIDE_UNITS, FOCUS, outside))
    gains, worst = place_changes(before, after)
    everything = row(ALL_SERVICES, Text("全部事项", "All services"), ALL_SERVICES, everyone)
    cost = measures_cost(_loaded(before), _loaded(after), reports, question.rates)
    return Scorecard(
        focus=row(FOCUS, question.focus_name, FOCUS, everyone),
        all_services=everything,
        by_unit=tuple(by_unit),
        by_group=tuple(
            row(group.id, group.name, group.id, everyone)
            for group in world.services.groups
            if group.id in question.selections
        ),
        standards=tuple(
            (
                standard_result(before, selection_id, standard),
                standard_result(after, selection_id, standard),
            )
            for standard, selection_id in question.standards
        ),
        periods=period_rows(before, after, FOCUS),
        periods_all=period_rows(before, after, ALL_SERVICES),
        gains=gains,
        worst=worst,
        within_s=question.within_s,
        money=money(everything, cost, question.rates, as_is=not reports),
        equity=equity(
            before.typical[FOCUS].time_s,
            after.typical[FOCUS].time_s,
            world.residents.people,
            world.residents.unit,
        ),
    )


def _loaded(judged: Judged) -> Loaded:
    return Loaded(judged.world, judged.seen.loads)
