"""Measures on waiting: set_windows, pool_queues, set_counter_time."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from planner.domain.arrays import LongArray
from planner.domain.desks import Desks
from planner.domain.result import MeasureReport
from planner.domain.world import World
from planner.errors import Issue, ScenarioError
from planner.measures.choice import sites_of
from planner.measures.costs import windows_yuan
from planner.measures.keys import KeyPlaces
from planner.measures.words import count, some_of, touches_nothing
from planner.scenario.measures_desks import PoolQueues, SetCounterTime, SetWindows
from planner.scenario.unknown import unknown_services
from planner.text import Text
from planner.units import S_PER_MIN

MOST_WINDOWS = 500


def set_windows(world: World, measure: SetWindows, at: KeyPlaces) -> tuple[World, MeasureReport]:
    """Set the number of windows of the usual desk of sites, or add to it.

    Raises ScenarioError for unknown sites, kinds or units, where windows are to be added to
    nobody knows how many, and where nothing would change.
    """
    sites, desks = world.sites, world.sites.desks
    rows = desks.usual(sites_of(world, measure.sites, at))
    old = desks.windows[rows]
    if measure.windows is not None:
        new = np.full_like(old, measure.windows)
    else:
        if not old.all():
            names = [sites.names[site] for site in desks.site[rows[old == 0]].tolist()]
            raise ScenarioError(_unknown_number(names, at))
        new = old + np.int32(measure.add or 0)
        if new.max() > MOST_WINDOWS:
            raise ScenarioError(_too_many(int(new.max()), at))
    changing = old != new
    if not changing.any():
        why = Text("这些服务点原来就有这么多窗口", "these sites have so many windows already")
        remedy = Text(
            "换别的服务点或窗口数，或删去这项举措",
            "name other sites or another number, or delete this measure",
        )
        raise ScenarioError(touches_nothing(at, why, remedy))
    rows, old, new = rows[changing], old[changing], new[changing]
    windows = desks.windows.copy()
    windows[rows] = new
    known, unknown = int(old.sum()), int((old == 0).sum())
    was = Text("不详", "an unknown number") if unknown else Text(str(known), str(known))
    if known and unknown:
        was = Text(f"{known}（{unknown} 处不详）", f"{known} (unknown at {count(unknown, 'site')})")
    total = int(new.sum())
    report = _report(
        world,
        measure.key,
        rows,
        Text(
            f"{len(rows)} 个服务点的窗口数由 {was.zh} 变为 {total}",
            f"windows at {count(len(rows), 'site')}: {was.en} → {total}",
        ),
        yearly_yuan=windows_yuan(sites, rows, new),
    )
    return _with(world, replace(desks, windows=windows)), report


def pool_queues(world: World, measure: PoolQueues, at: KeyPlaces) -> tuple[World, MeasureReport]:
    """Let all visitors of a desk wait in one queue, at all desks of the sites.

    Raises ScenarioError for unknown sites, kinds or units, and where nothing would change.
    """
    desks = world.sites.desks
    rows = desks.of_sites(sites_of(world, measure.sites, at))
    rows = rows[~desks.pooled[rows]]
    if not len(rows):
        why = Text("这些服务点原来就统一排队", "these sites have one queue already")
        raise ScenarioError(touches_nothing(at, why))
    pooled = desks.pooled.copy()
    pooled[rows] = True
    n_sites = len(np.unique(desks.site[rows]))
    blind = int((desks.windows[rows] == 0).sum())
    warning = Text("", "")
    if blind:
        warning = Text(
            f"；注意：其中 {blind} 处窗口数不详，不计排队",
            f"; warning: the number of windows is unknown at {blind} of them, so no wait is "
            "reckoned",
        )
    report = _report(
        world,
        measure.key,
        rows,
        Text(
            f"{n_sites} 个服务点改为统一排队{warning.zh}",
            f"one queue for all at {count(n_sites, 'site')}{warning.en}",
        ),
    )
    return _with(world, replace(desks, pooled=pooled)), report


def set_counter_time(
    world: World, measure: SetCounterTime, at: KeyPlaces
) -> tuple[World, MeasureReport]:
    """Set the time at the counter of services, or multiply it.

    Raises ScenarioError for unknown services, and where nothing would change.
    """
    services = world.services
    unknown = list(unknown_services(measure.services, services, at, "services"))
    if unknown:
        raise ScenarioError(unknown)
    chosen = services.select(measure.services)
    old = services.counter_s
    new = old.copy()
    if measure.minutes is not None:
        new[chosen] = measure.minutes * S_PER_MIN
    if measure.factor is not None:
        new[chosen] *= measure.factor
    changing = new != old
    if not changing.any():
        why = Text("时长原来就是这样", "the time is so already")
        raise ScenarioError(touches_nothing(at, why))
    n, cases = int(changing.sum()), services.cases_per_person[changing]
    weight = cases if cases.any() else np.ones(n)
    mean = [float(np.average(times[changing], weights=weight)) / S_PER_MIN for times in (old, new)]
    report = MeasureReport(
        measure=measure.key,
        text=Text(
            f"{n} 项事项每次窗口时长按办件量平均由 {mean[0]:.1f} 变为 {mean[1]:.1f} 分钟",
            f"time at the counter of {count(n, 'service')}, mean by cases: {mean[0]:.1f} → "
            f"{mean[1]:.1f} min a visit",
        ),
        sites=(),
        services=changing,
    )
    return replace(world, services=replace(services, counter_s=new)), report


def _with(world: World, desks: Desks) -> World:
    return replace(world, sites=world.sites.with_desks(desks))


def _report(
    world: World, key: str, rows: LongArray, text: Text, *, yearly_yuan: float | None = 0.0
) -> MeasureReport:
    """Return the report of a change of desks: the sites, and what they offer there."""
    desks = world.sites.desks
    return MeasureReport(
        measure=key,
        text=text,
        sites=tuple(dict.fromkeys(world.sites.ids[site] for site in desks.site[rows].tolist())),
        services=np.asarray(desks.offers[rows].any(axis=0)),
        yearly_yuan=yearly_yuan,
    )


def _unknown_number(names: list[Text], at: KeyPlaces) -> Issue:
    shown = some_of(names)
    return Issue(
        "windows_unknown",
        Text(f"不知道原来有几个窗口：{shown.zh}", f"nobody knows how many windows: {shown.en}"),
        Text("写 windows: 总数，或在研究数据中写上窗口数",
             "write windows: number in all, or add the numbers to the study"),
        at("add"),
    )  # fmt: skip


def _too_many(number: int, at: KeyPlaces) -> Issue:
    return Issue(
        "out_of_range",
        Text(f"加起来有 {number} 个窗口", f"that makes {number} windows"),
        Text(f"每处最多 {MOST_WINDOWS} 个", f"a site has at most {MOST_WINDOWS}"),
        at("add"),
    )
