"""A plain drive over the finished road table, to place the one site whose distance is published."""

from __future__ import annotations

from typing import Final

import geopandas as gpd
import numpy as np
import shapely
from pyproj import Geod
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import cKDTree

from recipe.plane import Floats, Ints

SPEED_KMH: Final = {
    "motorway": 90, "motorway_link": 45, "trunk": 85, "primary": 65, "secondary": 55,
    "tertiary": 40, "unclassified": 25, "residential": 25, "track": 20,
}  # fmt: skip
SHARE_OF_LIMIT: Final = 0.9
"""Driven share of a posted limit: like the speeds, the planner's own rule for driving."""


class Driving:
    """Directed drive graph whose nodes are all vertices of the road table."""

    def __init__(self, roads: gpd.GeoDataFrame) -> None:
        vertices, line = shapely.get_coordinates(roads.geometry.to_numpy(), return_index=True)
        self.lonlat, node = np.unique(vertices, axis=0, return_inverse=True)
        node = node.ravel()
        inner = line[:-1] == line[1:]
        self.a: Ints = node[:-1][inner].astype(np.int64)
        self.b: Ints = node[1:][inner].astype(np.int64)
        of_line = line[:-1][inner]
        _, _, self.metres = Geod(ellps="WGS84").inv(*self.lonlat[self.a].T, *self.lonlat[self.b].T)
        speed = roads["highway"].map(SPEED_KMH).to_numpy(dtype=float)
        posted = roads["maxspeed"].astype(object).where(roads["maxspeed"].notna(), "0")
        posted = posted.astype(float).to_numpy()
        speed = np.where(posted > 0, posted * SHARE_OF_LIMIT, speed)
        self.seconds: Floats = self.metres / (speed[of_line] / 3.6)
        self.one_way = (roads["oneway"] == "yes").to_numpy(dtype=bool)[of_line]
        self.tree = cKDTree(self.lonlat)

    def graph(self) -> csr_array:
        """Seconds from node to node, one-way roads in their direction only."""
        both = ~self.one_way
        tail = np.concatenate([self.a, self.b[both]])
        head = np.concatenate([self.b, self.a[both]])
        cost = np.concatenate([self.seconds, self.seconds[both]])
        order = np.lexsort((cost, head, tail))
        tail, head, cost = tail[order], head[order], cost[order]
        first = np.ones(len(tail), dtype=bool)
        first[1:] = (tail[1:] != tail[:-1]) | (head[1:] != head[:-1])
        n = len(self.lonlat)
        return csr_array((cost[first], (tail[first], head[first])), shape=(n, n))

    def metres_from(self, lon: float, lat: float) -> Floats:
        """Length of the fastest way from the vertex nearest a place to every vertex."""
        start = int(self.tree.query((lon, lat))[1])
        seconds, before = dijkstra(self.graph(), indices=start, return_predecessors=True)
        length = np.full(len(self.lonlat), np.inf)
        length[start] = 0.0
        geod = Geod(ellps="WGS84")
        order = np.argsort(seconds, kind="stable")
        order = order[np.isfinite(seconds[order]) & (order != start)]
        previous = before[order]
        _, _, step = geod.inv(*self.lonlat[previous].T, *self.lonlat[order].T)
        for k, p, s in zip(order.tolist(), previous.tolist(), step.tolist(), strict=True):
            length[k] = length[p] + s
        return length
