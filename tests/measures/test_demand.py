"""scale_demand on a street of three blocks: 1 km and 100 s each; the units meet in the middle.

    hall (0,0) --- r0 (1,0) -|- (2,0) --- r1 (3,0)
    west           1 person  |            2 people         east

Everybody has 1 case a year of a and of b, each one visit of 10 minutes.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from planner.domain.channels import Channel
from planner.domain.doorstep import DoorstepTeam
from planner.domain.result import MeasureReport
from planner.domain.world import World
from planner.errors import ScenarioError, Where
from planner.measures.demand import scale_demand
from planner.measures.keys import KeyPlaces
from planner.scenario.measures_demand import ScaleDemand
from planner.text import Text
from tests.accesses import figures, judged_all
from tests.city import GridCity, services_of
from tests.request_log import log

AT = KeyPlaces(lambda key: Where(file="s.yaml", key=key), "measures[0].scale_demand")
CITY = GridCity(4, 2)
HOMES, SITES = [(1.0, 0.0), (3.0, 0.0)], {"hall": (0.0, 0.0)}


def world() -> World:
    plain = services_of("a", "b", groups={"both": ["a", "b"]})
    services = replace(plain, result_days=np.array([5.0, 1.0]))
    return CITY.world(HOMES, SITES, services)


def scaled(before: World, **content: Any) -> tuple[World, MeasureReport]:
    return scale_demand(before, ScaleDemand.model_validate(content), AT)


def summary(of: World, selection: str = "all") -> Any:
    return figures(of, CITY.at(*HOMES), CITY.at(*SITES.values()), selection)


def test_fewer_cases_for_everybody() -> None:
    after, report = scaled(world(), services="a", factor=0.605)
    seen = summary(after)
    assert seen.cases == seen.trips == pytest.approx(3 * 1.605)
    assert seen.person_h == pytest.approx(1.605 * (200 + 2 * 600) / 3600)
    assert seen.counter_h == pytest.approx(3 * 1.605 / 6)
    # 0.605 cases of 5 days, 1 of 1 day
    assert seen.result_days == pytest.approx((0.605 * 5 + 1) / 1.605)
    assert report.services.tolist() == [True, False]
    assert report.text.en == "1 service: cases × 0.605, 3 → 2 a year"


def test_more_cases_in_one_unit() -> None:
    after, report = scaled(world(), services="both", factor=3, units="west")
    seen = summary(after)
    assert seen.cases == 2 * 3 + 4
    assert seen.person_h == pytest.approx((2 * 3 * 200 + 4 * 600) / 3600)
    assert summary(after, "a").cases == 5
    assert report.text.en == "2 services of residents of 1 unit: cases × 3, 2 → 6 a year"
    assert report.text.zh == "2 项事项（1 个辖区的居民）的办件量变为 3 倍：每年 2 → 6 件"


def test_access_stays_as_near_as_it_was() -> None:
    seen = summary(scaled(world(), services="a", factor=3, units="west")[0])
    assert (seen.mean_s, seen.median_s) == (summary(world()).mean_s, 300)


def test_factors_multiply_where_they_meet() -> None:
    once, _ = scaled(world(), services="both", factor=3, units="west")
    after, _ = scaled(once, services="a", factor=0.5)
    assert summary(after, "a").cases == pytest.approx(0.5 * (3 + 2))
    assert summary(after, "b").cases == 3 + 2


def test_no_cases_at_all() -> None:
    assert summary(scaled(world(), services="both", factor=0)[0]).trips == 0


def test_residents_of_no_unit_are_scaled_with_all_but_with_no_unit() -> None:
    plain = world()
    outside = replace(plain.residents, unit=np.array([-1, 1], dtype=np.int32))
    before = replace(plain, residents=outside)
    assert summary(scaled(before, services="a", factor=3)[0], "a").cases == 9
    assert (
        summary(scaled(before, services="a", factor=3, units=("west", "east"))[0], "a").cases == 7
    )


def test_desks_get_the_load_of_each_unit() -> None:
    plain = world()
    desks = replace(plain.sites.desks, windows=np.array([1], dtype=np.int32))
    before = replace(plain, sites=plain.sites.with_desks(desks))
    after, _ = scaled(before, services="a", factor=100, units="east")
    loads = judged_all(after, CITY.at(*HOMES), CITY.at(*SITES.values())).seen.loads
    # of a 1 in the west and 200 in the east, of b 1 and 2
    assert loads.visits.sum() == pytest.approx(204)
    np.testing.assert_allclose(loads.busy, 204 / 6 / 8760)
    # M/M/1: rho / (1 - rho) times the 10 minutes
    busy = 204 / 6 / 8760
    assert summary(after).wait_h == pytest.approx(204 * busy / (1 - busy) / 6)


def test_more_demand_leaves_a_doorstep_team_a_smaller_share() -> None:
    plain = world()
    carried = plain.services.carried.copy()
    carried[:, Channel.DOORSTEP] = True
    team = DoorstepTeam("t", Text.same("t"), CITY.lon(0), CITY.lat(0), np.array([True, True]),
                        np.array([True, True]), cases_per_year=3.0)  # fmt: skip
    before = replace(plain, services=replace(plain.services, carried=carried), doorstep=(team,))
    # 3 of 6 cases, then 3 of 12
    assert summary(before).trips == 3
    after, _ = scaled(before, services="both", factor=2)
    assert summary(after).doorstep_cases == pytest.approx(3)
    assert summary(after).trips == pytest.approx(9)


def test_units_that_ask_more_have_more_cases() -> None:
    # 1 person in the west asks 15 times, 2 in the east 15 times; theme 1 is only asked in the west
    before = replace(
        world(),
        requests=log([0] * 30, unit=[0] * 15 + [1] * 15, theme=[0] * 10 + [1] * 5 + [0] * 15),
    )
    # expected 10 and 20; with 5 more (15 + 5) / (10 + 5) and (15 + 5) / (20 + 5), mean 1
    west, east = 20 / 15, 20 / 25
    mean = (west + 2 * east) / 3
    after, report = scaled(before, services="a", as_requested={})
    assert after.demand is not None
    assert after.demand[:, 0].tolist() == pytest.approx([west / mean, east / mean, 1])
    assert after.demand[:, 1].tolist() == [1, 1, 1]
    assert report.text.en == (
        "1 service: cases × 0.82 to 1.36 (by how often each unit asks), 3 → 3 a year"
    )
    asked = {"themes": ("hours",), "most": 1.5}
    after, _ = scaled(before, services="a", as_requested=asked, units="west")
    assert after.demand is not None
    assert after.demand[:, 0].tolist() == [1.5, 1, 1]


@pytest.mark.parametrize(
    ("content", "codes"),
    [
        ({"services": "a", "factor": 1}, {"touches_nothing": ""}),
        ({"services": "aa", "factor": 2, "units": ("wset",)},
         {"unknown_service": ".services[0]", "unknown_unit": ".units[0]"}),
        ({"services": "a", "as_requested": {}}, {"no_request_log": ".as_requested"}),
    ],
)  # fmt: skip
def test_faults(content: dict[str, Any], codes: dict[str, str]) -> None:
    with pytest.raises(ScenarioError) as caught:
        scaled(world(), **content)
    found = {
        i.code: i.where.key.removeprefix("measures[0].scale_demand") for i in caught.value.issues
    }
    assert found == codes


def test_services_without_cases_change_nothing() -> None:
    plain = world()
    rare = replace(plain.services, cases_per_person=np.array([0.0, 1.0]))
    before = replace(plain, services=rare)
    _, report = scaled(before, services="both", factor=2)
    assert report.text.en == "1 of 2 services: cases × 2, 3 → 6 a year; 1 have no cases"
    with pytest.raises(ScenarioError):
        scaled(before, services="a", factor=2)


def test_a_theme_that_nobody_names() -> None:
    before = replace(world(), requests=log([0], unit=[0], theme=[0]))
    with pytest.raises(ScenarioError) as caught:
        scaled(before, services="a", as_requested={"themes": ("hour",)})
    (issue,) = caught.value.issues
    assert (issue.code, issue.where.key) == (
        "unknown_theme", "measures[0].scale_demand.as_requested.themes[0]"
    )  # fmt: skip
    assert "hours" in issue.remedy.en


@pytest.mark.parametrize("content", [{}, {"factor": 2, "as_requested": {}}])
def test_either_a_factor_or_the_log(content: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="planner_faults"):
        ScaleDemand.model_validate({"services": "a", **content})
