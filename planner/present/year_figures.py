"""Figures of the year that several outputs show: who meets an overload, who finds doors closed."""

from __future__ import annotations

from collections.abc import Sequence

from planner.analyse.access import needs_of
from planner.analyse.desk_years import DeskYear, desk_years
from planner.analyse.periods import closed_hours
from planner.analyse.weighted import weighted_mean
from planner.domain.arrays import BoolArray, FloatArray
from planner.domain.result import Outcome
from planner.domain.score import ALL_SERVICES, FOCUS
from planner.units import S_PER_H

DAYS_PER_WEEK = 7


def desks_of(outcome: Outcome) -> tuple[DeskYear, ...]:
    """Return the year of every desk."""
    return desk_years(outcome.world, outcome.slices, outcome.loads)


def swamped_desks(desks: Sequence[DeskYear]) -> list[DeskYear]:
    """Return the desks that are overloaded at some hour, those that fail most visits first."""
    return sorted(
        (desk for desk in desks if desk.swamped_visits > 0), key=lambda desk: -desk.swamped_visits
    )


def people_swamped(outcome: Outcome) -> float:
    """Return how many people live where some trip of a year meets an overloaded desk."""
    meets = outcome.yearly[ALL_SERVICES].swamped > 0
    return float(outcome.world.residents.people[meets].sum())


def closed_h_per_week(outcome: Outcome, services: BoolArray) -> FloatArray:
    """Return the hours of an average week at which a need finds every door closed.

    float64 (n_residents,), over the needs for some services, bool (n_services,), that can be met
    at some time; NaN where none can.
    """
    slices = outcome.slices
    closed = closed_hours(
        outcome.access,
        needs_of(outcome.world.services.trips_per_person, services),
        slices.hours,
    )
    return closed * DAYS_PER_WEEK / slices.calendar.n_days


def mean_closed_h_per_week(outcome: Outcome, services: BoolArray) -> float:
    """Return its mean over people."""
    return weighted_mean(closed_h_per_week(outcome, services), outcome.world.residents.people)


def case_h_per_person(outcome: Outcome) -> FloatArray:
    """Return the hours a year that a person's cases of the focus cost at each place."""
    hours: FloatArray = outcome.yearly[FOCUS].case_s / S_PER_H
    return hours
