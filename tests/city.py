"""A grid city whose travel can be worked out by hand, and builders of small worlds.

    city = GridCity(columns=3, rows=2)

        (0,1) --2-- (1,1) --3-- (2,1)        north
          |           |           |            ^
          4           5           6            |
          |           |           |
        (0,0) --0-- (1,0) --1-- (2,0)          +--> east

Crossings are nodes, numbered row by row: node(x, y) = y * columns + x. Streets run east and are
numbered first, row by row; then avenues, which run north. Every block has the same length and
speed: with the defaults 1 km at 36 km/h, so exactly 100,000 cm and 100,000 ms. Costs are set, not
measured, so that expected values are literals. Positions are written (x, y) in blocks, with
fractions between crossings: (0.25, 1) is on street 2, a quarter of the way.

People default to powers of two (1, 2, 4, ...), so that a sum of people says exactly who is in it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeAlias

import numpy as np
import shapely

from planner.domain.area import Unit, Units
from planner.domain.arrays import BoolArray, FloatArray
from planner.domain.placement import UNPLACED, Placement
from planner.domain.residents import Residents
from planner.domain.roads import CLOSED, NAMELESS, RoadPart, Roads
from planner.domain.services import ServiceGroup, Services
from planner.domain.sites import SiteKind, Sites
from planner.domain.world import World
from planner.text import Text

Position: TypeAlias = tuple[float, float]
Crossing: TypeAlias = tuple[int, int]

WEST, SOUTH = 109.78, 39.60
"""The crossing (0, 0), in Ordos."""
M_PER_DEGREE_LON, M_PER_DEGREE_LAT = 85_900.0, 111_030.0
"""Near enough here that geodesic lengths are within 1 % of the blocks' lengths."""


@dataclass(frozen=True)
class GridCity:
    """A grid of two-way streets and avenues; see the module for numbers and positions.

    one_way  pairs of neighbouring crossings: one may go from the first to the second only
    """

    columns: int = 3
    rows: int = 3
    block_m: int = 1000
    speed_kmh: float = 36.0
    one_way: Collection[tuple[Crossing, Crossing]] = ()

    @property
    def block_cm(self) -> int:
        """Length of a block."""
        return self.block_m * 100

    @property
    def block_ms(self) -> int:
        """Time along a block."""
        return round(self.block_m / (self.speed_kmh / 3.6) * 1000)

    def node(self, x: int, y: int) -> int:
        """Return the node at a crossing."""
        return y * self.columns + x

    def street(self, x: int, y: int) -> int:
        """Return the edge that leads east from a crossing."""
        assert 0 <= x < self.columns - 1
        return y * (self.columns - 1) + x

    def avenue(self, x: int, y: int) -> int:
        """Return the edge that leads north from a crossing."""
        assert 0 <= y < self.rows - 1
        return self.rows * (self.columns - 1) + y * self.columns + x

    def lon(self, x: float) -> float:
        """Return the longitude of a position."""
        return WEST + x * self.block_m / M_PER_DEGREE_LON

    def lat(self, y: float) -> float:
        """Return the latitude of a position."""
        return SOUTH + y * self.block_m / M_PER_DEGREE_LAT

    @cached_property
    def roads(self) -> Roads:
        """The roads, all of class 'residential', in one part."""
        crossings = [(x, y) for y in range(self.rows) for x in range(self.columns)]
        blocks = [((x, y), (x + 1, y)) for x, y in crossings if x + 1 < self.columns]
        blocks += [((x, y), (x, y + 1)) for x, y in crossings if y + 1 < self.rows]
        cm, ms = self.block_cm, self.block_ms
        return roads_of(
            [(self.lon(x), self.lat(y)) for x, y in crossings],
            [
                Road(
                    self.node(*start),
                    self.node(*end),
                    cm,
                    CLOSED if (end, start) in self.one_way else ms,
                    CLOSED if (start, end) in self.one_way else ms,
                )
                for start, end in blocks
            ],
        )

    def at(self, *positions: Position, access_ms: int = 0, access_cm: int = 0) -> Placement:
        """Return placements exactly at these positions on the roads.

        A crossing belongs to the street east of it where there is one, else to the street
        west of it.
        """
        edges, fractions = [], []
        for x, y in positions:
            if y == int(y):
                column = min(int(x), self.columns - 2)
                edges.append(self.street(column, int(y)))
                fractions.append(x - column)
            else:
                assert x == int(x), f"({x}, {y}) is not on a road"
                edges.append(self.avenue(int(x), int(y)))
                fractions.append(y - int(y))
        return placed(self.roads, edges, fractions, access_ms=access_ms, access_cm=access_cm)

    @cached_property
    def units(self) -> Units:
        """Two areas, 'west' and 'east', that meet halfway and reach half a block outwards."""
        middle = (self.columns - 1) / 2
        return Units(
            (
                self._unit("west", Text("西区", "West"), -0.5, middle),
                self._unit("east", Text("东区", "East"), middle, self.columns - 0.5),
            )
        )

    def _unit(self, code: str, name: Text, west: float, east: float) -> Unit:
        box = shapely.box(self.lon(west), self.lat(-0.5), self.lon(east), self.lat(self.rows - 0.5))
        return Unit(code, name, box)

    def residents(
        self, positions: Sequence[Position], people: Sequence[float] | None = None
    ) -> Residents:
        """Return residents r0, r1, ... at these positions; people default to 1, 2, 4, ..."""
        lon, lat = self._coordinates(positions)
        return Residents(
            ids=tuple(f"r{i}" for i in range(len(positions))),
            names=tuple(f"place {i}" for i in range(len(positions))),
            lon=lon,
            lat=lat,
            people=np.array(
                [2.0**i for i in range(len(positions))] if people is None else people, dtype=float
            ),
            unit=self.units.locate(lon, lat),
        )

    def sites(
        self,
        positions: Mapping[str, Position],
        services: Services,
        offers: Mapping[str, Collection[str]] | None = None,
        kinds: Mapping[str, str] | None = None,
    ) -> Sites:
        """Return sites by id at these positions.

        offers  words of the catalogue by site id; sites not named offer everything
        kinds   kind by site id, 'hall' where not named; the kinds are those that occur, and
                offer nothing by default
        """
        offers, kinds = offers or {}, kinds or {}
        lon, lat = self._coordinates(list(positions.values()))
        kind_of = [kinds.get(site, "hall") for site in positions]
        kind_ids = sorted(set(kind_of))
        rows = [services.select(offers.get(site, services.ids)) for site in positions]
        return Sites.one_desk_each(
            tuple(positions),
            tuple(Text.same(site) for site in positions),
            kind=np.array([kind_ids.index(kind) for kind in kind_of], dtype=np.int32),
            lon=lon,
            lat=lat,
            unit=self.units.locate(lon, lat),
            offers=np.array(rows, dtype=bool).reshape(len(positions), len(services)),
            kinds=tuple(SiteKind.plain(kind, Text.same(kind), ()) for kind in kind_ids),
        )

    def world(
        self,
        residents: Sequence[Position],
        sites: Mapping[str, Position],
        services: Services | None = None,
        *,
        people: Sequence[float] | None = None,
        offers: Mapping[str, Collection[str]] | None = None,
        kinds: Mapping[str, str] | None = None,
    ) -> World:
        """Return a world of these residents and sites; see `residents` and `sites`."""
        catalogue = services_of("a", "b") if services is None else services
        return World(
            units=self.units,
            roads=self.roads,
            residents=self.residents(residents, people),
            services=catalogue,
            sites=self.sites(sites, catalogue, offers, kinds),
        )

    def _coordinates(self, positions: Sequence[Position]) -> tuple[FloatArray, FloatArray]:
        lon = np.array([self.lon(x) for x, _ in positions], dtype=float)
        lat = np.array([self.lat(y) for _, y in positions], dtype=float)
        return lon, lat


def services_of(
    *ids: str,
    cases_per_person: float = 1.0,
    visits_per_case: float = 1.0,
    counter_s: float = 600.0,
    groups: Mapping[str, Collection[str]] | None = None,
) -> Services:
    """Return a catalogue of services that are all alike, with groups of service ids."""

    def members(chosen: Collection[str]) -> BoolArray:
        return np.array([service in chosen for service in ids], dtype=bool)

    return Services.plain(
        ids=ids,
        names=tuple(Text.same(service) for service in ids),
        cases_per_person=np.full(len(ids), cases_per_person),
        visits_per_case=np.full(len(ids), visits_per_case),
        counter_s=np.full(len(ids), counter_s),
        groups=tuple(
            ServiceGroup(group, Text.same(group), members(chosen))
            for group, chosen in (groups or {}).items()
        ),
    )


@dataclass(frozen=True)
class Road:
    """One edge of a hand-made network; `via` are the vertices between its two ends."""

    start: int
    end: int
    length_cm: int
    forward_ms: int
    backward_ms: int = CLOSED
    via: Sequence[tuple[float, float]] = field(default=())
    snappable: bool = True


def roads_of(nodes: Sequence[tuple[float, float]], edges: Sequence[Road]) -> Roads:
    """Return a network from (lon, lat) of nodes and edges, all in one part."""
    vertices = [[nodes[edge.start], *edge.via, nodes[edge.end]] for edge in edges]
    flat = np.array([vertex for line in vertices for vertex in line], dtype=float).reshape(-1, 2)
    node = np.array(nodes, dtype=float).reshape(-1, 2)

    def column(values: Sequence[int]) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
        return np.array(values, dtype=np.int32)

    length_cm = column([edge.length_cm for edge in edges])
    part = RoadPart(float(length_cm.sum()) / 100, len(edges), *nodes[0], is_island=False)
    return Roads(
        mode="drive",
        node_lon=node[:, 0].copy(),
        node_lat=node[:, 1].copy(),
        edge_from=column([edge.start for edge in edges]),
        edge_to=column([edge.end for edge in edges]),
        length_cm=length_cm,
        forward_ms=column([edge.forward_ms for edge in edges]),
        backward_ms=column([edge.backward_ms for edge in edges]),
        edge_class=np.zeros(len(edges), dtype=np.uint8),
        snappable=np.array([edge.snappable for edge in edges], dtype=bool),
        edge_part=np.zeros(len(edges), dtype=np.int32),
        edge_road=np.full(len(edges), NAMELESS, dtype=np.int32),
        node_wait_ms=np.zeros(len(node), dtype=np.int32),
        edge_wait_ms=np.zeros(len(edges), dtype=np.int32),
        vertex_offset=np.concatenate([[0], np.cumsum([len(line) for line in vertices])]).astype(
            np.int64
        ),
        vertex_lon=flat[:, 0].copy(),
        vertex_lat=flat[:, 1].copy(),
        classes=("residential",),
        parts=(part,),
        road_names=(),
    )


def placed(
    roads: Roads,
    edge: Sequence[int],
    fraction: Sequence[float],
    *,
    access_ms: int = 0,
    access_cm: int = 0,
) -> Placement:
    """Return placements on these edges, UNPLACED among them, at straight-line positions."""
    edges = np.array(edge, dtype=np.int32)
    fractions = np.array(fraction, dtype=float)
    if roads.n_edges:
        start, end = roads.edge_from[edges], roads.edge_to[edges]
        lon = roads.node_lon[start] * (1 - fractions) + roads.node_lon[end] * fractions
        lat = roads.node_lat[start] * (1 - fractions) + roads.node_lat[end] * fractions
    else:
        lon, lat = np.zeros(len(edges)), np.zeros(len(edges))
    missing = edges == UNPLACED
    return Placement(
        edge=edges,
        fraction=fractions,
        snap_m=np.where(missing, np.inf, access_cm / 100),
        access_ms=np.where(missing, 0, access_ms).astype(np.int32),
        access_cm=np.where(missing, 0, access_cm).astype(np.int32),
        lon=lon,
        lat=lat,
    )
