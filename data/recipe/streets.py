"""Street grids of the towns: a warped, rotated lattice inside a ragged outline."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from shapely.geometry.base import BaseGeometry

from recipe.city import City, Shape
from recipe.plane import Floats, Ints
from recipe.tables import Town

SMALLEST_TOWN_M2: Final = 300_000.0
SMALLEST_ZONE_M2: Final = 4_000_000.0
PRUNED_SHARE: Final = 0.2


@dataclass(frozen=True)
class Grid:
    """Streets of one town.

    xy (n, 2) junctions; ends (m, 2) junction numbers; road_class (m,) names;
    one_way (m,) True where traffic runs from the first to the second end;
    blocks (k, 2) places inside blocks where people live; spacing_m between streets.
    """

    town: Town
    xy: Floats
    ends: Ints
    road_class: list[str]
    one_way: list[bool]
    blocks: Floats
    spacing_m: float


def _shape_of(town: Town, city: City) -> Shape:
    """Heading, elongation and spacing: some towns by hand, the others by size."""
    streets = city.streets
    if town.code in streets.shapes:
        return streets.shapes[town.code]
    rng = city.ground.stream(f"shape {town.code}")
    spacing = streets.town_spacing_m if town.urban > 12_000 else streets.village_spacing_m
    if town.is_zone:
        spacing = streets.zone_spacing_m
    return float(rng.uniform(-0.5, 0.5)), float(rng.uniform(1.1, 1.9)), spacing


def _class_of(line: int) -> str:
    if line % 8 == 0:
        return "primary"
    if line % 4 == 0:
        return "secondary"
    return "tertiary" if line % 2 == 0 else "residential"


def street_grid(town: Town, banner: BaseGeometry, city: City) -> Grid:
    """Lay the streets of one town; all junctions lie in the banner and hang together."""
    heading, elongation, spacing = _shape_of(town, city)
    rng = city.ground.stream(f"streets {town.code}")
    area = max(
        town.urban * city.streets.m2_per_person,
        SMALLEST_ZONE_M2 if town.is_zone else SMALLEST_TOWN_M2,
    )
    long = math.sqrt(area * elongation / math.pi)
    short = long / elongation
    reach = int(1.4 * long / spacing) + 2
    steps = np.arange(-reach, reach + 1)
    i, j = (a.ravel() for a in np.meshgrid(steps, steps, indexing="ij"))
    flat: Floats = np.column_stack([i, j]).astype(np.float64) * spacing
    turn = np.arctan2(flat[:, 1], flat[:, 0])
    ragged = (
        1 + 0.16 * np.cos(3 * turn + rng.uniform(0, 6)) + 0.1 * np.cos(5 * turn + rng.uniform(0, 6))
    )
    warp = np.column_stack(
        [
            city.ground.noise(flat, 2_600, f"wx {town.code}"),
            city.ground.noise(flat, 2_600, f"wy {town.code}"),
        ]
    )
    local = flat + 0.16 * spacing * warp + rng.normal(0, 0.035 * spacing, flat.shape)
    cos, sin = math.cos(heading), math.sin(heading)
    x = town.x + local[:, 0] * cos - local[:, 1] * sin
    y = town.y + local[:, 0] * sin + local[:, 1] * cos
    xy = np.column_stack([x, y])
    within = (flat[:, 0] / (long * ragged)) ** 2 + (flat[:, 1] / (short * ragged)) ** 2 <= 1
    core = banner.buffer(-250)
    shapely.prepare(core)
    within &= shapely.contains_xy(core, xy[:, 0], xy[:, 1])
    number = np.full((2 * reach + 1, 2 * reach + 1), -1)
    number[i[within] + reach, j[within] + reach] = np.arange(within.sum())
    return _connect(
        town,
        xy[within],
        number,
        reach=reach,
        spacing=spacing,
        rng=rng,
        one_way_tertiary=town.code == city.streets.one_way_town,
    )


def _connect(
    town: Town,
    xy: Floats,
    number: Ints,
    *,
    reach: int,
    spacing: float,
    rng: np.random.Generator,
    one_way_tertiary: bool,
) -> Grid:
    ends: list[tuple[int, int]] = []
    line: list[int] = []
    for axis in (0, 1):
        first = number[:-1, :] if axis == 0 else number[:, :-1]
        second = number[1:, :] if axis == 0 else number[:, 1:]
        for a, b in np.argwhere((first >= 0) & (second >= 0)):
            ends.append((int(first[a, b]), int(second[a, b])))
            line.append(int(b if axis == 0 else a) - reach)
    degree = np.bincount(np.array(ends).ravel(), minlength=len(xy))
    kept, classes, one_way = [], [], []
    for (a, b), at in zip(ends, line, strict=True):
        road_class = _class_of(at)
        if (
            road_class == "residential"
            and rng.random() < PRUNED_SHARE
            and min(degree[a], degree[b]) > 2
        ):
            degree[a] -= 1
            degree[b] -= 1
            continue
        single = one_way_tertiary and road_class == "tertiary"
        kept.append((b, a) if single and at % 8 == 2 else (a, b))
        classes.append(road_class)
        one_way.append(single)
    cells = np.argwhere(
        (number[:-1, :-1] >= 0)
        & (number[1:, :-1] >= 0)
        & (number[:-1, 1:] >= 0)
        & (number[1:, 1:] >= 0)
    )
    corner = xy[number[cells[:, 0], cells[:, 1]]]
    right = xy[number[cells[:, 0] + 1, cells[:, 1]]]
    up = xy[number[cells[:, 0], cells[:, 1] + 1]]
    share = rng.uniform(0.15, 0.85, (len(cells), 2))
    blocks = corner + share[:, :1] * (right - corner) + share[:, 1:] * (up - corner)
    return _main_part(Grid(town, xy, np.array(kept), classes, one_way, blocks, spacing))


def _main_part(grid: Grid) -> Grid:
    """Keep the largest part and open every one-way street that could trap a driver."""
    n = len(grid.xy)
    edges = coo_array((np.ones(len(grid.ends)), grid.ends.T), shape=(n, n))
    _, part = connected_components(edges, directed=False)
    main = part == np.bincount(part).argmax()
    renumber = np.cumsum(main) - 1
    keep = main[grid.ends[:, 0]]
    ends = renumber[grid.ends[keep]]
    classes = [c for c, k in zip(grid.road_class, keep, strict=True) if k]
    one_way = np.array(grid.one_way)[keep]
    back = ends[~one_way][:, ::-1]
    both = np.vstack([ends, back])
    arcs = coo_array((np.ones(len(both)), both.T), shape=(main.sum(), main.sum()))
    _, strong = connected_components(arcs, directed=True, connection="strong")
    trapped = strong != np.bincount(strong).argmax()
    one_way &= ~(trapped[ends[:, 0]] | trapped[ends[:, 1]])
    return Grid(
        grid.town, grid.xy[main], ends, classes, one_way.tolist(), grid.blocks, grid.spacing_m
    )
