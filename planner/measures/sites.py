"""Measures on which sites there are: open_sites."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import shapely

from planner.domain.area import Units
from planner.domain.desks import Desks
from planner.domain.result import MeasureReport
from planner.domain.world import World
from planner.errors import Issue, ScenarioError, Where
from planner.measures.keys import KeyPlaces
from planner.scenario.measures_sites import NewSite, OpenSites
from planner.scenario.unknown import unknown_kind, unknown_services
from planner.text import Text

FAR_DEGREES = 0.5


def open_sites(world: World, measure: OpenSites, at: KeyPlaces) -> tuple[World, MeasureReport]:
    """Add new sites of a kind, which handle what they name or else what the kind offers.

    Raises ScenarioError for an unknown kind, unknown services, ids that the study has already,
    and sites that would handle nothing.
    """
    sites, services = world.sites, world.services
    if measure.kind not in sites.kind_ids:
        raise ScenarioError(unknown_kind(measure.kind, sites, at("kind")))
    kind = sites.kind_ids[measure.kind]
    issues: list[Issue] = []
    rows = []
    for index, site in enumerate(measure.sites):
        words = sites.kinds[kind].desks[0].offers if site.services is None else site.services
        unknown = list(unknown_services(words, services, at, f"sites[{index}].services"))
        issues.extend(unknown)
        if _far_away(world.units, site.lon, site.lat):
            issues.append(_not_here(world.units, site, at(f"sites[{index}].lon")))
        if site.id in sites.index_of:
            issues.append(_id_taken(site.id, at(f"sites[{index}].id")))
        if not unknown:
            row = services.select(words) & services.carried[:, sites.kinds[kind].desks[0].channel]
            rows.append(row)
            if not row.any():
                issues.append(_handles_nothing(site.id, at(f"sites[{index}]")))
    if issues:
        raise ScenarioError(issues)
    lon = np.array([site.lon for site in measure.sites], dtype=np.float64)
    lat = np.array([site.lat for site in measure.sites], dtype=np.float64)
    first, new = len(sites), len(rows)
    spec = sites.kinds[kind]
    desks = sites.desks
    for place, desk in enumerate(spec.desks):
        usual = place == 0
        wanted = np.array(rows) if usual else np.tile(services.select(desk.offers), (new, 1))
        carried = wanted & services.carried[:, desk.channel]
        numbers = np.arange(first, first + new, dtype=np.int32)
        desks = desks.joined(Desks.like([desk] * new, numbers, carried))
    opened = replace(
        sites,
        ids=(*sites.ids, *(site.id for site in measure.sites)),
        names=(*sites.names, *(site.name for site in measure.sites)),
        kind=np.append(sites.kind, np.full(new, kind, dtype=np.int32)),
        lon=np.append(sites.lon, lon),
        lat=np.append(sites.lat, lat),
        unit=np.append(sites.unit, world.units.locate(lon, lat)),
        area=(*sites.area, *("" for _ in measure.sites)),
        desks=desks,
    )
    kind_name = sites.kinds[kind].name
    handled = np.any(rows, axis=0)
    report = MeasureReport(
        measure=measure.key,
        text=Text(
            f"新设 {len(rows)} 个{kind_name.zh}，可办 {int(handled.sum())} 项事项",
            f"{len(rows)} new sites of kind {kind_name.en}, handling {int(handled.sum())} services",
        ),
        sites=tuple(site.id for site in measure.sites),
        services=handled,
    )
    return replace(world, sites=opened), report


def _far_away(units: Units, lon: float, lat: float) -> bool:
    """Return whether a place is more than half a degree (some 50 km) from every unit."""
    point = shapely.Point(lon, lat)
    return bool(units.items) and all(
        not shapely.dwithin(unit.boundary, point, FAR_DEGREES) for unit in units.items
    )


def _not_here(units: Units, site: NewSite, where: Where) -> Issue:
    remedy = Text("核对经纬度", "check longitude and latitude")
    if not _far_away(units, site.lat, site.lon):
        remedy = Text(
            "经度和纬度写反了，请对调", "longitude and latitude are swapped: exchange them"
        )
    return Issue(
        "new_site_far_away",
        Text(
            f"新服务点 `{site.id}`（{site.lon:g}, {site.lat:g}）远在研究区之外",
            f"the new site `{site.id}` ({site.lon:g}, {site.lat:g}) is far outside the study area",
        ),
        remedy,
        where,
    )


def _id_taken(site_id: str, where: Where) -> Issue:
    return Issue(
        "duplicate_site",
        Text(f"编号 `{site_id}` 已有服务点使用", f"a site `{site_id}` exists already"),
        Text("给新服务点另取一个编号", "give the new site another id"),
        where,
    )


def _handles_nothing(site_id: str, where: Where) -> Issue:
    return Issue(
        "touches_nothing",
        Text(f"新服务点 `{site_id}` 没有任何可办事项", f"the new site `{site_id}` handles nothing"),
        Text("写上 services: [...]，或换一个有默认事项的类别",
             "add services: [...], or choose a kind that offers some"),
        where,
    )  # fmt: skip
