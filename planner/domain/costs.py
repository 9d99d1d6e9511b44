"""What travel, time and sites cost: settings with a range and a source, never facts of a run."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite

from planner.domain.arrays import require
from planner.text import Text


@dataclass(frozen=True, slots=True)
class Amount:
    """A figure with the least and the most it may be: low <= value <= high, all finite.

    Sums and products take all lows, or all highs, to happen at once: the range is as wide as it
    can be. So subtract quantities before pricing them; the same price is then high or low for
    both sides of the difference.
    """

    value: float
    low: float
    high: float

    def __post_init__(self) -> None:
        require(all(map(isfinite, (self.value, self.low, self.high))), "an amount is not finite")
        require(self.low <= self.value <= self.high, "an amount is outside its range")

    @classmethod
    def exact(cls, value: float) -> Amount:
        """Return a figure without a range."""
        return cls(value, value, value)

    def __add__(self, other: Amount) -> Amount:
        return Amount(self.value + other.value, self.low + other.low, self.high + other.high)

    def __mul__(self, other: Amount | float) -> Amount:
        by = other if isinstance(other, Amount) else Amount.exact(other)
        ends = [a * b for a in (self.low, self.high) for b in (by.low, by.high)]
        value = self.value * by.value
        return Amount(value, min(*ends, value), max(*ends, value))


@dataclass(frozen=True, slots=True)
class Rate:
    """A setting >= 0 with its range, and where it comes from."""

    amount: Amount
    source: Text

    def __post_init__(self) -> None:
        require(self.amount.low >= 0, "a rate is negative")


@dataclass(frozen=True)
class KindCosts:
    """What a site of one kind costs beyond what is there already; buildings are not included.

    kind                      id of the kind of site
    opening_yuan              once, for the site
    opening_yuan_per_window   once, for each window or machine
    yearly_yuan               a year, without staff
    staff_per_window          people employed for each window
    yuan_per_case             paid to the operator for each case handled
    """

    kind: str
    opening_yuan: Rate
    opening_yuan_per_window: Rate
    yearly_yuan: Rate
    staff_per_window: Rate
    yuan_per_case: Rate


@dataclass(frozen=True)
class CostRates:
    """All prices of a comparison.

    travel_yuan_per_km     of a person's way: fuel and wear of one car, one person in it
    time_yuan_per_h        value of a person's time
    co2_kg_per_km          of the same car
    mail_yuan_per_leg      one parcel one way, whoever pays
    staff_yuan_per_year    one employee
    lifetime_years         of what is bought for an opening, > 0
    discount_per_year      0.03 is 3 % a year
    kinds                  costs by kind of site; a kind not listed has no known cost
    """

    travel_yuan_per_km: Rate
    time_yuan_per_h: Rate
    co2_kg_per_km: Rate
    mail_yuan_per_leg: Rate
    staff_yuan_per_year: Rate
    lifetime_years: Rate
    discount_per_year: Rate
    kinds: tuple[KindCosts, ...] = ()

    def __post_init__(self) -> None:
        require(self.lifetime_years.amount.low > 0, "a lifetime is not above 0")
        names = [costs.kind for costs in self.kinds]
        require(len(set(names)) == len(names), "kinds repeat")

    def of_kind(self, kind: str) -> KindCosts | None:
        """Return the costs of a kind of site, None where none are known."""
        return next((costs for costs in self.kinds if costs.kind == kind), None)
