"""A question about packages of services as a portfolio, and its answer."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from planner.choosing.about import About
from planner.choosing.demand import Demand
from planner.choosing.goals import counts_too_near, in_inner_units
from planner.choosing.rows import rows_of
from planner.choosing.ways import Ways
from planner.domain.arrays import BoolArray, FloatArray, IntArray, LongArray
from planner.domain.travel import UNREACHABLE, Optimise
from planner.domain.world import World
from planner.errors import Issue, ScenarioError
from planner.measures.keys import KeyPlaces
from planner.scenario.measures_portfolio import PlaceServices
from planner.siting.portfolio import Portfolio
from planner.text import Text
from planner.units import CM_PER_M, M_PER_KM, MS_PER_H

THERE_AND_BACK: Final = 2
STANDING: Final = 0
"""Index of the site of the portfolio that stands for all that serves already."""


@dataclass(frozen=True)
class Shared:
    """A portfolio and how it hangs together with the demand.

    portfolio  site j + 1 of it is candidate j; a row has demand for one package only
    demand     all rows, those that no package changes included
    package    int64 (n_rows,)  of each row of the demand
    kept       bool (n_rows,)   rows of the portfolio
    constant   what the other rows add: hours a year, or km a year for the shortest ways
    factor     from ms or cm one way to hours or km there and back
    """

    portfolio: Portfolio
    demand: Demand
    package: LongArray
    kept: BoolArray
    constant: float
    factor: float


def share_out(  # noqa: PLR0917
    asked: PlaceServices,
    before: World,
    every: World,
    candidates: LongArray,
    packages: list[BoolArray],
    ways: Ways,
    at: KeyPlaces,
) -> Shared:
    """Return the question as a portfolio.

    before, every  the world without the measure, and with all packages at all candidates
    candidates     int64, their positions in `every`; they are sites of `before` too
    packages       bool (n_services,) each
    Raises ScenarioError where the goal does not fit the way of travelling, where some have no site
    today and it is not said what that counts, or it counts less than the longest way; as `rows_of`
    does for whole cases.
    """
    _check_goal(asked, ways.optimise, at)
    whole_case = asked.minimise == "case_time"
    abouts = [About(before, every, candidates, services, at) for services in packages]
    parts = [rows_of(about, ways, whole_case=whole_case) for about in abouts]
    package = np.repeat(np.arange(len(parts)), [len(part.base) for part in parts])
    demand = _joined(parts)
    kept = np.asarray((demand.cost < demand.base[:, None]).any(axis=1))
    paid = np.where(demand.base == UNREACHABLE, 0.0, demand.base)
    factor = THERE_AND_BACK / (MS_PER_H if ways.optimise == "fastest" else CM_PER_M * M_PER_KM)
    cost = _costs(demand, kept, factor, all_ways=False)
    gives = np.stack(
        [(every.sites.offers[candidates] & ~before.sites.offers[candidates] & one).any(axis=1)
         for one in packages], axis=1,
    )  # fmt: skip
    m, b = len(candidates), len(packages)
    slots = 0.0 if asked.most_at_a_site is None else 1.0
    room = math.inf if asked.most_at_a_site is None else float(asked.most_at_a_site)
    price = np.array([one.cost for one in asked.packages])
    portfolio = Portfolio(
        demand=_trips(demand, package, kept, b),
        cost=cost,
        open=np.ones((m + 1, 1), dtype=bool),
        may_offer=np.concatenate([np.ones((1, b), dtype=bool), gives]),
        existing=np.arange(m + 1)[:, None] == np.full(b, STANDING),
        opening_cost=np.concatenate([[0.0], np.full(m, asked.site_cost)]),
        offer_cost=np.concatenate([np.zeros((1, b)), np.tile(price, (m, 1))]),
        minutes=np.concatenate([np.zeros((1, b)), np.full((m, b), slots)]),
        window_min=np.concatenate([[math.inf], np.full(m, room)]),
        penalty=_penalty(asked, cost, ways.optimise, factor, at),
        new_sites=asked.most_sites,
        new_offers=asked.most_packages,
        money=math.inf if asked.budget is None else asked.budget,
    )
    constant = float((demand.trips * paid)[~kept].sum()) * factor
    return Shared(portfolio, demand, package, kept, constant, factor)


def with_all_ways(
    shared: Shared, asked: PlaceServices, optimise: Optimise, at: KeyPlaces
) -> Portfolio:
    """Return the portfolio of all rows and ways, also those that cannot matter with these costs."""
    demand, portfolio = shared.demand, shared.portfolio
    everyone = np.ones(len(demand.base), dtype=bool)
    cost = _costs(demand, everyone, shared.factor, all_ways=True)
    return replace(
        portfolio,
        demand=_trips(demand, shared.package, everyone, portfolio.demand.shape[1]),
        cost=cost,
        penalty=_penalty(asked, cost, optimise, shared.factor, at),
    )


def with_offers(shared: Shared, offers: BoolArray) -> Demand:
    """Return the demand in which a candidate serves only rows of packages that it gets.

    offers  bool (n_candidates, n_packages)
    """
    gets = offers.T[shared.package]
    cost = np.where(gets, shared.demand.cost, UNREACHABLE).astype(np.int32)
    return replace(shared.demand, cost=cost)


def _joined(parts: list[Demand]) -> Demand:
    return Demand(
        resident=np.concatenate([part.resident for part in parts]),
        trips=np.concatenate([part.trips for part in parts]),
        people=np.concatenate([part.people for part in parts]),
        base=np.concatenate([part.base for part in parts]),
        cost=np.concatenate([part.cost for part in parts]),
        counted=all(part.counted for part in parts),
        whole_case=any(part.whole_case for part in parts),
    )


def _trips(demand: Demand, package: LongArray, kept: BoolArray, n_packages: int) -> FloatArray:
    """Return the trips of kept rows, (n, n_packages, 1): each row has one package."""
    n = int(kept.sum())
    trips = np.zeros((n, n_packages, 1))
    trips[np.arange(n), package[kept], 0] = demand.trips[kept]
    return trips


def _costs(demand: Demand, kept: BoolArray, factor: float, *, all_ways: bool) -> FloatArray:
    """Return what each kept row pays there and back to what serves already and each candidate."""
    is_useful = (demand.cost < demand.base[:, None]) | all_ways
    useful = np.where(is_useful, demand.cost, UNREACHABLE)
    whole: IntArray = np.concatenate([demand.base[:, None], useful], axis=1)[kept]
    return np.where(whole == UNREACHABLE, np.inf, whole * factor)


def _penalty(
    asked: PlaceServices, cost: FloatArray, optimise: Optimise, factor: float, at: KeyPlaces
) -> float:
    longest = float(cost.max(initial=0.0, where=np.isfinite(cost)))
    if asked.left_out_counts is not None:
        penalty = in_inner_units(asked.left_out_counts) * factor
        if penalty >= longest:
            return penalty
        way = longest / THERE_AND_BACK
        shown = f"{way * 60:.0f} min" if optimise == "fastest" else f"{way:.0f} km"
        raise ScenarioError(counts_too_near(shown, at))
    if np.isinf(cost[:, STANDING]).any():
        raise ScenarioError(
            Issue(
                "left_out_unpriced",
                Text("有居民目前无处可办其中一些事项，须说明按多远计",
                     "some residents have no site today for some of these services; say what "
                     "that counts"),
                Text("写上 left_out_counts: 10 h", "add left_out_counts: 10 h"),
                at(""),
            )
        )  # fmt: skip
    return longest


def _check_goal(asked: PlaceServices, optimise: Optimise, at: KeyPlaces) -> None:
    fastest = optimise == "fastest"
    wanted = {"minimise": asked.minimise != "travel_distance"}
    if asked.left_out_counts is not None:
        wanted["left_out_counts"] = asked.left_out_counts.time_s is not None
    for key, by_time in wanted.items():
        if by_time != fastest:
            raise ScenarioError(
                Issue(
                    "goal_does_not_fit_travel",
                    Text("居民走最快的路时要按时间选址，走最短的路时要按距离选址",
                         "residents who take the fastest way are served by time, those who take "
                         "the shortest by distance"),
                    Text("改用时间" if fastest else "改用距离",
                         "ask by time" if fastest else "ask by distance"),
                    at(key),
                )
            )  # fmt: skip
