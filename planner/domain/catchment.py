"""Access that reckons with crowding, as a scenario asks for it and as it is answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from planner.domain.arrays import BoolArray, FloatArray, freeze, require, require_shape

CatchmentMethod: TypeAlias = Literal["2sfca", "e2sfca", "bfca"]
DecayName: TypeAlias = Literal["gaussian", "linear", "exponential", "zones", "none"]


@dataclass(frozen=True)
class CatchmentQuestion:
    """How far sites attract people, and for which services, bool (n_services,).

    within_s  beyond this time a site attracts nobody, > 0
    decay     how the pull fades up to there; 2SFCA has none
    """

    method: CatchmentMethod
    within_s: float
    decay: DecayName
    services: BoolArray

    def __post_init__(self) -> None:
        require(self.within_s > 0, "a catchment of no extent")
        require(self.method != "2sfca" or self.decay == "none", "2SFCA knows no decay")


@dataclass(frozen=True)
class Crowding:
    """What sites within reach can give to each place.

    access        float64 (n_residents,) window-hours a year for a person; for BFCA a place's part
                  of the levels (see `analyse.catchment`). 0 where no such site is within reach
    mean, gini    of it, weighted by people; gini NaN where nobody lives
    atkinson      the share of it that could be given up if the rest were even, ε = 0.5
    supply_h      window-hours a year of all sites that count
    unreached_h   of these, at sites that nobody reaches
    n_sites       sites that count: those with a desk for these services whose windows are known
    n_unknown     sites that handle the services at desks whose windows nobody knows: left out
    """

    method: CatchmentMethod
    access: FloatArray
    mean: float
    gini: float
    atkinson: float
    supply_h: float
    unreached_h: float
    n_sites: int
    n_unknown: int

    def __post_init__(self) -> None:
        require_shape(self.access, (len(self.access),), "access")
        require(self.access.min(initial=0.0) >= 0, "negative access")
        require(0 <= self.unreached_h <= self.supply_h, "more supply is lost than there is")
        freeze(self.access)
