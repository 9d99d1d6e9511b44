"""The second nearest site of a set, from nearest sites of parts of the set.

Two members of a set differ in some binary digit of their number within it. So whatever the
nearest one is, the second nearest is the nearest of one of the parts that hold the members which
differ from it in a given digit. Each digit gives two parts.
"""

from __future__ import annotations

import numpy as np

from planner.domain.arrays import BoolArray, IntArray, LongArray
from planner.domain.travel import UNREACHABLE, Nearest, Optimise


def split_sets(providers: BoolArray) -> tuple[BoolArray, IntArray]:
    """Return the parts, bool (n_parts, n_sites), and where each set's begin, int32 (n_sets + 1,).

    Part `begin[s] + 2 d + v` holds the members of set s whose number has the digit v at place d.
    """
    parts: list[BoolArray] = []
    begin = [0]
    for members in providers:
        number = np.cumsum(members) - 1
        for digit in range(_digits(int(members.sum()))):
            parts.extend(members & (number >> digit & 1 == value) for value in (0, 1))
        begin.append(len(parts))
    shape = len(parts), providers.shape[1]
    return np.array(parts, dtype=bool).reshape(shape), np.array(begin, dtype=np.int32)


def second_nearest(
    providers: BoolArray, nearest: Nearest, of_parts: Nearest, begin: IntArray, optimise: Optimise
) -> Nearest:
    """Return the second nearest sites, given the nearest ones of sets and of their parts."""
    site = np.full_like(nearest.site, -1)
    time_ms = np.full_like(nearest.time_ms, UNREACHABLE)
    length_cm = np.full_like(nearest.length_cm, UNREACHABLE)
    column = np.arange(nearest.site.shape[1])
    for row in np.flatnonzero(providers.sum(axis=1) > 1):
        members = providers[row]
        number = (np.cumsum(members) - 1)[nearest.site[row]]
        for digit in range(_digits(int(members.sum()))):
            part = begin[row] + 2 * digit + (1 - (number >> digit & 1))
            other = tuple(
                known[part, column]
                for known in (of_parts.site, of_parts.time_ms, of_parts.length_cm)
            )
            mine = site[row], time_ms[row], length_cm[row]
            better = (nearest.site[row] >= 0) & _before(other, mine, optimise)
            for known, new in zip(mine, other, strict=True):
                known[better] = new[better]
    return Nearest(site, time_ms, length_cm)


def _before(
    one: tuple[IntArray, ...], other: tuple[IntArray, ...], optimise: Optimise
) -> BoolArray:
    """Whether (site, time, length) comes before another; no site comes last."""

    def keys(site: IntArray, time: IntArray, length: IntArray) -> tuple[LongArray, IntArray]:
        first, second = (time, length) if optimise == "fastest" else (length, time)
        return (first.astype(np.int64) << 32) + second, site

    (cost, site), (known, known_site) = keys(*one), keys(*other)
    return np.asarray((site >= 0) & ((cost < known) | ((cost == known) & (site < known_site))))


def _digits(n_members: int) -> int:
    return max(n_members - 1, 0).bit_length()
