"""What rows pay, told by sets of sites, against the nearest site itself."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.siting import median
from planner.siting.candidates import Candidates
from planner.siting.exact import solve
from planner.siting.models import Count, MeanAndWorst, Model, PMedian
from planner.siting.nearest_sets import nearest_sets
from planner.siting.problem import Problem


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
    whole = nearest_sets(cost, alone, opened, closed, np.full(n_rows, np.inf))
    paid = whole.base + whole.step @ whole.values(x.astype(np.float64))[n_sites:-1]
    served = np.isfinite(true)
    assert paid[served].tolist() == true[served].tolist()

    deepest = random.integers(0, 8, n_rows).astype(np.float64)
    shallow = nearest_sets(cost, alone, opened, closed, deepest)
    paid = shallow.base + shallow.step @ shallow.values(x.astype(np.float64))[n_sites:-1]
    assert (paid <= true).all()
    exact = served & (true <= deepest)
    assert paid[exact].tolist() == true[exact].tolist()


def test_sets_are_told_once_and_no_deeper_than_a_site_that_is_open_for_sure() -> None:
    cost = np.array([[1.0, 2.0, 3.0], [5.0, 4.0, 6.0]])
    nobody = np.zeros(3, dtype=bool)
    found = nearest_sets(cost, np.inf, nobody, nobody, np.full(2, np.inf))
    assert found.base.tolist() == [1.0, 4.0]
    assert found.members.toarray().tolist() == [[1, 0, 0], [1, 1, 0], [0, 1, 0]]
    assert found.step.toarray().tolist() == [[1.0, 1.0, 0.0], [0.0, 1.0, 1.0]]
    second = np.array([False, True, False])
    sure = nearest_sets(cost, np.inf, second, nobody, np.full(2, np.inf))
    assert sure.members.toarray().tolist() == [[1, 0, 0]]


@pytest.mark.parametrize("model", [PMedian(Count(4)), MeanAndWorst(Count(4), 0.5)])
def test_sets_too_shallow_are_deepened_until_the_answer_is_exact(
    model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    random = np.random.default_rng(3)
    places, sites = random.random((60, 2)), random.random((20, 2))
    cost = np.round(np.hypot(*(places[:, None] - sites).T).T * 1000)
    problem = Problem(np.ones(60), cost, Candidates.plain(20))
    deep = solve(problem, model)
    monkeypatch.setattr(median, "MEMBERS", 1)
    shallow = solve(problem, model)
    assert deep.proven
    assert shallow.proven
    assert shallow.objective == pytest.approx(deep.objective, rel=1e-9)
