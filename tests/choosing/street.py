"""A street on which every choice of sites can be worked out by hand.

    (0,0) --- (1,0) --- (2,0) --- (3,0) --- (4,0)      1 km and 100 s a block
     r0        r1        r2        r3        r4
    1 person   2         4         8         16        hall at r0; stations s1 ... s4 at r1 ... r4

The hall handles a and b; the stations handle c, which the hall does not. Everybody needs each once
a year. West is r0 to r2, east r3 and r4. Without a chosen site a trip to the hall takes
0, 100, 200, 300, 400 s: 9,800 person-seconds one way. With a at one more place these are

    s1 6,800    s2 4,200    s3 2,200    s4 1,800

and with two: s3 s4 600, s2 s4 1,000, s1 s4 1,200, s2 s3 1,800.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from planner.choosing import Settled, Wanted, Ways, settle
from planner.choosing.asked import Asked
from planner.choosing.demand import demand_of
from planner.choosing.question import Posed, pose
from planner.domain.arrays import FloatArray
from planner.domain.placement import Placement
from planner.domain.roads import Roads
from planner.domain.travel import Optimise
from planner.domain.world import World
from planner.errors import Where
from planner.measures import apply_measures
from planner.measures.keys import KeyPlaces
from planner.prepare.placing import site_keys_of
from planner.scenario.measures_choose import ChooseSites
from planner.scenario.measures_services import ExtendServices
from planner.scenario.schema_measures import Measure
from planner.travel import ToSites, TravelByState, place
from tests.city import GridCity, services_of

CITY = GridCity(5, 2)
STATIONS = ("s1", "s2", "s3", "s4")
WITHOUT_S = 9800.0
H_PER_S = 2 / 3600
"""From person-seconds one way to person-hours there and back."""


def where(key: str) -> Where:
    """Return the place of a key in a scenario file."""
    return Where(file="s.yaml", key=key)


def street() -> World:
    """Return the world above."""
    return CITY.world(
        [(float(x), 0.0) for x in range(5)],
        {"hall": (0.0, 0.0), **{site: (float(x), 0.0) for x, site in enumerate(STATIONS, start=1)}},
        services_of("a", "b", "c", groups={"both": ["a", "b"]}),
        offers={"hall": ["a", "b"], **{site: ["c"] for site in STATIONS}},
        kinds=dict.fromkeys(STATIONS, "station"),
    )


def ways(world: World, optimise: Optimise = "fastest") -> Ways:
    """Return travel of the residents of a world to the sites of any world."""

    def put(roads: Roads, lon: FloatArray, lat: FloatArray) -> Placement:
        return place(roads, lon, lat, access_speed_kmh=5.0, farthest_m=500.0)

    residents = put(world.roads, world.residents.lon, world.residents.lat)

    def to_sites(other: World) -> ToSites:
        sites, keys = other.sites, site_keys_of(other.sites)
        travelled = TravelByState(
            other.roads, residents, put(other.roads, sites.lon, sites.lat), keys, optimise
        )
        return travelled.to_sites(keys, np.rint(other.egress_s * 1000).astype(np.int32))

    return Ways(to_sites, residents.placed, optimise)


def extending(services: list[str] | None = None, **choice: Any) -> ExtendServices:
    """Return a measure that extends services (a) to chosen stations."""
    return ExtendServices.model_validate(
        {"services": tuple(services or ["a"]), "to": {"among": "station", **choice}}
    )


def posed_of(**choice: Any) -> Posed:
    """Return the problem of a question about extending a to stations."""
    return asked_of(**choice)[1]


def asked_of(**choice: Any) -> tuple[Asked, Posed]:
    """Return a question about extending a to stations, and its problem."""
    world, measure = street(), extending(**choice)
    assert isinstance(measure.to, ChooseSites)
    every, _ = apply_measures(world, [measure], where)
    candidates, services = np.arange(1, 5), np.array([True, False, False])
    demand = demand_of(world, every, candidates, services, ways(world))
    asked = Asked(world, every, candidates, services, KeyPlaces(where, "to"), measure.to)
    return asked, pose(asked, demand, "fastest")


def settled(
    world: World, *measures: Measure, wanted: Wanted | None = None, optimise: Optimise = "fastest"
) -> Settled:
    """Return the measures with their sites chosen."""
    return settle(world, measures, where, ways(world, optimise), wanted=wanted)


def chosen(found: Settled) -> list[str]:
    """Return the ids that the first question chose."""
    return [site.id for site in found.siting[0].chosen]
