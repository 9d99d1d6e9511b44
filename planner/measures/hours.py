"""A measure on opening hours: set_hours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from planner.domain.arrays import BoolArray, FloatArray, LongArray
from planner.domain.calendar import POINT_HOURS, Calendar
from planner.domain.channels import Channel
from planner.domain.hours import CLOSED, open_states
from planner.domain.result import MeasureReport
from planner.domain.world import World
from planner.errors import Issue, ScenarioError, Where
from planner.measures.choice import sites_of
from planner.measures.keys import KeyPlaces
from planner.measures.words import count, touches_nothing
from planner.scenario.measures_desks import SetHours
from planner.text import Text

_ORDINARY_YEAR: Final = 2025
"""Stands for the year where a study names none."""


def open_hours(calendar: Calendar | None, hours: Sequence[str]) -> FloatArray:
    """Return the hours a year at which each of these opening hours is open, by appointment too."""
    year = calendar or Calendar.of(_ORDINARY_YEAR)
    found = {text: float((open_states(text, year) != CLOSED).sum()) for text in set(hours)}
    return np.array([found[text] for text in hours], dtype=np.float64) * POINT_HOURS


def set_hours(world: World, measure: SetHours, at: KeyPlaces) -> tuple[World, MeasureReport]:
    """Give the usual desk of sites, or that of one channel, other opening hours.

    Raises ScenarioError for unknown sites, kinds or units, where no site has the channel, hours
    that are at no time of the year, and where nothing would change.
    """
    desks, chosen = world.sites.desks, sites_of(world, measure.sites, at)
    rows = desks.usual(chosen)
    if measure.channel is not None:
        rows = desks.of_sites(chosen, Channel.of(measure.channel))
        if not len(rows):
            raise ScenarioError(_no_such_desk(Channel.of(measure.channel), at))
    changing = rows[[desks.hours[row] != measure.hours for row in rows.tolist()]]
    if not len(changing):
        why = Text("这些服务点的开放时间原来就是这样", "these sites have these hours already")
        remedy = Text(
            "换别的服务点或时间，或删去这项举措",
            "name other sites or hours, or delete this measure",
        )
        raise ScenarioError(touches_nothing(at, why, remedy))
    after = replace(world, sites=world.sites.with_desks(desks.with_hours(changing, measure.hours)))
    before_h, after_h = _hours(world, changing), _hours(after, changing)
    if not after_h.any():
        raise ScenarioError(never_open(measure.hours, at("hours")))
    known = np.array([desks.hours[row] != "" for row in changing.tolist()], dtype=bool)
    longer = bool((after_h > before_h)[known].any())
    text = _text(world, measure, before_h[known], float(after_h[0]), len(changing))
    report = MeasureReport(
        measure=measure.key,
        text=text,
        sites=tuple(dict.fromkeys(world.sites.ids[site] for site in desks.site[changing])),
        services=_offered(desks.offers, changing),
        yearly_yuan=None if longer or not known.all() else 0.0,
    )
    return after, report


def _hours(world: World, rows: LongArray) -> FloatArray:
    desks = world.sites.desks
    return open_hours(world.calendar, [desks.hours[row] for row in rows.tolist()])


def _offered(offers: BoolArray, rows: LongArray) -> BoolArray:
    return np.asarray(offers[rows].any(axis=0))


def _text(
    world: World, measure: SetHours, before_h: FloatArray, after_h: float, n_desks: int
) -> Text:
    """Return what changed in hours: a year where there is a calendar, else a week."""
    unit, share = Text("每年", "a year"), 1.0
    if world.calendar is None:
        unit, share = Text("每周", "a week"), 168 / 8760
    now = f"{after_h * share:,.0f}"
    was = Text("不详", "unknown")
    if len(before_h):
        mean = f"{before_h.mean() * share:,.0f}"
        same = bool((before_h == before_h[0]).all())
        was = Text(mean if same else f"平均 {mean}", mean if same else f"{mean} on average")
    unknown = n_desks - len(before_h)
    some = Text("", "")
    if unknown and len(before_h):
        some = Text(f"，{unknown} 个原来不详", f", {unknown} unknown before")
    ignored = hours_ignored(world)
    return Text(
        f"{n_desks} 个服务点的开放时间改为 {measure.hours}"
        f"（{unit.zh} {was.zh} → {now} 小时{some.zh}）{ignored.zh}",
        f"hours of {count(n_desks, 'site')} set to {measure.hours} "
        f"({was.en} → {now} hours {unit.en}{some.en}){ignored.en}",
    )


def hours_ignored(world: World) -> Text:
    """Return the warning that hours count for nothing in this world, '' where they do count."""
    if world.calendar is not None:
        return Text("", "")
    return Text(
        "；注意：研究数据没有写 calendar，计算时不看开放时间",
        "; warning: the study names no calendar, so opening hours count for nothing",
    )


def _no_such_desk(channel: Channel, at: KeyPlaces) -> Issue:
    return Issue(
        "no_such_desk",
        Text(f"这些服务点都没有这个渠道：{channel.label.zh}",
             f"none of these sites has this channel: {channel.label.en}"),
        Text("换一个渠道，或删去 channel", "name another channel, or delete `channel`"),
        at("channel"),
    )  # fmt: skip


def never_open(hours: str, where: Where) -> Issue:
    """Return the fault of hours that the year's calendar never opens."""
    return Issue(
        "never_open",
        Text(f"`{hours}` 全年没有一小时开放", f"`{hours}` is at no time of the year"),
        Text("核对日期；要撤销服务点，用 close_sites", "check the days; close_sites closes sites"),
        where,
    )
