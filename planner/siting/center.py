"""p-center: the least radius within which the allowed sites cover every counted place.

The radius is one of the costs in the matrix. Binary search over the distinct ones (Minieka 1970),
first with relaxed covering programmes, whose least feasible radius is a bound (Elloumi, Labbé &
Pochet 2004), then with whole sites between that and the best choice so far.
"""

from __future__ import annotations

import math

import numpy as np

from planner.domain.arrays import IntArray
from planner.siting.aggregate import cost_rows, cover_rows
from planner.siting.effort import Clock
from planner.siting.evaluate import of_costs, over_limit
from planner.siting.infeasible import raise_no_choice
from planner.siting.milp import STATUS_OF, End, Found, Programme, Rows, stacked
from planner.siting.models import PCenter
from planner.siting.problem import Problem
from planner.siting.rules import rounded, rule_rows, site_bounds
from planner.siting.solution import Solution, solution_of


def solve_center(
    problem: Problem, model: PCenter, clock: Clock, start: IntArray | None
) -> Solution:
    """Return the best choice found and a bound; raise SitingError if there is no choice."""
    search = _Search(problem, model, clock)
    if start is not None:
        search.consider(start)
    end = search.narrow(whole=False)
    if end is End.OPTIMAL:
        end = search.narrow(whole=True)
    if search.chosen is None:
        raise_no_choice(problem, model, clock)
    return solution_of(
        problem, model, search.chosen, bound=search.bound, status=STATUS_OF[end],
        time_s=clock.time_s,
    )  # fmt: skip


class _Search:
    """Radii that may still be the least, ascending; every radius before `at` is too small."""

    def __init__(self, problem: Problem, model: PCenter, clock: Clock) -> None:
        self.problem, self.model, self.clock = problem, model, clock
        self.chosen: IntArray | None = None
        self.best = math.inf
        self.places = cost_rows(problem).place
        block = problem.cost[self.places][:, problem.eligible]
        nearest = np.where(problem.reaches(block), block, np.inf).min(axis=1, initial=np.inf)
        least = float(nearest.max(initial=0.0))
        values = np.unique(block[problem.reaches(block) & (block >= least)]).astype(np.float64)
        extra = [] if problem.penalty is None else [problem.penalty]
        self.radii = np.unique(np.concatenate([values, extra, [0.0] * (len(self.places) == 0)]))
        self.rules = rule_rows(problem, model.limit)
        self.at = 0

    @property
    def bound(self) -> float:
        """No choice has a smaller radius."""
        if self.at >= len(self.radii):
            return self.best
        return min(float(self.radii[self.at]), self.best)

    def consider(self, chosen: IntArray) -> None:
        """Keep a choice if it is allowed and better than the best so far."""
        problem = self.problem
        if problem.broken_rules(chosen) or over_limit(problem, self.model.limit, chosen):
            return
        value = of_costs(problem, self.model, problem.nearest(chosen)[1])
        if value < self.best:
            self.best, self.chosen = value, chosen

    def narrow(self, *, whole: bool) -> End:
        """Halve the radii between the bound and the best choice until nothing is between them.

        Relaxed programmes only prove that a radius is too small; roundings of their answers are
        considered.
        """
        low, high = self.at, self._index_of_best()
        while low < high:
            if self.clock.over:
                return End.STOPPED if self.clock.stopped else End.TIME
            middle = (low + high) // 2
            found = self._cover(float(self.radii[middle]), whole=whole)
            if found.end not in {End.OPTIMAL, End.INFEASIBLE}:
                return found.end
            if found.end is End.INFEASIBLE or found.x is None:
                low = self.at = middle + 1
            else:
                wish = np.where(found.x > 1e-9, found.x, 0.0)
                self.consider(rounded(self.problem, wish, self.model.limit))
                if whole:
                    self.consider(np.flatnonzero(wish > 0.5).astype(np.int32))
                high = min(middle, self._index_of_best()) if whole else middle
            self.clock.effort.on_progress(self.best, self.bound)
        return End.OPTIMAL

    def _index_of_best(self) -> int:
        if math.isinf(self.best):
            return len(self.radii)
        return int(np.searchsorted(self.radii, self.best))

    def _cover(self, radius: float, *, whole: bool) -> Found:
        """Look for allowed sites that cover all within the radius."""
        problem = self.problem
        if problem.penalty is not None and radius >= problem.penalty:
            rows = cover_rows(problem, math.inf, np.empty(0, dtype=np.int64))
        else:
            rows = cover_rows(problem, radius, self.places)
        n = len(rows.weight)
        cover = Rows(rows.matrix, np.ones(n), np.full(n, np.inf))
        lower, upper = site_bounds(problem)
        n_sites = problem.n_candidates
        programme = Programme(
            np.zeros(n_sites), lower, upper, np.ones(n_sites, dtype=bool),
            stacked(self.rules, cover),
        )  # fmt: skip
        return programme.solve(self.clock) if whole else programme.relaxed(self.clock)
