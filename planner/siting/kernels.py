"""Compiled loops over the nearest arcs of each row: they stop at the first arc that is too dear.

Arcs are (n_rows, n_near), ascending by cost; `cap` (n_rows,) bounds what a row is taken to pay.
One thread and a fixed order, so that sums are the same bits every time.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

import numpy as np
from numba import njit

from planner.domain.arrays import FloatArray, LongArray

Kernel = TypeVar("Kernel", bound=Callable[..., object])


def compiled(kernel: Kernel) -> Kernel:
    """Compile at the first call; later processes load the result."""
    return cast("Kernel", njit(cache=True, nogil=True)(kernel))


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
def swaps(
    site: LongArray, cost: FloatArray, cap: FloatArray, weight: FloatArray, rank: LongArray,
    n_open: int, n_sites: int,
) -> FloatArray:  # fmt: skip
    """Return what the objective rises by if open site r closes and site f opens.

    rank is the rank of an open site among the open ones, -1 of a closed one; the result is
    (n_open, n_sites), and means nothing where f is open (Resende & Werneck 2007).
    """
    loss = np.zeros(n_open)
    gain = np.zeros(n_sites)
    extra = np.zeros((n_open, n_sites))
    for i in range(len(site)):
        near, first, second = -1, cap[i], cap[i]
        for k in range(site.shape[1]):
            if cost[i, k] >= cap[i]:
                break
            if rank[site[i, k]] >= 0:
                if near < 0:
                    near, first = rank[site[i, k]], cost[i, k]
                else:
                    second = cost[i, k]
                    break
        if near >= 0:
            loss[near] += weight[i] * (second - first)
        for k in range(site.shape[1]):
            f, c = site[i, k], cost[i, k]
            if c >= second:
                break
            if c < first:
                gain[f] += weight[i] * (first - c)
            if near >= 0:
                extra[near, f] += weight[i] * (second - max(c, first))
    for r in range(n_open):
        for f in range(n_sites):
            extra[r, f] = loss[r] - gain[f] - extra[r, f]
    return extra
