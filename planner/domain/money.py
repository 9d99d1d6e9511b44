"""What cases cost residents in a year, what measures cost, and what an hour saved costs."""

from __future__ import annotations

from dataclasses import dataclass

from planner.domain.arrays import require
from planner.domain.costs import Amount
from planner.text import Text


@dataclass(frozen=True)
class Bill:
    """A year of cases in money; of a difference, below zero where it is saved.

    travel_yuan    running the car on all ways
    time_yuan      value of all the time that cases cost (`Summary.case_h`)
    mail_fee_yuan  what applicants pay for letters
    mail_yuan      what letters cost, whoever pays them
    co2_kg         of the car
    """

    travel_yuan: Amount
    time_yuan: Amount
    mail_fee_yuan: Amount
    mail_yuan: Amount
    co2_kg: Amount

    @property
    def total_yuan(self) -> Amount:
        """What residents bear: travel, time and fees for letters."""
        return self.travel_yuan + self.time_yuan + self.mail_fee_yuan


@dataclass(frozen=True)
class CostOfAnHour:
    """Yuan for each person-hour saved, or the reason why there is no such figure.

    Exactly one of both is None. Below 0 the change saves money and time.
    """

    yuan: Amount | None
    reason: Text | None

    def __post_init__(self) -> None:
        require((self.yuan is None) != (self.reason is None), "either a figure or a reason")


@dataclass(frozen=True)
class MeasuresCost:
    """What all measures of a scenario cost together; None where a part of it is not known.

    opening_yuan     once
    yearly_yuan      a year, letters included that applicants do not pay
    annualised_yuan  a year, the opening spread over its lifetime
    unknown          what is not known, e.g. the cost of a kind of site
    """

    opening_yuan: Amount | None
    yearly_yuan: Amount | None
    annualised_yuan: Amount | None
    unknown: tuple[Text, ...] = ()

    def __post_init__(self) -> None:
        whole = self.opening_yuan is not None and self.yearly_yuan is not None
        require(whole == (self.annualised_yuan is not None), "a year of a cost not known")
        require(whole != bool(self.unknown), "a cost is not known, and nobody says why")


@dataclass(frozen=True)
class Money:
    """A scenario against its baseline in money, over all services.

    change   the difference, priced as one (see `Amount`)
    saved_h  person-hours a year that cases cost less; below zero where they cost more
    """

    before: Bill
    after: Bill
    change: Bill
    saved_h: float
    cost: MeasuresCost
    per_hour: CostOfAnHour
