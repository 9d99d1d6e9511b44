"""A world's year against its 5-minute points, one by one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from planner.analyse.timetable import Timetable
from planner.domain.calendar import ANY_YEAR, POINT_HOURS, Calendar
from planner.domain.hours import BY_APPOINTMENT, CLOSED, OPEN, open_states
from planner.domain.road_edits import closed, slowed
from planner.domain.world import TimedRoads
from tests.service_worlds import CITY, HOURS, PEAK, PEOPLE, drawn

ASKED = ("Sa,Su 09:00-17:00", PEAK, "Sa,Su 09:00-17:00")


@pytest.mark.parametrize("seed", range(8))
def test_what_holds_at_every_point_of_the_year(seed: int) -> None:
    world = drawn(seed).world
    timetable = Timetable.of(world, ASKED)
    slices, calendar = timetable.slices, world.calendar or Calendar.of(ANY_YEAR)
    at = slices.slice_of_point
    for desk, hours in enumerate(world.sites.desks.hours):
        states = open_states(hours if world.calendar else "", calendar)
        assert (slices.open[at, desk] == (states == OPEN)).all()
        assert (slices.bookable[at, desk] == (states != CLOSED)).all()
    assert timetable.free.shape == (len(slices), len(world.people))
    for number, group in enumerate(world.people):
        assert (timetable.free[at, number] == (open_states(group.free, calendar) == OPEN)).all()
    assert list(timetable.periods) == list(dict.fromkeys(ASKED))
    for text in ASKED:
        holds = open_states(text, calendar) == OPEN
        assert (timetable.periods[text][at] == holds).all()
        assert timetable.hours_of(text).sum() == pytest.approx(holds.sum() * POINT_HOURS)
        assert not timetable.hours_of(text)[~timetable.periods[text]].any()
    peak = open_states(PEAK, calendar) == OPEN
    plain = next(k for k, roads in enumerate(timetable.roads) if roads is world.roads)
    if world.timed_roads:
        assert ((timetable.state[at] != plain) == peak).all()
        assert timetable.roads[1 - plain] is world.timed_roads[0].roads
    else:
        assert len(timetable.roads) == 1


@pytest.mark.parametrize("seed", range(8))
def test_slices_partition_the_year(seed: int) -> None:
    world = drawn(seed).world
    slices = Timetable.of(world, ASKED).slices
    points = np.bincount(slices.slice_of_point, minlength=len(slices))
    assert (points > 0).all()
    assert slices.hours.tolist() == (points * POINT_HOURS).tolist()
    assert slices.hours.sum() == 8760.0
    assert slices.shares.sum() == pytest.approx(1.0)
    told = np.concatenate([slices.open, slices.bookable, slices.extra], axis=1)
    assert len(np.unique(told, axis=0)) == len(slices)


def test_appointments_are_not_open_but_bookable() -> None:
    hours = next(text for text in HOURS if "appointment" in text)
    drawn_world = drawn(0)
    desks = drawn_world.world.sites.desks
    world = drawn_world.with_desks(desks.with_hours(np.array([0]), hours)).world
    world = replace(world, calendar=Calendar.of(2025))
    slices = Timetable.of(world).slices
    booked = open_states(hours, Calendar.of(2025)) == BY_APPOINTMENT
    only = (slices.bookable & ~slices.open)[slices.slice_of_point, 0]
    assert booked.any()
    assert (only == booked).all()


def test_hours_of_roads_that_overlap_have_a_state_of_their_own() -> None:
    edge, winter = np.array([0]), "Nov-Mar"
    slow, shut = slowed(CITY.roads, edge, 2), closed(CITY.roads, edge)
    both = closed(slow, edge)
    world = replace(
        drawn(0).world,
        calendar=Calendar.of(2025),
        people=PEOPLE,
        timed_roads=(
            TimedRoads((PEAK,), slow),
            TimedRoads((PEAK, winter), both),
            TimedRoads((winter,), shut),
        ),
    )
    timetable = Timetable.of(world)
    calendar = Calendar.of(2025)
    peak, cold = (open_states(text, calendar) == OPEN for text in (PEAK, winter))
    state = timetable.state[timetable.slices.slice_of_point]
    for roads, holds in (
        (world.roads, ~peak & ~cold),
        (slow, peak & ~cold),
        (shut, cold & ~peak),
        (both, peak & cold),
    ):
        number = next(k for k, found in enumerate(timetable.roads) if found is roads)
        assert ((state == number) == holds).all()
