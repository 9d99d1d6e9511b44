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
from planner.choosing.demand import Demand, weights
from planner.choosing.question import STANDING, Posed
from planner.choosing.rescore import TOLERANCE, RescoreError
from planner.choosing.ways import Ways, candidate_ways
from planner.domain.arrays import FloatArray, IntArray, LongArray
from planner.domain.travel import UNREACHABLE
from planner.domain.world import World
from planner.siting.evaluate import OVERFILL
from planner.siting.models import MCLP, CapacitatedCover, CapacitatedPMedian, PMedian
from planner.siting.solution import Solution, Status, solution_of


def is_capacitated(posed: Posed) -> bool:
    """Return whether the sites of a question can be full."""
    return isinstance(posed.model, CapacitatedPMedian | CapacitatedCover)


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
    found = 0.0
    for site, there in to_site.items():
        paid = _ways_anew(after, asked, ways, demand, site - 1, there)
        if isinstance(posed.model, CapacitatedCover):
            found += float(weight[there][paid <= posed.model.radius].sum())
        else:
            found += float(weight[there] @ paid)
    expected = solution.objective
    if isinstance(posed.model, CapacitatedPMedian) and posed.problem.penalty is not None:
        expected -= float(posed.problem.weight[solution.unserved].sum()) * posed.problem.penalty
    if not math.isclose(found, expected, rel_tol=TOLERANCE, abs_tol=1e-6):
        raise RescoreError(f"the solver says {expected}, the ways to assigned sites say {found}")


def _ways_anew(  # noqa: PLR0917
    after: World, asked: Asked, ways: Ways, demand: Demand, candidate: int, rows: LongArray
) -> FloatArray:
    """Return what rows pay to one site, float64; RescoreError where none of the services does.

    candidate  -1: what serves already
    """
    residents = demand.resident[rows]
    services = np.flatnonzero(asked.services)
    options: list[IntArray]
    if candidate < 0:
        access = ways.access(asked.before)
        cost, told = ways.cost(access), demand.base[rows]
        options = [cost[number] for number in np.unique(access.set_of_service[services]).tolist()]
    else:
        site = after.sites.index_of[asked.every.sites.ids[int(asked.candidates[candidate])]]
        book = ClassBook(after)
        kinds = set(book.types.type_of[services].tolist())
        found = candidate_ways(after, book, np.array([site], dtype=np.int64), kinds, ways)
        told, options = demand.cost[rows, candidate], [cost[:, 0] for cost in found.values()]
    paid = np.full(len(rows), np.nan)
    for option in options:
        here = option[residents]
        same = (here == told) & (here != UNREACHABLE)
        paid[same] = here[same]
    if np.isnan(paid).any():
        raise RescoreError("an assigned way costs other than ordinary travel says")
    return paid
