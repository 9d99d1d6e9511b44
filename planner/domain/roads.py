"""The road network of one travel mode: a directed multigraph whose edges keep their geometry."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from planner.domain.arrays import (
    BoolArray,
    ByteArray,
    FloatArray,
    IntArray,
    LongArray,
    freeze,
    require,
    require_shape,
)
from planner.units import CM_PER_KM

CLOSED = -1
"""Travel time of a direction in which an edge may not be used."""

NAMELESS = -1
"""Road of an edge that has neither number nor name."""


@dataclass(frozen=True)
class RoadPart:
    """A strongly connected part of the network: from any of its nodes one reaches all others."""

    length_m: float
    n_edges: int
    lon: float
    lat: float
    is_island: bool


@dataclass(frozen=True)
class Roads:
    """One road state. An edge has one class and one speed, so time is linear along it.

    Edge i runs from node `edge_from[i]` to node `edge_to[i]` along the vertices
    `vertex_offset[i]:vertex_offset[i + 1]`, both end points included (at least two vertices).
    Parallel edges and loops are kept.

    node_lon, node_lat      float64 (n_nodes,)  WGS84 degrees
    edge_from, edge_to      int32 (n_edges,)    node indices
    length_cm               int32 (n_edges,)    geodesic length, >= 0
    forward_ms, backward_ms int32 (n_edges,)    travel time along / against the geometry, or CLOSED
    edge_class              uint8 (n_edges,)    index into `classes` (OSM highway values, 'ferry')
    snappable               bool (n_edges,)     residents and sites may sit on this edge
    edge_part               int32 (n_edges,)    index into `parts`, -1 between two parts
    edge_road               int32 (n_edges,)    index into `road_names`, NAMELESS without a name
    node_wait_ms            int32 (n_nodes,)    wait at lights or a gate, paid by everyone who
                                                arrives at the node along an edge; the times of
                                                the edges that lead there hold it already
    edge_wait_ms            int32 (n_edges,)    wait at a gate on the edge, either way; its times
                                                hold it already
    vertex_offset           int64 (n_edges + 1,)
    vertex_lon, vertex_lat  float64 (n_vertices,)
    road_names              what a road is called, all its numbers and names: ('G65', '包茂高速')
    """

    mode: str
    node_lon: FloatArray
    node_lat: FloatArray
    edge_from: IntArray
    edge_to: IntArray
    length_cm: IntArray
    forward_ms: IntArray
    backward_ms: IntArray
    edge_class: ByteArray
    snappable: BoolArray
    edge_part: IntArray
    edge_road: IntArray
    node_wait_ms: IntArray
    edge_wait_ms: IntArray
    vertex_offset: LongArray
    vertex_lon: FloatArray
    vertex_lat: FloatArray
    classes: tuple[str, ...]
    parts: tuple[RoadPart, ...]
    road_names: tuple[tuple[str, ...], ...]

    def __post_init__(self) -> None:
        n = self.n_edges
        for name in ("edge_to", "length_cm", "forward_ms", "backward_ms", "edge_class",
                     "snappable", "edge_part", "edge_road", "edge_wait_ms"):  # fmt: skip
            require_shape(getattr(self, name), (n,), name)
        require_shape(self.vertex_offset, (n + 1,), "vertex_offset")
        require_shape(self.node_lat, self.node_lon.shape, "node_lat")
        require_shape(self.node_wait_ms, self.node_lon.shape, "node_wait_ms")
        require_shape(self.vertex_lat, self.vertex_lon.shape, "vertex_lat")
        if n:
            ends = np.concatenate([self.edge_from, self.edge_to])
            require(ends.min() >= 0 and ends.max() < self.n_nodes, "edge ends out of range")
            require(self.length_cm.min() >= 0, "negative edge length")
            require(min(self.forward_ms.min(), self.backward_ms.min()) >= CLOSED, "negative time")
            require(np.diff(self.vertex_offset).min() >= 2, "an edge has fewer than two vertices")
            require(self.edge_part.max() < len(self.parts), "edge part out of range")
            require(self.edge_road.min() >= NAMELESS, "edge road out of range")
            require(self.edge_road.max() < len(self.road_names), "edge road out of range")
            require(min(self.node_wait_ms.min(), self.edge_wait_ms.min()) >= 0, "negative wait")
        freeze(
            self.node_lon, self.node_lat, self.edge_from, self.edge_to, self.length_cm,
            self.forward_ms, self.backward_ms, self.edge_class, self.snappable, self.edge_part,
            self.edge_road, self.node_wait_ms, self.edge_wait_ms, self.vertex_offset,
            self.vertex_lon, self.vertex_lat,
        )  # fmt: skip

    @classmethod
    def empty(cls, mode: str) -> Roads:
        """Return a network without roads: for a world whose travel nobody asks about."""
        ints, floats = np.empty(0, dtype=np.int32), np.empty(0)
        return cls(
            mode, floats, floats, ints, ints, ints, ints, ints,
            edge_class=np.empty(0, dtype=np.uint8), snappable=np.empty(0, dtype=bool),
            edge_part=ints, edge_road=ints, node_wait_ms=ints, edge_wait_ms=ints,
            vertex_offset=np.zeros(1, dtype=np.int64),
            vertex_lon=floats, vertex_lat=floats, classes=(), parts=(), road_names=(),
        )  # fmt: skip

    @property
    def n_nodes(self) -> int:
        """Number of nodes."""
        return len(self.node_lon)

    @property
    def n_edges(self) -> int:
        """Number of edges (a two-way road is one edge)."""
        return len(self.edge_from)

    @cached_property
    def length_km(self) -> float:
        """Total length, a two-way road counted once."""
        return float(self.length_cm.sum(dtype=np.int64)) / CM_PER_KM

    @cached_property
    def fingerprint(self) -> str:
        """Hash of everything that travel depends on; equal roads have equal fingerprints."""
        digest = hashlib.sha256(self.mode.encode())
        for array in (
            self.node_lon, self.node_lat, self.edge_from, self.edge_to, self.length_cm,
            self.forward_ms, self.backward_ms, self.snappable, self.edge_part,
            self.vertex_offset, self.vertex_lon, self.vertex_lat,
        ):  # fmt: skip
            digest.update(np.ascontiguousarray(array).data)
        return digest.hexdigest()[:16]
