"""What residents pay to reach the nearest provider of each service (可达性)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from planner.domain.arrays import (
    BoolArray,
    ByteArray,
    FloatArray,
    IntArray,
    freeze,
    require,
    require_shape,
)
from planner.domain.spread import Spread


class Reach(IntEnum):
    """Whether a resident reaches a provider, and if not, why. A higher value is worse."""

    REACHED = 0
    NO_ROUTE = 1  # providers exist, but no road leads from here to any of them
    UNPLACED = 2  # no usable road near the resident
    NO_PROVIDER = 3  # nobody handles the service
    NOT_SERVED = 4  # it is handled, but not for residents of this place
    CLOSED = 5  # it is handled at other times: only said of a time, never of a whole year


NO_SET = -1


@dataclass(frozen=True)
class Access:
    """Cost to the nearest provider, for each distinct provider set.

    Services handled at exactly the same sites, under the same rules, share a provider set.
    "At any time" means that the site is open, or opens by appointment, at some time of the year.
    Sites are open in a slice if they take whoever comes; who books first comes by appointment, too.

    providers       bool (n_sets, n_sites)        sites of the set, whoever may go there
    set_of_service  int32 (n_services,)           row of `providers`: at any time
    set_in_slice    int32 (n_slices, n_services)  row of `providers`: open in a slice
    booked_in_slice int32 (n_slices, n_services)  the same, or there by appointment
    mail_set        int32 (n_services,)           desks that mail the result, NO_SET where none
    booked_mail     int32 (n_slices, n_services)  these, open in a slice or by appointment
    time_s          float64 (n_sets, n_residents), NaN unless REACHED
    length_m        float64 (n_sets, n_residents), NaN unless REACHED
    site            int32 (n_sets, n_residents)   nearest provider, -1 unless REACHED
    reach           uint8 (n_sets, n_residents)   values of Reach
    spread          where residents do not all go to the nearest; its sets are these
    """

    providers: BoolArray
    set_of_service: IntArray
    set_in_slice: IntArray
    booked_in_slice: IntArray
    mail_set: IntArray
    booked_mail: IntArray
    time_s: FloatArray
    length_m: FloatArray
    site: IntArray
    reach: ByteArray
    spread: Spread | None = None

    def __post_init__(self) -> None:
        n_sets = len(self.providers)
        require(self.time_s.ndim == 2 and len(self.time_s) == n_sets, "one row for each set")
        for name in ("length_m", "site", "reach"):
            require_shape(getattr(self, name), self.time_s.shape, name)
        n_services = len(self.set_of_service)
        require_shape(self.mail_set, (n_services,), "mail_set")
        for name in ("set_in_slice", "booked_in_slice"):
            require_shape(getattr(self, name), (len(self.booked_mail), n_services), name)
        in_slices = "set_in_slice", "booked_in_slice", "booked_mail"
        for name in ("set_of_service", "mail_set", *in_slices):
            sets = getattr(self, name)
            require(sets.size == 0 or sets.max() < n_sets, f"{name} out of range")
        freeze(self.providers, self.set_of_service, self.set_in_slice, self.booked_in_slice,
               self.mail_set, self.booked_mail, self.time_s, self.length_m, self.site,
               self.reach)  # fmt: skip
        if self.spread is not None:
            require_shape(self.spread.time_s, self.time_s.shape, "spread")


@dataclass(frozen=True)
class TypicalAccess:
    """Each resident's trip-weighted mean over a selection of services.

    time_s, length_m  float64 (n_residents,), NaN unless every service is reached
    reach             uint8 (n_residents,): the worst Reach among the services
    """

    time_s: FloatArray
    length_m: FloatArray
    reach: ByteArray

    def __post_init__(self) -> None:
        require_shape(self.length_m, self.time_s.shape, "length_m")
        require_shape(self.reach, self.time_s.shape, "reach")
        freeze(self.time_s, self.length_m, self.reach)
