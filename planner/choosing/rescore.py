"""The answer judged anew by ordinary access: the solver's objective must come out, or it is a bug.

Nothing here reads what the solver was given, except whom it left out.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from planner.choosing.demand import Ways, weights
from planner.choosing.question import Posed
from planner.domain.arrays import BoolArray
from planner.domain.travel import UNREACHABLE
from planner.domain.world import World
from planner.siting.models import MCLP, PartialCover, PCenter
from planner.siting.solution import Solution

TOLERANCE: Final = 1e-9
"""Sums of the same numbers in another order may differ by this share."""


class RescoreError(AssertionError):
    """The solver's objective is not what the chosen sites give: a fault of the program."""


def rescored(after: World, services: BoolArray, ways: Ways, posed: Posed) -> float:
    """Return the objective of a world with its chosen sites, from ordinary access.

    after     the world with the measure at the chosen sites
    services  bool (n_services,)  what the measure is about
    Sums are over places that reach a site; the worst is the worst of these.
    """
    access = ways.access(after)
    cost = ways.cost(access)
    trips, shares, _ = weights(after, services)
    people, unit = after.residents.people, after.residents.unit
    total = worst = covered = 0.0
    for number in np.unique(access.set_of_service[services]).tolist():
        members = services & (access.set_of_service == number)
        reached = cost[number] != UNREACHABLE
        yearly = people * trips[:, members].sum(axis=1)[unit]
        share = people * shares[members].sum()
        paid = np.where(reached, cost[number], 0).astype(np.float64)
        total += float((yearly * paid).sum())
        worst = max(worst, float(paid.max(initial=0.0, where=share > 0)))
        if isinstance(posed.model, MCLP | PartialCover):
            near = reached & (cost[number] <= posed.model.radius)
            covered += float(share[near].sum())
    if isinstance(posed.model, PCenter):
        return worst
    return covered if isinstance(posed.model, MCLP | PartialCover) else total


def require_same(posed: Posed, solution: Solution, found: float) -> None:
    """Raise RescoreError unless the solver's objective equals the one found anew."""
    problem, model = solution.problem, solution.model
    if isinstance(model, PartialCover):
        needed = model.share * float(problem.weight.sum())
        if found < needed * (1 - TOLERANCE):
            raise RescoreError(f"{found} people are covered, {needed} were promised")
        return
    expected = posed.constant + solution.objective
    if problem.penalty is not None and isinstance(model, PCenter) and len(solution.unserved):
        return
    if problem.penalty is not None and not isinstance(model, MCLP | PCenter):
        expected -= float(problem.weight[solution.unserved].sum()) * problem.penalty
    if not math.isclose(found, expected, rel_tol=TOLERANCE, abs_tol=1e-6):
        raise RescoreError(f"the solver says {expected}, access says {found}")
