from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from planner.siting.portfolio_bound import raised_bound
from planner.siting.portfolio_search import limits_of, solve_portfolio
from tests.siting.published import san_francisco
from tests.siting.test_portfolio import plain


@pytest.mark.parametrize("p", [2, 4])
def test_the_bound_of_two_bundles_is_true_and_near(shared_data: Path, p: int) -> None:
    problem = san_francisco(shared_data)
    cost = problem.cost.astype(np.float64)
    halves = np.stack([0.7 * problem.weight, 0.3 * problem.weight], axis=1)[:, :, None]
    portfolio = replace(
        plain(cost.shape[0], cost.shape[1], 2, 1),
        demand=halves,
        cost=cost,
        penalty=float(cost.max()),
        new_sites=p,
        new_offers=p + 1,
    )
    best = solve_portfolio(portfolio)
    assert best.proven
    bound = raised_bound(
        portfolio, limits_of(portfolio), best.objective, lambda _value: False, lambda: False
    )
    assert 0.9 * best.objective <= bound <= best.objective * (1 + 1e-9)
