"""timetabled_stop on a street whose people find a stop at r3, or pay an hour to wait for it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from planner.domain.calendar import Calendar
from planner.domain.jurisdiction import Jurisdiction
from planner.domain.people import PeopleGroup
from planner.domain.world import World
from planner.scenario.measures_sites import TimetabledStop
from planner.text import Text
from tests.measures.street import CITY, applied, costs, faults, said, street, summary, times_s

FIRST_WEDNESDAY = "We[1] 09:00-11:00"


def free_street() -> World:
    always = PeopleGroup("all", Text.same("all"), 1.0, "24/7", 3600.0)
    return replace(street(), calendar=Calendar.of(2026), people=(always,))


def stop(x: float, hours: str = FIRST_WEDNESDAY) -> dict[str, Any]:
    name = {"zh": f"{x:g} 站", "en": f"stop {x:g}"}
    return {"name": name, "lon": CITY.lon(x), "lat": CITY.lat(0), "hours": hours}


def round_of(*stops: dict[str, Any], **content: Any) -> TimetabledStop:
    given = {"id": "bus", "name": {"zh": "流动车", "en": "Bus"}, "services": ("b",), **content}
    return TimetabledStop.model_validate({**given, "stops": stops})


def test_those_who_come_while_it_is_there_need_not_travel() -> None:
    before, after = free_street(), applied(free_street(), round_of(stop(3)))
    assert times_s(after, "b") == [0.0, 100.0, 100.0, 0.0]
    # r2 saves 200 s and r3 600 s a visit in 24 of 8,760 hours; else the hall is cheaper than 1 h.
    saved_s = (4 * 200 + 8 * 600) * 24 / 8760
    travel_h = summary(before, "b").person_h - summary(after, "b").person_h
    assert travel_h == pytest.approx(saved_s / 3600)
    assert summary(after, "b").time_off_h == 0.0


def test_stops_are_sites_of_a_kind_of_their_own() -> None:
    world = replace(free_street(), jurisdiction=Jurisdiction.anywhere(2, 2, 2))
    after = applied(world, round_of(stop(0.5), stop(2.5, "Fr 14:00-16:00"), windows=2))
    assert after.sites.ids[2:] == ("bus-1", "bus-2")
    assert after.sites.names[2] == Text("流动车 0.5 站", "Bus stop 0.5")
    assert [after.sites.kinds[kind].id for kind in after.sites.kind[2:]] == ["mobile_stop"] * 2
    assert after.sites.desks.hours[2:] == (FIRST_WEDNESDAY, "Fr 14:00-16:00")
    assert after.sites.desks.windows.tolist() == [0, 0, 2, 2]
    assert after.sites.offers[2:].tolist() == [[False, True]] * 2
    assert after.jurisdiction is not None
    assert after.jurisdiction.scope.shape == (3, 3, 2)
    more = applied(after, round_of(stop(1), id="van"))
    assert len(more.sites.kinds) == 3


def test_stops_and_hours_are_reported_and_paid_for() -> None:
    # 12 first Wednesdays of 2 h, 52 Fridays of 2 h.
    two = round_of(stop(0.5), stop(2.5, "Fr 14:00-16:00"))
    assert said(free_street(), two).en == (
        "Bus at 2 stops, 128 hours a year in all, handling 1 service"
    )
    assert costs(free_street(), two) == (None, None)
    assert costs(free_street(), round_of(stop(1), kind="station")) == (1000.0, 200.0)
    assert said(street(), two).zh.endswith("；注意：研究数据没有写 calendar，计算时不看开放时间")


def test_every_fault_is_named_at_its_place() -> None:
    faulty = round_of(
        stop(1), {**stop(2), "lat": 10.0}, stop(3, "2027 Mo"), services=("z",), kind="bus"
    )
    assert faults(free_street(), faulty) == [
        ("unknown_service", "services[0]"),
        ("unknown_kind", "kind"),
        ("new_site_far_away", "stops[1].lon"),
        ("never_open", "stops[2].hours"),
    ]
    again = round_of(stop(1))
    assert faults(free_street(), again, again) == [("duplicate_site", "id")]
