from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from planner.choosing.question import Posed
from planner.choosing.rescore import RescoreError, require_same, rescored
from planner.measures import apply_measures
from planner.scenario.measures_services import ExtendServices
from planner.siting.solution import Solution
from planner.siting.solve import solve
from tests.choosing.street import STATIONS, posed_of, street, ways, where

SERVICES = np.array([True, False, False])


def solved(**choice: Any) -> tuple[Posed, Solution, float]:
    """Return a question's problem, its solution, and the objective judged anew."""
    world, posed = street(), posed_of(**choice)
    solution = solve(posed.problem, posed.model).solution
    sites = tuple(STATIONS[site - 1] for site in solution.chosen if site)
    named = ExtendServices.model_validate({"services": ("a",), "to": sites})
    after, _ = apply_measures(world, [named], where)
    return posed, solution, rescored(after, SERVICES, ways(world), posed)


@pytest.mark.parametrize(
    ("choice", "found"),
    [
        ({"choose": 1, "minimise": "travel_time"}, 1_800_000),
        ({"choose": 1, "minimise": "worst_time"}, 100_000),
        ({"choose": 1, "minimise": "mean_and_worst", "mean_share": "50 %"}, 85_483.87096774194),
        ({"choose": 1, "maximise": "people_within", "within": "2 min"}, 31),
        ({"residents": "90 %", "within": "2 min"}, 31),
    ],
)
def test_access_says_what_the_solver_says_and_nothing_else_will_do(
    choice: dict[str, Any], found: float
) -> None:
    posed, solution, anew = solved(**choice)
    assert anew == pytest.approx(found, rel=1e-12)
    require_same(posed, solution, anew)
    with pytest.raises(RescoreError):
        require_same(posed, solution, 0.8 * anew)


def test_rows_that_no_choice_changes_are_left_out_of_the_problem_but_not_of_the_sum() -> None:
    # r0 is at the hall: no station is nearer
    posed, solution, _ = solved(choose=1, minimise="travel_time")
    assert posed.demand.resident.tolist() == [0, 1, 2, 3, 4]
    assert posed.problem.n_places == 4
    assert posed.constant == 0
    # within 2 minutes are r0 and r1 already
    covering, _, _ = solved(choose=1, maximise="people_within", within="2 min")
    assert (covering.problem.n_places, covering.constant) == (3, 3)
    assert solution.problem is posed.problem
