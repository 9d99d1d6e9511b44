"""Models in which every place pays for its nearest site: p-median, Kolm-Pollak, mean and worst.

The cuts of `planner.siting.nearest_cuts` are added where they are violated: first to the relaxed
programme, until its bound is that of the full formulation, then to the whole one (Fischetti, Ljubić
& Sinnl 2017). In between, candidates whose reduced cost alone exceeds the gap between the best
choice so far and the bound are closed or opened for good. As soon as so few are left that the sets
of `planner.siting.nearest_sets` are few, these take the place of the cuts: one programme says all.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Final, TypeAlias

import numpy as np
import scipy.sparse as sp

from planner.domain.arrays import BoolArray, FloatArray, IntArray
from planner.siting.aggregate import CostRows, cost_rows, cover_rows
from planner.siting.descent import NearArcs, PaymentBound, interchanged, near_arcs
from planner.siting.effort import Clock
from planner.siting.evaluate import of_costs, over_limit
from planner.siting.infeasible import raise_no_choice
from planner.siting.milp import STATUS_OF, End, Found, Programme, Rows, fix_hopeless, stacked
from planner.siting.models import KolmPollak, MeanAndWorst, PMedian
from planner.siting.nearest_cuts import HAIR, NearestCuts
from planner.siting.nearest_sets import NearestSets, nearest_sets
from planner.siting.pricing import priced
from planner.siting.problem import Problem
from planner.siting.rules import allowed, cheapest, rounded, rule_rows, site_bounds, spending
from planner.siting.solution import PROOF, Solution, solution_of
from planner.siting.subgradient import climb

MedianModel: TypeAlias = PMedian | KolmPollak | MeanAndWorst

VIOLATION: Final = 1e-7
PATIENCE: Final = 5
LEAST_GAIN: Final = 1e-5
MOST_CELLS: Final = 2_000_000
"""Rows x sites left, up to which their sets are told."""
SETS_A_ROW: Final = 3
"""Up to this many sets a row on average, one programme over them is solved."""


def solve_median(
    problem: Problem, model: MedianModel, clock: Clock, start: IntArray | None
) -> Solution:
    """Return the best choice found and a bound; raise SitingError if there is no choice."""
    master = _Master(problem, model, clock)
    if start is not None:
        master.consider(start)
    master.descend()
    end = End.OPTIMAL if master.near_enough else master.tighten()
    if end is End.OPTIMAL and not master.near_enough:
        end = master.finish()
    if end is End.INFEASIBLE or master.chosen is None:
        raise_no_choice(problem, model, clock)
    closed = master.bound >= master.best
    judged = of_costs(problem, model, problem.nearest(master.chosen)[1])
    return solution_of(
        problem,
        model,
        master.chosen,
        bound=judged if closed else master.price.true(master.bound),
        status=STATUS_OF[end],
        time_s=clock.time_s,
    )


class _Master:
    """The programme over sites, payments of rows and the worst payment; best choice and bound."""

    def __init__(self, problem: Problem, model: MedianModel, clock: Clock) -> None:
        self.problem, self.model, self.clock = problem, model, clock
        self.limit = model.limit
        self.chosen: IntArray | None = None
        self.best, self.bound = math.inf, -math.inf
        self.sites = np.flatnonzero(problem.eligible)
        rows = cost_rows(problem)
        self.n_sites, self.n_rows = len(self.sites), len(rows.place)
        self.price, cost = priced(problem, model, rows, self._expected_sites())
        alone = math.inf if problem.penalty is None else problem.penalty
        with np.errstate(over="ignore"):
            alone = float(self.price.of(np.array([alone]))[0])
        self.cuts = NearestCuts(cost, alone, self.n_sites + self.n_rows + 1)
        self._row_cost, self._worst_cost = self._objective(rows)
        self._lower, self._upper = (bound[self.sites] for bound in site_bounds(problem))
        self._rules = self._site_rows()
        n = self.n_rows + 1
        self.programme = Programme(
            np.concatenate([np.zeros(self.n_sites), self._row_cost, [self._worst_cost]]),
            np.concatenate([self._lower, self.cuts.nearest, [0.0]]),
            np.concatenate([self._upper, np.full(n, np.inf)]),
            np.repeat([True, False], [self.n_sites, n]),
            self._payment_rows(),
        )
        self.n_fixed_rows = self.programme.n_rows
        self._reduced: FloatArray | None = None
        self._arcs: NearArcs | None = None
        self._improved: set[bytes] = set()
        self._relaxed_bound = -math.inf

    @property
    def near_enough(self) -> bool:
        """Whether the best choice is as near to the bound as was asked for."""
        if self.chosen is None:
            return False
        if self.best - self.bound <= PROOF * abs(self.best):
            self.bound = self.best
            return True
        best, bound = self.price.true(self.best), self.price.true(self.bound)
        return best - bound <= self.clock.effort.gap * abs(best)

    def consider(self, chosen: IntArray) -> None:
        """Keep a choice if it is allowed and better than the best so far."""
        if self.problem.broken_rules(chosen) or over_limit(self.problem, self.limit, chosen):
            return
        value = self._value(self._paid(chosen))
        if value < self.best:
            self.best, self.chosen = value, chosen

    def descend(self) -> None:
        """Find a good choice and a good bound quickly, and seed the programme with its cuts."""
        n_open = self._expected_sites()
        everyone = np.arange(self.n_rows)
        if self._worst_cost or not self.n_rows or not self.n_sites:
            self.programme.add(self.cuts.at(self.cuts.typical(n_open), everyone))
            return
        locked = self.problem.locked[self.sites]
        # A row never pays more than its nearest locked site: levels above that say less.
        most = self.cuts.cost[:, locked].min(axis=1, initial=self.cuts.alone)
        self._arcs = near_arcs(self.cuts.cost, self._row_cost, self.cuts.alone, n_open).below(most)
        use, room = spending(self.problem, self.limit)[self.sites], allowed(self.limit)

        def offer(opened: BoolArray) -> float:
            self.improve(opened.astype(np.float64))
            return self.best

        found = climb(
            PaymentBound(self._arcs, lambda price: cheapest(price, use, room, locked)),
            self.cuts.typical(n_open),
            offer,
            lambda _bound: False,
            lambda: self.clock.over,
        )
        self._lift(found.bound)
        self._tell()
        self.programme.add(self.cuts.at(found.level, everyone))

    def improve(self, x: FloatArray) -> None:
        """Consider the choice near x, and what interchange makes of it."""
        start = rounded(self.problem, self._spread(x), self.limit)
        self.consider(start)
        if self._arcs is None or start.tobytes() in self._improved:
            return
        self._improved.add(start.tobytes())
        opened = np.zeros(self.n_sites, dtype=bool)
        opened[np.searchsorted(self.sites, start)] = True
        locked = self.problem.locked[self.sites]
        opened = interchanged(self._arcs, opened, locked, self._allowed, lambda: self.clock.over)
        self.consider(self.sites[opened].astype(np.int32))

    def tighten(self) -> End:
        """Add cuts to the relaxed programme until none is violated, or they hardly lift it."""
        idle = 0
        while True:
            if self.clock.over:
                return End.STOPPED if self.clock.stopped else End.TIME
            found = self.programme.relaxed(self.clock)
            if found.x is None or found.end is not End.OPTIMAL:
                return found.end
            x = found.x[: self.n_sites]
            idle = idle + 1 if found.bound - self.bound < LEAST_GAIN * abs(found.bound) else 0
            self._lift(found.bound)
            self._relaxed_bound, self._reduced = found.bound, found.reduced[: self.n_sites]
            self.improve(x)
            self._tell()
            if self.near_enough or idle == PATIENCE:
                return End.OPTIMAL
            if not self._cut(x, found.x):
                return End.OPTIMAL

    def finish(self) -> End:
        """Solve with whole sites: over all sets once they are few, until then cut by cut."""
        self._drop_loose_cuts()
        answered: set[bytes] = set()
        while True:
            self._close_hopeless()
            sets = self._few_sets()
            found = self._solve_cuts() if sets is None else self._solve_sets(sets)
            if found.end is End.INFEASIBLE:
                self.bound = self.best
                return End.INFEASIBLE if self.chosen is None else End.OPTIMAL
            self._lift(found.bound)
            if found.x is None:
                return found.end
            x = np.rint(found.x[: self.n_sites])
            self.consider(self.sites[x > 0].astype(np.int32))
            self.improve(x)
            self._tell()
            if self.near_enough or found.end is not End.OPTIMAL:
                return End.OPTIMAL if self.near_enough else found.end
            again = x.tobytes() in answered
            answered.add(x.tobytes())
            if again or sets is not None or not self._cut(x, found.x):
                # The programme is exact at its answer: what is left is the solver's rounding.
                self.bound = self.best if self.clock.effort.gap == 0 else self.bound
                return End.OPTIMAL

    def _few_sets(self) -> NearestSets | None:
        """Return the sets of the sites left, None if they are many or the worst counts."""
        opened, closed = self._lower > 0, self._upper == 0
        if self._worst_cost or self.n_rows * (self.n_sites - closed.sum()) > MOST_CELLS:
            return None
        sets = nearest_sets(self.cuts.cost, self.cuts.alone, opened, closed)
        return sets if sets.members.shape[0] <= SETS_A_ROW * self.n_rows else None

    def _solve_sets(self, sets: NearestSets) -> Found:
        bounds = self._lower, self._upper
        programme = sets.programme(self._rules, bounds, self._row_cost)
        constant = float(self._row_cost @ sets.base)
        start, gap = None, self.clock.effort.gap / 2
        if self.chosen is not None:
            start = sets.values(self._opened(self.chosen))
            gap *= self.best / (self.best - constant) if self.best > constant else 1.0
        found = programme.solve(
            self.clock, start=start, gap=gap, restart=False,
            on_bound=lambda _best, bound: self._tell_bound(bound + constant),
        )  # fmt: skip
        return replace(found, bound=found.bound + constant)

    def _solve_cuts(self) -> Found:
        start = None
        if self.chosen is not None:
            paid = self._paid(self.chosen)
            start = np.concatenate([self._opened(self.chosen), paid, [paid.max(initial=0.0)]])
        self.programme.bound_columns(
            np.concatenate([self._lower, self.cuts.nearest, [0.0]]),
            np.concatenate([self._upper, np.full(self.n_rows + 1, np.inf)]),
        )
        return self.programme.solve(
            self.clock, start=start, gap=self.clock.effort.gap / 2,
            on_bound=lambda _best, bound: self._tell_bound(bound),
        )  # fmt: skip

    def _objective(self, rows: CostRows) -> tuple[FloatArray, float]:
        """Return what the payment of each row, and the worst payment, cost."""
        total = float(rows.weight.sum()) or 1.0
        share = self.model.mean_share if isinstance(self.model, MeanAndWorst) else 1.0
        return rows.weight * (share * self.n_rows / total), (1 - share) * self.n_rows

    def _site_rows(self) -> Rows:
        """Return what the sites alone must keep to: rules, limit, a site for whoever needs one."""
        problem = self.problem
        rules = rule_rows(problem, self.limit)
        parts = [rules]
        if problem.penalty is None:
            reach = cover_rows(problem, math.inf, np.flatnonzero(problem.counted))
            n = len(reach.weight)
            parts.append(Rows(reach.matrix, np.ones(n), np.full(n, np.inf)))
        stack = stacked(*parts)
        return Rows(sp.csr_array(stack.matrix[:, self.sites]), stack.lower, stack.upper)

    def _payment_rows(self) -> Rows:
        """Return the rules, and that nobody pays more than the worst."""
        wide = self._rules.widened(self.n_sites + self.n_rows + 1)
        if self._worst_cost == 0:
            return wide
        below = sp.hstack(
            [sp.csr_array((self.n_rows, self.n_sites)), -sp.eye_array(self.n_rows),
             np.ones((self.n_rows, 1))], format="csr",
        )  # fmt: skip
        zero = np.zeros(self.n_rows)
        return stacked(wide, Rows(sp.csr_array(below), zero, np.full(self.n_rows, np.inf)))

    def _expected_sites(self) -> float:
        use = spending(self.problem, self.limit)[self.sites]
        mean = float(use.mean()) if len(use) else 0.0
        return min(allowed(self.limit) / mean if mean > 0 else self.n_sites, self.n_sites)

    def _paid(self, chosen: IntArray) -> FloatArray:
        columns = np.searchsorted(self.sites, chosen)
        return np.asarray(self.cuts.cost[:, columns].min(axis=1, initial=self.cuts.alone))

    def _value(self, paid: FloatArray) -> float:
        worst = self._worst_cost * float(paid.max(initial=0.0)) if self._worst_cost else 0.0
        return float(self._row_cost @ paid) + worst

    def _spread(self, x: FloatArray) -> FloatArray:
        wish = np.zeros(self.problem.n_candidates)
        wish[self.sites] = np.where(x > HAIR, x, 0.0)
        return wish

    def _cut(self, x: FloatArray, values: FloatArray) -> bool:
        """Add what the answer violates; return whether it violates anything."""
        paid = values[self.n_sites : self.n_sites + self.n_rows]
        rows, short = self.cuts.violated(x, paid, VIOLATION)
        if short.any():
            self.programme.add(rows)
        return bool(short.any())

    def _opened(self, chosen: IntArray) -> FloatArray:
        return np.isin(self.sites, chosen).astype(np.float64)

    def _drop_loose_cuts(self) -> None:
        loose = self.programme.duals() == 0
        loose[: self.n_fixed_rows] = False
        self.programme.drop(loose)

    def _close_hopeless(self) -> None:
        """Fix sites whose reduced cost proves that their other value cannot beat the best."""
        if self._reduced is None or self.chosen is None:
            return
        room = self.best - self._relaxed_bound + PROOF * abs(self.best)
        fix_hopeless(self._lower, self._upper, self._reduced, room)

    def _allowed(self, opened: BoolArray) -> bool:
        chosen = self.sites[opened].astype(np.int32)
        return not (
            self.problem.broken_rules(chosen) or over_limit(self.problem, self.limit, chosen)
        )

    def _lift(self, bound: float) -> None:
        self.bound = max(self.bound, min(bound, self.best))

    def _tell(self) -> None:
        self.clock.effort.on_progress(self.price.true(self.best), self.price.true(self.bound))

    def _tell_bound(self, bound: float) -> None:
        self._lift(bound)
        self._tell()
