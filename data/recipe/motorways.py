"""Motorways: two one-way carriageways, interchanges where they cross roads and each other."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

import numpy as np
import shapely
from scipy.ndimage import gaussian_filter1d
from shapely.geometry import LineString

from recipe.mesh import Mesh
from recipe.plane import Floats
from recipe.tables import Corridor

STEP_M: Final = 300.0
SMOOTHING_STEPS: Final = 5.0
HALF_MEDIAN_M: Final = 14.0
RAMP_M: Final = 420.0
NEAR_ROAD_M: Final = 450.0


@dataclass
class Motorway:
    """One motorway: its centre line and the vertices that ramps add to each carriageway."""

    corridor: Corridor
    centre: Floats
    line: LineString = field(init=False)
    ramp_places: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.line = LineString(self.centre)

    def place(self, along_m: float, side: int) -> Floats:
        """Return a point of a carriageway: side +1 runs with the centre line, -1 against it."""
        along = min(max(along_m, 0.0), self.line.length)
        here = np.array(self.line.interpolate(along).coords[0])
        low = np.array(self.line.interpolate(max(along - 40, 0)).coords[0])
        high = np.array(self.line.interpolate(min(along + 40, self.line.length)).coords[0])
        heading = (high - low) / np.hypot(*(high - low))
        right = np.array([heading[1], -heading[0]])
        return np.asarray(here + side * HALF_MEDIAN_M * right)

    def carriageway(self, side: int) -> Floats:
        """Vertices in driving order."""
        count = int(self.line.length // STEP_M)
        regular = np.linspace(0, self.line.length, count + 1)
        kept = [a for a in regular if all(abs(a - r) > 60 for r in self.ramp_places)]
        along = sorted({*kept, *self.ramp_places, 0.0, self.line.length})
        points = np.array([self.place(a, side) for a in along])
        return points if side > 0 else points[::-1]


@dataclass(frozen=True)
class Piece:
    """A finished line outside the mesh, one-way along its vertices."""

    xy: Floats
    road_class: str
    corridor: Corridor


def lay_motorways(mesh: Mesh, corridors: list[Corridor]) -> list[Motorway]:
    """Route the centre lines over open land and smooth them."""
    cost = mesh.base_cost.copy()
    cost[: mesh.n_streets] = np.inf
    # a motorway bridges and cuts through relief, so terrain counts for less than on other roads
    open_land = slice(mesh.n_streets, None)
    cost[open_land] = np.sqrt(mesh.base_cost[open_land] * mesh.length[open_land])
    touches_town = (mesh.town[mesh.ends] >= 0).any(axis=1)
    cost[touches_town] = np.inf
    cost = np.where(np.isfinite(cost), cost, 1e9)
    graph = mesh.matrix(cost)
    free = mesh.town < 0
    laid = []
    for corridor in corridors:
        stops = [mesh.nearest(p, free) for p in corridor.via if not isinstance(p, str)]
        path = [stops[0]]
        for a, b in pairwise(stops):
            path += mesh.route(graph, a, b, 1e8)[1:]
        laid.append(Motorway(corridor, _smooth(mesh.xy[path])))
    return laid


def _smooth(points: Floats) -> Floats:
    line = LineString(points)
    count = int(line.length // STEP_M)
    even = np.array([line.interpolate(d).coords[0] for d in np.linspace(0, line.length, count + 1)])
    smooth = gaussian_filter1d(even, SMOOTHING_STEPS, axis=0, mode="nearest")
    fade = np.clip(np.minimum(np.arange(len(even)), np.arange(len(even))[::-1]) / 12, 0, 1)[:, None]
    return np.asarray(fade * smooth + (1 - fade) * even)


def avoid_motorways(mesh: Mesh, motorways: list[Motorway], cost: Floats) -> Floats:
    """Make crossing or hugging a motorway dear, so that other roads cross it seldom."""
    out = cost.copy()
    lines = shapely.linestrings(mesh.xy[mesh.ends])
    tree = shapely.STRtree(lines)
    for motorway in motorways:
        near = tree.query(motorway.line, predicate="dwithin", distance=NEAR_ROAD_M)
        near = near[near >= mesh.n_streets]
        out[near] *= 2.5
    return out


def join_motorways(
    motorways: list[Motorway], roads: list[Floats], ranks: list[int], interchange_gap_m: float
) -> tuple[list[Piece], dict[int, list[tuple[float, float, float]]]]:
    """Build ramps and carriageways; interchanges of a motorway keep a gap between them.

    Returns the finished pieces, and for each road line the vertices (distance along, x, y) that
    it must take up because ramps start there.
    """
    pieces: list[Piece] = []
    added: dict[int, list[tuple[float, float, float]]] = {}
    lines = [LineString(r) for r in roads]
    tree = shapely.STRtree(lines)
    taken = _join_each_other(motorways, pieces)
    for number, motorway in enumerate(motorways):
        found = []
        for k in tree.query(motorway.line, predicate="intersects"):
            spots = shapely.get_parts(lines[k].intersection(motorway.line))
            found += [
                (-ranks[k], motorway.line.project(spot), int(k))
                for spot in spots
                if spot.geom_type == "Point"
            ]
        used = list(taken[number])
        for _, along, k in sorted(found):
            room = RAMP_M * 1.2
            if not room < along < motorway.line.length - room:
                continue
            if any(abs(along - u) < interchange_gap_m for u in used):
                continue
            used.append(along)
            spot = motorway.line.interpolate(along)
            where = lines[k].project(spot)
            added.setdefault(k, []).append((where, spot.x, spot.y))
            _ramps_to_road(motorway, along, np.array([spot.x, spot.y]), pieces)
    for motorway in motorways:
        pieces += [
            Piece(motorway.carriageway(side), "motorway", motorway.corridor) for side in (1, -1)
        ]
        for along, first in ((0.0, -1), (motorway.line.length, 1)):
            turn = np.array([motorway.place(along, first), motorway.place(along, -first)])
            pieces.append(Piece(turn, "motorway_link", motorway.corridor))
    return pieces, added


def _bend(start: Floats, through: Floats, stop: Floats) -> Floats:
    t = np.linspace(0, 1, 6)[:, None]
    curve = (1 - t) ** 2 * start + 2 * t * (1 - t) * through + t**2 * stop
    curve[0], curve[-1] = start, stop
    return np.asarray(curve)


def _ramps_to_road(
    motorway: Motorway, along: float, road_vertex: Floats, pieces: list[Piece]
) -> None:
    motorway.ramp_places += [along - RAMP_M, along + RAMP_M]
    for side in (1, -1):
        out_at = motorway.place(along - side * RAMP_M, side)
        in_at = motorway.place(along + side * RAMP_M, side)
        middle = motorway.place(along, side)
        swing = road_vertex + (middle - road_vertex) / HALF_MEDIAN_M * 90
        off = _bend(out_at, swing, road_vertex)
        on = _bend(road_vertex, swing, in_at)
        pieces.append(Piece(off, "motorway_link", motorway.corridor))
        pieces.append(Piece(on, "motorway_link", motorway.corridor))


def _join_each_other(motorways: list[Motorway], pieces: list[Piece]) -> list[list[float]]:
    """Link motorways wherever their centre lines cross, or nearly meet at an end."""
    taken: list[list[float]] = [[] for _ in motorways]
    reach = 1.6 * RAMP_M
    for a in range(len(motorways)):
        for b in range(a + 1, len(motorways)):
            one, two = motorways[a], motorways[b]
            if not one.line.intersects(two.line):
                continue
            for part in shapely.get_parts(one.line.intersection(two.line)):
                spot = part.centroid  # a shared stretch counts as one meeting
                at = (one.line.project(spot), two.line.project(spot))
                if any(abs(at[0] - u) < 3_000 for u in taken[a]):
                    continue
                taken[a].append(at[0])
                taken[b].append(at[1])
                centre = np.array([spot.x, spot.y])
                _links(one, two, at, reach=reach, centre=centre, pieces=pieces)
    return taken


def _links(
    one: Motorway,
    two: Motorway,
    at: tuple[float, float],
    *,
    reach: float,
    centre: Floats,
    pieces: list[Piece],
) -> None:
    for motorway, along in ((one, at[0]), (two, at[1])):
        motorway.ramp_places += [
            min(max(along + sign * reach, 0.0), motorway.line.length) for sign in (-1, 1)
        ]
    for side_one in (1, -1):
        for side_two in (1, -1):
            leave_one = one.place(at[0] - side_one * reach, side_one)
            enter_one = one.place(at[0] + side_one * reach, side_one)
            leave_two = two.place(at[1] - side_two * reach, side_two)
            enter_two = two.place(at[1] + side_two * reach, side_two)
            for start, stop in ((leave_one, enter_two), (leave_two, enter_one)):
                middle = centre + 0.25 * (start + stop - 2 * centre)
                pieces.append(Piece(_bend(start, middle, stop), "motorway_link", one.corridor))
