"""Portfolios against all combinations of offers, and against the p-median, their special case."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.errors import SitingError
from planner.siting.exact import solve
from planner.siting.models import Count, PMedian
from planner.siting.portfolio import Portfolio
from planner.siting.portfolio_search import solve_portfolio
from tests.siting.published import san_francisco


def plain(n: int, s: int, b: int, t: int) -> Portfolio:
    """Return a portfolio in which everything is possible and free."""
    return Portfolio(
        demand=np.ones((n, b, t)),
        cost=np.zeros((n, s)),
        open=np.ones((s, t), dtype=bool),
        may_offer=np.ones((s, b), dtype=bool),
        existing=np.zeros((s, b), dtype=bool),
        opening_cost=np.zeros(s),
        offer_cost=np.zeros((s, b)),
        minutes=np.zeros((s, b)),
        window_min=np.full(s, math.inf),
        penalty=100.0,
    )


@pytest.mark.parametrize("p", [1, 3, 5])
def test_one_bundle_to_p_sites_is_the_p_median(shared_data: Path, p: int) -> None:
    problem = san_francisco(shared_data)
    cost = problem.cost.astype(np.float64)
    portfolio = replace(
        plain(cost.shape[0], cost.shape[1], 1, 1),
        demand=problem.weight.reshape(-1, 1, 1).copy(),
        cost=cost,
        penalty=float(cost.max()),
        new_sites=p,
    )
    found, median = solve_portfolio(portfolio), solve(problem, PMedian(Count(p)))
    assert found.proven
    assert np.flatnonzero(found.sites).tolist() == median.chosen.tolist()
    assert found.objective == pytest.approx(median.objective, rel=1e-12)


def test_evening_demand_prefers_the_site_that_is_open_then() -> None:
    # Site 0 is 1 h away and closes at night, site 1 is 2 h away and never closes.
    question = replace(
        plain(1, 2, 1, 2),
        demand=np.array([[[10.0, 10.0]]]),
        cost=np.array([[1.0, 2.0]]),
        open=np.array([[True, False], [True, True]]),
        penalty=8.0,
        new_sites=1,
    )
    found = solve_portfolio(question)
    assert found.sites.tolist() == [False, True]
    assert found.objective == 40.0
    both = solve_portfolio(replace(question, new_sites=2))
    assert both.objective == 30.0


def test_a_full_window_sends_the_smaller_bundle_elsewhere() -> None:
    question = replace(
        plain(1, 2, 2, 1),
        demand=np.array([[[10.0], [1.0]]]),
        cost=np.array([[1.0, 3.0]]),
        minutes=np.full((2, 2), 60.0),
        window_min=np.array([60.0, 60.0]),
        penalty=8.0,
    )
    found = solve_portfolio(question)
    assert found.offers.tolist() == [[True, False], [False, True]]
    assert found.objective == 13.0


def test_existing_offers_that_overfill_a_window_are_named() -> None:
    question = replace(
        plain(1, 1, 1, 1),
        existing=np.ones((1, 1), dtype=bool),
        minutes=np.full((1, 1), 90.0),
        window_min=np.array([60.0]),
    )
    with pytest.raises(SitingError, match="add at least 30 window minutes"):
        solve_portfolio(question)


@st.composite
def portfolios(draw: st.DrawFn) -> Portfolio:
    n, s, b, t = (draw(st.integers(1, most)) for most in (4, 3, 2, 2))

    def numbers(values: list[float], *shape: int) -> np.ndarray:
        size = math.prod(shape)
        drawn = draw(st.lists(st.sampled_from(values), min_size=size, max_size=size))
        return np.array(drawn, dtype=np.float64).reshape(shape)

    may_offer = numbers([0, 1, 1, 1], s, b) > 0
    return Portfolio(
        demand=numbers([0, 1, 2, 5], n, b, t),
        cost=numbers([0, 1, 2, 4, math.inf], n, s),
        open=numbers([0, 1, 1], s, t) > 0,
        may_offer=may_offer,
        existing=may_offer & (numbers([0, 0, 0, 1], s, b) > 0),
        opening_cost=numbers([0, 1, 3], s),
        offer_cost=numbers([0, 1, 2], s, b),
        minutes=numbers([0, 10, 20], s, b),
        window_min=numbers([40, math.inf], s) - draw(st.sampled_from([0.0, 10.0, 20.0])),
        penalty=draw(st.sampled_from([4.0, 9.0])),
        new_sites=draw(st.sampled_from([None, 0, 1, 2])),
        new_offers=draw(st.sampled_from([None, None, 0, 2])),
        money=draw(st.sampled_from([math.inf, 0.0, 3.0])),
    )


@settings(max_examples=60)
@given(portfolios())
def test_no_combination_of_offers_needs_fewer_hours(portfolio: Portfolio) -> None:
    s, b = portfolio.may_offer.shape
    best = math.inf
    for bits in product((False, True), repeat=s * b):
        offers = np.array(bits).reshape(s, b)
        sites = offers.any(axis=1) | portfolio.existing_sites
        if not portfolio.faults(sites, offers):
            best = min(best, portfolio.person_hours(offers))
    if math.isinf(best):
        with pytest.raises(SitingError):
            solve_portfolio(portfolio)
        return
    found = solve_portfolio(portfolio)
    assert found.proven
    assert found.objective == pytest.approx(best, rel=1e-9, abs=1e-9)
