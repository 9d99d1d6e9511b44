"""Which needs of each place can be met at one moment of the year, and how far away."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planner.analyse.weighted import within
from planner.domain.access import Access, Reach, TypicalAccess
from planner.domain.arrays import BoolArray, FloatArray
from planner.domain.services import Services


@dataclass(frozen=True)
class PlaceNeeds:
    """What an open site meets of each place's needs in a slice, arrays of (n_residents,).

    A need is a trip that a person wants to make for one of the services.

    share_open    float64, in [0, 1], however far
    share_within  float64, in [0, 1], within the cut-off (inclusive)
    met           mean over the needs that are met; REACHED where any is
    """

    share_open: FloatArray
    share_within: FloatArray
    met: TypicalAccess


def needs_by_place(
    access: Access, services: Services, selected: BoolArray, at: int, within_s: float
) -> PlaceNeeds:
    """Return the needs of a selection, bool (n_services,), in one slice of the year.

    Without any demand services weigh alike. Where no need is met, `reach` is CLOSED if one is met
    at another time, else the worst reason of any time.
    """
    trips = np.where(selected, services.trips_per_person, 0.0)
    if not trips.any():
        trips = selected.astype(np.float64)
    n_sets = len(access.providers)
    weight = np.bincount(access.set_in_slice[at], weights=trips, minlength=n_sets)
    asked = np.flatnonzero(weight)
    share = weight[asked] / weight.sum() if len(asked) else weight[asked]
    time_s = access.time_s[asked]
    reached = access.reach[asked] == Reach.REACHED
    met = share @ reached

    def mean(values: FloatArray) -> FloatArray:
        total = share @ np.where(reached, values, 0.0)
        means: FloatArray = np.divide(total, met, out=np.full_like(total, np.nan), where=met > 0)
        return means

    ever = access.reach[np.unique(access.set_of_service[trips > 0])]
    at_another_time = (ever == Reach.REACHED).any(axis=0)
    worst = ever.max(axis=0, initial=np.uint8(Reach.REACHED))
    why_not = np.where(at_another_time, np.uint8(Reach.CLOSED), worst)
    return PlaceNeeds(
        share_open=np.minimum(met, 1.0),
        share_within=np.minimum(share @ within(time_s, within_s), 1.0),
        met=TypicalAccess(
            mean(time_s),
            mean(access.length_m[asked]),
            np.where(met > 0, np.uint8(Reach.REACHED), why_not).astype(np.uint8),
        ),
    )
