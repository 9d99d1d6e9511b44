"""The scorecard: people-weighted figures before and after, by unit and service group."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from planner.analyse.access import set_weights, typical_access
from planner.analyse.weighted import weighted_mean, weighted_quantile
from planner.domain.access import Access, Reach, TypicalAccess
from planner.domain.arrays import BoolArray, FloatArray
from planner.domain.score import (
    ALL_SERVICES,
    FOCUS,
    PlaceChange,
    Question,
    Row,
    Scorecard,
    Selection,
    Standard,
    StandardResult,
    Summary,
)
from planner.domain.services import Services
from planner.domain.world import World
from planner.text import Text
from planner.units import M_PER_KM, MS_PER_S, S_PER_H

OUTSIDE_UNITS = ""
"""Id of the row of people outside all units: a code that no unit has."""
N_LISTED_PLACES = 20


@dataclass(frozen=True)
class Judged:
    """One world as the scorecard sees it: its access and each selection's typical access."""

    access: Access
    typical: Mapping[str, TypicalAccess]


def judge(access: Access, services: Services, question: Question) -> Judged:
    """Return the access with the typical access of every selection that the question names."""
    return Judged(
        access,
        {
            selection_id: typical_access(access, services, selected)
            for selection_id, selected in question.selections.items()
        },
    )


def within(values: FloatArray, limit: float) -> BoolArray:
    """Return where a value is within the limit, the limit included; NaN is not.

    Means of equal values may miss the limit by a rounding; costs are exact to a millisecond
    or a centimetre, so that is the precision of the comparison.
    """
    return np.asarray(np.round(values, 3) <= round(limit, 3))


def summarise(
    world: World,
    judged: Judged,
    selection: Selection,
    residents: BoolArray,
    within_s: float,
) -> Summary:
    """Return the figures of one selection of services for some residents, bool (n_residents,)."""
    typical = judged.typical[selection.id]
    people = np.where(residents, world.residents.people, 0.0)
    total = float(people.sum())

    def people_with(reach: Reach) -> float:
        return float(people[typical.reach == reach].sum())

    trips_per_person = set_weights(judged.access, world.services, selection.services)
    used = trips_per_person > 0
    trips = trips_per_person[used, None] * people
    time_s = judged.access.time_s[used]
    length_m = judged.access.length_m[used]
    reached = np.isfinite(time_s)
    return Summary(
        people=total,
        mean_s=weighted_mean(typical.time_s, people),
        median_s=weighted_quantile(typical.time_s, people, 0.5),
        p90_s=weighted_quantile(typical.time_s, people, 0.9),
        mean_m=weighted_mean(typical.length_m, people),
        median_m=weighted_quantile(typical.length_m, people, 0.5),
        p90_m=weighted_quantile(typical.length_m, people, 0.9),
        share_within=float(people[within(typical.time_s, within_s)].sum()) / total
        if total
        else float("nan"),
        people_no_route=people_with(Reach.NO_ROUTE),
        people_unplaced=people_with(Reach.UNPLACED),
        people_no_provider=people_with(Reach.NO_PROVIDER),
        trips=float(trips[reached].sum()),
        person_km=float((2 * trips[reached] * length_m[reached]).sum()) / M_PER_KM,
        person_h=float((2 * trips[reached] * time_s[reached]).sum()) / S_PER_H,
    )


def standard_result(world: World, typical: TypicalAccess, standard: Standard) -> StandardResult:
    """Return the share of all people within the standard's cut-off."""
    values, limit = (
        (typical.time_s, standard.within_s)
        if standard.within_s is not None
        else (typical.length_m, standard.within_m)
    )
    if limit is None:
        raise ValueError("a standard needs a time or a distance")
    people = world.residents.people
    total = world.residents.total_people
    share = float(people[within(values, limit)].sum()) / total if total else float("nan")
    return StandardResult(standard, share)


def place_changes(
    world: World, before: Judged, after: Judged, selection: Selection
) -> tuple[tuple[PlaceChange, ...], tuple[PlaceChange, ...]]:
    """Return the places that gain most, and those still worst off, at most 20 of each.

    Gaining most are, first, places that reach every service for the first time, the most people
    first; then those that save most person-hours a year. Worst off are, first, places that miss
    a service, the most people first; then the longest times. Ties keep the residents' order.
    """
    people = world.residents.people
    old, new = before.typical[FOCUS], after.typical[FOCUS]
    trips = float(world.services.trips_per_person[selection.services].sum())
    saved_h = 2 * trips * people * (old.time_s - new.time_s) / S_PER_H
    # Without any demand in the catalogue, whoever comes nearer still gains: one trip a person.
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


def score(world: World, before: Judged, after: Judged, question: Question) -> Scorecard:
    """Return the scorecard of `after` against `before`.

    `world` is the scenario's; residents, units and catalogue are the baseline's too.
    """
    everyone = np.ones(len(world.residents), dtype=bool)

    def row(row_id: str, name: Text, selection_id: str, residents: BoolArray) -> Row:
        selection = question[selection_id]
        return Row(
            row_id,
            name,
            summarise(world, before, selection, residents, question.within_s),
            summarise(world, after, selection, residents, question.within_s),
        )

    by_unit = [
        row(unit.code, unit.name, FOCUS, world.residents.unit == index)
        for index, unit in enumerate(world.units.items)
    ]
    outside = world.residents.unit < 0
    if len(world.units) and outside.any():
        by_unit.append(row(OUTSIDE_UNITS, Text("辖区以外", "Outside all units"), FOCUS, outside))
    gains, worst = place_changes(world, before, after, question[FOCUS])
    return Scorecard(
        focus=row(FOCUS, question.focus_name, FOCUS, everyone),
        all_services=row(ALL_SERVICES, Text("全部事项", "All services"), ALL_SERVICES, everyone),
        by_unit=tuple(by_unit),
        by_group=tuple(
            row(group.id, group.name, group.id, everyone)
            for group in world.services.groups
            if group.id in question.selections
        ),
        standards=tuple(
            (
                standard_result(world, before.typical[selection_id], standard),
                standard_result(world, after.typical[selection_id], standard),
            )
            for standard, selection_id in question.standards
        ),
        gains=gains,
        worst=worst,
        within_s=question.within_s,
    )
