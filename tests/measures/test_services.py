"""extend_services on a city of three sites: the hall offers a and b, the stations only a."""

from __future__ import annotations

from dataclasses import replace

import pytest

from planner.domain.world import World
from planner.errors import ScenarioError, Where
from planner.measures.keys import KeyPlaces
from planner.measures.services import extend_services
from planner.scenario.measures_services import ExtendServices
from planner.scenario.measures_sites import SiteChoice
from planner.text import Text
from tests.city import GridCity, services_of

AT = KeyPlaces(lambda key: Where(file="s.yaml", key=key), "measures[0].extend_services")


def world() -> World:
    return GridCity(3, 2).world(
        residents=[(0.5, 0), (1.5, 1)],
        sites={"hall": (2, 0), "north": (0, 1), "south": (0, 0)},
        services=services_of("a", "b", "c", groups={"ab": ["a", "b"]}),
        offers={"hall": ["a", "b"], "north": ["a"], "south": ["a"]},
        kinds={"north": "station", "south": "station"},
    )


def measure(services: tuple[str, ...], **to: object) -> ExtendServices:
    return ExtendServices(services=services, to=SiteChoice.model_validate(to))


def test_named_sites_gain_the_services_they_lack() -> None:
    before = world()
    after, report = extend_services(before, measure(("ab",), sites=("north",)), AT)
    assert after.sites.offers.tolist() == [
        [True, True, False], [True, True, False], [True, False, False],
    ]  # fmt: skip
    assert before.sites.offers.tolist()[1] == [True, False, False]
    assert report.sites == ("north",)
    assert report.services.tolist() == [True, True, False]
    assert report.text.en == ("2 services extended to 1 site (1 new site-service pair)")


def test_all_sites_of_a_kind_gain() -> None:
    after, report = extend_services(world(), measure(("c",), kind="station"), AT)
    assert after.sites.offers[:, 2].tolist() == [False, True, True]
    assert report.sites == ("north", "south")


def test_sites_that_had_everything_are_not_reported() -> None:
    _, report = extend_services(world(), measure(("b",), sites=("hall", "south")), AT)
    assert report.sites == ("south",)
    assert report.text.zh == "1 项事项延伸到 2 个服务点（其中 1 个有新增，共新增 1 项次）"


def test_every_unknown_word_is_named_at_its_place() -> None:
    with pytest.raises(ScenarioError) as caught:
        extend_services(world(), measure(("ab", "bb"), sites=("norht", "hall", "x")), AT)
    assert [(issue.code, issue.where.key.split(".", 2)[2]) for issue in caught.value.issues] == [
        ("unknown_service", "services[1]"),
        ("unknown_site", "to.sites[0]"),
        ("unknown_site", "to.sites[2]"),
    ]
    assert caught.value.issues[1].remedy.en == "did you mean `north`?"


def test_a_name_instead_of_an_id_leads_to_the_id() -> None:
    named = world()
    names = (Text("政务大厅", "Hall"), *named.sites.names[1:])
    named = replace(named, sites=replace(named.sites, names=names))
    with pytest.raises(ScenarioError) as caught:
        extend_services(named, measure(("a",), sites=("政务大厅",)), AT)
    assert caught.value.issues[0].remedy.zh == "这里写编号：hall（政务大厅）"


def test_an_unknown_kind_is_named() -> None:
    with pytest.raises(ScenarioError) as caught:
        extend_services(world(), measure(("a",), kind="statoin"), AT)
    assert caught.value.issues[0].code == "unknown_kind"


def test_changing_nothing_is_a_fault() -> None:
    with pytest.raises(ScenarioError) as caught:
        extend_services(world(), measure(("a",), sites=("hall",)), AT)
    assert [issue.code for issue in caught.value.issues] == ["touches_nothing"]
