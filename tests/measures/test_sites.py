"""open_sites on a city whose kind 'agent' offers service a by default."""

from __future__ import annotations

from dataclasses import replace

import pytest

from planner.domain.sites import SiteKind
from planner.domain.world import World
from planner.errors import ScenarioError, Where
from planner.measures.keys import KeyPlaces
from planner.measures.sites import open_sites
from planner.scenario.measures_sites import NewSite, NewSites, OpenSites
from planner.text import Text
from tests.city import GridCity, services_of

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
