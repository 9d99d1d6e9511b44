"""Which sites get which packages: the question posed, solved, judged anew and told."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from planner.choosing.demand import weights
from planner.choosing.effects import effects_of
from planner.choosing.interrupt import first_interrupt_stops
from planner.choosing.rescore import TOLERANCE, RescoreError
from planner.choosing.saying import early_text, proof_text
from planner.choosing.sharing import STANDING, Shared, share_out, with_offers
from planner.choosing.wanted import Wanted
from planner.choosing.ways import Ways
from planner.domain.arrays import BoolArray, LongArray
from planner.domain.siting import Candidate, ChosenSite, FrontierPoint, SitingReport, State
from planner.domain.travel import UNREACHABLE
from planner.domain.world import World
from planner.errors import SitingError
from planner.measures.choice import sites_of
from planner.measures.keys import KeyPlaces
from planner.measures.portfolio import PlacedServices, package_services
from planner.scenario.measures_portfolio import PlaceServices
from planner.siting.effort import Effort
from planner.siting.portfolio import Portfolio, PortfolioSolution
from planner.siting.portfolio_search import solve_portfolio
from planner.siting.solution import Status
from planner.text import Text

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
    offers = _trimmed(shared.portfolio, solution.offers)[STANDING + 1 :]
    ids = [every.sites.ids[site] for site in candidates.tolist()]
    given = tuple(tuple(ids[row] for row in np.flatnonzero(of_package)) for of_package in offers.T)
    said = {name: getattr(measure, name) for name in type(measure).model_fields}
    placed = PlacedServices.model_construct(**said, given=given)
    told = _Told(measure, shared, solution, offers, before, every, candidates)
    report = replace(told.report(at, ways), frontier=frontier)
    return Placed(placed, report, shared, tuple(packages), offers)


def require_same_hours(placed: Placed, after: World, ways: Ways) -> None:
    """Raise RescoreError unless access of the world after gives the solver's objective.

    The sum over packages is judged; of rows without any site only that they are left out.
    """
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
    found *= placed.shared.factor
    shared = placed.shared
    offers = _with_standing(placed.offers)
    alone = with_offers(shared, placed.offers).cost_with(np.arange(len(placed.offers)))
    left_out = float(shared.demand.trips[shared.kept & (alone == UNREACHABLE)].sum())
    expected = shared.constant + shared.portfolio.person_hours(offers)
    expected -= left_out * shared.portfolio.penalty
    if not math.isclose(found, expected, rel_tol=TOLERANCE, abs_tol=1e-6):
        raise RescoreError(f"the solver says {expected}, access says {found}")


def _with_standing(offers: BoolArray) -> BoolArray:
    return np.concatenate([np.ones((1, offers.shape[1]), dtype=bool), offers])


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
                gap=_gap(best, shared.constant),
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


def _gap(solution: PortfolioSolution, constant: float) -> float:
    value, bound = solution.objective + constant, solution.bound + constant
    if solution.proven or value == bound:
        return 0.0
    return abs(value - bound) / abs(value) if value else math.inf


@dataclass(frozen=True)
class _Told:
    """What is told of an answer."""

    measure: PlaceServices
    shared: Shared
    solution: PortfolioSolution
    offers: BoolArray
    before: World
    every: World
    candidates: LongArray

    def report(self, at: KeyPlaces, ways: Ways) -> SitingReport:
        """Return the report without its frontier."""
        shared, solution = self.shared, self.solution
        rows = np.flatnonzero(self.offers.any(axis=1)).tolist()
        gap = _gap(solution, shared.constant)
        n, m = int(shared.kept.sum()), len(self.offers)
        said, early = proof_text(gap), early_text(solution.status)
        km = ways.optimise != "fastest"
        return SitingReport(
            where=at.prefix,
            title=Text(
                f"{len(self.measure.packages)} 组事项在 {m} 个候选点中的布局："
                f"{len(rows)} 个点承接 {int(self.offers.sum())} 组次",
                f"{int(self.offers.sum())} packages at {len(rows)} of {m} candidates, "
                f"of {len(self.measure.packages)} kinds",
            ),
            model=Text(
                "事项布局：全年里程最少" if km else "事项布局：全年路上时间最少",
                f"service portfolio: the least yearly {'distance' if km else 'travel time'}",
            ),
            method=Text(
                f"搜索并给出界（{n:,} 组需求 × {m:,} 个候选点）：{said.zh}{early.zh}",
                f"search with a bound, {n:,} rows of demand x {m:,} candidates: "
                f"{said.en}{early.en}",
            ),
            objective=shared.constant + self._hours(self.offers),
            without=shared.constant + self._hours(self.offers & False),
            unit=Text("人公里/年", "person-km a year") if km
            else Text("人时/年", "person-hours a year"),
            maximised=False,
            gap=gap,
            interrupted=solution.status in {Status.TIME, Status.INTERRUPTED},
            candidates=self._candidates(),
            chosen=self._chosen(rows, ways),
            roll_out=tuple(self._id(row) for row in self._order(rows)),
            time_s=solution.time_s,
        )  # fmt: skip

    def _id(self, row: int) -> str:
        return self.every.sites.ids[int(self.candidates[row])]

    def _hours(self, offers: BoolArray) -> float:
        return self.shared.portfolio.person_hours(_with_standing(offers))

    def _order(self, rows: list[int]) -> list[int]:
        """Return the sites, each with its packages, in the order in which the next does most."""
        order: list[int] = []
        while len(order) < len(rows):
            left = [row for row in rows if row not in order]
            opened = [np.isin(np.arange(len(self.offers)), [*order, row]) for row in left]
            hours = [self._hours(self.offers & mask[:, None]) for mask in opened]
            order.append(left[int(np.argmin(hours))])
        return order

    def _chosen(self, rows: list[int], ways: Ways) -> tuple[ChosenSite, ...]:
        sites, portfolio = self.every.sites, self.shared.portfolio
        demand = with_offers(self.shared, self.offers)
        done = effects_of(demand, self.every.residents, rows, ways.optimise)
        known = bool(portfolio.opening_cost.any() or portfolio.offer_cost.any())
        chosen = []
        for rank, row in enumerate(rows):
            site, fewer = int(self.candidates[row]), self.offers.copy()
            fewer[row] = False
            price = portfolio.opening_cost[row + 1]
            price += portfolio.offer_cost[row + 1][self.offers[row]].sum()
            chosen.append(
                ChosenSite(
                    id=sites.ids[site],
                    name=sites.names[site],
                    lon=float(sites.lon[site]),
                    lat=float(sites.lat[site]),
                    people=float(done.people[rank]),
                    gain=max(0.0, self._hours(fewer) - self._hours(self.offers)),
                    saves_h=float(done.saves_h[rank]),
                    lost_without_h=float(done.lost_without_h[rank]),
                    opening_yuan=float(price) if known else None,
                    gets=tuple(self._package(k) for k in np.flatnonzero(self.offers[row]).tolist()),
                )
            )
        return tuple(chosen)

    def _package(self, number: int) -> Text:
        """Return the names of a package's groups and services."""
        services = self.every.services
        names = [
            services.groups[services.group_ids[word]].name
            if word in services.group_ids
            else services.names[services.index_of[word]]
            for word in self.measure.packages[number].services
        ]
        return Text("、".join(name.zh for name in names), ", ".join(name.en for name in names))

    def _candidates(self) -> tuple[Candidate, ...]:
        """Return the candidates, then the existing sites that handle some of the services."""
        sites, before = self.every.sites, self.before.sites
        services = np.zeros(len(self.every.services), dtype=bool)
        for package in self.measure.packages:
            services |= self.every.services.select(package.services)
        among = self.candidates.tolist()
        serving = np.flatnonzero(before.offers[:, services].any(axis=1)).tolist()
        rows: list[tuple[int, State]] = [
            (site, "chosen" if self.offers[row].any() else "rejected")
            for row, site in enumerate(among)
        ]
        rows += [(site, "existing") for site in serving if site not in set(among)]
        return tuple(
            Candidate(sites.ids[site], sites.names[site], float(sites.lon[site]),
                      float(sites.lat[site]), state)
            for site, state in rows
        )  # fmt: skip
