"""Both costs in one 64-bit integer, and when that is exact.

The first cost stands above the lower 32 bits, the second in them. Sums and comparisons of such
numbers are sums and comparisons of the pairs, as long as the second cost of no best route reaches
2^32 (43,000 km, or 50 days) and its first cost stays below 2^30 (12 days, or 10,700 km).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from planner.compiled import compiled
from planner.domain.arrays import IntArray, LongArray
from planner.domain.roads import CLOSED, Roads
from planner.domain.travel import Optimise
from planner.travel.cost import Cost

INFINITE: Final = (1 << 62) - 1
"""No way. Twice this fits 64 bits, so that adding never overflows."""

INFINITE_FIRST: Final = (1 << 30) - 1
"""The same where only the first cost is kept, in 32 bits."""

HALF: Final = 32


def packed(cost: Cost) -> LongArray:
    """Return both costs of each route as one number, INFINITE where there is no way.

    Raises OverflowError if a cost is too large to be packed.
    """
    possible = np.isfinite(cost.first)
    first = np.where(possible, cost.first, 0).astype(np.int64)
    second = np.where(possible, cost.second, 0).astype(np.int64)
    if first.max(initial=0) >= INFINITE >> HALF or second.max(initial=0) >= 1 << HALF:
        raise OverflowError("a cost is too large to be packed")
    return np.where(possible, (first << HALF) + second, INFINITE)


@dataclass(frozen=True)
class Limits:
    """What proves that packed costs over some roads are exact.

    A best route passes no edge twice. So its second cost is at most `slowest` times its first
    cost plus `free`, and never above `all_second`; the parts of edges at its ends add `ends`.

    slowest     the most second cost per unit of first cost, over edges with a first cost
    free        second costs of edges without first cost, together
    all_first, all_second  costs of all edges together
    ends        twice the greatest second cost of an edge
    """

    slowest: float
    free: int
    all_first: int
    all_second: int
    ends: int

    @classmethod
    def of(cls, roads: Roads, optimise: Optimise) -> Limits:
        """Return the limits of these roads."""
        fastest = optimise == "fastest"
        return cls(*_limits(roads.forward_ms, roads.backward_ms, roads.length_cm, fastest))

    def exact_up_to(self, first: int, second_of_leg: int = 0) -> bool:
        """Whether a result with this first cost, or a lesser one, must be exact.

        Its second cost includes a leg between road and site of at most `second_of_leg`.
        """
        second = min(self.all_second, self.slowest * (first + 1) + self.free)
        return second + self.ends + second_of_leg < 1 << HALF

    def infinite_is_unreachable(self, first_of_leg: int = 0) -> bool:
        """Whether no route, with a leg of at most this, can be so long that it counts as none."""
        return self.all_first + first_of_leg + 1 < INFINITE >> HALF


@compiled
def _limits(
    along_ms: IntArray,
    back_ms: IntArray,
    length_cm: IntArray,
    fastest: bool,  # noqa: FBT001
) -> tuple[float, int, int, int, int]:
    slow, fast = 0, 1
    free = all_first = all_second = longest = 0
    for edge in range(length_cm.size):
        for time in (along_ms[edge], back_ms[edge]):
            if time == CLOSED:
                continue
            first, second = (time, length_cm[edge]) if fastest else (length_cm[edge], time)
            all_first += first
            all_second += second
            longest = max(longest, second)
            if first == 0:
                free += second
            elif second * fast > slow * first:
                slow, fast = second, first
    return slow / fast, free, all_first, all_second, 2 * longest
