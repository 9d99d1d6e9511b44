"""How residents go to sites: the edges and the line of the best route, for a map."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from planner.domain.arrays import BoolArray, FloatArray, IntArray, LongArray, require
from planner.domain.paths import Paths, Polylines
from planner.domain.placement import Placement
from planner.domain.roads import Roads
from planner.domain.travel import UNREACHABLE, Optimise
from planner.travel.backward import NOT_YET, Arrivals, Found, arrivals, search_back, ways
from planner.travel.cost import Cost
from planner.travel.on_edges import OnEdges
from planner.travel.polylines import stretches

STRAIGHT, BY_FIRST, BY_LAST = 0, 1, 2
"""How a route leaves the resident's edge: not at all, by its first node, by its last one."""


def paths(
    roads: Roads,
    residents: Placement,
    sites: Placement,
    pairs: tuple[npt.ArrayLike, npt.ArrayLike],
    *,
    optimise: Optimise = "fastest",
    with_lines: bool = True,
) -> Paths:
    """Return the best route of each pair (residents (n,), sites (n,)), costs as in the matrix.

    Of routes whose costs are both equal, the one that stays on the resident's edge is taken, then
    the one with the fewest edges, then the one that leaves by the edge's first node, and then at
    each node the next edge of lowest index. There is one search for each distinct site; it ends
    when the residents paired with the site are found. Without lines, those have no vertices.
    Raises OverflowError if a cost does not fit the result (24 days or 21,000 km).
    """
    resident, site = (np.asarray(index, dtype=np.int32) for index in pairs)
    require(resident.shape == site.shape, "one site for each resident")
    starts = OnEdges.of(roads, residents, optimise)
    goals = OnEdges.of(roads, sites, optimise)
    start_of, goal_of = _number(starts, len(residents)), _number(goals, len(sites))
    placed = np.flatnonzero((start_of[resident] >= 0) & (goal_of[site] >= 0))
    routes = _Routes(len(resident))
    searcher = _Searcher.of(roads, optimise)
    for number in np.unique(site[placed]):
        rows = placed[site[placed] == number]
        goal = int(goal_of[number])
        searcher.find(
            starts.at(start_of[resident[rows]]), goals.at(slice(goal, goal + 1)), rows, routes
        )
    part_offset, edge, enter, leave = routes.joined()
    time_ms, length_cm = routes.costs if optimise == "fastest" else routes.costs[::-1]
    ends = [(residents.lon[resident], residents.lat[resident]), (sites.lon[site], sites.lat[site])]
    return Paths(
        resident=resident,
        site=site,
        time_ms=time_ms,
        length_cm=length_cm,
        leg_ms=np.stack([residents.access_ms[resident], sites.access_ms[site]], axis=1),
        leg_cm=np.stack([residents.access_cm[resident], sites.access_cm[site]], axis=1),
        part_offset=part_offset,
        edge=edge,
        enter=enter,
        leave=leave,
        lines=_lines(
            part_offset, stretches(roads, edge, enter, leave), ends, time_ms != UNREACHABLE
        )
        if with_lines
        else Polylines(np.zeros(len(resident) + 1, dtype=np.int64), np.empty(0), np.empty(0)),
    )


@dataclass
class _Routes:
    """Routes while they are being found: both costs (2, n), and the parts of each."""

    n: int
    costs: IntArray = field(init=False)
    parts: dict[int, tuple[LongArray, FloatArray, FloatArray]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.costs = np.full((2, self.n), UNREACHABLE, dtype=np.int32)

    def joined(self) -> tuple[LongArray, IntArray, FloatArray, FloatArray]:
        """Return where each route's parts begin, and edge, enter and leave of all parts.

        Parts of no extent are left out: who stands at a node does not use his edge.
        """
        nothing = np.empty(0, dtype=np.int64), np.empty(0), np.empty(0)
        every = [self.parts.get(row, nothing) for row in range(self.n)]
        edge, enter, leave = (
            np.concatenate([nothing[i], *(p[i] for p in every)]) for i in (0, 1, 2)
        )
        used = enter != leave
        ends = np.cumsum([0, *(len(part[0]) for part in every)])
        offset = np.concatenate([[0], np.cumsum(used)])[ends]
        return offset.astype(np.int64), edge[used].astype(np.int32), enter[used], leave[used]


@dataclass(frozen=True)
class _Searcher:
    """Searches over one road state; `found` is used again and again."""

    graph: Arrivals
    found: Found

    @classmethod
    def of(cls, roads: Roads, optimise: Optimise) -> _Searcher:
        n = roads.n_nodes
        first, second = np.zeros(n, dtype=np.int64), np.zeros(n, dtype=np.int64)
        arc = np.full(n, NOT_YET, dtype=np.int32)
        return cls(arrivals(roads, optimise), Found(first, second, np.zeros(n, np.int32), arc))

    def find(self, starts: OnEdges, goal: OnEdges, rows: LongArray, routes: _Routes) -> None:
        """Write the routes from these starts to one goal; `rows` says where."""
        leaving, arriving = starts.leaving(), goal.arriving()
        usable = [np.isfinite(cost.first) for cost in leaving]
        wanted = np.unique(np.concatenate([starts.nodes[i][usable[i]] for i in (0, 1)]))
        search_back(self.graph, goal.nodes[:, 0].copy(), _integers(arriving), wanted, self.found)
        way, best = self._best(starts, goal, leaving)
        reached = np.isfinite(best.first)
        total = best + starts.access + goal.access
        for which, cost in enumerate((total.first, total.second)):
            if cost.max(where=reached, initial=0) >= UNREACHABLE:
                raise OverflowError("a route takes more than 24 days or is longer than 21,000 km")
            routes.costs[which, rows[reached]] = cost[reached]
        by_node = reached & (way != STRAIGHT)
        node = np.where(way == BY_FIRST, starts.nodes[0], starts.nodes[1])
        begin, arcs, end = ways(
            self.graph, self.found, np.where(by_node, node, -1).astype(np.int32)
        )
        site_enter = _entering(goal, arriving)
        fraction, to = starts.forward.fraction, float(goal.forward.fraction[0])
        for i in np.flatnonzero(reached):
            own = int(starts.edge[i])
            if way[i] == STRAIGHT:
                parts = np.array([own]), np.array([fraction[i]]), np.array([to])
            else:
                between = arcs[begin[i] : begin[i + 1]]
                against = (~self.graph.forward[between]).astype(np.float64)
                out = 0.0 if way[i] == BY_FIRST else 1.0
                parts = (
                    np.concatenate([[own], self.graph.edge[between], goal.edge]),
                    np.concatenate([[fraction[i]], against, [site_enter[int(end[i])]]]),
                    np.concatenate([[out], 1 - against, [to]]),
                )
            routes.parts[int(rows[i])] = parts

    def _best(
        self, starts: OnEdges, goal: OnEdges, leaving: tuple[Cost, Cost]
    ) -> tuple[IntArray, Cost]:
        """Return how each start leaves its edge, and what it costs without the legs."""
        straight = starts.straight_to(goal)
        same = starts.edge == goal.edge
        way = np.full(len(starts), STRAIGHT, dtype=np.int32)
        first, second = np.where(same, straight.first, np.inf), straight.second.copy()
        # Going straight comes before any route over nodes.
        n_edges = np.full(len(starts), -1)
        for which, cost in zip((BY_FIRST, BY_LAST), leaving, strict=True):
            node = starts.nodes[which - 1]
            known = self.found.arc[node] != NOT_YET
            mine = (
                np.where(known, cost.first + self.found.first[node], np.inf),
                cost.second + self.found.second[node],
                self.found.n_edges[node],
            )
            better = _before(mine, (first, second, n_edges))
            for old, new in zip((first, second, n_edges), mine, strict=True):
                old[better] = new[better]
            way[better] = which
        return way, Cost(first, second)


def _before(one: tuple[FloatArray, ...], other: tuple[FloatArray, ...]) -> BoolArray:
    less = one[2] < other[2]
    for mine, known in ((one[1], other[1]), (one[0], other[0])):
        less = (mine < known) | ((mine == known) & less)
    return np.asarray(less)


def _integers(costs: tuple[Cost, Cost]) -> LongArray:
    """Return the costs of two seeds, int64 (2, 2), negative where there is no way."""
    return np.array(
        [
            [int(cost.first[0]), int(cost.second[0])] if np.isfinite(cost.first[0]) else [-1, -1]
            for cost in costs
        ],
        dtype=np.int64,
    )


def _entering(goal: OnEdges, arriving: tuple[Cost, Cost]) -> dict[int, float]:
    """Return the fraction at which a route enters the goal's edge, by the node it comes from."""
    enter = {int(goal.nodes[1, 0]): 1.0}
    first, last = ((cost.first[0], cost.second[0]) for cost in arriving)
    if goal.nodes[0, 0] != goal.nodes[1, 0] or first <= last:
        enter[int(goal.nodes[0, 0])] = 0.0
    return enter


def _number(points: OnEdges, n: int) -> LongArray:
    """Return the number of each point among the placed ones, -1 if it is not, int64 (n,)."""
    number = np.full(n, -1, dtype=np.int64)
    number[points.rows] = np.arange(len(points))
    return number


def _lines(
    part_offset: LongArray,
    parts: Polylines,
    ends: list[tuple[FloatArray, FloatArray]],
    reached: BoolArray,
) -> Polylines:
    """Join the lines of parts, and put each path's ends where its points are on the road."""
    has_parts = np.diff(part_offset) > 0
    kept = np.ones(len(parts.lon), dtype=bool)
    # A part begins where the one before ended.
    kept[parts.offset[:-1]] = False
    kept[parts.offset[part_offset[:-1][has_parts]]] = True
    n_kept = np.concatenate([[0], np.cumsum(kept)])[parts.offset[part_offset]]
    size = np.where(has_parts, np.diff(n_kept), 2 * reached)
    offset = np.concatenate([[0], np.cumsum(size)]).astype(np.int64)
    from_parts = np.repeat(has_parts, size)
    begin, end = offset[:-1][reached], offset[1:][reached] - 1
    columns = []
    for axis, line in enumerate((parts.lon, parts.lat)):
        column = np.empty(offset[-1])
        column[from_parts] = line[kept]
        column[begin], column[end] = (at[axis][reached] for at in ends)
        columns.append(column)
    return Polylines(offset, *columns)
