from __future__ import annotations

from planner.domain.costs import Amount
from planner.domain.planning_rates import PLANNING_RATES
from planner.prepare.rates import rates_of
from planner.scenario.schema_rates import Rates
from planner.text import Text


def said(**rates: object) -> Rates:
    return Rates.model_validate(rates)


def test_without_a_word_the_planning_figures_hold() -> None:
    assert rates_of(None, None, "drive") == PLANNING_RATES
    assert rates_of(said(), said(), "drive") == PLANNING_RATES


def test_the_scenario_wins_over_the_study_item_by_item() -> None:
    study = said(time_yuan_per_h=30, mail_yuan_per_leg={"value": 12, "low": 8, "high": 15})
    scenario = said(time_yuan_per_h={"value": 25, "high": 40, "source": "survey"})
    rates = rates_of(study, scenario, "drive")
    assert rates.time_yuan_per_h.amount == Amount(25, 25, 40)
    assert rates.time_yuan_per_h.source == Text.same("survey")
    assert rates.mail_yuan_per_leg.amount == Amount(12, 8, 15)
    assert rates.staff_yuan_per_year == PLANNING_RATES.staff_yuan_per_year


def test_per_cent_become_shares() -> None:
    rates = rates_of(said(discount_percent={"value": 3, "low": 0, "high": 8}), None, "drive")
    assert rates.discount_per_year.amount == Amount(0.03, 0.0, 0.08)


def test_walking_costs_no_fuel_unless_the_scenario_says_so() -> None:
    study = said(travel_yuan_per_km=0.9)
    assert rates_of(study, None, "drive").travel_yuan_per_km.amount.value == 0.9
    walking = rates_of(study, None, "walk")
    assert walking.travel_yuan_per_km.amount == walking.co2_kg_per_km.amount == Amount.exact(0.0)
    cycling = rates_of(study, said(travel_yuan_per_km=0.1), "cycle")
    assert cycling.travel_yuan_per_km.amount.value == 0.1


def test_kinds_are_changed_or_added() -> None:
    kinds = {"kiosk": {"opening_yuan": 100_000}, "car_dealer": {"yearly_yuan": 5000}}
    rates = rates_of(None, said(kinds=kinds), "drive")
    kiosk, planned = rates.of_kind("kiosk"), PLANNING_RATES.of_kind("kiosk")
    assert kiosk is not None
    assert planned is not None
    assert kiosk.opening_yuan.amount == Amount.exact(100_000)
    assert kiosk.yearly_yuan == planned.yearly_yuan
    dealer = rates.of_kind("car_dealer")
    assert dealer is not None
    assert dealer.yearly_yuan.amount.value == 5000
    assert dealer.opening_yuan.amount.value == 0
