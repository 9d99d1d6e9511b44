"""A measure on mobile teams: timetabled_stop."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from planner.domain.desks import DeskKind
from planner.domain.result import MeasureReport
from planner.domain.sites import SiteKind
from planner.domain.world import World
from planner.errors import ScenarioError
from planner.measures.costs import opening_yuan, running_yuan
from planner.measures.hours import hours_ignored, never_open, open_hours
from planner.measures.keys import KeyPlaces
from planner.measures.opening import (
    Opening,
    far_away,
    handles_nothing,
    id_taken,
    is_far_away,
    with_kind,
    with_sites,
)
from planner.measures.words import count
from planner.scenario.measures_sites import TimetabledStop
from planner.scenario.unknown import unknown_kind, unknown_services
from planner.text import Text

MOBILE_STOP: Final = SiteKind(
    "mobile_stop", Text("流动服务停靠点", "Mobile stop"), (DeskKind(offers=()),)
)
"""The kind of stops where the study has none of its own."""


def timetabled_stop(
    world: World, measure: TimetabledStop, at: KeyPlaces
) -> tuple[World, MeasureReport]:
    """Open the stops of a mobile team, each a site with its own hours.

    Raises ScenarioError for an unknown kind, unknown services, an id that the study has already,
    stops far away, and a team that would handle nothing.
    """
    services, kind_id = world.services, measure.kind or MOBILE_STOP.id
    issues = list(unknown_services(measure.services, services, at, "services"))
    if kind_id not in world.sites.kind_ids:
        if measure.kind is not None:
            issues.append(unknown_kind(measure.kind, world.sites, at("kind")))
        else:
            world = with_kind(world, MOBILE_STOP)
    ids = [f"{measure.id}-{number}" for number in range(1, len(measure.stops) + 1)]
    for index, (stop_id, stop) in enumerate(zip(ids, measure.stops, strict=True)):
        if is_far_away(world.units, stop.lon, stop.lat):
            place = at(f"stops[{index}].lon")
            issues.append(far_away(world.units, stop_id, stop.lon, stop.lat, place))
    hours = open_hours(world.calendar, [stop.hours for stop in measure.stops])
    issues += [
        never_open(measure.stops[index].hours, at(f"stops[{index}].hours"))
        for index in np.flatnonzero(hours == 0).tolist()
    ]
    taken = [stop_id for stop_id in ids if stop_id in world.sites.index_of]
    if taken:
        issues.append(id_taken(taken[0], at("id")))
    if issues:
        raise ScenarioError(issues)
    kind = world.sites.kind_ids[kind_id]
    desk, wanted = world.sites.kinds[kind].desks[0], services.select(measure.services)
    handled = wanted & services.carried[:, desk.channel]
    if not handled.any():
        raise ScenarioError(handles_nothing(measure.id, at("services")))
    windows = measure.windows or desk.windows
    openings = [
        Opening(
            stop_id,
            Text(f"{measure.name.zh} {stop.name.zh}", f"{measure.name.en} {stop.name.en}"),
            stop.lon,
            stop.lat,
            ((replace(desk, hours=stop.hours, windows=windows), wanted),),
        )
        for stop_id, stop in zip(ids, measure.stops, strict=True)
    ]
    opened = with_sites(world, kind, openings)
    new = np.arange(len(world.sites), len(opened.sites))
    total, ignored = f"{hours.sum():,.0f}", hours_ignored(world)
    report = MeasureReport(
        measure=measure.key,
        text=Text(
            f"{measure.name.zh}在 {len(new)} 个地点定时服务，全年共 {total} 小时，"
            f"可办 {int(handled.sum())} 项事项{ignored.zh}",
            f"{measure.name.en} at {count(len(new), 'stop')}, {total} hours a year in all, "
            f"handling {count(int(handled.sum()), 'service')}{ignored.en}",
        ),
        sites=tuple(ids),
        services=handled,
        opening_yuan=opening_yuan(opened.sites, new),
        yearly_yuan=running_yuan(opened.sites, new),
    )
    return opened, report
