"""One question to the engine: these residents, these sites, over one road state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from planner.compiled import compiled
from planner.domain.arrays import BoolArray, IntArray, LongArray
from planner.domain.placement import Placement
from planner.domain.roads import Roads
from planner.domain.travel import UNREACHABLE, Optimise
from planner.travel.cost import Cost
from planner.travel.hierarchy import Hierarchy
from planner.travel.lanes import Seeds
from planner.travel.on_edges import OnEdges
from planner.travel.packing import INFINITE, Limits, packed
from planner.travel.reachable import Reachability, on_island
from planner.travel.reading import OVERFLOW, Starts


class TooFarError(OverflowError):
    """Routes are longer than what is certain to be exact, or than results can say."""

    def __init__(self) -> None:
        super().__init__("a route takes more than 24 days or is longer than 21,000 km")


@dataclass(frozen=True)
class Job:
    """Residents and sites ready to be swept: ends of edges become seeds and rows.

    Starts are the placed residents, goals the placed sites; both are counted from zero.

    shape                          residents and sites, the unplaced ones among them
    nodes       int32 (n_nodes,)   the ends of the residents' edges, in the order of reading
    resident    int64 (n_starts,)  who the starts are
    site        int64 (n_goals,)   what the goals are
    node        int32 (2, n_goals) both ends of the goals' edges
    cost        int64 (2, n_goals) packed cost between there and the site's door, INFINITE at an
                end from which the site cannot be reached along the edge
    longest_leg                    greatest first and second cost of the goals' legs
    """

    hierarchy: Hierarchy
    roads: Roads
    limits: Limits
    optimise: Optimise
    shape: tuple[int, int]
    starts: Starts
    nodes: IntArray
    resident: LongArray
    site: LongArray
    node: IntArray
    cost: LongArray
    longest_leg: tuple[int, int]
    _start_nodes: IntArray

    @classmethod
    def of(
        cls,
        hierarchy: Hierarchy,
        roads: Roads,
        limits: Limits,
        residents: Placement,
        sites: Placement,
        optimise: Optimise,
    ) -> Job:
        """Prepare the question; raises TooFarError where a site's leg alone is too long."""
        starts = OnEdges.of(roads, residents, optimise)
        goals = OnEdges.of(roads, sites, optimise)
        nodes, row = _as_read(roads.n_nodes, starts.nodes)
        begin, straight = _straight(starts, goals)
        to_first, to_last = starts.leaving()
        try:
            cost = np.stack([packed(cost + goals.access) for cost in goals.arriving()])
            ready = Starts(
                first_row=row[0],
                last_row=row[1],
                to_first=packed(to_first),
                to_last=packed(to_last),
                access_first=starts.access.first.astype(np.int64),
                access_second=starts.access.second.astype(np.int64),
                begin=begin,
                site=straight[0].astype(np.int32),
                straight=straight[1],
            )
        except OverflowError as error:
            raise TooFarError from error
        return cls(
            hierarchy=hierarchy,
            roads=roads,
            limits=limits,
            optimise=optimise,
            shape=(len(residents), len(sites)),
            starts=ready,
            nodes=nodes,
            node=goals.nodes,
            cost=cost,
            resident=starts.rows,
            site=goals.rows,
            longest_leg=(
                int(goals.access.first.max(initial=0)),
                int(goals.access.second.max(initial=0)),
            ),
            _start_nodes=starts.nodes,
        )

    def seeds(self, lane: IntArray, goal: IntArray) -> Seeds:
        """Return seeds that put these goals into these lanes, (n,) each, labelled by goal."""
        cost = self.cost[:, goal].ravel()
        usable = np.flatnonzero(cost < INFINITE)
        return Seeds(
            node=self.node[:, goal].ravel()[usable],
            lane=np.tile(lane, 2)[usable].astype(np.int32),
            label=np.tile(goal, 2)[usable].astype(np.int32),
            cost=cost[usable],
        )

    def compact_order(self) -> IntArray:
        """Return the goals such that neighbours in the hierarchy follow each other."""
        return np.argsort(self.hierarchy.rank[self.node[0]], kind="stable").astype(np.int32)

    def time_and_length(self, first: IntArray, second: IntArray) -> tuple[IntArray, IntArray]:
        """Return first and second costs as what they are."""
        return (first, second) if self.optimise == "fastest" else (second, first)

    def prove(self, most: Sequence[int]) -> None:
        """Raise TooFarError unless results whose first costs are at most these are exact."""
        farthest = max(most, default=0)
        if OVERFLOW in most or not self.limits.exact_up_to(farthest, self.longest_leg[1]):
            raise TooFarError

    def prove_unreachable(self, first: IntArray, members: BoolArray) -> None:
        """Raise TooFarError if someone without a route has one.

        first    int32 (n_lanes, n_starts)
        members  bool (n_lanes, n_goals)  goals of each lane
        """
        if self.limits.infinite_is_unreachable(self.longest_leg[0]):
            return
        starts, rank = self.starts, self.hierarchy.rank
        to_ends = starts.to_first < INFINITE, starts.to_last < INFINITE
        missing = (first == UNREACHABLE) & (to_ends[0] | to_ends[1])
        reachability: Reachability | None = None
        reaching: dict[tuple[int, ...], BoolArray] = {}
        for lane in np.flatnonzero(missing.any(axis=1)):
            goals = np.flatnonzero(members[lane])
            goal_nodes = self.node[:, goals][self.cost[:, goals] < INFINITE]
            left = np.concatenate(
                [
                    ends[missing[lane] & possible]
                    for ends, possible in zip(self._start_nodes, to_ends, strict=True)
                ]
            )
            is_goal = np.zeros(len(rank), dtype=bool)
            is_goal[rank[goal_nodes]] = True
            roads = self.roads
            if reachability is None:
                if on_island(
                    self.hierarchy.arcs, roads.forward_ms, roads.backward_ms, rank[left], is_goal
                ):
                    continue
                reachability = Reachability(roads)
            parts = reachability.parts_of(goal_nodes)
            if parts not in reaching:
                reaching[parts] = reachability.reaching(parts)
            if reaching[parts][left].any():
                raise TooFarError


def _straight(starts: OnEdges, goals: OnEdges) -> tuple[LongArray, tuple[LongArray, LongArray]]:
    """Return, start by start, the goals on the same edge and what going straight costs.

    That is (begin (n_starts + 1,), (goal (n_pairs,), packed cost (n_pairs,))).
    """
    by_edge = np.argsort(goals.edge, kind="stable")
    first, end = (
        np.searchsorted(goals.edge[by_edge], starts.edge, side=side) for side in ("left", "right")
    )
    begin = np.concatenate([[0], np.cumsum(end - first)])
    start = np.repeat(np.arange(len(starts)), end - first)
    goal = by_edge[np.arange(begin[-1]) - begin[start] + first[start]]
    there = goals.at(goal)
    cost: Cost = starts.at(start).straight_to(there) + there.access
    return begin, (goal, packed(cost))


@compiled
def _as_read(n_nodes: int, ends: IntArray) -> tuple[IntArray, IntArray]:
    """Return nodes in the order in which the starts will read them.

    ends  int32 (2, n_starts)
    Returns the distinct nodes and, for each end, its number: reading goes through memory in order.
    """
    number = np.full(n_nodes, -1, np.int32)
    nodes = np.empty(ends.size, np.int32)
    row = np.empty(ends.shape, np.int32)
    count = 0
    for start in range(ends.shape[1]):
        for side in range(2):
            node = ends[side, start]
            if number[node] < 0:
                number[node] = count
                nodes[count] = node
                count += 1
            row[side, start] = number[node]
    return nodes[:count].copy(), row
