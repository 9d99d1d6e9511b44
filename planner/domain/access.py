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


class Reach(IntEnum):
    """Whether a resident reaches a provider, and if not, why. A higher value is worse."""

    REACHED = 0
    NO_ROUTE = 1  # providers exist, but no road leads from here to any of them
    UNPLACED = 2  # no usable road near the resident
    NO_PROVIDER = 3  # nobody handles the service


@dataclass(frozen=True)
class Access:
    """Cost to the nearest provider, for each distinct provider set.

    Services handled at exactly the same sites share a provider set.

    providers       bool (n_sets, n_sites)
    set_of_service  int32 (n_services,)         row of `providers`
    time_s          float64 (n_sets, n_residents), NaN unless REACHED
    length_m        float64 (n_sets, n_residents), NaN unless REACHED
    site            int32 (n_sets, n_residents)   nearest provider, -1 unless REACHED
    reach           uint8 (n_sets, n_residents)   values of Reach
    """

    providers: BoolArray
    set_of_service: IntArray
    time_s: FloatArray
    length_m: FloatArray
    site: IntArray
    reach: ByteArray

    def __post_init__(self) -> None:
        n_sets = len(self.providers)
        require(self.time_s.ndim == 2 and len(self.time_s) == n_sets, "one row for each set")
        for name in ("length_m", "site", "reach"):
            require_shape(getattr(self, name), self.time_s.shape, name)
        if len(self.set_of_service):
            require(self.set_of_service.max() < n_sets, "set_of_service out of range")
        freeze(self.providers, self.set_of_service, self.time_s, self.length_m, self.site,
               self.reach)  # fmt: skip


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
