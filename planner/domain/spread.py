"""Residents who do not all go to the nearest site: a logit over the sites near them."""

from __future__ import annotations

import math
from dataclasses import dataclass

from planner.domain.arrays import FloatArray, IntArray, freeze, require, require_shape


@dataclass(frozen=True)
class Logit:
    """How residents spread over the sites near them (McFadden 1974).

    over     sites that a resident considers: the nearest ones, >= 1
    per_min  β >= 0, for each minute more of travel one way; 0 spreads evenly, inf sends all to
             the nearest
    """

    over: int
    per_min: float

    def __post_init__(self) -> None:
        require(self.over >= 1, "over is below 1")
        require(self.per_min >= 0 and not math.isnan(self.per_min), "per_min is not >= 0")


@dataclass(frozen=True)
class Spread:
    """How residents spread their visits over the k nearest sites of each provider set.

    site      int32 (n_sets, n_residents, k)    nearest first; -1 where fewer than k are reachable
    share     float64 (n_sets, n_residents, k)  of the resident's visits, in [0, 1], 0 where site
                                                is -1; they sum to 1 for whoever reaches a site
    time_s    float64 (n_sets, n_residents)     mean over these visits, one way; NaN if not reached
    length_m  float64 (n_sets, n_residents)     likewise
    """

    site: IntArray
    share: FloatArray
    time_s: FloatArray
    length_m: FloatArray

    def __post_init__(self) -> None:
        require_shape(self.share, self.site.shape, "share")
        require_shape(self.time_s, self.site.shape[:2], "time_s")
        require_shape(self.length_m, self.time_s.shape, "length_m")
        require(((self.share >= 0) & (self.share <= 1)).all(), "share outside [0, 1]")
        require(not self.share[self.site < 0].any(), "a share of no site")
        freeze(self.site, self.share, self.time_s, self.length_m)
