from __future__ import annotations

import numpy as np
import pytest

from planner.prepare import road_remarks
from planner.prepare.road_rules import Profile, Use, WayRule, apply_rules, judge
from planner.sources.raw_roads import TAGS, RawRoads, TagColumn


def rule(mode: str = "drive", ferries: str = "off", **tags: str) -> WayRule:
    named = {key.replace("__", ":"): value for key, value in tags.items()}
    profile = Profile(mode, {}, 0.7, ferries=ferries == "on")
    return judge(dict.fromkeys(TAGS, "") | named, profile)


@pytest.mark.parametrize(
    ("highway", "modes"),
    [
        ("motorway", "drive"), ("primary", "drive cycle walk"), ("track", "drive cycle walk"),
        ("footway", "walk"), ("pedestrian", "walk"), ("steps", "walk"), ("path", "cycle walk"),
        ("cycleway", "cycle walk"), ("trail", "cycle walk"), ("bridleway", "walk"),
        ("residential;service", "drive cycle walk"), ("construction", ""), ("bus_stop", ""),
        ("razed", ""), ("高速公路", "drive"), ("村道", "drive cycle walk"),
    ],
)  # fmt: skip
def test_who_may_use_a_class(highway: str, modes: str) -> None:
    found = [m for m in ("drive", "cycle", "walk") if rule(m, highway=highway).use is Use.OPEN]
    assert " ".join(found) == modes


@pytest.mark.parametrize(
    ("tags", "modes"),
    [
        ({"access": "private"}, ""),
        ({"access": "no", "foot": "yes"}, "walk"),
        ({"access": "no", "vehicle": "yes"}, "drive cycle"),
        ({"vehicle": "no"}, "walk"),
        ({"motor_vehicle": "no"}, "cycle walk"),
        ({"motor_vehicle": "no", "motorcar": "yes"}, "drive cycle walk"),
        ({"motor_vehicle": "agricultural;forestry"}, "cycle walk"),
        ({"motor_vehicle": "agricultural;destination"}, "drive cycle walk"),
        ({"access": "permit"}, ""),
        ({"access": "destination"}, "drive cycle walk"),
        ({"bicycle": "use_sidepath"}, "drive walk"),
        ({"motorroad": "yes"}, "drive"),
        ({"motorroad": "yes", "foot": "yes"}, "drive walk"),
        ({"oneway": "reversible"}, "walk"),
    ],
)
def test_the_most_specific_access_decides(tags: dict[str, str], modes: str) -> None:
    rules = {m: rule(m, highway="primary", **tags).use for m in ("drive", "cycle", "walk")}
    assert " ".join(mode for mode, use in rules.items() if use is Use.OPEN) == modes
    assert set(rules.values()) <= {Use.OPEN, Use.CLOSED}


def test_a_permission_opens_a_class() -> None:
    assert rule("cycle", highway="footway").use is Use.OTHER_MODE
    assert rule("cycle", highway="footway", bicycle="designated").use is Use.OPEN
    assert rule("drive", highway="pedestrian", motor_vehicle="yes").use is Use.OPEN
    assert rule("drive", highway="steps", motor_vehicle="yes").use is Use.OTHER_MODE


def directions(mode: str = "drive", **tags: str) -> str:
    found = rule(mode, **{"highway": "residential", **tags})
    return {(True, True): "both", (True, False): "along", (False, True): "against"}[
        found.along, found.against
    ]


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({}, "both"),
        *(
            ({"oneway": word}, "along")
            for word in ("yes", "true", "1", "F", "Yes", "是", "单行", "单向")
        ),
        *(({"oneway": word}, "against") for word in ("-1", "reverse", "T")),
        *(
            ({"oneway": word}, "both")
            for word in ("no", "false", "0", "B", "alternating", "否", "双向", "双行")
        ),
        ({"highway": "motorway"}, "along"),
        ({"highway": "motorway", "oneway": "no"}, "both"),
        ({"highway": "motorway", "oneway": "-1"}, "against"),
        ({"highway": "motorway_link"}, "both"),
        ({"junction": "roundabout"}, "along"),
        ({"junction": "circular"}, "along"),
        ({"junction": "roundabout", "oneway": "no"}, "both"),
    ],
)
def test_directions_of_cars(tags: dict[str, str], expected: str) -> None:
    assert directions(**tags) == expected


def test_directions_of_cyclists_and_walkers() -> None:
    assert directions("cycle", oneway="yes") == "along"
    assert directions("cycle", oneway="yes", oneway__bicycle="no") == "both"
    assert directions("cycle", oneway__bicycle="-1") == "against"
    assert directions("cycle", oneway="yes", cycleway="opposite_lane") == "both"
    assert directions("cycle", junction="roundabout") == "along"
    assert directions("walk", oneway="yes", junction="roundabout") == "both"
    assert directions("walk", oneway__foot="yes") == "along"


def test_ferries_are_an_option() -> None:
    # as a line layer may call them
    assert rule(highway="ferry").use is Use.FERRY_OFF
    assert rule(highway="ferry", ferries="on") == rule(route="ferry", ferries="on")
    assert rule(route="ferry").use is Use.FERRY_OFF
    assert rule(route="ferry", ferries="on").road_class == "ferry"
    assert rule(route="ferry", ferries="on", motor_vehicle="no").use is Use.CLOSED
    assert rule("walk", route="ferry", ferries="on", motor_vehicle="no").use is Use.OPEN
    assert rule(route="bus").use is Use.NOT_A_ROAD


def test_cyclists_push_where_they_must() -> None:
    assert rule("cycle", highway="primary", bicycle="dismount").speed_kmh == 4.8


def test_what_is_not_understood_is_kept_and_told() -> None:
    found = rule(highway="Hauptweg", oneway="perhaps", maxspeed="fast")
    assert (found.use, found.road_class) == (Use.OPEN, "unclassified")
    assert (found.along, found.against, found.speed_kmh) == (True, True, 25.0)
    assert found.doubts == (("highway", "Hauptweg"), ("oneway", "perhaps"), ("maxspeed", "fast"))


def test_the_key_that_is_not_understood_is_named() -> None:
    found = rule("cycle", highway="residential", oneway="yes", oneway__bicycle="maybe")
    assert found.doubts == (("oneway:bicycle", "maybe"),)
    assert (found.along, found.against) == (True, False)
    found = rule("walk", highway="residential", oneway="perhaps", oneway__foot="maybe")
    assert found.doubts == (("oneway:foot", "maybe"),)
    assert (found.along, found.against) == (True, True)


def test_every_way_gets_the_rule_of_its_tags() -> None:
    rng = np.random.default_rng(1)
    choices = {
        "highway": ["primary", "track", "footway", "odd", "construction"],
        "oneway": ["", "yes", "-1", "reversible"],
        "maxspeed": ["", "30", "fast"],
        "access": ["", "no"],
        "surface": ["", "gravel"],
    }
    texts = {key: rng.choice(words, 300).tolist() for key, words in choices.items()}
    raw = RawRoads(
        vertex_lon=np.zeros(2),
        vertex_lat=np.zeros(2),
        way_offset=np.arange(0, 602, 2),
        way_vertex=np.tile(np.array([0, 1], dtype=np.int32), 300),
        tags={key: TagColumn.of(column) for key, column in texts.items()},
    )
    rules = apply_rules(raw, Profile("drive", {"primary": 40.0}, 0.5, ferries=False))
    odd = 0
    for way in range(300):
        tags = dict.fromkeys(TAGS, "") | {key: column[way] for key, column in texts.items()}
        one = judge(tags, Profile("drive", {"primary": 40.0}, 0.5, ferries=False))
        assert rules.use[way] == one.use
        if one.use is Use.OPEN:
            assert rules.classes[rules.road_class[way]] == one.road_class
            assert (rules.along[way], rules.against[way]) == (one.along, one.against)
            assert rules.speed_kmh[way] == one.speed_kmh
        odd += ("highway", "odd") in one.doubts
    assert rules.doubts["highway", "odd"] == odd > 0


def test_a_oneway_that_is_not_understood_counts_as_blank_and_says_so() -> None:
    assert directions(highway="motorway", oneway="perhaps") == directions(highway="motorway")
    assert directions(oneway="perhaps") == directions()
    (warning,) = road_remarks.doubts({("oneway", "perhaps"): 2})
    assert warning.code == "unknown_oneway"
    assert "taken as blank (motorways and roundabouts one-way, others two-way)" in (
        warning.message.en
    )
    assert "高速公路和环岛为单行，其余双向" in warning.message.zh
