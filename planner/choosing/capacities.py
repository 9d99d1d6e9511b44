"""Sites that can be full: who is sent where, held against ordinary access in two ways.

Elsewhere everybody goes to the nearest site. So an answer with capacities is judged twice: what the
ways to the assigned sites come to, and, by the ordinary judge, what it would be if all went to the
nearest of the chosen sites. Both are told.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from planner.analyse.providers import ClassBook
from planner.choosing.asked import Asked
from planner.choosing.demand import weights
from planner.choosing.question import STANDING, Posed
from planner.choosing.rescore import TOLERANCE, RescoreError
from planner.choosing.ways import Ways, candidate_ways
from planner.domain.arrays import FloatArray, IntArray, LongArray
from planner.domain.travel import UNREACHABLE
from planner.domain.world import World
from planner.siting.evaluate import OVERFILL
from planner.siting.models import MCLP, CapacitatedCover, CapacitatedPMedian, PMedian
from planner.siting.solution import Solution, Status, solution_of


def all_to_nearest(posed: Posed, solution: Solution) -> tuple[Posed, Solution]:
    """Return a capacitated question and its answer as if the chosen sites were never full."""
    model: PMedian | MCLP
    match posed.model:
        case CapacitatedPMedian(limit):
            model = PMedian(limit)
        case CapacitatedCover(radius, limit):
            model = MCLP(radius, limit)
        case _:
            raise ValueError("no capacities")
    bound = math.inf if solution.maximised else -math.inf
    nearest = solution_of(
        solution.problem, model, solution.chosen, bound=bound, status=Status.SEARCHED
    )
    return replace(posed, model=model), nearest


def loads(solution: Solution) -> FloatArray:
    """Return the people, by their needs, who go to each candidate of a problem."""
    there = np.flatnonzero(solution.assignment >= 0)
    takes = solution.problem.takes[there]
    n = solution.problem.n_candidates
    return np.bincount(solution.assignment[there], takes, n).astype(np.float64)


def require_room_and_ways(
    after: World, asked: Asked, ways: Ways, posed: Posed, solution: Solution
) -> None:
    """Raise RescoreError unless an assignment keeps to capacities and costs what the solver says.

    after  the world with the measure at the chosen sites: ways to these are travelled anew, and
           those to what serves already are taken from ordinary access without the measure
    """
    capacity, demand = asked.choice.capacity, posed.demand
    _, shares, _ = weights(after, asked.services)
    needs = float(after.residents.people.sum() * shares.sum())
    if not math.isclose(float(demand.people.sum()), needs, rel_tol=TOLERANCE, abs_tol=1e-6):
        raise RescoreError(f"{demand.people.sum()} people are sent, {needs} need a site")
    rows = posed.rows
    to_site: dict[int, LongArray] = {}
    for site in solution.chosen.tolist():
        to_site[site] = rows[solution.assignment == site]
        heads = float(demand.people[to_site[site]].sum())
        if site != STANDING and capacity is not None and heads > capacity * (1 + OVERFILL):
            raise RescoreError(f"{heads} people at a site for {capacity}")
    weight = demand.trips if isinstance(posed.model, CapacitatedPMedian) else demand.people
    anew = _ways_anew(after, asked, ways, list(to_site))
    found = 0.0
    for site, there in to_site.items():
        told = demand.base if site == STANDING else demand.cost[:, site - 1]
        paid = _paid(told[there], [option[demand.resident[there]] for option in anew[site]])
        if isinstance(posed.model, CapacitatedCover):
            found += float(weight[there][paid <= posed.model.radius].sum())
        else:
            found += float(weight[there] @ paid)
    expected = solution.objective
    if isinstance(posed.model, CapacitatedPMedian) and posed.problem.penalty is not None:
        expected -= float(posed.problem.weight[solution.unserved].sum()) * posed.problem.penalty
    if not math.isclose(found, expected, rel_tol=TOLERANCE, abs_tol=1e-6):
        raise RescoreError(f"the solver says {expected}, the ways to assigned sites say {found}")


def _ways_anew(
    after: World, asked: Asked, ways: Ways, sites: list[int]
) -> dict[int, list[IntArray]]:
    """Return the ways to each site of a problem, (n_residents,) for each set or type of services.

    Those to what serves already are of access without the measure.
    """
    chosen = [site for site in sites if site != STANDING]
    ids = [asked.every.sites.ids[int(asked.candidates[site - 1])] for site in chosen]
    positions = np.array([after.sites.index_of[one] for one in ids], dtype=np.int64)
    book = ClassBook(after)
    kinds = set(book.types.type_of[asked.services].tolist())
    found = candidate_ways(after, book, positions, kinds, ways)
    options = {
        site: [cost[:, column] for cost in found.values()] for column, site in enumerate(chosen)
    }
    access = ways.access(asked.before)
    cost, sets = ways.cost(access), np.unique(access.set_of_service[asked.services])
    return {STANDING: [cost[number] for number in sets.tolist()], **options}


def _paid(told: IntArray, options: list[IntArray]) -> FloatArray:
    """Return what rows pay, float64, where an option is as told; RescoreError where none is."""
    paid = np.full(len(told), np.nan)
    for option in options:
        same = (option == told) & (option != UNREACHABLE)
        paid[same] = option[same]
    if np.isnan(paid).any():
        raise RescoreError("an assigned way costs other than ordinary travel says")
    return paid
