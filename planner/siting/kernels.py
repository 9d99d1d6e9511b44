"""Compiled loops over the nearest arcs of each row: they stop at the first arc that is too dear.

Arcs are (n_rows, n_near), ascending by cost; `cap` (n_rows,) bounds what a row is taken to pay.
One thread and a fixed order, so that sums are the same bits every time.
"""

from __future__ import annotations

import numpy as np

from planner.compiled import compiled
from planner.domain.arrays import FloatArray, LongArray


@compiled
def savings(
    site: LongArray, cost: FloatArray, weight: FloatArray, level: FloatArray, n_sites: int
) -> FloatArray:
    """Return for each site sum_i weight_i max(0, level_i - cost_i), (n_sites,)."""
    value = np.zeros(n_sites)
    for i in range(len(site)):
        for k in range(site.shape[1]):
            if cost[i, k] >= level[i]:
                break
            value[site[i, k]] += weight[i] * (level[i] - cost[i, k])
    return value


@compiled
def served(site: LongArray, cost: FloatArray, level: FloatArray, x: FloatArray) -> FloatArray:
    """Return for each row the sum of x over its sites below its level, (n_rows,)."""
    total = np.zeros(len(site))
    for i in range(len(site)):
        for k in range(site.shape[1]):
            if cost[i, k] >= level[i]:
                break
            total[i] += x[site[i, k]]
    return total


@compiled
def two_nearest(
    site: LongArray, cost: FloatArray, cap: FloatArray, rank: LongArray
) -> tuple[LongArray, FloatArray, FloatArray]:
    """Return the rank of each row's nearest open site, what it pays, and what the next costs.

    rank is the rank of an open site among the open ones, -1 of a closed one. A row without an
    open site has rank -1 and pays its cap.
    """
    near = np.full(len(site), -1, dtype=np.int64)
    first, second = cap.copy(), cap.copy()
    for i in range(len(site)):
        for k in range(site.shape[1]):
            if cost[i, k] >= cap[i]:
                break
            if rank[site[i, k]] < 0:
                continue
            if near[i] >= 0:
                second[i] = cost[i, k]
                break
            near[i], first[i] = rank[site[i, k]], cost[i, k]
    return near, first, second


@compiled
def swaps(
    site: LongArray, cost: FloatArray, weight: FloatArray, near: LongArray, first: FloatArray,
    second: FloatArray, n_open: int, n_sites: int,
) -> FloatArray:  # fmt: skip
    """Return what the objective rises by if open site r closes and site f opens.

    near, first, second as of `two_nearest`; the result is (n_open, n_sites), and means nothing
    where f is open (Resende & Werneck 2007).
    """
    loss = np.zeros(n_open)
    gain = np.zeros(n_sites)
    back = np.zeros((n_open, n_sites))
    for i in range(len(site)):
        if near[i] >= 0:
            loss[near[i]] += weight[i] * (second[i] - first[i])
        for k in range(site.shape[1]):
            f, c = site[i, k], cost[i, k]
            if c >= second[i]:
                break
            gain[f] += weight[i] * max(0.0, first[i] - c)
            if near[i] >= 0:
                back[near[i], f] += weight[i] * (second[i] - max(c, first[i]))
    return loss.reshape(-1, 1) - gain.reshape(1, -1) - back
