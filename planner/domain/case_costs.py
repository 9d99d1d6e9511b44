"""What whole cases cost residents in a year: trips, travel, time off, waiting (整件成本)."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Final

import numpy as np

from planner.domain.arrays import BoolArray, FloatArray, IntArray, freeze, require, require_shape


@dataclass(frozen=True)
class CaseCosts:
    """Expected costs of one case, for each resident and each *bundle* of services.

    Services whose cases cost the same wherever one lives share a bundle. All arrays but the first
    are float64 (n_bundles, n_residents). Where no site is reached, trips and what they cost are
    NaN, and `mailed` is 0. What a doorstep team takes on costs no trip.

    bundle_of   int32 (n_services,)
    trips       trips to a site
    travel_s    travel of all trips, both ways
    travel_m    the same as length
    time_off_s  leave from work, for visits outside one's free hours
    wait_s      waiting in queues; a stated longest wait where a desk does not cope with its load
    swamped     trips to desks that do not cope
    mailed      share of cases that go to desks which mail the result, doorstep cases not counted
    doorstep    share of cases not settled online that a doorstep team handles
    demand      cases for one by the catalogue
    """

    bundle_of: IntArray
    trips: FloatArray
    travel_s: FloatArray
    travel_m: FloatArray
    time_off_s: FloatArray
    wait_s: FloatArray
    swamped: FloatArray
    mailed: FloatArray
    doorstep: FloatArray
    demand: FloatArray

    def __post_init__(self) -> None:
        for name in ("travel_s", "travel_m", "time_off_s", "wait_s", "swamped", "mailed",
                     "doorstep", "demand"):  # fmt: skip
            require_shape(getattr(self, name), self.trips.shape, name)
        require(np.nanmin(self.trips, initial=0.0) >= 0, "negative trips")
        freeze(self.bundle_of, self.trips, self.travel_s, self.travel_m, self.time_off_s,
               self.wait_s, self.swamped, self.mailed, self.doorstep, self.demand)  # fmt: skip

    def weights(self, of_service: FloatArray) -> FloatArray:
        """Return the sum of a value of each service over each bundle, float64 (n_bundles,)."""
        sums = np.bincount(self.bundle_of, weights=of_service, minlength=len(self.trips))
        return np.asarray(sums, dtype=np.float64)


@dataclass(frozen=True)
class DeskLoads:
    """The visits that each desk gets in each slice, by queue of the catalogue, and what they do.

    visits       float64 (n_queues, n_desks, n_slices)  a year
    wait_s       float64 (n_queues, n_desks, n_slices)  mean wait; inf where swamped, 0 where the
                 number of windows is unknown
    work_h       float64 (n_desks, n_slices)            hours that these visits take, a year
    busy         float64 (n_desks, n_slices)            load over windows; NaN where unknown
    """

    visits: FloatArray
    wait_s: FloatArray
    work_h: FloatArray
    busy: FloatArray

    def __post_init__(self) -> None:
        require_shape(self.wait_s, self.visits.shape, "wait_s")
        require_shape(self.work_h, self.visits.shape[1:], "work_h")
        require_shape(self.busy, self.work_h.shape, "busy")
        require(self.visits.min(initial=0.0) >= 0, "negative visits")
        require(self.wait_s.min(initial=0.0) >= 0, "negative wait")
        freeze(self.visits, self.wait_s, self.work_h, self.busy)

    @property
    def swamped(self) -> BoolArray:
        """Where more people come than the windows can ever serve, (n_desks, n_slices)."""
        return np.asarray(np.isinf(self.wait_s).any(axis=0))


@dataclass(frozen=True)
class Yearly:
    """What a selection of services costs a person at each place in a year, float64 (n_residents,).

    Services that cannot be reached from a place are in none of these sums.

    cases, trips            number; trips to sites
    travel_s, travel_m      both ways
    time_off_s, wait_s      leave from work; queues
    counter_s               being served at a site
    swamped                 trips to desks that do not cope with their load
    mail_legs               letters
    mail_fee_yuan           what applicants pay for letters that no desk sends
    doorstep                cases that a team handles at the door
    online                  cases that are settled online
    """

    cases: FloatArray
    trips: FloatArray
    travel_s: FloatArray
    travel_m: FloatArray
    time_off_s: FloatArray
    wait_s: FloatArray
    counter_s: FloatArray
    swamped: FloatArray
    mail_legs: FloatArray
    mail_fee_yuan: FloatArray
    doorstep: FloatArray
    online: FloatArray

    def __post_init__(self) -> None:
        for name in YEARLY:
            values = getattr(self, name)
            require_shape(values, self.cases.shape, name)
            require(values.min(initial=0.0) >= 0, f"negative {name}")
            freeze(values)

    @property
    def case_s(self) -> FloatArray:
        """Time that cases cost in all: travel, time off, waiting and being served."""
        return np.asarray(self.travel_s + self.time_off_s + self.wait_s + self.counter_s)


YEARLY: Final = tuple(field.name for field in fields(Yearly))
"""Names of what a person's year is made of."""
