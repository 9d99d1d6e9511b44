"""Sites open and close; open_sites on a city whose kind 'agent' offers service a by default."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from planner.domain.channels import Channel
from planner.domain.desks import DeskKind
from planner.domain.sites import SiteKind
from planner.domain.world import World
from planner.errors import ScenarioError, Where
from planner.measures.keys import KeyPlaces
from planner.measures.sites import open_sites
from planner.scenario.measures_open import OpenSites
from planner.scenario.measures_sites import CloseSites, NewSite, NewSites
from planner.text import Text
from tests.city import GridCity, services_of
from tests.measures.street import CITY as STREET
from tests.measures.street import applied, costs, faults, said, street, summary, times_s

AT = KeyPlaces(lambda key: Where(file="s.yaml", key=key), "measures[0].open_sites")
CITY = GridCity(3, 2)


def world() -> World:
    plain = CITY.world(
        residents=[(0.5, 0)],
        sites={"hall": (2, 0)},
        services=services_of("a", "b", groups={"both": ["a", "b"]}),
    )
    kinds = (
        *plain.sites.kinds,
        SiteKind.plain("agent", Text("代办点", "Agent"), ("a",)),
        SiteKind.plain("empty", Text("空", "Empty"), ()),
    )
    return replace(plain, sites=replace(plain.sites, kinds=kinds))


def new(site_id: str, x: float, services: tuple[str, ...] | None = None) -> NewSite:
    site = {"id": site_id, "name": site_id, "lon": CITY.lon(x), "lat": CITY.lat(0)}
    return NewSite.model_validate({**site, "services": services})


def opening(*sites: NewSite, kind: str = "agent") -> OpenSites:
    return OpenSites(kind=kind, sites=NewSites(listed=sites))


def test_new_sites_offer_what_their_kind_does_or_what_they_say() -> None:
    before = world()
    measure = opening(new("p", 0.25), new("q", 1.75, ("both",)))
    after, report = open_sites(before, measure, AT)
    assert after.sites.ids == ("hall", "p", "q")
    assert after.sites.offers.tolist() == [[True, True], [True, False], [True, True]]
    assert [after.sites.kinds[kind].id for kind in after.sites.kind] == ["hall", "agent", "agent"]
    assert [after.units.codes[unit] for unit in after.sites.unit[1:]] == ["west", "east"]
    assert len(before.sites) == 1
    assert report.sites == ("p", "q")
    assert report.services.tolist() == [True, True]
    assert report.text.zh == "新设 2 个代办点，可办 2 项事项"


def test_faults_of_all_new_sites_are_named_at_once() -> None:
    measure = opening(new("hall", 0), new("p", 1, ("c",)))
    with pytest.raises(ScenarioError) as caught:
        open_sites(world(), measure, AT)
    assert [(issue.code, issue.where.key.split(".", 2)[2]) for issue in caught.value.issues] == [
        ("duplicate_site", "sites[0].id"),
        ("unknown_service", "sites[1].services[0]"),
    ]


def test_a_site_that_handles_nothing_is_a_fault() -> None:
    with pytest.raises(ScenarioError) as caught:
        open_sites(world(), opening(new("p", 1), kind="empty"), AT)
    assert [issue.code for issue in caught.value.issues] == ["touches_nothing"]


def test_a_site_far_from_the_study_is_a_fault_at_its_coordinates() -> None:
    far = {"id": "p", "name": "p", "lon": 116.4, "lat": 39.9}
    swapped = {"id": "q", "name": "q", "lon": CITY.lat(0), "lat": CITY.lon(1) - 20}
    sites = (NewSite.model_validate(far), NewSite.model_validate(swapped))
    with pytest.raises(ScenarioError) as caught:
        open_sites(world(), opening(*sites), AT)
    assert [(issue.code, issue.where.key.split(".", 2)[2]) for issue in caught.value.issues] == [
        ("new_site_far_away", "sites[0].lon"),
        ("new_site_far_away", "sites[1].lon"),
    ]


def test_an_unknown_kind_is_named() -> None:
    with pytest.raises(ScenarioError) as caught:
        open_sites(world(), opening(new("p", 1), kind="agnet"), AT)
    assert caught.value.issues[0].remedy.en == "did you mean `agent`?"


def on_street(*sites: dict[str, Any], kind: str = "station", **content: Any) -> OpenSites:
    placed = tuple(
        {"name": site["id"], "lon": STREET.lon(site["x"]), "lat": STREET.lat(0),
         **{key: value for key, value in site.items() if key != "x"}}
        for site in sites
    )  # fmt: skip
    return OpenSites.model_validate({"kind": kind, "sites": placed, **content})


def test_a_new_site_is_nearer_and_costs_what_its_kind_says() -> None:
    new = on_street({"id": "p", "x": 2.0, "services": ("b",)})
    assert times_s(street(), "b") == [0.0, 100.0, 200.0, 300.0]
    assert times_s(applied(street(), new), "b") == [0.0, 100.0, 0.0, 100.0]
    saved_h = summary(street(), "b").person_h - summary(applied(street(), new), "b").person_h
    assert saved_h == pytest.approx(2 * (4 * 200 + 8 * 200) / 3600)
    assert costs(street(), new) == (1000.0, 200.0)


def test_hours_windows_and_channel_may_be_said_for_all_or_one() -> None:
    world = with_zone(street())
    plain = on_street({"id": "p", "x": 1.0}, kind="zone")
    desks = applied(world, plain).sites.desks
    assert desks.site.tolist() == [0, 1, 2, 2]
    assert desks.channel.tolist()[2:] == [Channel.COUNTER, Channel.SELF_SERVICE]
    assert desks.hours[2:] == ("Mo-Fr 09:00-17:00", "24/7")
    assert desks.windows.tolist()[2:] == [2, 1]
    said_once = on_street(
        {"id": "p", "x": 1.0, "windows": 4, "area": "t1"}, {"id": "q", "x": 2.0, "hours": "24/7"},
        kind="zone", hours="Sa 09:00-12:00", windows=3,
    )  # fmt: skip
    opened = applied(world, said_once).sites
    assert opened.desks.hours[2:] == ("Sa 09:00-12:00", "24/7", "24/7", "24/7")
    assert opened.desks.windows.tolist()[2:] == [4, 1, 3, 1]
    assert opened.area == ("", "", "t1", "")


def test_a_channel_of_the_kind_or_another_may_be_the_only_one() -> None:
    world = with_zone(street())
    machine = applied(world, on_street({"id": "p", "x": 1.0}, kind="zone", channel="self_service"))
    assert machine.sites.desks.hours[2:] == ("24/7",)
    assert machine.sites.offers[2].tolist() == [False, True]
    video = applied(world, on_street({"id": "p", "x": 1.0}, kind="zone", channel="video"))
    assert video.sites.desks.channel.tolist()[2:] == [Channel.VIDEO]
    assert video.sites.offers[2].tolist() == [True, False]


def with_zone(world: World) -> World:
    """Return the world with a kind `zone`: a counter for a, machines for b."""
    counter = DeskKind(("a",), hours="Mo-Fr 09:00-17:00", windows=2)
    machine = DeskKind(("b",), Channel.SELF_SERVICE, "24/7", windows=1)
    zone = SiteKind("zone", Text.same("Zone"), (counter, machine), 1000.0, 200.0, 50.0)
    return replace(world, sites=replace(world.sites, kinds=(*world.sites.kinds, zone)))


def test_windows_beyond_those_of_the_kind_cost_extra() -> None:
    world = with_zone(street())
    assert costs(world, on_street({"id": "p", "x": 1.0}, kind="zone")) == (1000.0, 200.0)
    more = on_street({"id": "p", "x": 1.0}, {"id": "q", "x": 2.0}, kind="zone", windows=3)
    assert costs(world, more) == (2000.0, 2 * (200.0 + 50.0))
    unknown = on_street({"id": "p", "x": 1.0, "services": ("a",)}, windows=3)
    assert costs(world, unknown) == (1000.0, None)


def close(*sites: str) -> CloseSites:
    return CloseSites.model_validate({"sites": sites})


def test_a_closed_site_sends_people_on_and_saves_its_cost() -> None:
    after = applied(street(), close("station"))
    assert after.sites.ids == ("hall",)
    assert times_s(after, "a") == [0.0, 100.0, 200.0, 300.0]
    assert costs(street(), close("station")) == (0.0, -200.0)
    assert said(street(), close("station")).en == "1 site closed, which handled 1 service"


def test_what_only_closed_sites_handled_is_warned_of() -> None:
    after = applied(street(), close("hall"))
    assert times_s(after, "a") == [300.0, 200.0, 100.0, 0.0]
    assert summary(after, "b").people_no_provider == 15.0
    assert said(street(), close("hall")).zh == (
        "撤销 1 个服务点，它们可办 2 项事项；注意：1 项事项从此无处可办（b）"
    )


def test_sites_that_are_not_there_or_the_last_cannot_close() -> None:
    assert faults(street(), close("hall", "stat")) == [("unknown_site", "sites.sites[1]")]
    assert faults(street(), close("hall", "station")) == [("no_site_left", "sites")]
    assert faults(street(), close("hall"), close("hall")) == [("unknown_site", "sites.sites[0]")]
