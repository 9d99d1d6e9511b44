"""Roads from OpenStreetMap: an extract on disk, or fetched by place name or polygon.

The only importer of osmium and osmnx. Both ways give the tags as mapped; nothing is judged here.
"""

from __future__ import annotations

import socket
from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any, Final, cast

import numpy as np

from planner.errors import NetworkError, Where
from planner.sources import road_faults
from planner.sources.raw_roads import KEPT_TAGS, RawRoads, RoadReading, tag_columns

OSM_ENDINGS: Final = (".osm.pbf", ".pbf", ".osm", ".osm.gz", ".osm.bz2")
OVERPASS_URL: Final = "https://overpass-api.de/api"
NOMINATIM_URL: Final = "https://nominatim.openstreetmap.org/"

_OVERPASS_FILTERS: Final = ('["highway"]', '["route"="ferry"]')
_AGAINST: Final = frozenset({"-1", "reverse", "T"})


def read_osm(path: Path) -> RoadReading:
    """Return every way with a `highway` tag or `route=ferry` of an OSM file (PBF or XML).

    A way whose nodes are partly missing, as at the border of an extract, is split there; what
    is missing is counted. Raises NetworkError where the file is damaged or is no OSM file.
    """
    import osmium  # noqa: PLC0415

    rows: list[tuple[str, ...]] = []
    lengths, refs, lon, lat = array("q"), array("q"), array("d"), array("d")
    cut: list[str] = []
    try:
        ways = (
            osmium.FileProcessor(_as_named(osmium, path), osmium.osm.NODE | osmium.osm.WAY)
            .with_locations()
            .with_filter(osmium.filter.EntityFilter(osmium.osm.WAY))
            .with_filter(osmium.filter.KeyFilter("highway", "route"))
        )
        for found in ways:
            way = cast("Any", found)  # the filter lets only ways through
            get = way.tags.get
            if not get("highway") and get("route") != "ferry":
                continue
            row = tuple([str(get(key, "")) for key in KEPT_TAGS])
            places = [(node.ref, node.location) for node in way.nodes]
            runs = _known_runs(places)
            if sum(map(len, runs)) < len(places):
                cut.append(str(way.id))
            for run in runs:
                if len(run) < 2:
                    continue
                rows.append(row)
                lengths.append(len(run))
                for ref, location in run:
                    refs.append(ref)
                    lon.append(location.lon)
                    lat.append(location.lat)
    except RuntimeError as error:  # the only type osmium raises for files
        raise NetworkError(road_faults.osm_unreadable(path, str(error))) from error
    if not rows:
        raise NetworkError(road_faults.no_roads(Where(file=str(path))))
    _, first, vertex = np.unique(
        np.frombuffer(refs, dtype=np.int64), return_index=True, return_inverse=True
    )
    raw = RawRoads(
        vertex_lon=np.frombuffer(lon, dtype=np.float64)[first],
        vertex_lat=np.frombuffer(lat, dtype=np.float64)[first],
        way_offset=np.concatenate([[0], np.cumsum(np.frombuffer(lengths, dtype=np.int64))]),
        way_vertex=vertex.astype(np.int32),
        tags=tag_columns(rows, KEPT_TAGS),
    )
    return RoadReading(raw=raw, left_out=road_faults.cut_ways(cut))


def _as_named(osmium: ModuleType, path: Path) -> Any:
    """Return the file with its format, which osmium does not tell from an ending in capitals."""
    endings = [ending for ending in OSM_ENDINGS if path.name.lower().endswith(ending)]
    return osmium.io.File(str(path), max(endings, key=len, default="").removeprefix("."))


def _known_runs(places: list[tuple[int, Any]]) -> list[list[tuple[int, Any]]]:
    """Split a way's nodes into runs whose locations are known."""
    if all(location.valid() for _, location in places):
        return [places]
    runs: list[list[tuple[int, Any]]] = [[]]
    for place in places:
        if place[1].valid():
            runs[-1].append(place)
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]


def fetch_place(
    place: str,
    *,
    cache_folder: Path,
    overpass_url: str = OVERPASS_URL,
    nominatim_url: str = NOMINATIM_URL,
) -> RoadReading:
    """Return the roads inside the boundary of a named place, from Nominatim and Overpass.

    Answers are kept in `cache_folder`, so the same question is asked once. Raises NetworkError
    where the place has no boundary, the servers cannot be reached, or there are no roads.
    """
    where = Where(key="roads.place", excerpt=place)
    with _osmnx(cache_folder, overpass_url, nominatim_url) as osmnx, _as_network_error(where):
        found = osmnx.geocode_to_gdf(place)
        return _fetch(osmnx, found.geometry.union_all(), where)


def fetch_polygon(
    polygon: Any,
    *,
    cache_folder: Path,
    overpass_url: str = OVERPASS_URL,
    nominatim_url: str = NOMINATIM_URL,
) -> RoadReading:
    """Return the roads inside a shapely Polygon or MultiPolygon (WGS84), from Overpass.

    Keeps answers and raises as `fetch_place` does.
    """
    where = Where(key="roads.polygon")
    with _osmnx(cache_folder, overpass_url, nominatim_url) as osmnx, _as_network_error(where):
        return _fetch(osmnx, polygon, where)


def _fetch(osmnx: ModuleType, polygon: Any, where: Where) -> RoadReading:
    graph = osmnx.graph_from_polygon(
        polygon, simplify=False, retain_all=True, custom_filter=list(_OVERPASS_FILTERS)
    )
    if not graph.number_of_edges():
        raise NetworkError(road_faults.no_roads(where))
    vertex_of = {node: number for number, node in enumerate(sorted(graph.nodes))}
    lon = np.array([graph.nodes[node]["x"] for node in vertex_of], dtype=np.float64)
    lat = np.array([graph.nodes[node]["y"] for node in vertex_of], dtype=np.float64)
    rows, ends = [], array("i")
    for start, end, tags in sorted(graph.edges(data=True), key=lambda edge: edge[:2]):
        # osmnx has already turned lines that are open against their direction
        turned = {**tags, "oneway": "yes"} if tags.get("oneway") in _AGAINST else tags
        rows.append(tuple([str(turned.get(key) or "") for key in KEPT_TAGS]))
        ends.extend((vertex_of[start], vertex_of[end]))
    raw = RawRoads(
        vertex_lon=lon,
        vertex_lat=lat,
        way_offset=np.arange(0, len(ends) + 1, 2, dtype=np.int64),
        way_vertex=np.frombuffer(ends, dtype=np.int32),
        tags=tag_columns(rows, KEPT_TAGS),
    )
    return RoadReading(raw=raw)


@contextmanager
def _osmnx(cache_folder: Path, overpass_url: str, nominatim_url: str) -> Iterator[ModuleType]:
    """Lend osmnx with our settings; afterwards everything it keeps globally is as before."""
    import osmnx  # noqa: PLC0415  # takes 3 s: only where something is fetched

    wanted = {
        "all_oneway": True,  # keeps the mapped direction and the oneway text of every way
        "cache_folder": str(cache_folder),
        "use_cache": True,
        "overpass_url": overpass_url,
        "nominatim_url": nominatim_url,
        "overpass_rate_limit": False,  # without a network it would wait a minute before failing
        "doh_url_template": None,
        "useful_tags_way": list(KEPT_TAGS),
        "log_console": False,
        "log_file": False,
    }
    before = {name: getattr(osmnx.settings, name) for name in wanted}
    resolver = socket.getaddrinfo  # osmnx replaces it to stay on one server
    try:
        for name, value in wanted.items():
            setattr(osmnx.settings, name, value)
        yield osmnx
    finally:
        for name, value in before.items():
            setattr(osmnx.settings, name, value)
        socket.getaddrinfo = resolver


@contextmanager
def _as_network_error(where: Where) -> Iterator[None]:
    """Turn the faults of fetching into one NetworkError with a remedy."""
    try:
        yield
    except NetworkError:
        raise
    except (OSError, ValueError, TypeError, KeyError) as error:
        # requests' faults are OSErrors; osmnx's are ValueErrors, TypeError for a place
        # without a boundary
        raise NetworkError(road_faults.not_fetched(where, error)) from error
