from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.analyse.costing import (
    annualised,
    annuity_factor,
    co2_kg,
    mail_yuan,
    site_cost,
    travel_cost,
    yuan_per_hour_saved,
)
from planner.domain.costs import Amount, CostRates, KindCosts, Rate
from planner.domain.money import CostOfAnHour
from planner.text import Text


def rate(value: float, low: float | None = None, high: float | None = None) -> Rate:
    amount = Amount(value, value if low is None else low, value if high is None else high)
    return Rate(amount, Text.same("test"))


RATES = CostRates(
    travel_yuan_per_km=rate(0.5, 0.4, 1.0),
    time_yuan_per_h=rate(20.0, 10.0, 30.0),
    co2_kg_per_km=rate(0.2, 0.1, 0.3),
    mail_yuan_per_leg=rate(15.0, 10.0, 20.0),
    staff_yuan_per_year=rate(100.0, 80.0, 120.0),
    lifetime_years=rate(10.0, 5.0, 20.0),
    discount_per_year=rate(0.0, 0.0, 0.1),
)
HALL = KindCosts(
    kind="hall",
    opening_yuan=rate(1000.0, 500.0, 2000.0),
    opening_yuan_per_window=rate(100.0),
    yearly_yuan=rate(50.0, 40.0, 60.0),
    staff_per_window=rate(2.0, 2.0, 3.0),
    yuan_per_case=rate(5.0),
)


def test_travel_is_priced_by_the_way_and_by_the_hour() -> None:
    cost = travel_cost(1000.0, 50.0, RATES)
    assert cost.running_yuan == Amount(500.0, 400.0, 1000.0)
    assert cost.time_yuan == Amount(1000.0, 500.0, 1500.0)
    assert cost.total_yuan == Amount(1500.0, 900.0, 2500.0)
    assert co2_kg(1000.0, RATES) == Amount(200.0, 100.0, 300.0)
    assert mail_yuan(6, RATES) == Amount(90.0, 60.0, 120.0)


def test_what_is_saved_is_negative_and_keeps_its_range() -> None:
    saved = travel_cost(-1000.0, 0.0, RATES)
    assert saved.total_yuan == Amount(-500.0, -1000.0, -400.0)


def test_annuities() -> None:
    assert annuity_factor(0.0, 10.0) == pytest.approx(0.1)
    # The textbook's capital recovery factor at 8 % over 10 years.
    assert annuity_factor(0.08, 10.0) == pytest.approx(0.149029, abs=5e-7)
    assert annuity_factor(1e-15, 10.0) == pytest.approx(0.1)
    spread = annualised(Amount(1000.0, 500.0, 2000.0), Amount.exact(7.0), RATES)
    assert (spread.value, spread.low) == pytest.approx((107.0, 500 / 20 + 7))
    # 10 % over 5 years: 0.1 / (1 − 1.1^−5) = 0.263797.
    assert spread.high == pytest.approx(2000 * 0.263797 + 7, abs=0.01)


@given(st.floats(0.0, 0.5), st.floats(0.5, 60.0))
def test_an_annuity_pays_off_the_opening(discount: float, years: float) -> None:
    whole = int(years) or 1
    worth = sum((1 + discount) ** -year for year in range(1, whole + 1))
    assert annuity_factor(discount, whole) * worth == pytest.approx(1.0)


def test_a_new_hall_with_two_windows() -> None:
    cost = site_cost(HALL, RATES, new_sites=1, new_windows=2, cases_per_year=10)
    assert cost.opening_yuan == Amount(1200.0, 700.0, 2200.0)
    # 50 for the hall, 2 x 2 people at 100, 10 cases at 5.
    assert cost.running_yuan == Amount(500.0, 40 + 4 * 80 + 50.0, 60 + 6 * 120 + 50.0)
    assert cost.annualised_yuan.value == pytest.approx(120 + 500)
    twice = cost + cost
    assert twice.annualised_yuan.high == pytest.approx(2 * cost.annualised_yuan.high)


def test_closing_saves_the_running_cost_only() -> None:
    cost = site_cost(HALL, RATES, new_sites=-1, new_windows=-1)
    assert cost.opening_yuan == Amount.exact(0.0)
    assert cost.running_yuan == Amount(-250.0, -60 - 3 * 120.0, -40 - 2 * 80.0)


def test_an_hour_saved_has_a_price_only_if_hours_are_saved() -> None:
    cost = Amount(600.0, 300.0, 900.0)
    assert yuan_per_hour_saved(cost, 300.0).yuan == Amount(2.0, 1.0, 3.0)
    assert yuan_per_hour_saved(cost * -1.0, 300.0).yuan == Amount(-2.0, -3.0, -1.0)
    for saved_h, reason in ((0.0, "no hours"), (1e-9, "no hours"), (-40.0, "lose 40 hours")):
        found = yuan_per_hour_saved(cost, saved_h)
        assert found.yuan is None
        assert found.reason is not None
        assert reason in found.reason.en
    with pytest.raises(ValueError, match="finite"):
        yuan_per_hour_saved(cost, float("nan"))
    with pytest.raises(ValueError, match="either"):
        CostOfAnHour(None, None)


def test_faulty_annuities_are_refused() -> None:
    with pytest.raises(ValueError, match="lifetime"):
        annuity_factor(0.1, 0.0)
    with pytest.raises(ValueError, match="lifetime"):
        annuity_factor(-0.1, 5.0)


def test_dearer_rates_never_cost_less() -> None:
    dearer = replace(RATES, time_yuan_per_h=rate(25.0, 10.0, 40.0))
    before, after = (travel_cost(10.0, 10.0, rates).total_yuan for rates in (RATES, dearer))
    assert after.value > before.value
    assert after.high > before.high
