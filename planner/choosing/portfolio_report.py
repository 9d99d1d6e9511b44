"""What is told of the answer to a question about packages."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from planner.choosing.effects import effects_of
from planner.choosing.further import ties_of
from planner.choosing.saying import early_text, proof_text
from planner.choosing.sharing import Shared, with_offers
from planner.choosing.ways import Ways
from planner.domain.arrays import BoolArray, LongArray
from planner.domain.siting import Candidate, ChosenSite, NearTie, SitingReport, State
from planner.domain.world import World
from planner.measures.keys import KeyPlaces
from planner.scenario.measures_portfolio import PlaceServices
from planner.siting.portfolio import PortfolioSolution
from planner.siting.portfolio_further import handovers
from planner.siting.solution import Status
from planner.text import Text


def with_standing(offers: BoolArray) -> BoolArray:
    """Return offers with those of what serves already, which come first."""
    return np.concatenate([np.ones((1, offers.shape[1]), dtype=bool), offers])


def true_gap(solution: PortfolioSolution, constant: float) -> float:
    """Return how far an answer may be from the best, as a share of all hours; inf if unknown."""
    value, bound = solution.objective + constant, solution.bound + constant
    if solution.proven or value == bound:
        return 0.0
    return abs(value - bound) / abs(value) if value else math.inf


def _goal(measure: PlaceServices) -> tuple[Text, Text]:
    """Return what is made least, and its unit."""
    match measure.minimise:
        case "travel_time":
            return (Text("全年路上时间最少", "the least yearly travel time"),
                    Text("人时/年", "person-hours a year"))  # fmt: skip
        case "travel_distance":
            return (Text("全年里程最少", "the least yearly distance"),
                    Text("人公里/年", "person-km a year"))  # fmt: skip
        case "case_time":
            return (Text("全年路上和请假的时间最少，按开放时间计",
                         "the least yearly travel and leave, by opening hours"),
                    Text("人时/年（含请假）", "person-hours a year, leave included"))  # fmt: skip


@dataclass(frozen=True)
class Told:
    """What is told of an answer; offers are bool (n_candidates, n_packages)."""

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
        gap = true_gap(solution, shared.constant)
        n, m = int(shared.kept.sum()), len(self.offers)
        said, early = proof_text(gap), early_text(solution.status)
        goal, unit = _goal(self.measure)
        return SitingReport(
            where=at.prefix,
            title=Text(
                f"{len(self.measure.packages)} 组事项在 {m} 个候选点中的布局："
                f"{len(rows)} 个点承接 {int(self.offers.sum())} 组次",
                f"{int(self.offers.sum())} packages at {len(rows)} of {m} candidates, "
                f"of {len(self.measure.packages)} kinds",
            ),
            model=Text(f"事项布局：{goal.zh}", f"service portfolio: {goal.en}"),
            method=Text(
                f"搜索并给出界（{n:,} 组需求 × {m:,} 个候选点）：{said.zh}{early.zh}",
                f"search with a bound, {n:,} rows of demand x {m:,} candidates: "
                f"{said.en}{early.en}",
            ),
            objective=shared.constant + self._hours(self.offers),
            without=shared.constant + self._hours(self.offers & False),
            unit=unit,
            maximised=False,
            gap=gap,
            interrupted=solution.status in {Status.TIME, Status.INTERRUPTED},
            candidates=self._candidates(),
            chosen=self._chosen(rows, ways),
            near_ties=self._near_ties(),
            roll_out=tuple(self._id(row) for row in self._order(rows)),
            time_s=solution.time_s,
        )  # fmt: skip

    def _id(self, row: int) -> str:
        return self.every.sites.ids[int(self.candidates[row])]

    def _hours(self, offers: BoolArray) -> float:
        return self.shared.portfolio.person_hours(with_standing(offers))

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

    @property
    def names(self) -> list[tuple[str, Text]]:
        """Id and name of each candidate."""
        sites = self.every.sites
        return [(sites.ids[site], sites.names[site]) for site in self.candidates.tolist()]

    def _near_ties(self) -> tuple[NearTie, ...]:
        """Return the least harmful handover of each site's packages, the best first."""
        gain = self._hours(self.offers & False) - self._hours(self.offers)
        found = handovers(self.shared.portfolio, with_standing(self.offers))
        return ties_of(found, gain, self.names)

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
