"""A measure on integrated windows (综合窗口): upgrade_site."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from planner.domain.arrays import BoolArray, LongArray
from planner.domain.jurisdiction import Scope
from planner.domain.result import MeasureReport
from planner.domain.world import World
from planner.errors import Issue, ScenarioError
from planner.measures.choice import sites_and_services
from planner.measures.costs import windows_yuan
from planner.measures.desks import Given, give_services
from planner.measures.hours import hours_ignored
from planner.measures.keys import KeyPlaces
from planner.measures.words import count, touches_nothing
from planner.scenario.measures_desks import UpgradeSite
from planner.text import Text


def upgrade_site(world: World, measure: UpgradeSite, at: KeyPlaces) -> tuple[World, MeasureReport]:
    """Make the usual desk of sites an integrated window.

    It handles more services, has one queue, perhaps other windows and hours, and serves residents
    of all areas for these services, also those that it handled before.
    Raises ScenarioError for unknown services, sites, kinds or units, and where nothing would
    change.
    """
    chosen, services = sites_and_services(world, measure.sites, measure.services, at, "sites")
    given = give_services(world, chosen, services)
    desks = given.world.sites.desks
    rows = desks.usual(chosen)
    for_all = desks.for_all.copy()
    if measure.serves == "anywhere":
        for_all[rows] |= desks.offers[rows] & services
    freed = for_all & ~desks.for_all & _bound(world, rows)
    windows, pooled = desks.windows.copy(), desks.pooled.copy()
    windows[rows] = measure.windows or windows[rows]
    pooled[rows] = True
    upgraded = replace(desks, for_all=for_all, windows=windows, pooled=pooled)
    if measure.hours is not None:
        upgraded = upgraded.with_hours(rows, measure.hours)
    changing = (
        given.added[chosen].any(axis=1)
        | freed[rows].any(axis=1)
        | (windows != desks.windows)[rows]
        | ~desks.pooled[rows]
        | [upgraded.hours[row] != desks.hours[row] for row in rows.tolist()]
    )
    if not changing.any():
        raise ScenarioError(_nothing(at, given))
    changed = rows[changing]
    opens_longer = any(upgraded.hours[row] != desks.hours[row] for row in changed.tolist())
    report = MeasureReport(
        measure=measure.key,
        text=_text(world, measure, given, freed, changed),
        sites=tuple(world.sites.ids[site] for site in desks.site[changed].tolist()),
        services=services,
        opening_yuan=None,
        yearly_yuan=None if opens_longer else windows_yuan(world.sites, changed, windows[changed]),
    )
    return replace(given.world, sites=given.world.sites.with_desks(upgraded)), report


def _bound(world: World, rows: LongArray) -> BoolArray:
    """Return what these desks may handle for some residents only, bool (n_desks, n_services)."""
    desks = world.sites.desks
    bound = np.zeros_like(desks.offers)
    if world.jurisdiction is not None:
        limited = (world.jurisdiction.scope != Scope.ANYWHERE).any(axis=0)
        bound[rows] = limited[world.sites.kind[desks.site[rows]]]
    return bound


def _text(
    world: World, measure: UpgradeSite, given: Given, freed: BoolArray, changed: LongArray
) -> Text:
    """Return what became of the desks that changed."""
    before, n_services = world.sites.desks, int(world.services.select(measure.services).sum())
    n_pairs = int(given.added.sum())
    new_pairs = count(n_pairs, "new site-service pair")
    zh = [f"{n_services} 项事项，新增 {n_pairs} 项次{given.left_out.zh}"]
    en = [f"{count(n_services, 'service')}, {new_pairs}{given.left_out.en}"]
    apart = int((~before.pooled[changed]).sum())
    if apart:
        zh.append(f"{apart} 处改为统一排队")
        en.append(f"one queue at {apart} that had several")
    if measure.windows is not None:
        zh.append(f"每处 {measure.windows} 个窗口")
        en.append(f"{count(measure.windows, 'window')} each")
    if measure.hours is not None:
        ignored = hours_ignored(world)
        zh.append(f"开放时间 {measure.hours}{ignored.zh}")
        en.append(f"hours {measure.hours}{ignored.en}")
    n_freed = int(freed.any(axis=0).sum())
    if n_freed:
        zh.append(f"其中 {n_freed} 项不再受管辖限制")
        en.append(f"jurisdiction lifted for {n_freed} of them")
    return Text(
        f"{len(changed)} 个服务点升级为综合窗口（{'；'.join(zh)}）",
        f"integrated window at {count(len(changed), 'site')} ({'; '.join(en)})",
    )


def _nothing(at: KeyPlaces, given: Given) -> Issue:
    why = Text("这些服务点已是这样的综合窗口", "these sites have such an integrated window already")
    if given.not_carried:
        why = Text(
            f"这些服务点的渠道办不了其中 {given.not_carried} 项，其余已是这样",
            f"{given.not_carried} of the services cannot be carried by the channel of these "
            "sites, all else is so already",
        )
    return touches_nothing(at, why)
