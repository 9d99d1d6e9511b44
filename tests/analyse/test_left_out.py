from __future__ import annotations

import numpy as np

from planner.analyse.left_out import (
    many_without_route,
    of_placement,
    residents_outside_units,
    services_not_offered,
)
from planner.domain.access import Access, Reach
from tests.accesses import always_open
from tests.city import GridCity, placed, services_of

CITY = GridCity(3, 2)


def test_what_is_off_the_roads_is_counted_with_its_people() -> None:
    world = CITY.world([(0, 0), (1, 0), (2, 0)], {"hall": (2, 0), "far": (0, 1)})
    residents = placed(CITY.roads, [0, -1, 1], [0.0, 0.0, 1.0], access_cm=5_000)
    sites = placed(CITY.roads, [1, -1], [1.0, 0.0])
    near_island_m = np.array([20.0, np.inf, 80.0])
    found = {
        entry.code: entry for entry in of_placement(world, residents, sites, near_island_m, 5e3)
    }
    assert found.keys() == {"residents_unplaced", "sites_unplaced", "residents_near_islands"}
    unplaced = found["residents_unplaced"]
    assert (unplaced.count, unplaced.people, unplaced.examples) == (1, 2.0, ("place 1",))
    assert found["sites_unplaced"].examples == ("far far",)
    # Only the first place has an island nearer than the road it was placed on, 50 m away.
    assert found["residents_near_islands"].examples == ("place 0",)


def test_nothing_left_out_is_not_mentioned() -> None:
    world = CITY.world([(0, 0)], {"hall": (2, 0)})
    on_road = CITY.at((0, 0))
    assert of_placement(world, on_road, CITY.at((2, 0)), np.array([np.inf]), 5e3) == ()
    assert residents_outside_units(world.residents) == ()


def test_people_outside_units_and_services_without_sites() -> None:
    world = CITY.world(
        [(0, 0), (40, 0)], {"hall": (2, 0)}, services_of("a", "b"), offers={"hall": ["a"]}
    )
    (outside,) = residents_outside_units(world.residents)
    assert (outside.count, outside.people) == (1, 2.0)
    nothing = np.array([False, False])
    (missing,) = services_not_offered(world.services, world.sites.offers, nothing)
    assert (missing.count, missing.examples) == (1, ("b b",))
    # A scenario about b has figures of it, all of them "nobody handles it".
    assert services_not_offered(world.services, world.sites.offers, np.array([False, True])) == ()


def test_many_people_without_a_route_raise_doubt_in_the_roads() -> None:
    world = CITY.world([(0, 0), (1, 0)], {"hall": (2, 0)}, people=[95.0, 5.0])

    def access(*reach: Reach) -> Access:
        reached = np.array([[state == Reach.REACHED for state in reach]])
        cost = np.where(reached, 1.0, np.nan)
        site = np.where(reached, 0, -1).astype(np.int32)
        states = np.array([reach], dtype=np.uint8)
        one = np.ones((1, 1), dtype=bool)
        return always_open(one, np.zeros(2, dtype=np.int32), cost, site, states)

    # Exactly five in a hundred are no reason for doubt.
    assert many_without_route(world.residents, access(Reach.REACHED, Reach.NO_ROUTE)) == ()
    (doubt,) = many_without_route(world.residents, access(Reach.NO_ROUTE, Reach.REACHED))
    assert doubt.message.en.startswith("95% of residents (95 people)")
