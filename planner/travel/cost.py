"""Costs of travel: pairs of integers compared one after the other.

Routes are fastest or shortest. The first cost is what is minimised, the second decides between
equals: (time, length) for the fastest, (length, time) for the shortest. Values are integers kept
in float64, exact below 2^53, so that infinity can stand for "no way".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planner.domain.arrays import FloatArray, IntArray, LongArray
from planner.domain.travel import Optimise


@dataclass(frozen=True, slots=True)
class Cost:
    """Both costs of the same routes, arrays of one shape; first is inf where there is no way."""

    first: FloatArray
    second: FloatArray

    @classmethod
    def of(cls, time_ms: IntArray, length_cm: IntArray, optimise: Optimise) -> Cost:
        """Return time and length in the order in which they are compared."""
        time, length = time_ms.astype(np.float64), length_cm.astype(np.float64)
        return cls(time, length) if optimise == "fastest" else cls(length, time)

    def time_and_length(self, optimise: Optimise) -> tuple[FloatArray, FloatArray]:
        """Return time in ms and length in cm: the way back from `of`."""
        pair = (self.first, self.second)
        return pair if optimise == "fastest" else pair[::-1]

    def __add__(self, other: Cost) -> Cost:
        """Return the cost of one route after the other."""
        return Cost(self.first + other.first, self.second + other.second)

    def at(self, index: IntArray | LongArray | slice | int) -> Cost:
        """Return the costs at these positions of the first axis."""
        return Cost(np.asarray(self.first[index]), np.asarray(self.second[index]))


def least(one: Cost, other: Cost) -> Cost:
    """Return the lesser cost at each position."""
    equal = one.first == other.first
    less = (other.first < one.first) | (equal & (other.second < one.second))
    return Cost(np.where(less, other.first, one.first), np.where(less, other.second, one.second))
