"""What a choice of sites is worth, computed from the choice alone: the judge of every solver."""

from __future__ import annotations

import numpy as np

from planner.domain.arrays import BoolArray, FloatArray, IntArray, require
from planner.siting.models import (
    LSCP,
    MCLP,
    BackupCover,
    Budget,
    CapacitatedCover,
    CapacitatedPMedian,
    Count,
    KolmPollak,
    Limit,
    MeanAndWorst,
    Model,
    PartialCover,
    PCenter,
    PDispersion,
    PMedian,
    is_capacitated,
)
from planner.siting.problem import Problem
from planner.text import are, counted

ROUNDING = 1e-9
"""Relative error within which two sums of the same floats are equal."""
OVERFILL = 1e-6
"""Share of a capacity by which a solver with floats may exceed it."""


def objective(problem: Problem, model: Model, chosen: IntArray, assignment: IntArray) -> float:
    """Return the objective of a choice, in the unit of the model; inf if it serves too few.

    chosen      candidates, ascending
    assignment  int32 (n_places,) site of each place or -1; it decides only where capacities do,
                else the nearest chosen site does
    Rules, limits and capacities are not judged here: see `faults`.
    """
    match model:
        case PMedian() | PCenter() | MeanAndWorst() | KolmPollak():
            return of_costs(problem, model, problem.nearest(chosen)[1])
        case CapacitatedPMedian():
            return of_costs(problem, PMedian(model.limit), assigned_cost(problem, assignment))
        case CapacitatedCover():
            served = assigned_cost(problem, assignment) <= model.radius
            return float(problem.weight[served & problem.counted].sum())
        case LSCP() | PartialCover():
            enough = covers_enough(problem, model, chosen)
            return spent(problem, model.least, chosen) if enough else float("inf")
        case MCLP() | BackupCover():
            return _covered(problem, model, chosen)
        case PDispersion():
            return smallest_separation_m(problem, chosen)


def of_costs(
    problem: Problem, model: PMedian | PCenter | MeanAndWorst | KolmPollak, cost: FloatArray
) -> float:
    """Return the objective where each place pays this cost, inf where it has no site."""
    if not problem.counted.any():
        return 0.0
    paid = cost[problem.counted]
    weight = problem.weight[problem.counted]
    if problem.penalty is not None:
        paid = np.where(np.isfinite(paid), paid, problem.penalty)
    if not np.isfinite(paid).all():
        return float("inf")
    match model:
        case PMedian():
            return float(weight @ paid)
        case PCenter():
            return float(paid.max())
        case MeanAndWorst():
            mean = float(weight @ paid) / float(weight.sum())
            return model.mean_share * mean + (1 - model.mean_share) * float(paid.max())
        case KolmPollak():
            return kolm_pollak_ede(paid, weight, model.kappa)


def kolm_pollak_ede(cost: FloatArray, weight: FloatArray, kappa: float) -> float:
    """Return the equally distributed equivalent of costs: -1/kappa ln(mean exp(-kappa c)).

    Never below the weighted mean for kappa < 0 (Sheriff & Maguire 2020).
    """
    # The largest term is taken out of the sum, so that nothing overflows.
    largest = float((-kappa * cost).max())
    mean = float(weight @ np.exp(-kappa * cost - largest)) / float(weight.sum())
    return -(largest + float(np.log(mean))) / kappa


def kolm_pollak_kappa(cost: FloatArray, weight: FloatArray, epsilon: float) -> float:
    """Return kappa = alpha x epsilon, alpha = sum(w c) / sum(w c^2) (Logan et al. 2021).

    epsilon < 0 is the aversion to unequal costs. Costs must be finite, one of them above zero.
    """
    require(epsilon < 0, "epsilon is below zero for costs")
    return epsilon * float(weight @ cost) / float(weight @ (cost * cost))


def assigned_cost(problem: Problem, assignment: IntArray) -> FloatArray:
    """Return what each place pays to its assigned site; inf where it has none or no way to it."""
    cost = np.full(problem.n_places, np.inf)
    served = np.flatnonzero(assignment >= 0)
    found = problem.cost[served, assignment[served]]
    reached = problem.reaches(found)
    cost[served[reached]] = found[reached]
    return cost


def covered_times(problem: Problem, radius: float, chosen: IntArray) -> IntArray:
    """Return by how many chosen sites each place is covered, radius inclusive, (n_places,)."""
    times = np.zeros(problem.n_places, dtype=np.int32)
    for site in chosen:
        column = problem.cost[:, site]
        times += problem.reaches(column) & (column <= radius)
    return times


def share_needed(problem: Problem, model: PartialCover) -> float:
    """Return the weight that a partial cover must reach, a hair below for rounding of sums."""
    return model.share * float(problem.weight.sum()) * (1 - 1e-12)


def covers_enough(problem: Problem, model: LSCP | PartialCover, chosen: IntArray) -> bool:
    """Return whether a choice covers what the model asks for."""
    covered: BoolArray = covered_times(problem, model.radius, chosen) >= 1
    if isinstance(model, LSCP):
        return bool(covered[problem.counted].all())
    return float(problem.weight[covered].sum()) >= share_needed(problem, model)


def spent(problem: Problem, least: str, chosen: IntArray) -> float:
    """Return the number of sites, or what opening them costs."""
    cost = problem.candidates.opening_cost
    return float(len(chosen)) if least == "sites" else float(cost[chosen].sum())


def smallest_separation_m(problem: Problem, chosen: IntArray) -> float:
    """Return the least distance of two chosen sites not both locked in, inf without such a pair."""
    upper, lower = np.triu_indices(len(chosen), k=1)
    first, second = chosen[upper], chosen[lower]
    compared = ~(problem.locked[first] & problem.locked[second])
    apart_m = problem.candidates.distance_m(first[compared], second[compared])
    return float(apart_m.min(initial=np.inf))


def limit_of(model: Model) -> Limit | None:
    """Return what limits the number of sites, None where the model looks for that number."""
    match model:
        case LSCP() | PartialCover():
            return None
        case PDispersion():
            return Count(model.sites)
        case _:
            return model.limit


def over_limit(problem: Problem, limit: Limit | None, chosen: IntArray) -> bool:
    """Return whether a choice uses more than the limit allows."""
    if isinstance(limit, Budget):
        return spent(problem, "cost", chosen) > limit.money * (1 + ROUNDING)
    return limit is not None and len(chosen) > limit.sites


def faults(
    problem: Problem, model: Model, chosen: IntArray, assignment: IntArray
) -> tuple[str, ...]:
    """Return what forbids a choice, in words for developers: rules, limit, capacities."""
    found = list(problem.broken_rules(chosen))
    if over_limit(problem, limit_of(model), chosen):
        found.append("more sites or money than the limit allows")
    if isinstance(model, PDispersion) and len(chosen) != model.sites:
        found.append(
            f"{counted(len(chosen), 'site')}, exactly {model.sites} {are(model.sites)} asked for"
        )
    if is_capacitated(model):
        served = np.flatnonzero((assignment >= 0) & problem.counted)
        load = np.bincount(
            assignment[served], problem.takes[served], minlength=problem.n_candidates
        )
        if (load > problem.candidates.capacity * (1 + OVERFILL)).any():
            found.append("a site serves more than its capacity")
    return tuple(found)


def _covered(problem: Problem, model: MCLP | BackupCover, chosen: IntArray) -> float:
    times = covered_times(problem, model.radius, chosen)
    once, twice = (float(problem.weight[times >= n].sum()) for n in (1, 2))
    share = model.second_share if isinstance(model, BackupCover) else 0.0
    return (1 - share) * once + share * twice
