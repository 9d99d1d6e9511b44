"""Which sites may be added, closed or swapped without breaking a rule or the limit."""

from __future__ import annotations

import math

import numpy as np
import scipy.sparse as sp

from planner.domain.arrays import BoolArray, FloatArray, LongArray
from planner.siting.aggregate import cover_rows
from planner.siting.evaluate import ROUNDING
from planner.siting.models import Limit
from planner.siting.problem import Problem
from planner.siting.rules import allowed, spending


class Freedom:
    """The moves that a choice of sites leaves open; choices are masks (n_candidates,).

    within  each counted place needs a site at a cost of at most this; None: it may go without
    """

    def __init__(self, problem: Problem, limit: Limit | None, within: float | None) -> None:
        n = problem.n_candidates
        self.problem = problem
        self.use = np.zeros(n) if limit is None else spending(problem, limit)
        self.room = math.inf if limit is None else allowed(limit) * (1 + ROUNDING)
        pairs = problem.conflicts
        both = np.concatenate([pairs, pairs[:, ::-1]])
        self._beside = sp.csr_array((np.ones(len(both)), (both[:, 0], both[:, 1])), shape=(n, n))
        quotas = problem.rules.quotas
        self._group = np.full(n, len(quotas))
        for index, quota in enumerate(quotas):
            self._group[problem.candidates.unit == quota.unit] = index
        # The last group is of candidates without a quota.
        self._at_least = np.array([*(quota.at_least for quota in quotas), 0])
        most = (math.inf if quota.at_most is None else quota.at_most for quota in quotas)
        self._at_most = np.array([*most, math.inf])
        self._in_all = math.inf if problem.rules.most is None else problem.rules.most
        self._needs = np.empty((0, n), dtype=bool)
        if within is not None:
            rows = cover_rows(problem, within, np.flatnonzero(problem.counted))
            self._needs = rows.matrix.toarray() > 0

    def spent(self, opened: BoolArray) -> float:
        """Return how much of the limit a choice uses up."""
        return float(self.use[opened].sum())

    def keeps(self, opened: BoolArray) -> bool:
        """Return whether a choice keeps to all rules and the limit and leaves out nobody."""
        chosen = np.flatnonzero(opened).astype(np.int32)
        return (
            self.spent(opened) <= self.room
            and not self.problem.broken_rules(chosen)
            and bool((self._needs[:, opened].any(axis=1)).all())
        )

    def addable(self, opened: BoolArray) -> BoolArray:
        """Return which sites may be added so that at-least quotas can still be met and paid for.

        One that may not be added now never can be after further additions.
        """
        count = self._count(opened)
        apart = self._beside @ opened == 0
        free = self.problem.eligible & ~opened & apart & (count < self._at_most)[self._group]
        reserve, last = self._reserved(opened, count)
        after = self.spent(opened) + self.use + reserve - last[self._group]
        short = np.maximum(self._at_least - count, 0)
        in_all = opened.sum() + 1 + short.sum() - (short > 0)[self._group]
        return np.asarray(free & (after <= self.room) & (in_all <= self._in_all))

    def wanted(self, opened: BoolArray) -> BoolArray:
        """Return the sites of units that have fewer than they must, (n_candidates,)."""
        return np.asarray((self._count(opened) < self._at_least)[self._group])

    def closable(self, opened: BoolArray) -> BoolArray:
        """Return which sites may be closed, (n_candidates,)."""
        count = self._count(opened)
        free = opened & ~self.problem.locked & (count > self._at_least)[self._group]
        held = self._needs[self._needs[:, opened].sum(axis=1) == 1]
        return np.asarray(free & ~held.any(axis=0))

    def swappable(self, opened: BoolArray) -> BoolArray:
        """Return which open site may make way for which closed one: (n_open, n_candidates)."""
        sites = np.flatnonzero(opened)
        count = self._count(opened)
        free = np.broadcast_to(self.problem.eligible & ~opened, (len(sites), len(opened))).copy()
        free[self.problem.locked[sites]] = False
        beside = self._beside @ opened
        free &= beside - self._beside[sites].toarray() == 0
        free &= self.spent(opened) - self.use[sites, None] + self.use <= self.room
        group = self._group
        same = group[sites, None] == group
        leaves = (count > self._at_least)[group[sites], None]
        enters = (count < self._at_most)[group]
        free &= same | (leaves & enters)
        self._keep_served(free, opened, sites)
        return free

    def _keep_served(self, free: BoolArray, opened: BoolArray, sites: LongArray) -> None:
        """Forbid swaps after which someone is left without a site."""
        single = np.flatnonzero(self._needs[:, opened].sum(axis=1) == 1)
        if len(single) == 0:
            return
        holder = self._needs[np.ix_(single, sites)].argmax(axis=1)
        order = np.argsort(holder, kind="stable")
        first = np.flatnonzero(np.diff(holder[order], prepend=-1))
        held = np.logical_and.reduceat(self._needs[single[order]], first, axis=0)
        free[holder[order[first]]] &= held

    def _count(self, opened: BoolArray) -> LongArray:
        return np.bincount(self._group[opened], minlength=len(self._at_least))

    def _reserved(self, opened: BoolArray, count: LongArray) -> tuple[float, FloatArray]:
        """Return what unmet quotas need at least, and what a site of each group takes off that."""
        total, last = 0.0, np.zeros(len(self._at_least))
        for group in np.flatnonzero(count < self._at_least):
            short = int(self._at_least[group] - count[group])
            inside = self.problem.eligible & ~opened & (self._group == group)
            cheapest = np.sort(self.use[inside])[:short]
            total += float(cheapest.sum())
            last[group] = cheapest[-1] if len(cheapest) else 0.0
        return total, last
