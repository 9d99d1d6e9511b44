"""Models in which a site serves no more than its capacity, and a place goes to one site.

Columns a_ij assign place i to site j, for useful arcs only; a_ij <= x_j for each of them, which is
stronger than the capacity row alone (Mulvey & Beck 1984; Current & Storbeck 1988).
"""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp

from planner.domain.arrays import FloatArray, IntArray, LongArray
from planner.siting.aggregate import covering
from planner.siting.compact import Compact, beside, solve_compact
from planner.siting.effort import Clock
from planner.siting.milp import Rows, stacked
from planner.siting.models import CapacitatedCover, CapacitatedPMedian
from planner.siting.problem import Problem
from planner.siting.solution import Solution


def solve_capacitated(
    problem: Problem, model: CapacitatedPMedian | CapacitatedCover, clock: Clock
) -> Solution:
    """Return the best choice found and a bound; raise SitingError if there is no choice.

    It begins from nothing: a choice of sites alone does not say who goes where.
    """
    places = np.flatnonzero(problem.counted)
    radius = model.radius if isinstance(model, CapacitatedCover) else np.inf
    useful = covering(problem, radius, places)
    # A place that alone is too heavy for a site never goes there.
    useful &= problem.weight[places, None] <= problem.candidates.capacity
    row, site = np.nonzero(useful)
    arc_weight = problem.weight[places[row]]
    scale = float(arc_weight.mean()) if len(row) else 1.0
    rows = [
        _assigned(problem, places, row, must=isinstance(model, CapacitatedPMedian)),
        _within_capacity(problem, site, arc_weight, scale, len(places)),
        _only_to_open(problem, site, len(places)),
    ]
    if isinstance(model, CapacitatedCover):
        cost, alone, unit = -arc_weight / scale, np.zeros(len(places)), scale
    else:
        arc_cost = problem.cost[places[row], site] * arc_weight
        unit = float(arc_cost.mean()) if arc_cost.any() else 1.0
        cost = arc_cost / unit
        alone = problem.weight[places] * ((problem.penalty or 0.0) / unit)
    compact = Compact(
        np.zeros(problem.n_candidates),
        np.concatenate([cost, alone]),
        np.ones(len(cost) + len(places), dtype=bool),
        stacked(*rows),
        unit,
    )

    def assign(x: FloatArray) -> IntArray:
        taken = x[problem.n_candidates : problem.n_candidates + len(row)] > 0.5
        assignment = np.full(problem.n_places, -1, dtype=np.int32)
        assignment[places[row[taken]]] = site[taken]
        return assignment

    return solve_compact(problem, model, clock, compact, assign=assign)


def _assigned(problem: Problem, places: LongArray, row: LongArray, *, must: bool) -> Rows:
    """Each place goes to one site or, where that is allowed, to none."""
    n = len(places)
    arcs = sp.csr_array((np.ones(len(row)), (row, np.arange(len(row)))), shape=(n, len(row)))
    alone = np.full(n, 0.0 if must and problem.penalty is None else 1.0)
    matrix = beside(
        sp.csr_array((n, problem.n_candidates)),
        sp.csr_array(sp.hstack([arcs, sp.diags_array(alone)], format="csr")),
    )
    return Rows(matrix, np.ones(n), np.ones(n))


def _within_capacity(
    problem: Problem, site: LongArray, weight: FloatArray, scale: float, n_places: int
) -> Rows:
    capacity = problem.candidates.capacity
    limited = np.flatnonzero(np.isfinite(capacity) & problem.eligible)
    rank = np.full(problem.n_candidates, -1)
    rank[limited] = np.arange(len(limited))
    arc = np.flatnonzero(rank[site] >= 0)
    loads = sp.csr_array(
        (weight[arc] / scale, (rank[site[arc]], arc)), shape=(len(limited), len(site))
    )
    opens = sp.csr_array(
        (-capacity[limited] / scale, (np.arange(len(limited)), limited)),
        shape=(len(limited), problem.n_candidates),
    )
    none = sp.csr_array((len(limited), n_places))
    matrix = beside(opens, sp.csr_array(sp.hstack([loads, none], format="csr")))
    return Rows(matrix, np.full(len(limited), -np.inf), np.zeros(len(limited)))


def _only_to_open(problem: Problem, site: LongArray, n_places: int) -> Rows:
    n = len(site)
    opens = sp.csr_array((-np.ones(n), (np.arange(n), site)), shape=(n, problem.n_candidates))
    arcs = sp.hstack([sp.eye_array(n), sp.csr_array((n, n_places))], format="csr")
    return Rows(beside(opens, sp.csr_array(arcs)), np.full(n, -np.inf), np.zeros(n))
