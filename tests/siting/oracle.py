"""Siting by enumeration: the objective of a choice in plain words, and the best of all subsets."""

from __future__ import annotations

import math
from itertools import combinations, product

import numpy as np

from planner.siting.models import (
    LSCP,
    MCLP,
    BackupCover,
    Budget,
    CapacitatedCover,
    CapacitatedPMedian,
    Count,
    KolmPollak,
    MeanAndWorst,
    Model,
    PartialCover,
    PCenter,
    PDispersion,
    PMedian,
)
from planner.siting.problem import Problem

Chosen = tuple[int, ...]


def worth(problem: Problem, model: Model, chosen: Chosen) -> float | None:
    """Return the objective of a choice, None if it is not allowed."""
    if not _keeps_rules(problem, chosen) or not _within_limit(problem, model, chosen):
        return None
    match model:
        case PDispersion():
            return _closest_two(problem, model, chosen)
        case CapacitatedPMedian() | CapacitatedCover():
            return _best_assignment(problem, model, chosen)
        case LSCP() | PartialCover() | MCLP() | BackupCover():
            return _of_cover(problem, model, chosen)
        case _:
            return _of_payments(problem, model, chosen)


def counted(problem: Problem) -> list[int]:
    """Return the places with people whom an eligible candidate reaches."""
    eligible = [j for j in range(problem.n_candidates) if problem.eligible[j]]
    return [
        i for i in range(problem.n_places)
        if problem.weight[i] > 0 and any(np.isfinite(problem.cost[i, j]) for j in eligible)
    ]  # fmt: skip


def _keeps_rules(problem: Problem, chosen: Chosen) -> bool:
    rules, candidates = problem.rules, problem.candidates
    if not set(rules.locked) <= set(chosen) or set(rules.excluded) & set(chosen):
        return False
    for a, b in combinations(chosen, 2):
        both_locked = a in rules.locked and b in rules.locked
        near = rules.min_separation_m and candidates.apart_m[a, b] < rules.min_separation_m
        if near and not both_locked:
            return False
    for quota in rules.quotas:
        n = sum(candidates.unit[j] == quota.unit for j in chosen)
        if n < quota.at_least or (quota.at_most is not None and n > quota.at_most):
            return False
    return True


def _money(problem: Problem, chosen: Chosen) -> float:
    return float(sum(problem.candidates.opening_cost[j] for j in chosen))


def _within_limit(problem: Problem, model: Model, chosen: Chosen) -> bool:
    limit = getattr(model, "limit", None)
    if isinstance(limit, Count):
        return len(chosen) <= limit.sites
    return not isinstance(limit, Budget) or _money(problem, chosen) <= limit.money + 1e-9


def _closest_two(problem: Problem, model: PDispersion, chosen: Chosen) -> float | None:
    if len(chosen) != model.sites:
        return None
    locked, apart_m = problem.rules.locked, problem.candidates.apart_m
    return min(
        (float(apart_m[a, b]) for a, b in combinations(chosen, 2)
         if not (a in locked and b in locked)),
        default=math.inf,
    )  # fmt: skip


def _of_cover(
    problem: Problem, model: LSCP | PartialCover | MCLP | BackupCover, chosen: Chosen
) -> float | None:
    weight, places = problem.weight, counted(problem)
    times = {i: sum(problem.cost[i, j] <= model.radius for j in chosen) for i in places}
    once = float(sum(weight[i] for i in places if times[i] >= 1))
    twice = float(sum(weight[i] for i in places if times[i] >= 2))
    match model:
        case MCLP():
            return once
        case BackupCover():
            return (1 - model.second_share) * once + model.second_share * twice
        case LSCP():
            enough = all(times[i] >= 1 for i in places)
        case PartialCover():
            enough = once >= model.share * weight.sum() - 1e-9
    used = float(len(chosen)) if model.least == "sites" else _money(problem, chosen)
    return used if enough else None


def _of_payments(
    problem: Problem, model: PMedian | PCenter | MeanAndWorst | KolmPollak, chosen: Chosen
) -> float | None:
    places = counted(problem)
    alone = math.inf if problem.penalty is None else problem.penalty
    paid = []
    for i in places:
        cost = min((float(problem.cost[i, j]) for j in chosen), default=math.inf)
        paid.append(cost if math.isfinite(cost) else alone)
    if not places:
        return 0.0
    if math.isinf(max(paid)):
        return None
    w = problem.weight[places]
    mean, worst = float(np.average(paid, weights=w)), max(paid)
    match model:
        case PMedian():
            return float(sum(w * paid))
        case PCenter():
            return worst
        case MeanAndWorst():
            return model.mean_share * mean + (1 - model.mean_share) * worst
        case KolmPollak():
            scaled = np.average(np.exp(-model.kappa * np.array(paid)), weights=w)
            return float(-np.log(scaled) / model.kappa)


def _best_assignment(
    problem: Problem,
    model: CapacitatedPMedian | CapacitatedCover,
    chosen: Chosen,
) -> float | None:
    cover = isinstance(model, CapacitatedCover)
    places = counted(problem)
    best: float | None = None
    for way in product((-1, *chosen), repeat=len(places)):
        load = dict.fromkeys(chosen, 0.0)
        value = 0.0
        for i, j in zip(places, way, strict=True):
            cost = math.inf if j < 0 else float(problem.cost[i, j])
            if j >= 0:
                load[j] += problem.weight[i]
            if isinstance(model, CapacitatedCover):
                value += problem.weight[i] if cost <= model.radius else 0.0
            else:
                alone = math.inf if problem.penalty is None else problem.penalty
                value += problem.weight[i] * (cost if j >= 0 else alone)
        if any(load[j] > problem.candidates.capacity[j] + 1e-9 for j in chosen):
            continue
        if math.isfinite(value) and (best is None or (value > best if cover else value < best)):
            best = value
    return best


def best_of_all(problem: Problem, model: Model) -> tuple[float, Chosen] | tuple[None, None]:
    """Return the best objective over all subsets, and one choice that has it."""
    more = isinstance(model, MCLP | BackupCover | PDispersion | CapacitatedCover)
    best: tuple[float, Chosen] | tuple[None, None] = (None, None)
    for size in range(problem.n_candidates + 1):
        for chosen in combinations(range(problem.n_candidates), size):
            value = worth(problem, model, chosen)
            if value is not None and (
                best[0] is None or (value > best[0] if more else value < best[0])
            ):
                best = (value, chosen)
    return best
