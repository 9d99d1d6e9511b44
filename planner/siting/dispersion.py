"""p-dispersion: sites as far apart as can be.

The answer is one of the distances between candidates. Binary search over the distinct ones (Kuby
1987; Sayah & Irnich 2017): can so many sites open when pairs closer than that may not both? Pairs
are gathered into cliques, of which one site may open.
"""

from __future__ import annotations

import math

import numpy as np

from planner.domain.arrays import IntArray
from planner.siting.effort import Clock
from planner.siting.evaluate import smallest_separation_m
from planner.siting.infeasible import raise_no_choice
from planner.siting.milp import STATUS_OF, End, Found, Programme, Rows, stacked
from planner.siting.models import PDispersion
from planner.siting.problem import Problem
from planner.siting.rules import conflict_cliques, rows_of_sets, rule_rows, site_bounds
from planner.siting.solution import Solution, solution_of


def solve_dispersion(
    problem: Problem, model: PDispersion, clock: Clock, start: IntArray | None
) -> Solution:
    """Return the best choice found and a bound; raise SitingError if there is no choice."""
    search = _Search(problem, model, clock)
    if start is not None:
        search.consider(start)
    end = search.widen()
    if search.chosen is None:
        raise_no_choice(problem, model, clock)
    return solution_of(
        problem, model, search.chosen, bound=search.bound, status=STATUS_OF[end],
        time_s=clock.time_s,
    )  # fmt: skip


class _Search:
    """Separations that may still be reached, ascending; none above `most` can be."""

    def __init__(self, problem: Problem, model: PDispersion, clock: Clock) -> None:
        self.problem, self.model, self.clock = problem, model, clock
        self.chosen: IntArray | None = None
        self.best = -math.inf
        sites = np.flatnonzero(problem.eligible)
        self.separations = np.empty(0)
        if model.sites >= 2 and model.sites > problem.locked.sum():
            first, second = np.triu_indices(len(sites), k=1)
            apart_m = problem.candidates.distance_m(sites[first], sites[second])
            self.separations = np.unique(apart_m)
        self.most = len(self.separations) - 1

    @property
    def bound(self) -> float:
        """No choice is farther apart."""
        if self.most < 0:
            return self.best if len(self.separations) else math.inf
        return max(float(self.separations[self.most]), self.best)

    def consider(self, chosen: IntArray) -> None:
        """Keep a choice if it is allowed and better than the best so far."""
        if len(chosen) != self.model.sites or self.problem.broken_rules(chosen):
            return
        value = smallest_separation_m(self.problem, chosen)
        if value > self.best:
            self.best, self.chosen = value, chosen

    def widen(self) -> End:
        """Halve the separations between the best choice and the bound until none is between."""
        if self.chosen is None:
            found = self._choose(0.0)
            if found.x is None:
                return found.end
            self.consider(np.flatnonzero(found.x > 0.5).astype(np.int32))
        low = self._index_of_best()
        while low < self.most:
            if self.clock.over:
                return End.STOPPED if self.clock.stopped else End.TIME
            middle = (low + self.most + 1) // 2
            found = self._choose(float(self.separations[middle]))
            if found.end not in {End.OPTIMAL, End.INFEASIBLE}:
                return found.end
            if found.x is None:
                self.most = middle - 1
            else:
                self.consider(np.flatnonzero(found.x > 0.5).astype(np.int32))
                low = max(middle, self._index_of_best())
            self.clock.effort.on_progress(self.best, self.bound)
        return End.OPTIMAL

    def _index_of_best(self) -> int:
        return int(np.searchsorted(self.separations, self.best)) if len(self.separations) else 0

    def _choose(self, apart_m: float) -> Found:
        """Look for so many allowed sites at least this far apart."""
        problem, n = self.problem, self.problem.n_candidates
        lower, upper = site_bounds(problem)
        close = problem.candidates.pairs_closer_than(apart_m) if apart_m > 0 else problem.conflicts
        beside_locked = close[problem.locked[close].sum(axis=1) == 1]
        upper[beside_locked[~problem.locked[beside_locked]]] = 0.0
        free = (upper > 0) & ~problem.locked
        cliques = conflict_cliques(close, free)
        count = float(self.model.sites)
        everyone = Rows(
            rows_of_sets([np.arange(n, dtype=np.int32)], n), np.array([count]), np.array([count])
        )
        apart = Rows(
            rows_of_sets(cliques, n), np.full(len(cliques), -np.inf), np.ones(len(cliques))
        )
        rows = stacked(rule_rows(problem, None), everyone, apart)
        programme = Programme(np.zeros(n), lower, upper, np.ones(n, dtype=bool), rows)
        return programme.solve(self.clock)
