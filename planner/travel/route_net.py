"""Many routes as one net: stretches of road that several use are kept once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from planner.domain.arrays import BoolArray, IntArray, LongArray, require
from planner.domain.paths import Paths, Polylines
from planner.domain.roads import Roads
from planner.domain.routes import NO_STEP, RouteNet
from planner.travel.polylines import stretches


def route_net(roads: Roads, found: Sequence[Paths], trees: Sequence[IntArray]) -> RouteNet:
    """Return the routes of these paths as one net, in their order.

    roads  those with the most edges; other states have the same edges but for the last ones
    trees  int32 (n_paths,) for each of `found`: routes of one number go to the same site over the
           same state of the roads, so that from where they meet they are one; below 0: left out
    """
    tree = np.concatenate([np.empty(0, dtype=np.int32), *trees])
    sizes = np.concatenate([np.diff(paths.part_offset) for paths in found])
    route = np.repeat(np.arange(len(sizes)), sizes)
    kept = tree[route] >= 0
    route = route[kept]
    edge = np.concatenate([paths.edge for paths in found])[kept]
    back = np.concatenate([paths.enter > paths.leave for paths in found])[kept]
    chains = _Chains.of(roads, np.unique(edge))
    chain, place = chains.chain[edge], chains.place[edge]
    back = back != chains.against[edge]

    # A step is a run of parts that go on along one chain.
    goes_on = np.zeros(len(edge), dtype=bool)
    goes_on[1:] = (
        (route[1:] == route[:-1])
        & (chain[1:] == chain[:-1])
        & (back[1:] == back[:-1])
        & (np.diff(place) == np.where(back[1:], -1, 1))
    )
    begin = np.flatnonzero(~goes_on)
    route, chain, back = route[begin], chain[begin], back[begin]
    is_last = np.append(route[1:] != route[:-1], True)[: len(route)]
    # One number for tree, chain and both flags: sorting rows would take ten times as long.
    keys = (tree[route].astype(np.int64) * chains.n + chain) * 4 + 2 * back + is_last
    _, sample, number = np.unique(keys, return_index=True, return_inverse=True)
    follows = np.where(is_last, NO_STEP, np.append(number[1:], NO_STEP))
    require(bool((follows == follows[sample][number]).all()), "routes part after they have met")
    first = np.full(len(sizes), NO_STEP, dtype=np.int32)
    opens = np.append(True, route[1:] != route[:-1])[: len(route)]
    first[route[opens]] = number[opens]
    return RouteNet(
        lines=chains.lines(roads),
        step_line=chain[sample].astype(np.int32),
        step_back=back[sample],
        step_next=follows[sample].astype(np.int32),
        first=first,
    )


@dataclass(frozen=True)
class _Chains:
    """Edges end to end between crossings of the used edges.

    order           int64 (n_used,)         used edges, chain after chain
    offset          int64 (n_chains + 1,)   where each chain begins in `order`
    chain, place    int32 (n_edges,)        the chain of an edge, and its place along it; -1 unused
    against         bool (n_edges,)         an edge lies in its chain against its geometry
    """

    order: LongArray
    offset: LongArray
    chain: IntArray
    place: IntArray
    against: BoolArray

    @property
    def n(self) -> int:
        """Number of chains."""
        return len(self.offset) - 1

    @classmethod
    def of(cls, roads: Roads, used: IntArray) -> _Chains:
        """Return the chains of these edges, (n,) ascending."""
        ends = np.stack([roads.edge_from[used], roads.edge_to[used]])
        degree = np.bincount(ends.ravel(), minlength=roads.n_nodes)
        loops = ends[0][ends[0] == ends[1]]
        is_crossing = degree != 2
        is_crossing[loops] = True
        order, offset, turned = _walk(roads.n_nodes, used, ends, is_crossing)
        chain = np.full(roads.n_edges, -1, dtype=np.int32)
        place, against = chain.copy(), np.zeros(roads.n_edges, dtype=bool)
        sizes = np.diff(offset)
        chain[order] = np.repeat(np.arange(len(sizes)), sizes)
        place[order] = np.arange(len(order)) - np.repeat(offset[:-1], sizes)
        against[order] = turned
        return cls(order, offset, chain, place, against)

    def lines(self, roads: Roads) -> Polylines:
        """Return each chain as one line."""
        against = self.against[self.order].astype(np.float64)
        parts = stretches(roads, self.order, against, 1 - against)
        kept = np.ones(len(parts.lon), dtype=bool)
        kept[parts.offset[:-1]] = False  # an edge begins where the one before ended
        kept[parts.offset[self.offset[:-1]]] = True
        offset = np.concatenate([[0], np.cumsum(kept)])[parts.offset[self.offset]]
        return Polylines(offset.astype(np.int64), parts.lon[kept], parts.lat[kept])


def _walk(
    n_nodes: int, used: IntArray, ends: IntArray, is_crossing: BoolArray
) -> tuple[LongArray, LongArray, BoolArray]:
    """Return edges chain after chain, where each begins, and which lie against their geometry."""
    node = ends.ravel()
    by_node = np.argsort(node, kind="stable")
    incident = (by_node % len(used)).tolist() if len(used) else []
    start = np.concatenate([[0], np.cumsum(np.bincount(node, minlength=n_nodes))]).tolist()
    head, tail = ends[0].tolist(), ends[1].tolist()
    crossing = is_crossing.tolist()
    seen = [False] * len(used)
    order: list[int] = []
    turned: list[bool] = []
    offset = [0]

    def follow(index: int, at: int) -> None:
        while True:
            seen[index] = True
            order.append(index)
            turned.append(head[index] != at)
            at = tail[index] if head[index] == at else head[index]
            if crossing[at]:
                break
            one, other = incident[start[at] : start[at + 1]]
            index = other if one == index else one
            if seen[index]:  # a ring without crossing
                break
        offset.append(len(order))

    for at in np.unique(node[is_crossing[node]]).tolist():
        for index in incident[start[at] : start[at + 1]]:
            if not seen[index]:
                follow(index, at)
    for index in range(len(used)):
        if not seen[index]:
            follow(index, head[index])
    return (
        used[np.array(order, dtype=np.int64)].astype(np.int64),
        np.array(offset, dtype=np.int64),
        np.array(turned, dtype=bool),
    )
