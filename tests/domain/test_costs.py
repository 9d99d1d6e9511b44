from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.domain.costs import Amount, Rate
from planner.domain.planning_rates import PLANNING_RATES
from planner.text import Text

FIGURES = st.floats(-1e6, 1e6)
AMOUNTS = st.tuples(FIGURES, FIGURES, FIGURES).map(sorted).map(lambda x: Amount(x[1], x[0], x[2]))


def test_ranges_go_along_with_sums_and_products() -> None:
    price, number = Amount(2.0, 1.0, 4.0), Amount(10.0, 8.0, 11.0)
    assert price + number == Amount(12.0, 9.0, 15.0)
    assert price * number == Amount(20.0, 8.0, 44.0)
    assert price * 3.0 == Amount(6.0, 3.0, 12.0)
    # A negative quantity turns the range round: a high price then saves most.
    assert price * -3.0 == Amount(-6.0, -12.0, -3.0)


@given(AMOUNTS, AMOUNTS, st.sampled_from(["value", "low", "high"]))
def test_no_choice_within_the_ranges_leaves_the_range_of_the_product(
    a: Amount, b: Amount, end: str
) -> None:
    product, total = a * b, a + b
    for other in ("value", "low", "high"):
        assert product.low <= getattr(a, end) * getattr(b, other) <= product.high
        assert total.low <= getattr(a, end) + getattr(b, other) <= total.high


def test_faulty_rates_are_refused() -> None:
    with pytest.raises(ValueError, match="outside its range"):
        Amount(3.0, 4.0, 5.0)
    with pytest.raises(ValueError, match="finite"):
        Amount(1.0, 0.0, float("inf"))
    with pytest.raises(ValueError, match="negative"):
        Rate(Amount(1.0, -1.0, 2.0), Text.same("somewhere"))
    with pytest.raises(ValueError, match="lifetime"):
        replace(PLANNING_RATES, lifetime_years=Rate(Amount(1.0, 0.0, 2.0), Text.same("x")))
    with pytest.raises(ValueError, match="repeat"):
        replace(PLANNING_RATES, kinds=PLANNING_RATES.kinds[:1] * 2)


def test_a_kind_without_known_costs_is_none() -> None:
    assert PLANNING_RATES.of_kind("car_dealer") is None
    found = PLANNING_RATES.of_kind("postal_agent")
    assert found is not None
    assert found.kind == "postal_agent"
