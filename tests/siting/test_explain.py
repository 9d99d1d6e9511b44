"""Explanations of the line of five places, worked out by hand."""

from __future__ import annotations

import math

import numpy as np

from planner.siting.candidates import Candidates
from planner.siting.explain import explain, served_by
from planner.siting.models import MCLP, CapacitatedPMedian, Count, PMedian
from planner.siting.problem import Problem
from planner.siting.solve import solve
from tests.siting.test_exact import line


def test_what_each_site_does_and_what_happens_without_it() -> None:
    # People 1, 2, 4, 8, 16 at 0..4, sites at 1 and 4: 0, 1, 2 go to 1 (cost 1, 0, 1).
    solution = solve(line(1, 4), PMedian(Count(2))).solution
    found = explain(solution)
    assert served_by(solution, 0).tolist() == [0, 1, 2]
    assert found.n_places.tolist() == [3, 2]
    assert found.weight.tolist() == [7, 24]
    assert found.mean_cost.tolist() == [5 / 7, 8 / 24]
    assert found.worst_cost.tolist() == [1, 1]
    # Without 1: 4, 6, 8 instead of 1, 0, 4. Without 4: 16 and 48 instead of 8 and 0.
    assert found.drop_cost.tolist() == [13, 56]
    assert found.extra_cost.tolist() == [13, 56]
    assert found.moved.tolist() == [7, 24]
    assert found.left_out.tolist() == [0, 0]


def test_an_only_site_leaves_everyone_out() -> None:
    found = explain(solve(line(4), PMedian(Count(1))).solution)
    assert found.drop_cost.tolist() == [math.inf]
    assert (found.left_out.tolist(), found.moved.tolist()) == ([31], [0])


def test_a_cover_loses_whom_it_alone_covers() -> None:
    found = explain(solve(line(1, 3), MCLP(1, Count(2))).solution)
    # 1 covers 0, 1, 2 and 3 covers 2, 3, 4: alone 1 + 2 and 8 + 16.
    assert found.drop_cost.tolist() == [3, 24]


def test_with_capacities_only_the_answer_itself_is_told() -> None:
    plain = line(1, 4)
    candidates = Candidates(np.ones(2), plain.candidates.kind, plain.candidates.unit,
                            np.array([15.0, 16.0]))  # fmt: skip
    problem = Problem(plain.weight, plain.cost, candidates)
    found = explain(solve(problem, CapacitatedPMedian(Count(2))).solution)
    assert found.weight.tolist() == [15, 16]
    assert np.isnan(found.drop_cost).all()
