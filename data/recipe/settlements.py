"""Where people live: blocks in town, village centres, hamlets and herders' homes."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from scipy.cluster.vq import kmeans2
from scipy.spatial import cKDTree

from recipe.city import City
from recipe.mesh import Mesh
from recipe.plane import Floats, Ints
from recipe.streets import Grid
from recipe.tables import Sources, Town, Village

CENTRE_SHARE: Final = {True: 0.4, False: 0.25}
VILLAGE_GAP_M: Final = 2_500.0
HAMLET_GAP_M: Final = 900.0
NODE_M2: Final = 330_000.0
"""Open land a mesh node stands for where nodes are 620 m apart."""


@dataclass(frozen=True)
class Home:
    """A place outside the streets; it lies `offset` metres from a mesh node."""

    id: str
    name: str
    township: str
    kind: str
    node: int
    people: int
    offset: tuple[float, float]


@dataclass(frozen=True)
class Block:
    """Part of a community in town, in plane metres."""

    id: str
    name: str
    township: str
    x: float
    y: float
    people: int


def split(total: int, weights: Floats) -> Ints:
    """Whole numbers in proportion to weights that add up to `total` (largest remainders)."""
    exact = weights / weights.sum() * total
    whole = np.floor(exact).astype(np.int64)
    order = np.argsort(-(exact - whole), kind="stable")
    whole[order[: total - int(whole.sum())]] += 1
    return np.asarray(whole)


def place_villages(mesh: Mesh, sources: Sources) -> tuple[list[Home], list[Home]]:
    """Village centres and their hamlets, on open-land nodes of their own township's part."""
    open_land = np.flatnonzero(mesh.town < 0)
    township_of = _township_of(mesh.xy[open_land], sources)
    by_town: dict[str, list[Village]] = defaultdict(list)
    for village in sources.villages:
        host = sources.townships[village.township].host
        if not village.in_town and sources.towns[host].rural:
            by_town[host].append(village)
    centres: list[Home] = []
    hamlets: list[Home] = []
    for code, villages in sorted(by_town.items()):
        town = sources.towns[code]
        nodes = open_land[township_of == town.code]
        more = _villages_of_town(mesh, town, villages, nodes, sources.city)
        centres += more[0]
        hamlets += more[1]
    return centres, hamlets


def _township_of(xy: Floats, sources: Sources) -> np.ndarray:
    """Each point belongs to the nearest town of its banner that has villages."""
    out = np.full(len(xy), "", dtype="U9")
    for banner, area in sources.banners.items():
        core = area.buffer(-350)
        shapely.prepare(core)
        here = np.flatnonzero(shapely.contains_xy(core, xy[:, 0], xy[:, 1]))
        towns = [t for t in sources.towns.values() if t.banner == banner and t.rural]
        if towns and len(here):
            _, nearest = cKDTree([(t.x, t.y) for t in towns]).query(xy[here])
            out[here] = np.array([t.code for t in towns])[nearest]
    return out


def _villages_of_town(
    mesh: Mesh, town: Town, villages: list[Village], nodes: Ints, city: City
) -> tuple[list[Home], list[Home]]:
    farming = town.banner in city.farming
    ground = city.ground
    rng = ground.stream(f"villages {town.code}")
    xy = mesh.xy[nodes]
    from_town = np.hypot(xy[:, 0] - town.x, xy[:, 1] - town.y)
    fit = np.exp(0.8 * ground.noise(xy, 9_000, "fertile")) * (1 - 0.97 * ground.sand(xy))
    fit *= np.exp(-from_town / (16_000 if farming else 45_000)) + 0.03
    node_m2 = NODE_M2 * (mesh.spacing_m / 620.0) ** 2
    gap = min(VILLAGE_GAP_M, 0.5 * math.sqrt(len(nodes) * node_m2 / len(villages)))
    chosen = _spread(xy, fit, len(villages), gap, rng)
    village_people = split(town.rural, rng.lognormal(0, 0.45, len(villages)))
    _, owner = cKDTree(xy[chosen]).query(xy)
    centres, hamlets = [], []
    free = np.ones(len(nodes), dtype=bool)
    free[chosen] = False
    for k, village in enumerate(villages):
        low, high = city.hamlets_farming if farming else city.hamlets_herding
        wish = int(rng.integers(low, high + 1))
        mine = np.flatnonzero((owner == k) & free)
        distance = np.hypot(*(xy[mine] - xy[chosen[k]]).T)
        scale = 3_500 if farming else 9_000
        weight = (np.exp(-distance / scale) + 0.02) * fit[mine] ** 0.5 + 1e-6
        spots = mine[_spread(xy[mine], weight, min(wish, len(mine)), HAMLET_GAP_M, rng)]
        share = np.concatenate(
            [[CENTRE_SHARE[farming] * max(len(spots), 1)], rng.lognormal(0, 0.6, len(spots))]
        )
        people = split(int(village_people[k]), share)
        kind = "hamlet" if farming else "herders"
        centres.append(
            _home(
                village.code,
                village.name,
                village,
                kind="village",
                node=nodes[chosen[k]],
                people=people[0],
                rng=rng,
            )
        )
        short = village.name.removesuffix("村委会").removesuffix("村民委员会")
        for n, (spot, count) in enumerate(zip(spots, people[1:], strict=True), start=1):
            label = f"{short}{'小组' if farming else '牧业点'}{n}"
            hamlets.append(
                _home(
                    f"{village.code}-{n:02d}",
                    label,
                    village,
                    kind=kind,
                    node=nodes[spot],
                    people=count,
                    rng=rng,
                )
            )
    return centres, [h for h in hamlets if h.people > 0]


def _home(
    home_id: str,
    name: str,
    village: Village,
    *,
    kind: str,
    node: int,
    people: int,
    rng: np.random.Generator,
) -> Home:
    turn = float(rng.uniform(0, 2 * math.pi))
    away = float(rng.uniform(30, 180))
    offset = (away * math.cos(turn), away * math.sin(turn))
    return Home(home_id, name, village.township, kind, int(node), int(people), offset)


def _spread(xy: Floats, weight: Floats, count: int, gap: float, rng: np.random.Generator) -> Ints:
    """Draw `count` places by weight that keep `gap` metres apart; the gap shrinks if it must."""
    order = np.argsort(-np.log(rng.random(len(xy))) / weight, kind="stable")
    while True:
        taken: list[int] = []
        spots: list[Floats] = []
        for k in order:
            if spots and np.min(np.hypot(*(np.array(spots) - xy[k]).T)) < gap:
                continue
            taken.append(int(k))
            spots.append(xy[k])
            if len(taken) == count:
                return np.array(taken, dtype=np.int64)
        if gap < 1:
            return np.array(taken, dtype=np.int64)
        gap *= 0.75


def fill_towns(grids: list[Grid], sources: Sources) -> list[Block]:
    """Share a town's people among its blocks, and its blocks among its communities."""
    communities: dict[str, list[Village]] = defaultdict(list)
    for village in sources.villages:
        if village.in_town:
            communities[sources.townships[village.township].host].append(village)
    blocks: list[Block] = []
    for grid in grids:
        blocks += _fill_town(grid, sources, communities[grid.town.code])
    return blocks


def _fill_town(grid: Grid, sources: Sources, communities: list[Village]) -> list[Block]:
    town = grid.town
    city = sources.city
    rng = city.ground.stream(f"blocks {town.code}")
    wish = min(len(grid.blocks), max(3, round(town.urban / city.people_per_block)))
    spots = grid.blocks[np.sort(rng.permutation(len(grid.blocks))[:wish])]
    distance = np.hypot(*(spots - (town.x, town.y)).T)
    weight = np.exp(-distance / (0.7 * distance.max() + 1)) * rng.lognormal(0, 0.4, len(spots))
    people = split(town.urban, weight)
    if not communities:
        name = sources.townships[town.code].name_zh
        communities = [Village(f"{town.code}000", f"{name}镇区", town.code, in_town=True)]
    owner = _sectors(spots, communities)
    count: dict[int, int] = defaultdict(int)
    blocks = []
    for (x, y), who, n in zip(spots.tolist(), owner, people, strict=True):
        if n == 0:
            continue
        count[int(who)] += 1
        c = communities[who]
        label = f"{c.name}{count[int(who)]}片"
        blocks.append(Block(f"{c.code}-{count[int(who)]:02d}", label, c.township, x, y, int(n)))
    return blocks


def _sectors(spots: Floats, communities: list[Village]) -> Ints:
    """Which community a block belongs to: compact subdistricts, each cut into communities."""
    townships = sorted({c.township for c in communities})
    district = cluster(spots, len(townships))
    owner = np.zeros(len(spots), dtype=np.int64)
    for k, township in enumerate(townships):
        mine = [n for n, c in enumerate(communities) if c.township == township]
        here = np.flatnonzero(district == k)
        if len(here):
            owner[here] = np.array(mine)[cluster(spots[here], len(mine))]
    return owner


def cluster(spots: Floats, count: int) -> Ints:
    """Compact clusters; starting centres are spread by farthest point, so no draw is needed."""
    count = min(count, len(spots))
    if count <= 1:
        return np.zeros(len(spots), dtype=np.int64)
    start = [int(np.argmin(spots.sum(axis=1)))]
    while len(start) < count:
        gaps = np.min([np.hypot(*(spots - spots[s]).T) for s in start], axis=0)
        start.append(int(gaps.argmax()))
    _, label = kmeans2(spots, spots[start], minit="matrix", iter=12, missing="warn")
    return np.asarray(label, dtype=np.int64)
