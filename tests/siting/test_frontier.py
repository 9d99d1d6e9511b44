"""Frontiers of the line of five places, worked out by hand, and of San Francisco by enumeration."""

from __future__ import annotations

import math
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from planner.siting.candidates import Candidates
from planner.siting.frontier import by_budget, by_count, mean_and_worst, roll_out
from planner.siting.models import LSCP, MCLP, CapacitatedCover, Count, PCenter, PMedian
from planner.siting.problem import Problem
from tests.siting.published import san_francisco
from tests.siting.test_exact import MCLP_PEOPLE, P_MEDIAN, line


def test_gain_of_each_further_site() -> None:
    # People 1, 2, 4, 8, 16 at 0..4. One site: best at 4 (4 + 6 + 8 + 8 = 26).
    # Two: 4 and 2, or 4 and 3 (3 + 4 + 4 = 11); 4 and 2 leave 2 + 2 + 8 = 12.
    found = by_count(line(0, 1, 2, 3, 4), PMedian(Count(0)), range(6))
    assert found.solutions[0] is None
    assert found.objective[1:].tolist() == [26, 11, 4, 1, 0]
    assert np.isnan(found.gained[:2]).all()
    assert found.gained[2:].tolist() == [15, 7, 3, 1]


def test_san_francisco_by_count(shared_data: Path) -> None:
    found = by_count(san_francisco(shared_data), MCLP(5000, Count(0)), range(6))
    assert found.objective.tolist() == [0, *MCLP_PEOPLE]
    assert found.gained[1] == MCLP_PEOPLE[0]
    median = by_count(san_francisco(shared_data), PMedian(Count(0)), range(1, 6))
    assert median.objective == pytest.approx(np.array(P_MEDIAN), abs=1e-3)
    assert all(s is not None and s.proven for s in median.solutions)


def test_money_buys_the_best_affordable_mix() -> None:
    money = np.array([3.0, 1.0, 1.0])
    plain = line(4, 3, 0)
    problem = Problem(
        plain.weight,
        plain.cost,
        Candidates(money, plain.candidates.kind, plain.candidates.unit, plain.candidates.capacity),
    )
    found = by_budget(problem, PMedian(Count(0)), [1, 2, 3, 4])
    # At 3: 3+4+4+0+16 = 27. With 0 too: 0+2+4+0+16 = 22. At 4 alone is 26, with 3 it is 11.
    assert found.objective.tolist() == [27, 22, 22, 11]
    assert [s.chosen.tolist() for s in found.solutions if s] == [[1], [1, 2], [1, 2], [0, 1]]


def test_each_site_opens_when_it_does_most() -> None:
    found = roll_out(line(0, 1, 2, 3, 4), PMedian(Count(3)), np.array([1, 3, 4], dtype=np.int32))
    # 4 first (26); then 3 (11) rather than 1 (1 + 0 + 4 + 8 = 13); then 1 (1 + 4 = 5).
    assert found.order.tolist() == [4, 3, 1]
    assert found.objective.tolist() == [math.inf, 26, 11, 5]
    covers = roll_out(line(0, 4), LSCP(2), np.array([0, 1], dtype=np.int32))
    assert covers.order.tolist() == [1, 0]
    assert covers.objective.tolist() == [math.inf, math.inf, 2]
    with pytest.raises(ValueError, match="no roll-out"):
        roll_out(line(0), CapacitatedCover(1, Count(1)), np.array([0], dtype=np.int32))


def test_the_order_of_all_stores_is_that_of_plain_greedy(shared_data: Path) -> None:
    problem = san_francisco(shared_data)
    found = roll_out(problem, PMedian(Count(16)), np.arange(16, dtype=np.int32))
    opened: list[int] = []
    for site in found.order.tolist():
        paid = [
            float(problem.weight @ problem.cost[:, [*opened, j]].min(axis=1))
            if j not in opened
            else math.inf
            for j in range(16)
        ]
        opened.append(site)
        assert paid[site] == min(paid)
        assert found.objective[len(opened)] == pytest.approx(paid[site])
    assert sorted(opened) == list(range(16))


def test_efficient_pairs_of_mean_and_worst_are_those_of_all_subsets(shared_data: Path) -> None:
    problem = san_francisco(shared_data)
    found = mean_and_worst(problem, Count(3))
    pairs = []
    for three in combinations(range(16), 3):
        paid = problem.cost[:, three].min(axis=1)
        pairs.append((float(np.average(paid, weights=problem.weight)), float(paid.max())))
    efficient = sorted(
        (mean, worst) for mean, worst in pairs
        if not any(m <= mean and w <= worst and (m, w) != (mean, worst) for m, w in pairs)
    )  # fmt: skip
    assert [point.mean for point in found] == pytest.approx([mean for mean, _ in efficient])
    assert [point.worst for point in found] == pytest.approx([worst for _, worst in efficient])
    assert all(point.proven for point in found)
    assert found[-1].worst == pytest.approx(7529.986, abs=1e-3)  # the p-center


def test_the_worst_off_decide_the_order_of_a_center() -> None:
    found = roll_out(line(0, 4), PCenter(Count(2)), np.array([0, 1], dtype=np.int32))
    assert (found.order.tolist(), found.objective.tolist()) == ([0, 1], [math.inf, 4, 2])
