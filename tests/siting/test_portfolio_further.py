"""Handovers against trying them all; draws that do not vary, and that repeat."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, reject, settings

from planner.domain.arrays import BoolArray
from planner.errors import SitingError
from planner.siting.effort import Effort
from planner.siting.portfolio import Portfolio
from planner.siting.portfolio_further import handovers, portfolio_robustness, varied_portfolio
from planner.siting.portfolio_search import solve_portfolio
from planner.siting.robust import Robustness, Spread
from tests.siting.test_portfolio import plain, portfolios


@settings(max_examples=60, deadline=None)
@given(portfolios())
def test_handovers_are_the_least_harmful_of_all(portfolio: Portfolio) -> None:
    try:
        offers = solve_portfolio(portfolio).offers
    except SitingError:
        reject()
    new = offers & ~portfolio.existing
    expected: dict[int, float] = {}
    for closed in np.flatnonzero(new.any(axis=1)).tolist():
        losses = []
        for opened in range(len(offers)):
            after = offers.copy()
            after[closed] = portfolio.existing[closed]
            after[opened] |= new[closed]
            if not offers[opened].any() and not portfolio.faults(
                np.asarray(after.any(axis=1)), after
            ):
                losses.append(portfolio.person_hours(after) - portfolio.person_hours(offers))
        if losses:
            expected[closed] = min(losses)
    found = {one.closed: one.loss for one in handovers(portfolio, offers)}
    assert found == pytest.approx(expected, abs=1e-9)
    assert list(found.values()) == sorted(found.values())


def street(draw_demand: tuple[float, ...] = (1.0, 2.0, 4.0)) -> Portfolio:
    base = plain(3, 3, 1, 1)
    return Portfolio(
        demand=np.array(draw_demand).reshape(3, 1, 1),
        cost=np.abs(np.arange(3.0)[:, None] - np.arange(3.0)),
        open=base.open,
        may_offer=base.may_offer,
        existing=base.existing,
        opening_cost=base.opening_cost,
        offer_cost=base.offer_cost,
        minutes=base.minutes,
        window_min=base.window_min,
        penalty=100.0,
        new_sites=1,
    )


def told(
    portfolio: Portfolio, spread: Spread, place: list[int], draws: int = 8
) -> tuple[BoolArray, Robustness]:
    offers = solve_portfolio(portfolio).offers
    found = portfolio_robustness(
        portfolio, offers, np.array(place), spread, draws=draws, seed=3,
        effort=Effort(), on_progress=lambda _done, _all: None,
    )  # fmt: skip
    return offers, found


def test_numbers_that_do_not_vary_leave_the_answer_the_best() -> None:
    offers, found = told(street(), Spread(), [0, 1, 2])
    assert np.flatnonzero(offers).tolist() == [2]
    assert found.stays.tolist() == [0, 0, 1]
    assert found.regret.tolist() == [0.0] * 8


def test_numbers_that_vary_change_answers_and_regret_is_what_they_save() -> None:
    spread = Spread(demand=1.5, speed=0.5)
    offers, found = told(street(), spread, [0, 1, 2], draws=30)
    assert 0 < found.stays[2] < 1
    assert math.isclose(found.stays.sum(), 1)
    for draw in range(30):
        drawn = varied_portfolio(street(), np.arange(3), spread, 3, draw)
        best = min(
            drawn.person_hours(np.arange(3)[:, None] == np.array([[site]])) for site in range(3)
        )
        assert found.regret[draw] == pytest.approx(drawn.person_hours(offers) - best, abs=1e-9)


def test_rows_of_one_place_vary_together() -> None:
    drawn = varied_portfolio(street((2.0, 2.0, 2.0)), np.array([0, 0, 1]), Spread(demand=1), 0, 0)
    assert drawn.demand[0] == drawn.demand[1]
    assert drawn.demand[0] != drawn.demand[2]
