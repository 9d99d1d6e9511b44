"""Where new sites might open, as a question about new sites names or generates it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from scipy.spatial import cKDTree

from planner.domain.arrays import BoolArray, FloatArray, LongArray
from planner.domain.world import World
from planner.errors import Issue, ScenarioError
from planner.measures.choice import sites_of
from planner.measures.keys import KeyPlaces
from planner.measures.request_places import candidate_places
from planner.scenario.measures_candidates import AskedFor, RoadNodes, Settlements
from planner.scenario.measures_choose import ChooseNew
from planner.scenario.measures_sites import NewSite
from planner.scenario.unknown import unknown_kind, unknown_themes, unknown_units
from planner.text import Text
from planner.units import M_PER_DEGREE

CROSSING: Final = 3
"""As many edges meet at a crossing."""

Place = tuple[str, Text, float, float]
"""Id, name, longitude and latitude."""


def candidate_sites(
    world: World, asked: ChooseNew, kind: str, at: KeyPlaces
) -> tuple[NewSite, ...]:
    """Return a site for each place and kind of the question, in a fixed order.

    Ids depend on kind and place, so that a place keeps its id whatever else opens; only where an
    earlier measure opened the same kind there a number is added. Raises ScenarioError for unknown
    kinds, units and sites, and where no place fits.
    """
    key = "sites.candidates"
    kinds = asked.kinds or (kind,)
    known = world.sites.kind_ids
    faults = [unknown_kind(k, world.sites, at("sites.kinds")) for k in kinds if k not in known]
    if faults:
        raise ScenarioError(faults)
    candidates = asked.candidates
    if candidates.listed is not None:
        if asked.kinds is None:
            return candidates.listed
        return tuple(
            site.model_copy(update={"id": f"{site.id}-{k}", "kind": k})
            for site in candidates.listed
            for k in kinds
        )
    if candidates.settlements is not None:
        places = list(_settlements(world, candidates.settlements, at, f"{key}.settlements"))
    elif candidates.road_nodes is not None:
        places = list(_road_nodes(world, candidates.road_nodes, at, f"{key}.road_nodes"))
    elif candidates.requests is not None:
        places = list(_asked_for(world, candidates.requests, at, f"{key}.requests"))
    elif candidates.at_sites is not None:
        places = list(_at_sites(world, sites_of(world, candidates.at_sites, at, f"{key}.at_sites")))
    else:
        raise AssertionError("the loader reads the candidates of a file")
    if not places:
        raise ScenarioError(_none_fits(world, at, key))
    return tuple(_site(world, place, k, asked) for place in places for k in kinds)


def _site(world: World, place: Place, kind: str, asked: ChooseNew) -> NewSite:
    site_id, name, lon, lat = place
    of_kind = world.sites.kinds[world.sites.kind_ids[kind]].name
    return NewSite.model_validate(
        {
            "id": free_id(f"{kind}-{site_id}", world),
            "name": {"zh": f"{name.zh}{of_kind.zh}", "en": f"{name.en} {of_kind.en}"},
            "lon": lon,
            "lat": lat,
            "kind": kind if asked.kinds is not None else None,
        }
    )


def free_id(site_id: str, world: World) -> str:
    """Return the id, with the first free number from 2 behind it where a site has it already."""
    found, number = site_id, 2
    while found in world.sites.index_of:
        found, number = f"{site_id}-{number}", number + 1
    return found


def _settlements(world: World, rule: Settlements, at: KeyPlaces, key: str) -> Iterator[Place]:
    residents = world.residents
    inside = _in_units(world, residents.unit, rule.units, at, f"{key}.units")
    large = np.flatnonzero(inside & (residents.people >= rule.people))
    order = large[np.argsort(-residents.people[large], kind="stable")]
    lon, lat = residents.lon[order], residents.lat[order]
    for row in np.sort(order[_thinned(lon, lat, rule.apart or 0.0, rule.most)]).tolist():
        name = residents.names[row] or residents.ids[row]
        yield (residents.ids[row], Text.same(name), float(residents.lon[row]),
               float(residents.lat[row]))  # fmt: skip


def _road_nodes(world: World, rule: RoadNodes, at: KeyPlaces, key: str) -> Iterator[Place]:
    roads, residents = world.roads, world.residents
    if not roads.n_edges:
        # Words are checked without roads: any place will do.
        _in_units(world, residents.unit, rule.units, at, f"{key}.units")
        for row in range(min(1, len(residents))):
            yield "0", Text.same("?"), float(residents.lon[row]), float(residents.lat[row])
        return
    snappable = roads.snappable
    ends = np.concatenate([roads.edge_from[snappable], roads.edge_to[snappable]])
    degree = np.bincount(ends, minlength=len(roads.node_lon))
    nodes = np.flatnonzero(degree >= CROSSING)
    unit = world.units.locate(roads.node_lon[nodes], roads.node_lat[nodes])
    nodes = nodes[(unit >= 0) & _in_units(world, unit, rule.units, at, f"{key}.units")]
    order = nodes[np.argsort(-degree[nodes], kind="stable")]
    kept = order[_thinned(roads.node_lon[order], roads.node_lat[order], rule.apart, rule.most)]
    for node in np.sort(kept).tolist():
        lon, lat = float(roads.node_lon[node]), float(roads.node_lat[node])
        name = Text(f"路口（{lon:.3f}, {lat:.3f}）", f"Crossing ({lon:.3f}, {lat:.3f})")
        yield f"{lon:.5f}_{lat:.5f}", name, lon, lat


def _asked_for(world: World, rule: AskedFor, at: KeyPlaces, key: str) -> Iterator[Place]:
    requests, residents = world.requests, world.residents
    faults = tuple(unknown_themes(rule.themes, requests, at, key))
    if requests is None or faults:
        raise ScenarioError(faults)
    found = candidate_places(
        requests, requests.with_themes(rule.themes), residents.lon, residents.lat,
        radius_m=rule.within, most=rule.most, fewest_requests=rule.fewest,
    )  # fmt: skip
    for row in sorted(one.place for one in found):
        name = residents.names[row] or residents.ids[row]
        yield (residents.ids[row], Text.same(name), float(residents.lon[row]),
               float(residents.lat[row]))  # fmt: skip


def _at_sites(world: World, chosen: LongArray) -> Iterator[Place]:
    sites = world.sites
    for site in np.sort(chosen).tolist():
        yield sites.ids[site], sites.names[site], float(sites.lon[site]), float(sites.lat[site])


def _in_units(
    world: World, unit: np.ndarray, wanted: Sequence[str] | None, at: KeyPlaces, key: str
) -> BoolArray:
    if wanted is None:
        return np.ones(len(unit), dtype=bool)
    faults = tuple(unknown_units(wanted, world.units, at, key))
    if faults:
        raise ScenarioError(faults)
    return np.isin(unit, [world.units.codes.index(code) for code in wanted])


def _thinned(lon: FloatArray, lat: FloatArray, apart_m: float, most: int | None) -> LongArray:
    """Return the places that stay: in the given order, none nearer to one that stays before it.

    Distances are those on a plane that fits the middle of the places; at most `most` stay.
    """
    n = len(lon)
    limit = n if most is None else most
    if apart_m <= 0 or n == 0:
        return np.arange(min(n, limit), dtype=np.int64)
    east = np.cos(np.radians(lat.mean())) * M_PER_DEGREE
    plane = np.stack([lon * east, lat * M_PER_DEGREE], axis=1)
    tree = cKDTree(plane)
    free = np.ones(n, dtype=bool)
    kept: list[int] = []
    for row in range(n):
        if len(kept) == limit:
            break
        if free[row]:
            kept.append(row)
            free[tree.query_ball_point(plane[row], apart_m * (1 - 1e-12))] = False
    return np.array(kept, dtype=np.int64)


def _none_fits(world: World, at: KeyPlaces, key: str) -> Issue:
    largest = float(world.residents.people.max(initial=0.0))
    return Issue(
        "no_candidates",
        Text("没有符合条件的候选点", "no place fits as a candidate"),
        Text(f"放宽条件；最大的居民点有 {largest:,.0f} 人",
             f"ask for less; the largest place has {largest:,.0f} people"),
        at(key),
    )  # fmt: skip
