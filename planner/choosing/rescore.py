"""The answer judged anew by ordinary access: the solver's objective must come out, or it is a bug.

Nothing here reads what the solver was given, except whom it left out.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import combinations
from typing import Final

import numpy as np

from planner.analyse.case_costs import case_costs
from planner.analyse.equity import kolm_pollak_ede
from planner.analyse.timetable import Timetable
from planner.choosing.case_demand import cases_of
from planner.choosing.demand import weights
from planner.choosing.question import Posed
from planner.choosing.second_sites import SecondSites
from planner.choosing.ways import Ways
from planner.domain.access import Access
from planner.domain.arrays import BoolArray, FloatArray
from planner.domain.travel import UNREACHABLE
from planner.domain.world import World
from planner.siting.candidates import EARTH_RADIUS_M
from planner.siting.models import (
    MCLP,
    BackupCover,
    KolmPollak,
    MeanAndWorst,
    PartialCover,
    PCenter,
    PMedian,
)
from planner.siting.solution import Solution
from planner.units import MS_PER_S

THERE_AND_BACK: Final = 2
TOLERANCE: Final = 1e-9
"""Sums of the same numbers in another order may differ by this share."""


class RescoreError(AssertionError):
    """The solver's objective is not what the chosen sites give: a fault of the program."""


def rescored(
    after: World,
    services: BoolArray,
    ways: Ways,
    posed: Posed,
    left_out: FloatArray | None = None,
) -> float:
    """Return the objective of a world with its chosen sites, from ordinary access.

    after     the world with the measure at the chosen sites
    services  bool (n_services,)  what the measure is about
    left_out  weights of rows without a site that pay the penalty, which means count
    Sums are over places that reach a site; the worst is the worst of these.
    """
    access = ways.access(after)
    if posed.demand.whole_case:
        return whole_cases(after, services, access)
    cost = ways.cost(access)
    trips, shares, _ = weights(after, services)
    people, unit = after.residents.people, after.residents.unit
    total = worst = covered = 0.0
    heads: list[FloatArray] = []
    times: list[FloatArray] = []
    for number in np.unique(access.set_of_service[services]).tolist():
        members = services & (access.set_of_service == number)
        reached = cost[number] != UNREACHABLE
        yearly = people * trips[:, members].sum(axis=1)[unit]
        share = people * shares[members].sum()
        paid = np.where(reached, cost[number], 0).astype(np.float64)
        total += float((yearly * paid).sum())
        worst = max(worst, float(paid.max(initial=0.0, where=share > 0)))
        heads.append(share[reached])
        times.append(paid[reached])
        if isinstance(posed.model, MCLP | BackupCover | PartialCover):
            near = reached & (cost[number] <= posed.model.radius)
            covered += float(share[near].sum())
    match posed.model:
        case PCenter():
            return worst
        case MCLP() | PartialCover():
            return covered
        case BackupCover(radius=radius, second_share=share):
            return (1 - share) * covered + share * _twice(after, services, ways, radius)
        case KolmPollak() | MeanAndWorst():
            if left_out is not None and posed.problem.penalty is not None:
                heads.append(left_out)
                times.append(np.full(len(left_out), posed.problem.penalty))
            return _of_one_person(posed.model, np.concatenate(times), np.concatenate(heads))
        case _:
            return total


def whole_cases(after: World, services: BoolArray, access: Access) -> float:
    """Return travel and leave of all cases, as `case_costs` has them: ms there, as rows count."""
    timetable = Timetable.of(after)
    costs, _ = case_costs(after, access, timetable.slices, timetable.free)
    cases, _ = cases_of(after, services)
    spent_s = costs.travel_s + costs.time_off_s
    spent_s = np.where(np.isfinite(spent_s), spent_s, 0.0)
    total_s = 0.0
    for service in np.flatnonzero(services).tolist():
        n = after.residents.people * cases[after.residents.unit, service]
        total_s += float(n @ spent_s[costs.bundle_of[service]])
    return total_s * MS_PER_S / THERE_AND_BACK


def _twice(after: World, services: BoolArray, ways: Ways, radius: float) -> float:
    """Return the people, by their needs, who have two sites within the radius."""
    standing = SecondSites.of(after, services, ways)
    _, shares, _ = weights(after, services)
    total = 0.0
    for kind in np.unique(standing.type_of[services]).tolist():
        members = np.flatnonzero(services & (standing.type_of == kind))
        within = standing.second(int(members[0])) <= radius
        total += float(shares[members].sum() * after.residents.people[within].sum())
    return total


def _of_one_person(model: KolmPollak | MeanAndWorst, paid: FloatArray, people: FloatArray) -> float:
    if isinstance(model, KolmPollak):
        return kolm_pollak_ede(paid, people, model.kappa)
    paid, people = paid[people > 0], people[people > 0]
    worst = float(paid.max(initial=0.0))
    mean = float(people @ paid) / float(people.sum()) if len(people) else 0.0
    return model.mean_share * mean + (1 - model.mean_share) * worst


def spacing_m(after: World, chosen: Sequence[str]) -> float:
    """Return how far the nearest two of these sites are apart as the crow flies, inf of one."""
    rows = [after.sites.index_of[site] for site in chosen]
    lon, lat = np.radians(after.sites.lon[rows]), np.radians(after.sites.lat[rows])
    nearest = math.inf
    for first, second in combinations(range(len(rows)), 2):
        # Haversine (Sinnott 1984).
        half = (
            math.sin((lat[first] - lat[second]) / 2) ** 2
            + math.cos(lat[first])
            * math.cos(lat[second])
            * math.sin((lon[first] - lon[second]) / 2) ** 2
        )
        nearest = min(nearest, 2 * EARTH_RADIUS_M * math.asin(min(1.0, math.sqrt(half))))
    return nearest


def require_same(posed: Posed, solution: Solution, found: float) -> None:
    """Raise RescoreError unless the solver's objective equals the one found anew."""
    problem, model = solution.problem, solution.model
    if isinstance(model, PartialCover):
        needed = model.share * float(problem.weight.sum())
        if found < needed * (1 - TOLERANCE):
            raise RescoreError(f"{found} people are covered, {needed} were promised")
        return
    expected = posed.constant + solution.objective
    if problem.penalty is not None and isinstance(model, PCenter) and len(solution.unserved):
        return
    if problem.penalty is not None and isinstance(model, PMedian):
        expected -= float(problem.weight[solution.unserved].sum()) * problem.penalty
    # Costs of whole cases are rounded to the ms where mail spares part of a trip.
    rounded = float(posed.demand.trips.sum()) / 2 if posed.demand.whole_case else 0.0
    if not math.isclose(found, expected, rel_tol=TOLERANCE, abs_tol=max(rounded, 1e-6)):
        raise RescoreError(f"the solver says {expected}, access says {found}")
