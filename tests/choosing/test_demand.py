from __future__ import annotations

from dataclasses import replace

import numpy as np

from planner.choosing.demand import Demand, demand_of
from planner.domain.travel import UNREACHABLE
from planner.domain.world import World
from planner.measures import apply_measures
from tests.choosing.street import extending, street, ways, where

NEVER = int(UNREACHABLE)


def demand(world: World, services: list[str]) -> Demand:
    measure = extending(services, choose=1, minimise="travel_time")
    every, _ = apply_measures(world, [measure], where)
    mask = world.services.select(services)
    return demand_of(world, every, np.arange(1, 5), mask, ways(world))


def test_a_row_for_each_place_with_what_it_pays_without_and_to_each_candidate() -> None:
    rows = demand(street(), ["a"])
    assert rows.resident.tolist() == [0, 1, 2, 3, 4]
    assert rows.trips.tolist() == rows.people.tolist() == [1, 2, 4, 8, 16]
    assert (rows.base / 1000).tolist() == [0, 100, 200, 300, 400]
    assert (rows.cost / 1000).tolist() == [
        [100, 200, 300, 400],
        [0, 100, 200, 300],
        [100, 0, 100, 200],
        [200, 100, 0, 100],
        [300, 200, 100, 0],
    ]
    assert (rows.cost_with(np.array([0, 3])) / 1000).tolist() == [0, 0, 100, 100, 0]


def test_services_that_share_sites_share_rows() -> None:
    rows = demand(street(), ["both"])
    assert len(rows.base) == 5
    assert rows.trips.tolist() == [2, 4, 8, 16, 32]
    # a place's needs are shared by the services: its people count once
    assert rows.people.tolist() == [1, 2, 4, 8, 16]


def test_a_service_that_the_stations_have_already_is_served_there() -> None:
    rows = demand(street(), ["a", "c"])
    assert len(rows.base) == 10
    base = {(int(r), int(b) // 1000) for r, b in zip(rows.resident, rows.base, strict=True)}
    assert base == {(0, 0), (1, 100), (2, 200), (3, 300), (4, 400),
                    (0, 100), (1, 0), (2, 0), (3, 0), (4, 0)}  # fmt: skip


def test_nobody_and_nowhere() -> None:
    world = street()
    desks = replace(world.sites.desks, offers=world.sites.desks.offers & [False, True, True])
    rows = demand(replace(world, sites=world.sites.with_desks(desks)), ["a"])
    assert rows.base.tolist() == [NEVER] * 5
    empty = replace(world.residents, people=np.array([0.0, 2.0, 0.0, 0.0, 0.0]))
    assert demand(replace(world, residents=empty), ["a"]).resident.tolist() == [1]


def test_demand_of_units_weighs() -> None:
    world = street()
    twice = np.ones((len(world.units) + 1, 3))
    twice[world.units.codes.index("east")] = 2
    rows = demand(replace(world, demand=twice), ["a"])
    assert rows.trips.tolist() == [1, 2, 4, 16, 32]
