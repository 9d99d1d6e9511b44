"""What access costs: travel, time, CO2 and sites, by stated rates with their ranges.

Quantities (person-km, hours, legs) may be differences, after less before, and so be negative;
price a difference rather than subtract two prices (`domain.costs.Amount`).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import expm1, isfinite, log1p
from typing import Final

from planner.domain.arrays import require
from planner.domain.costs import Amount, CostRates, KindCosts
from planner.domain.money import CostOfAnHour
from planner.text import Text, counted

NO_HOURS: Final = 0.001


@dataclass(frozen=True)
class TravelCost:
    """What people pay for their ways, in yuan: running the car, and their time."""

    running_yuan: Amount
    time_yuan: Amount

    @property
    def total_yuan(self) -> Amount:
        """Both."""
        return self.running_yuan + self.time_yuan


@dataclass(frozen=True)
class SiteCost:
    """What a site, or a change of it, costs.

    opening_yuan     once
    running_yuan     a year
    annualised_yuan  a year, the opening spread over its lifetime
    """

    opening_yuan: Amount
    running_yuan: Amount
    annualised_yuan: Amount

    def __add__(self, other: SiteCost) -> SiteCost:
        return SiteCost(
            self.opening_yuan + other.opening_yuan,
            self.running_yuan + other.running_yuan,
            self.annualised_yuan + other.annualised_yuan,
        )


def travel_cost(person_km: float, person_h: float, rates: CostRates) -> TravelCost:
    """Return what these person-km and person-hours cost."""
    return TravelCost(
        rates.travel_yuan_per_km.amount * person_km, rates.time_yuan_per_h.amount * person_h
    )


def co2_kg(person_km: float, rates: CostRates) -> Amount:
    """Return the CO2 of these person-km by car, one person in each."""
    return rates.co2_kg_per_km.amount * person_km


def mail_yuan(legs: float, rates: CostRates) -> Amount:
    """Return what these parcels cost: one leg each way."""
    return rates.mail_yuan_per_leg.amount * legs


def annuity_factor(discount_per_year: float, lifetime_years: float) -> float:
    """Return the yearly payment that pays off 1 over a lifetime > 0.

    r / (1 − (1 + r)^(−n)), and 1 / n without discount (r = 0).
    """
    r, n = discount_per_year, lifetime_years
    require(isfinite(r) and r >= 0 and n > 0, "discount is negative or lifetime not above 0")
    return 1 / n if r == 0 else r / -expm1(-n * log1p(r))


def annualised(opening_yuan: Amount, running_yuan: Amount, rates: CostRates) -> Amount:
    """Return a yearly cost: the opening spread over its lifetime, and the running cost.

    Low is at the lowest discount and the longest lifetime, high the reverse.
    """
    discount, lifetime = rates.discount_per_year.amount, rates.lifetime_years.amount
    factor = Amount(
        annuity_factor(discount.value, lifetime.value),
        annuity_factor(discount.low, lifetime.high),
        annuity_factor(discount.high, lifetime.low),
    )
    return opening_yuan * factor + running_yuan


def site_cost(
    costs: KindCosts,
    rates: CostRates,
    *,
    new_sites: float = 0.0,
    new_windows: float = 0.0,
    cases_per_year: float = 0.0,
) -> SiteCost:
    """Return what new sites, new windows and more cases of one kind of site cost.

    A new site's own windows count as new windows, too. Windows that close (`new_windows` < 0)
    save their staff, not what they once cost to open; the same holds for sites.
    """
    opening = costs.opening_yuan.amount * max(0.0, new_sites)
    opening += costs.opening_yuan_per_window.amount * max(0.0, new_windows)
    staff = costs.staff_per_window.amount * new_windows
    running = costs.yearly_yuan.amount * new_sites
    running += staff * rates.staff_yuan_per_year.amount
    running += costs.yuan_per_case.amount * cases_per_year
    return SiteCost(opening, running, annualised(opening, running, rates))


def yuan_per_hour_saved(cost_yuan: Amount, saved_h: float) -> CostOfAnHour:
    """Return what one saved person-hour costs: yearly cost over hours saved a year.

    Only where hours are saved: otherwise the quotient would praise what wastes most time. Less
    than `NO_HOURS` either way is rounding, not saving.
    """
    require(isfinite(saved_h), "hours saved are not finite")
    if saved_h >= NO_HOURS:
        return CostOfAnHour(cost_yuan * (1 / saved_h), None)
    if saved_h <= -NO_HOURS:
        return CostOfAnHour(
            None,
            Text(
                f"居民每年多花 {-saved_h:,.0f} 小时，没有节省",
                f"people lose {counted(-saved_h, 'hour')} a year, none are saved",
            ),
        )
    return CostOfAnHour(None, Text("没有节省时间", "no hours are saved"))
