"""Kernels that give a hierarchy its weights.

Weights are integers (m, 2) in which [arc, UP] is the cost of going from the arc's lower end to
its head and [arc, DOWN] the cost of the way back; `infinity` where there is no way. Twice
infinity does not overflow, and no stored weight is above it.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from planner.compiled import compiled
from planner.domain.arrays import IntArray
from planner.domain.roads import CLOSED

Weights: TypeAlias = npt.NDArray[np.signedinteger[Any]]

UP: Final = 0
DOWN: Final = 1


class EdgeCosts(NamedTuple):
    """What the edges of one road state cost, as the roads say it, and how to pack it.

    along, back  int32 (n_edges,)  time along and against the geometry, CLOSED where closed
    length       int32 (n_edges,)
    fastest      whether time is the first cost, else length is
    half         bits below the first cost for the second one; 0: only the first is kept
    infinity     no way
    """

    along: IntArray
    back: IntArray
    length: IntArray
    fastest: bool
    half: int
    infinity: int


@compiled
def _cost(edges: EdgeCosts, time: int, length: int) -> Any:
    if time == CLOSED:
        return edges.infinity
    first, second = (time, length) if edges.fastest else (length, time)
    if edges.half == 0:
        return np.int64(first)
    return (np.int64(first) << edges.half) + second


@compiled
def costs_of_edge(edges: EdgeCosts, edge: int) -> Any:
    """Return the packed costs of going along an edge and back."""
    length = edges.length[edge]
    return _cost(edges, edges.along[edge], length), _cost(edges, edges.back[edge], length)


@compiled
def lay_edges(weights: Weights, edge_arc: IntArray, edges: EdgeCosts, loop: int) -> None:
    """Lower arcs to the costs of the edges that run along them."""
    for edge in range(edge_arc.size):
        arc = edge_arc[edge]
        if arc == loop:
            continue
        up, down = costs_of_edge(edges, edge)
        if arc < 0:
            arc = ~arc
            up, down = down, up
        weights[arc, UP] = min(weights[arc, UP], up)
        weights[arc, DOWN] = min(weights[arc, DOWN], down)


@compiled
def relax_triangles(weights: Weights, arc_start: IntArray, arc_head: IntArray) -> None:
    """Lower every arc to the best way through lower ranks (Dibbelt, Strasser, Wagner 2016).

    Ranks are taken from below. The arcs of a rank are final when its turn comes; the arc between
    any two of its heads x < y may then be replaced by the way through it.
    """
    for low in range(arc_start.size - 1):
        end = arc_start[low + 1]
        for to_x in range(arc_start[low], end):
            x = arc_head[to_x]
            up_x, down_x = weights[to_x, UP], weights[to_x, DOWN]
            x_to_y = arc_start[x]
            for to_y in range(to_x + 1, end):
                y = arc_head[to_y]
                while arc_head[x_to_y] != y:
                    x_to_y += 1
                weights[x_to_y, UP] = min(weights[x_to_y, UP], down_x + weights[to_y, UP])
                weights[x_to_y, DOWN] = min(weights[x_to_y, DOWN], weights[to_y, DOWN] + up_x)
