"""Sites that can be full, on `tests.choosing.street`, against all ways to share people out."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, product
from typing import Any

import numpy as np
import pytest

from planner.choosing import Wanted
from planner.choosing.capacities import require_room_and_ways
from planner.choosing.rescore import RescoreError
from planner.domain.siting import SitingReport
from planner.errors import ScenarioError
from planner.siting.solution import Status, solution_of
from planner.siting.solve import answer
from tests.choosing.street import H_PER_S, asked_of, extending, settled, street, ways

PEOPLE = np.array([1, 2, 4, 8, 16])
AT = np.arange(5)


def report_of(**choice: Any) -> SitingReport:
    return settled(street(), extending(**choice)).siting[0]


def shared_out(n: int, capacity: int) -> list[tuple[np.ndarray, np.ndarray]]:
    """Return seconds and people of each place in every way to send places to hall or stations."""
    found = []
    for sites in combinations((1, 2, 3, 4), n):
        for to in product((0, *sites), repeat=5):
            load = np.bincount(to, PEOPLE, 5)
            if (load[1:] <= capacity).all():
                found.append((100.0 * np.abs(AT - np.array(to)), PEOPLE))
    return found


@pytest.mark.parametrize("capacity", [3, 8, 15, 16, 20, 31])
@pytest.mark.parametrize("n", [1, 2])
def test_least_travel_of_all_ways_to_share_people_out(n: int, capacity: int) -> None:
    report = report_of(choose=n, minimise="travel_time", capacity=capacity)
    best = min(float(people @ time_s) for time_s, people in shared_out(n, capacity))
    assert report.objective == pytest.approx(best * H_PER_S)
    assert report.without == pytest.approx(9800 * H_PER_S)
    assert all(0 <= (site.load or 0) <= capacity for site in report.chosen)
    assert [site.capacity for site in report.chosen] == [capacity] * len(report.chosen)
    assert (report.gap, report.roll_out, report.near_ties) == (0, (), ())


@pytest.mark.parametrize("capacity", [4, 8, 12, 24])
@pytest.mark.parametrize("n", [1, 2])
def test_most_people_with_room_within_reach(n: int, capacity: int) -> None:
    report = report_of(choose=n, maximise="people_within", within="2 min", capacity=capacity)
    best = max(float(people[time_s <= 120].sum()) for time_s, people in shared_out(n, capacity))
    assert report.objective == pytest.approx(best)
    assert report.without == 3


def test_what_is_told_of_a_full_site() -> None:
    # s4 alone: all of r3 and r4 are 24, so r4 goes there and r3 stays with the hall.
    report = report_of(choose=1, minimise="travel_time", capacity=16)
    [site] = report.chosen
    assert (site.id, site.people, site.load) == ("s4", 16, 16)
    assert site.saves_h == pytest.approx(16 * 400 * H_PER_S)
    assert report.objective == pytest.approx((9800 - 6400) * H_PER_S)
    # By nearest: 1,800 person-seconds one way, which is one hour; r2 is as near to the hall.
    assert "if all went to the nearest it were 1, with 24 people at the fullest" in report.method.en
    assert "每点最多 16 人" in report.model.zh


def test_room_for_all_is_the_plain_median() -> None:
    wide = report_of(choose=2, minimise="travel_time", capacity=31)
    plain = report_of(choose=2, minimise="travel_time")
    assert wide.objective == plain.objective
    assert [one.id for one in wide.chosen] == [one.id for one in plain.chosen]


def test_draws_are_refused() -> None:
    with pytest.raises(ScenarioError) as error:
        settled(
            street(),
            extending(choose=1, minimise="travel_time", capacity=9),
            wanted=Wanted(draws=2),
        )
    assert [issue.code for issue in error.value.issues] == ["not_supported"]


def test_an_assignment_is_judged_by_its_ways_and_its_heads() -> None:
    asked, posed = asked_of(choose=1, minimise="travel_time", capacity=16)
    found = answer(posed.problem, posed.model).solution
    world = asked.every
    require_room_and_ways(world, asked, ways(world), posed, found)
    narrow = replace(asked, choice=asked.choice.model_copy(update={"capacity": 15}))
    with pytest.raises(RescoreError, match="people at a site for 15"):
        require_room_and_ways(world, narrow, ways(world), posed, found)
    # The solver is told a way 1 ms longer than it is.
    cost = np.where(posed.problem.cost == 0, 1, posed.problem.cost)
    problem = replace(posed.problem, cost=cost)
    false = solution_of(
        problem, posed.model, found.chosen, bound=0.0, status=Status.SEARCHED,
        assignment=found.assignment,
    )  # fmt: skip
    with pytest.raises(RescoreError, match="the ways to assigned sites say"):
        require_room_and_ways(world, asked, ways(world), replace(posed, problem=problem), false)


@pytest.mark.parametrize("capacity", [8, 16, 20, 31])
def test_too_many_ways_to_go_are_filled_within_the_bound_that_is_told(
    monkeypatch: pytest.MonkeyPatch, capacity: int
) -> None:
    monkeypatch.setattr("planner.siting.solve.MOST_ASSIGNMENTS", 0)
    report = report_of(choose=2, minimise="travel_time", capacity=capacity)
    best = min(float(people @ time_s) for time_s, people in shared_out(2, capacity)) * H_PER_S
    assert best * (1 - 1e-9) <= report.objective
    assert report.objective * (1 - report.gap) <= best * (1 + 1e-9)
    assert all((site.load or 0) <= capacity for site in report.chosen)
