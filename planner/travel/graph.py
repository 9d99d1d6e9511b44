"""The arcs of the roads as a compressed sparse graph, turned round for searches from sites."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planner.domain.arrays import IntArray, freeze
from planner.domain.roads import CLOSED, Roads
from planner.domain.travel import Optimise
from planner.travel.cost import Cost


@dataclass(frozen=True)
class ReversedGraph:
    """Arcs against the direction of travel, one for each pair of neighbours, the best.

    An arc leads from the node where a traveller arrives to the node where the traveller left.
    Arcs of node v are `row_start[v]:row_start[v + 1]`, ordered by `left`. Loops are absent: no
    best route uses one. Arcs of cost zero are arcs.

    row_start  int32 (n_nodes + 1,)
    arrived    int32 (n_arcs,)   node of each arc's row
    left       int32 (n_arcs,)
    cost       Cost of (n_arcs,)
    """

    row_start: IntArray
    arrived: IntArray
    left: IntArray
    cost: Cost

    def __post_init__(self) -> None:
        freeze(self.row_start, self.arrived, self.left, self.cost.first, self.cost.second)

    @property
    def n_nodes(self) -> int:
        """Number of nodes."""
        return len(self.row_start) - 1


def reversed_graph(roads: Roads, optimise: Optimise) -> ReversedGraph:
    """Return the arcs of all open directions; of parallel arcs the one with the least cost."""
    forward = np.flatnonzero(roads.forward_ms != CLOSED)
    backward = np.flatnonzero(roads.backward_ms != CLOSED)
    arrived = np.concatenate([roads.edge_to[forward], roads.edge_from[backward]])
    left = np.concatenate([roads.edge_from[forward], roads.edge_to[backward]])
    cost = Cost.of(
        np.concatenate([roads.forward_ms[forward], roads.backward_ms[backward]]),
        np.concatenate([roads.length_cm[forward], roads.length_cm[backward]]),
        optimise,
    )
    order = np.lexsort((cost.second, cost.first, left, arrived))
    arrived, left = arrived[order], left[order]
    best = arrived != left
    best[1:] &= (arrived[1:] != arrived[:-1]) | (left[1:] != left[:-1])
    arrived, left = arrived[best], left[best]
    degree = np.bincount(arrived, minlength=roads.n_nodes)
    return ReversedGraph(
        row_start=np.concatenate([[0], np.cumsum(degree)]).astype(np.int32),
        arrived=arrived.astype(np.int32),
        left=left.astype(np.int32),
        cost=cost.at(order[best]),
    )
