"""Catchments of the grid city by hand: two sites, two places.

r0 (0,0), 10 people      r1 (2,0), 30 people         100 s a block
hall (0,0) 2 windows     station (2,0) 1 window, and one of unknown windows
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from planner.analyse.crowding import crowding, decay_of, window_hours
from planner.analyse.timetable import Timetable
from planner.domain.arrays import IntArray
from planner.domain.calendar import Calendar
from planner.domain.catchment import CatchmentMethod, CatchmentQuestion, DecayName
from planner.domain.slices import Slices
from planner.domain.world import World
from planner.travel import travel_matrix
from tests.city import GridCity, services_of

CITY = GridCity(4, 2)
PLACES = [(0.0, 0.0), (2.0, 0.0)]
SITES = {"hall": (0.0, 0.0), "station": (2.0, 0.0), "agent": (3.0, 0.0)}
HOURS = ("Mo-Su 08:00-18:00", "24/7", "24/7")


def world() -> World:
    made = CITY.world(
        PLACES, SITES, services_of("a", "b"), people=[10, 30],
        offers={"hall": ["a"], "station": ["a", "b"], "agent": ["a"]},
    )  # fmt: skip
    windows = np.array([2, 1, 0], dtype=np.int32)
    desks = replace(made.sites.desks, hours=HOURS, windows=windows)
    return replace(made, sites=made.sites.with_desks(desks), calendar=Calendar.of(2025))


def slices_of(of: World) -> Slices:
    return Timetable.of(of).slices


def times() -> IntArray:
    made = world()
    matrix = travel_matrix(made.roads, CITY.at(*PLACES), CITY.at(*SITES.values()), made.sites.ids)
    return matrix.time_ms


def asked(
    method: CatchmentMethod, within_s: float, decay: DecayName = "none", *, b_only: bool = False
) -> CatchmentQuestion:
    return CatchmentQuestion(method, within_s, decay, np.array([not b_only, True]))


def test_supply_is_windows_times_open_hours() -> None:
    made = world()
    supply_h, unknown = window_hours(made, slices_of(made), np.array([True, False]))
    assert supply_h.tolist() == [2 * 10 * 365, 8760, 0]
    assert unknown.tolist() == [False, False, True]
    supply_h, unknown = window_hours(made, slices_of(made), np.array([False, True]))
    assert supply_h.tolist() == [0, 8760, 0]
    assert not unknown.any()


def test_everybody_within_the_limit_shares_alike() -> None:
    made = world()
    # 200 s apart, inclusive: both places reach both sites, (7300 + 8760) / 40 people
    found = crowding(made, slices_of(made), times(), asked("2sfca", 200.0))
    np.testing.assert_allclose(found.access, [16060 / 40] * 2)
    assert [found.mean, found.gini] == pytest.approx([401.5, 0.0])
    assert (found.n_sites, found.n_unknown, found.unreached_h) == (2, 1, 0.0)
    # a second less, and each place has its own site: 730 and 292 hours a person
    found = crowding(made, slices_of(made), times(), asked("2sfca", 199.0))
    np.testing.assert_allclose(found.access, [730, 292])
    assert found.mean == pytest.approx(401.5)
    # shares of people 1/4 and 3/4, means 730 and 292: 1/4 x 3/4 x 438 / 401.5
    assert found.gini == pytest.approx(0.25 * 0.75 * 438 / 401.5)
    even = (0.25 * 730**0.5 + 0.75 * 292**0.5) ** 2
    assert found.atkinson == pytest.approx(1 - even / 401.5)


def test_the_pull_fades_with_time() -> None:
    made = world()
    found = crowding(made, slices_of(made), times(), asked("e2sfca", 400.0, "linear"))
    # weight 1 at the door and 1/2 at 200 s
    hall, station = 7300 / (10 + 15), 8760 / (5 + 30)
    np.testing.assert_allclose(found.access, [hall + station / 2, hall / 2 + station])
    assert found.mean * 40 == pytest.approx(found.supply_h)


def test_supply_that_nobody_reaches_is_told() -> None:
    made = world()
    far = np.full_like(times(), np.iinfo(np.int32).max)
    far[:, 0] = 0
    found = crowding(made, slices_of(made), far, asked("2sfca", 60.0))
    assert found.unreached_h == 8760


@pytest.mark.parametrize(
    ("decay", "at_limit"),
    [("gaussian", np.exp(-4.5)), ("exponential", 0.01), ("zones", 0.22), ("none", 1.0)],
)
def test_weights_at_the_limit_and_beyond(decay: DecayName, at_limit: float) -> None:
    method: CatchmentMethod = "2sfca" if decay == "none" else "e2sfca"
    weights = decay_of(asked(method, 60.0, decay)).weights(
        np.array([[0, 60_000, 60_001]], dtype=np.int32)
    )
    np.testing.assert_allclose(weights, [[1.0, at_limit, 0.0]])
