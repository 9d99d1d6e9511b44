"""Residents and the sites of all worlds at hand, put on the roads they share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from planner.domain.arrays import BoolArray, FloatArray
from planner.domain.placement import Placement
from planner.domain.roads import Roads
from planner.domain.sites import Sites
from planner.domain.world import World
from planner.scenario.schema import Travel
from planner.travel import place


@dataclass(frozen=True)
class PlacedPoints:
    """Where everyone and everything sits on the roads.

    residents      one row for each resident
    near_island_m  float64 (n_residents,) distance to the nearest island road, inf without islands
    sites          one row for each distinct site of any world
    site_keys      names the rows of `sites`; `site_keys_of` gives a world's own
    """

    residents: Placement
    near_island_m: FloatArray
    sites: Placement
    site_keys: tuple[str, ...]

    def of(self, sites: Sites) -> Placement:
        """Return the placement of one world's sites, in their order."""
        row_of = {key: row for row, key in enumerate(self.site_keys)}
        rows = np.array([row_of[key] for key in site_keys_of(sites)], dtype=np.int64)
        return self.sites.at(rows)


def site_keys_of(sites: Sites) -> tuple[str, ...]:
    """Return a key for each site: two scenarios may open sites of one id at different places."""
    return tuple(
        f"{site_id}@{lon!r},{lat!r}"
        for site_id, lon, lat in zip(sites.ids, sites.lon.tolist(), sites.lat.tolist(), strict=True)
    )


def place_points(baseline: World, changed: Sequence[World], travel: Travel) -> PlacedPoints:
    """Place the residents of the baseline and every site of the baseline and changed worlds."""
    roads, residents = baseline.roads, baseline.residents

    def put(on: Roads, lon: FloatArray, lat: FloatArray) -> Placement:
        return place(
            on,
            lon,
            lat,
            access_speed_kmh=travel.access_speed_kmh,
            farthest_m=travel.farthest_from_road_m,
        )

    positions = {
        key: (lon, lat)
        for world in (baseline, *changed)
        for key, lon, lat in zip(
            site_keys_of(world.sites), world.sites.lon, world.sites.lat, strict=True
        )
    }
    site_lon = np.array([lon for lon, _ in positions.values()], dtype=np.float64)
    site_lat = np.array([lat for _, lat in positions.values()], dtype=np.float64)
    islands = replace(roads, snappable=_on_islands(roads))
    return PlacedPoints(
        residents=put(roads, residents.lon, residents.lat),
        near_island_m=put(islands, residents.lon, residents.lat).snap_m,
        sites=put(roads, site_lon, site_lat),
        site_keys=tuple(positions),
    )


def _on_islands(roads: Roads) -> BoolArray:
    """Return the edges of islands, on which nothing is placed, bool (n_edges,)."""
    # Edges between parts have part -1, which finds the last entry.
    is_island = np.array([*(part.is_island for part in roads.parts), False], dtype=bool)
    return np.asarray(is_island[roads.edge_part])
