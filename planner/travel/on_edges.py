"""Points on edges: what it costs to leave, to arrive, and to go straight along a shared edge."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planner.domain.arrays import BoolArray, FloatArray, IntArray, LongArray
from planner.domain.placement import Placement
from planner.domain.roads import CLOSED, Roads
from planner.domain.travel import Optimise
from planner.travel.cost import Cost, least


@dataclass(frozen=True)
class Along:
    """Points on edges, and what it costs to go along these edges in one direction.

    A point at fraction f of an edge of cost c lies at rint(f c), halves to even; what remains is
    c - rint(f c), and between two points of an edge lies the difference of their positions.
    Each edge is thus split into integers that add up to it exactly.

    fraction               float64 (n,)  from the edge's first to its last vertex
    position_ms, whole_ms  int32 (n,)    from the first vertex to the point; over the whole edge
    position_cm, whole_cm  int32 (n,)    likewise
    is_open                bool (n,)     whether one may go in this direction
    """

    fraction: FloatArray
    position_ms: IntArray
    whole_ms: IntArray
    position_cm: IntArray
    whole_cm: IntArray
    is_open: BoolArray
    optimise: Optimise

    @classmethod
    def edges(
        cls, whole_ms: IntArray, whole_cm: IntArray, fraction: FloatArray, optimise: Optimise
    ) -> Along:
        """Return the points at these fractions of edges with these costs (n,)."""
        return cls(
            fraction=fraction,
            position_ms=np.rint(fraction * whole_ms).astype(np.int32),
            whole_ms=whole_ms,
            position_cm=np.rint(fraction * whole_cm).astype(np.int32),
            whole_cm=whole_cm,
            is_open=np.asarray(whole_ms != CLOSED),
            optimise=optimise,
        )

    def at(self, index: LongArray | slice) -> Along:
        """Return these points."""
        return Along(
            fraction=self.fraction[index],
            position_ms=self.position_ms[index],
            whole_ms=self.whole_ms[index],
            position_cm=self.position_cm[index],
            whole_cm=self.whole_cm[index],
            is_open=self.is_open[index],
            optimise=self.optimise,
        )

    def to_first(self) -> Cost:
        """Return the cost between the first vertex and the point, inf where closed.

        A point at the very end of an edge is at the node: no direction can keep it from there.
        """
        return self._cost(self.position_ms, self.position_cm, self.is_open | (self.fraction == 0))

    def to_last(self) -> Cost:
        """Return the cost between the point and the last vertex, inf where closed."""
        return self._cost(
            self.whole_ms - self.position_ms,
            self.whole_cm - self.position_cm,
            self.is_open | (self.fraction == 1),
        )

    def to_later(self, later: Along) -> Cost:
        """Return the cost between points of the same edges, inf unless `later` lies later."""
        return self._cost(
            later.position_ms - self.position_ms,
            later.position_cm - self.position_cm,
            self.is_open & (self.fraction <= later.fraction),
        )

    def _cost(self, time_ms: IntArray, length_cm: IntArray, possible: BoolArray) -> Cost:
        cost = Cost.of(time_ms, length_cm, self.optimise)
        return Cost(np.where(possible, cost.first, np.inf), cost.second)


@dataclass(frozen=True)
class OnEdges:
    """The placed points of a placement, as travel sees them.

    rows               int64 (n,)    which points of the placement these are
    edge               int32 (n,)
    nodes              int32 (2, n)  first and last node of the edge
    access             Cost of (n,)  the leg between point and road
    forward, backward                positions for going with the geometry and against it
    """

    rows: LongArray
    edge: IntArray
    nodes: IntArray
    access: Cost
    forward: Along
    backward: Along

    @classmethod
    def of(cls, roads: Roads, points: Placement, optimise: Optimise) -> OnEdges:
        """Return the placed points; unplaced ones are absent."""
        rows = np.flatnonzero(points.placed)
        edge, fraction = points.edge[rows], points.fraction[rows]
        length_cm = roads.length_cm[edge]
        return cls(
            rows=rows,
            edge=edge,
            nodes=np.stack([roads.edge_from[edge], roads.edge_to[edge]]),
            access=Cost.of(points.access_ms[rows], points.access_cm[rows], optimise),
            forward=Along.edges(roads.forward_ms[edge], length_cm, fraction, optimise),
            backward=Along.edges(roads.backward_ms[edge], length_cm, fraction, optimise),
        )

    def __len__(self) -> int:
        return len(self.rows)

    def at(self, index: LongArray | slice) -> OnEdges:
        """Return these points, counted among the placed ones."""
        return OnEdges(
            self.rows[index],
            self.edge[index],
            self.nodes[:, index],
            self.access.at(index),
            self.forward.at(index),
            self.backward.at(index),
        )

    def leaving(self) -> tuple[Cost, Cost]:
        """Return the cost from each point to its edge's first node, and to its last."""
        return self.backward.to_first(), self.forward.to_last()

    def arriving(self) -> tuple[Cost, Cost]:
        """Return the cost to each point from its edge's first node, and from its last."""
        return self.forward.to_first(), self.backward.to_last()

    def straight_to(self, goal: OnEdges) -> Cost:
        """Return the cost along the edge to goals on the same edges, Cost of (n,).

        `goal` holds one point for each of these, or one for all.
        """
        return least(self.forward.to_later(goal.forward), goal.backward.to_later(self.backward))
