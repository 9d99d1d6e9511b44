"""Which site residents choose: the nearest, or the near ones by a logit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from planner.domain.arrays import (
    BoolArray,
    FloatArray,
    IntArray,
    LongArray,
    freeze,
    require,
    require_shape,
)
from planner.domain.travel import UNREACHABLE, Nearest, TravelMatrix
from planner.units import MS_PER_S, S_PER_MIN

PAIRS_AT_A_TIME: Final = 1 << 20
NOT_REACHED: Final = np.iinfo(np.int64).max


@dataclass(frozen=True)
class Choice:
    """How residents spread their visits over the k best sites of each provider set.

    site   int32 (n_sets, n_residents, k)    best first; -1 where fewer than k are reachable
    share  float64 (n_sets, n_residents, k)  of the resident's visits, in [0, 1], 0 where site is
                                             -1; they sum to 1 for whoever reaches a site
    """

    site: IntArray
    share: FloatArray

    def __post_init__(self) -> None:
        require_shape(self.share, self.site.shape, "share")
        require(((self.share >= 0) & (self.share <= 1)).all(), "share outside [0, 1]")
        require(not self.share[self.site < 0].any(), "a share of no site")
        freeze(self.site, self.share)

    def visits_by_site(self, visits: FloatArray, n_sites: int) -> FloatArray:
        """Return the visits that each set brings to each site, float64 (n_sets, n_sites).

        `visits` is float64 (n_sets, n_residents). Visits of those who reach no site go nowhere.
        """
        require_shape(visits, self.site.shape[:2], "visits")
        total = np.zeros((len(self.site), n_sites))
        for number, (site, share) in enumerate(zip(self.site, self.share, strict=True)):
            chosen = site >= 0
            total[number] = np.bincount(
                site[chosen], (share * visits[number][:, None])[chosen], minlength=n_sites
            )
        return total


def nearest_choice(nearest: Nearest) -> Choice:
    """Return the choice of the nearest site by everyone: k is 1."""
    reached = nearest.site >= 0
    return Choice(nearest.site[:, :, None].copy(), reached[:, :, None].astype(np.float64))


def logit_choice(matrix: TravelMatrix, providers: BoolArray, k: int, beta_per_min: float) -> Choice:
    """Return the multinomial logit over the k nearest sites of each set (McFadden 1974).

    `providers` is bool (n_sets, n_sites), k >= 1, β = `beta_per_min` >= 0 for each minute one way.

        share_j = e^(−β t_j) / Σ_l e^(−β t_l)        over the k sites of least time

    Time counts, also where routes are the shortest. Of equal times the shorter route counts as
    nearer, then the earlier site. β = 0 spreads visits
    evenly; the larger β, the more go to the nearest; inf sends all to the first, as
    `nearest_choice` does, even where others are as near.
    """
    n_residents, n_sites = matrix.time_ms.shape
    require_shape(providers, (len(providers), n_sites), "providers")
    require(k >= 1, "k is below 1")
    require(beta_per_min >= 0, "beta is not >= 0")
    site = np.full((len(providers), n_residents, k), -1, dtype=np.int32)
    share = np.zeros(site.shape)
    step = max(1, PAIRS_AT_A_TIME // max(1, n_sites))
    for start in range(0, n_residents, step):
        rows = slice(start, start + step)
        times = matrix.time_ms[rows]
        rank = times.astype(np.int64) << 32 | matrix.length_cm[rows]
        rank[times == UNREACHABLE] = NOT_REACHED
        for number, members in enumerate(providers):
            columns = np.flatnonzero(members)
            if len(columns):
                found = _least(rank[:, columns], k)
                chosen = np.where(found >= 0, columns[found], -1)
                site[number, rows] = chosen
                share[number, rows] = _shares(times, chosen, beta_per_min)
    return Choice(site, share)


def _least(rank: LongArray, k: int) -> LongArray:
    """Return the positions of the k least of each row, ascending; -1 where not reached.

    Uses up `rank`. The first of equals wins.
    """
    row = np.arange(len(rank))
    found = np.full((len(rank), k), -1, dtype=np.int64)
    for place in range(min(k, rank.shape[1])):
        best = rank.argmin(axis=1)
        found[:, place] = np.where(rank[row, best] == NOT_REACHED, -1, best)
        rank[row, best] = NOT_REACHED
    return found


def _shares(times: IntArray, chosen: LongArray, beta_per_min: float) -> FloatArray:
    """Return the logit shares of the chosen sites, -1 for none; the first column is the nearest."""
    reached = chosen >= 0
    if np.isinf(beta_per_min):
        pull = np.zeros(chosen.shape)
        pull[:, 0] = reached[:, 0]
        return pull
    time_ms = np.take_along_axis(times, np.maximum(chosen, 0), axis=1).astype(np.float64)
    # Minutes more than to the nearest, so that long ways do not all vanish.
    more_min = (time_ms - time_ms[:, :1]) / (MS_PER_S * S_PER_MIN)
    pull = np.where(reached, np.exp(-beta_per_min * np.maximum(more_min, 0.0)), 0.0)
    total = pull.sum(axis=1, keepdims=True)
    shares: FloatArray = np.divide(pull, total, out=np.zeros(pull.shape), where=total > 0)
    return shares
