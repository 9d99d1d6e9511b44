"""What rows pay, told by sets of sites, against the nearest site itself."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.siting import median
from planner.siting.candidates import Candidates
from planner.siting.exact import solve
from planner.siting.models import Count, KolmPollak, Model, PMedian
from planner.siting.nearest_sets import nearest_sets
from planner.siting.problem import Problem
from tests.siting.oracle import best_of_all


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from([9.0, np.inf]))
def test_sets_pay_what_the_nearest_open_site_costs(seed: int, alone: float) -> None:
    random = np.random.default_rng(seed)
    n_rows, n_sites = int(random.integers(1, 8)), int(random.integers(1, 9))
    cost = random.integers(0, 6, (n_rows, n_sites)).astype(np.float64)
    cost[random.random(cost.shape) < 0.2] = np.inf
    closed = random.random(n_sites) < 0.2
    opened = ~closed & (random.random(n_sites) < 0.2)
    x = opened | (~closed & (random.random(n_sites) < 0.4))
    true = np.minimum(cost[:, x].min(axis=1, initial=np.inf), alone)
    whole = nearest_sets(cost, alone, opened, closed)
    paid = whole.base + whole.step @ whole.values(x.astype(np.float64))[n_sites:]
    served = np.isfinite(true)
    assert paid[served].tolist() == true[served].tolist()


def test_sets_are_told_once_and_no_deeper_than_a_site_that_is_open_for_sure() -> None:
    cost = np.array([[1.0, 2.0, 3.0], [5.0, 4.0, 6.0]])
    nobody = np.zeros(3, dtype=bool)
    found = nearest_sets(cost, np.inf, nobody, nobody)
    assert found.base.tolist() == [1.0, 4.0]
    assert found.members.toarray().tolist() == [[1, 0, 0], [1, 1, 0], [0, 1, 0]]
    assert found.step.toarray().tolist() == [[1.0, 1.0, 0.0], [0.0, 1.0, 1.0]]
    second = np.array([False, True, False])
    sure = nearest_sets(cost, np.inf, second, nobody)
    assert sure.members.toarray().tolist() == [[1, 0, 0]]


@pytest.mark.parametrize("model", [PMedian(Count(4)), KolmPollak(Count(4), -0.002)])
@pytest.mark.parametrize("sets_a_row", [0, 1000])
def test_cuts_and_sets_prove_the_same(
    model: Model, sets_a_row: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    random = np.random.default_rng(3)
    places, sites = random.random((30, 2)), random.random((11, 2))
    cost = np.round(np.hypot(*(places[:, None] - sites).T).T * 1000)
    problem = Problem(np.ones(30), cost, Candidates.plain(11))
    monkeypatch.setattr(median, "SETS_A_ROW", sets_a_row)
    found = solve(problem, model)
    assert found.proven
    assert found.objective == pytest.approx(best_of_all(problem, model)[0], rel=1e-9)
