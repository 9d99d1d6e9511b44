"""Exact answers: each model goes to the programme that proves it."""

from __future__ import annotations

import numpy as np

from planner.domain.arrays import IntArray, require
from planner.siting.capacitated import solve_capacitated
from planner.siting.center import solve_center
from planner.siting.cover import solve_cover
from planner.siting.dispersion import solve_dispersion
from planner.siting.effort import Clock, Effort
from planner.siting.infeasible import check_rules
from planner.siting.median import solve_median
from planner.siting.models import (
    LSCP,
    MCLP,
    BackupCover,
    CapacitatedCover,
    CapacitatedPMedian,
    KolmPollak,
    MeanAndWorst,
    Model,
    PartialCover,
    PCenter,
    PDispersion,
    PMedian,
)
from planner.siting.problem import Problem
from planner.siting.solution import Solution

ANYTIME = Effort()


def solve(
    problem: Problem, model: Model, *, effort: Effort = ANYTIME, start: IntArray | None = None
) -> Solution:
    """Return the best choice of sites, proven unless the effort ends the search before.

    start  a choice to begin from, as a heuristic found it; ignored if it breaks a rule, and by
           the capacitated models: a choice of sites does not say who goes where

    The same question gives the same answer, unless a time limit or the user cuts the search short;
    then it is the best choice so far with a bound. Raises SitingError, with who causes it and the
    least change that helps, if no choice keeps to all conditions.
    """
    clock = Clock(effort)
    check_rules(problem, model)
    if start is not None:
        require(len(start) == 0 or start.max() < problem.n_candidates, "start names no candidate")
        start = np.unique(start).astype(np.int32)
    match model:
        case PMedian() | KolmPollak() | MeanAndWorst():
            return solve_median(problem, model, clock, start)
        case PCenter():
            return solve_center(problem, model, clock, start)
        case LSCP() | PartialCover() | MCLP() | BackupCover():
            return solve_cover(problem, model, clock, start)
        case PDispersion():
            return solve_dispersion(problem, model, clock, start)
        case CapacitatedPMedian() | CapacitatedCover():
            return solve_capacitated(problem, model, clock)
