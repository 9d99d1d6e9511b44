"""How long to search, how near to the best is near enough, and who watches."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from planner.domain.arrays import require


def _never() -> bool:
    return False


def _nobody(_objective: float, _bound: float) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Effort:
    """When a search may end before it has proven the best.

    time_limit_s  wall time; answers of a search that it cuts short may differ between machines
    gap           relative gap that is near enough, 0 for a proven optimum
    on_progress   told (objective so far, bound) in the unit of the model; inf or -inf if unknown
    should_stop   asked often; True ends the search with the best so far
    """

    time_limit_s: float = float("inf")
    gap: float = 0.0
    on_progress: Callable[[float, float], None] = _nobody
    should_stop: Callable[[], bool] = _never

    def __post_init__(self) -> None:
        require(self.time_limit_s > 0, "a time limit is above zero")
        require(0 <= self.gap < 1, "a gap lies in [0, 1)")


class Clock:
    """Time since the search began, against its limit."""

    def __init__(self, effort: Effort) -> None:
        self.effort = effort
        self._began = time.perf_counter()

    @property
    def time_s(self) -> float:
        """Seconds since the search began."""
        return time.perf_counter() - self._began

    @property
    def left_s(self) -> float:
        """Seconds that are left, never below zero."""
        return max(0.0, self.effort.time_limit_s - self.time_s)

    @property
    def stopped(self) -> bool:
        """Whether the user wants the search to end."""
        return self.effort.should_stop()

    @property
    def over(self) -> bool:
        """Whether the search must end now."""
        return self.left_s == 0 or self.stopped
