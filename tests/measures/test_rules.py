"""Jurisdiction and delegation on a street of three blocks: 1 km and 100 s each.

            |  r2 (2,1) --- far (3,1)     east: r1 has 2 people, r2 has 4
            |     |
    r0 (1,0) --- r1 (2,0)                 west: r0 has 1 person
    near

Stations `near` at (1,0) and `far` at (3,1) handle a and b; the units meet halfway, at x = 1.5.
Everybody has 1 case a year of each service, one visit.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.domain.jurisdiction import Jurisdiction, Scope
from planner.domain.result import MeasureReport
from planner.domain.world import World
from planner.errors import Issue, ScenarioError, Where
from planner.measures.keys import KeyPlaces
from planner.measures.rules import delegate_services, lift_jurisdiction
from planner.scenario.measures_rules import DelegateServices, LiftJurisdiction
from tests.accesses import figures, judged_all
from tests.city import GridCity, services_of

AT = KeyPlaces(lambda key: Where(file="s.yaml", key=key), "measures[0].m")
CITY = GridCity(4, 2)
HOMES = [(1.0, 0.0), (2.0, 0.0), (2.0, 1.0)]
SITES = {"near": (1.0, 0.0), "far": (3.0, 1.0)}


def world(scope: Scope | np.ndarray[Any, Any], area_of_r1: str = "f") -> World:
    """Return the city under a rule for all units, kinds (hall, station) and services."""
    plain = CITY.world(
        HOMES, SITES, services_of("a", "b", groups={"both": ["a", "b"]}),
        kinds={"near": "station", "far": "station"},
    )  # fmt: skip
    areas = replace(plain.residents, area=("n", area_of_r1, "f"))
    sites = replace(plain.sites, area=("n", "f"))
    rule = Jurisdiction(np.broadcast_to(np.uint8(scope), (3, 1, 2)).copy())
    return replace(plain, residents=areas, sites=sites, jurisdiction=rule)


def lifted(before: World, **content: Any) -> tuple[World, MeasureReport]:
    content = {"services": "both", "serves": "anywhere", **content}
    return lift_jurisdiction(before, LiftJurisdiction.model_validate(content), AT)


def times_s(of: World, service: int = 0) -> list[float]:
    """Return the time to the nearest site that may serve each resident."""
    access = judged_all(of, CITY.at(*HOMES), CITY.at(*SITES.values())).seen.access
    times = access.time_s[access.set_of_service[service]]
    return [float(time) for time in np.where(np.isnan(times), np.inf, times)]


def faults(before: World, **content: Any) -> list[Issue]:
    with pytest.raises(ScenarioError) as caught:
        lifted(before, **content)
    return list(caught.value.issues)


def test_anywhere_is_the_nearest_of_all() -> None:
    before = world(Scope.OWN_UNIT)
    after, report = lifted(before)
    # r1 and r2 had to go to `far`; r1 now walks the other way
    assert times_s(before) == [0, 200, 100]
    assert times_s(after) == [0, 100, 100]
    was, now = (figures(of, CITY.at(*HOMES), CITY.at(*SITES.values())) for of in (before, after))
    # two cases there and back: r1 2 x 200 s, r2 4 x 100 s
    assert was.person_h == pytest.approx(2 * 2 * (2 * 200 + 4 * 100) / 3600)
    assert now.person_h == pytest.approx(2 * 2 * (2 * 100 + 4 * 100) / 3600)
    assert report.services.tolist() == [True, True]
    assert report.text.en == "2 services: 7 residents may go to any site (station)"


def test_own_unit_beyond_the_own_area() -> None:
    # r1's own area is that of `near`, which lies in another unit, and stays open to it
    before = world(Scope.OWN_AREA, "n")
    assert times_s(before) == [0, 100, 100]
    after, report = lifted(before, serves="own_unit", units="west")
    assert times_s(after) == [0, 100, 100]
    assert report.text.zh == "2 项事项：1 人可以到本辖区内任一服务点办理（station）"


def test_only_some_services_units_and_kinds() -> None:
    before = world(Scope.OWN_UNIT)
    after, report = lifted(before, services="a", units=("east",), kinds=("station",))
    assert times_s(after, 0) == [0, 100, 100]
    assert times_s(after, 1) == [0, 200, 100]
    assert report.services.tolist() == [True, False]
    assert report.text.en == "1 service: 6 residents may go to any site (station)"


def test_rules_are_never_lowered() -> None:
    (issue,) = faults(world(Scope.ANYWHERE), serves="own_unit")
    assert (issue.code, issue.where.key) == ("touches_nothing", "measures[0].m")


def test_a_study_without_rules_has_nothing_to_lift() -> None:
    (issue,) = faults(replace(world(Scope.OWN_UNIT), jurisdiction=None))
    assert issue.code == "touches_nothing"
    assert "jurisdiction" in issue.remedy.en


def test_every_unknown_word_is_named() -> None:
    found = faults(world(Scope.OWN_UNIT), services=("a", "c"), kinds="statoin", units="wset")
    assert [(i.code, i.where.key.removeprefix("measures[0].m.")) for i in found] == [
        ("unknown_service", "services[1]"),
        ("unknown_kind", "kinds[0]"),
        ("unknown_unit", "units[0]"),
    ]


@given(
    st.lists(st.sampled_from(list(Scope)), min_size=6, max_size=6),
    st.sampled_from(["own_unit", "anywhere"]),
    st.sampled_from([None, "west", "east"]),
    st.sampled_from(["n", "f", ""]),
)
def test_lifting_never_lengthens_a_trip(
    scope: list[Scope], serves: str, unit: str | None, area: str
) -> None:
    rules = np.array(scope, dtype=np.uint8).reshape(3, 1, 2)
    before = world(rules, area)
    try:
        after, _ = lifted(before, serves=serves, **({} if unit is None else {"units": unit}))
    except ScenarioError:
        return
    for service in range(2):
        now, was = times_s(after, service), times_s(before, service)
        assert all(new <= old for new, old in zip(now, was, strict=True))


def city_hall_world() -> World:
    """Return a city whose hall at (3,1) handles a and b; those of units handle c or none."""
    return CITY.world(
        HOMES,
        {"city": (3.0, 1.0), "west_hall": (0.0, 0.0), "east_hall": (2.0, 0.0)},
        services_of("a", "b", "c", groups={"both": ["a", "b"], "all": ["a", "b", "c"]}),
        offers={"city": ["a", "b"], "west_hall": ["c"], "east_hall": []},
        kinds={"city": "city_hall", "west_hall": "banner_hall", "east_hall": "banner_hall"},
    )


def delegated(before: World, **content: Any) -> tuple[World, MeasureReport]:
    said = {"services": "both", "from": {"kind": ("city_hall",)},
            "to": {"kind": ("banner_hall",)}, **content}  # fmt: skip
    return delegate_services(before, DelegateServices.model_validate(said), AT)


def hall_times_s(of: World, service: int) -> list[float]:
    sites = CITY.at((3.0, 1.0), (0.0, 0.0), (2.0, 0.0))
    access = judged_all(of, CITY.at(*HOMES), sites).seen.access
    return list(access.time_s[access.set_of_service[service]])


def test_delegated_services_are_near_and_still_at_the_city_hall() -> None:
    before = city_hall_world()
    after, report = delegated(before)
    assert hall_times_s(before, 0) == [300, 200, 100]
    assert hall_times_s(after, 0) == [100, 0, 100]
    assert after.sites.offers[:, :2].all()
    assert report.sites == ("west_hall", "east_hall")
    assert report.services.tolist() == [True, True, False]
    assert report.text.en == (
        "2 services delegated to 2 sites (4 new site-service pairs); 2 of them were handled at "
        "1 site, they stay there too"
    )


def test_the_city_hall_gives_them_up() -> None:
    after, report = delegated(city_hall_world(), services="all", keep=False)
    assert after.sites.offers.tolist() == [[False, False, False], [True] * 3, [True] * 3]
    # r2 went 100 s to the city hall; the eastern hall is as far
    assert hall_times_s(after, 1) == [100, 0, 100]
    assert report.sites == ("city", "west_hall", "east_hall")
    assert report.text.zh == (
        "3 项事项下放到 2 个服务点（新增 5 项次）；原由 1 个服务点办理其中 2 项，"
        "1 个原办理点不再办理"
    )


def test_a_hall_that_is_also_asked_to_take_gives_nothing_up() -> None:
    after, _ = delegated(city_hall_world(), to={"sites": ("city", "west_hall")}, keep=False)
    assert after.sites.offers[:, :2].tolist() == [[True, True], [True, True], [False, False]]


def test_what_the_halls_cannot_carry_stays() -> None:
    plain = city_hall_world()
    carried = plain.services.carried.copy()
    carried[1] = False
    before = replace(plain, services=replace(plain.services, carried=carried))
    after, report = delegated(before, keep=False)
    assert after.sites.offers[0].tolist() == [False, True, False]
    assert report.services.tolist() == [True, False, False]


@pytest.mark.parametrize(
    ("content", "codes"),
    [
        ({"services": "c"}, ["touches_nothing"]),
        ({"to": {"kind": ("city_hall",)}}, ["touches_nothing"]),
        (
            {"services": "d", "from": {"sites": ("x",)}, "to": {"kind": ("y",)}},
            ["unknown_service", "unknown_site", "unknown_kind"],
        ),
    ],
)
def test_delegation_that_cannot_be_meant(content: dict[str, Any], codes: list[str]) -> None:
    with pytest.raises(ScenarioError) as caught:
        delegated(city_hall_world(), **content)
    assert [issue.code for issue in caught.value.issues] == codes
