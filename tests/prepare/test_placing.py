from __future__ import annotations

from dataclasses import replace

import numpy as np

from planner.domain.roads import RoadPart
from planner.prepare.placing import place_points, site_keys_of
from planner.scenario.schema import Travel
from tests.city import GridCity

CITY = GridCity(3, 2)


def test_sites_of_all_worlds_are_placed_once() -> None:
    baseline = CITY.world([(0.5, 0)], {"hall": (2, 0), "north": (0, 1)})
    changed = CITY.world([(0.5, 0)], {"hall": (2, 0), "new": (1, 0)})
    points = place_points(baseline, [changed], Travel())
    assert len(points.sites) == 3
    assert points.of(changed.sites).edge.tolist() == points.sites.edge[[0, 2]].tolist()
    assert points.residents.fraction[0] == np.clip(points.residents.fraction[0], 0.49, 0.51)


def test_one_id_at_two_places_is_two_sites() -> None:
    here = CITY.world([(0.5, 0)], {"new": (1, 0)})
    there = CITY.world([(0.5, 0)], {"new": (2, 0)})
    assert set(site_keys_of(here.sites)).isdisjoint(site_keys_of(there.sites))
    points = place_points(here, [there], Travel())
    assert points.of(here.sites).lon[0] < points.of(there.sites).lon[0]


def test_distance_to_islands_is_told_and_nobody_is_placed_there() -> None:
    world = CITY.world([(0.5, 0.1), (0.5, 1)], {"hall": (2, 0)})
    roads = world.roads
    # The southern street and what leads east of it is cut off as an island of its own.
    island = np.zeros(roads.n_edges, dtype=bool)
    island[[CITY.street(0, 0), CITY.street(1, 0)]] = True
    parts = (*roads.parts, RoadPart(2000.0, 2, 109.78, 39.6, is_island=True))
    cut = replace(roads, parts=parts, snappable=~island, edge_part=island.astype(np.int32))
    points = place_points(replace(world, roads=cut), (), Travel())
    assert not island[points.residents.edge].any()
    assert points.near_island_m[0] < points.residents.snap_m[0]
    assert points.near_island_m[1] > points.residents.snap_m[1]
