"""Services come and go; extend_services on three sites: a hall offers a and b, stations only a."""

from __future__ import annotations

from dataclasses import replace

import pytest

from planner.domain.world import World
from planner.errors import ScenarioError, Where
from planner.measures.keys import KeyPlaces
from planner.measures.services import extend_services
from planner.scenario.measures_services import ExtendServices, WithdrawServices
from planner.scenario.measures_sites import SiteChoice
from planner.text import Text
from tests.city import GridCity, services_of
from tests.measures.street import applied, costs, faults, said, street, summary, times_s

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


def test_sites_of_several_kinds_and_some_units_gain() -> None:
    kinds = ("hall", "station")
    after, report = extend_services(world(), measure(("c",), kind=kinds, units=("east",)), AT)
    assert (report.sites, after.sites.offers[:, 2].tolist()) == (("hall",), [True, False, False])
    after, report = extend_services(world(), measure(("c",), kind=kinds), AT)
    assert report.sites == ("hall", "north", "south")
    with pytest.raises(ScenarioError) as caught:
        extend_services(world(), measure(("c",), kind="station", units=("east",)), AT)
    assert [issue.code for issue in caught.value.issues] == ["no_such_site"]
    with pytest.raises(ScenarioError) as caught:
        extend_services(world(), measure(("c",), kind="station", units=("west", "wset")), AT)
    (issue,) = caught.value.issues
    assert (issue.code, issue.where.key.split(".", 2)[2]) == ("unknown_unit", "to.units[1]")


def test_an_unknown_kind_is_named() -> None:
    with pytest.raises(ScenarioError) as caught:
        extend_services(world(), measure(("a",), kind="statoin"), AT)
    assert caught.value.issues[0].code == "unknown_kind"


def test_changing_nothing_is_a_fault() -> None:
    with pytest.raises(ScenarioError) as caught:
        extend_services(world(), measure(("a",), sites=("hall",)), AT)
    assert [issue.code for issue in caught.value.issues] == ["touches_nothing"]


def withdrawn(*services: str, **choice: object) -> WithdrawServices:
    return WithdrawServices.model_validate({"services": services, "from": choice})


def test_withdrawn_services_send_people_to_the_next_site() -> None:
    after = applied(street(), withdrawn("a", kind="station"))
    assert times_s(street(), "a") == [0.0, 100.0, 100.0, 0.0]
    assert times_s(after, "a") == [0.0, 100.0, 200.0, 300.0]
    # Trips stay 15 a year; 4 people go 200 s instead of 100 s, 8 go 300 s instead of none.
    assert summary(after, "a").trips == summary(street(), "a").trips == 15.0
    more_h = summary(after, "a").person_h - summary(street(), "a").person_h
    assert more_h == pytest.approx(2 * (4 * 100 + 8 * 300) / 3600)


def test_what_nobody_handles_any_more_is_said() -> None:
    lost = withdrawn("both", sites=("hall",))
    assert said(street(), lost).en == (
        "2 services withdrawn from 1 site (2 site-service pairs fewer); warning: nobody handles 1 "
        "service any more (b)"
    )
    assert said(street(), lost).zh == (
        "2 项事项不再由 1 个服务点办理（共减少 2 项次）；注意：1 项事项从此无处可办（b）"
    )
    gone = summary(applied(street(), lost), "b")
    assert (gone.people_no_provider, gone.trips) == (15.0, 0.0)
    assert costs(street(), lost) == (0.0, 0.0)


def test_what_is_not_there_cannot_be_withdrawn() -> None:
    assert faults(street(), withdrawn("b", sites=("station",))) == [("touches_nothing", "")]
    assert faults(street(), withdrawn("c", sites=("statoin",))) == [
        ("unknown_service", "services[0]"), ("unknown_site", "from.sites[0]"),
    ]  # fmt: skip
