"""What edit_roads does to one state of the roads: which edges and nodes, and the edit itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from planner.domain.arrays import LongArray
from planner.domain.road_edits import closed, delayed, gated, linked, slowed
from planner.domain.road_selection import (
    junctions,
    length_km,
    names_of,
    nearest_edge,
    nearest_nodes,
    nodes_of,
    select_edges,
    unknown_names,
)
from planner.domain.roads import CLOSED, Roads
from planner.domain.zones import Zone, distance_m
from planner.errors import Issue, ScenarioError
from planner.measures import road_words
from planner.measures.keys import KeyPlaces
from planner.scenario.measures_roads import EditRoads, NewLink
from planner.scenario.places import Point, Points
from planner.text import Text
from planner.units import CM_PER_M, M_PER_KM, MS_PER_H, MS_PER_S

_MOTORWAYS: Final = ("motorway", "motorway_link")
_SHORTEST_LINK: Final = 0.99
"""A link's length may be rounded, but not be shorter than the straight line."""


@dataclass(frozen=True)
class Change:
    """A state of the roads, and what changed in it; no text where nothing did."""

    roads: Roads
    text: Text | None


def closing(roads: Roads, measure: EditRoads, zone: Zone | None, at: KeyPlaces) -> Change:
    """Close the chosen edges in both directions."""
    edges = _edges(roads, measure, zone, at)
    is_open = (roads.forward_ms[edges] != CLOSED) | (roads.backward_ms[edges] != CLOSED)
    edges = edges[is_open]
    if not len(edges):
        return Change(roads, None)
    return Change(closed(roads, edges), road_words.closing(_stretch(roads, measure, edges)))


def speeding(roads: Roads, measure: EditRoads, zone: Zone | None, at: KeyPlaces) -> Change:
    """Change the speed on the chosen edges."""
    factor = measure.speed_factor or 1.0
    made = slowed(roads, _edges(roads, measure, zone, at), 1 / factor)
    edges = np.flatnonzero(
        (made.forward_ms != roads.forward_ms) | (made.backward_ms != roads.backward_ms)
    )
    if not len(edges):
        return Change(roads, None)
    return Change(made, road_words.speeding(_stretch(roads, measure, edges), factor))


def delaying(roads: Roads, measure: EditRoads, zone: Zone | None, at: KeyPlaces) -> Change:
    """Add or shorten waits at junctions: those nearest to points, or all of the choice."""
    edges = None
    if measure.roads is not None or measure.classes is not None:
        edges = _edges(roads, measure, None, at)
    nodes = junctions(roads, zone=zone, edges=edges)
    if measure.at is not None:
        nodes = _nearest_junctions(roads, nodes, measure, measure.at, at)
    made = delayed(roads, nodes, _delay_ms(measure))
    n_touched = int((made.node_wait_ms != roads.node_wait_ms).sum())
    text = road_words.delaying(n_touched, _delay_s(measure)) if n_touched else None
    return Change(made if n_touched else roads, text)


def gating(roads: Roads, measure: EditRoads, zone: Zone | None, at: KeyPlaces) -> Change:
    """Add or shorten waits at gates on the edges nearest to points."""
    edges = _edges(roads, measure, zone, at)
    if not len(edges):
        return Change(roads, None)
    found: list[int] = []
    faults: list[Issue] = []
    for index, point in enumerate(_points(measure.gate)):
        edge, off_m = nearest_edge(roads, edges, point.lon, point.lat)
        if off_m > measure.within_m:
            key = at(f"gate.points[{index}]")
            faults.append(road_words.too_far(off_m, measure.within_m, key, road=True))
        found.append(edge)
    if faults:
        raise ScenarioError(faults)
    made = gated(roads, np.unique(found), _delay_ms(measure))
    n_touched = int((made.edge_wait_ms != roads.edge_wait_ms).sum())
    text = road_words.gating(n_touched, _delay_s(measure)) if n_touched else None
    return Change(made if n_touched else roads, text)


def linking(roads: Roads, link: NewLink, at: KeyPlaces) -> Change:
    """Join the junctions nearest to the ends of a new link.

    These are nodes of roads that residents may live on; a link of a motorway's class may join a
    motorway too.
    """
    may_join = roads.snappable
    if link.road_class in _MOTORWAYS:
        wide = np.array([word in _MOTORWAYS for word in roads.classes], dtype=bool)
        may_join = may_join | wide[roads.edge_class]
    nodes = nodes_of(roads, may_join)
    ends: list[int] = []
    faults: list[Issue] = []
    for key, point in (("from", link.start), ("to", link.end)):
        nearest, off_m = nearest_nodes(roads, nodes, point.lon, point.lat, 1)
        if not len(nearest) or off_m[0] > link.within_m:
            far_m = float(off_m[0]) if len(nearest) else np.inf
            faults.append(road_words.too_far(far_m, link.within_m, at(f"link.{key}")))
        ends.extend(nearest.tolist())
    if not faults and ends[0] == ends[1]:
        faults.append(road_words.link_of_no_length(at("link")))
    if faults:
        raise ScenarioError(faults)
    start, end = ends
    there = slice(end, end + 1)
    straight_m = float(
        distance_m(float(roads.node_lon[start]), float(roads.node_lat[start]),
                   roads.node_lon[there], roads.node_lat[there])[0]
    )  # fmt: skip
    length_m = straight_m if link.length_m is None else link.length_m
    if length_m < straight_m * _SHORTEST_LINK:
        raise ScenarioError(road_words.link_too_short(length_m, straight_m, at("link.length")))
    time_ms = round(length_m / (link.speed_kmh * M_PER_KM) * MS_PER_H)
    made = linked(
        roads,
        start,
        end,
        length_cm=round(length_m * CM_PER_M),
        forward_ms=time_ms,
        backward_ms=CLOSED if link.oneway else time_ms,
        road_class=link.road_class,
    )
    return Change(made, road_words.linking(link.road_class, length_m, time_ms / MS_PER_S))


def _edges(roads: Roads, measure: EditRoads, zone: Zone | None, at: KeyPlaces) -> LongArray:
    """Return the edges that `roads`, `classes` and the zone choose; all where nothing is said."""
    faults: list[Issue] = []
    if measure.roads is not None:
        for index in unknown_names(roads, measure.roads):
            key = at(f"roads[{index}]")
            faults.append(road_words.unknown_road(measure.roads[index], roads, key))
    for index, word in enumerate(measure.classes or ()):
        if word not in roads.classes:
            faults.append(road_words.unknown_class(word, roads, at(f"classes[{index}]")))
    if faults:
        raise ScenarioError(faults)
    return select_edges(roads, names=measure.roads, classes=measure.classes, zone=zone)


def _nearest_junctions(
    roads: Roads, nodes: LongArray, measure: EditRoads, places: Points, at: KeyPlaces
) -> LongArray:
    """Return the junctions nearest to points, each once."""
    found: list[int] = []
    faults: list[Issue] = []
    for index, point in enumerate(_points(places)):
        nearest, off_m = nearest_nodes(roads, nodes, point.lon, point.lat, measure.junctions)
        near = nearest[off_m <= measure.within_m]
        if not len(near):
            far_m = float(off_m[0]) if len(off_m) else np.inf
            faults.append(road_words.too_far(far_m, measure.within_m, at(f"at.points[{index}]")))
        found.extend(near.tolist())
    if faults:
        raise ScenarioError(faults)
    return np.unique(np.array(found, dtype=np.int64))


def _points(places: Points | None) -> tuple[Point, ...]:
    if places is None or places.points is None:
        raise AssertionError("the loader reads the points of a file")
    return places.points


def _delay_s(measure: EditRoads) -> float:
    return measure.delay_s or 0.0


def _delay_ms(measure: EditRoads) -> int:
    return round(_delay_s(measure) * MS_PER_S)


def _stretch(roads: Roads, measure: EditRoads, edges: LongArray) -> road_words.Stretch:
    """Return which roads these edges are, as the planner chose them, and how long they are."""
    names = measure.roads or measure.classes or names_of(roads, edges)
    oneway = (roads.forward_ms[edges] == CLOSED) != (roads.backward_ms[edges] == CLOSED)
    return road_words.Stretch(tuple(names), length_km(roads, edges), len(edges), bool(oneway.any()))
