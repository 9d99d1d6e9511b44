"""Other states of the same roads: edges closed, slowed or delayed, and new links.

Nothing is changed in place. States of the same edges share what travel prepares for them;
`Engine.on` is quickest if it is told which edges were edited.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from planner.domain.arrays import BoolArray, IntArray, LongArray, require
from planner.domain.roads import CLOSED, NAMELESS, Roads

MOST_MS: Final = np.iinfo(np.int32).max
MOST_CLASSES: Final = 1 + np.iinfo(np.uint8).max


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

    Only driving changes: waits at nodes and gates stay what they are.
    Raises OverflowError if a time does not fit (24 days).
    """
    require(np.isfinite(factor) and factor > 0, "the factor must be above zero")

    def edited(time_ms: IntArray, arrived: IntArray) -> IntArray:
        slow = time_ms.astype(np.float64)
        wait_ms = roads.node_wait_ms[arrived[edges]].astype(np.int64) + roads.edge_wait_ms[edges]
        slow[edges] = np.where(
            time_ms[edges] == CLOSED, CLOSED, (slow[edges] - wait_ms) * factor + wait_ms
        )
        return _int32(np.rint(slow))

    return replace(
        roads,
        forward_ms=edited(roads.forward_ms, roads.edge_to),
        backward_ms=edited(roads.backward_ms, roads.edge_from),
    )


def delayed(roads: Roads, nodes: IntArray | LongArray, delay_ms: int) -> Roads:
    """Make everyone who arrives at these nodes along an edge wait: lights, a toll, a border.

    A negative delay shortens the waits that are there, at most to none: driving never gets
    faster. The wait is spread over the edge that leads there, since time is linear along an edge.
    Raises OverflowError if a time does not fit (24 days).
    """
    wait_ms = roads.node_wait_ms.astype(np.int64)
    wait_ms[nodes] = np.maximum(wait_ms[nodes] + delay_ms, 0)
    change_ms = wait_ms - roads.node_wait_ms

    def edited(time_ms: IntArray, arrived: IntArray) -> IntArray:
        is_open: BoolArray = time_ms != CLOSED
        return _int32(time_ms + change_ms[arrived] * is_open)

    return replace(
        roads,
        forward_ms=edited(roads.forward_ms, roads.edge_to),
        backward_ms=edited(roads.backward_ms, roads.edge_from),
        node_wait_ms=_int32(wait_ms),
    )


def gated(roads: Roads, edges: IntArray | LongArray, delay_ms: int) -> Roads:
    """Make everyone who passes along these edges wait, either way: a toll gate, a checkpoint.

    A negative delay shortens the gates' waits that are there, at most to none.
    Raises OverflowError if a time does not fit (24 days).
    """
    wait_ms = roads.edge_wait_ms.astype(np.int64)
    wait_ms[edges] = np.maximum(wait_ms[edges] + delay_ms, 0)
    change_ms = wait_ms - roads.edge_wait_ms

    def edited(time_ms: IntArray) -> IntArray:
        is_open: BoolArray = time_ms != CLOSED
        return _int32(time_ms + change_ms * is_open)

    return replace(
        roads,
        forward_ms=edited(roads.forward_ms),
        backward_ms=edited(roads.backward_ms),
        edge_wait_ms=_int32(wait_ms),
    )


def linked(
    roads: Roads,
    start: int,
    end: int,
    *,
    length_cm: int,
    forward_ms: int,
    backward_ms: int,
    road_class: str,
) -> Roads:
    """Add a straight edge between two nodes: a bridge, a tunnel, a ferry. It is the last edge.

    Times may be CLOSED; waits at the nodes come on top of them. Nobody is placed on the link,
    and it has no name. Raises OverflowError if a time does not fit (24 days).
    """
    require(roads.n_edges > 0, "a link joins roads that exist")
    classes = roads.classes if road_class in roads.classes else (*roads.classes, road_class)
    require(len(classes) <= MOST_CLASSES, "too many road classes")

    def longer(column: npt.NDArray[Any], *values: float) -> npt.NDArray[Any]:
        return np.concatenate([column, np.array(values, dtype=column.dtype)])

    def waited(time_ms: int, node: int) -> int:
        if time_ms == CLOSED:
            return CLOSED
        total_ms = time_ms + int(roads.node_wait_ms[node])
        if total_ms > MOST_MS:
            raise OverflowError("an edge takes more than 24 days")
        return total_ms

    node_lon, node_lat = roads.node_lon, roads.node_lat
    return replace(
        roads,
        edge_from=longer(roads.edge_from, start),
        edge_to=longer(roads.edge_to, end),
        length_cm=longer(roads.length_cm, length_cm),
        forward_ms=longer(roads.forward_ms, waited(forward_ms, end)),
        backward_ms=longer(roads.backward_ms, waited(backward_ms, start)),
        edge_class=longer(roads.edge_class, classes.index(road_class)),
        snappable=longer(roads.snappable, 0),
        edge_part=longer(roads.edge_part, -1),
        edge_road=longer(roads.edge_road, NAMELESS),
        edge_wait_ms=longer(roads.edge_wait_ms, 0),
        vertex_offset=longer(roads.vertex_offset, roads.vertex_offset[-1] + 2),
        vertex_lon=longer(roads.vertex_lon, node_lon[start], node_lon[end]),
        vertex_lat=longer(roads.vertex_lat, node_lat[start], node_lat[end]),
        classes=classes,
    )


def _int32(time_ms: npt.NDArray[Any]) -> IntArray:
    if time_ms.max(initial=0) > MOST_MS:
        raise OverflowError("an edge takes more than 24 days")
    return time_ms.astype(np.int32)
