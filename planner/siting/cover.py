"""Models of coverage within a radius: set cover, partial cover, maximal cover, backup cover.

Places that the same candidates cover are one row (Church & ReVelle 1974; Toregas et al. 1971). A
row's share covered z lies in [0, 1] and needs no whole numbers: with whole sites it is 0 or 1 at
the best.
"""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp

from planner.domain.arrays import FloatArray, IntArray
from planner.siting.aggregate import CoverRows, cover_rows
from planner.siting.compact import Compact, beside, solve_compact
from planner.siting.effort import Clock
from planner.siting.evaluate import share_needed
from planner.siting.greedy import improved
from planner.siting.infeasible import raise_if_uncovered
from planner.siting.milp import Rows, stacked
from planner.siting.models import LSCP, MCLP, BackupCover, PartialCover
from planner.siting.problem import Problem
from planner.siting.rules import rounded
from planner.siting.search import surroundings
from planner.siting.solution import Solution

TOTAL: float = 1e4
"""Weights are scaled to this sum, so that the solver's absolute tolerances mean little."""
WHOLE: float = 1e-6
"""Within which a relaxed opening counts as open or shut."""
HAIR: float = 1e-9
"""By which a share asked of the solver is lowered; answers are judged by the whole share."""


def solve_cover(
    problem: Problem,
    model: LSCP | PartialCover | MCLP | BackupCover,
    clock: Clock,
    start: IntArray | None,
) -> Solution:
    """Return the best choice found and a bound; raise SitingError if there is no choice."""
    raise_if_uncovered(problem, model)
    rows = cover_rows(problem, model.radius, np.flatnonzero(problem.counted))
    total = float(problem.weight.sum())
    weight = rows.weight * (TOTAL / total if total > 0 else 1.0)
    match model:
        case LSCP():
            compact = _set_cover(problem, model, rows)
        case PartialCover():
            needed = share_needed(problem, model) * (TOTAL / total if total > 0 else 1.0)
            compact = _partial_cover(problem, model, rows, weight, needed)
        case MCLP():
            compact = _maximal_cover(problem, rows, weight, total / TOTAL)
        case BackupCover():
            compact = _backup_cover(problem, rows, weight, total / TOTAL, model.second_share)

    given = _values(problem, compact, rows, start)
    if not isinstance(model, MCLP | BackupCover):
        return solve_compact(problem, model, clock, compact, start=given)

    def near(x: FloatArray) -> FloatArray | None:
        return _values(problem, compact, rows, _interchanged(problem, model, x, clock))

    return solve_compact(problem, model, clock, compact, start=given, near=near)


def _interchanged(
    problem: Problem, model: MCLP | BackupCover, x: FloatArray, clock: Clock
) -> IntArray | None:
    """Return what swaps make of the choice nearest to a relaxed opening; None if rules forbid.

    A whole opening has nothing to gain from swaps: the relaxed programme found it best.
    """
    chosen = rounded(problem, np.where(x > HAIR, x, 0.0), model.limit)
    opened = np.zeros(problem.n_candidates, dtype=bool)
    opened[chosen] = True
    if np.abs(x - opened).max(initial=0.0) <= WHOLE:
        return chosen
    landscape, freedom = surroundings(problem, model)
    if not freedom.keeps(opened):
        return None
    return np.flatnonzero(improved(landscape, freedom, opened, lambda: clock.over)).astype(np.int32)


def site_costs(problem: Problem, model: LSCP | PartialCover) -> FloatArray:
    """Return what a site counts for: one, or its opening cost."""
    if model.least == "sites":
        return np.ones(problem.n_candidates)
    return problem.candidates.opening_cost


def _set_cover(problem: Problem, model: LSCP, rows: CoverRows) -> Compact:
    n = len(rows.weight)
    cover = Rows(rows.matrix, np.ones(n), np.full(n, np.inf))
    return Compact(site_costs(problem, model), np.empty(0), np.empty(0, dtype=bool), cover)


def _covered_only_by_open(rows: CoverRows) -> Rows:
    n = len(rows.weight)
    matrix = beside(rows.matrix, sp.csr_array(-sp.eye_array(n)))
    return Rows(matrix, np.zeros(n), np.full(n, np.inf))


def _partial_cover(
    problem: Problem, model: PartialCover, rows: CoverRows, weight: FloatArray, needed: float
) -> Compact:
    n = len(weight)
    enough = beside(sp.csr_array((1, problem.n_candidates)), sp.csr_array(weight[None]))
    # The solver's own tolerances call a need that is met exactly out of reach.
    share = Rows(enough, np.array([needed * (1 - HAIR)]), np.array([np.inf]))
    linked = stacked(_covered_only_by_open(rows), share)
    return Compact(site_costs(problem, model), np.zeros(n), np.zeros(n, dtype=bool), linked)


def _maximal_cover(problem: Problem, rows: CoverRows, weight: FloatArray, unit: float) -> Compact:
    free = np.zeros(problem.n_candidates)
    whole = np.zeros(len(weight), dtype=bool)
    return Compact(free, -weight, whole, _covered_only_by_open(rows), unit)


def _backup_cover(
    problem: Problem, rows: CoverRows, weight: FloatArray, unit: float, second_share: float
) -> Compact:
    """Return columns z (once), then u (twice, whole): z + u <= open sites, u <= z."""
    n = len(weight)
    one = sp.eye_array(n, format="csr")
    both = beside(rows.matrix, sp.csr_array(sp.hstack([-one, -one])))
    order = beside(sp.csr_array((n, problem.n_candidates)), sp.csr_array(sp.hstack([one, -one])))
    at_least = np.zeros(2 * n), np.full(2 * n, np.inf)
    linked = Rows(sp.csr_array(sp.vstack([both, order], format="csr")), *at_least)
    cost = -np.concatenate([(1 - second_share) * weight, second_share * weight])
    whole = np.repeat([False, True], n)
    return Compact(np.zeros(problem.n_candidates), cost, whole, linked, unit)


def _values(
    problem: Problem, compact: Compact, rows: CoverRows, start: IntArray | None
) -> FloatArray | None:
    """Return a choice as values of the columns."""
    if start is None:
        return None
    x = np.zeros(problem.n_candidates)
    x[start] = 1.0
    times = rows.matrix @ x
    others = np.concatenate([times >= 1, times >= 2]).astype(np.float64)
    return np.concatenate([x, others[: len(compact.cost)]])
