"""How access changes with the hour: in each slice of the year, and over periods of it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from planner.analyse.access import typical_in_slice
from planner.analyse.weighted import share_of, within
from planner.domain.access import Access, Reach, TypicalAccess
from planner.domain.arrays import BoolArray, FloatArray
from planner.domain.score import PeriodSummary
from planner.domain.services import Services


def hourly_access(
    access: Access, services: Services, selected: BoolArray
) -> tuple[TypicalAccess, ...]:
    """Return the typical access of a selection in each slice, to sites that are open then."""
    n_slices = len(access.set_in_slice)
    return tuple(typical_in_slice(access, services, selected, at) for at in range(n_slices))


def shares_within(
    hourly: Sequence[TypicalAccess], people: FloatArray, within_s: float
) -> FloatArray:
    """Return the share of all people within a time (inclusive) in each slice, (n_slices,)."""
    return np.array([share_of(within(at.time_s, within_s), people) for at in hourly])


def period_summary(
    hourly: Sequence[TypicalAccess],
    people: FloatArray,
    hours: FloatArray,
    within_s: float,
) -> PeriodSummary:
    """Return access over a period: people's figures in each slice, averaged over its hours.

    hours  float64 (n_slices,) hours a year that the period spends in each slice
    """
    total = float(hours.sum())
    reached = np.array([share_of(np.asarray(at.reach == Reach.REACHED), people) for at in hourly])
    seconds = np.array([float(np.nansum(at.time_s * people)) for at in hourly])
    reached_hours = float(reached @ hours)
    everybody = float(people.sum())
    nan = float("nan")
    return PeriodSummary(
        hours=total,
        share_within=float(shares_within(hourly, people, within_s) @ hours) / total
        if total
        else nan,
        share_open=reached_hours / total if total else nan,
        mean_s=float(seconds @ hours) / (everybody * reached_hours)
        if everybody and reached_hours
        else nan,
    )


def closed_hours(
    hourly: Sequence[TypicalAccess], ever: TypicalAccess, hours: FloatArray
) -> FloatArray:
    """Return the hours a year at which a place finds a service closed, float64 (n_residents,).

    Only of places that reach every service at some time (`ever`); NaN elsewhere. `hours` is
    float64 (n_slices,).
    """
    shut = np.array([at.reach != Reach.REACHED for at in hourly], dtype=np.float64)
    total = hours @ shut
    return np.where(ever.reach == Reach.REACHED, total, np.nan)
