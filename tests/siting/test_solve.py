"""The one door: which method it takes and says, and that proofs begin from the search."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from planner.siting import solve as door
from planner.siting.candidates import Candidates
from planner.siting.models import MCLP, Count, MeanAndWorst, PCenter, PMedian
from planner.siting.problem import Problem
from planner.siting.solution import Status
from planner.siting.solve import can_search, solve
from tests.siting.published import pmed, san_francisco
from tests.siting.test_exact import line


def test_small_questions_are_proven(shared_data: Path) -> None:
    problem, p = pmed(shared_data, 2)
    found = solve(problem, PMedian(Count(p)))
    assert (found.method, found.solution.objective, found.solution.proven) == ("exact", 4093, True)
    assert found.why.en == "100 places x 100 candidates: small enough for a proof"


def test_large_questions_are_searched(monkeypatch: pytest.MonkeyPatch, shared_data: Path) -> None:
    monkeypatch.setattr(door, "MOST_FOR_PROOF", 1000)
    problem = san_francisco(shared_data)
    found = solve(problem, MCLP(5000, Count(3)))
    assert found.method == "search"
    assert found.why.en.endswith("large, searched with a bound")
    center = solve(problem, PCenter(Count(3)))
    assert (center.method, center.solution.proven) == ("exact", True)
    assert "has an exact method only" in center.why.en


def test_a_model_without_a_search_is_not_searched() -> None:
    assert not can_search(PCenter(Count(1)))
    with pytest.raises(ValueError, match="PCenter has no search"):
        solve(line(0.0), PCenter(Count(1)), method="search")


def test_a_gap_that_is_near_enough_ends_the_work(shared_data: Path) -> None:
    problem, p = pmed(shared_data, 3)
    found = solve(problem, PMedian(Count(p)), gap=0.05).solution
    assert found.status in {Status.GAP, Status.OPTIMAL}
    assert found.gap <= 0.05


def test_no_time_still_gives_a_choice_with_a_true_bound() -> None:
    random = np.random.default_rng(3)
    cost = random.integers(0, 1000, (400, 60)).astype(np.int32)
    problem = Problem(np.ones(400), cost, Candidates.plain(60))
    best = solve(problem, PMedian(Count(20)), method="search").solution
    cut = solve(problem, PMedian(Count(20)), method="search", start=best.chosen,
                time_limit_s=1e-6).solution  # fmt: skip
    assert cut.status is Status.TIME
    assert cut.bound <= best.objective <= cut.objective == best.objective


@pytest.mark.parametrize("share", [0.0, 0.4])
def test_models_of_the_worst_off_begin_from_a_median(shared_data: Path, share: float) -> None:
    problem = san_francisco(shared_data)
    found = solve(problem, MeanAndWorst(Count(3), share)).solution
    paid = [problem.cost[:, three].min(axis=1) for three in combinations(range(16), 3)]
    mean = np.array([np.average(costs, weights=problem.weight) for costs in paid])
    worst = np.array([costs.max() for costs in paid])
    assert found.objective == pytest.approx((share * mean + (1 - share) * worst).min())
    center = solve(problem, PCenter(Count(3)), stop=lambda: False).solution
    assert center.objective == worst.min() == pytest.approx(7529.986, abs=1e-3)
