"""What is nearly as good as a portfolio's answer, and how much it depends on uncertain numbers."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from planner.domain.arrays import BoolArray, FloatArray, LongArray
from planner.siting.effort import Effort
from planner.siting.portfolio import Portfolio
from planner.siting.portfolio_search import solve_portfolio
from planner.siting.robust import Exchange, Robustness, Spread, factors


def handovers(portfolio: Portfolio, offers: BoolArray) -> tuple[Exchange, ...]:
    """Return for each site with new offers its best exchange, the least loss first.

    All new offers of the site are given to another that has none.
    """
    new = offers & ~portfolio.existing
    found, today = [], portfolio.person_hours(offers)
    for closed in np.flatnonzero(new.any(axis=1)).tolist():
        best = None
        rest = offers.copy()
        rest[closed] = portfolio.existing[closed]
        hours = _hours_with(portfolio, rest, new[closed])
        order = np.argsort(hours, kind="stable")
        for opened in order[np.isfinite(hours[order])].tolist():
            if offers[opened].any() or (new[closed] & ~portfolio.may_offer[opened]).any():
                continue
            after = rest.copy()
            after[opened] = new[closed]
            if not portfolio.faults(np.asarray(after.any(axis=1)), after):
                loss = float(hours[opened]) - today
                best = Exchange(closed, opened, loss, loss / today if today else math.nan)
                break
        if best is not None:
            found.append(best)
    return tuple(sorted(found, key=lambda one: (one.loss, one.closed)))


def _hours_with(portfolio: Portfolio, rest: BoolArray, bundles: BoolArray) -> FloatArray:
    """Return the person-hours a year of some offers and of these bundles at each site, (s,)."""
    paid = portfolio.hours(rest)
    total = np.full(len(rest), float((portfolio.demand * paid).sum()))
    for bundle in np.flatnonzero(bundles).tolist():
        for piece in range(portfolio.demand.shape[2]):
            trips = portfolio.demand[:, bundle, piece]
            rows = np.flatnonzero(trips)
            saved = paid[rows, bundle, piece, None] - portfolio.cost[rows]
            here = trips[rows] @ np.maximum(saved, 0.0)
            total -= np.where(portfolio.open[:, piece], here, 0.0)
    return total


def varied_portfolio(
    portfolio: Portfolio, place: LongArray, spread: Spread, seed: int, draw: int
) -> Portfolio:
    """Return a draw of a portfolio: the same seed and number give the same draw.

    place  int64 (n,)  rows of one place vary together
    """
    random = np.random.default_rng([seed, draw])
    n, m = int(place.max(initial=-1)) + 1, portfolio.cost.shape[1]
    weight = factors(random, spread.demand, n)[place]
    slow = factors(random, spread.speed, n)[place][:, None] * factors(random, spread.speed, m)
    cost = portfolio.cost * slow
    longest = float(cost.max(initial=0.0, where=np.isfinite(cost)))
    return replace(
        portfolio,
        demand=portfolio.demand * weight[:, None, None],
        cost=cost,
        penalty=max(portfolio.penalty, longest),
    )


def portfolio_robustness(
    portfolio: Portfolio,
    offers: BoolArray,
    place: LongArray,
    spread: Spread,
    *,
    draws: int,
    seed: int,
    effort: Effort,
    on_progress: Callable[[int, int], None],
) -> Robustness:
    """Solve seeded draws and compare the offers with each draw's best.

    offers  bool (s, b), the answer to be judged
    effort  its time limit is for each draw; its should_stop ends the work: draws not reached are
            left out
    `stays` is the share of draws in which a site gets something new.
    """
    times = np.zeros(len(offers))
    regret, share = [], []
    for draw in range(draws):
        if effort.should_stop():
            break
        drawn = varied_portfolio(portfolio, place, spread, seed, draw)
        best = solve_portfolio(drawn, effort=effort)
        times += (best.offers & ~drawn.existing).any(axis=1)
        # A search may miss what the answer reaches: then the answer is that draw's best.
        regret.append(max(0.0, drawn.person_hours(offers) - best.objective))
        share.append(regret[-1] / best.objective if best.objective else math.nan)
        on_progress(draw + 1, draws)
    n = max(1, len(regret))
    return Robustness(times / n, np.array(regret), np.array(share), 1.0 if regret else 0.0)
