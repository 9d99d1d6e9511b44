"""How access changes with the hour: in each slice of the year, and over periods of it."""

from __future__ import annotations

import numpy as np

from planner.analyse.access import typical_in_slice
from planner.analyse.weighted import within
from planner.domain.access import Access, TypicalAccess
from planner.domain.arrays import FloatArray
from planner.domain.score import PeriodSummary, SliceNeeds


def hourly_access(access: Access, needs: FloatArray) -> tuple[TypicalAccess, ...]:
    """Return the typical access in each slice, to sites that are open then; see `needs_of`."""
    return tuple(typical_in_slice(access, needs, at) for at in range(len(access.set_in_slice)))


def slice_needs(
    access: Access, needs: FloatArray, people: FloatArray, within_s: float
) -> SliceNeeds:
    """Return which share of needs, float64 (n_services,) a person, can be met in each slice."""
    n_slices, n_sets = len(access.set_in_slice), len(access.providers)
    weight = np.zeros((n_slices, n_sets))
    for at, sets in enumerate(access.set_in_slice):
        np.add.at(weight[at], sets, needs)
    total = float(needs.sum() * people.sum())
    near = within(access.time_s, within_s) @ people
    reached = np.isfinite(access.time_s)
    met = weight @ (reached @ people)
    seconds = weight @ (np.where(reached, access.time_s, 0.0) @ people)
    nan = np.full(n_slices, np.nan)
    return SliceNeeds(
        share_within=weight @ near / total if total else nan,
        share_open=met / total if total else nan.copy(),
        mean_s=np.divide(seconds, met, out=nan.copy(), where=met > 0),
    )


def period_summary(needs: SliceNeeds, hours: FloatArray) -> PeriodSummary:
    """Return access over a period that spends these hours a year in each slice, (n_slices,)."""
    total = float(hours.sum())
    if not total:
        nan = float("nan")
        return PeriodSummary(0.0, nan, nan, nan)
    met = needs.share_open * hours
    return PeriodSummary(
        hours=total,
        share_within=float(needs.share_within @ hours) / total,
        share_open=float(met.sum()) / total,
        mean_s=float(np.nan_to_num(needs.mean_s) @ met / met.sum()) if met.any() else float("nan"),
    )


def closed_hours(access: Access, needs: FloatArray, hours: FloatArray) -> FloatArray:
    """Return the hours a year at which a need finds every door closed, float64 (n_residents,).

    The mean over a place's needs (see `slice_needs`) that can be met at some time; NaN where none
    can. `hours` is float64 (n_slices,).
    """
    n_sets = len(access.providers)
    ever, open_h = np.zeros(n_sets), np.zeros(n_sets)
    np.add.at(ever, access.set_of_service, needs)
    for sets, of_slice in zip(access.set_in_slice, hours.tolist(), strict=True):
        np.add.at(open_h, sets, needs * of_slice)
    reached = np.isfinite(access.time_s).astype(np.float64)
    met = ever @ reached
    open_for_h = np.divide(open_h @ reached, met, out=np.full(len(met), np.nan), where=met > 0)
    # An open door may be missed by rounding of the sums, but no year has less than no hours.
    closed: FloatArray = np.maximum(float(hours.sum()) - open_for_h, 0.0)
    return closed
