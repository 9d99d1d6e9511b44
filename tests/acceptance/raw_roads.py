"""Travel on real roads worked out a second time: OSM file -> networkx, nothing of the product.

Every stretch between two neighbouring OSM nodes is an arc or two of a networkx graph. Who may drive
where follows the OSM wiki (Key:access, Key:oneway, Tag:junction=roundabout); the speeds are those
that the product states, written down again.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeAlias

import networkx as nx
import numpy as np
import numpy.typing as npt
import osmium
import pyproj

Floats: TypeAlias = npt.NDArray[np.float64]
Ints: TypeAlias = npt.NDArray[np.int64]

GEOD = pyproj.Geod(ellps="WGS84")
EARTH_RADIUS_M = 6_371_008.8
WALK_TO_THE_ROAD_M_PER_S = 5 / 3.6
GOAL = "goal"

KMH = {
    "motorway": 90, "motorway_link": 45, "trunk": 85, "trunk_link": 40, "primary": 65,
    "primary_link": 30, "secondary": 55, "secondary_link": 25, "tertiary": 40,
    "tertiary_link": 20, "unclassified": 25, "residential": 25, "road": 25,
    "living_street": 10, "service": 15, "track": 20,
}  # fmt: skip
"""Where nothing is posted. A posted limit gives 90 % of itself, on the last three at most this."""
KMH_OF_TRACK = {"grade1": 20, "grade2": 20, "grade3": 15, "grade4": 10, "grade5": 8}
ONLY_LOWERED_BY_A_LIMIT = {"living_street", "service", "track"}
UNPAVED = {
    "unpaved", "compacted", "gravel", "fine_gravel", "pebblestone", "dirt", "earth", "ground",
    "mud", "sand", "grass", "grass_paver", "rock", "rocks",
}  # fmt: skip
UNPAVED_FACTOR = 0.7
NOT_FOR_ALL = {"no", "private", "permit"}


@dataclass(frozen=True)
class Stretches:
    """All stretches of all ways.

    lon, lat        of every OSM node on a way
    first, last     the nodes of every stretch, as positions in lon and lat
    along, against  may one drive from first to last, from last to first
    place_here      may residents and sites be put on it, as far as its class goes
    """

    n_ways: int
    lon: Floats
    lat: Floats
    first: Ints
    last: Ints
    length_m: Floats
    kmh: Floats
    along: npt.NDArray[np.bool_]
    against: npt.NDArray[np.bool_]
    place_here: npt.NDArray[np.bool_]

    def spherical_km(self) -> float:
        """Return the length of all stretches on a sphere of the mean radius of the Earth."""
        lon, lat = np.radians(self.lon), np.radians(self.lat)
        a, b = self.first, self.last
        half_chord = (
            np.sin((lat[b] - lat[a]) / 2) ** 2
            + np.cos(lat[a]) * np.cos(lat[b]) * np.sin((lon[b] - lon[a]) / 2) ** 2
        )
        return float((2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(half_chord))).sum()) / 1000


def read(path: Path) -> Stretches:
    """Read every highway of an OSM file, way after way."""
    number: dict[int, int] = {}
    lon: list[float] = []
    lat: list[float] = []
    first: list[int] = []
    last: list[int] = []
    rules: list[tuple[float, bool, bool, bool]] = []
    sizes: list[int] = []
    ways = osmium.FileProcessor(path, osmium.osm.NODE | osmium.osm.WAY).with_locations()
    ways = ways.with_filter(osmium.filter.EntityFilter(osmium.osm.WAY))
    for found in ways.with_filter(osmium.filter.KeyFilter("highway")):
        way: Any = found  # the filter lets only ways through
        vertices = []
        for node in way.nodes:
            if node.ref not in number:
                number[node.ref] = len(number)
                lon.append(node.location.lon)
                lat.append(node.location.lat)
            vertices.append(number[node.ref])
        first += vertices[:-1]
        last += vertices[1:]
        sizes.append(len(vertices) - 1)
        rules.append(rule(dict(way.tags)))
    x, y = np.array(lon), np.array(lat)
    a, b = np.array(first), np.array(last)
    kmh, along, against, place_here = (
        np.repeat(np.array(column), sizes) for column in zip(*rules, strict=True)
    )
    return Stretches(
        n_ways=len(rules),
        lon=x,
        lat=y,
        first=a,
        last=b,
        length_m=GEOD.inv(x[a], y[a], x[b], y[b])[2],
        kmh=kmh,
        along=along,
        against=against,
        place_here=place_here,
    )


def rule(tags: Mapping[str, str]) -> tuple[float, bool, bool, bool]:
    """Return (km/h, open along, open against, may people live on it) of a way for a car."""
    highway = tags["highway"]
    access = ("motorcar", "motor_vehicle", "vehicle", "access")
    told = next((tags[key] for key in access if key in tags), "yes")
    oneway = tags.get("oneway", "")
    is_open = told not in NOT_FOR_ALL and oneway != "reversible"
    ring = tags.get("junction") in {"roundabout", "circular"} or highway == "motorway"
    along = is_open and oneway != "-1"
    against = is_open and oneway != "yes" and not (ring and oneway != "no")
    return speed_kmh(highway, tags), along, against, highway not in {"motorway", "motorway_link"}


def speed_kmh(highway: str, tags: Mapping[str, str]) -> float:
    grade = tags.get("tracktype", "")
    kmh = float(KMH_OF_TRACK.get(grade, 20) if highway == "track" else KMH[highway])
    if "maxspeed" in tags:
        limit = float(tags["maxspeed"])
        kmh = min(kmh, limit) if highway in ONLY_LOWERED_BY_A_LIMIT else 0.9 * limit
    earth_track = highway == "track" and "surface" not in tags and grade != "grade1"
    return kmh * UNPAVED_FACTOR if earth_track or tags.get("surface") in UNPAVED else kmh


@dataclass(frozen=True)
class Foot:
    """The place on the roads that is nearest to a point."""

    stretch: int
    share: float
    distance_m: float


def nearest_feet(
    roads: Stretches, allowed: Ints, lon: Floats, lat: Floats, farthest_m: float
) -> list[Foot | None]:
    """Return the nearest place on the allowed stretches, None beyond `farthest_m`.

    Around each point the ellipsoid is taken as flat, with its two radii of curvature there.
    """
    a, b = roads.first[allowed], roads.last[allowed]
    north = np.maximum(roads.lat[a], roads.lat[b])
    south = np.minimum(roads.lat[a], roads.lat[b])
    by_south = np.argsort(south)
    tallest = float((north - south).max())
    south = south[by_south]
    feet: list[Foot | None] = []
    for x, y in zip(lon.tolist(), lat.tolist(), strict=True):
        m_per_lon, m_per_lat = metres_per_degree(y)
        reach = 1.01 * farthest_m / m_per_lat
        window = slice(*np.searchsorted(south, [y - reach - tallest, y + reach]))
        near = by_south[window]
        x0, y0 = (roads.lon[a[near]] - x) * m_per_lon, (roads.lat[a[near]] - y) * m_per_lat
        x1, y1 = (roads.lon[b[near]] - x) * m_per_lon, (roads.lat[b[near]] - y) * m_per_lat
        dx, dy = x1 - x0, y1 - y0
        squared = np.maximum(dx * dx + dy * dy, 1e-12)
        share = np.clip(-(x0 * dx + y0 * dy) / squared, 0, 1)
        away = np.hypot(x0 + share * dx, y0 + share * dy)
        if not len(near) or away.min() > 1.01 * farthest_m:
            feet.append(None)
            continue
        best = int(away.argmin())
        stretch, at = int(allowed[near[best]]), float(share[best])
        p, q = roads.first[stretch], roads.last[stretch]
        foot_lon = roads.lon[p] + at * (roads.lon[q] - roads.lon[p])
        foot_lat = roads.lat[p] + at * (roads.lat[q] - roads.lat[p])
        distance_m = GEOD.inv(x, y, foot_lon, foot_lat)[2]
        feet.append(Foot(stretch, at, distance_m) if distance_m <= farthest_m else None)
    return feet


def metres_per_degree(lat: float) -> tuple[float, float]:
    """Return metres per degree of longitude and of latitude on the WGS84 ellipsoid."""
    sine = np.sin(np.radians(lat))
    w = np.sqrt(1 - GEOD.es * sine**2)
    across = GEOD.a / w * np.cos(np.radians(lat))
    along = GEOD.a * (1 - GEOD.es) / w**3
    return float(np.radians(across)), float(np.radians(along))


def reversed_graph(roads: Stretches) -> nx.DiGraph:
    """Return arcs against the direction of travel, each with metres `m` and seconds `s`."""
    seconds = roads.length_m / (roads.kmh / 3.6)
    # Where two ways share a stretch, the quicker is added last and stays.
    order = np.argsort(-seconds, kind="stable")
    order = order[roads.first[order] != roads.last[order]]
    graph = nx.DiGraph()
    with _no_garbage_collection():
        for tail, head, is_open in (
            (roads.last, roads.first, roads.along),
            (roads.first, roads.last, roads.against),
        ):
            used = order[is_open[order]]
            graph.add_edges_from(
                (a, b, {"m": m, "s": s})
                for a, b, m, s in zip(
                    tail[used].tolist(),
                    head[used].tolist(),
                    roads.length_m[used].tolist(),
                    seconds[used].tolist(),
                    strict=True,
                )
            )
    return graph


def placeable(roads: Stretches, graph: nx.DiGraph, smallest_part_m: float) -> Ints:
    """Return the stretches that people may live on: open, and in a part that is no islet.

    A part is a strongly connected component; its length is that of the stretches inside.
    """
    part = np.full(len(roads.lon), -1)
    with _no_garbage_collection():
        for index, nodes in enumerate(nx.strongly_connected_components(graph)):
            part[list(nodes)] = index
    usable = (roads.along | roads.against) & (roads.first != roads.last)
    inside = usable & (part[roads.first] == part[roads.last])
    part_m = np.bincount(part[roads.first[inside]], weights=roads.length_m[inside])
    big = (part_m >= smallest_part_m) | (part_m == part_m.max())
    of_stretch = np.where(inside, part[roads.first], 0)
    return np.flatnonzero(inside & big[of_stretch] & roads.place_here)


def insert(
    graph: nx.DiGraph, roads: Stretches, points: Mapping[str, Foot], goals: Sequence[str]
) -> None:
    """Put points into the reversed graph: each stretch is split at the feet on it.

    All ends of `goals` are reached from the node `GOAL`, at no cost.
    """
    on_stretch: dict[int, list[tuple[float, str]]] = {}
    for name, foot in points.items():
        on_stretch.setdefault(foot.stretch, []).append((foot.share, name))
    for stretch, feet in on_stretch.items():
        stops: list[tuple[float, Any]] = [(0.0, int(roads.first[stretch]))]
        stops += [(share, ("foot", name)) for share, name in sorted(feet)]
        stops += [(1.0, int(roads.last[stretch]))]
        for (here, a), (there, b) in pairwise(stops):
            metres = (there - here) * float(roads.length_m[stretch])
            cost = {"m": metres, "s": metres / (float(roads.kmh[stretch]) / 3.6)}
            if roads.along[stretch]:
                graph.add_edge(b, a, **cost)
            if roads.against[stretch]:
                graph.add_edge(a, b, **cost)
    for name, foot in points.items():
        leg = {"m": foot.distance_m, "s": foot.distance_m / WALK_TO_THE_ROAD_M_PER_S}
        if name in goals:
            graph.add_edge(GOAL, name, m=0.0, s=0.0)
            graph.add_edge(name, ("foot", name), **leg)
        else:
            graph.add_edge(("foot", name), name, **leg)


@dataclass(frozen=True)
class Route:
    """The best route from a point to the goal that is nearest to it."""

    goal: str
    length_m: float
    time_s: float


def best_routes(graph: nx.DiGraph, names: Sequence[str], weight: str) -> dict[str, Route]:
    """Return the route of least `weight` ('m' or 's') of each point that has one."""
    with _no_garbage_collection():
        before, _ = nx.dijkstra_predecessor_and_distance(graph, GOAL, weight=weight)
    routes = {}
    for name in names:
        if name not in before:
            continue
        path: list[Any] = [name]
        while path[-1] != GOAL:
            path.append(before[path[-1]][0])
        arcs = [graph[b][a] for a, b in pairwise(path)]
        routes[name] = Route(path[-2], sum(arc["m"] for arc in arcs), sum(arc["s"] for arc in arcs))
    return routes


@contextmanager
def _no_garbage_collection() -> Iterator[None]:
    """Millions of small live objects make collection passes long and useless."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
