"""Why these sites: whom each serves, what it saves, and what happens without it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planner.domain.arrays import FloatArray, IntArray, LongArray, freeze, require
from planner.siting.evaluate import assigned_cost, objective
from planner.siting.models import is_capacitated, is_maximised
from planner.siting.problem import Problem
from planner.siting.solution import Solution


@dataclass(frozen=True)
class Explanation:
    """What each chosen site does; arrays are (n_chosen,), in the order of `solution.chosen`.

    n_places    int64, counted places that it serves
    weight      float64, their weight
    mean_cost   float64, their weighted mean cost; NaN if it serves nobody
    worst_cost  float64, the largest cost among them; NaN if it serves nobody
    drop_cost   float64, how much worse the objective gets if it closes and nothing else changes:
                >= 0, inf if then someone is left out who must have a site or a cover is missed
    moved       float64, weight that would go to another chosen site instead
    left_out    float64, weight that would have no site at all
    extra_cost  float64, what those moved would pay more, weighted sum
    For models with capacities the last four are NaN: who goes where is decided anew.
    """

    chosen: IntArray
    n_places: LongArray
    weight: FloatArray
    mean_cost: FloatArray
    worst_cost: FloatArray
    drop_cost: FloatArray
    moved: FloatArray
    left_out: FloatArray
    extra_cost: FloatArray

    def __post_init__(self) -> None:
        require((self.weight >= 0).all(), "a negative weight")
        known = self.drop_cost[~np.isnan(self.drop_cost)]
        require((known >= 0).all(), "the answer gets better without a site")
        freeze(self.chosen, self.n_places, self.weight, self.mean_cost, self.worst_cost,
               self.drop_cost, self.moved, self.left_out, self.extra_cost)  # fmt: skip


def served_by(solution: Solution, site: int) -> IntArray:
    """Return the counted places that a chosen site serves, ascending."""
    counted = solution.problem.counted
    return np.flatnonzero(counted & (solution.assignment == site)).astype(np.int32)


def explain(solution: Solution) -> Explanation:
    """Return what each chosen site does, and what would happen without it."""
    problem, chosen = solution.problem, solution.chosen
    n = len(chosen)
    cost = assigned_cost(problem, solution.assignment)
    counts = np.zeros(n, dtype=np.int64)
    weight, mean, worst, drop, moved, left_out, extra = np.full((7, n), np.nan)
    for rank, site in enumerate(chosen.tolist()):
        places = served_by(solution, site)
        counts[rank], weight[rank] = len(places), problem.weight[places].sum()
        if len(places):
            mean[rank] = np.average(cost[places], weights=problem.weight[places])
            worst[rank] = cost[places].max()
        if is_capacitated(solution.model):
            continue
        drop[rank] = _drop_cost(solution, site)
        second = _second_cost(problem, places, chosen[chosen != site])
        stays = np.isfinite(second)
        people = problem.weight[places]
        moved[rank], left_out[rank] = people[stays].sum(), people[~stays].sum()
        extra[rank] = people[stays] @ (second[stays] - cost[places][stays])
    return Explanation(chosen, counts, weight, mean, worst, drop, moved, left_out, extra)


def _drop_cost(solution: Solution, site: int) -> float:
    """Return how much worse the objective is without the site.

    A set cover that misses someone is infinitely worse; one that misses nobody even gains.
    """
    left = solution.chosen[solution.chosen != site]
    value = objective(solution.problem, solution.model, left, np.empty(0, dtype=np.int32))
    if value == solution.objective:
        return 0.0
    gone = (
        solution.objective - value if is_maximised(solution.model) else value - solution.objective
    )
    return max(0.0, gone)


def _second_cost(problem: Problem, places: IntArray, left: IntArray) -> FloatArray:
    cost = problem.cost[places][:, left]
    cost = np.where(problem.reaches(cost), cost, np.inf)
    return np.asarray(cost.min(axis=1, initial=np.inf))
