"""Large questions: a good choice by greedy addition and vertex substitution, and a true bound.

For models that sum over places: p-median, Kolm-Pollak, maximal cover and backup cover. Starts are
the greedy choice, the caller's, and the sites that the Lagrangian relaxation opens while its bound
rises (Beasley 1993). The bound ignores separations, and quotas under a budget: it holds all the
same, only it may be less near.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TypeAlias

import numpy as np

from planner.domain.arrays import BoolArray, FloatArray, IntArray
from planner.siting.aggregate import cover_rows
from planner.siting.coverings import Coverings
from planner.siting.effort import Clock
from planner.siting.evaluate import ROUNDING, objective
from planner.siting.freedom import Freedom
from planner.siting.greedy import improved, with_greedy
from planner.siting.infeasible import check_rules, raise_no_choice
from planner.siting.landscape import Landscape
from planner.siting.milp import Programme, Rows, stacked
from planner.siting.models import (
    MCLP,
    BackupCover,
    Budget,
    Count,
    KolmPollak,
    PMedian,
    is_maximised,
)
from planner.siting.payments import Payments
from planner.siting.problem import Problem
from planner.siting.rules import (
    allowed,
    cheapest,
    cheapest_counted,
    rounded,
    rule_rows,
    site_bounds,
)
from planner.siting.solution import Solution, Status, solution_of
from planner.siting.subgradient import climb

SumModel: TypeAlias = PMedian | KolmPollak | MCLP | BackupCover


def search(
    problem: Problem, model: SumModel, clock: Clock, start: IntArray | None = None
) -> Solution:
    """Return a good choice and a bound that no choice can beat.

    start  a choice to begin from as well; ignored if it breaks a rule

    Raises SitingError if no choice keeps to all conditions, or none is found in time.
    """
    check_rules(problem, model)
    hunt = _Hunt(problem, model, clock)
    if start is not None:
        hunt.go_on_from(_mask(start, problem.n_candidates))
    for for_its_use in (False, True) if isinstance(model.limit, Budget) else (False,):
        locked = problem.locked.copy()
        hunt.go_on_from(
            with_greedy(hunt.landscape, hunt.freedom, locked, hunt.over, for_its_use=for_its_use)
        )
    if isinstance(model, BackupCover) and not hunt.landscape.diminishing:
        # One site alone gains little where second covers count most: look two steps ahead.
        even = search(problem, BackupCover(model.radius, model.limit, 0.5), clock)
        hunt.go_on_from(_mask(even.chosen, problem.n_candidates))
    if not hunt.found:
        hunt.go_on_from(_feasible(problem, model, clock))
    if not hunt.found:
        raise_no_choice(problem, model, clock)
    hunt.prove()
    return hunt.solution()


class _Hunt:
    """The best choice so far and the best bound so far."""

    def __init__(self, problem: Problem, model: SumModel, clock: Clock) -> None:
        self.problem, self.model, self.clock = problem, model, clock
        self.landscape, self.freedom = surroundings(problem, model)
        self.best = problem.locked
        self.found = False
        self.worth = self.bound = math.inf if is_maximised(model) else -math.inf
        self.worth = -self.worth
        self._tried: set[bytes] = set()

    def over(self) -> bool:
        """Return whether the search must end now."""
        return self.clock.over

    def go_on_from(self, opened: BoolArray) -> None:
        """Improve a choice step by step and keep it if it is allowed and better than the best."""
        if opened.tobytes() in self._tried:
            return
        self._tried.add(opened.tobytes())
        self._consider(opened)
        if self.freedom.keeps(opened):
            opened = improved(self.landscape, self.freedom, opened, self.over)
        self._tried.add(opened.tobytes())
        self._consider(opened)

    def prove(self) -> None:
        """Raise the bound, and go on from the sites that it opens on the way."""
        climb(
            self.landscape,
            self.landscape.first_level(self.best),
            self._offer,
            self._enough,
            self.over,
        )

    def solution(self) -> Solution:
        """Return the best choice with the bound."""
        status = Status.SEARCHED
        if self.clock.stopped:
            status = Status.INTERRUPTED
        elif self.clock.over:
            status = Status.TIME
        elif self._gap() <= self.clock.effort.gap:
            status = Status.GAP
        return solution_of(
            self.problem, self.model, np.flatnonzero(self.best).astype(np.int32),
            bound=self.bound, status=status, time_s=self.clock.time_s,
        )  # fmt: skip

    def _consider(self, opened: BoolArray) -> None:
        if not self.freedom.keeps(opened):
            return
        chosen = np.flatnonzero(opened).astype(np.int32)
        worth = objective(self.problem, self.model, chosen, np.empty(0, dtype=np.int32))
        better = worth > self.worth if is_maximised(self.model) else worth < self.worth
        if math.isfinite(worth) and (better or not self.found):
            self.best, self.worth, self.found = opened.copy(), worth, True
            self.clock.effort.on_progress(self.worth, self.bound)

    def _offer(self, sites: BoolArray) -> float:
        near = rounded(self.problem, sites.astype(np.float64), self.model.limit)
        start = with_greedy(
            self.landscape,
            self.freedom,
            _mask(near, len(sites)),
            self.over,
            for_its_use=isinstance(self.model.limit, Budget),
        )
        self.go_on_from(start)
        return self.landscape.value(self.best)

    def _enough(self, value: float) -> bool:
        bound = self.landscape.true(value)
        if _whole(self.problem, self.model) and math.isfinite(bound):
            bound = math.floor(bound) if is_maximised(self.model) else math.ceil(bound)
        if is_maximised(self.model):
            self.bound = max(self.worth, min(self.bound, bound))
        else:
            self.bound = min(self.worth, max(self.bound, bound))
        self.clock.effort.on_progress(self.worth, self.bound)
        return self._gap() <= self.clock.effort.gap

    def _gap(self) -> float:
        if self.worth == self.bound:
            return 0.0
        apart = abs(self.worth - self.bound)
        return apart / abs(self.worth) if self.worth else math.inf


def surroundings(problem: Problem, model: SumModel) -> tuple[Landscape, Freedom]:
    """Return what choices are worth and which moves between them are allowed."""
    lowest = _cheapest_sites(problem, model)
    if isinstance(model, PMedian | KolmPollak):
        within = math.inf if problem.penalty is None else None
        return Payments(problem, model, lowest), Freedom(problem, model.limit, within)
    most_sites = _most_sites(problem, model)
    return Coverings(problem, model, lowest, most_sites), Freedom(problem, model.limit, None)


def _cheapest_sites(problem: Problem, model: SumModel) -> Callable[[FloatArray], FloatArray]:
    """Return the function from prices to the cheapest sites that the limit allows."""
    limit, shut = model.limit, ~problem.eligible

    def lowest(price: FloatArray) -> FloatArray:
        price = np.where(shut, np.inf, price)
        if isinstance(limit, Count):
            return cheapest_counted(problem, price, limit.sites)
        return cheapest(price, problem.candidates.opening_cost, allowed(limit), problem.locked)

    return lowest


def _most_sites(problem: Problem, model: SumModel) -> int:
    limit, n = model.limit, int(problem.eligible.sum())
    if isinstance(limit, Count):
        return min(n, limit.sites)
    total = np.cumsum(np.sort(problem.candidates.opening_cost[problem.eligible]))
    return int((total <= allowed(limit) * (1 + ROUNDING)).sum())


def _whole(problem: Problem, model: SumModel) -> bool:
    """Return whether the objective of every choice is a whole number."""
    if not (problem.weight == np.rint(problem.weight)).all():
        return False
    if isinstance(model, PMedian):
        penalty = problem.penalty or 0.0
        return problem.cost.dtype == np.int32 and penalty == round(penalty)
    return isinstance(model, MCLP) or (isinstance(model, BackupCover) and model.second_share == 1)


def _feasible(problem: Problem, model: SumModel, clock: Clock) -> BoolArray:
    """Return a choice that keeps to all conditions, as the solver finds it; else the locked sites.

    It is asked only where the greedy choice fails: quotas beside separations, or someone who
    would be left without a site.
    """
    n = problem.n_candidates
    parts = [rule_rows(problem, model.limit)]
    if isinstance(model, PMedian | KolmPollak) and problem.penalty is None:
        rows = cover_rows(problem, math.inf, np.flatnonzero(problem.counted))
        k = len(rows.weight)
        parts.append(Rows(rows.matrix, np.ones(k), np.full(k, np.inf)))
    lower, upper = site_bounds(problem)
    programme = Programme(np.zeros(n), lower, upper, np.ones(n, dtype=bool), stacked(*parts))
    found = programme.solve(clock)
    return problem.locked.copy() if found.x is None else found.x > 0.5


def _mask(sites: IntArray, n: int) -> BoolArray:
    mask = np.zeros(n, dtype=bool)
    mask[sites] = True
    return mask
