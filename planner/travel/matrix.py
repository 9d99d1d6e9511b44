"""Travel from residents to sites, and the nearest site of any set of sites."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final, Literal, TypeAlias

import numpy as np

from planner.domain.arrays import FloatArray, IntArray, require
from planner.domain.placement import Placement
from planner.domain.roads import Roads
from planner.domain.travel import UNREACHABLE, Optimise, TravelMatrix
from planner.travel.cost import Cost, least
from planner.travel.dijkstra import Search
from planner.travel.engine import Engine
from planner.travel.graph import reversed_graph
from planner.travel.job import TooFarError
from planner.travel.on_edges import OnEdges
from planner.travel.streaming import (
    half_the_memory_gib,
    matrix_bytes,
    require_memory,
    streamed,
)
from planner.units import GIB

Method: TypeAlias = Literal["hierarchy", "search"]

EDGES_TO_SEARCH: Final = 10_000_000
"""A search passes all edges of the roads, about 10 million in 4 s; a new hierarchy takes that."""


def travel_matrix(
    roads: Roads,
    residents: Placement,
    sites: Placement,
    site_ids: Sequence[str],
    *,
    optimise: Optimise = "fastest",
    folder: Path | None = None,
    engine: Callable[[], Engine] | None = None,
    memory_gib: float | None = None,
    stream_to: Path | None = None,
    on_progress: Callable[[int, int], None] | None = None,
    on_method: Callable[[Method], None] | None = None,
) -> TravelMatrix:
    """Return time and length of the best route from each resident to each site.

    `sites` and `site_ids` go together; the matrix is (len(residents), len(sites)). Travel runs
    in the open directions of the roads and includes the access legs of both ends. "fastest"
    means least time and, among equally fast routes, least length; "shortest" the reverse.
    Pairs without a route, and unplaced residents or sites, are UNREACHABLE.
    `on_progress` is told (sites done, sites in all) now and then.

    Large jobs go over a hierarchy, which is kept in `folder` for the next time, or over the
    `engine` of a caller who has one for these roads; small ones, and those with routes too long
    for it, search from site to site. Results are the same, bit for bit; `on_method` is told which
    way gave them.

    A matrix of more than `memory_gib` (None: half of this machine's memory; `matrix_bytes` tells
    how much one takes) is written to new files in the folder `stream_to`, a part at a time, and
    mapped into memory; the files are the caller's to remove. Without that folder, or room in it,
    MemoryError is raised before anything is computed.

    Results are exact integers; the share of an edge is rounded as `on_edges.Along` says.
    Raises OverflowError if a cost does not fit the matrix (24 days or 21,000 km).
    """
    require(len(sites) == len(site_ids), "one id for each site")
    allowed_gib = half_the_memory_gib() if memory_gib is None else memory_gib
    if stream_to is None:
        require_memory(len(residents), len(sites), allowed_gib)
    method = method_for(roads, len(sites))
    of_roads: Engine | None = None

    def find(first: int, end: int) -> TravelMatrix:
        nonlocal method, of_roads

        def advanced(done: int, _: int) -> None:
            if on_progress is not None:
                on_progress(first + done, len(sites))

        some, ids = sites.at(slice(first, end)), site_ids[first:end]
        if method == "hierarchy":
            with suppress(TooFarError):
                if of_roads is None:
                    of_roads = (
                        engine()
                        if engine is not None
                        else Engine.of(roads, optimise=optimise, folder=folder)
                    )
                return of_roads.matrix(
                    residents, some, ids, on_progress=advanced, memory_gib=math.inf
                )
            method = "search"
        return search_matrix(roads, residents, some, ids, optimise, advanced)

    if stream_to is None or matrix_bytes(len(residents), len(sites)) <= allowed_gib * GIB:
        matrix = find(0, len(sites))
    else:
        matrix = streamed(find, len(residents), site_ids, stream_to, allowed_gib)
    if on_method is not None:
        on_method(method)
    return matrix


def method_for(roads: Roads, n_sites: int) -> Method:
    """Return how travel to so many sites is found: a hierarchy has to pay for itself first."""
    return "hierarchy" if n_sites * roads.n_edges >= EDGES_TO_SEARCH else "search"


def search_matrix(
    roads: Roads,
    residents: Placement,
    sites: Placement,
    site_ids: Sequence[str],
    optimise: Optimise,
    on_progress: Callable[[int, int], None] | None = None,
) -> TravelMatrix:
    """Do as `travel_matrix` does by searching from one site after the other."""
    time_ms = np.full((len(residents), len(sites)), UNREACHABLE, dtype=np.int32)
    length_cm = np.full_like(time_ms, UNREACHABLE)
    starts = OnEdges.of(roads, residents, optimise)
    goals = OnEdges.of(roads, sites, optimise)
    search = Search(reversed_graph(roads, optimise))
    for number in range(len(goals) if len(starts) else 0):
        goal = goals.at(slice(number, number + 1))
        from_node = search.costs(goal.nodes[:, 0], goal.arriving())
        time, length = _costs(starts, from_node, goal).time_and_length(optimise)
        time_ms[starts.rows, goal.rows] = _int32(time)
        length_cm[starts.rows, goal.rows] = _int32(length)
        if on_progress is not None:
            on_progress(number + 1, len(goals))
    return TravelMatrix(time_ms, length_cm, tuple(site_ids))


def _costs(starts: OnEdges, from_node: Cost, goal: OnEdges) -> Cost:
    """Return the cost from each start to the one goal, Cost of (n_starts,).

    `from_node` is the cost from every node to the goal's place on the road.
    """
    to_first, to_last = starts.leaving()
    best = least(
        to_first + from_node.at(starts.nodes[0]),
        to_last + from_node.at(starts.nodes[1]),
    )
    same = np.flatnonzero(starts.edge == goal.edge)
    direct = least(best.at(same), starts.at(same).straight_to(goal))
    best.first[same], best.second[same] = direct.first, direct.second
    reached = np.isfinite(best.first)
    return Cost(best.first, np.where(reached, best.second, np.inf)) + starts.access + goal.access


def _int32(values: FloatArray) -> IntArray:
    """Return exact integers, UNREACHABLE for infinity; OverflowError where they do not fit."""
    reachable = np.isfinite(values)
    if values.max(where=reachable, initial=0.0) >= UNREACHABLE:
        raise OverflowError("a route takes more than 24 days or is longer than 21,000 km")
    return np.where(reachable, values, UNREACHABLE).astype(np.int32)
