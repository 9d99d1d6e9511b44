"""Which sites residents choose, where not only the nearest: the near ones by a logit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from planner.domain.arrays import BoolArray, FloatArray, IntArray, LongArray, require_shape
from planner.domain.roads import Roads
from planner.domain.spread import Logit, Spread
from planner.domain.travel import UNREACHABLE, Optimise, TravelMatrix
from planner.units import CM_PER_M, MS_PER_S, S_PER_MIN

PAIRS_AT_A_TIME: Final = 1 << 20
NOT_REACHED: Final = np.iinfo(np.int64).max


@dataclass(frozen=True)
class Spreading:
    """A logit, and where it finds travel: `matrix` of a road state, to all sites of the world."""

    logit: Logit
    matrix: Callable[[Roads], TravelMatrix]


def logit_spread(
    matrix: TravelMatrix, providers: BoolArray, logit: Logit, optimise: Optimise = "fastest"
) -> Spread:
    """Return the multinomial logit over the k nearest sites of each set (McFadden 1974).

    `providers` is bool (n_sets, n_sites).

        share_j = e^(−β t_j) / Σ_l e^(−β t_l)        over the k nearest sites

    Nearest is what `optimise` says, ties by the other cost, then the earlier site; the pull is
    always that of time. β = inf sends all to the first.
    """
    n_residents, n_sites = matrix.time_ms.shape
    require_shape(providers, (len(providers), n_sites), "providers")
    shape = len(providers), n_residents
    site = np.full((*shape, logit.over), -1, dtype=np.int32)
    share = np.zeros(site.shape)
    time_s, length_m = np.full(shape, np.nan), np.full(shape, np.nan)
    first, second = matrix.time_ms, matrix.length_cm
    if optimise == "shortest":
        first, second = second, first
    step = max(1, PAIRS_AT_A_TIME // max(1, n_sites))
    for start in range(0, n_residents, step):
        rows = slice(start, start + step)
        times, lengths = matrix.time_ms[rows], matrix.length_cm[rows]
        rank = first[rows].astype(np.int64) << 32 | second[rows]
        rank[times == UNREACHABLE] = NOT_REACHED
        for number, members in enumerate(providers):
            columns = np.flatnonzero(members)
            if not len(columns):
                continue
            found = _least(rank[:, columns], logit.over)
            chosen = np.where(found >= 0, columns[found], -1)
            shares = _shares(times, chosen, logit.per_min)
            site[number, rows], share[number, rows] = chosen, shares
            time_s[number, rows] = _mean(times, chosen, shares) / MS_PER_S
            length_m[number, rows] = _mean(lengths, chosen, shares) / CM_PER_M
    return Spread(site, share, time_s, length_m)


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


def _shares(times: IntArray, chosen: LongArray, per_min: float) -> FloatArray:
    """Return the logit shares of the chosen sites, -1 for none; the first column is the nearest."""
    reached = chosen >= 0
    if np.isinf(per_min):
        pull = np.zeros(chosen.shape)
        pull[:, 0] = reached[:, 0]
        return pull
    time_ms = np.take_along_axis(times, np.maximum(chosen, 0), axis=1).astype(np.float64)
    # Minutes more than the least, so that long ways do not all vanish.
    least_ms = np.where(reached, time_ms, np.inf).min(axis=1, keepdims=True)
    more_min = np.where(reached, time_ms - least_ms, 0.0) / (MS_PER_S * S_PER_MIN)
    pull = np.where(reached, np.exp(-per_min * more_min), 0.0)
    total = pull.sum(axis=1, keepdims=True)
    shares: FloatArray = np.divide(pull, total, out=np.zeros(pull.shape), where=total > 0)
    return shares


def _mean(costs: IntArray, chosen: LongArray, shares: FloatArray) -> FloatArray:
    """Return the mean cost of each row's visits, NaN where it reaches nothing."""
    cost = np.take_along_axis(costs, np.maximum(chosen, 0), axis=1)
    mean = (np.where(chosen >= 0, cost, 0) * shares).sum(axis=1)
    return np.where(chosen[:, 0] >= 0, mean, np.nan)
