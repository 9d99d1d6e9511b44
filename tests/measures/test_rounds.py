"""doorstep_service on a street of three blocks: 1 km and 100 s each; the units meet in the middle.

    hall (0,0) --- r0 (1,0) -|- (2,0) --- r1 (3,0)
    west           1 person  |            2 people         east

Everybody has 1,000 cases a year of a and of b, each one visit; a can be handled at the door.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from planner.domain.calendar import Calendar
from planner.domain.channels import Channel
from planner.domain.result import MeasureReport
from planner.domain.world import World
from planner.errors import Issue, ScenarioError, Where
from planner.measures.keys import KeyPlaces
from planner.measures.rounds import doorstep_service
from planner.scenario.measures_rounds import DoorstepService
from tests.accesses import figures
from tests.city import GridCity, services_of

AT = KeyPlaces(lambda key: Where(file="s.yaml", key=key), "measures[0].doorstep_service")
CITY = GridCity(4, 2)
HOMES, SITES = [(1.0, 0.0), (3.0, 0.0)], {"hall": (0.0, 0.0)}
WEEKENDS = "Sa,Su 09:00-17:00"


def world() -> World:
    plain = services_of("a", "b", cases_per_person=1000, groups={"both": ["a", "b"]})
    carried = plain.carried.copy()
    carried[0, Channel.DOORSTEP] = True
    before = CITY.world(HOMES, SITES, replace(plain, carried=carried))
    return replace(before, calendar=Calendar.of(2025))


def team(before: World, **content: Any) -> tuple[World, MeasureReport]:
    said = {"id": "t", "name": {"zh": "一队", "en": "Team 1"}, "services": "both",
            "base": "hall", "visits_per_day": 5, "hours": WEEKENDS, **content}  # fmt: skip
    return doorstep_service(before, DoorstepService.model_validate(said), AT)


def summary(of: World) -> Any:
    return figures(of, CITY.at(*HOMES), CITY.at(*SITES.values()))


def faults(before: World, **content: Any) -> list[Issue]:
    with pytest.raises(ScenarioError) as caught:
        team(before, **content)
    return list(caught.value.issues)


def test_a_team_takes_what_its_days_allow() -> None:
    after, report = team(world(), units="east", staff=3)
    # 52 Saturdays and 52 Sundays in 2025: 520 of the 2,000 cases of a in the east
    (made,) = after.doorstep
    assert made.cases_per_year == 520
    assert made.residents.tolist() == [False, True]
    assert made.services.tolist() == [True, False]
    assert (made.lon, made.lat) == (CITY.lon(0), CITY.lat(0))
    seen = summary(after)
    assert seen.doorstep_cases == pytest.approx(520)
    assert seen.cases == 6000
    assert seen.trips == pytest.approx(6000 - 520)
    # r0 2,000 trips of 200 s, r1 3,480 of 600 s
    assert seen.person_h == pytest.approx((2000 * 200 + 3480 * 600) / 3600)
    assert report.services.tolist() == [True, False]
    assert (report.opening_yuan, report.yearly_yuan) == (0.0, None)
    assert report.text.en == (
        "Team 1 of 3 staff: 5 visits a day on 104 days, 520 visits a year; 2 residents in 1 unit, "
        "2,000 cases a year of 1 service, of which it takes 26 %; 1 cannot be handled at the door; "
        "its routes are not planned"
    )
    assert report.text.zh.startswith("一队，3 人：每天上门 5 次，全年 104 天共 520 次；")


def test_it_serves_those_within_a_straight_line_of_its_base() -> None:
    near, _ = team(world(), within="1.5 km")
    assert near.doorstep[0].residents.tolist() == [True, False]
    point = {"lon": CITY.lon(3), "lat": CITY.lat(1)}
    far, report = team(world(), base=point, within="1.5 km")
    assert far.doorstep[0].residents.tolist() == [False, True]
    assert "within 1.5 km in a straight line" in report.text.en


def test_a_large_team_takes_everything_it_may() -> None:
    after, report = team(world(), units=("west", "east"), visits_per_day=1000)
    assert summary(after).doorstep_cases == pytest.approx(3000)
    assert summary(after).trips == pytest.approx(3000)
    assert "of which it takes 100 %" in report.text.en


def test_cases_settled_online_call_nobody() -> None:
    plain = world()
    visits = replace(plain.services.visits, online=np.array([0.5, 0.0]))
    before = replace(plain, services=replace(plain.services, visits=visits))
    after, _ = team(before, units="east")
    seen = summary(after)
    # a in the east: 1,000 online, 520 at the door, 480 go; in the west half of 1,000 go
    assert (seen.online_cases, seen.doorstep_cases) == (1500, pytest.approx(520))
    assert seen.trips == pytest.approx(480 + 500 + 3000)


def test_two_teams_share_the_work() -> None:
    one, _ = team(world(), units="east")
    both, _ = team(one, units="east", id="u")
    assert summary(both).doorstep_cases == pytest.approx(1040)
    (issue,) = faults(one, units="east")
    assert (issue.code, issue.where.key) == (
        "duplicate_team", "measures[0].doorstep_service.id",
    )  # fmt: skip


def test_without_hours_it_goes_on_working_days_and_without_a_year_too() -> None:
    plain = replace(world(), calendar=None)
    said = {"id": "t", "name": "t", "services": "a", "base": "hall", "visits_per_day": 1,
            "units": "east"}  # fmt: skip
    after, _ = doorstep_service(plain, DoorstepService.model_validate(said), AT)
    assert after.doorstep[0].cases_per_year == 261  # Mondays to Fridays of 2025


def test_holidays_are_days_off() -> None:
    before = replace(world(), calendar=Calendar.of(2025, "CN"))
    after, _ = team(before, units="east", hours="Mo-Fr 09:00-17:00; PH off", visits_per_day=1)
    # the days worked in 2025 as the State Council set them, make-up days among them
    assert after.doorstep[0].cases_per_year == 248


def test_every_unknown_word_is_named() -> None:
    found = faults(world(), services="c", units="wset", base="hal")
    assert [(i.code, i.where.key.split(".", 1)[1]) for i in found] == [
        ("unknown_service", "doorstep_service.services[0]"),
        ("unknown_unit", "doorstep_service.units[0]"),
        ("unknown_site", "doorstep_service.base.site"),
    ]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ({"services": "b", "units": "east"}, "no cases here"),
        ({"within": "100 m"}, "no cases here"),
        ({"units": "east", "hours": "off"}, "no day of the year"),
    ],
)
def test_a_team_with_nothing_to_do_is_a_fault(content: dict[str, Any], words: str) -> None:
    (issue,) = faults(world(), **content)
    assert issue.code == "touches_nothing"
    assert words in issue.message.en
