"""The hierarchy of a road graph: what stays the same whatever its roads cost.

Nodes get ranks. Eliminating them in this order, each time joining the higher neighbours of the
node that goes, fills the graph with arcs until it is chordal (customisable contraction hierarchy;
Dibbelt, Strasser, Wagner 2016). Then the heads of a rank's arcs are all its ancestors in the
elimination tree, and any best route can be had by going up the tree and down again.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

import numpy as np

from planner.domain.arrays import IntArray, freeze, require
from planner.domain.roads import Roads
from planner.travel.elimination import (
    arcs_of_edges,
    depths,
    elimination_tree,
    fill_in,
    postorder,
)
from planner.travel.neighbours import neighbours
from planner.travel.order import elimination_order
from planner.travel.recustomise import Arcs, tails

LOOP: Final = np.iinfo(np.int32).max
"""Stands for the arc of an edge that returns to its node: no route needs one."""

_FORMAT: Final = 1


@dataclass(frozen=True)
class Hierarchy:
    """Ranks, their tree and their arcs. Ranks are in postorder: a subtree is a range of ranks.

    rank       int32 (n,)      rank of each node
    parent     int32 (n,)      parent of each rank in the elimination tree, -1 for roots
    arc_start  int32 (n + 1,)  arcs of rank r are `arc_start[r]:arc_start[r + 1]`
    arc_head   int32 (m,)      the higher end of each arc, ascending within a rank
    edge_arc   int32 (n_edges,)  the arc along which an edge of the roads runs; `~arc` if the edge
               starts at the higher end; LOOP for loops
    """

    rank: IntArray
    parent: IntArray
    arc_start: IntArray
    arc_head: IntArray
    edge_arc: IntArray

    def __post_init__(self) -> None:
        require(len(self.arc_start) == len(self.rank) + 1, "one range of arcs for each rank")
        require(len(self.parent) == len(self.rank), "one parent for each rank")
        freeze(self.rank, self.parent, self.arc_start, self.arc_head, self.edge_arc)

    @classmethod
    def of(cls, roads: Roads, *, like: Hierarchy | None = None) -> Hierarchy:
        """Build the hierarchy of these roads; costs and open directions do not matter.

        `like` lends its order, for roads with the same nodes and a few more or fewer edges: an
        order is good for all graphs that are nearly the same, and finding one is half the work.
        """
        graph = neighbours(roads.n_nodes, roads.edge_from, roads.edge_to)
        if like is None:
            order = elimination_order(graph)
        else:
            require(len(like.rank) == roads.n_nodes, "another number of nodes")
            order = _inverse(like.rank)
        rank = postorder(elimination_tree(graph, order, _inverse(order)))[_inverse(order)]
        order = _inverse(rank)
        parent = elimination_tree(graph, order, rank)
        arc_start, arc_head = fill_in(graph, order, rank)
        edge_arc = arcs_of_edges(
            arc_start, arc_head, rank[roads.edge_from], rank[roads.edge_to], LOOP
        )
        return cls(rank, parent, arc_start, arc_head, edge_arc)

    @property
    def n_nodes(self) -> int:
        """Number of nodes and of ranks."""
        return len(self.rank)

    @property
    def n_arcs(self) -> int:
        """Number of arcs, the edges of the roads among them."""
        return len(self.arc_head)

    @cached_property
    def depth(self) -> IntArray:
        """How many ancestors each rank has, int32 (n,)."""
        return depths(self.parent)

    @cached_property
    def height(self) -> int:
        """The most ranks from a root to a leaf, both included."""
        return int(self.depth.max(initial=-1)) + 1

    @cached_property
    def arcs(self) -> Arcs:
        """The arcs with the ways to look them up that repairing weights needs."""
        below = np.argsort(self.arc_head, kind="stable").astype(np.int32)
        degree = np.bincount(self.arc_head, minlength=self.n_nodes)
        arc = np.where(self.edge_arc < 0, ~self.edge_arc, self.edge_arc)
        edge = np.argsort(arc, kind="stable").astype(np.int32)
        return Arcs(
            start=self.arc_start,
            head=self.arc_head,
            tail=tails(self.arc_start),
            below_start=np.concatenate([[0], np.cumsum(degree)]).astype(np.int32),
            below=below,
            edge=edge,
            edge_arc=arc[edge],
            against=np.asarray(self.edge_arc < 0)[edge],
        )

    def save(self, path: Path) -> None:
        """Write one .npy file; nobody ever sees half of it."""
        parts = [self.rank, self.parent, self.arc_start, self.arc_head, self.edge_arc]
        sizes = [_FORMAT, self.n_nodes, self.n_arcs, len(self.edge_arc)]
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".writing-", suffix=".npy")
        try:
            with os.fdopen(handle, "wb") as file:
                np.save(file, np.concatenate([np.array(sizes, dtype=np.int32), *parts]))
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise

    @classmethod
    def load(cls, path: Path) -> Hierarchy:
        """Map a saved file into memory; ValueError if it is not one, OSError if there is none."""
        stored = np.load(path, mmap_mode="r", allow_pickle=False)
        require(stored.ndim == 1 and stored.dtype == np.int32, "not a hierarchy")
        require(len(stored) > 4 and stored[0] == _FORMAT, "another format")
        _, n, m, n_edges = (int(size) for size in stored[:4])
        ends = 4 + np.cumsum([n, n, n + 1, m, n_edges])
        require(len(stored) == ends[-1], "the file is cut off")
        return cls(*np.split(stored, [4, *ends[:-1]])[1:])


def hierarchy_of(roads: Roads, folder: Path | None = None) -> Hierarchy:
    """Return the hierarchy of these roads, kept in `folder` under a hash of the road graph.

    A file that cannot be read is replaced; one that cannot be written is done without.
    """
    if folder is None:
        return Hierarchy.of(roads)
    path = folder / f"hierarchy-{graph_hash(roads)}.npy"
    with suppress(OSError, ValueError, EOFError):
        return Hierarchy.load(path)
    built = Hierarchy.of(roads)
    with suppress(OSError):
        built.save(path)
    return built


def graph_hash(roads: Roads) -> str:
    """Return a hash of nodes and edges, whatever their cost, position and open directions."""
    digest = hashlib.sha256(f"{_FORMAT} {roads.n_nodes} {roads.n_edges}".encode())
    for ends in (roads.edge_from, roads.edge_to):
        digest.update(np.ascontiguousarray(ends).data)
    return digest.hexdigest()[:32]


def _inverse(permutation: IntArray) -> IntArray:
    inverse = np.empty_like(permutation)
    inverse[permutation] = np.arange(len(permutation), dtype=np.int32)
    return inverse
