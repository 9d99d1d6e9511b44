"""Raise a Lagrangian bound by subgradients (Held, Wolfe & Crowder 1974; Beasley 1993)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np

from planner.domain.arrays import BoolArray, FloatArray

ROUNDS: Final = 400
PATIENCE: Final = 10
LAST_STEP: Final = 0.005
NEAR: Final = 1e-9
FIRST_OFFERS: Final = 10
SMALL_GAIN: Final = 1e-5


@dataclass(frozen=True)
class Relaxed:
    """What a relaxation says at some levels.

    bound  no allowed choice has a smaller value
    slope  float64 (n_rows,): where to move the levels so that the bound rises
    x      float64 (n_sites,) in [0, 1]: the sites that the relaxation opens
    """

    bound: float
    slope: FloatArray
    x: FloatArray


class Relaxation(Protocol):
    """A bound for each vector of levels."""

    @property
    def weight(self) -> FloatArray:
        """float64 (n_rows,): the derivative of the bound by level i is weight_i x slope_i."""

    @property
    def ceiling(self) -> FloatArray:
        """float64 (n_rows,): levels lie in [0, ceiling]."""

    def relaxed(self, level: FloatArray) -> Relaxed:
        """Return the bound at these levels."""


@dataclass(frozen=True)
class Summit:
    """Where a climb ended.

    level  float64 (n_rows,) of the best bound
    bound  no allowed choice has a smaller value
    """

    level: FloatArray
    bound: float


def climb(
    relaxation: Relaxation,
    level: FloatArray,
    offer: Callable[[BoolArray], float],
    enough: Callable[[float], bool],
    over: Callable[[], bool],
) -> Summit:
    """Return the best bound found from these levels on.

    offer   is shown the sites of better bounds, more and more seldom; returns the least value so
            far, inf without one
    enough  is told each better bound; True ends the climb
    over    ends it as well, but not before the first bound
    """
    level = np.clip(level, 0, relaxation.ceiling)
    best_level, best, step, idle, next_offer = level, -np.inf, 1.0, 0, 0
    sites = np.zeros(0, dtype=bool)
    goal = np.inf
    for round_ in range(ROUNDS):
        if round_ and over():
            break
        found = relaxation.relaxed(level)
        if found.bound > best:
            idle = 0 if found.bound - best > SMALL_GAIN * abs(found.bound) else idle + 1
            best, best_level, sites = found.bound, level, found.x > 0
            if round_ >= next_offer:
                next_offer, goal = max(FIRST_OFFERS, 2 * round_), offer(sites)
            if enough(best):
                return Summit(best_level, best)
        else:
            idle += 1
        steep = float(relaxation.weight @ (found.slope * found.slope))
        if steep == 0 or goal - best <= NEAR * abs(goal) or step < LAST_STEP:
            break
        if idle >= PATIENCE:
            step, idle, level = step / 2, 0, best_level
            continue
        reach = goal if np.isfinite(goal) else 1.2 * abs(found.bound) + 1.0
        # A goal just above the best value keeps steps from dying where bound and best meet.
        length = step * (reach + 0.01 * abs(reach) * step - found.bound) / steep
        level = np.clip(level + length * found.slope, 0, relaxation.ceiling)
    if len(sites):
        offer(sites)
    return Summit(best_level, best)
