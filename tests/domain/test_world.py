from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from planner.domain.road_edits import closed, slowed
from planner.domain.world import TimedRoads
from planner.domain.zones import CircleZone, ParkingZone
from tests.city import GridCity

CITY = GridCity(3, 2)
WORLD = CITY.world([(0, 0)], {"west": (0, 0), "middle": (1, 0), "east": (2, 0)})
PEAK, WINTER = "Mo-Fr 07:00-09:00", "Nov-Mar"


def test_the_roads_of_a_moment_are_those_of_the_hours_that_hold() -> None:
    edge = np.array([0])
    slow, shut = slowed(CITY.roads, edge, 2), closed(CITY.roads, edge)
    both = closed(slow, edge)
    world = replace(
        WORLD,
        timed_roads=(
            TimedRoads((PEAK,), slow),
            TimedRoads((PEAK, WINTER), both),
            TimedRoads((WINTER,), shut),
        ),
    )
    assert world.road_hours == (PEAK, WINTER)
    assert world.roads_when([]) is CITY.roads
    assert world.roads_when([PEAK]) is slow
    assert world.roads_when([WINTER, PEAK]) is both
    assert world.roads_when(["24/7", WINTER]) is shut
    with pytest.raises(ValueError, match="missing"):
        replace(world, timed_roads=world.timed_roads[:2])
    with pytest.raises(ValueError, match="repeat"):
        replace(world, timed_roads=(*world.timed_roads, world.timed_roads[0]))
    with pytest.raises(ValueError, match="during"):
        TimedRoads((WINTER, PEAK), slow)


def test_parking_adds_up_and_is_never_below_zero() -> None:
    west = CircleZone(CITY.lon(0), CITY.lat(0), 1100.0)
    east = CircleZone(CITY.lon(2), CITY.lat(0), 1100.0)
    assert WORLD.egress_s.tolist() == [0, 0, 0]
    world = replace(WORLD, parking=(ParkingZone(west, 120.0), ParkingZone(east, 60.0)))
    assert world.egress_s.tolist() == [120, 180, 60]
    eased = replace(world, parking=(*world.parking, ParkingZone(east, -90.0)))
    assert eased.egress_s.tolist() == [120, 90, 0]
