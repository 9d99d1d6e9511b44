"""Which sites get which packages: the question posed, solved, judged anew and told."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from planner.choosing.demand import weights
from planner.choosing.further import DRAW_S, SPREAD, robust_report
from planner.choosing.interrupt import first_interrupt_stops
from planner.choosing.portfolio_report import Told, true_gap, with_standing
from planner.choosing.rescore import TOLERANCE, RescoreError, whole_cases
from planner.choosing.sharing import STANDING, Shared, share_out, with_all_ways, with_offers
from planner.choosing.wanted import Wanted
from planner.choosing.ways import Ways
from planner.domain.arrays import BoolArray
from planner.domain.siting import FrontierPoint, SitingReport
from planner.domain.travel import UNREACHABLE
from planner.domain.world import World
from planner.errors import SitingError
from planner.measures.choice import sites_of
from planner.measures.keys import KeyPlaces
from planner.measures.portfolio import PlacedServices, package_services
from planner.scenario.measures_portfolio import PlaceServices
from planner.siting.effort import Effort
from planner.siting.portfolio import Portfolio, PortfolioSolution
from planner.siting.portfolio_further import portfolio_robustness
from planner.siting.portfolio_search import solve_portfolio

STEPS_OF_PROOF: Final = 1000
POINT_S: Final = 12.0
POINT_GAP: Final = 0.001
MOST_POINTS: Final = 4


@dataclass(frozen=True)
class Placed:
    """The measure that says which site gets what, with the report.

    offers  bool (n_candidates, n_packages)
    """

    measure: PlacedServices
    report: SitingReport
    shared: Shared
    packages: tuple[BoolArray, ...]
    offers: BoolArray


def place_packages(  # noqa: PLR0917
    measure: PlaceServices,
    before: World,
    every: World,
    at: KeyPlaces,
    ways: Ways,
    wanted: Wanted,
    on_progress: Callable[[int, int], None],
) -> Placed:
    """Return the best sharing out of packages. The first Ctrl-C ends it with the best so far."""
    packages = package_services(before, measure, at)
    candidates = np.sort(sites_of(before, measure.among, at, "among"))
    shared = share_out(measure, before, every, candidates, packages, ways, at)

    def tell(value: float, bound: float) -> None:
        if math.isfinite(value) and math.isfinite(bound) and value:
            near = 1 - min(1.0, abs(value - bound) / abs(value))
            on_progress(int(STEPS_OF_PROOF * near), STEPS_OF_PROOF)

    with first_interrupt_stops() as stop:
        effort = Effort(measure.time_limit, measure.gap, tell, stop)
        try:
            solution = solve_portfolio(shared.portfolio, effort=effort)
        except SitingError as error:
            raise SitingError(replace(one, where=at("")) for one in error.issues) from error
        frontier = _frontier(shared, solution, wanted, effort)
        trimmed = _trimmed(shared.portfolio, solution.offers)
        drawn = None
        if wanted.draws:
            drawn = portfolio_robustness(
                with_all_ways(shared, measure, ways.optimise, at),
                trimmed, shared.demand.resident, SPREAD, draws=wanted.draws,
                seed=wanted.seed, on_progress=on_progress,
                effort=Effort(DRAW_S, max(effort.gap, POINT_GAP), should_stop=stop),
            )  # fmt: skip
    offers = trimmed[STANDING + 1 :]
    ids = [every.sites.ids[site] for site in candidates.tolist()]
    given = tuple(tuple(ids[row] for row in np.flatnonzero(of_package)) for of_package in offers.T)
    said = {name: getattr(measure, name) for name in type(measure).model_fields}
    placed = PlacedServices.model_construct(**said, given=given)
    told = Told(measure, shared, solution, offers, before, every, candidates)
    report = replace(told.report(at, ways), frontier=frontier)
    if drawn is not None:
        picked = np.flatnonzero(offers.any(axis=1)).tolist()
        report = replace(report, robust=robust_report(drawn, picked, told.names, wanted))
    return Placed(placed, report, shared, tuple(packages), offers)


def require_same_hours(placed: Placed, after: World, ways: Ways) -> None:
    """Raise RescoreError unless access of the world after gives the solver's objective.

    The sum over packages is judged; of rows without any site only that they are left out.
    """
    shared = placed.shared
    if shared.demand.whole_case:
        services = np.logical_or.reduce(placed.packages)
        found = whole_cases(after, services, ways.access(after))
    else:
        found = _ways_of(placed, after, ways)
    found *= shared.factor
    offers = with_standing(placed.offers)
    alone = with_offers(shared, placed.offers).cost_with(np.arange(len(placed.offers)))
    left_out = float(shared.demand.trips[shared.kept & (alone == UNREACHABLE)].sum())
    expected = shared.constant + shared.portfolio.person_hours(offers)
    expected -= left_out * shared.portfolio.penalty
    # Costs of whole cases are rounded to the ms where mail spares part of a trip.
    rounded = shared.factor * float(shared.demand.trips.sum()) / 2
    rounded = rounded if shared.demand.whole_case else 0.0
    if not math.isclose(found, expected, rel_tol=TOLERANCE, abs_tol=max(rounded, 1e-6)):
        raise RescoreError(f"the solver says {expected}, access says {found}")


def _ways_of(placed: Placed, after: World, ways: Ways) -> float:
    """Return trips x ways of all packages, one way, of those who reach a site."""
    access = ways.access(after)
    cost = ways.cost(access)
    found = 0.0
    for services in placed.packages:
        trips, _, _ = weights(after, services)
        for number in np.unique(access.set_of_service[services]).tolist():
            members = services & (access.set_of_service == number)
            yearly = after.residents.people * trips[:, members].sum(axis=1)[after.residents.unit]
            reached = cost[number] != UNREACHABLE
            found += float((yearly * np.where(reached, cost[number], 0)).sum())
    return found


def _trimmed(portfolio: Portfolio, offers: BoolArray) -> BoolArray:
    """Return the offers without those that nobody needs, the last first."""
    hours, kept = portfolio.person_hours(offers), offers.copy()
    for site, package in np.argwhere(offers & ~portfolio.existing)[::-1]:
        kept[site, package] = False
        kept[site, package] = portfolio.person_hours(kept) > hours
    return kept


def _frontier(
    shared: Shared, solution: PortfolioSolution, wanted: Wanted, effort: Effort
) -> tuple[FrontierPoint, ...]:
    """Return the best answers for other numbers of sites, else of packages, else of money."""
    portfolio = shared.portfolio
    each = Effort(POINT_S, max(effort.gap, POINT_GAP), should_stop=effort.should_stop)
    nothing = shared.constant + portfolio.person_hours(portfolio.existing)
    known = bool(portfolio.opening_cost.any() or portfolio.offer_cost.any())
    points: list[FrontierPoint] = []
    for asked in _amounts(portfolio, wanted):
        found = solve_portfolio(asked, effort=each)
        same = (asked.new_sites, asked.new_offers, asked.money) == (
            portfolio.new_sites, portfolio.new_offers, portfolio.money)  # fmt: skip
        best = solution if same else found
        value = shared.constant + best.objective
        gain = max(0.0, nothing - value)
        if points and gain <= points[-1].gain:
            continue
        new = best.offers & ~portfolio.existing
        n = int(new.any(axis=1).sum())
        cost = float(portfolio.opening_cost[new.any(axis=1)].sum()
                     + portfolio.offer_cost[new].sum())  # fmt: skip
        points.append(
            FrontierPoint(
                n=n,
                cost_yuan=cost if known else None,
                value=value,
                gain=gain,
                marginal_gain=gain - (points[-1].gain if points else 0.0),
                gap=true_gap(best, shared.constant),
            )
        )
    return tuple(points)


def _amounts(portfolio: Portfolio, wanted: Wanted) -> list[Portfolio]:
    """Return the question with other limits, ascending, its own among them."""
    m, b = len(portfolio.opening_cost) - 1, portfolio.demand.shape[1]
    if portfolio.new_sites is not None:
        return [replace(portfolio, new_sites=n) for n in _counts(portfolio.new_sites, m, wanted)]
    if portfolio.new_offers is not None:
        counts = _counts(portfolio.new_offers, m * b, wanted)
        return [replace(portfolio, new_offers=n) for n in counts]
    amounts = {*np.linspace(0, 2 * portfolio.money, MOST_POINTS + 1).tolist(), portfolio.money}
    return [replace(portfolio, money=amount) for amount in sorted(amounts)]


def _counts(asked: int, most: int, wanted: Wanted) -> list[int]:
    if wanted.frontier is not None:
        return list(range(min(wanted.frontier, most) + 1))
    top = min(most, max(2 * asked, asked + 3))
    return sorted({round(x) for x in np.linspace(0, top, MOST_POINTS + 1)} | {asked})
