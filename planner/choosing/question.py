"""A scenario's question as a siting problem: rows of demand, candidates, rules, and the model.

The first candidate is no place: it stands for all that serves already, costs each row what the row
pays without any chosen site, and is locked in. So a chosen site counts only where it is nearer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from planner.choosing.asked import Asked
from planner.choosing.demand import Demand
from planner.choosing.goals import (
    AskedModel,
    counts_too_near,
    in_inner_units,
    model_of,
    useful_ways,
    weight_of,
)
from planner.domain.arrays import FloatArray, IntArray, LongArray
from planner.domain.sites import Sites
from planner.domain.travel import UNREACHABLE, Optimise
from planner.domain.world import World
from planner.errors import Issue, ScenarioError
from planner.measures.keys import KeyPlaces
from planner.scenario.measures_choose import ChooseNew, ChooseSites
from planner.siting.candidates import NO_UNIT, Candidates
from planner.siting.problem import Problem, Quota, Rules
from planner.text import Text

STANDING: Final = 0
"""Index of the candidate that stands for what serves already."""


@dataclass(frozen=True)
class Posed:
    """A siting problem and how it hangs together with the demand.

    model     what is asked of `problem`; candidate j + 1 of it is candidate j of the demand
    rows      int64 (n_places,)  rows of the demand that are places of the problem
    constant  what rows that no choice changes add to the objective; they are not in the problem
    opening   float64 (n_candidates,) what each costs to open in yuan, NaN where not known
    """

    demand: Demand
    problem: Problem
    model: AskedModel
    rows: LongArray
    constant: float
    opening: FloatArray
    optimise: Optimise


def pose(question: Asked, demand: Demand, optimise: Optimise, *, all_rows: bool = False) -> Posed:
    """Return the problem of a question.

    all_rows  keeps rows and ways that cannot matter as long as costs are what they are
    Raises ScenarioError where the goal does not fit the way of travelling, the costs against a
    budget are not known, or being left out counts less than the longest way.
    """
    asked, at = question.choice, question.at
    every, candidates = question.every, question.candidates
    _check_goal(asked, optimise, at)
    opening = _opening(asked, every.sites, candidates)
    model = model_of(asked, demand, opening, at)
    weight = weight_of(demand, model)
    cost, rows, constant = demand.cost, np.ones(len(weight), dtype=bool), 0.0
    if not all_rows:
        cost, rows, constant = useful_ways(demand, model, weight)
    with_standing = np.concatenate([demand.base[rows, None], cost[rows]], axis=1)
    names = every.residents.names
    places = tuple(names[i] or every.residents.ids[i] for i in demand.resident[rows].tolist())
    problem = Problem(
        weight=weight[rows],
        cost=with_standing,
        candidates=_candidates(asked, every, candidates, opening),
        rules=_rules(asked, every, candidates),
        penalty=_penalty(asked, with_standing, optimise, at),
        load=np.empty(0) if asked.capacity is None else demand.people[rows],
        place_ids=places,
        unit_ids=tuple(f"{unit.name.zh} {unit.name.en}" for unit in every.units.items),
    )
    return Posed(demand, problem, model, np.flatnonzero(rows), constant, opening, optimise)


def _opening(asked: ChooseSites | ChooseNew, sites: Sites, candidates: LongArray) -> FloatArray:
    if asked.cost_each is not None:
        return np.full(len(candidates), asked.cost_each)
    if isinstance(asked, ChooseSites):
        return np.full(len(candidates), np.nan)
    of_kind = [kind.opening_yuan for kind in sites.kinds]
    known = np.array([np.nan if yuan is None else yuan for yuan in of_kind], dtype=np.float64)
    return np.asarray(known[sites.kind[candidates]])


def _candidates(
    asked: ChooseSites | ChooseNew, every: World, candidates: LongArray, opening: FloatArray
) -> Candidates:
    sites, n = every.sites, len(candidates)
    apart = asked.apart is not None or asked.maximise == "spacing"
    return Candidates(
        opening_cost=np.concatenate([[0.0], np.nan_to_num(opening, nan=0.0)]),
        kind=np.concatenate([[0], sites.kind[candidates]]).astype(np.int32),
        unit=np.concatenate([[NO_UNIT], sites.unit[candidates]]).astype(np.int32),
        capacity=np.append(np.inf, np.full(n, asked.capacity or np.inf)),
        ids=("现有 existing", *(str(sites.names[site]) for site in candidates.tolist())),
        apart_m=_distances(sites, candidates) if apart else np.empty(0),
    )


def _distances(sites: Sites, candidates: LongArray) -> FloatArray:
    """Return distances between candidates; what serves already is far from all of them."""
    n = len(candidates)
    placed = Candidates(
        opening_cost=np.zeros(n),
        kind=np.zeros(n, dtype=np.int32),
        unit=np.full(n, NO_UNIT, dtype=np.int32),
        capacity=np.full(n, np.inf),
        lon=sites.lon[candidates],
        lat=sites.lat[candidates],
    )
    apart_m = np.full((n + 1, n + 1), np.inf)
    each = np.arange(n, dtype=np.int32)
    between = placed.distance_m(each[:, None], each[None, :])
    apart_m[1:, 1:] = np.maximum(between, between.T)
    np.fill_diagonal(apart_m, 0.0)
    return apart_m


def _rules(asked: ChooseSites | ChooseNew, every: World, candidates: LongArray) -> Rules:
    index = {every.sites.ids[site]: row + 1 for row, site in enumerate(candidates.tolist())}
    locked = sorted({STANDING, *(index[site] for site in asked.must_include or ())})
    excluded = sorted({index[site] for site in asked.never or ()})
    quotas: tuple[Quota, ...] = ()
    if asked.per_unit is not None:
        codes = every.units.codes
        units = asked.per_unit.units or codes
        quotas = tuple(
            Quota(codes.index(code), asked.per_unit.at_least or 0, asked.per_unit.at_most)
            for code in units
        )
    counted = asked.choose is not None and asked.budget is not None
    return Rules(
        np.array(locked, dtype=np.int32),
        np.array(excluded, dtype=np.int32),
        asked.apart or 0.0,
        quotas,
        (asked.choose or 0) + 1 if counted else None,
    )


def _penalty(
    asked: ChooseSites | ChooseNew, cost: IntArray, optimise: Optimise, at: KeyPlaces
) -> float | None:
    if asked.left_out_counts is None:
        return None
    penalty = in_inner_units(asked.left_out_counts)
    longest = int(cost.max(initial=0, where=cost != UNREACHABLE))
    if penalty < longest:
        shown = (
            f"{longest / 60_000:.0f} min" if optimise == "fastest" else f"{longest / 1e5:.0f} km"
        )
        raise ScenarioError(counts_too_near(shown, at))
    return penalty


def _check_goal(asked: ChooseSites | ChooseNew, optimise: Optimise, at: KeyPlaces) -> None:
    """Refuse times where residents take the shortest way, and distances where the fastest."""
    by_time = {
        "minimise": None if asked.minimise is None else asked.minimise != "travel_distance",
        "within": None if asked.within is None else asked.within.time_s is not None,
        "left_out_counts": None
        if asked.left_out_counts is None
        else asked.left_out_counts.time_s is not None,
    }
    for key, is_time in by_time.items():
        if is_time is None or is_time == (optimise == "fastest"):
            continue
        raise ScenarioError(
            Issue(
                "goal_does_not_fit_travel",
                Text("居民走最快的路时要按时间选址，走最短的路时要按距离选址",
                     "residents who take the fastest way are served by time, those who take the "
                     "shortest by distance"),
                Text("改用时间的目标，或写 travel: {optimise: shortest}" if not is_time else
                     "改用距离的目标，或写 travel: {optimise: fastest}",
                     "ask by time, or write travel: {optimise: shortest}" if not is_time else
                     "ask by distance, or write travel: {optimise: fastest}"),
                at(key),
            )
        )  # fmt: skip
