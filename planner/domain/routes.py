"""The routes of all residents, before and after, with the roads that they share kept once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from planner.domain.arrays import (
    BoolArray,
    FloatArray,
    IntArray,
    freeze,
    require,
    require_shape,
)
from planner.domain.paths import Polylines

NO_STEP: Final = -1


@dataclass(frozen=True)
class RouteNet:
    """Routes as chains of steps: a step goes along one stretch of road, then another step follows.

    A stretch is a piece of road that no route joins or leaves between its ends. Routes to one
    site that meet stay together, so their steps are kept once.

    lines      the stretches; a route begins and ends somewhere on its first and last one
    step_line  int32 (n_steps,)   the stretch of each step
    step_back  bool (n_steps,)    against the direction in which the stretch is kept
    step_next  int32 (n_steps,)   the step that follows, NO_STEP where the site lies on the stretch
    first      int32 (n_routes,)  the step that each route begins with, NO_STEP where it leads
               nowhere: no route, or the site is where the resident is
    """

    lines: Polylines
    step_line: IntArray
    step_back: BoolArray
    step_next: IntArray
    first: IntArray

    def __post_init__(self) -> None:
        n = len(self.step_line)
        require_shape(self.step_back, (n,), "step_back")
        require_shape(self.step_next, (n,), "step_next")
        for name, numbers, end in (
            ("step_line", self.step_line, len(self.lines)),
            ("step_next", self.step_next, n),
            ("first", self.first, n),
        ):
            require(numbers.max(initial=NO_STEP) < end, f"{name} out of range")
        freeze(self.step_line, self.step_back, self.step_next, self.first)

    def steps(self, route: int) -> list[int]:
        """Return the steps of a route, in the order of travel."""
        found: list[int] = []
        step = int(self.first[route])
        while step != NO_STEP:
            found.append(step)
            step = int(self.step_next[step])
        return found


@dataclass(frozen=True)
class Routes:
    """Each resident's best route to the site that most trips go to, before and after.

    net        its routes are those of all residents before, then those of all after
    site       int32 (2, n_residents)    index among the sites of that side, -1 without a route
    time_s     float64 (2, n_residents)  what access says of the way there, NaN without a route
    length_m   float64 (2, n_residents)  length of the same way
    share      float64 (2, n_residents)  of all trips, how many go there
    n_others   int32 (2, n_residents)    further sites that the other trips go to
    others_s   float64 (2, n_residents)  mean time of the trips to these, NaN without any
    """

    net: RouteNet
    site: IntArray
    time_s: FloatArray
    length_m: FloatArray
    share: FloatArray
    n_others: IntArray
    others_s: FloatArray

    def __post_init__(self) -> None:
        for name in ("time_s", "length_m", "share", "n_others", "others_s"):
            require_shape(getattr(self, name), self.site.shape, name)
        require_shape(self.net.first, (self.site.size,), "first")
        require(bool((np.isnan(self.time_s) == (self.site < 0)).all()), "a site without a time")
        freeze(self.site, self.time_s, self.length_m, self.share, self.n_others, self.others_s)
