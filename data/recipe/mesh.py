"""The triangle mesh over the city on which every road is routed, and least-cost routing on it."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import Delaunay, cKDTree
from shapely.geometry.base import BaseGeometry

from recipe.plane import Floats, Ground, Ints
from recipe.streets import Grid

LONGEST_EDGE_M: Final = 2_300.0
CLASSES: Final = (
    "track",
    "unclassified",
    "residential",
    "tertiary",
    "secondary",
    "primary",
    "trunk",
)
UNUSED: Final = -1


class Mesh:
    """Nodes and edges that may become roads.

    spacing_m: mean distance of open-land nodes; xy (n, 2) plane metres; ends (m, 2) with
    ends[:, 0] < ends[:, 1] except on streets, where the order is the driving direction;
    base_cost (m,) metres weighted by terrain; rank (m,) index into CLASSES or UNUSED; label (m,)
    index of the corridor that runs here or -1; one_way (m,); town (n,) index of the grid that a
    node belongs to or -1.
    """

    def __init__(
        self, city: BaseGeometry, grids: list[Grid], ground: Ground, spacing_m: float
    ) -> None:
        self.spacing_m = spacing_m
        street_xy = np.vstack([g.xy for g in grids])
        self.town = np.concatenate([np.full(len(g.xy), k) for k, g in enumerate(grids)])
        open_land = _open_land(city, street_xy, ground, spacing_m)
        self.xy: Floats = np.vstack([street_xy, open_land])
        self.town = np.concatenate([self.town, np.full(len(open_land), -1)])
        land_ends = self._land_edges(city)
        offsets = np.cumsum([0] + [len(g.xy) for g in grids[:-1]])
        street_ends = np.vstack([g.ends + o for g, o in zip(grids, offsets, strict=True)])
        self.ends: Ints = np.vstack([street_ends, land_ends])
        self.n_streets = len(street_ends)
        self.rank = np.full(len(self.ends), UNUSED)
        names = [name for g in grids for name in g.road_class]
        self.rank[: self.n_streets] = [CLASSES.index(name) for name in names]
        self.one_way = np.zeros(len(self.ends), dtype=bool)
        self.one_way[: self.n_streets] = [flag for g in grids for flag in g.one_way]
        self.label = np.full(len(self.ends), -1)
        self.length = np.hypot(*(self.xy[self.ends[:, 0]] - self.xy[self.ends[:, 1]]).T)
        self.base_cost = self.length * self._terrain(ground)
        self._graph()

    def _land_edges(self, city: BaseGeometry) -> Ints:
        corners = Delaunay(self.xy).simplices
        pairs = np.vstack([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [0, 2]]])
        pairs = np.unique(np.sort(pairs, axis=1), axis=0).astype(np.int64)
        a, b = self.xy[pairs[:, 0]], self.xy[pairs[:, 1]]
        length = np.hypot(*(a - b).T)
        same_town = (self.town[pairs[:, 0]] >= 0) & (
            self.town[pairs[:, 0]] == self.town[pairs[:, 1]]
        )
        pairs = pairs[(length < LONGEST_EDGE_M) & ~same_town]
        core = city.buffer(-60)
        shapely.prepare(core)
        lines = shapely.linestrings(self.xy[pairs])
        inside: Ints = pairs[shapely.contains_properly(core, lines)]
        return inside

    def _terrain(self, ground: Ground) -> Floats:
        middle = (self.xy[self.ends[:, 0]] + self.xy[self.ends[:, 1]]) / 2
        relief = (
            0.40 * ground.noise(middle, 11_000, "relief wide")
            + 0.40 * ground.noise(middle, 4_500, "relief near")
            + 0.22 * ground.noise(middle, 1_900, "relief fine")
        )
        cost = np.exp(np.clip(relief, -1.1, 1.1)) * (1 + 2.5 * ground.sand(middle))
        street_cost = {"primary": 0.8, "secondary": 0.9, "tertiary": 1.1, "residential": 1.5}
        for name, factor in street_cost.items():
            here = self.rank == CLASSES.index(name)
            cost[here] = factor
        cost[self.one_way] = 6.0  # corridors run both ways and keep off one-way streets
        return np.asarray(cost)

    def _graph(self) -> None:
        n, m = len(self.xy), len(self.ends)
        tail = np.concatenate([self.ends[:, 0], self.ends[:, 1]])
        head = np.concatenate([self.ends[:, 1], self.ends[:, 0]])
        order = np.lexsort((head, tail))
        self._edge_of_slot = np.concatenate([np.arange(m), np.arange(m)])[order]
        counts = np.bincount(tail, minlength=n)
        indptr = np.concatenate([[0], np.cumsum(counts)])
        self._indices = head[order].astype(np.int32)
        self._indptr = indptr.astype(np.int32)
        self.tree = cKDTree(self.xy)

    def matrix(self, cost: Floats) -> csr_array:
        """Return the mesh as a sparse matrix under a cost per edge."""
        n = len(self.xy)
        return csr_array((cost[self._edge_of_slot], self._indices, self._indptr), shape=(n, n))

    def edge_between(self, a: int, b: int) -> int:
        """Return the edge that joins two neighbouring nodes."""
        start, stop = self._indptr[a], self._indptr[a + 1]
        slot = start + int(np.searchsorted(self._indices[start:stop], b))
        return int(self._edge_of_slot[slot])

    def edges_of(self, path: list[int]) -> list[int]:
        """Return the edges along a path of nodes."""
        return [self.edge_between(a, b) for a, b in pairwise(path)]

    def neighbours(self, node: int) -> Ints:
        """Nodes joined to a node, ascending."""
        return self._indices[self._indptr[node] : self._indptr[node + 1]].astype(np.int64)

    def nearest(self, xy: tuple[float, float], allowed: NDArray[np.bool_] | None = None) -> int:
        """Return the node nearest to a point, among those allowed (bool mask) if given."""
        if allowed is None:
            return int(self.tree.query(xy)[1])
        distance = np.hypot(*(self.xy - xy).T)
        distance[~allowed] = np.inf
        return int(distance.argmin())

    def route(self, graph: csr_array, start: int, goal: int, cost_limit: float) -> list[int]:
        """Return the least-cost path, or an empty list where none is below the limit."""
        cost, before = dijkstra(graph, indices=start, return_predecessors=True, limit=cost_limit)
        if not np.isfinite(cost[goal]):
            return []
        return walk_back(before, goal)

    def used_nodes(self) -> Ints:
        """Nodes that some road touches, ascending."""
        return np.unique(self.ends[self.rank > UNUSED])

    def raise_class(self, edges: list[int], name: str, label: int = -1) -> None:
        """Give edges at least a class; the first corridor along an edge keeps its label."""
        at = np.array(edges, dtype=np.int64)
        self.rank[at] = np.maximum(self.rank[at], CLASSES.index(name))
        if label >= 0:
            free = at[self.label[at] < 0]
            self.label[free] = label


def walk_back(before: Ints, goal: int) -> list[int]:
    """Return the path that ends at `goal`, from a predecessor array."""
    path = [goal]
    while before[path[-1]] >= 0:
        path.append(int(before[path[-1]]))
    return path[::-1]


def _open_land(city: BaseGeometry, street_xy: Floats, ground: Ground, spacing_m: float) -> Floats:
    """Jittered hexagonal points inside the city, outside the towns."""
    x_min, y_min, x_max, y_max = city.bounds
    rise = spacing_m * np.sqrt(3) / 2
    columns = np.arange(x_min, x_max, spacing_m)
    levels = np.arange(y_min, y_max, rise)
    x, y = np.meshgrid(columns, levels)
    x = x + np.where(np.arange(len(levels)) % 2 == 0, 0, spacing_m / 2)[:, None]
    points = np.column_stack([x.ravel(), y.ravel()])
    points = points + ground.stream("open land").uniform(-0.36, 0.36, points.shape) * spacing_m
    core = city.buffer(-200)
    shapely.prepare(core)
    points = points[shapely.contains_xy(core, points[:, 0], points[:, 1])]
    distance, _ = cKDTree(street_xy).query(points, distance_upper_bound=400.0)
    open_land: Floats = points[~np.isfinite(distance)]
    return open_land
