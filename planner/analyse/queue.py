"""Waiting at the windows: M/M/c queues of every desk in every slice at once.

Visits come at random (Poisson) and take exponentially distributed time at one of c windows; one
queue, first come first served, in the steady state (Erlang 1917; Kleinrock 1975, section 3.5).
Arrays of any one shape, e.g. (n_desks, n_slices); arguments are broadcast against each other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from planner.domain.arrays import BoolArray, FloatArray, IntArray, freeze, require, require_shape
from planner.units import S_PER_H

LONGEST_WAIT_S: Final = 2 * S_PER_H
"""More than this nobody is counted to wait: then they go home, and so does the clerk.

The steady state of a queue near ρ = 1 takes days to build up, and halls open for a few hours. An
overloaded queue counts with this wait too, so that relief never looks like a loss.
"""
FULL: Final = 1 - 1e-12
"""From this use of the windows on a queue is overloaded: 1, less a hair for sums of floats."""

Numbers = npt.ArrayLike


@dataclass(frozen=True)
class Waits:
    """Steady-state waits of queues, arrays of one shape.

    use         float64  offered load over windows (ρ), >= 0; inf where visits meet no window
    chance      float64  probability that a visit has to wait, in [0, 1]
    mean_s      float64  mean wait before the window, all visits counted; inf where overloaded
    overloaded  bool     more comes than the windows can handle: no steady state, no mean wait
    """

    use: FloatArray
    chance: FloatArray
    mean_s: FloatArray
    overloaded: BoolArray

    def __post_init__(self) -> None:
        for name in ("chance", "mean_s", "overloaded"):
            require_shape(getattr(self, name), self.use.shape, name)
        require(np.array_equal(np.isinf(self.mean_s), self.overloaded), "waits against overload")
        require(((self.chance >= 0) & (self.chance <= 1)).all(), "chance outside [0, 1]")
        freeze(self.use, self.chance, self.mean_s, self.overloaded)


def offered_load(arrivals_per_h: Numbers, service_s: Numbers) -> FloatArray:
    """Return the mean number of windows kept busy (erlang): arrivals × service time."""
    arrivals, service = _floats(arrivals_per_h), _floats(service_s)
    require(_not_negative(arrivals), "arrivals are not finite and >= 0")
    require(_not_negative(service), "service times are not finite and >= 0")
    load: FloatArray = arrivals * service / S_PER_H
    return load


def erlang_c(load: Numbers, windows: Numbers) -> FloatArray:
    """Return the probability that a visit waits, in [0, 1]; 1 where the queue is overloaded.

    With load a and c windows, C = B / (1 − ρ (1 − B)), ρ = a / c, from Erlang's loss formula B by
    its recursion B(0) = 1, B(k) = a B(k − 1) / (k + a B(k − 1)): all terms are positive and at most
    1, so that neither powers nor factorials overflow, for any c (Jagerman 1974). No load: 0.
    `windows` are whole numbers >= 0.
    """
    a, c = _load_and_windows(load, windows)
    loss = np.ones(a.shape)
    for k in range(1, int(c.max(initial=0)) + 1):
        passed = a * loss
        loss = np.where(k <= c, passed / (k + passed), loss)
    return _wait_chance(a, c, loss)


def wait(arrivals_per_h: Numbers, service_s: Numbers, windows: Numbers) -> Waits:
    """Return the waits of queues with these arrivals, mean service time and windows.

    Mean wait Wq = C × service time / (c − a). A queue without arrivals has none, whether it has
    windows or not; arrivals without windows are overload.
    """
    service, _ = np.broadcast_arrays(_floats(service_s), _floats(arrivals_per_h))
    a, c = _load_and_windows(offered_load(arrivals_per_h, service), windows)
    chance = erlang_c(a, c)
    overloaded = _overloaded(a, c)
    with np.errstate(divide="ignore", invalid="ignore"):
        use = np.where(a > 0, a / c, 0.0)
        mean_s = np.where(overloaded, np.inf, np.where(a > 0, chance * service / (c - a), 0.0))
    return Waits(use, chance, mean_s, overloaded)


def windows_needed(
    arrivals_per_h: Numbers, service_s: Numbers, target_s: Numbers = np.inf
) -> IntArray:
    """Return the fewest windows that keep up and, on average, wait at most `target_s` > 0.

    The target is inclusive; inf asks only for ρ < 1. Without arrivals no window is needed.
    """
    target = _floats(target_s)
    require((target > 0).all(), "the target is not above 0")
    load = offered_load(arrivals_per_h, service_s)
    a, service, target = np.broadcast_arrays(load, _floats(service_s), target)
    needed = np.zeros(a.shape, dtype=np.int32)
    open_ = a > 0
    loss = np.ones(a.shape)
    k = 0
    while open_.any():
        k += 1
        passed = a * loss
        loss = passed / (k + passed)
        c = np.full(a.shape, k, dtype=np.int32)
        with np.errstate(divide="ignore", invalid="ignore"):
            waits = _wait_chance(a, c, loss) * service / (k - a)
        enough = open_ & ~_overloaded(a, c) & (waits <= target)
        needed[enough] = k
        open_ = open_ & ~enough
    return needed


def _load_and_windows(load: Numbers, windows: Numbers) -> tuple[FloatArray, IntArray]:
    """Return both at one shape."""
    a, c = np.broadcast_arrays(_floats(load), np.asarray(windows))
    require(np.issubdtype(c.dtype, np.integer), "windows are not whole numbers")
    require(_not_negative(a) and (c >= 0).all(), "load or windows below 0")
    return a, c.astype(np.int32)


def _wait_chance(a: FloatArray, c: IntArray, loss: FloatArray) -> FloatArray:
    """Return Erlang C from the loss formula's value."""
    overloaded = _overloaded(a, c)
    with np.errstate(divide="ignore", invalid="ignore"):
        waiting = loss / (1 - a / c * (1 - loss))
    return np.asarray(np.where(overloaded, 1.0, np.where(a > 0, waiting, 0.0)))


def _overloaded(a: FloatArray, c: IntArray) -> BoolArray:
    return np.asarray((a > 0) & (a >= c * FULL))


def _floats(values: Numbers) -> FloatArray:
    return np.asarray(values, dtype=np.float64)


def _not_negative(values: npt.NDArray[Any]) -> bool:
    return bool((np.isfinite(values) & (values >= 0)).all())
