"""A scenario's money: residents' bill before and after, the measures' cost, yuan an hour saved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import reduce

import numpy as np

from planner.analyse.costing import (
    SiteCost,
    annualised,
    co2_kg,
    mail_yuan,
    site_cost,
    travel_cost,
    yuan_per_hour_saved,
)
from planner.domain.case_costs import DeskLoads
from planner.domain.costs import Amount, CostRates
from planner.domain.money import Bill, CostOfAnHour, MeasuresCost, Money
from planner.domain.result import MeasureReport
from planner.domain.score import Row
from planner.domain.world import World
from planner.text import Text

_NOTHING = Amount.exact(0.0)


@dataclass(frozen=True)
class Loaded:
    """A world and the visits that its desks get."""

    world: World
    loads: DeskLoads


def money(row: Row, cost: MeasuresCost, rates: CostRates, *, as_is: bool) -> Money:
    """Return the money of a row's before and after; `as_is` where there are no measures.

    What letters cost the city beyond what applicants pay for them joins the yearly cost.
    """
    before, after = row.before, row.after
    saved_h = before.case_h - after.case_h
    fee_yuan = after.mail_fee_yuan - before.mail_fee_yuan
    letters = mail_yuan(after.mail_legs - before.mail_legs, rates) + Amount.exact(-fee_yuan)
    whole = _with_letters(cost, letters, rates)
    return Money(
        before=_bill(
            before.person_km, before.case_h, before.mail_legs, before.mail_fee_yuan, rates
        ),
        after=_bill(after.person_km, after.case_h, after.mail_legs, after.mail_fee_yuan, rates),
        change=_bill(
            after.person_km - before.person_km,
            -saved_h,
            after.mail_legs - before.mail_legs,
            fee_yuan,
            rates,
        ),
        saved_h=saved_h,
        cost=whole,
        per_hour=_per_hour(whole, saved_h, as_is=as_is),
    )


def _bill(
    person_km: float, case_h: float, mail_legs: float, mail_fee_yuan: float, rates: CostRates
) -> Bill:
    travel = travel_cost(person_km, case_h, rates)
    return Bill(
        travel_yuan=travel.running_yuan,
        time_yuan=travel.time_yuan,
        mail_fee_yuan=Amount.exact(mail_fee_yuan),
        mail_yuan=mail_yuan(mail_legs, rates),
        co2_kg=co2_kg(person_km, rates),
    )


def _with_letters(cost: MeasuresCost, letters: Amount, rates: CostRates) -> MeasuresCost:
    if cost.yearly_yuan is None:
        return cost
    yearly = cost.yearly_yuan + letters
    a_year = None if cost.opening_yuan is None else annualised(cost.opening_yuan, yearly, rates)
    return replace(cost, yearly_yuan=yearly, annualised_yuan=a_year)


def measures_cost(
    before: Loaded, after: Loaded, reports: Sequence[MeasureReport], rates: CostRates
) -> MeasuresCost:
    """Return what the measures cost together.

    What a report does not know is taken from the rates of the kinds of the sites it touched, as
    far as these tell it: new or closed sites, further windows, further visits (each counts as a
    case). Other changes of a site, such as longer hours, they do not tell. A site that several
    such measures touched counts once.
    """
    parts: list[Amount | None] = []
    unknown: dict[Text, None] = {}
    for name in ("opening_yuan", "yearly_yuan"):
        known = sum(getattr(report, name) or 0.0 for report in reports)
        open_ones = [report for report in reports if getattr(report, name) is None]
        reasons = [_of_measure(report) for report in open_ones if not report.sites]
        total = Amount.exact(known)
        priced: set[str] = set()
        touched = [(report, site) for report in open_ones for site in report.sites]
        for report, site_id in touched:
            found = _site(before, after, site_id, rates) or _of_measure(report)
            if isinstance(found, Text):
                reasons.append(found)
            elif site_id not in priced:
                total += found.opening_yuan if name == "opening_yuan" else found.running_yuan
            priced.add(site_id)
        unknown.update(dict.fromkeys(reasons))
        parts.append(None if reasons else total)
    opening, yearly = parts
    a_year = None if opening is None or yearly is None else annualised(opening, yearly, rates)
    return MeasuresCost(opening, yearly, a_year, tuple(unknown))


def _site(before: Loaded, after: Loaded, site_id: str, rates: CostRates) -> SiteCost | Text | None:
    """Return what the change of a site costs, what about it is not known, None if no kind tells."""
    windows = [_windows(loaded.world, site_id) for loaded in (before, after)]
    if windows == [None, None]:  # opened by one measure, closed by a later one
        return SiteCost(_NOTHING, _NOTHING, _NOTHING)
    owner = after.world if windows[1] is not None else before.world
    kind = owner.sites.kinds[int(owner.sites.kind[owner.sites.index_of[site_id]])]
    costs = rates.of_kind(kind.id)
    new_sites = (windows[1] is not None) - (windows[0] is not None)
    new_windows = (windows[1] or 0) - (windows[0] or 0)
    hours = [_hours(loaded.world, site_id) for loaded in (before, after)]
    if not new_sites and (not new_windows or hours[0] != hours[1]):
        return None
    if costs is None:
        return Text(f"“{kind.name.zh}”的费用未知", f"cost of {kind.name.en} not known")
    by_window = costs.opening_yuan_per_window.amount.high + costs.staff_per_window.amount.high
    if new_sites and not new_windows and by_window:
        return Text(
            f"新设“{kind.name.zh}”的窗口数未知", f"windows of a new {kind.name.en} not known"
        )
    return site_cost(
        costs,
        rates,
        new_sites=new_sites,
        new_windows=new_windows,
        cases_per_year=_visits(after, site_id) - _visits(before, site_id),
    )


def _windows(world: World, site_id: str) -> int | None:
    """Return the windows of a site, 0 where unknown; None where the world has no such site."""
    index = world.sites.index_of.get(site_id)
    if index is None:
        return None
    desks = world.sites.desks
    return int(desks.windows[desks.site == index].sum())


def _hours(world: World, site_id: str) -> str | None:
    """Return the opening hours of a site as written; None where there is no such site."""
    index = world.sites.index_of.get(site_id)
    return None if index is None else world.sites.hours[index]


def _visits(loaded: Loaded, site_id: str) -> float:
    """Return the visits a year of a site, 0 where there is none."""
    index = loaded.world.sites.index_of.get(site_id)
    if index is None:
        return 0.0
    own = np.flatnonzero(loaded.world.sites.desks.site == index)
    return float(loaded.loads.visits[:, own].sum())


def _of_measure(report: MeasureReport) -> Text:
    return Text(f"举措 {report.measure} 的费用未知", f"cost of {report.measure} not known")


def _per_hour(cost: MeasuresCost, saved_h: float, *, as_is: bool) -> CostOfAnHour:
    if as_is:
        return CostOfAnHour(None, Text("没有举措", "there are no measures"))
    if cost.annualised_yuan is None:
        return CostOfAnHour(None, reduce(_and, cost.unknown))
    return yuan_per_hour_saved(cost.annualised_yuan, saved_h)


def _and(first: Text, second: Text) -> Text:
    return Text("；".join((first.zh, second.zh)), "; ".join((first.en, second.en)))
