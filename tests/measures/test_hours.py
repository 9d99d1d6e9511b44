"""set_hours on a street whose people are free on weekday evenings, and lose 2 h by other visits."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from planner.domain.calendar import Calendar
from planner.domain.channels import Channel
from planner.domain.desks import DeskKind, Desks
from planner.domain.people import PeopleGroup
from planner.domain.world import World
from planner.measures.hours import open_hours
from planner.scenario.measures_desks import SetHours
from planner.text import Text
from tests.measures.street import applied, costs, faults, said, street, summary, with_hours

OFFICE, LATE = "Mo-Fr 09:00-17:00", "Mo-Fr 09:00-20:00"


def working_street() -> World:
    evening = PeopleGroup("workers", Text.same("workers"), 1.0, "Mo-Fr 18:00-21:00", 7200.0)
    world = replace(street(), calendar=Calendar.of(2026), people=(evening,))
    return with_hours(world, OFFICE, "")


def set_hours(**content: Any) -> SetHours:
    return SetHours.model_validate({"sites": ("hall",), "hours": LATE, **content})


def test_hours_are_counted_over_the_year() -> None:
    # 2026 has 261 weekdays; the first Wednesdays of its months are 12.
    assert open_hours(Calendar.of(2026), [OFFICE, "We[1] 09:00-11:00", "24/7"]).tolist() == [
        2088.0, 24.0, 8760.0,
    ]  # fmt: skip


def test_late_opening_saves_two_thirds_of_the_time_off() -> None:
    # Service b is handled at the hall only. All 15 take 2 h off; from 18 to 20 nobody does.
    before = working_street()
    after = applied(before, set_hours())
    assert summary(before, "b").time_off_h == pytest.approx(15 * 2)
    assert summary(after, "b").time_off_h == pytest.approx(15 * 2 / 3)
    travel_h = 2 * (2 * 100 + 4 * 200 + 8 * 300) / 3600
    assert summary(after, "b").person_h == summary(before, "b").person_h
    assert summary(after, "b").person_h == pytest.approx(travel_h)
    assert after.sites.desks.hours == (LATE, "")


def test_hours_before_and_after_are_reported() -> None:
    world = working_street()
    assert said(world, set_hours()).en == (
        f"hours of 1 site set to {LATE} (2,088 → 2,871 hours a year)"
    )
    assert said(world, set_hours(sites=("hall", "station"))).zh == (
        f"2 个服务点的开放时间改为 {LATE}（每年 2,088 → 2,871 小时，1 个原来不详）"
    )
    assert said(world, set_hours(sites=("station",))).en == (
        f"hours of 1 site set to {LATE} (unknown → 2,871 hours a year)"
    )
    no_year = replace(world, calendar=None)
    assert said(no_year, set_hours()).en == (
        f"hours of 1 site set to {LATE} (40 → 55 hours a week); warning: the study names no "
        "calendar, so opening hours count for nothing"
    )


def test_what_longer_hours_cost_nobody_knows() -> None:
    assert costs(working_street(), set_hours()) == (0.0, None)
    assert costs(working_street(), set_hours(hours="Mo-Fr 09:00-12:00")) == (0.0, 0.0)
    assert costs(working_street(), set_hours(cost={"yearly": "100 yuan"})) == (0.0, 100.0)


def test_one_channel_may_have_its_own_hours() -> None:
    world = working_street()
    machine = DeskKind((), Channel.SELF_SERVICE, OFFICE)
    sites = world.sites
    desks = sites.desks.joined(
        Desks.like([machine], sites.desks.site[:1].copy(), sites.desks.offers[:1].copy())
    )
    world = replace(world, sites=sites.with_desks(desks))
    after = applied(world, set_hours(hours="24/7", channel="self_service"))
    assert after.sites.desks.hours == (OFFICE, "24/7", "")
    station = set_hours(sites=("station",), channel="self_service")
    assert faults(world, station) == [("no_such_desk", "channel")]


def test_hours_that_change_nothing_or_never_come_are_faults() -> None:
    world = working_street()
    assert faults(world, set_hours(hours=OFFICE)) == [("touches_nothing", "")]
    assert faults(world, set_hours(hours="2027 Mo-Fr 09:00-17:00")) == [("never_open", "hours")]
