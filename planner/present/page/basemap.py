"""The page's own base map: boundaries and roads, simplified to what a screen can show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely

from planner.domain.area import Units
from planner.domain.roads import Roads
from planner.present.page.packing import Frame, Pack, pack_lines

MAX_ROAD_POINTS: Final = 220_000
"""Road vertices that a page holds, about 0.7 MB; beyond, the shortest minor roads go first."""

TOLERANCE: Final = 1 / 6000
"""Simplification, as a share of the frame's longer side."""


@dataclass(frozen=True)
class RoadTier:
    """Road classes drawn alike; `zoom` is how far past the whole view they first appear."""

    id: str
    classes: frozenset[str]
    zoom: float
    detail: float


ROAD_TIERS: Final = (
    RoadTier("trunk", frozenset({"motorway", "trunk"}), 0, 1),
    RoadTier("main", frozenset({"primary", "secondary"}), 0, 1),
    RoadTier("ferry", frozenset({"ferry"}), 0, 1),
    RoadTier("local", frozenset({"tertiary", "unclassified", "road"}), 1, 0.7),
    RoadTier("minor", frozenset(), 2.5, 0.5),  # every other class
)


def pack_borders(pack: Pack, frame: Frame, units: Units) -> dict[str, object]:
    """Return the rings of all units; `unit` tells which unit each ring belongs to."""
    rings: list[shapely.LineString] = []
    owners: list[int] = []
    # A coverage is simplified as one, so that neighbours keep a common border.
    boundaries = np.array([unit.boundary for unit in units.items], dtype=object)
    tolerance = _tolerance(frame)
    if len(boundaries) and shapely.coverage_is_valid(boundaries):
        boundaries = shapely.coverage_simplify(boundaries, tolerance)
    else:
        boundaries = shapely.simplify(boundaries, tolerance)
    for index, boundary in enumerate(boundaries):
        for polygon in shapely.get_parts(boundary):
            if polygon.geom_type != "Polygon":
                continue
            rings += [polygon.exterior, *polygon.interiors]
            owners += [index] * (1 + len(polygon.interiors))
    return {**pack_lines(pack, frame, rings), "unit": owners}


def label_point(boundary: shapely.Geometry) -> tuple[float, float]:
    """Return where a unit's name stands: well inside its largest part."""
    if boundary.is_empty:
        return (0.0, 0.0)
    parts = shapely.get_parts(boundary)
    largest = parts[int(np.argmax(shapely.area(parts)))]
    west, south, east, north = shapely.bounds(largest)
    precision = max(east - west, north - south) / 100
    if not precision or largest.geom_type != "Polygon":
        point = shapely.point_on_surface(largest)
    else:
        inner = shapely.maximum_inscribed_circle(largest, tolerance=precision)
        point = shapely.get_point(inner, 0)
    return (float(shapely.get_x(point)), float(shapely.get_y(point)))


def pack_roads(pack: Pack, frame: Frame, roads: Roads) -> list[dict[str, object]]:
    """Return the tiers of roads that occur, most important last, each with its lines.

    Edges that meet end to end become one line. `thinned` is True where short lines were left
    out to keep the page small.
    """
    packed: list[dict[str, object]] = []
    budget = MAX_ROAD_POINTS
    nearest_zoom: float | None = None
    for tier, lines in road_lines(roads, ROAD_TIERS, _tolerance(frame)):
        if nearest_zoom is None:
            nearest_zoom = tier.zoom
        kept = _within_budget(lines, budget)
        budget -= int(shapely.get_num_coordinates(kept).sum())
        packed.append(
            {
                **pack_lines(pack, frame, kept),
                "tier": tier.id,
                "zoom": tier.zoom - nearest_zoom,
                "thinned": len(kept) < len(lines),
            }
        )
    return packed[::-1]


def road_lines(
    roads: Roads, tiers: Sequence[RoadTier], tolerance: float
) -> Iterator[tuple[RoadTier, list[shapely.LineString]]]:
    """Yield the lines of each tier that occurs, simplified to a tolerance in degrees.

    Edges that meet end to end become one line; the detail of a tier makes it finer.
    """
    if not roads.n_edges:
        return
    named = set().union(*(tier.classes for tier in ROAD_TIERS))
    tier_of_class = np.array([_tier_of(name, named) for name in roads.classes])
    tier_of_edge = tier_of_class[roads.edge_class]
    edges = shapely.linestrings(
        np.stack([roads.vertex_lon, roads.vertex_lat], axis=1),
        indices=np.repeat(np.arange(roads.n_edges), np.diff(roads.vertex_offset)),
    )
    for tier in tiers:
        chosen = edges[tier_of_edge == ROAD_TIERS.index(tier)]
        if len(chosen):
            yield tier, joined(chosen, tolerance * tier.detail)


def _tier_of(name: str, named: set[str]) -> int:
    main = name.removesuffix("_link")
    if main not in named:
        return len(ROAD_TIERS) - 1
    return next(i for i, tier in enumerate(ROAD_TIERS) if main in tier.classes)


def _tolerance(frame: Frame) -> float:
    return max(frame.width, frame.height) * TOLERANCE


def joined(edges: Iterable[shapely.LineString], tolerance: float) -> list[shapely.LineString]:
    """Return edges that meet end to end as one line each, simplified."""
    merged = shapely.line_merge(shapely.multilinestrings(list(edges)))
    return list(shapely.simplify(shapely.get_parts(merged), tolerance))


def _within_budget(lines: list[shapely.LineString], budget: int) -> list[shapely.LineString]:
    points = shapely.get_num_coordinates(lines)
    if points.sum() <= budget:
        return lines
    longest_first = np.argsort(-shapely.length(lines), kind="stable")
    fits = np.cumsum(points[longest_first]) <= budget
    return [lines[i] for i in np.sort(longest_first[fits])]
