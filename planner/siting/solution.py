"""An answer to a siting question that checks itself, with how good it is proven to be."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

import numpy as np

from planner.domain.arrays import IntArray, LongArray, freeze, require, require_shape
from planner.siting.evaluate import ROUNDING, assigned_cost, faults, objective
from planner.siting.models import Model, is_capacitated, is_maximised
from planner.siting.problem import Problem

PROOF: Final = 1e-7
"""Relative gap that counts as closed: what a solver with floats can tell apart."""
SOLVER_TOLERANCE: Final = 1e-6
"""Relative error of a bound that a solver with floats may state beyond the truth."""


class Status(StrEnum):
    """Why the search ended."""

    OPTIMAL = "optimal"  # proven: no choice is better
    GAP = "gap"  # within the gap asked for
    TIME = "time"  # out of time
    INTERRUPTED = "interrupted"  # by the user
    SEARCHED = "searched"  # a heuristic has nothing left to try


@dataclass(frozen=True)
class Solution:
    """Chosen sites, whom they serve, and what is proven.

    chosen      int32, candidates, ascending
    assignment  int32 (n_places,): nearest chosen site, of equals the lower index; with
                capacities the site that serves the place; -1 without one
    objective   in the unit of the model, as `planner.siting.evaluate.objective` recomputes it
    bound       no choice is better than this: at most the objective if less is better
    status      why the search ended
    time_s      wall time of the search; differs from run to run, so it is not compared
    """

    problem: Problem = field(repr=False)
    model: Model
    chosen: IntArray
    assignment: IntArray = field(repr=False)
    objective: float
    bound: float
    status: Status
    time_s: float = field(compare=False, default=0.0)

    def __post_init__(self) -> None:
        require_shape(self.assignment, (self.problem.n_places,), "assignment")
        require((np.diff(self.chosen) > 0).all(), "chosen sites are not ascending")
        require(np.isin(self.assignment, [-1, *self.chosen]).all(), "a site that is not chosen")
        found = faults(self.problem, self.model, self.chosen, self.assignment)
        require(not found, "; ".join(found))
        if is_capacitated(self.model):
            cost = assigned_cost(self.problem, self.assignment)
            require(np.isfinite(cost[self.assignment >= 0]).all(), "an assignment without a way")
        else:
            nearest, _ = self.problem.nearest(self.chosen)
            require((self.assignment == nearest).all(), "a place is not at its nearest site")
        true = objective(self.problem, self.model, self.chosen, self.assignment)
        require(
            self.objective == true or math.isclose(self.objective, true, rel_tol=ROUNDING),
            f"the objective is {self.objective}, the chosen sites give {true}",
        )
        better = self.objective - self.bound if self.maximised else self.bound - self.objective
        require(
            self.bound == self.objective or better <= ROUNDING * abs(self.objective),
            "the bound is beyond the objective",
        )
        require(self.status is not Status.OPTIMAL or self.gap == 0, "optimal, but with a gap")
        freeze(self.chosen, self.assignment)

    @property
    def maximised(self) -> bool:
        """Whether more is better."""
        return is_maximised(self.model)

    @property
    def gap(self) -> float:
        """How far the objective may be from the best, as a share of it; inf if nothing is known."""
        if self.objective == self.bound:
            return 0.0
        if not math.isfinite(self.bound) or self.objective == 0:
            return float("inf")
        return abs(self.objective - self.bound) / abs(self.objective)

    @property
    def proven(self) -> bool:
        """Whether no choice is better."""
        return self.gap == 0

    @property
    def stranded(self) -> IntArray:
        """Places that weigh something and that no eligible candidate reaches."""
        return self.problem.stranded

    @property
    def unserved(self) -> IntArray:
        """Counted places without a site, ascending."""
        return np.flatnonzero(self.problem.counted & (self.assignment < 0)).astype(np.int32)


def solution_of(
    problem: Problem,
    model: Model,
    chosen: IntArray | LongArray,
    *,
    bound: float,
    status: Status,
    time_s: float = 0.0,
    assignment: IntArray | None = None,
) -> Solution:
    """Return the solution of a choice: assign to the nearest unless told otherwise, judge, check.

    A solver's bound that differs from the objective by no more than its tolerance becomes the
    objective, and the solution optimal; one that is farther beyond it is a bug and raises.
    """
    chosen = np.sort(chosen).astype(np.int32)
    if assignment is None:
        assignment, _ = problem.nearest(chosen)
    value = objective(problem, model, chosen, assignment)
    slack = bound - value if is_maximised(model) else value - bound
    if bound == value or abs(slack) <= _tolerance(value, slack):
        bound, status = value, Status.OPTIMAL
    elif status is Status.OPTIMAL:
        status = Status.GAP
    return Solution(problem, model, chosen, assignment, value, bound, status, time_s)


def _tolerance(value: float, slack: float) -> float:
    """Return what rounding explains; a bound beyond the objective may be off by more."""
    relative = ROUNDING if slack >= 0 else SOLVER_TOLERANCE
    return relative * max(abs(value), 1e-300)
