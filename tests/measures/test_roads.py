"""edit_roads on a city of two streets: 1 km and 100 s a block, so every answer is worked out.

    (0,1) --2-- (1,1) --3-- (2,1)
      4           5           6
    (0,0) --0-- (1,0) --1-- (2,0)

Street 0 is G65 (包茂高速, trunk), street 1 is G65 and G210 (trunk), avenue 5 is S24 (secondary).
Junctions of three roads are (1,0) and (1,1).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from planner.domain.result import MeasureReport
from planner.domain.roads import NAMELESS, Roads
from planner.domain.travel import UNREACHABLE
from planner.domain.world import World
from planner.errors import Issue, ScenarioError, Where
from planner.measures.keys import KeyPlaces
from planner.measures.roads import edit_roads
from planner.scenario.measures_roads import EditRoads
from planner.travel import travel_matrix
from tests.city import GridCity, Position

AT = KeyPlaces(lambda key: Where(file="s.yaml", key=key), "measures[0].edit_roads")
CITY = GridCity(3, 2)
PEAK, WINTER = "Mo-Fr 07:00-09:00", "Nov-Mar"


def world(city: GridCity = CITY) -> World:
    plain = city.world([(0, 0)], {"west": (0.1, 0), "middle": (1, 1), "east": (1.9, 0)})
    own = np.full(city.roads.n_edges, NAMELESS, dtype=np.int32)
    own[[0, 1, 5]] = [0, 1, 2]
    kind = np.zeros(city.roads.n_edges, dtype=np.uint8)
    kind[[0, 1, 5]] = [2, 2, 1]
    roads = replace(
        city.roads,
        edge_road=own,
        road_names=(("G65", "包茂高速"), ("G65", "G210"), ("S24",)),
        edge_class=kind,
        classes=("residential", "secondary", "trunk"),
    )
    return replace(plain, roads=roads)


def measure(**content: Any) -> EditRoads:
    return EditRoads.model_validate(content)


def edited(before: World, **content: Any) -> tuple[World, MeasureReport]:
    return edit_roads(before, measure(**content), AT)


def faults(before: World, **content: Any) -> list[Issue]:
    with pytest.raises(ScenarioError) as caught:
        edited(before, **content)
    return list(caught.value.issues)


def point(x: float, y: float) -> Mapping[str, float]:
    return {"lon": CITY.lon(x), "lat": CITY.lat(y)}


def box(west: float, south: float, east: float, north: float) -> Mapping[str, Any]:
    return {"box": {"west": CITY.lon(west), "south": CITY.lat(south),
                    "east": CITY.lon(east), "north": CITY.lat(north)}}  # fmt: skip


def time_s(roads: Roads, start: Position, end: Position) -> float | None:
    time_ms = travel_matrix(roads, CITY.at(start), CITY.at(end), ("s",)).time_ms[0, 0]
    return None if time_ms == UNREACHABLE else float(time_ms) / 1000


def test_a_closed_road_sends_people_round_the_block() -> None:
    before = world()
    after, report = edited(before, roads=("包茂高速",), close=True)
    assert time_s(after.roads, (0, 0), (1, 0)) == 300
    assert time_s(after.roads, (1, 0), (2, 0)) == 100
    assert time_s(before.roads, (0, 0), (1, 0)) == 100
    assert report.text.en == "closed 1 km of 包茂高速 (1 edge)"
    assert report.text.zh == "封闭 包茂高速 1 公里（1 段）"
    assert not report.services.any()
    assert (report.sites, report.measure) == ((), "edit_roads")


def test_all_that_bears_a_number_is_closed() -> None:
    after, report = edited(world(), roads=("G65", "S24"), close=True)
    # the northern street and the outer avenues are left
    assert time_s(after.roads, (0, 0), (2, 0)) == 400
    assert time_s(after.roads, (1, 1), (1, 0)) is None
    assert report.text.en == "closed 3 km of G65, S24 (3 edges)"


def test_speed_changes_where_name_class_and_area_agree() -> None:
    after, report = edited(
        world(), classes=("trunk", "secondary"), area={"unit": ("east",)}, speed_factor=0.5
    )
    # the units meet at x = 1: avenue 5 lies on the border and belongs to either
    assert time_s(after.roads, (0, 0), (1, 0)) == 100
    assert time_s(after.roads, (1, 0), (2, 0)) == 200
    assert time_s(after.roads, (1, 0), (1, 1)) == 200
    assert time_s(after.roads, (1, 1), (2, 1)) == 100
    assert report.text.en == "speed × 0.5 on 2 km of trunk, secondary (2 edges)"


def test_faster_roads_save_time() -> None:
    after, _ = edited(world(), area=box(-0.5, -0.5, 2.5, 0.4), speed_factor=2)
    assert time_s(after.roads, (0, 0), (2, 0)) == 100


def test_roads_are_reported_by_what_they_are_called() -> None:
    _, report = edited(world(), area={"unit": ("west", "east")}, close=True)
    assert report.text.en == "closed 7 km of G65, S24 (7 edges)"
    _, report = edited(world(), area=box(-0.1, 0.9, 2.1, 1.1), close=True)
    assert report.text.en == "closed 2 km of roads (2 edges)"
    assert report.text.zh == "封闭 道路 2 公里（2 段）"


def test_one_way_roads_are_said_to_be_among_them() -> None:
    dual = GridCity(3, 2, one_way=[((0, 0), (1, 0))])
    _, report = edited(world(dual), roads=("G65",), close=True)
    assert report.text.en == ("closed 2 km of G65 (2 edges, either side of dual carriageways)")


def test_a_delay_at_the_nearest_junction_is_paid_on_arrival() -> None:
    after, report = edited(world(), at={"points": (point(0.9, 0.1),)}, delay="30 s")
    assert time_s(after.roads, (0, 0), (1, 0)) == 130
    assert time_s(after.roads, (1, 0), (0, 0)) == 100
    assert report.text.en == "waits longer by 30 s at 1 junction"


def test_several_junctions_around_a_point_each_once() -> None:
    near = {"points": (point(1, 0.2), point(1, 0.8))}
    after, report = edited(world(), at=near, junctions=2, within="2 km", delay="1 min")
    assert np.flatnonzero(after.roads.node_wait_ms).tolist() == [1, 4]
    assert time_s(after.roads, (0, 0), (1, 1)) == 260  # by (0,1), with one wait
    assert report.text.zh == "2 个路口各多等 1 分钟"


def test_junctions_of_an_area_and_of_a_road() -> None:
    after, _ = edited(world(), area=box(-0.5, 0.5, 2.5, 1.5), delay="10 s")
    assert np.flatnonzero(after.roads.node_wait_ms).tolist() == [4]
    after, _ = edited(world(), roads=("G210",), delay="10 s")
    assert np.flatnonzero(after.roads.node_wait_ms).tolist() == [1]


def test_waits_of_today_are_shortened_at_most_to_none() -> None:
    today, _ = edited(world(), area={"unit": ("west",)}, delay="50 s")
    assert time_s(today.roads, (0, 0), (1, 0)) == 150
    better, report = edited(today, at={"points": (point(1, 0),)}, delay="-30 s")
    assert time_s(better.roads, (0, 0), (1, 0)) == 120
    assert report.text.en == "waits shortened by up to 30 s at 1 junction"
    none, _ = edited(today, area={"unit": ("west",)}, delay="-120 s")
    assert none.roads.fingerprint == world().roads.fingerprint
    (fault,) = faults(none, area={"unit": ("west",)}, delay="-120 s")
    assert (fault.code, fault.where.key) == ("touches_nothing", "measures[0].edit_roads.delay")
    assert "waits" in fault.remedy.en


def test_a_gate_stops_everyone_who_passes_it() -> None:
    after, report = edited(world(), gate={"points": (point(0.4, 0.05),)}, delay="6 min")
    assert time_s(after.roads, (0, 0), (1, 0)) == 300  # round the block rather than 460
    assert time_s(after.roads, (1, 0), (2, 0)) == 100
    assert report.text.en == "waits longer by 6 min at 1 gate"
    relief, report = edited(after, gate={"points": (point(0.4, 0.05),)}, delay="-5 min")
    assert time_s(relief.roads, (0, 0), (1, 0)) == 160
    assert time_s(relief.roads, (1, 0), (0, 0)) == 160
    assert report.text.en == "waits shortened by up to 5 min at 1 gate"


def test_a_gate_may_name_its_road() -> None:
    near_street = {"points": (point(1.3, 0.05),)}
    after, _ = edited(world(), gate=near_street, roads=("S24",), delay="1 min")
    assert np.flatnonzero(after.roads.edge_wait_ms).tolist() == [CITY.avenue(1, 0)]


def test_a_link_joins_the_nearest_junctions() -> None:
    link = {"from": point(0, 0.1), "to": point(2.1, 1), "class": "primary", "speed_kmh": 90,
            "length": "2.5 km"}  # fmt: skip
    after, report = edited(world(), link=link)
    assert time_s(after.roads, (0, 0), (2, 1)) == 100
    assert time_s(after.roads, (2, 1), (0, 0)) == 100
    assert after.roads.classes[after.roads.edge_class[-1]] == "primary"
    assert report.text.en == "a new road of 2.5 km (primary), 1.67 min to drive"
    oneway, _ = edited(world(), link={**link, "oneway": True})
    assert time_s(oneway.roads, (2, 1), (0, 0)) == 300


def test_a_link_is_straight_where_no_length_is_given() -> None:
    link = {"from": point(0, 0), "to": point(2, 1), "class": "primary", "speed_kmh": 36}
    after, _ = edited(world(), link=link)
    assert after.roads.length_cm[-1] == pytest.approx(np.hypot(200_000, 100_000), rel=0.01)
    (fault,) = faults(world(), link={**link, "length": "1 km"})
    assert (fault.code, fault.where.key) == ("out_of_range", "measures[0].edit_roads.link.length")


def test_links_far_from_roads_or_without_length_are_faults() -> None:
    far = {"from": point(0, 0), "to": point(5, 5), "class": "primary", "speed_kmh": 90}
    (fault,) = faults(world(), link=far)
    assert (fault.code, fault.where.key) == (
        "point_off_the_roads",
        "measures[0].edit_roads.link.to",
    )
    assert "more than 1,000 m" in fault.message.en
    loop = {**far, "to": point(0.1, 0.1)}
    assert [fault.code for fault in faults(world(), link=loop)] == ["touches_nothing"]


def test_parking_concerns_the_sites_of_its_area() -> None:
    before = world()
    after, report = edited(before, area={"unit": ("west",)}, parking="5 min")
    assert after.egress_s.tolist() == [300, 300, 0]  # the site at x = 1 is on the border
    assert report.sites == ("west", "middle")
    assert report.text.en == "parking takes 5 min more at 2 sites"
    assert after.roads is before.roads
    eased, report = edited(after, area={"circle": {**point(0, 0), "radius": "1 km"}},
                           parking="-2 min")  # fmt: skip
    assert eased.egress_s.tolist() == [180, 300, 0]
    assert report.sites == ("west",)
    nowhere = {"circle": {**point(9, 9), "radius": "1 km"}}
    assert [fault.code for fault in faults(before, area=nowhere, parking="1 min")] == [
        "touches_nothing"
    ]


def test_what_holds_at_some_hours_leaves_the_others_alone() -> None:
    after, report = edited(world(), roads=("G210",), close=True, during=WINTER)
    assert time_s(after.roads, (1, 0), (2, 0)) == 100
    assert time_s(after.roads_when([WINTER]), (1, 0), (2, 0)) == 300
    assert report.text.en == "closed 1 km of G210 (1 edge); only Nov-Mar"


def test_hours_that_overlap_add_up_and_later_changes_hold_at_all_hours() -> None:
    city = world()
    city, _ = edited(city, roads=("G65",), speed_factor=0.5, during=PEAK)
    city, _ = edited(city, at={"points": (point(1, 0),)}, delay="10 s", during=WINTER)
    city, _ = edited(city, roads=("G65",), speed_factor=0.8, during=PEAK)
    city, _ = edited(city, at={"points": (point(1, 0),)}, delay="1 s")

    def first_block(*hours: str) -> float | None:
        return time_s(city.roads_when(hours), (0, 0), (1, 0))

    assert city.road_hours == (PEAK, WINTER)
    assert first_block() == 101
    assert first_block(PEAK) == 251  # 100 s / 0.5 / 0.8
    assert first_block(WINTER) == 111
    assert first_block(PEAK, WINTER) == 261


def test_a_change_of_some_hours_only_can_be_undone_at_these_hours() -> None:
    city, _ = edited(world(), at={"points": (point(1, 0),)}, delay="10 s", during=PEAK)
    city, report = edited(city, at={"points": (point(1, 0),)}, delay="-4 s")
    assert time_s(city.roads_when([PEAK]), (0, 0), (1, 0)) == 106
    assert time_s(city.roads, (0, 0), (1, 0)) == 100
    assert report.text.en == "waits shortened by up to 4 s at 1 junction"


def test_too_many_hours_are_a_fault() -> None:
    city = world()
    for month in ("Jan", "Feb", "Mar", "Apr"):
        city, _ = edited(city, roads=("G65",), speed_factor=0.5, during=month)
    assert len(city.timed_roads) == 15
    fault = faults(city, roads=("G65",), speed_factor=0.5, during="May")[0]
    assert (fault.code, fault.where.key) == (
        "too_many_hours",
        "measures[0].edit_roads.during",
    )


@pytest.mark.parametrize(
    "content",
    [
        {"roads": ("G65",), "speed_factor": 1.0},
        {"roads": ("S24",), "area": {"circle": {"lon": 0.0, "lat": 0.0, "radius": "1 km"}},
         "close": True},
        {"area": {"circle": {"lon": 0.0, "lat": 0.0, "radius": "1 km"}}, "delay": "1 min"},
        {"gate": {"points": ({"lon": 109.8, "lat": 39.6},)}, "delay": "1 min", "roads": ("G65",),
         "area": {"circle": {"lon": 0.0, "lat": 0.0, "radius": "1 km"}}},
    ],
)  # fmt: skip
def test_touching_nothing_is_a_fault(content: Mapping[str, Any]) -> None:
    (fault,) = faults(world(), **content)
    assert (fault.code, fault.where.key) == ("touches_nothing", "measures[0].edit_roads")


def test_closing_what_is_closed_touches_nothing() -> None:
    closed, _ = edited(world(), roads=("G65",), close=True)
    assert [fault.code for fault in faults(closed, roads=("G65",), close=True)] == [
        "touches_nothing"
    ]


def test_every_unknown_word_is_named_at_its_place() -> None:
    found = faults(world(), roads=("G65", "包贸高速"), classes=("trunk", "primary"), close=True)
    assert [(fault.code, fault.where.key.rpartition(".")[2]) for fault in found] == [
        ("unknown_road", "roads[1]"),
        ("unknown_road_class", "classes[1]"),
    ]
    assert found[0].remedy.en == "did you mean `包茂高速`?"
    assert found[1].remedy.en == "there are: residential, secondary, trunk"


def test_roads_without_names_say_so() -> None:
    plain = CITY.world([(0, 0)], {"hall": (2, 0)})
    (fault,) = faults(plain, roads=("G65",), close=True)
    assert fault.code == "roads_without_names"
    assert "carry no numbers or names" in fault.message.en


def test_points_far_from_any_junction_or_road_are_faults() -> None:
    far = {"points": (point(1, 0), point(4, 4))}
    (fault,) = faults(world(), at=far, delay="1 min")
    assert (fault.code, fault.where.key.rpartition(".")[2]) == ("point_off_the_roads", "points[1]")
    (fault,) = faults(world(), gate=far, delay="1 min")
    assert "road" in fault.message.en


def test_more_than_24_days_are_a_fault() -> None:
    city = world()
    for _ in range(3):
        city, _ = edited(city, roads=("G65",), delay="168 h")
    assert [fault.code for fault in faults(city, roads=("G65",), delay="168 h")] == [
        "travel_too_long"
    ]


def test_without_roads_only_the_other_words_are_checked() -> None:
    blank = replace(world(), roads=Roads.empty("drive"))
    after, _ = edited(blank, roads=("nowhere",), close=True)
    assert after is blank
    found = faults(blank, roads=("nowhere",), area={"unit": ("wset",)}, close=True)
    assert [(fault.code, fault.remedy.en) for fault in found] == [
        ("unknown_unit", "did you mean `west`?")
    ]
