"""The street of three blocks in money, by hand.

    (0,0) --- (1,0) --- (2,0) --- (3,0)      1 km and 100 s a block
     hall                          station
      r0        r1        r2        r3
    1 person  2         4         8

One service, one case a person and year, one visit, 10 minutes at the counter. Today the hall alone
handles it: 2 x (2 x 1 + 4 x 2 + 8 x 3) = 68 person-km and 6,800 person-seconds a year; with the
station 2 x (2 x 1 + 4 x 1) = 12 person-km and 1,200 s.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

from planner.analyse.money import Loaded, measures_cost, money
from planner.analyse.score import score
from planner.domain.case_costs import DeskLoads
from planner.domain.costs import Amount, CostRates, KindCosts, Rate
from planner.domain.money import MeasuresCost
from planner.domain.result import MeasureReport
from planner.domain.score import ALL_SERVICES, FOCUS, Question, Scorecard
from planner.domain.world import World
from planner.text import Text
from tests.accesses import judged_on_roads
from tests.city import GridCity, services_of

CITY = GridCity(4, 2)
POSITIONS = [(0.0, 0.0), (1.0, 0.0), (2.0, 0.0), (3.0, 0.0)]
SITES = {"hall": (0.0, 0.0), "station": (3.0, 0.0)}


def rate(value: float, low: float | None = None, high: float | None = None) -> Rate:
    amount = Amount(value, value if low is None else low, value if high is None else high)
    return Rate(amount, Text.same("test"))


KIND = KindCosts("hall", rate(50), rate(100, 80, 200), rate(7), rate(2), rate(3))
RATES = CostRates(
    travel_yuan_per_km=rate(0.5, 0.4, 1.0),
    time_yuan_per_h=rate(18, 9, 36),
    co2_kg_per_km=rate(0.2),
    mail_yuan_per_leg=rate(15),
    staff_yuan_per_year=rate(10),
    lifetime_years=rate(10),
    discount_per_year=rate(0),
    kinds=(KIND,),
)


def world(station: list[str], windows: Mapping[str, int] | None = None) -> World:
    made = CITY.world(
        POSITIONS, SITES, services_of("a"), people=[1, 2, 4, 8],
        offers={"hall": ["a"], "station": station},
    )  # fmt: skip
    counts = [(windows or {}).get(site, 0) for site in made.sites.ids]
    desks = replace(made.sites.desks, windows=np.array(counts, dtype=np.int32))
    return replace(made, sites=made.sites.with_desks(desks))


def report(
    opening: float | None, yearly: float | None, sites: tuple[str, ...] = ("station",)
) -> MeasureReport:
    services = np.array([True])
    return MeasureReport("test", Text.same("test"), sites, services, opening, yearly)


def card(*reports: MeasureReport) -> Scorecard:
    every = np.array([True])
    asked = Question(Text.same("all"), {FOCUS: every, ALL_SERVICES: every}, (), 1800.0, rates=RATES)
    places = CITY.at(*POSITIONS), CITY.at(*SITES.values())
    before, after = (judged_on_roads(world(at), *places, asked) for at in ([], ["a"]))
    return score(before, after if reports else before, asked, reports)


def test_travel_time_and_co2_are_priced_before_and_after() -> None:
    found = card(report(900.0, 10.0)).money
    assert found.before.travel_yuan.value == pytest.approx(34)
    assert found.after.travel_yuan.value == pytest.approx(6)
    # 15 cases of 10 minutes at the counter come on top of travel, both times
    assert found.before.time_yuan.value == pytest.approx(18 * (6800 + 9000) / 3600)
    assert found.after.time_yuan.value == pytest.approx(18 * (1200 + 9000) / 3600)
    assert found.before.co2_kg.value == pytest.approx(13.6)
    change = found.change.travel_yuan
    assert [change.value, change.low, change.high] == pytest.approx([-28, -56, -22.4])
    assert found.change.total_yuan.value == pytest.approx(
        found.after.total_yuan.value - found.before.total_yuan.value
    )


def test_an_hour_saved_costs_the_year_over_the_hours() -> None:
    found = card(report(900.0, 10.0)).money
    assert found.saved_h == pytest.approx(5600 / 3600)
    assert found.cost.annualised_yuan == Amount.exact(100.0)
    assert found.per_hour.yuan is not None
    assert found.per_hour.yuan.value == pytest.approx(100 / (5600 / 3600))


def test_without_measures_there_is_no_such_figure() -> None:
    found = card().money
    assert found.per_hour.reason == Text("没有举措", "there are no measures")
    assert found.cost.opening_yuan == Amount.exact(0.0)
    assert found.change.total_yuan.value == 0


def cost(before: World, after: World, *reports: MeasureReport, rates: CostRates = RATES,
         visits: float = 0.0) -> MeasuresCost:  # fmt: skip
    def loads(visits: float) -> DeskLoads:
        nothing = np.zeros((1, 2, 1))
        return DeskLoads(nothing + visits, nothing, nothing[0], np.full((2, 1), np.nan))

    return measures_cost(Loaded(before, loads(0.0)), Loaded(after, loads(visits)), reports, rates)


def test_costs_of_measures_add_up() -> None:
    both = cost(world([]), world(["a"]), report(100.0, 5.0), report(20.0, -6.0))
    assert both.opening_yuan == Amount.exact(120.0)
    assert both.yearly_yuan == Amount.exact(-1.0)
    assert both.annualised_yuan == Amount.exact(11.0)


def test_what_a_report_does_not_know_is_taken_from_the_kind() -> None:
    # two windows more: 2 x 100 once, 2 x 2 people at 10 yuan, and 3 yuan for each of 50 visits
    today, wider = world([], {"station": 1}), world(["a"], {"station": 3})
    found = cost(today, wider, report(None, None), visits=50.0)
    assert found.opening_yuan == Amount(200.0, 160.0, 400.0)
    assert found.yearly_yuan == Amount.exact(40.0 + 150.0)
    # what a measure says of the opening stands; the year is still the kind's
    known = cost(today, wider, report(1.0, None), visits=50.0)
    assert known.opening_yuan == Amount.exact(1.0)
    assert known.yearly_yuan == Amount.exact(190.0)


def test_a_site_that_several_measures_touch_counts_once() -> None:
    today, wider = world([], {"station": 1}), world(["a"], {"station": 3})
    assert cost(today, wider, report(None, 0.0), report(None, 0.0)).opening_yuan == Amount(
        200.0, 160.0, 400.0
    )


def test_what_nobody_knows_is_said_and_not_zero() -> None:
    today, wider = world([], {"station": 1}), world(["a"], {"station": 3})
    found = cost(today, wider, report(None, 0.0), rates=replace(RATES, kinds=()))
    assert found.opening_yuan is None
    assert found.yearly_yuan == Amount.exact(0.0)
    assert found.annualised_yuan is None
    kind = today.sites.kinds[0].name
    assert [reason.en for reason in found.unknown] == [f"cost of {kind.en} not known"]
    nowhere = cost(today, wider, report(None, 0.0, ()))
    assert [reason.en for reason in nowhere.unknown] == ["cost of test not known"]


def test_a_new_site_of_unknown_windows_has_no_cost_by_window() -> None:
    wider = world(["a"])
    gone = np.array([False, True])
    sites = wider.sites
    few = replace(
        sites, ids=sites.ids[:1], names=sites.names[:1], kind=sites.kind[:1], lon=sites.lon[:1],
        lat=sites.lat[:1], unit=sites.unit[:1], area=sites.area[:1],
        desks=sites.desks.without_sites(gone),
    )  # fmt: skip
    found = cost(replace(wider, sites=few), wider, report(None, None))
    assert found.opening_yuan is None
    assert "windows of a new" in found.unknown[0].en


def test_longer_hours_are_not_told_by_the_kind() -> None:
    today, wider = world([], {"station": 1}), world(["a"], {"station": 2})
    desks = wider.sites.desks
    longer = replace(wider, sites=wider.sites.with_desks(replace(desks, hours=("", "24/7"))))
    for after in (today, longer):  # nothing to price; windows that are also open longer
        found = cost(today, after, report(0.0, None))
        assert [reason.en for reason in found.unknown] == ["cost of test not known"]
        assert found.yearly_yuan is None


def test_letters_that_applicants_do_not_pay_join_the_yearly_cost() -> None:
    row = card(report(0.0, 10.0)).focus
    mailing = replace(row, after=replace(row.after, mail_legs=4.0, mail_fee_yuan=20.0))
    known = MeasuresCost(Amount.exact(0.0), Amount.exact(10.0), Amount.exact(10.0))
    found = money(mailing, known, RATES, as_is=False)
    # four letters at 15 yuan, for which applicants pay 20 in all
    assert found.cost.yearly_yuan == found.cost.annualised_yuan == Amount.exact(10.0 + 40.0)
    assert found.after.mail_yuan.value == 60.0
    bill = found.after
    total = bill.travel_yuan.value + bill.time_yuan.value + 20.0
    assert bill.total_yuan.value == pytest.approx(total)


def test_a_site_opened_and_closed_again_costs_nothing() -> None:
    found = cost(world([]), world(["a"]), report(None, None, ("never",)))
    assert found.opening_yuan == found.yearly_yuan == Amount.exact(0.0)
