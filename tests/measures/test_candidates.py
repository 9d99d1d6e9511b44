"""Candidates on a street; people at (0..4, 0) are 1, 2, 4, 8, 16."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from planner.domain.roads import Roads
from planner.errors import ScenarioError
from planner.measures.candidates import candidate_sites
from planner.measures.keys import KeyPlaces
from planner.scenario.measures_choose import ChooseNew
from planner.scenario.measures_open import OpenSites
from tests.choosing.street import CITY, street, where
from tests.request_log import log

AT = KeyPlaces(where, "measures[0].open_sites")


def ids(candidates: dict[str, Any], **choice: Any) -> list[str]:
    asked = {"choose": 1, "minimise": "travel_time", "candidates": candidates, **choice}
    measure = OpenSites.model_validate({"kind": "hall", "sites": asked})
    assert isinstance(measure.sites, ChooseNew)
    return [site.id for site in candidate_sites(street(), measure.sites, "hall", AT)]


@pytest.mark.parametrize(
    ("rule", "places"),
    [
        ({"people": 4}, ["r2", "r3", "r4"]),
        ({"people": 0.5, "most": 2}, ["r3", "r4"]),
        # 16 people first: nothing within 1.5 km of them, then within 1.5 km of r2
        ({"people": 1, "apart": "1.5 km"}, ["r0", "r2", "r4"]),
        ({"people": 1, "apart": "1.5 km", "most": 2}, ["r2", "r4"]),
        ({"people": 2, "units": "west"}, ["r1", "r2"]),
    ],
)
def test_settlements(rule: dict[str, Any], places: list[str]) -> None:
    assert ids({"settlements": rule}) == [f"hall-{place}" for place in places]


def test_road_nodes_are_crossings_some_way_apart() -> None:
    # a ladder of two streets: crossings with three roads are at x = 1, 2, 3 of both
    assert len(ids({"road_nodes": {"apart": "100 m"}})) == 6
    spread = ids({"road_nodes": {"apart": "1.5 km"}})
    assert spread == [f"hall-{CITY.lon(x):.5f}_{CITY.lat(y):.5f}" for x, y in ((1, 0), (3, 0))]
    assert len(ids({"road_nodes": {"apart": "100 m", "most": 4}})) == 4
    assert len(ids({"road_nodes": {"apart": "100 m", "units": "east"}})) == 2


def test_places_from_which_requests_are_met() -> None:
    # 2 requests at r1, 3 at r3, 1 at r4; blocks are 1 km
    places = [1, 1, 3, 3, 3, 4]
    asked = log([0] * 6, place=[(CITY.lon(x), CITY.lat(0)) for x in places], theme=[0] * 6)
    with_log = replace(street(), requests=asked)

    def found(**rule: Any) -> list[str]:
        choice = {"choose": 1, "minimise": "travel_time", "candidates": {"requests": rule}}
        measure = OpenSites.model_validate({"kind": "hall", "sites": choice})
        assert isinstance(measure.sites, ChooseNew)
        return [site.id for site in candidate_sites(with_log, measure.sites, "hall", AT)]

    # within a block of r2 are five of them; the sixth can be met from r3 or r4
    assert found(within="1.1 km") == ["hall-r2"]
    assert found(within="1.1 km", fewest=1) == ["hall-r2", "hall-r3"]
    assert found(within="10 m", most=1) == ["hall-r3"]
    assert found(within="10 m", fewest=1) == ["hall-r1", "hall-r3", "hall-r4"]
    with pytest.raises(ScenarioError) as caught:
        found(within="1 km", themes="hour")
    assert [(i.code, i.where.key) for i in caught.value.issues] == [
        ("unknown_theme", "measures[0].open_sites.sites.candidates.requests.themes[0]")
    ]


def test_words_are_checked_without_roads() -> None:
    asked = {
        "choose": 1,
        "minimise": "travel_time",
        "candidates": {"road_nodes": {"apart": "1 km"}},
    }
    measure = OpenSites.model_validate({"kind": "hall", "sites": asked})
    assert isinstance(measure.sites, ChooseNew)
    bare = replace(street(), roads=Roads.empty("drive"))
    assert len(candidate_sites(bare, measure.sites, "hall", AT)) == 1


def test_at_sites_and_several_kinds() -> None:
    found = ids({"at_sites": ("s1", "s2")}, kinds=("hall", "station"))
    assert found == ["hall-s1", "station-s1", "hall-s2", "station-s2"]


@pytest.mark.parametrize(
    ("candidates", "choice", "code", "key"),
    [
        ({"settlements": {"people": 17}}, {}, "no_candidates", "sites.candidates"),
        ({"settlements": {"people": 1, "units": "north"}}, {}, "unknown_unit",
         "sites.candidates.settlements.units[0]"),
        ({"requests": {"within": "1 km"}}, {}, "no_request_log", "sites.candidates.requests"),
        ({"at_sites": {"kind": "hal"}}, {}, "unknown_kind", "sites.candidates.at_sites.kind[0]"),
        ({"settlements": {"people": 1}}, {"kinds": "agnt"}, "unknown_kind", "sites.kinds"),
    ],
)  # fmt: skip
def test_candidates_that_there_cannot_be(
    candidates: dict[str, Any], choice: dict[str, Any], code: str, key: str
) -> None:
    with pytest.raises(ScenarioError) as error:
        ids(candidates, **choice)
    assert [(issue.code, issue.where.key) for issue in error.value.issues] == [
        (code, f"measures[0].open_sites.{key}")
    ]
