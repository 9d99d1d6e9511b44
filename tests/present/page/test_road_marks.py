"""Marks of road edits, on a grid where each edit is one of its streets."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser

from planner.domain.result import RunResult
from planner.domain.road_edits import closed, delayed, gated, linked, slowed
from planner.domain.roads import Roads
from planner.domain.world import TimedRoads
from planner.present.page import page_html
from planner.present.page.data import page_data
from planner.present.page.road_marks import RoadChange
from tests.city import GridCity
from tests.present.fixture import result
from tests.present.page.opening import colours, needs_browser, open_page

CITY = GridCity(columns=4, rows=3)
ROADS = CITY.roads


def edges(change: RoadChange) -> dict[str, list[int]]:
    return {edit: found.tolist() for edit, found in change.edges.items() if len(found)}


def test_each_edit_is_told_as_what_it_is() -> None:
    assert edges(RoadChange.between(ROADS, ROADS)) == {}
    assert edges(RoadChange.between(ROADS, closed(ROADS, np.array([3])))) == {"closed": [3]}
    one_side = closed(ROADS, np.array([3]), backward=False)
    assert edges(RoadChange.between(ROADS, one_side)) == {"closed": [3]}
    assert edges(RoadChange.between(ROADS, slowed(ROADS, np.array([1, 2]), 2))) == {
        "slower": [1, 2]
    }
    assert edges(RoadChange.between(ROADS, slowed(ROADS, np.array([5]), 0.5))) == {"faster": [5]}
    link = linked(
        ROADS, 0, 6, length_cm=1, forward_ms=1, backward_ms=1, road_class="residential"
    )  # fmt: skip
    assert edges(RoadChange.between(ROADS, link)) == {"new": [ROADS.n_edges]}


def test_waits_are_no_change_of_speed() -> None:
    waiting = gated(delayed(ROADS, np.array([4, 5]), 30_000), np.array([2]), 60_000)
    change = RoadChange.between(ROADS, waiting)
    assert edges(change) == {}
    assert [part.tolist() for part in change.nodes] == [[4, 5], [30_000, 30_000]]
    assert [part.tolist() for part in change.gates] == [[2], [60_000]]
    # Slower as well, whichever came first
    both = RoadChange.between(ROADS, slowed(waiting, np.array([2]), 3))
    assert edges(both) == {"slower": [2]}
    back = RoadChange.between(waiting, ROADS)
    assert back.nodes[1].tolist() == [-30_000, -30_000]


def with_roads(before: Roads, after: Roads, timed: tuple[TimedRoads, ...] = ()) -> RunResult:
    run = result(hostile=False)
    old = replace(run.before, world=replace(run.before.world, roads=before))
    new = replace(run.after, world=replace(run.after.world, roads=after, timed_roads=timed))
    return replace(run, before=old, after=new)


def test_marks_tell_length_hours_and_seconds() -> None:
    edited = delayed(closed(ROADS, np.array([0, 1])), np.array([6]), 120_000)
    rush = TimedRoads(("Mo-Fr 07:00-09:00",), slowed(edited, np.array([4]), 2))
    marks = page_data(with_roads(ROADS, edited, (rush,)))["roadMarks"]
    told = [(m["edit"], m["during"], m.get("km"), m.get("seconds")) for m in marks]
    assert told == [
        ("closed", [], 2.0, None),
        ("longer", [], None, [120]),
        ("slower", ["Mo-Fr 07:00-09:00"], 1.0, None),
    ]
    assert marks[0]["lines"]["count"] == 1  # two edges in a row are one line
    assert page_data(result())["roadMarks"] == []


@needs_browser
@pytest.mark.parametrize("size", [(1920, 1080), (1366, 768)])
def test_edits_are_drawn_where_the_measures_are(
    browser: Browser, tmp_path: Path, size: tuple[int, int]
) -> None:
    run = result(hostile=False)
    roads = run.before.world.roads
    middle = np.arange(10, 14)
    edited = delayed(closed(slowed(roads, np.arange(20, 24), 3), middle), np.array([3, 30]), 9000)
    (tmp_path / "roads.html").write_text(page_html(with_roads(roads, edited)), encoding="utf-8")
    opened = open_page(browser, tmp_path / "roads.html", width=size[0], height=size[1])
    page = opened.page
    assert {"#c00000", "#b8860b"} <= colours(page, ".leaflet-edits-pane")
    legend = page.inner_text("#legend")
    assert "封闭道路" in legend
    assert "降速道路" in legend
    assert "等候增加 +9 s × 2" in legend
    assert "新设服务点 1" in legend
    assert "变动服务点 5" in legend
    page.click("#modes [data-layer=before]")
    assert colours(page, ".leaflet-edits-pane") == set()
    assert "封闭道路" not in page.inner_text("#legend")
    page.click("#modes [data-layer=swipe]")
    assert page.evaluate("leader_map.getPane('edits').style.clip").startswith("rect(")
    page.click("#language")
    assert "closed road" in page.inner_text("#legend")
    assert opened.errors == []


@needs_browser
def test_a_closed_site_stays_in_sight_as_closed(browser: Browser, tmp_path: Path) -> None:
    run = result(hostile=False)
    # Seen the other way round, the new agent is one that closes.
    turned = replace(run, before=run.after, after=run.before)
    (tmp_path / "closed.html").write_text(page_html(turned), encoding="utf-8")
    opened = open_page(browser, tmp_path / "closed.html")
    page = opened.page
    assert page.locator(".leaflet-sites1-pane .gone").count() == 1
    assert "撤销服务点 1" in page.inner_text("#legend")
    page.locator(".leaflet-sites1-pane .gone").click()
    assert "撤销" in page.inner_text(".leaflet-popup-content")
    page.click("#modes [data-layer=before]")
    assert page.locator(".gone").count() == 0
    assert opened.errors == []
