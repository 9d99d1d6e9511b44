"""New sites put into a world, and what is wrong with where or how they are written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely

from planner.domain.area import Units
from planner.domain.arrays import BoolArray
from planner.domain.desks import DeskKind, Desks
from planner.domain.sites import SiteKind, Sites
from planner.domain.world import World
from planner.errors import Issue, Where
from planner.text import Text

FAR_DEGREES = 0.5


@dataclass(frozen=True)
class Opening:
    """A site that is about to be opened.

    desks  each with what it offers, bool (n_services,); the usual desk first
    kind   index into the kinds of sites, where other than that of all
    """

    id: str
    name: Text
    lon: float
    lat: float
    desks: tuple[tuple[DeskKind, BoolArray], ...]
    area: str = ""
    kind: int | None = None


def with_sites(world: World, kind: int, openings: Sequence[Opening]) -> World:
    """Return the world with new sites of a kind; a desk offers only what its channel carries."""
    sites, first = world.sites, len(world.sites)
    lon = np.array([one.lon for one in openings], dtype=np.float64)
    lat = np.array([one.lat for one in openings], dtype=np.float64)
    new = [(first + n, *desk) for n, one in enumerate(openings) for desk in one.desks]
    offers = [wanted & world.services.carried[:, desk.channel] for _, desk, wanted in new]
    kinds = [kind if one.kind is None else one.kind for one in openings]
    desks = Desks.like(
        [desk for _, desk, _ in new],
        np.array([number for number, _, _ in new], dtype=np.int32),
        np.array(offers, dtype=bool),
    )
    opened = Sites(
        ids=(*sites.ids, *(one.id for one in openings)),
        names=(*sites.names, *(one.name for one in openings)),
        kind=np.append(sites.kind, np.array(kinds, dtype=np.int32)),
        lon=np.append(sites.lon, lon),
        lat=np.append(sites.lat, lat),
        unit=np.append(sites.unit, world.units.locate(lon, lat)),
        area=(*sites.area, *(one.area for one in openings)),
        desks=sites.desks.joined(desks),
        kinds=sites.kinds,
    )
    return replace(world, sites=opened)


def with_kind(world: World, kind: SiteKind) -> World:
    """Return the world with one more kind of site, the last, which may serve everybody."""
    rules = world.jurisdiction
    return replace(
        world,
        sites=replace(world.sites, kinds=(*world.sites.kinds, kind)),
        jurisdiction=None if rules is None else rules.with_kind(),
    )


def is_far_away(units: Units, lon: float, lat: float) -> bool:
    """Return whether a place is more than half a degree (some 50 km) from every unit."""
    point = shapely.Point(lon, lat)
    return bool(units.items) and all(
        not shapely.dwithin(unit.boundary, point, FAR_DEGREES) for unit in units.items
    )


def far_away(units: Units, what: str, lon: float, lat: float, where: Where) -> Issue:
    """Return the fault of a new site far from every unit."""
    remedy = Text("核对经纬度", "check longitude and latitude")
    if not is_far_away(units, lat, lon):
        remedy = Text(
            "经度和纬度写反了，请对调", "longitude and latitude are swapped: exchange them"
        )
    return Issue(
        "new_site_far_away",
        Text(
            f"新服务点 `{what}`（{lon:g}, {lat:g}）远在研究区之外",
            f"the new site `{what}` ({lon:g}, {lat:g}) is far outside the study area",
        ),
        remedy,
        where,
    )


def id_taken(site_id: str, where: Where) -> Issue:
    """Return the fault of a new site whose id another one has."""
    return Issue(
        "duplicate_site",
        Text(f"编号 `{site_id}` 已有服务点使用", f"a site `{site_id}` exists already"),
        Text("给新服务点另取一个编号", "give the new site another id"),
        where,
    )


def handles_nothing(site_id: str, where: Where) -> Issue:
    """Return the fault of a new site that would have nothing to do."""
    return Issue(
        "touches_nothing",
        Text(f"新服务点 `{site_id}` 没有任何可办事项", f"the new site `{site_id}` handles nothing"),
        Text("写上 services: [...]，或换一个有默认事项的类别",
             "add services: [...], or choose a kind that offers some"),
        where,
    )  # fmt: skip
