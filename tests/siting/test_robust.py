"""Draws, regret and near-ties against plain recomputation."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from planner.siting.models import MCLP, Count, PCenter, PMedian
from planner.siting.robust import Spread, exchanges, robustness, varied
from planner.siting.solve import solve
from tests.siting.published import san_francisco
from tests.siting.test_exact import line


def test_without_spread_the_answer_always_stays(shared_data: Path) -> None:
    problem = san_francisco(shared_data)
    chosen = solve(problem, PMedian(Count(4))).solution.chosen
    found = robustness(problem, PMedian(Count(4)), chosen, Spread(), draws=3)
    assert np.flatnonzero(found.stays == 1).tolist() == chosen.tolist()
    assert found.stays.sum() == 4
    assert (found.largest_regret, found.affordable) == (0.0, 1.0)


def test_draws_are_those_of_their_seed(shared_data: Path) -> None:
    problem = san_francisco(shared_data)
    spread = Spread(demand=0.5, speed=0.3)
    first, again, other = (varied(problem, spread, 7, draw) for draw in (1, 1, 2))
    assert (first.cost == again.cost).all()
    assert (first.weight == again.weight).all()
    assert (first.cost != other.cost).any()
    demand_only = varied(problem, Spread(demand=0.5), 7, 1)
    assert (demand_only.weight == first.weight).all()
    assert demand_only.cost == pytest.approx(problem.cost)
    many = np.array([varied(problem, spread, 7, draw).weight for draw in range(300)])
    assert many.sum() / 300 == pytest.approx(problem.weight.sum(), rel=0.02)


def test_regret_is_the_distance_to_each_draws_best(shared_data: Path) -> None:
    problem = san_francisco(shared_data)
    model = MCLP(5000, Count(3))
    chosen = solve(problem, model).solution.chosen
    spread = Spread(demand=0.8, speed=0.3)
    found = robustness(problem, model, chosen, spread, draws=6, seed=4)
    for draw in range(6):
        drawn = varied(problem, spread, 4, draw)
        near = drawn.cost <= 5000
        best = solve(drawn, model).solution.objective
        kept = float(drawn.weight[near[:, chosen].any(axis=1)].sum())
        assert found.regret[draw] == pytest.approx(best - kept, abs=1e-6)
    assert found.largest_regret == found.regret.max() > 0
    assert found.stays.sum() == pytest.approx(3)


def test_a_closed_site_serves_nobody() -> None:
    problem = line(0, 4)
    chosen = np.array([1], dtype=np.int32)
    found = robustness(problem, PMedian(Count(1)), chosen, Spread(closure=0.5), draws=40)
    # Both open or only 4: nothing to regret. Only 0: nobody is served. Neither: nobody could be.
    assert set(found.regret) == {0.0, np.inf}
    assert 0 < found.stays[0] < found.stays[1] < 1


@pytest.mark.parametrize("model", [PMedian(Count(4)), MCLP(5000, Count(4)), PCenter(Count(4))])
def test_exchanges_are_the_best_of_all(shared_data: Path, model: PMedian | MCLP | PCenter) -> None:
    problem = san_francisco(shared_data, locked=("Store_6",))
    solution = solve(problem, model).solution
    found = exchanges(problem, model, solution, each=2)
    assert len(found) == 2 * 3
    for closed in {exchange.closed for exchange in found}:
        losses = []
        for other in set(range(16)) - set(solution.chosen.tolist()):
            after = [*(set(solution.chosen.tolist()) - {closed}), other]
            paid = problem.cost[:, after].min(axis=1)
            if isinstance(model, PMedian):
                losses.append(float(problem.weight @ paid) - solution.objective)
            elif isinstance(model, MCLP):
                losses.append(solution.objective - float(problem.weight[paid <= 5000].sum()))
            else:
                losses.append(float(paid.max()) - solution.objective)
        mine = [exchange.loss for exchange in found if exchange.closed == closed]
        assert mine == pytest.approx(sorted(losses)[:2], rel=1e-9, abs=1e-5)
        assert all(
            exchange.share == exchange.loss / solution.objective
            for exchange in found
            if exchange.closed == closed
        )
