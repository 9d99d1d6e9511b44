"""The measure edit_roads: other states of the roads, at all times or at certain hours."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Final, TypeAlias

import numpy as np

from planner.domain.result import MeasureReport
from planner.domain.roads import Roads
from planner.domain.world import TimedRoads, World
from planner.domain.zones import ParkingZone, Zone
from planner.errors import Issue, ScenarioError
from planner.measures import road_words
from planner.measures.keys import KeyPlaces
from planner.measures.road_changes import Change, closing, delaying, gating, linking, speeding
from planner.measures.zones import zone_of
from planner.scenario.measures_roads import EditRoads
from planner.text import Text

MOST_HOURS: Final = 4
"""Every combination of hours is a state of the roads; five of them would be 31 further states."""

_States: TypeAlias = dict[tuple[str, ...], Roads]


def edit_roads(world: World, measure: EditRoads, at: KeyPlaces) -> tuple[World, MeasureReport]:
    """Change roads, at all times or `during` some hours; or the time that parking takes.

    What holds at all times holds at all hours too; where hours overlap, all changes hold. In a
    world without roads only the words are checked that do not need them.
    Raises ScenarioError for unknown units, roads and classes, points far from any road, and
    where nothing would change.
    """
    zone = zone_of(world.units, measure.area, at)
    if measure.parking_s is not None:
        return _parking(world, measure, zone, at)
    if world.roads.n_edges == 0:
        return world, _report(world, measure, Text("改变道路", "roads changed"))
    states, text = _changed(world, measure, partial(_change, measure=measure, zone=zone, at=at), at)
    timed = tuple(TimedRoads(during, roads) for during, roads in sorted(states.items()) if during)
    changed = replace(world, roads=states[()], timed_roads=timed)
    return changed, _report(world, measure, text)


def _changed(
    world: World, measure: EditRoads, change: Callable[[Roads], Change], at: KeyPlaces
) -> tuple[_States, Text]:
    """Return all states of the roads after a change, by their hours, and what it touched."""
    states: _States = {(): world.roads}
    states |= {timed.during: timed.roads for timed in world.timed_roads}
    added = () if measure.during is None else (measure.during,)
    targets = sorted({tuple(sorted({*during, *added})) for during in states})
    if len({text for during in targets for text in during}) > MOST_HOURS:
        raise ScenarioError(_too_many_hours(at))
    changes: dict[tuple[str, ...], Change] = {}
    try:
        for target in targets:
            without = tuple(text for text in target if text not in added)
            changes[target] = change(states.get(target, states[without]))
    except OverflowError:
        raise ScenarioError(_too_long(at)) from None
    texts = [changes[target].text for target in targets]
    touching = [text for text in texts if text is not None]
    if not touching:
        raise ScenarioError(road_words.touches_nothing(measure, world.roads, at))
    return states | {target: made.roads for target, made in changes.items()}, touching[0]


def _change(roads: Roads, measure: EditRoads, zone: Zone | None, at: KeyPlaces) -> Change:
    """Return one state of the roads after the measure."""
    if measure.link is not None:
        return linking(roads, measure.link, at)
    if measure.close:
        return closing(roads, measure, zone, at)
    if measure.speed_factor is not None:
        return speeding(roads, measure, zone, at)
    if measure.gate is not None:
        return gating(roads, measure, zone, at)
    return delaying(roads, measure, zone, at)


def _parking(
    world: World, measure: EditRoads, zone: Zone | None, at: KeyPlaces
) -> tuple[World, MeasureReport]:
    if zone is None or measure.parking_s is None:
        raise AssertionError("the schema asks for both")
    zones = (*world.parking, ParkingZone(zone, measure.parking_s))
    changed = replace(world, parking=zones)
    touched = np.flatnonzero(changed.egress_s != world.egress_s)
    if not len(touched):
        raise ScenarioError(road_words.touches_no_site(measure.parking_s, at))
    sites = tuple(world.sites.ids[site] for site in touched)
    text = road_words.parking(measure.parking_s, len(sites))
    return changed, _report(world, measure, text, sites)


def _report(
    world: World, measure: EditRoads, text: Text, sites: tuple[str, ...] = ()
) -> MeasureReport:
    return MeasureReport(
        measure=measure.key,
        text=road_words.with_hours(text, measure.during),
        sites=sites,
        services=np.zeros(len(world.services), dtype=bool),
    )


def _too_many_hours(at: KeyPlaces) -> Issue:
    return Issue(
        "too_many_hours",
        Text(f"道路在 {MOST_HOURS} 种以上的时段各不相同",
             f"the roads differ at more than {MOST_HOURS} kinds of hours"),
        Text("让几项 edit_roads 用完全相同的 during", "let some edit_roads share one `during`"),
        at("during"),
    )  # fmt: skip


def _too_long(at: KeyPlaces) -> Issue:
    return Issue(
        "travel_too_long",
        Text("有的路段要走 24 天以上", "some road would take more than 24 days"),
        Text("减小等候时间，或提高 speed_factor", "shorten the delay, or raise speed_factor"),
        at(""),
    )
