"""Service-portfolio siting: which sites open, and which bundles each offers, decided together.

A bundle is a service group over a channel. Demand is yearly: people of a place make trips for a
bundle in a slice (hours of the week) and go to the nearest site that offers the bundle then. What
is minimised is the sum over places, bundles and slices of demand x cost (person-hours a year).

    min  sum_{i,b,t} demand_ibt c_ibt
    s.t. c_ibt >= cost to the nearest site with o_sb = 1 and open_st, for every i, b, t
         o_sb <= x_s                                a site offers only if it is open
         sum_b minutes_sb o_sb <= window_s x_s      counter minutes a week
         sum_s x_s <= sites, sum_s fixed_s x_s + sum_sb offer_sb o_sb <= money
         existing sites and offers stay

The p-median is the case of one bundle and one slice, free offers and a count. The terms c_ibt use
the same cuts as the p-median (`planner.siting.nearest_cuts`): for a level D, every site s that is
nearer and open in the slice takes D - cost_is off, if it offers the bundle.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from planner.domain.arrays import BoolArray, FloatArray, freeze, require, require_shape
from planner.siting.evaluate import ROUNDING
from planner.siting.solution import Status


@dataclass(frozen=True)
class Portfolio:
    """A portfolio question on arrays; n places, s sites, b bundles, t slices.

    demand        float64 (n, b, t)  trips a year, >= 0
    cost          float64 (n, s)     hours there and back, inf without a way
    open          bool (s, t)        whether a site, if it opens, is open in the slice
    may_offer     bool (s, b)        which bundles a site may offer; others it never does
    existing      bool (s, b)        offers that exist and stay; their sites are open already
    opening_cost  float64 (s,)       of a site that does not exist yet; existing ones are free
    offer_cost    float64 (s, b)     of an offer that does not exist yet
    minutes       float64 (s, b)     counter minutes a week that an offer takes
    window_min    float64 (s,)       counter minutes a week that the site has, inf without limit
    penalty       hours that a trip costs where no offer is within reach, at least the largest cost
    new_sites     most sites that may open beside existing ones, None without limit
    new_offers    most offers that may be added, None without limit
    money         most that opening and offering may cost, inf without limit
    """

    demand: FloatArray
    cost: FloatArray
    open: BoolArray
    may_offer: BoolArray
    existing: BoolArray
    opening_cost: FloatArray
    offer_cost: FloatArray
    minutes: FloatArray
    window_min: FloatArray
    penalty: float
    new_sites: int | None = None
    new_offers: int | None = None
    money: float = math.inf

    def __post_init__(self) -> None:
        n, b, t = self.demand.shape
        s = self.cost.shape[1]
        shapes: dict[str, tuple[int, ...]] = {
            "cost": (n, s), "open": (s, t), "may_offer": (s, b), "existing": (s, b),
            "opening_cost": (s,), "offer_cost": (s, b), "minutes": (s, b), "window_min": (s,),
        }  # fmt: skip
        for name, shape in shapes.items():
            require_shape(getattr(self, name), shape, name)
        for name in ("demand", "opening_cost", "offer_cost", "minutes"):
            array = getattr(self, name)
            require(np.isfinite(array).all() and (array >= 0).all(), f"a bad {name}")
        require((self.cost >= 0).all(), "a cost is negative or not a number")
        require((self.window_min >= 0).all(), "a window is negative or not a number")
        require(not (self.existing & ~self.may_offer).any(), "an existing offer is not allowed")
        largest = self.cost.max(initial=0.0, where=np.isfinite(self.cost))
        require(largest <= self.penalty < math.inf, "the penalty is below the largest cost")
        require(self.money >= 0, "a negative budget")
        freeze(self.demand, self.cost, self.open, self.may_offer, self.existing,
               self.opening_cost, self.offer_cost, self.minutes, self.window_min)  # fmt: skip

    @cached_property
    def existing_sites(self) -> BoolArray:
        """Sites that are open already because they offer something, (s,)."""
        return np.asarray(self.existing.any(axis=1))

    def hours(self, offers: BoolArray) -> FloatArray:
        """Return what each place pays a trip, float64 (n, b, t), for these offers (s, b)."""
        n, b, t = self.demand.shape
        paid = np.full((n, b, t), self.penalty)
        for bundle in range(b):
            for piece in range(t):
                sites = offers[:, bundle] & self.open[:, piece]
                nearest = self.cost[:, sites].min(axis=1, initial=self.penalty)
                paid[:, bundle, piece] = nearest
        return paid

    def person_hours(self, offers: BoolArray) -> float:
        """Return the yearly person-hours of these offers."""
        return float((self.demand * self.hours(offers)).sum())

    def faults(self, sites: BoolArray, offers: BoolArray) -> tuple[str, ...]:
        """Return what forbids a choice, in words for developers."""
        new_sites = sites & ~self.existing_sites
        new_offers = offers & ~self.existing
        spent = float(self.opening_cost[new_sites].sum() + self.offer_cost[new_offers].sum())
        load = (self.minutes * offers).sum(axis=1)
        checks = (
            ((offers & ~self.may_offer).any(), "an offer that is not allowed"),
            ((self.existing & ~offers).any(), "an existing offer is closed"),
            ((offers.any(axis=1) & ~sites).any(), "an offer at a closed site"),
            ((load > self.window_min * (1 + ROUNDING)).any(), "a window is too full"),
            (self.new_sites is not None and new_sites.sum() > self.new_sites, "too many sites"),
            (self.new_offers is not None and new_offers.sum() > self.new_offers, "too many offers"),
            (spent > self.money * (1 + ROUNDING), "too much money"),
        )
        return tuple(words for broken, words in checks if broken)


@dataclass(frozen=True)
class PortfolioSolution:
    """Which sites are open and what each offers, those that exist included.

    sites     bool (s,);  offers  bool (s, b)
    objective person-hours a year;  bound  no choice needs fewer
    status    why the search ended;  time_s  its wall time, not compared
    """

    portfolio: Portfolio = field(repr=False)
    sites: BoolArray
    offers: BoolArray
    objective: float
    bound: float
    status: Status
    time_s: float = field(compare=False, default=0.0)

    def __post_init__(self) -> None:
        found = self.portfolio.faults(self.sites, self.offers)
        require(not found, "; ".join(found))
        true = self.portfolio.person_hours(self.offers)
        require(math.isclose(self.objective, true, rel_tol=ROUNDING, abs_tol=1e-12), "objective")
        require(self.bound <= self.objective, "the bound is beyond the objective")
        freeze(self.sites, self.offers)

    @property
    def gap(self) -> float:
        """How far the objective may be from the best, as a share of it."""
        if self.objective == self.bound:
            return 0.0
        return (self.objective - self.bound) / abs(self.objective)

    @property
    def proven(self) -> bool:
        """Whether no choice needs fewer person-hours."""
        return self.gap == 0
