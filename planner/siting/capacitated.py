"""Models in which a site serves no more than its capacity, and a place goes to one site.

Columns a_ij assign place i to site j, for useful arcs only; a_ij <= x_j for each of them, which is
stronger than the capacity row alone (Mulvey & Beck 1984; Current & Storbeck 1988).
"""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp

from planner.domain.arrays import BoolArray, FloatArray, IntArray, LongArray
from planner.siting.aggregate import covering
from planner.siting.compact import Compact, beside, solve_compact
from planner.siting.effort import Clock
from planner.siting.milp import Rows, stacked
from planner.siting.models import CapacitatedCover, CapacitatedPMedian
from planner.siting.problem import Problem
from planner.siting.rules import rounded
from planner.siting.solution import Solution, Status, solution_of

HAIR = 1e-9
"""Less of a site than this is rounding."""


def solve_capacitated(
    problem: Problem, model: CapacitatedPMedian | CapacitatedCover, clock: Clock
) -> Solution:
    """Return the best choice found and a bound; raise SitingError if there is no choice.

    It begins from the relaxed programme: the sites that it opens most, filled place by place.
    """
    places, useful = _useful(problem, model)
    row, site = np.nonzero(useful)
    arc_weight = problem.weight[places[row]]
    scale = float(arc_weight.mean()) if len(row) else 1.0
    must = isinstance(model, CapacitatedPMedian)
    rows = [
        _assigned(problem, places, row, must=must),
        _within_capacity(problem, site, problem.takes[places[row]], len(places)),
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

    def near(x: FloatArray) -> FloatArray | None:
        chosen = rounded(problem, np.where(x > HAIR, x, 0.0), model.limit)
        if problem.broken_rules(chosen):
            return None
        taken, left = _filled(problem, places, useful, chosen, by_weight=not must)
        if must and problem.penalty is None and left.any():
            return None
        opened = np.isin(np.arange(problem.n_candidates), chosen)
        return np.concatenate([opened, taken[row, site], left]).astype(np.float64)

    return solve_compact(problem, model, clock, compact, near=near, assign=assign)


def n_assignments(problem: Problem, model: CapacitatedPMedian | CapacitatedCover) -> int:
    """Return how many pairs of a place and a site the programme weighs."""
    return int(_useful(problem, model)[1].sum())


def filled(
    problem: Problem,
    model: CapacitatedPMedian | CapacitatedCover,
    chosen: IntArray,
    *,
    bound: float,
    time_s: float,
) -> Solution | None:
    """Return these sites filled place by place, None where someone who must have one has none.

    bound  no choice is better, as of the same question without capacities
    """
    places, useful = _useful(problem, model)
    must = isinstance(model, CapacitatedPMedian)
    taken, left = _filled(problem, places, useful, chosen, by_weight=not must)
    if must and problem.penalty is None and left.any():
        return None
    assignment = np.full(problem.n_places, -1, dtype=np.int32)
    assignment[places[~left]] = taken[~left].argmax(axis=1)
    return solution_of(
        problem, model, chosen, bound=bound, status=Status.SEARCHED, time_s=time_s,
        assignment=assignment,
    )  # fmt: skip


def _useful(
    problem: Problem, model: CapacitatedPMedian | CapacitatedCover
) -> tuple[LongArray, BoolArray]:
    """Return the counted places, and which sites each may go to, (n, n_candidates)."""
    places = np.flatnonzero(problem.counted)
    radius = model.radius if isinstance(model, CapacitatedCover) else np.inf
    useful = covering(problem, radius, places)
    # A place that alone is too heavy for a site never goes there.
    useful &= problem.takes[places, None] <= problem.candidates.capacity
    return places, useful


def _filled(
    problem: Problem, places: LongArray, useful: BoolArray, chosen: IntArray, *, by_weight: bool
) -> tuple[BoolArray, BoolArray]:
    """Return who may go where, each to the nearest chosen site with room, and who is left.

    useful     bool (n, n_candidates) of these places; so is the first that is returned
    by_weight  the heaviest go first; else those who lose most where the nearest is full
    """
    cost = np.where(useful[:, chosen], problem.cost[places][:, chosen], np.inf)
    weight = problem.weight[places]
    order = np.argsort(-weight, kind="stable")
    if not by_weight and len(chosen) > 1:
        first, second = np.partition(cost, 1, axis=1)[:, :2].T
        at_stake = np.where(np.isfinite(second), second, np.inf)
        at_stake = np.where(np.isfinite(first), at_stake - np.where(first < np.inf, first, 0), 0)
        order = np.argsort(-at_stake * weight, kind="stable")
    room = problem.candidates.capacity[chosen].copy()
    taken = np.zeros(useful.shape, dtype=bool)
    takes, options = problem.takes[places], np.argsort(cost, axis=1, kind="stable")
    for place in order.tolist():
        for rank in options[place].tolist():
            if np.isfinite(cost[place, rank]) and takes[place] <= room[rank]:
                room[rank] -= takes[place]
                taken[place, chosen[rank]] = True
                break
    return taken, np.asarray(~taken.any(axis=1))


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


def _within_capacity(problem: Problem, site: LongArray, load: FloatArray, n_places: int) -> Rows:
    capacity = problem.candidates.capacity
    limited = np.flatnonzero(np.isfinite(capacity) & problem.eligible)
    rank = np.full(problem.n_candidates, -1)
    rank[limited] = np.arange(len(limited))
    arc = np.flatnonzero(rank[site] >= 0)
    # By the mean of loads that fit: the solver's tolerance is then small beside any capacity.
    scale = float(load[arc].mean()) if load[arc].any() else 1.0
    loads = sp.csr_array(
        (load[arc] / scale, (rank[site[arc]], arc)), shape=(len(limited), len(site))
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
