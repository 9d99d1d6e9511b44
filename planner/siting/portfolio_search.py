"""The search for the best portfolio of services: cuts on what each bundle and slice pays."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
import scipy.sparse as sp

from planner.domain.arrays import BoolArray, FloatArray, IntArray, LongArray
from planner.errors import Issue, SitingError
from planner.siting.effort import Clock, Effort
from planner.siting.evaluate import ROUNDING
from planner.siting.milp import STATUS_OF, End, Programme, Rows
from planner.siting.nearest_cuts import NearestCuts
from planner.siting.portfolio import Portfolio, PortfolioSolution
from planner.siting.portfolio_bound import raised_bound
from planner.siting.portfolio_start import started
from planner.siting.solution import PROOF, Status
from planner.text import Text

ANYTIME = Effort()
FEW: Final = 100_000
"""Up to so many the proof alone is quick."""
MOST_FOR_PROOF: Final = 2_000_000
"""Places x sites x slices up to which a proof is tried after the bound."""


def solve_portfolio(portfolio: Portfolio, *, effort: Effort = ANYTIME) -> PortfolioSolution:
    """Return the best portfolio found, with a bound.

    It is proven where the bound meets it, and else, up to MOST_FOR_PROOF, unless the effort ends
    the search before. Existing offers alone must fit their windows; else raises SitingError.
    """
    clock = Clock(effort)
    _raise_if_overfull(portfolio)
    start = started(portfolio, lambda: clock.over)
    best = portfolio.person_hours(start)
    bound = 0.0

    def told(value: float) -> bool:
        nonlocal bound
        bound = max(bound, min(value, best))
        effort.on_progress(best, bound)
        return best - bound <= max(PROOF, effort.gap) * best

    size = portfolio.cost.size * portfolio.demand.shape[2]
    if size > FEW:
        raised_bound(portfolio, limits_of(portfolio), best, told, lambda: clock.over)
    offers, status = start, Status.SEARCHED
    small = size <= MOST_FOR_PROOF
    if small and best - bound > max(PROOF, effort.gap) * best:
        search = _Search(portfolio, clock, start)
        search.bound = bound / search.unit
        end = search.tighten()
        if end is End.OPTIMAL:
            end = search.finish()
        offers, bound, status = search.offers, search.bound * search.unit, STATUS_OF[end]
    elif clock.over:
        status = Status.INTERRUPTED if clock.stopped else Status.TIME
    objective = portfolio.person_hours(offers)
    bound = min(bound, objective)
    if objective - bound <= PROOF * objective:
        bound, status = objective, Status.OPTIMAL
    elif status is Status.OPTIMAL:
        status = Status.GAP
    sites = offers.any(axis=1) | portfolio.existing_sites
    return PortfolioSolution(portfolio, sites, offers, objective, bound, status, clock.time_s)


class _Search:
    """The programme over sites x, offers o, and the payments of each bundle and slice."""

    def __init__(self, portfolio: Portfolio, clock: Clock, offers: BoolArray) -> None:
        self.portfolio, self.clock, self.offers = portfolio, clock, offers
        n, b, t = portfolio.demand.shape
        s = len(portfolio.opening_cost)
        self.n_lead = s + s * b
        self.scale = portfolio.penalty if portfolio.penalty > 0 else 1.0
        total = float(portfolio.demand.sum())
        self.unit = self.scale * (total / max(1, n * b * t) if total > 0 else 1.0)
        weight = portfolio.demand.transpose(1, 2, 0).ravel() * (self.scale / self.unit)
        self.cost = np.where(np.isfinite(portfolio.cost), portfolio.cost / self.scale, np.inf)
        self.alone = portfolio.penalty / self.scale
        self.n_columns = self.n_lead + n * b * t
        self.bound = 0.0
        self.best = portfolio.person_hours(offers) / self.unit
        whole = np.arange(self.n_columns) < self.n_lead
        columns = np.concatenate([np.zeros(self.n_lead), weight])
        lower, upper = self._bounds(n * b * t)
        self.programme = Programme(columns, lower, upper, whole, self._rows())
        self.weight = weight

    def tighten(self) -> End:
        """Add cuts to the relaxed programme until none is violated."""
        while True:
            if self.clock.over:
                return End.STOPPED if self.clock.stopped else End.TIME
            found = self.programme.relaxed(self.clock)
            if found.x is None or found.end is not End.OPTIMAL:
                return found.end
            gained = found.bound - self.bound
            self.bound = max(self.bound, found.bound)
            self._tell()
            if not self._cut(found.x) or gained < 1e-6 * abs(found.bound):
                return End.OPTIMAL

    def finish(self) -> End:
        """Solve with whole sites and offers; add the cuts that the answer violates."""
        answered: set[bytes] = set()
        while True:
            found = self.programme.solve(
                self.clock, start=self._values(), gap=self.clock.effort.gap / 2
            )
            self.bound = max(self.bound, min(found.bound, self.best))
            if found.x is None:
                return found.end
            s, b = self.portfolio.may_offer.shape
            offers = found.x[s : self.n_lead].reshape(s, b) > 0.5
            value = self.portfolio.person_hours(offers) / self.unit
            if value < self.best:
                self.best, self.offers = value, offers
            self._tell()
            if self.best - self.bound <= max(PROOF, self.clock.effort.gap) * abs(self.best):
                return End.OPTIMAL
            if found.end is not End.OPTIMAL:
                return found.end
            exact = np.concatenate([np.rint(found.x[: self.n_lead]), found.x[self.n_lead :]])
            key = exact[: self.n_lead].tobytes()
            again = key in answered
            answered.add(key)
            if again or not self._cut(exact):
                self.bound = self.best if self.clock.effort.gap == 0 else self.bound
                return End.OPTIMAL

    def _bounds(self, n_paid: int) -> tuple[FloatArray, FloatArray]:
        portfolio = self.portfolio
        lower = [portfolio.existing_sites, portfolio.existing.ravel(), np.zeros(n_paid)]
        upper = [np.ones(len(portfolio.opening_cost)), portfolio.may_offer.ravel(),
                 np.full(n_paid, np.inf)]  # fmt: skip
        return np.concatenate(lower).astype(np.float64), np.concatenate(upper).astype(np.float64)

    def _rows(self) -> Rows:
        return limits_of(self.portfolio).widened(self.n_columns)

    def _cut(self, values: FloatArray) -> bool:
        """Add what the payments of each bundle and slice violate; return whether any does."""
        n, b, t = self.portfolio.demand.shape
        s = len(self.portfolio.opening_cost)
        added: list[Rows] = []
        for bundle in range(b):
            for piece in range(t):
                at = self.n_lead + (bundle * t + piece) * n
                sites = np.flatnonzero(
                    self.portfolio.open[:, piece] & self.portfolio.may_offer[:, bundle]
                )
                offer = s + sites * b + bundle
                wanted = np.flatnonzero(self.portfolio.demand[:, bundle, piece] > 0)
                cuts = NearestCuts(
                    self.cost[np.ix_(wanted, sites)], self.alone, len(sites) + len(wanted)
                )
                rows, short = cuts.violated(values[offer], values[at + wanted], 1e-6)
                if short.any():
                    columns = np.concatenate([offer, at + wanted])
                    added.append(_spread(rows, columns, self.n_columns))
        for rows in added:
            self.programme.add(rows)
        return bool(added)

    def _values(self) -> FloatArray:
        """Return the best portfolio so far as values of the columns."""
        sites = self.offers.any(axis=1) | self.portfolio.existing_sites
        paid = self.portfolio.hours(self.offers).transpose(1, 2, 0).ravel() / self.scale
        return np.concatenate([sites, self.offers.ravel(), paid]).astype(np.float64)

    def _tell(self) -> None:
        self.clock.effort.on_progress(self.best * self.unit, self.bound * self.unit)


def limits_of(portfolio: Portfolio) -> Rows:
    """Return all limits over sites, then offers, as columns."""
    s, b = portfolio.may_offer.shape
    site_of = np.repeat(np.arange(s), b)
    offers = np.arange(s * b)
    only_open = sp.hstack(
        [sp.csr_array((-np.ones(s * b), (offers, site_of)), shape=(s * b, s)),
         sp.eye_array(s * b)], format="csr",
    )  # fmt: skip
    windowed = np.flatnonzero(np.isfinite(portfolio.window_min))
    load = sp.csr_array((portfolio.minutes.ravel(), (site_of, offers)), shape=(s, s * b))
    room = sp.diags_array(-np.where(np.isfinite(portfolio.window_min), portfolio.window_min, 0))
    within = sp.csr_array(sp.hstack([room, load], format="csr"))[windowed]
    new_site = (~portfolio.existing_sites).astype(np.float64)
    new_offer = (~portfolio.existing).ravel().astype(np.float64)
    lines, limits = [], []
    if portfolio.new_sites is not None:
        lines.append(np.concatenate([new_site, np.zeros(s * b)]))
        limits.append(float(portfolio.new_sites))
    if portfolio.new_offers is not None:
        lines.append(np.concatenate([np.zeros(s), new_offer]))
        limits.append(float(portfolio.new_offers))
    if math.isfinite(portfolio.money):
        price = portfolio.offer_cost.ravel() * new_offer
        lines.append(np.concatenate([portfolio.opening_cost * new_site, price]))
        limits.append(portfolio.money)
    few = sp.csr_array(np.array(lines).reshape(len(lines), s + s * b))
    matrix = sp.csr_array(sp.vstack([only_open, within, few], format="csr"))
    upper = np.concatenate([np.zeros(s * b + len(windowed)), np.array(limits)])
    return Rows(matrix, np.full(len(upper), -np.inf), upper)


def _spread(rows: Rows, columns: IntArray | LongArray, n_columns: int) -> Rows:
    """Return rows whose columns are given new places among n_columns."""
    matrix = sp.csr_array(
        (rows.matrix.data, columns[rows.matrix.indices].astype(np.int32), rows.matrix.indptr),
        shape=(rows.matrix.shape[0], n_columns),
    )
    return Rows(matrix, rows.lower, rows.upper)


def _raise_if_overfull(portfolio: Portfolio) -> None:
    load = (portfolio.minutes * portfolio.existing).sum(axis=1)
    full = np.flatnonzero(load > portfolio.window_min * (1 + ROUNDING))
    if len(full):
        named = ", ".join(f"#{site}" for site in full[:5])
        more = float((load - portfolio.window_min)[full].max())
        raise SitingError(
            Issue(
                "window_too_small",
                Text(f"现有业务已超出窗口时间：{named}",
                     f"existing offers need more than the window minutes of sites {named}"),
                Text(f"每周至少增加 {more:g} 分钟窗口时间",
                     f"add at least {more:g} window minutes a week"),
            )
        )  # fmt: skip
