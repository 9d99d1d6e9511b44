"""Road graphs to measure on: two studies, a public topology, and a country made up by rule."""

from __future__ import annotations

import lzma
from collections.abc import Callable
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import minimum_spanning_tree
from scipy.spatial import Delaunay

from planner.domain.arrays import IntArray, LongArray
from planner.domain.roads import Roads
from planner.pipeline import read_study

ROOT = Path(__file__).parents[1]
SCALE = (ROOT / ".." / "shared" / "data" / "scale").resolve()
SPEEDS_KMH = np.array([20, 30, 50, 80, 110])


class Graph(NamedTuple):
    """How a graph is had, and what it is, in words."""

    what: str
    roads: Callable[[], Roads]


def study(name: str) -> Roads:
    """Return the roads of one of the embedded studies."""
    return read_study(ROOT / "data" / name).world.roads


def dimacs(name: str) -> Roads:
    """Return a DIMACS topology; lengths of 50 to 550 m and speeds are hashed from edge numbers.

    Raises FileNotFoundError where the file is not on this machine.
    """
    with lzma.open(SCALE / f"{name}.gr.xz", "rt") as file:
        _, _, n_nodes, _ = file.readline().split()
        ends = np.fromstring(file.read(), dtype=np.int64, sep=" ").reshape(-1, 2) - 1
    edge = np.arange(len(ends))
    length_cm = 5_000 + _hashed(edge, 1) % 50_000
    return _roads(int(n_nodes), ends, length_cm, SPEEDS_KMH[_hashed(edge, 2) % 5], set())


def country(n_nodes: int) -> Roads:
    """Return about `n_nodes` nodes: villages around towns, joined by winding roads.

    Half the points cluster around towns whose sizes are Pareto distributed. Short edges of the
    Delaunay triangulation are the roads, each with two bends, and a spanning tree joins them all;
    a quarter of the others are one-way.
    """
    random = np.random.default_rng(1)
    n_points = n_nodes // 4
    towns = random.random((max(n_points // 2000, 2), 2))
    size = random.pareto(1.1, len(towns)) + 1
    town = random.choice(len(towns), n_points // 2, p=size / size.sum())
    spread = 0.3 * np.sqrt(size[town] / size.sum())[:, None]
    points = np.concatenate(
        [
            towns[town] + spread * random.normal(size=(len(town), 2)),
            random.random((n_points - len(town), 2)),
        ]
    )
    corners = Delaunay(points).simplices
    pairs = np.concatenate([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [2, 0]]])
    low, high = pairs.min(axis=1).astype(np.int64), pairs.max(axis=1)
    pairs = np.column_stack(np.divmod(np.unique(low * n_points + high), n_points))
    far = np.hypot(*(points[pairs[:, 0]] - points[pairs[:, 1]]).T)
    tree = minimum_spanning_tree(csr_array((far, pairs.T), shape=(n_points, n_points))).tocoo()
    number = csr_array((1 + np.arange(len(pairs)), pairs.T), shape=(n_points, n_points))
    joining = np.asarray(number[tree.row, tree.col]).ravel() - 1
    kept = np.union1d(joining, _shortest_of_nodes(pairs, far, n_points))
    pairs, is_joining = pairs[kept], np.isin(kept, joining)
    n_roads = len(pairs)
    bend = n_points + np.arange(2 * n_roads).reshape(-1, 2)
    ends = np.concatenate(
        [
            np.column_stack([pairs[:, 0], bend[:, 0]]),
            bend,
            np.column_stack([bend[:, 1], pairs[:, 1]]),
        ]
    )
    far = np.hypot(*(points[pairs[:, 0]] - points[pairs[:, 1]]).T)
    side_cm = 20_000_000 * np.sqrt(n_nodes / 1e6)
    length_cm = np.tile(np.maximum(far * side_cm / 3, 100), 3).astype(np.int64)
    speed = np.tile(SPEEDS_KMH[random.choice(5, n_roads, p=[0.1, 0.3, 0.35, 0.2, 0.05])], 3)
    one_way = np.flatnonzero(np.tile(~is_joining & (random.random(n_roads) < 1 / 4), 3))
    return _roads(n_points + 2 * n_roads, ends, length_cm, speed, set(one_way.tolist()))


def _shortest_of_nodes(pairs: LongArray, far: LongArray, n_points: int) -> LongArray:
    """Return pairs that are among the two shortest of either end."""
    both = np.concatenate([pairs[:, 0], pairs[:, 1]])
    index = np.tile(np.arange(len(pairs)), 2)
    order = np.lexsort((far[index], both))
    start = np.searchsorted(both[order], np.arange(n_points))
    place = np.arange(len(order)) - start[both[order]]
    return np.unique(index[order][place < 2])


def _hashed(number: LongArray, salt: int) -> LongArray:
    """Return well-mixed integers of at most 31 bits (Steele, Lea, Flood 2014, SplitMix64)."""
    mixed = (number.astype(np.uint64) + np.uint64(salt)) * np.uint64(0x9E3779B97F4A7C15)
    mixed ^= mixed >> np.uint64(30)
    mixed *= np.uint64(0xBF58476D1CE4E5B9)
    mixed ^= mixed >> np.uint64(27)
    return (mixed >> np.uint64(33)).astype(np.int64)


def _roads(
    n_nodes: int, ends: LongArray, length_cm: LongArray, speed_kmh: LongArray, one_way: set[int]
) -> Roads:
    n = len(ends)
    time_ms = np.maximum(np.rint(length_cm * 36 / speed_kmh), 1).astype(np.int32)
    backward_ms: IntArray = time_ms.copy()
    backward_ms[sorted(one_way)] = -1
    nowhere = np.zeros(n_nodes)
    return Roads(
        mode="drive",
        node_lon=nowhere,
        node_lat=nowhere.copy(),
        edge_from=ends[:, 0].astype(np.int32),
        edge_to=ends[:, 1].astype(np.int32),
        length_cm=length_cm.astype(np.int32),
        forward_ms=time_ms,
        backward_ms=backward_ms,
        edge_class=np.zeros(n, dtype=np.uint8),
        snappable=np.ones(n, dtype=bool),
        edge_part=np.full(n, -1, dtype=np.int32),
        edge_road=np.full(n, -1, dtype=np.int32),
        node_wait_ms=np.zeros(n_nodes, dtype=np.int32),
        edge_wait_ms=np.zeros(n, dtype=np.int32),
        vertex_offset=2 * np.arange(n + 1, dtype=np.int64),
        vertex_lon=np.zeros(2 * n),
        vertex_lat=np.zeros(2 * n),
        classes=("road",),
        parts=(),
        road_names=(),
    )


GRAPHS: Final[dict[str, Graph]] = {
    "wuhan": Graph("real", lambda: study("wuhan")),
    "iceland": Graph("real", lambda: study("iceland")),
    "NY": Graph("DIMACS topology", lambda: dimacs("NY")),
    "country1M": Graph("made up by rule", lambda: country(1_000_000)),
    "NE": Graph("DIMACS topology", lambda: dimacs("NE")),
    "country4M": Graph("made up by rule", lambda: country(4_000_000)),
    "country10M": Graph("made up by rule", lambda: country(10_000_000)),
}
