"""How the pull of a site fades with travel time: the named decay functions of catchments.

Each is a frozen record whose `weights` turn travel times into numbers in [0, 1] that never grow
with time. Cut-offs are inclusive to the millisecond: exactly 30 minutes is within 30 minutes.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from planner.domain.arrays import FloatArray, IntArray, require
from planner.domain.travel import UNREACHABLE
from planner.units import MS_PER_S, S_PER_MIN

NEGLIGIBLE: Final = 1e-12


@dataclass(frozen=True, kw_only=True)
class Decay(ABC):
    """A decay function with a cut-off.

    limit_s  beyond this time the weight is 0, > 0; inf for none
    """

    limit_s: float = math.inf

    def __post_init__(self) -> None:
        require(self.limit_s > 0, "limit is not above 0")

    def weights(self, time_ms: IntArray) -> FloatArray:
        """Return the weight of each travel time, the shape of `time_ms`; 0 if UNREACHABLE.

        A weight below 10^−12 is 0: whoever is that far away is out of reach.
        """
        inside = (time_ms <= _ms(self.limit_s)) & (time_ms != UNREACHABLE)
        weights = self._inside(time_ms)
        return np.where(inside & (weights >= NEGLIGIBLE), weights, 0.0)

    @abstractmethod
    def _inside(self, time_ms: IntArray) -> FloatArray:
        """Return the weights as if there were no cut-off."""


@dataclass(frozen=True, kw_only=True)
class Binary(Decay):
    """1 within the limit (Luo & Wang 2003)."""

    def _inside(self, time_ms: IntArray) -> FloatArray:
        return np.ones(time_ms.shape)


@dataclass(frozen=True, kw_only=True)
class StepZones(Decay):
    """One weight for each zone of travel time (Luo & Qi 2009).

    zone_limits_s  upper limits of the zones, inclusive, ascending; beyond the last the weight is 0
    zone_weights   weights of the zones, in [0, 1], not ascending
    """

    zone_limits_s: tuple[float, ...]
    zone_weights: tuple[float, ...]

    def __post_init__(self) -> None:
        super().__post_init__()
        limits, weights = self.zone_limits_s, self.zone_weights
        require(limits and len(limits) == len(weights), "one weight for each zone")
        require(limits[0] >= 0, "a zone ends before it begins")
        require(all(a < b for a, b in pairwise(limits)), "zones overlap")
        require(all(0 <= w <= 1 for w in weights), "a weight is outside [0, 1]")
        require(all(a >= b for a, b in pairwise(weights)), "weights grow")

    def _inside(self, time_ms: IntArray) -> FloatArray:
        limits_ms = [_ms(limit_s) for limit_s in self.zone_limits_s]
        zone = np.searchsorted(np.array(limits_ms), time_ms, side="left")
        return np.array([*self.zone_weights, 0.0])[zone]


@dataclass(frozen=True, kw_only=True)
class Linear(Decay):
    """1 − t / limit: 1 at the door, 0 at the limit, which must be finite."""

    def __post_init__(self) -> None:
        super().__post_init__()
        require(math.isfinite(self.limit_s), "linear decay needs a limit")

    def _inside(self, time_ms: IntArray) -> FloatArray:
        return np.maximum(0.0, 1 - _seconds(time_ms) / self.limit_s)


@dataclass(frozen=True, kw_only=True)
class Gaussian(Decay):
    """e^(−½ (t / σ)²) (Kwan 1998).

    sigma_s  time σ > 0 at which the weight is 0.607
    """

    sigma_s: float

    def __post_init__(self) -> None:
        super().__post_init__()
        require(self.sigma_s > 0, "sigma is not above 0")

    def _inside(self, time_ms: IntArray) -> FloatArray:
        return np.asarray(np.exp(-0.5 * (_seconds(time_ms) / self.sigma_s) ** 2))


@dataclass(frozen=True, kw_only=True)
class Exponential(Decay):
    """e^(−β t) (Wilson 1971).

    per_min  β >= 0, for each minute
    """

    per_min: float

    def __post_init__(self) -> None:
        super().__post_init__()
        require(self.per_min >= 0, "the rate is negative")

    def _inside(self, time_ms: IntArray) -> FloatArray:
        return np.asarray(np.exp(-self.per_min * _seconds(time_ms) / S_PER_MIN))


LUO_QI_SLOW: Final = StepZones(
    zone_limits_s=(600.0, 1200.0, 1800.0), zone_weights=(1.0, 0.68, 0.22)
)
"""The three 10-minute zones of Luo & Qi 2009, slow decay."""


def _ms(limit_s: float) -> int:
    """Return a limit in whole milliseconds, the precision of travel; UNREACHABLE if far beyond."""
    return round(min(limit_s, UNREACHABLE / MS_PER_S) * MS_PER_S)


def _seconds(time_ms: IntArray) -> FloatArray:
    return time_ms / MS_PER_S
