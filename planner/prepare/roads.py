"""Build the road network of one mode from raw lines: rules, chains, lengths, times, parts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from pyproj import Geod

from planner.domain.arrays import BoolArray, FloatArray, IntArray, LongArray
from planner.domain.record import LeftOut
from planner.domain.roads import CLOSED, NAMELESS, Roads
from planner.errors import Issue, NetworkError, ScenarioError
from planner.prepare import road_remarks
from planner.prepare.chains import Chains, contract
from planner.prepare.parts import describe_parts, strong_parts
from planner.prepare.road_names import RoadNames, name_roads
from planner.prepare.road_rules import ROAD_CLASSES, Profile, Use, WayRules, apply_rules
from planner.sources.raw_roads import RawRoads
from planner.units import CM_PER_M, M_PER_KM, MS_PER_H

NOT_SNAPPABLE: Final = frozenset({"motorway", "motorway_link", "ferry"})
_GEOD: Final = Geod(ellps="WGS84")
_LONGEST_MS: Final = int(np.iinfo(np.int32).max)


@dataclass(frozen=True)
class RoadBuild:
    """A road network, the lines that take no part in it, and what the planner should know."""

    roads: Roads
    left_out: tuple[LeftOut, ...]
    warnings: tuple[Issue, ...]


@dataclass(frozen=True)
class _Stretches:
    """Stretches between neighbouring vertices that the mode may use, turned with one-way flow."""

    start: IntArray
    end: IntArray
    way: IntArray
    length_m: FloatArray


def build_roads(
    raw: RawRoads,
    *,
    mode: str,
    speeds_kmh: Mapping[str, float],
    unpaved_factor: float,
    ferries: bool,
    smallest_part_m: float,
) -> RoadBuild:
    """Return the network of `mode` (drive, cycle or walk) over these lines.

    Lengths are geodesic on WGS84 (Karney 2013, by PROJ), summed along an edge and rounded once
    to centimetres; times follow from the unrounded length. Nothing may be placed on motorways,
    ferries, islands (parts shorter than `smallest_part_m` in total) and edges between parts.
    Raises ScenarioError for a speed of an unknown class; NetworkError where nothing is usable,
    nothing may be placed anywhere, or a road is too slow for its time to be stored.
    """
    unknown = sorted(set(speeds_kmh) - ROAD_CLASSES)
    if unknown:
        raise ScenarioError([road_remarks.unknown_class(word, ROAD_CLASSES) for word in unknown])
    rules = apply_rules(raw, Profile(mode, dict(speeds_kmh), unpaved_factor, ferries))
    start, end, way = raw.segments()
    length_m = _lengths_m(raw, start, end)
    way_m: FloatArray = np.bincount(way, weights=length_m, minlength=raw.n_ways).astype(np.float64)
    used = (rules.use[way] == Use.OPEN) & (start != end)
    if not used.any():
        raise NetworkError(road_remarks.nothing_usable(mode))
    turned = rules.against[way] & ~rules.along[way]
    start, end = np.where(turned, end, start)[used], np.where(turned, start, end)[used]
    stretches = _Stretches(start, end, way[used], length_m[used])
    stretches = _in_flow_order(stretches, turned[used])
    names = name_roads(raw, rules.use == Use.OPEN)
    roads = _network(raw, rules, names, stretches, mode=mode, smallest_part_m=smallest_part_m)
    if not roads.snappable.any():
        raise NetworkError(road_remarks.nothing_to_stand_on(mode))
    return RoadBuild(
        roads=roads,
        left_out=road_remarks.left_out(raw, rules, way_m, roads),
        warnings=road_remarks.doubts(rules.doubts),
    )


def _lengths_m(raw: RawRoads, start: IntArray, end: IntArray) -> FloatArray:
    lon, lat = raw.vertex_lon, raw.vertex_lat
    length: FloatArray = _GEOD.inv(lon[start], lat[start], lon[end], lat[end])[2]
    return length


def _in_flow_order(stretches: _Stretches, turned: BoolArray) -> _Stretches:
    """Put the stretches of turned ways in reverse, so that each follows the one before it."""
    position = np.arange(len(turned))
    order = np.lexsort((np.where(turned, -position, position), stretches.way))
    return _Stretches(
        stretches.start[order],
        stretches.end[order],
        stretches.way[order],
        stretches.length_m[order],
    )


def _network(
    raw: RawRoads,
    rules: WayRules,
    names: RoadNames,
    stretches: _Stretches,
    *,
    mode: str,
    smallest_part_m: float,
) -> Roads:
    way = stretches.way
    oneway = ~(rules.along & rules.against)[way]
    _, speed_rank = np.unique(rules.speed_kmh, return_inverse=True)
    kind = (speed_rank[way].astype(np.int64) * 256 + rules.road_class[way]) * 2 + oneway
    kind = kind * (len(names.names) + 1) + names.of_way[way] - NAMELESS
    chains = contract(stretches.start, stretches.end, kind, oneway)
    first = chains.stretch_offset[:-1]
    lead = chains.stretch[first]  # all stretches of a chain are of one kind
    edge_m = np.add.reduceat(stretches.length_m[chains.stretch], first)
    edge_kmh = rules.speed_kmh[way[lead]]
    edge_ms = edge_m / (edge_kmh * M_PER_KM) * MS_PER_H
    slowest = int(np.argmax(edge_ms))
    if edge_ms[slowest] > _LONGEST_MS:
        raise NetworkError(road_remarks.too_slow(float(edge_m[slowest]), float(edge_kmh[slowest])))
    forward_ms = np.rint(edge_ms).astype(np.int32)
    backward_ms = np.where(oneway[lead], np.int32(CLOSED), forward_ms)
    vertex_offset, vertex = _vertices(stretches, chains)
    nodes, ends = np.unique(
        np.concatenate([vertex[vertex_offset[:-1]], vertex[vertex_offset[1:] - 1]]),
        return_inverse=True,
    )
    edge_from, edge_to = ends.astype(np.int32).reshape(2, -1)
    length_cm = np.rint(edge_m * CM_PER_M).astype(np.int32)
    edge_part, n_parts = strong_parts(
        len(nodes), edge_from, edge_to, forward_ms != CLOSED, backward_ms != CLOSED
    )
    middle = vertex[(vertex_offset[:-1] + vertex_offset[1:]) // 2]
    edge_part, parts = describe_parts(
        edge_part, n_parts, length_cm,
        middle=(raw.vertex_lon[middle], raw.vertex_lat[middle]), smallest_part_m=smallest_part_m,
    )  # fmt: skip
    main = np.array([not part.is_island for part in parts] + [False])  # -1: between two parts
    edge_class = rules.road_class[way[lead]]
    may_snap = np.array([word not in NOT_SNAPPABLE for word in rules.classes])
    return Roads(
        mode=mode,
        node_lon=raw.vertex_lon[nodes],
        node_lat=raw.vertex_lat[nodes],
        edge_from=edge_from,
        edge_to=edge_to,
        length_cm=length_cm,
        forward_ms=forward_ms,
        backward_ms=backward_ms,
        edge_class=edge_class,
        snappable=may_snap[edge_class] & main[edge_part],
        edge_part=edge_part,
        edge_road=names.of_way[way[lead]],
        node_wait_ms=np.zeros(len(nodes), dtype=np.int32),
        edge_wait_ms=np.zeros(len(edge_from), dtype=np.int32),
        vertex_offset=vertex_offset,
        vertex_lon=raw.vertex_lon[vertex],
        vertex_lat=raw.vertex_lat[vertex],
        classes=rules.classes,
        parts=parts,
        road_names=names.names,
    )


def _vertices(stretches: _Stretches, chains: Chains) -> tuple[LongArray, LongArray]:
    """Return the edges' offsets into their vertices, and the vertices in order."""
    stretch, turned = chains.stretch, chains.turned
    tail = np.where(turned, stretches.end[stretch], stretches.start[stretch])
    head = np.where(turned, stretches.start[stretch], stretches.end[stretch])
    n_edges = len(chains.stretch_offset) - 1
    offset = chains.stretch_offset + np.arange(n_edges + 1)
    edge = np.repeat(np.arange(n_edges), np.diff(chains.stretch_offset))
    vertex = np.empty(offset[-1], dtype=np.int64)
    vertex[np.arange(len(stretch)) + edge] = tail
    vertex[offset[1:] - 1] = head[chains.stretch_offset[1:] - 1]
    return offset, vertex
