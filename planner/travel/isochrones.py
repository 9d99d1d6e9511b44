"""Where on the roads a site is within reach: exact stretches of edges, and areas around them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from planner.domain.arrays import BoolArray, FloatArray, IntArray, LongArray, require
from planner.domain.isochrones import Isochrone
from planner.domain.placement import Placement
from planner.domain.roads import CLOSED, Roads
from planner.domain.travel import Optimise
from planner.travel.graph import reversed_graph
from planner.travel.on_edges import OnEdges
from planner.travel.outline import Outliner
from planner.travel.polylines import stretches


def isochrones(
    roads: Roads,
    sites: Placement,
    limits: Sequence[int],
    *,
    margin_m: float,
    optimise: Optimise = "fastest",
) -> tuple[Isochrone, ...]:
    """Return for each limit from where one of the sites is reached within it.

    limits    ascending; ms for the fastest routes, cm for the shortest; inclusive, with the legs
              of sites and without those of residents
    margin_m  how far from the road the areas reach, > 0: a distance people walk

    Travel is to the sites. A stretch ends where the cost is exactly the limit, with time spread
    evenly along an edge; whole ms or cm of a placed point may differ from that by half a unit.
    Areas contain their stretches; their outlines keep to `margin_m` from them within half of it,
    and an area contains those of lesser limits, all to within rounding of coordinates. Where
    roads spread over more than some 1,500 by 1,500 margins, outlines are coarser.
    """
    require(len(limits) > 0 and list(limits) == sorted(set(limits)), "limits must ascend")
    require(limits[0] >= 0, "a limit is negative")
    require(margin_m > 0, "the margin must be above zero")
    goals = OnEdges.of(roads, sites, optimise)
    cost = _from_nodes(roads, goals, optimise)
    reached = [_reached(roads, goals, cost, limit, optimise) for limit in limits]
    lines = [stretches(roads, *stretch) for stretch in reached]
    outliner = Outliner.around(lines[-1], margin_m)
    areas = outliner.nested_areas(lines)
    return tuple(
        Isochrone(int(limit), *stretch, line, area)
        for limit, stretch, line, area in zip(limits, reached, lines, areas, strict=True)
    )


def _from_nodes(roads: Roads, goals: OnEdges, optimise: Optimise) -> FloatArray:
    """Return the first cost from each node to the nearest goal's door, float64 (n_nodes,)."""
    graph = reversed_graph(roads, optimise)
    n = graph.n_nodes
    arriving = [(cost + goals.access).first for cost in goals.arriving()]
    node, cost = goals.nodes.ravel(), np.concatenate(arriving)
    order = np.lexsort((cost, node))
    order = order[np.isfinite(cost[order])]
    first = np.ones(len(order), dtype=bool)
    first[1:] = np.diff(node[order]) != 0
    seeds = order[first]
    # One more node, the last, leads to each seed at its cost.
    row_start = np.append(graph.row_start, graph.row_start[-1] + len(seeds)).astype(np.int32)
    arcs = csr_array(
        (
            np.concatenate([graph.cost.first, cost[seeds]]),
            np.concatenate([graph.left, node[seeds]]),
            row_start,
        ),
        shape=(n + 1, n + 1),
    )
    found: FloatArray = dijkstra(arcs, indices=n)[:n]
    return found


def _reached(
    roads: Roads, goals: OnEdges, cost: FloatArray, limit: int, optimise: Optimise
) -> tuple[IntArray, FloatArray, FloatArray]:
    """Return the stretches from which a goal is within the limit: edge, low, high."""
    fastest = optimise == "fastest"
    along = roads.forward_ms if fastest else roads.length_cm
    back = roads.backward_ms if fastest else roads.length_cm
    open_along, open_back = roads.forward_ms != CLOSED, roads.backward_ms != CLOSED
    to_last = _share(limit - cost[roads.edge_to], along, open_along)
    to_first = _share(limit - cost[roads.edge_from], back, open_back)
    every = np.arange(roads.n_edges)
    own, at = goals.edge.astype(np.int64), goals.forward.fraction
    left = limit - goals.access.first
    before = np.clip(_share(left, along[own], open_along[own]), 0, at)
    after = np.clip(_share(left, back[own], open_back[own]), 0, 1 - at)
    parts = [
        (every, 1 - to_last, np.ones(roads.n_edges), to_last >= 0),
        (every, np.zeros(roads.n_edges), to_first, to_first >= 0),
        (own, at - before, np.minimum(at + after, 1), (left >= 0) & (open_along | open_back)[own]),
    ]
    edge, low, high, kept = (np.concatenate([part[i] for part in parts]) for i in range(4))
    return _merged(edge[kept], low[kept], high[kept])


def _share(left: FloatArray, whole: IntArray, is_open: BoolArray) -> FloatArray:
    """Return how much of an edge can be gone for what is left; negative: not even its end."""
    share = np.minimum(left / np.maximum(whole, 1), 1.0)
    share = np.where((whole == 0) & (left >= 0), 1.0, share)
    return np.where(is_open & (left >= 0), share, -1.0)


def _merged(
    edge: LongArray, low: FloatArray, high: FloatArray
) -> tuple[IntArray, FloatArray, FloatArray]:
    """Join stretches that overlap or touch."""
    order = np.lexsort((low, edge))
    edge, low, high = edge[order], low[order], high[order]
    if not len(edge):
        return edge.astype(np.int32), low, high
    # Edges lie two apart, so that stretches of different ones never touch.
    reach = np.maximum.accumulate(2.0 * edge + high)
    begins = np.ones(len(edge), dtype=bool)
    begins[1:] = 2.0 * edge[1:] + low[1:] > reach[:-1]
    at = np.flatnonzero(begins)
    return edge[at].astype(np.int32), low[at], np.maximum.reduceat(high, at)
