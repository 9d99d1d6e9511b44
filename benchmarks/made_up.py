"""Made-up results of any size for the leader page: places on a grid of roads, with their ways."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from planner.domain.arrays import BoolArray, FloatArray, IntArray, LongArray
from planner.domain.paths import Polylines
from planner.domain.result import RunResult
from planner.domain.roads import Roads
from planner.domain.routes import NO_STEP, RouteNet, Routes
from planner.present.nearest import main_trips
from tests.present.fixture import SOUTH, WEST, result

WIDTH: Final = 4.2
HEIGHT: Final = 2.9
N_SITES: Final = 300
EDGE: Final = 0.02
"""Share of the width and height on each side that the grid leaves free."""


def made_up(n_places: int) -> RunResult:
    """Return a run of so many places, 300 sites and twice as many roads, over a year.

    Travel is straight; the ways on the map follow the grid, first along its rows, then along the
    column of the site.
    """
    run = result(n_places, N_SITES, 2 * n_places, width=WIDTH, height=HEIGHT, year=True)
    return replace(run, routes=routes(run))


def routes(run: RunResult) -> Routes:
    """Return the way of every place to its main site, before and after."""
    roads, people = run.after.world.roads, run.after.world.residents
    side = round(roads.n_nodes**0.5)
    trips = [main_trips(outcome, run.focus_services) for outcome in (run.before, run.after)]
    start = np.tile(_node(people.lon, people.lat, side), 2)
    goal = np.concatenate(
        [
            np.append(_node(o.world.sites.lon, o.world.sites.lat, side), -1)[trip.site]
            for trip, o in zip(trips, (run.before, run.after), strict=True)
        ]
    )  # fmt: skip
    return Routes(
        net=_net(roads, start, goal, side),
        site=np.stack([trip.site for trip in trips]),
        time_s=np.stack([trip.time_s for trip in trips]),
        length_m=np.stack([trip.length_m for trip in trips]),
        share=np.stack([trip.share for trip in trips]),
        n_others=np.stack([trip.n_others for trip in trips]),
        others_s=np.stack([trip.others_s for trip in trips]),
    )


def _node(lon: FloatArray, lat: FloatArray, side: int) -> LongArray:
    """Return the node of the grid that lies next to each point."""
    steps = [
        np.clip(np.rint(((at - low) / size - EDGE) / (1 - 2 * EDGE) * (side - 1)), 0, side - 1)
        for at, low, size in ((lon, WEST, WIDTH), (lat, SOUTH, HEIGHT))
    ]
    column, row = steps
    return np.asarray(row * side + column, dtype=np.int64)


def _net(roads: Roads, start: LongArray, goal: LongArray, side: int) -> RouteNet:
    """Return the routes from nodes to nodes; those to one goal are one tree."""
    first = np.full(len(start), NO_STEP, dtype=np.int32)
    edges, backs, follows = [], [], []
    n_steps = 0
    for number in np.unique(goal[goal >= 0]):
        leads = np.flatnonzero(goal == number)
        edge, back, after = _towards(int(number), side)
        used = _visited(start[leads], after, int(number))
        step_at = np.full(side * side, NO_STEP, dtype=np.int32)
        step_at[used] = n_steps + np.arange(used.sum())
        first[leads] = step_at[start[leads]]
        edges.append(edge[used])
        backs.append(back[used])
        follows.append(step_at[after[used]])
        n_steps += int(used.sum())
    kept, line = np.unique(np.concatenate(edges), return_inverse=True)
    offset = roads.vertex_offset
    inside = np.zeros(roads.n_edges, dtype=bool)
    inside[kept] = True
    vertex = np.repeat(inside, np.diff(offset))
    sizes = np.diff(offset)[kept]
    return RouteNet(
        lines=Polylines(
            np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
            roads.vertex_lon[vertex], roads.vertex_lat[vertex],
        ),
        step_line=line.astype(np.int32), step_back=np.concatenate(backs),
        step_next=np.concatenate(follows), first=first,
    )  # fmt: skip


def _towards(goal: int, side: int) -> tuple[LongArray, BoolArray, IntArray]:
    """Return the edge that each node leaves by, whether against its geometry, and the next node."""
    row, column = np.divmod(np.arange(side * side), side)
    down, right = np.sign(goal // side - row), np.sign(goal % side - column)
    down[right != 0] = 0
    along_row = row * (side - 1) + np.minimum(column, column + right)
    along_column = side * (side - 1) + np.minimum(row, row + down) * side + column
    edge = np.where(right != 0, along_row, along_column)
    return edge, right + down < 0, (np.arange(side * side) + right + side * down).astype(np.int32)


def _visited(start: LongArray, after: IntArray, goal: int) -> BoolArray:
    """Return which nodes some route leaves."""
    visited = np.zeros(len(after), dtype=bool)
    ahead = np.unique(start)
    while len(ahead):
        ahead = ahead[~visited[ahead] & (ahead != goal)]
        visited[ahead] = True
        ahead = np.unique(after[ahead])
    return visited
