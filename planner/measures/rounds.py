"""Measures that bring services to residents: doorstep_service."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from planner.domain.arrays import BoolArray
from planner.domain.calendar import POINTS_PER_DAY, Calendar
from planner.domain.channels import Channel
from planner.domain.doorstep import DoorstepTeam
from planner.domain.hours import CLOSED, open_states
from planner.domain.result import MeasureReport
from planner.domain.world import World
from planner.domain.zones import CircleZone
from planner.errors import Issue, ScenarioError
from planner.measures.keys import KeyPlaces
from planner.measures.words import count, less, percent, touches_nothing
from planner.measures.zones import unit_rows
from planner.scenario.measures_rounds import DoorstepService
from planner.scenario.unknown import unknown_services, unknown_site, unknown_units
from planner.text import Text
from planner.units import M_PER_KM


def doorstep_service(
    world: World, measure: DoorstepService, at: KeyPlaces
) -> tuple[World, MeasureReport]:
    """Add a team that goes to residents, up to its visits a day on the days that it works.

    Its hours count by the study's year; hours by appointment are hours too. The cost of its staff
    is not known unless the measure says it.
    Raises ScenarioError for unknown services, units and sites, an id that another team has, and
    where the team would have nothing to do.
    """
    lon, lat = _base(world, measure, at)
    named = world.services.select(measure.services)
    services = named & world.services.carried[:, Channel.DOORSTEP]
    residents = _area(world, measure, lon, lat)
    people = np.where(residents, world.residents.people, 0.0)
    offline = world.cases_of(people) * (1 - world.services.visits.online)
    cases = float(offline[services].sum())
    left_out = less(named & ~services, Text("不能上门办理", "cannot be handled at the door"))
    if not cases:
        why = Text(
            f"这个范围里没有可以上门办理的办件{left_out.zh}",
            f"there are no cases here that can be handled at the door{left_out.en}",
        )
        remedy = Text(
            "扩大范围或换别的事项；能否上门写在事项表的 doorstep 列",
            "widen the area or name other services; the catalogue's column `doorstep` says "
            "what can be handled at the door",
        )
        raise ScenarioError(touches_nothing(at, why, remedy))
    n_days = _days(measure.hours, world.year)
    capacity = measure.visits_per_day * n_days
    if not n_days:
        raise ScenarioError(
            touches_nothing(
                at,
                Text("这些时间一年里没有一天", "no day of the year has these hours"),
                Text("改写 hours", "write other `hours`"),
            )
        )
    team = DoorstepTeam(measure.id, measure.name, lon, lat, residents, services, capacity)
    staff = Text("", "")
    if measure.staff is not None:
        staff = Text(f"，{measure.staff} 人", f" of {measure.staff} staff")
    around = _around(measure)
    each = f"{measure.visits_per_day:g} visit{'s' * (measure.visits_per_day != 1)}"
    n, total = int(services.sum()), float(people.sum())
    taken = min(1.0, capacity / cases)
    report = MeasureReport(
        measure=measure.key,
        text=Text(
            f"{measure.name.zh}{staff.zh}：每天上门 {measure.visits_per_day:g} 次，全年 {n_days} 天"
            f"共 {capacity:,.0f} 次；{around.zh} {total:,.0f} 人，{n} 项事项每年 {cases:,.0f} 件，"
            f"可办 {percent(taken)}{left_out.zh}；尚未安排上门路线",
            f"{measure.name.en}{staff.en}: {each} a day on "
            f"{count(n_days, 'day')}, {count(capacity, 'visit')} a year; "
            f"{count(total, 'resident')} {around.en}, {count(cases, 'case')} a year of "
            f"{count(n, 'service')}, of which it takes {percent(taken)}{left_out.en}; its routes "
            "are not planned",
        ),
        sites=(),
        services=services,
        yearly_yuan=None,
    )
    return replace(world, doorstep=(*world.doorstep, team)), report


def _base(world: World, measure: DoorstepService, at: KeyPlaces) -> tuple[float, float]:
    """Return where the team starts; raise every fault of the measure's words."""
    sites, base = world.sites, measure.base
    faults = [
        *unknown_services(measure.services, world.services, at, "services"),
        *unknown_units(measure.units or (), world.units, at, "units"),
    ]
    if any(team.id == measure.id for team in world.doorstep):
        faults.append(_id_taken(measure.id, at))
    if base.site is not None and base.site not in sites.index_of:
        faults.append(unknown_site(base.site, sites, at("base.site")))
    if faults:
        raise ScenarioError(faults)
    if base.site is not None:
        site = sites.index_of[base.site]
        return float(sites.lon[site]), float(sites.lat[site])
    if base.lon is None or base.lat is None:
        raise AssertionError("the schema asks for a site or a place")
    return base.lon, base.lat


def _area(world: World, measure: DoorstepService, lon: float, lat: float) -> BoolArray:
    """Return whom the team may visit, bool (n_residents,)."""
    residents = world.residents
    if measure.within_m is not None:
        return CircleZone(lon, lat, measure.within_m).covers(residents.lon, residents.lat)
    return np.isin(residents.unit, unit_rows(world.units, measure.units))


def _around(measure: DoorstepService) -> Text:
    if measure.within_m is not None:
        km = f"{measure.within_m / M_PER_KM:g}"
        return Text(f"直线距离 {km} 公里内", f"within {km} km in a straight line")
    n = len(measure.units or ())
    return Text(f"{n} 个辖区内", f"in {count(n, 'unit')}")


def _days(hours: str, calendar: Calendar) -> int:
    """Return on how many days of the year these hours occur."""
    states = open_states(hours, calendar).reshape(calendar.n_days, POINTS_PER_DAY)
    return int((states != CLOSED).any(axis=1).sum())


def _id_taken(team_id: str, at: KeyPlaces) -> Issue:
    return Issue(
        "duplicate_team",
        Text(f"编号 `{team_id}` 已有服务队使用", f"a team `{team_id}` exists already"),
        Text("给这支队伍另取一个编号", "give this team another id"),
        at("id"),
    )
