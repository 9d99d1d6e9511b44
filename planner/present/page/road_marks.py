"""What a scenario does to the roads, as marks on the map.

Lines are closed, new, slower or faster; at points one waits longer, or less long.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias

import numpy as np
import shapely

from planner.domain.arrays import BoolArray, FloatArray, LongArray
from planner.domain.result import RunResult
from planner.domain.roads import CLOSED, NAMELESS, Roads
from planner.present.page.basemap import joined
from planner.present.page.packing import Frame, Pack, pack_lines
from planner.units import CM_PER_KM, MS_PER_S

Json = dict[str, Any]
Edit: TypeAlias = Literal["closed", "new", "slower", "faster"]
EDITS: Final[tuple[Edit, ...]] = ("slower", "faster", "new", "closed")
"""In the order in which they are drawn."""

N_NAMED: Final = 3
TOLERANCE: Final = 1 / 10_000
"""Simplification, as a share of the frame's longer side."""


@dataclass(frozen=True)
class RoadChange:
    """How one state of the roads differs from another over the same edges, and perhaps new ones.

    edges  for each edit the edges that it touched, ascending
    nodes  where the wait at a junction differs, and by how much, int64 ms
    gates  edges on which the wait at a gate differs, and by how much, int64 ms
    """

    edges: dict[Edit, LongArray]
    nodes: tuple[LongArray, LongArray]
    gates: tuple[LongArray, LongArray]

    @classmethod
    def between(cls, old: Roads, new: Roads) -> RoadChange:
        """Return what differs. Speed is what is left of a time without its waits."""
        n = old.n_edges
        old_ms, new_ms = _driving(old, n), _driving(new, n)
        was_open, is_open = old_ms != CLOSED, new_ms != CLOSED
        differs = np.where(was_open & is_open, new_ms - old_ms, 0)
        differs = differs[np.abs(differs).argmax(axis=0), np.arange(n)]
        edges: dict[Edit, LongArray] = {
            "closed": np.flatnonzero((was_open & ~is_open).any(axis=0)),
            "new": np.arange(n, new.n_edges),
            "slower": np.flatnonzero(differs > 0),
            "faster": np.flatnonzero(differs < 0),
        }
        node_ms = new.node_wait_ms.astype(np.int64) - old.node_wait_ms
        gate_ms = new.edge_wait_ms[:n].astype(np.int64) - old.edge_wait_ms
        nodes, gates = np.flatnonzero(node_ms), np.flatnonzero(gate_ms)
        return cls(edges, (nodes, node_ms[nodes]), (gates, gate_ms[gates]))


def _driving(roads: Roads, n: int) -> LongArray:
    """Return the time of the first n edges without waits, along and against, or CLOSED."""
    times = np.stack([roads.forward_ms[:n], roads.backward_ms[:n]]).astype(np.int64)
    arrived = np.stack([roads.edge_to[:n], roads.edge_from[:n]])
    waits = roads.node_wait_ms[arrived] + roads.edge_wait_ms[:n].astype(np.int64)
    return np.where(times == CLOSED, CLOSED, times - waits)


def road_marks(result: RunResult, pack: Pack, frame: Frame) -> list[Json]:
    """Return what differs between the roads before and after: always, and at certain hours.

    Each mark has its `edit` and, if it does not always hold, the hours (`during`). Lines come
    with their length and the roads' names, waits with their points and seconds (below 0: less).
    """
    before, after = result.before.world, result.after.world
    marks = list(_marks(before.roads, after.roads, (), pack, frame))
    for timed in after.timed_roads:
        if len(timed.during) == 1:  # combinations of hours hold nothing new
            base = before.roads_when(timed.during)
            marks += _marks(base, timed.roads, timed.during, pack, frame, known=after.roads)
    return marks


def _marks(  # noqa: PLR0917 - one caller
    old: Roads,
    new: Roads,
    during: tuple[str, ...],
    pack: Pack,
    frame: Frame,
    known: Roads | None = None,
) -> Iterator[Json]:
    if old is new or old.fingerprint == new.fingerprint:
        return
    change = RoadChange.between(old, new)
    told = None if known is None else RoadChange.between(old, known)
    for edit in EDITS:
        edges = change.edges[edit]
        if told is not None:
            edges = np.setdiff1d(edges, told.edges[edit])
        if len(edges):
            yield {
                "edit": edit,
                "during": list(during),
                "km": round(float(new.length_cm[edges].sum()) / CM_PER_KM, 1),
                "names": _names(new, edges),
                "lines": pack_lines(pack, frame, _lines(new, edges, frame)),
            }
    middles = _middles(new, change.gates[0])
    nodes = change.nodes[0]
    lon = np.concatenate([new.node_lon[nodes], middles[:, 0]])
    lat = np.concatenate([new.node_lat[nodes], middles[:, 1]])
    wait_s = np.concatenate([change.nodes[1], change.gates[1]]) / MS_PER_S
    if told is not None:
        fresh = np.concatenate([~_same(change.nodes, told.nodes), ~_same(change.gates, told.gates)])
        lon, lat, wait_s = lon[fresh], lat[fresh], wait_s[fresh]
    for name, chosen in (("longer", wait_s > 0), ("shorter", wait_s < 0)):
        if chosen.any():
            yield {
                "edit": name,
                "during": list(during),
                "points": pack.add_points(frame.quantise(lon[chosen], lat[chosen])),
                "seconds": np.rint(wait_s[chosen]).astype(int).tolist(),
            }


def _same(mine: tuple[LongArray, LongArray], told: tuple[LongArray, LongArray]) -> BoolArray:
    """Return which waits are among those that are told already."""
    known = dict(zip(told[0].tolist(), told[1].tolist(), strict=True))
    waits = zip(mine[0].tolist(), mine[1].tolist(), strict=True)
    return np.array([known.get(where) == wait for where, wait in waits], dtype=bool)


def _middles(roads: Roads, edges: LongArray) -> FloatArray:
    """Return a vertex in the middle of each edge, (n, 2)."""
    vertex = (roads.vertex_offset[edges] + roads.vertex_offset[edges + 1]) // 2
    return np.stack([roads.vertex_lon[vertex], roads.vertex_lat[vertex]], axis=1)


def _names(roads: Roads, edges: LongArray) -> list[str]:
    """Return the names of the roads, the longest first, without those that have none."""
    road = roads.edge_road[edges]
    length = np.bincount(road[road != NAMELESS], weights=roads.length_cm[edges[road != NAMELESS]])
    by_length = np.argsort(-length, kind="stable")
    return [roads.road_names[i][0] for i in by_length[:N_NAMED].tolist() if length[i] > 0]


def _lines(roads: Roads, edges: LongArray, frame: Frame) -> list[shapely.LineString]:
    points = np.stack([roads.vertex_lon, roads.vertex_lat], axis=1)
    lines = [
        shapely.LineString(points[roads.vertex_offset[edge] : roads.vertex_offset[edge + 1]])
        for edge in edges.tolist()
    ]
    return joined(lines, max(frame.width, frame.height) * TOLERANCE)
