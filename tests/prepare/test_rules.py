"""The rules of a study: jurisdiction in order, groups of people, the year."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from planner.domain.jurisdiction import Scope
from planner.errors import ScenarioError, Where
from planner.prepare.rules import calendar_of, jurisdiction_of, people_of
from planner.scenario.schema_rules import CalendarYear, JurisdictionRule, PeopleShare, whole
from tests.city import GridCity, services_of

CITY = GridCity(2, 2)
SERVICES = services_of("a", "b", "c", groups={"ab": ["a", "b"]})
SITES = CITY.sites({"p": (0, 0), "q": (1, 0)}, SERVICES, kinds={"p": "hall", "q": "station"})


def where(key: str) -> Where:
    return Where(file="study.yaml", key=key)


def rule(**said: object) -> JurisdictionRule:
    return JurisdictionRule.model_validate(said)


def group(key: str, share: float) -> PeopleShare:
    said = {
        "id": key,
        "zh": key,
        "en": key,
        "share": f"{share * 100} %",
        "free": "Sa",
        "time_off": "2 h",
    }
    return PeopleShare.model_validate(said)


def test_of_two_rules_the_later_holds() -> None:
    rules = [
        rule(services=("ab",), kinds=("station",), serves="own_area"),
        rule(
            services=(
                "b",
                "c",
            ),
            kinds=(
                "station",
                "hall",
            ),
            serves="own_unit",
            units=("east",),
        ),
        rule(services=("b",), kinds=("hall",), serves="anywhere"),
    ]
    found = jurisdiction_of(rules, CITY.units, SERVICES, SITES, where)
    assert found is not None
    for (row, unit), (kind, kind_id), (column, service) in product(
        enumerate(("west", "east", None)),
        enumerate(("hall", "station")),
        enumerate("abc"),
    ):
        expected = Scope.ANYWHERE
        for one, members in zip(rules, ("ab", "bc", "b"), strict=True):
            of_unit = one.units is None or unit in one.units
            if of_unit and kind_id in one.kinds and service in members:
                expected = Scope[one.serves.upper()]
        assert found.scope[row, kind, column] == expected


def test_without_rules_there_is_no_jurisdiction() -> None:
    assert jurisdiction_of([], CITY.units, SERVICES, SITES, where) is None


def test_every_unknown_word_is_told_with_its_place() -> None:
    rules = [
        rule(
            services=(
                "a",
                "x",
            ),
            kinds=("hall",),
            serves="own_area",
        ),
        rule(services=("a",), kinds=("kiosk",), serves="own_area", units=("north",)),
    ]
    with pytest.raises(ScenarioError) as caught:
        jurisdiction_of(rules, CITY.units, SERVICES, SITES, where)
    assert [(issue.code, issue.where.key) for issue in caught.value.issues] == [
        ("unknown_service", "jurisdiction[0].services[1]"),
        ("unknown_kind", "jurisdiction[1].kinds[0]"),
        ("unknown_unit", "jurisdiction[1].units[0]"),
    ]


def test_shares_of_people_add_up_to_exactly_one() -> None:
    # A third written with seven digits is near enough for a file, yet a world wants them all.
    said = whole(tuple(group(key, 0.3333333) for key in "abc"))
    found = people_of(said)
    assert sum(one.share for one in found) == pytest.approx(1.0, abs=1e-15)
    assert [one.time_off_s for one in found] == [7200.0] * 3


def test_a_group_of_nobody_is_left_out() -> None:
    found = people_of(whole((group("all", 1.0), group("none", 0.0))))
    assert [one.id for one in found] == ["all"]


def test_a_year_without_known_holidays_is_a_fault_of_the_study() -> None:
    assert calendar_of(None, where) is None
    known = calendar_of(CalendarYear(year=2025, country="CN"), where)
    assert known is not None
    assert known.holiday.any()
    plain = calendar_of(CalendarYear(year=2025), where)
    assert plain is not None
    assert not np.any(plain.holiday)
    with pytest.raises(ScenarioError) as caught:
        calendar_of(CalendarYear(year=2150, country="CN"), where)
    assert [issue.where.key for issue in caught.value.issues] == ["calendar"]
