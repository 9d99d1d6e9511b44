"""The road network: which mesh edges become roads, and the lines they are written as."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import Delaunay, cKDTree

from recipe.mesh import CLASSES, UNUSED, Mesh, walk_back
from recipe.motorways import Motorway, avoid_motorways
from recipe.plane import Floats, Ground, Ints
from recipe.settlements import Home
from recipe.tables import Corridor, Sources

EXISTING_ROAD_DISCOUNT: Final = 0.3
CORRIDOR_DISCOUNT: Final = 0.92
VILLAGE_LINK_SHARE: Final = 0.45
LONGEST_VILLAGE_LINK_M: Final = 14_000.0
PAVED_HAMLET_PEOPLE: Final = 60
RELAX_ROUNDS: Final = 4
PULL: Final = {name: 3.0**k for k, name in enumerate(CLASSES)}


@dataclass(frozen=True)
class Line:
    """One road line between junctions, in plane metres; `label` is a corridor number or -1."""

    xy: Floats
    road_class: str
    label: int
    one_way: bool
    town: int


class Network:
    """Turns mesh edges into roads, from the great corridors down to the tracks."""

    def __init__(self, mesh: Mesh, motorways: list[Motorway], ground: Ground) -> None:
        self.ground = ground
        self.mesh = mesh
        self.cost = avoid_motorways(mesh, motorways, mesh.base_cost)

    def lay_corridors(self, sources: Sources, corridors: list[Corridor]) -> None:
        """Route the named roads through their towns and way points."""
        mesh = self.mesh
        for number, corridor in enumerate(corridors):
            stops = [self.town_node(sources, s) if isinstance(s, str) else mesh.nearest(s)
                     for s in corridor.via]  # fmt: skip
            graph = mesh.matrix(self._reuse_cost(CORRIDOR_DISCOUNT))
            for a, b in pairwise(stops):
                edges = mesh.edges_of(mesh.route(graph, a, b, np.inf))
                mesh.raise_class(edges, corridor.road_class, number)

    def town_node(self, sources: Sources, code: str) -> int:
        """Return the street junction nearest to the middle of a town."""
        town = sources.towns[code]
        return self.mesh.nearest((town.x, town.y), self.mesh.town >= 0)

    def _reuse_cost(self, discount: float) -> Floats:
        """Terrain cost with roads of at least tertiary class cheaper, streets unchanged."""
        cost = self.cost.copy()
        land = slice(self.mesh.n_streets, None)
        cost[land] = np.where(
            self.mesh.rank[land] >= CLASSES.index("tertiary"), cost[land] * discount, cost[land]
        )
        return cost

    def link_towns(self, sources: Sources) -> None:
        """Join neighbouring towns: relative neighbours by secondary, the rest by tertiary roads."""
        towns = sorted(sources.towns.values(), key=lambda t: t.code)
        places = np.array([(t.x, t.y) for t in towns])
        near = {(int(a), int(b)) for a, b in neighbours(places, lune=True)}
        for a, b in neighbours(places, lune=False):
            road_class = "secondary" if (int(a), int(b)) in near else "tertiary"
            self._link(
                self.town_node(sources, towns[a].code),
                self.town_node(sources, towns[b].code),
                road_class,
            )

    def link_villages(self, villages: list[Home]) -> None:
        """Lead every village to the network, then join some neighbours directly."""
        self.lead_to_network((v.node, "tertiary" if v.people > 250 else "unclassified")
                             for v in villages)  # fmt: skip
        places = self.mesh.xy[np.array([v.node for v in villages], dtype=np.int64)]
        rng = self.ground.stream("village links")
        for a, b in neighbours(places, lune=False):
            far = float(np.hypot(*(places[a] - places[b])))
            if rng.random() < VILLAGE_LINK_SHARE and far < LONGEST_VILLAGE_LINK_M:
                self._link(villages[a].node, villages[b].node, "unclassified")

    def lead_to_network(self, wanted: Iterable[tuple[int, str]]) -> None:
        """Add the least-cost way from each node to the roads that exist, all at once."""
        sources = self.mesh.used_nodes()
        _, before, _ = dijkstra(
            self.mesh.matrix(self.cost), indices=sources, min_only=True, return_predecessors=True
        )
        for node, road_class in wanted:
            edges = self.mesh.edges_of(walk_back(before, node))
            if edges:
                self.mesh.raise_class(edges, road_class)

    def _link(self, a: int, b: int, road_class: str) -> None:
        far = float(np.hypot(*(self.mesh.xy[a] - self.mesh.xy[b])))
        graph = self.mesh.matrix(self._reuse_cost(EXISTING_ROAD_DISCOUNT))
        path = self.mesh.route(graph, a, b, 12 * far + 5_000)
        if path:
            land = [e for e in self.mesh.edges_of(path) if e >= self.mesh.n_streets]
            if land:
                self.mesh.raise_class(land, road_class)

    def add_hamlet_tracks(self, hamlets: list[Home]) -> None:
        """Lead every hamlet and herder's home to the network."""
        self.lead_to_network(
            (h.node, "unclassified" if h.people >= PAVED_HAMLET_PEOPLE else "track")
            for h in hamlets
        )

    def add_field_tracks(self, count: int) -> None:
        """Try `count` dead-end tracks to fields, wells and mines beside the network."""
        mesh = self.mesh
        rng = self.ground.stream("field tracks")
        used = mesh.used_nodes()
        taken = np.zeros(len(mesh.xy), dtype=bool)
        taken[used] = True
        land = used[mesh.town[used] < 0]
        for node in rng.permutation(land)[:count]:
            free = [k for k in mesh.neighbours(int(node)) if not taken[k]]
            if not free:
                continue
            goal = int(free[int(rng.integers(len(free)))])
            mesh.raise_class([mesh.edge_between(int(node), goal)], "track")
            taken[goal] = True

    def relax(self) -> None:
        """Draw nodes towards their neighbours on greater roads, so that roads run smoothly."""
        mesh = self.mesh
        used = np.flatnonzero(mesh.rank > UNUSED)
        pull = np.array([PULL[CLASSES[r]] for r in mesh.rank[used]])
        a, b = mesh.ends[used].T
        n = len(mesh.xy)
        weight = coo_array(
            (np.concatenate([pull, pull]), (np.concatenate([a, b]), np.concatenate([b, a]))),
            shape=(n, n),
        ).tocsr()
        total = np.asarray(weight.sum(axis=1)).ravel()
        degree = np.bincount(np.concatenate([a, b]), minlength=n)
        moves = (degree > 1) & (mesh.town < 0)
        for _ in range(RELAX_ROUNDS):
            middle = (weight @ mesh.xy)[moves] / total[moves, None]
            mesh.xy[moves] = 0.5 * mesh.xy[moves] + 0.5 * middle

    def lines(self) -> list[Line]:
        """Write the used edges as lines between junctions, corners of open-land roads rounded."""
        mesh = self.mesh
        used = np.flatnonzero(mesh.rank > UNUSED)
        at_node: dict[int, list[int]] = {}
        for e in used:
            for node in mesh.ends[e]:
                at_node.setdefault(int(node), []).append(int(e))
        key = {int(e): self._key(int(e)) for e in used}
        done: set[int] = set()
        lines = []
        stops = {n for n, es in at_node.items() if len(es) != 2 or key[es[0]] != key[es[1]]}
        stops |= {int(n) for e in used if mesh.one_way[e] for n in mesh.ends[e]}
        for start in sorted(stops) + sorted(at_node):
            for first in at_node[start]:
                if first in done:
                    continue
                nodes = self._follow(start, first, stops, at_node, done)
                if mesh.one_way[first] and nodes[0] != mesh.ends[first][0]:
                    nodes.reverse()
                xy = mesh.xy[nodes]
                rank, label, one_way, town = key[first]
                smooth = xy if first < mesh.n_streets else round_corners(xy)
                lines.append(Line(smooth, CLASSES[rank], label, one_way, town))
        return lines

    def _key(self, e: int) -> tuple[int, int, bool, int]:
        mesh = self.mesh
        town = int(mesh.town[mesh.ends[e, 0]]) if e < mesh.n_streets else -1
        return int(mesh.rank[e]), int(mesh.label[e]), bool(mesh.one_way[e]), town

    def _follow(
        self,
        start: int,
        first: int,
        stops: set[int],
        at_node: dict[int, list[int]],
        done: set[int],
    ) -> list[int]:
        nodes, edge = [start], first
        while True:
            done.add(edge)
            a, b = (int(n) for n in self.mesh.ends[edge])
            here = b if nodes[-1] == a else a
            nodes.append(here)
            if here in stops or here == start:
                return nodes
            edge = next(e for e in at_node[here] if e != edge)


def round_corners(xy: Floats) -> Floats:
    """Cut corners once (Chaikin), end points kept."""
    if len(xy) < 3:
        return xy
    near = 0.75 * xy[:-1] + 0.25 * xy[1:]
    far = 0.25 * xy[:-1] + 0.75 * xy[1:]
    inner = np.empty((2 * len(near), 2))
    inner[0::2], inner[1::2] = near, far
    return np.vstack([xy[:1], inner[1:-1], xy[-1:]])


def neighbours(places: Floats, *, lune: bool) -> Ints:
    """Gabriel graph of points, or (lune) the relative neighbourhood graph within it."""
    if len(places) < 4:  # too few for a triangulation, and any pair may be neighbours
        pairs = np.argwhere(np.triu(np.ones((len(places), len(places)), dtype=bool), k=1))
    else:
        corners = Delaunay(places).simplices
        pairs = np.vstack([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [0, 2]]])
        pairs = np.unique(np.sort(pairs, axis=1), axis=0).astype(np.int64)
    if not len(pairs):
        return np.empty((0, 2), dtype=np.int64)
    a, b = places[pairs[:, 0]], places[pairs[:, 1]]
    half = np.hypot(*(a - b).T) / 2
    nearest, _ = cKDTree(places).query((a + b) / 2)
    pairs = pairs[nearest >= half * (1 - 1e-9)]
    if not lune:
        return np.asarray(pairs)
    kept = []
    for i, j in pairs:
        gap = np.hypot(*(places[i] - places[j]))
        to_i, to_j = np.hypot(*(places - places[i]).T), np.hypot(*(places - places[j]).T)
        if not np.any(np.maximum(to_i, to_j) < gap * (1 - 1e-9)):
            kept.append((i, j))
    return np.array(kept, dtype=np.int64)
