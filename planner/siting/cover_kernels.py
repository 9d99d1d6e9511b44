"""Compiled loops over which sites cover which rows; one thread and a fixed order.

Rows are compressed: sites of row i are site[start[i]:start[i + 1]]. `marginal` (3,) is what the
first, second and third cover of a row are worth, the last of them nothing.
"""

from __future__ import annotations

from planner.compiled import compiled
from planner.domain.arrays import FloatArray, IntArray, LongArray


@compiled
def cover_gain(
    start: IntArray, row: IntArray, weight: FloatArray, times: LongArray, marginal: FloatArray,
    site: int,
) -> float:  # fmt: skip
    """Return what opening a site would add; start and row are compressed by sites."""
    total = 0.0
    for k in range(start[site], start[site + 1]):
        total += weight[row[k]] * marginal[min(times[row[k]], 2)]
    return total


@compiled
def shared_covers(
    start: IntArray, site: IntArray, weight: FloatArray, times: LongArray, marginal: FloatArray,
    rank: LongArray, both: FloatArray,
) -> None:  # fmt: skip
    """Add to `both` (n_open, n_sites) what a swap counts twice: rows that both sites cover."""
    for i in range(len(weight)):
        if times[i] < 1 or times[i] > 2:
            continue
        twice = weight[i] * (marginal[times[i] - 1] - marginal[times[i]])
        if twice == 0:
            continue
        for k in range(start[i], start[i + 1]):
            r = rank[site[k]]
            if r < 0:
                continue
            for other in range(start[i], start[i + 1]):
                both[r, site[other]] += twice
