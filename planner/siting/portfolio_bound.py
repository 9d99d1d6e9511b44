"""A bound on portfolios of any size, by levels (`planner.siting.descent`).

Each place's demand for a bundle in a slice is a row, each offer (site, bundle) one of its ways.
With a level for each row the best offers are those of a small linear programme over sites and
offers under all limits; subgradients move the levels.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np

from planner.domain.arrays import FloatArray
from planner.siting.descent import NearArcs, PaymentBound
from planner.siting.effort import Clock, Effort
from planner.siting.milp import Programme, Rows
from planner.siting.portfolio import Portfolio
from planner.siting.subgradient import climb

SLACK: Final = 1e-8
"""Share of the sums that the bound is lowered by: the programme works with floats."""


def raised_bound(
    portfolio: Portfolio,
    rows: Rows,
    best: float,
    told: Callable[[float], bool],
    over: Callable[[], bool],
) -> float:
    """Return person-hours that no portfolio goes below, 0 at the least.

    rows  limits over sites, then offers, as columns
    best  hours of a portfolio that is allowed
    told  is told each better bound; True is enough
    """
    arcs = _arcs(portfolio)
    s, b = portfolio.may_offer.shape
    lower = np.concatenate([portfolio.existing_sites, portfolio.existing.ravel()])
    upper = np.concatenate([np.ones(s, dtype=bool), portfolio.may_offer.ravel()])
    whole = np.zeros(s + s * b, dtype=bool)

    def cheapest(price: FloatArray) -> FloatArray:
        # Prices near 1, for the solver's tolerances.
        unit = max(1e-300, float(np.abs(price).max(initial=0.0)))
        columns = np.concatenate([np.zeros(s), price / unit])
        programme = Programme(
            columns, lower.astype(np.float64), upper.astype(np.float64), whole, rows
        )
        found = programme.relaxed(Clock(Effort()))
        if found.x is None:
            raise AssertionError("existing offers are always allowed")
        return np.asarray(np.clip(found.x[s:], 0.0, 1.0))

    summit = climb(
        PaymentBound(arcs, cheapest, SLACK),
        0.9 * arcs.farthest,
        lambda _offers: best,
        told,
        over,
    )
    return max(0.0, summit.bound)


def _arcs(portfolio: Portfolio) -> NearArcs:
    """Return each row's ways to offers, ascending; a row never pays more than what exists."""
    _, b, t = portfolio.demand.shape
    s = len(portfolio.opening_cost)
    today = portfolio.hours(portfolio.existing)
    order = np.argsort(portfolio.cost, axis=1, kind="stable")
    near = np.take_along_axis(portfolio.cost, order, axis=1)
    site: list[FloatArray] = []
    cost: list[FloatArray] = []
    weight: list[FloatArray] = []
    farthest: list[FloatArray] = []
    for bundle in range(b):
        for piece in range(t):
            wanted = np.flatnonzero(portfolio.demand[:, bundle, piece] > 0)
            usable = portfolio.may_offer[:, bundle] & portfolio.open[:, piece]
            site.append(order[wanted] * b + bundle)
            cost.append(np.where(usable[order[wanted]], near[wanted], np.inf))
            weight.append(portfolio.demand[wanted, bundle, piece])
            farthest.append(today[wanted, bundle, piece])
    sites, costs = np.concatenate(site).astype(np.int64), np.concatenate(cost)
    # Ways that exist no more go last, so that costs still ascend.
    last = np.argsort(costs, axis=1, kind="stable")
    return NearArcs(
        np.take_along_axis(sites, last, axis=1),
        np.take_along_axis(costs, last, axis=1),
        np.concatenate(farthest),
        np.concatenate(weight),
        s * b,
    )
