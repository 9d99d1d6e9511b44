"""Roads from GraphML: OSMnx's own files and plain ones (nodes with x/y or lon/lat)."""

from __future__ import annotations

from ast import literal_eval
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeAlias
from xml.etree import ElementTree as ET

import numpy as np

from planner.domain.arrays import FloatArray
from planner.errors import NetworkError, Where
from planner.sources import road_faults
from planner.sources.raw_roads import KEPT_TAGS, NAME_TAGS, RawRoads, RoadReading, tag_columns
from planner.sources.road_layers import DEFAULT_CLASS

Shape: TypeAlias = tuple[tuple[float, float], ...]

_COORDINATES: Final = (("x", "y"), ("lon", "lat"), ("lng", "lat"), ("longitude", "latitude"))
_TRUE: Final = frozenset({"true", "yes", "1"})
_FALSE: Final = frozenset({"false", "no", "0"})
_MANY: Final = frozenset({"maxspeed", *NAME_TAGS})
_SAME: Final = 1e-7  # shapes are the same when equal to this, in the graph's own units


@dataclass
class _Graph:
    """The elements of a GraphML file, attributes by name."""

    crs: str = ""
    nodes: dict[str, tuple[float, float]] = field(default_factory=dict)
    arcs: list[_Arc] = field(default_factory=list)


@dataclass(frozen=True)
class _Arc:
    """One arc; `inner` is its shape between source and target, without them."""

    source: str
    target: str
    inner: Shape
    tags: dict[str, str]
    directed: bool


def read_graphml(path: Path, *, crs: str | None = None) -> RoadReading:
    """Return the streets of a GraphML graph.

    Every arc is one-way unless it has a twin of the same shape in the other direction, says
    `oneway` false, or the graph is undirected; a two-way street becomes one line. Where an
    attribute lists several values the first counts, of speeds the lowest; a street has all the
    numbers and names that are listed. `crs` is used only
    where the graph does not say its own; without any, coordinates are WGS84 degrees. Raises
    NetworkError for a damaged file, an arc to an unknown node or impossible coordinates.
    """
    try:
        graph = _parse(path)
    except (ET.ParseError, KeyError, ValueError, SyntaxError) as error:
        raise NetworkError(road_faults.layer_unreadable(path, str(error))) from error
    streets = _streets(graph.arcs)
    if not streets:
        raise NetworkError(road_faults.no_roads(Where(file=str(path))))
    number = {node: index for index, node in enumerate(graph.nodes)}
    points = list(graph.nodes.values())
    vertices: list[int] = []
    offset, rows, unnamed = [0], [], 0
    for arc in streets:
        inner = range(len(points), len(points) + len(arc.inner))
        points.extend(arc.inner)
        vertices.extend((number[arc.source], *inner, number[arc.target]))
        offset.append(len(vertices))
        tags = arc.tags
        if not tags.get("highway") and tags.get("route") != "ferry":
            unnamed += 1
            tags = {**tags, "highway": DEFAULT_CLASS}
        rows.append(tuple([tags.get(key, "") for key in KEPT_TAGS]))
    places = _in_wgs84(np.array(points, dtype=np.float64), graph.crs or crs, path)
    raw = RawRoads(
        vertex_lon=places[:, 0].copy(),
        vertex_lat=places[:, 1].copy(),
        way_offset=np.array(offset, dtype=np.int64),
        way_vertex=np.array(vertices, dtype=np.int32),
        tags=tag_columns(rows, KEPT_TAGS),
    )
    warnings = (road_faults.no_class(path, unnamed, len(rows), None),) if unnamed else ()
    return RoadReading(raw=raw, warnings=warnings)


def _parse(path: Path) -> _Graph:
    """Read nodes and arcs, one element at a time."""
    graph = _Graph()
    names: dict[str, str] = {}
    defaults: dict[str, dict[str, str]] = {"node": {}, "edge": {}, "graph": {}, "all": {}}
    directed = True
    for event, element in ET.iterparse(path, events=("start", "end")):  # noqa: S314
        kind = element.tag.rpartition("}")[2]
        if event == "start":
            if kind == "graph":
                directed = element.get("edgedefault") != "undirected"
            continue
        if kind == "key":
            name = element.get("attr.name") or element.attrib["id"]
            names[element.attrib["id"]] = name
            for child in element:
                defaults[element.get("for", "all")][name] = child.text or ""
        elif kind in {"node", "edge", "graph"}:
            told = {
                names.get(child.attrib["key"], child.attrib["key"]): (child.text or "").strip()
                for child in element
                if child.tag.rpartition("}")[2] == "data"
            }
            data = defaults["all"] | defaults[kind] | told
            if kind == "node":
                graph.nodes[element.attrib["id"]] = _place(data)
            elif kind == "edge":
                word = element.get("directed", "true" if directed else "false")
                graph.arcs.append(_arc(element.attrib, data, directed=word in _TRUE))
            else:
                graph.crs = data.get("crs", "")
            element.clear()
    for arc in graph.arcs:
        for node in (arc.source, arc.target):
            if node not in graph.nodes:
                raise ValueError(f"edge to unknown node {node}")
    return graph


def _place(data: dict[str, str]) -> tuple[float, float]:
    """Return a node's coordinates in the graph's own system."""
    for lon, lat in _COORDINATES:
        if data.get(lon) and data.get(lat):
            return float(data[lon]), float(data[lat])
    raise ValueError("a node has no coordinates (x, y or lon, lat)")


def _arc(ends: dict[str, str], data: dict[str, str], *, directed: bool) -> _Arc:
    tags = {key: _value(key, data[key]) for key in KEPT_TAGS if data.get(key)}
    if not directed and tags.get("oneway", "").lower() not in _TRUE:
        tags["oneway"] = "no"
    return _Arc(
        source=ends["source"],
        target=ends["target"],
        inner=_inner(data.get("geometry", "")),
        tags=tags,
        directed=directed,
    )


def _value(key: str, text: str) -> str:
    """Return one value of an attribute that may be written as a list."""
    if not text.startswith("["):
        return text
    listed = [str(item) for item in literal_eval(text)]
    return ";".join(listed) if key in _MANY else listed[0]


def _inner(wkt: str) -> Shape:
    """Return the points of a WKT line without its ends."""
    if not wkt:
        return ()
    import shapely  # noqa: PLC0415

    try:
        line = shapely.from_wkt(wkt)
    except shapely.GEOSException as error:
        raise ValueError(f"geometry: {error}") from error
    return tuple((float(x), float(y)) for x, y in shapely.get_coordinates(line)[1:-1])


def _streets(arcs: list[_Arc]) -> list[_Arc]:
    """Return one line per street, its `oneway` saying yes or no."""
    waiting: dict[tuple[str, str, tuple[tuple[int, int], ...]], list[int]] = defaultdict(list)
    streets: list[_Arc] = []
    for arc in arcs:
        shape = tuple((round(x / _SAME), round(y / _SAME)) for x, y in arc.inner)
        if arc.source == arc.target and not shape:
            continue
        twins = waiting[arc.target, arc.source, shape[::-1]]
        if arc.directed and twins:
            place = twins.pop(0)
            streets[place] = _with_oneway(streets[place], "no")
        else:
            both = arc.tags.get("oneway", "").lower() in _FALSE
            if arc.directed:
                waiting[arc.source, arc.target, shape].append(len(streets))
            streets.append(_with_oneway(arc, "no" if both else "yes"))
    return streets


def _with_oneway(arc: _Arc, oneway: str) -> _Arc:
    return _Arc(arc.source, arc.target, arc.inner, arc.tags | {"oneway": oneway}, arc.directed)


def _in_wgs84(points: FloatArray, crs: str | None, path: Path) -> FloatArray:
    """Return coordinates (n, 2) as WGS84 longitude and latitude."""
    from pyproj import Transformer  # noqa: PLC0415
    from pyproj.exceptions import CRSError  # noqa: PLC0415

    if crs is not None:
        try:
            change = Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
        except CRSError as error:
            raise NetworkError(road_faults.bad_crs(path, crs)) from error
        points = np.column_stack(change.transform(points[:, 0], points[:, 1]))
    if not (np.isfinite(points).all() and (np.abs(points) <= (180, 90)).all()):
        raise NetworkError(road_faults.not_degrees(path))
    return points
