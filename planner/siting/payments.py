"""The landscape in which places pay for their nearest site: p-median and Kolm-Pollak.

Arcs of each place are sorted by cost once; a step of the search then reads only those that are
nearer than what the place pays now (Resende & Werneck 2007).

Bound (Cornuéjols, Fisher & Nemhauser 1977), with a level l_i for each place:

    L(l) = sum_i a_i l_i + min over allowed x of sum_j x_j r_j
    r_j  = -sum_i a_i max(0, l_i - cost_ij)
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

import numpy as np

from planner.domain.arrays import BoolArray, FloatArray, LongArray
from planner.siting.descent import NearArcs
from planner.siting.kernels import savings, served, swaps, two_nearest
from planner.siting.models import KolmPollak, PMedian
from planner.siting.problem import Problem
from planner.siting.subgradient import Relaxed

MOST_ARCS: Final = 100_000_000
"""16 bytes each. Beyond that the farthest arcs of each place are left out."""
LEFT_OUT: Final = 10.0
"""To be without a site counts as so many times the largest cost while searching."""
SUMMING: Final = 1e-11
"""Relative error of a sum of floats, far above what sums here reach: bounds are lowered by it."""


class Payments:
    """Rows are the counted places; a row pays its nearest open site, its ceiling without one."""

    def __init__(
        self,
        problem: Problem,
        model: PMedian | KolmPollak,
        cheapest: Callable[[FloatArray], FloatArray],
    ) -> None:
        self._cheapest = cheapest
        self._kappa = model.kappa if isinstance(model, KolmPollak) else None
        self._top = problem.penalty if problem.penalty is not None else problem.largest_cost
        without = max(self._top, 1.0) if problem.penalty is None else problem.penalty
        alone = float(self._priced(np.array([without]))[0])
        if problem.penalty is None:
            alone *= LEFT_OUT
        self.arcs = self._sorted(problem, alone)
        self.weight, self.ceiling = self.arcs.weight, self.arcs.farthest

    @property
    def diminishing(self) -> bool:
        """Whether gains only fall as sites open: they do."""
        return True

    def value(self, opened: BoolArray) -> float:
        """Return what all rows pay."""
        return float(self.weight @ self._nearest(opened)[1])

    def gains(self, opened: BoolArray) -> FloatArray:
        """Return what each site, opened as well, would save."""
        arcs, paid = self.arcs, self._nearest(opened)[1]
        return savings(arcs.site, arcs.cost, arcs.weight, paid, arcs.n_sites)

    def losses(self, opened: BoolArray) -> FloatArray:
        """Return what closing each open site would cost."""
        near, first, second = self._nearest(opened)
        has = near >= 0
        rise = self.weight[has] * (second[has] - first[has])
        return np.bincount(near[has], rise, int(opened.sum())).astype(np.float64)

    def swaps(self, opened: BoolArray) -> FloatArray:
        """Return what each swap would cost."""
        arcs, (near, first, second) = self.arcs, self._nearest(opened)
        return swaps(
            arcs.site, arcs.cost, arcs.weight, near, first, second, int(opened.sum()), arcs.n_sites
        )

    def first_level(self, opened: BoolArray) -> FloatArray:
        """Return what rows would pay about between their nearest and second nearest site."""
        _, first, second = self._nearest(opened)
        return np.asarray((first + second) / 2)

    def relaxed(self, level: FloatArray) -> Relaxed:
        """Return the bound at these levels."""
        arcs = self.arcs
        saved = savings(arcs.site, arcs.cost, arcs.weight, level, arcs.n_sites)
        x = self._cheapest(-saved)
        paid, back = float(arcs.weight @ level), float(x @ saved)
        slope = 1.0 - served(arcs.site, arcs.cost, level, x)
        return Relaxed(paid - back - SUMMING * (paid + back), slope, x)

    def true(self, value: float) -> float:
        """Return the model's objective of a value."""
        if self._kappa is None or not len(self.weight) or not math.isfinite(value):
            return max(0.0, value) if math.isfinite(value) else value
        mean = value / float(self.weight.sum())
        return self._top - math.log(mean) / self._kappa if mean > 0 else -math.inf

    def _priced(self, cost: FloatArray) -> FloatArray:
        """Return costs as they are summed; those of Kolm-Pollak grow exponentially."""
        if self._kappa is None:
            return cost
        return np.asarray(np.exp(-self._kappa * (cost - self._top)))

    def _nearest(self, opened: BoolArray) -> tuple[LongArray, FloatArray, FloatArray]:
        rank = np.full(self.arcs.n_sites, -1)
        rank[opened] = np.arange(int(opened.sum()))
        return two_nearest(self.arcs.site, self.arcs.cost, self.ceiling, rank)

    def _sorted(self, problem: Problem, alone: float) -> NearArcs:
        """Return the arcs of counted places, sorted, of equals the lower site first."""
        places = np.flatnonzero(problem.counted)
        sites = np.flatnonzero(problem.eligible)
        n_near = min(len(sites), MOST_ARCS // max(1, len(places)))
        site = np.empty((len(places), n_near), dtype=np.int64)
        near = np.empty((len(places), n_near))
        step = max(1, 4_000_000 // max(1, problem.n_candidates))
        for at in range(0, len(places), step):
            rows = slice(at, at + step)
            block = problem.cost[places[rows]][:, sites]
            cost = self._priced(np.where(problem.reaches(block), block, math.inf))
            order = np.argsort(cost, axis=1, kind="stable")[:, :n_near]
            site[rows] = sites[order]
            near[rows] = np.take_along_axis(cost, order, axis=1)
        # A place never pays more than its nearest locked site: levels above that say less.
        locked = problem.cost[places][:, problem.rules.locked]
        paid = self._priced(np.where(problem.reaches(locked), locked, math.inf))
        most = paid.min(axis=1, initial=alone)
        farthest = np.full(len(places), alone)
        if n_near < len(sites) and n_near:
            farthest = np.minimum(near[:, -1], alone)
        weight = problem.weight[places]
        return NearArcs(site, near, farthest, weight, problem.n_candidates).below(most)
