"""A portfolio to begin from: greedy addition of offers, then taking some back and adding anew."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from planner.domain.arrays import BoolArray, FloatArray
from planner.siting.evaluate import ROUNDING
from planner.siting.portfolio import Portfolio


def started(portfolio: Portfolio, over: Callable[[], bool]) -> BoolArray:
    """Return good allowed offers, bool (s, b), existing ones included.

    The best of greedy addition by gain and by gain for its price. Then each new offer, and each
    new site with all its offers, is taken back and others added, as long as that helps.
    """
    existing = portfolio.existing.copy()
    best = min(
        (_added(portfolio, existing, for_its_price=way) for way in (False, True)),
        key=portfolio.person_hours,
    )
    value = portfolio.person_hours(best)
    improving = True
    while improving and not over():
        improving = False
        for fewer in _taken_back(portfolio, best):
            other = _added(portfolio, fewer, for_its_price=False)
            hours = portfolio.person_hours(other)
            if hours < value * (1 - ROUNDING):
                best, value, improving = other, hours, True
                break
            if over():
                break
    return best


def _taken_back(portfolio: Portfolio, offers: BoolArray) -> Iterator[BoolArray]:
    new = offers & ~portfolio.existing
    for site, bundle in np.argwhere(new):
        fewer = offers.copy()
        fewer[site, bundle] = False
        yield fewer
    for site in np.flatnonzero(new.sum(axis=1) > 1):
        fewer = offers.copy()
        fewer[site] = portfolio.existing[site]
        yield fewer


def _added(portfolio: Portfolio, offers: BoolArray, *, for_its_price: bool) -> BoolArray:
    """Add the allowed offer that gains most until none gains; of equals the lower index."""
    offers = offers.copy()
    paid = portfolio.hours(offers)
    gains = np.stack([_gains(portfolio, paid, b) for b in range(offers.shape[1])], axis=1)
    while True:
        worth = np.where(_allowed(portfolio, offers), gains, 0.0)
        if for_its_price:
            closed = ~(offers.any(axis=1) | portfolio.existing_sites)
            price = portfolio.offer_cost + (portfolio.opening_cost * closed)[:, None]
            worth /= np.maximum(price, 1e-9 * max(1.0, float(price.max())))
        site, bundle = np.unravel_index(int(worth.argmax()), worth.shape)
        if worth[site, bundle] <= 0:
            return offers
        offers[site, bundle] = True
        open_then = portfolio.open[site]
        nearer = np.minimum(paid[:, bundle], portfolio.cost[:, site, None])
        paid[:, bundle] = np.where(open_then, nearer, paid[:, bundle])
        gains[:, bundle] = _gains(portfolio, paid, int(bundle))


def _gains(portfolio: Portfolio, paid: FloatArray, bundle: int) -> FloatArray:
    """Return the hours that each site would save by offering the bundle, (s,)."""
    gain = np.zeros(len(portfolio.opening_cost))
    for piece in range(paid.shape[2]):
        wanted = np.flatnonzero(portfolio.demand[:, bundle, piece] > 0)
        saved = paid[wanted, bundle, piece][:, None] - portfolio.cost[wanted]
        trips = portfolio.demand[wanted, bundle, piece]
        gain += np.where(portfolio.open[:, piece], trips @ np.maximum(saved, 0.0), 0.0)
    return gain


def _allowed(portfolio: Portfolio, offers: BoolArray) -> BoolArray:
    """Return which offers may be added, bool (s, b)."""
    opened = offers.any(axis=1) | portfolio.existing_sites
    new_sites, new_offers = opened & ~portfolio.existing_sites, offers & ~portfolio.existing
    allowed = portfolio.may_offer & ~offers
    if portfolio.new_sites is not None and new_sites.sum() >= portfolio.new_sites:
        allowed &= opened[:, None]
    if portfolio.new_offers is not None and new_offers.sum() >= portfolio.new_offers:
        allowed &= False
    spent = float(portfolio.opening_cost[new_sites].sum() + portfolio.offer_cost[new_offers].sum())
    price = portfolio.offer_cost + (portfolio.opening_cost * ~opened)[:, None]
    allowed &= spent + price <= portfolio.money
    load = (portfolio.minutes * offers).sum(axis=1)
    allowed &= load[:, None] + portfolio.minutes <= portfolio.window_min[:, None]
    return np.asarray(allowed)
