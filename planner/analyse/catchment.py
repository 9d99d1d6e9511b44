"""Access that reckons with crowding: floating catchment areas.

Supply is what a site can give (e.g. window-hours a year), demand what the people of a place ask
for (people, or visits). Two ways to set one against the other:

`two_step_access`  2SFCA (Luo & Wang 2003) with `Binary` decay, E2SFCA (Luo & Qi 2009) with zones,
                   and its kin with any other decay function.
`balanced_access`  BFCA (Páez, Higgins & Vivona 2019): everyone's demand is split over the sites
                   in reach, so that nobody is counted at two of them.

Work goes block by block of residents, so that 50,000 × 1,000 pairs need a few dozen megabytes
beside the matrix. Sums run in a fixed order: the same bits whatever the number of threads.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from planner.analyse.decay import Decay
from planner.domain.arrays import BoolArray, FloatArray, IntArray, freeze, require, require_shape

PAIRS_AT_A_TIME: Final = 1 << 20


@dataclass(frozen=True)
class CatchmentAccess:
    """Floating catchment access.

    access  float64 (n_residents,)  >= 0; 0 where no site is in reach
    level   float64 (n_sites,)      supply for each unit of demand that the site attracts; NaN
                                    where it attracts none
    """

    access: FloatArray
    level: FloatArray

    def __post_init__(self) -> None:
        freeze(self.access, self.level)

    @property
    def served(self) -> BoolArray:
        """True for sites that somebody reaches, (n_sites,)."""
        return np.isfinite(self.level)


def two_step_access(
    time_ms: IntArray, supply: FloatArray, demand: FloatArray, decay: Decay
) -> CatchmentAccess:
    """Return supply in reach for each unit of demand.

    `time_ms` is int32 (n_residents, n_sites), UNREACHABLE without a route; `supply` (n_sites,) and
    `demand` (n_residents,) are finite and >= 0. With w the decay's weights:

        level_j = supply_j / Σ_i demand_i w_ij        access_i = Σ_j level_j w_ij

    Σ demand × access = Σ supply of the sites that anyone with demand reaches.
    """
    _check(time_ms, supply, demand)
    attracted = np.zeros(len(supply))
    for rows, weights in _blocks(time_ms, decay):
        attracted += np.einsum("i,ij->j", demand[rows], weights)
    level = _level(supply, attracted)
    given = np.nan_to_num(level, nan=0.0)
    access = np.zeros(len(demand))
    for rows, weights in _blocks(time_ms, decay):
        access[rows] = np.einsum("ij,j->i", weights, given)
    return CatchmentAccess(access, level)


def balanced_access(
    time_ms: IntArray, supply: FloatArray, demand: FloatArray, decay: Decay
) -> CatchmentAccess:
    """Return balanced floating catchment access; arguments as in `two_step_access`.

        level_j  = supply_j / Σ_i demand_i (w_ij / Σ_k w_ik)   each resident's shares sum to 1
        access_i = Σ_j level_j (w_ij / Σ_k w_kj)               each site's shares sum to 1

    so that the demand set against supply is the demand there is, and Σ_i access_i = Σ_j level_j of
    the sites that anyone reaches. The access of a place is therefore its part of the levels, not
    an amount a head: it falls if places are cut in two. Compare it only over one set of places.
    """
    _check(time_ms, supply, demand)
    attracted, pull = np.zeros(len(supply)), np.zeros(len(supply))
    for rows, weights in _blocks(time_ms, decay):
        shares = _divided(weights, weights.sum(axis=1, keepdims=True))
        attracted += np.einsum("i,ij->j", demand[rows], shares)
        pull += weights.sum(axis=0)
    level = _level(supply, attracted)
    given = _divided(np.nan_to_num(level, nan=0.0), pull)
    access = np.zeros(len(demand))
    for rows, weights in _blocks(time_ms, decay):
        access[rows] = np.einsum("ij,j->i", weights, given)
    return CatchmentAccess(access, level)


def _check(time_ms: IntArray, supply: FloatArray, demand: FloatArray) -> None:
    require_shape(time_ms, (len(demand), len(supply)), "time_ms")
    for values, name in ((supply, "supply"), (demand, "demand")):
        require(np.isfinite(values).all() and (values >= 0).all(), f"{name} is not >= 0")


def _blocks(time_ms: IntArray, decay: Decay) -> Iterator[tuple[slice, FloatArray]]:
    """Yield the weights of some residents at a time."""
    step = max(1, PAIRS_AT_A_TIME // max(1, time_ms.shape[1]))
    for start in range(0, len(time_ms), step):
        rows = slice(start, start + step)
        yield rows, decay.weights(time_ms[rows])


def _level(supply: FloatArray, attracted: FloatArray) -> FloatArray:
    nobody = np.full(len(supply), np.nan)
    level: FloatArray = np.divide(supply, attracted, out=nobody, where=attracted > 0)
    return level


def _divided(values: FloatArray, by: FloatArray) -> FloatArray:
    """Return the quotient, 0 where the divisor is 0."""
    quotient: FloatArray = np.divide(values, by, out=np.zeros(values.shape), where=by > 0)
    return quotient
