"""Other states of the same roads: edges closed, slowed or delayed, and new links.

Nothing is changed in place. States of the same edges share what travel prepares for them;
`Engine.on` is quickest if it is told which edges were edited.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from planner.domain.arrays import IntArray, LongArray, require
from planner.domain.roads import CLOSED, Roads

MOST_MS: Final = np.iinfo(np.int32).max


def closed(
    roads: Roads, edges: IntArray | LongArray, *, forward: bool = True, backward: bool = True
) -> Roads:
    """Close these edges along their geometry, against it, or both."""

    def edited(time_ms: IntArray, *, is_closed: bool) -> IntArray:
        if not is_closed:
            return time_ms
        edited_ms = time_ms.copy()
        edited_ms[edges] = CLOSED
        return edited_ms

    return replace(
        roads,
        forward_ms=edited(roads.forward_ms, is_closed=forward),
        backward_ms=edited(roads.backward_ms, is_closed=backward),
    )


def slowed(roads: Roads, edges: IntArray | LongArray, factor: float) -> Roads:
    """Multiply the time of the open directions of these edges, half to even; below 1 is faster.

    Raises OverflowError if a time does not fit (24 days).
    """
    require(np.isfinite(factor) and factor > 0, "the factor must be above zero")

    def edited(time_ms: IntArray) -> IntArray:
        slow = time_ms.astype(np.float64)
        slow[edges] = np.where(time_ms[edges] == CLOSED, CLOSED, slow[edges] * factor)
        return _int32(np.rint(slow))

    return replace(
        roads, forward_ms=edited(roads.forward_ms), backward_ms=edited(roads.backward_ms)
    )


def delayed(roads: Roads, nodes: IntArray | LongArray, delay_ms: int) -> Roads:
    """Make everyone who arrives at these nodes along an edge wait: lights, a toll, a border.

    The wait is spread over the edge that leads there, since time is linear along an edge.
    Raises OverflowError if a time does not fit (24 days).
    """
    require(delay_ms >= 0, "a delay must not be negative")
    slow = np.zeros(roads.n_nodes, dtype=bool)
    slow[nodes] = True

    def edited(time_ms: IntArray, arrived: IntArray) -> IntArray:
        return _int32(time_ms.astype(np.int64) + delay_ms * (slow[arrived] & (time_ms != CLOSED)))

    return replace(
        roads,
        forward_ms=edited(roads.forward_ms, roads.edge_to),
        backward_ms=edited(roads.backward_ms, roads.edge_from),
    )


def linked(
    roads: Roads, start: int, end: int, *, length_cm: int, forward_ms: int, backward_ms: int
) -> Roads:
    """Add a straight edge between two nodes: a bridge, a tunnel, a ferry. It is the last edge.

    Nobody is placed on it, and its class is that of edge 0; times may be CLOSED.
    """
    require(roads.n_edges > 0, "a link joins roads that exist")

    def longer(column: npt.NDArray[Any], *values: float) -> npt.NDArray[Any]:
        return np.concatenate([column, np.array(values, dtype=column.dtype)])

    node_lon, node_lat = roads.node_lon, roads.node_lat
    return replace(
        roads,
        edge_from=longer(roads.edge_from, start),
        edge_to=longer(roads.edge_to, end),
        length_cm=longer(roads.length_cm, length_cm),
        forward_ms=longer(roads.forward_ms, forward_ms),
        backward_ms=longer(roads.backward_ms, backward_ms),
        edge_class=longer(roads.edge_class, roads.edge_class[0]),
        snappable=longer(roads.snappable, 0),
        edge_part=longer(roads.edge_part, -1),
        vertex_offset=longer(roads.vertex_offset, roads.vertex_offset[-1] + 2),
        vertex_lon=longer(roads.vertex_lon, node_lon[start], node_lon[end]),
        vertex_lat=longer(roads.vertex_lat, node_lat[start], node_lat[end]),
    )


def _int32(time_ms: npt.NDArray[Any]) -> IntArray:
    if time_ms.max(initial=0) > MOST_MS:
        raise OverflowError("an edge takes more than 24 days")
    return time_ms.astype(np.int32)
