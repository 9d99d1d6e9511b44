"""Random small networks with points on them, and a slow plain oracle of travel."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import networkx as nx
import numpy as np
from hypothesis import strategies as st

from planner.domain.arrays import FloatArray
from planner.domain.placement import UNPLACED, Placement
from planner.domain.roads import CLOSED, Roads
from planner.domain.travel import UNREACHABLE, Optimise
from tests.city import Road, placed, roads_of

# Few distinct small costs make ties and zeros common; the odd large one catches rounding.
COSTS = st.sampled_from([0, 0, 1, 2, 3, 5, 7, 999_983])
FRACTIONS = st.one_of(st.sampled_from([0.0, 0.5, 1.0]), st.floats(0, 1))


@dataclass(frozen=True)
class Case:
    """A network with residents and sites on it."""

    roads: Roads
    residents: Placement
    sites: Placement

    @property
    def site_ids(self) -> tuple[str, ...]:
        return tuple(f"s{i}" for i in range(len(self.sites)))


@st.composite
def edges(draw: st.DrawFn, n_nodes: int) -> list[Road]:
    node = st.integers(0, n_nodes - 1)
    time = st.one_of(st.just(CLOSED), COSTS)
    road = st.builds(Road, node, node, COSTS, time, time)
    return draw(st.lists(road, max_size=3 * n_nodes))


@st.composite
def points(draw: st.DrawFn, roads: Roads, most: int) -> Placement:
    edge = st.integers(0, roads.n_edges - 1) if roads.n_edges else st.just(UNPLACED)
    rare_miss = st.one_of(edge, edge, edge, st.just(UNPLACED))
    chosen = draw(st.lists(st.tuples(rare_miss, FRACTIONS), max_size=most))
    return placed(
        roads,
        [edge for edge, _ in chosen],
        [fraction for _, fraction in chosen],
        access_ms=draw(st.integers(0, 9)),
        access_cm=draw(st.integers(0, 9)),
    )


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Directed multigraphs: one-way, parallel, loops, zero costs, apart, single node, no edge."""
    n_nodes = draw(st.integers(1, 7))
    roads = roads_of([(110 + i / 100, 39.6) for i in range(n_nodes)], draw(edges(n_nodes)))
    return Case(roads, draw(points(roads, 6)), draw(points(roads, 4)))


def scattered(roads: Roads, n: int, seed: int) -> Placement:
    """Return points anywhere on the roads, each with a short leg."""
    random = np.random.default_rng(seed)
    fraction: FloatArray = random.random(n)
    return placed(
        roads, random.integers(0, roads.n_edges, n).tolist(), fraction.tolist(), access_ms=7
    )


def oracle(case: Case, optimise: Optimise) -> tuple[list[list[int]], list[list[int]]]:
    """Return times and lengths: every edge is cut at every point on it, then networkx searches.

    Both costs go into one Python integer, so that their comparison is exact.
    """
    roads, base = case.roads, 10**15
    graph = nx.MultiDiGraph()
    graph.add_nodes_from(range(roads.n_nodes))

    def weight(time_ms: int, length_cm: int) -> int:
        first, second = (time_ms, length_cm) if optimise == "fastest" else (length_cm, time_ms)
        return first * base + second

    for edge in range(roads.n_edges):
        length_cm = int(roads.length_cm[edge])
        cuts = {0.0, 1.0}
        for group in (case.residents, case.sites):
            cuts |= {float(f) for e, f in zip(group.edge, group.fraction, strict=True) if e == edge}
        # The ends of an edge are its nodes, whichever way it may be used.
        for node, end_of_edge in ((roads.edge_from[edge], 0.0), (roads.edge_to[edge], 1.0)):
            graph.add_edge(int(node), (edge, end_of_edge), weight=0)
            graph.add_edge((edge, end_of_edge), int(node), weight=0)
        for whole_ms, forward in (
            (int(roads.forward_ms[edge]), True),
            (int(roads.backward_ms[edge]), False),
        ):
            if whole_ms == CLOSED:
                continue
            for low, high in pairwise(sorted(cuts)):
                cost = weight(
                    round(high * whole_ms) - round(low * whole_ms),
                    round(high * length_cm) - round(low * length_cm),
                )
                one, other = (low, high) if forward else (high, low)
                graph.add_edge((edge, one), (edge, other), weight=cost)

    times = [[UNREACHABLE] * len(case.sites) for _ in range(len(case.residents))]
    lengths = [list(row) for row in times]
    for row, edge in enumerate(case.residents.edge):
        start = (int(edge), float(case.residents.fraction[row]))
        if edge == UNPLACED or start not in graph:
            continue
        found = nx.single_source_dijkstra_path_length(graph, start)
        for column, site_edge in enumerate(case.sites.edge):
            goal = (int(site_edge), float(case.sites.fraction[column]))
            if site_edge == UNPLACED or goal not in found:
                continue
            pair = divmod(found[goal], base)
            time_ms, length_cm = pair if optimise == "fastest" else pair[::-1]
            times[row][column] = time_ms + int(
                case.residents.access_ms[row] + case.sites.access_ms[column]
            )
            lengths[row][column] = length_cm + int(
                case.residents.access_cm[row] + case.sites.access_cm[column]
            )
    return times, lengths
