"""The finished comparison in a real browser, without a network."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from planner.domain.costs import Amount
from planner.present.comparing import MARK, comparison_html
from planner.text import Text
from tests.present.comparing.scenarios import scenario
from tests.present.fixture import HOSTILE, result
from tests.present.page.opening import address, colours, needs_browser, open_page, used

LONG = "长" * 200


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    shut = scenario("shut", 70.0, 5.0, cut_off=40.0)
    same = replace(shut, after=shut.before, measures=shut.measures)
    runs = [
        scenario("late", 9_000.0, Amount(80_000.0, 60_000.0, 110_000.0)),
        scenario(HOSTILE[0], 4_000.0, 10_000.0, hostile=True),
        scenario("${alert(3)}", 3_000.0, 20_000.0),
        scenario("kiosks", 800.0, None),
        replace(scenario("x", -20.0, 100.0), name=Text(LONG, "long " * 40)),
        replace(same, name=Text("关闭", "Closed")),
    ]
    # names of places are hostile in all of them
    places = result(hostile=True).after.world.residents
    runs = [
        replace(
            run,
            before=replace(run.before, world=replace(run.before.world, residents=places)),
            after=replace(run.after, world=replace(run.after.world, residents=places)),
        )
        for run in runs
    ]
    path = tmp_path_factory.mktemp("comparison") / "index.html"
    path.write_text(comparison_html(runs), encoding="utf-8")
    return path


@pytest.fixture
def page(browser: Browser, made: Path) -> Iterator[Page]:
    yield from used(browser, made)


def order(page: Page) -> list[str]:
    return [
        row.get_attribute("data-row") or "" for row in page.locator("#scenarios tbody tr").all()
    ]


@needs_browser
def test_it_opens_offline_and_shows_hostile_names_as_text(page: Page) -> None:
    assert "按模型估算，6 个方案中，“late”节省最多" in page.inner_text("#headline")
    for place in ("#scenarios", "#chart", "#method"):
        assert HOSTILE[0][:8] in page.inner_text(place)
        assert page.query_selector(f"{place} script, {place} img, {place} b") is None
    assert "${alert(3)}" in page.inner_text("#scenarios")
    assert MARK in page.content()


@needs_browser
def test_a_row_and_the_arrow_keys_change_the_map(page: Page) -> None:
    after = colours(page, ".leaflet-places1-pane")
    page.click("#scenarios tr[data-row='6']")
    assert "scenario=6" in address(page)
    assert "关闭" in page.inner_text("#onmap")
    assert colours(page, ".leaflet-places1-pane") != after
    page.keyboard.press("ArrowUp")
    assert "scenario=5" in address(page)
    page.keyboard.press("Home")
    assert "scenario=0" in address(page)
    assert "现状" in page.inner_text("#onmap")
    page.keyboard.press("ArrowUp")
    assert "scenario=0" in address(page)
    assert page.locator("#scenarios tr[aria-selected=true]").count() == 1
    page.locator("#chart .point[data-scenario='2']").click()
    assert "scenario=2" in address(page)


@needs_browser
def test_the_layers_switch(page: Page) -> None:
    page.click("#modes [data-layer=change]")
    assert "#38096b" in colours(page)  # more than 20 minutes saved
    assert "节省" in page.inner_text("#legend")
    page.click("#scenarios tr[data-row='0']")
    assert "#38096b" not in colours(page, ".leaflet-places1-pane")
    assert page.locator(".leaflet-marker-icon circle").count() == 0  # nothing is changed today
    page.click("#modes [data-layer=swipe]")
    assert page.locator("#swipe").is_visible()


@needs_browser
def test_sorting_by_mouse_and_keys_keeps_the_baseline_first(page: Page) -> None:
    assert order(page) == ["0", "1", "2", "3", "4", "5", "6"]
    page.click("[data-sort=cost]")
    assert order(page) == ["0", "6", "5", "2", "3", "1", "4"]  # what is not known comes last
    page.keyboard.press("Enter")
    assert order(page) == ["0", "1", "3", "2", "5", "6", "4"]
    assert "sort=-cost" in address(page)
    assert page.get_attribute("th[aria-sort]", "aria-sort") == "descending"
    assert page.locator("th[aria-sort]").count() == 1


@needs_browser
def test_the_chart_marks_the_efficient_and_lists_the_unknown(page: Page) -> None:
    best = page.locator("#chart .point.best")
    assert [point.get_attribute("data-scenario") for point in best.all()] == ["1", "2"]
    assert page.locator("#chart .point").count() == 4
    told = page.inner_text("#chart .unplaced")
    assert "4 kiosks：亭子的费用未知" in told
    assert "6 关闭" in told
    line = page.get_attribute("#chart .efficient", "points") or ""
    assert len(line.split()) == 3  # from doing nothing


@needs_browser
def test_a_place_tells_its_time_in_every_scenario(page: Page) -> None:
    residents = result(hostile=True).after.world.residents
    page.evaluate(
        """at => leader_map.fire(
          'click', { containerPoint: leader_map.latLngToContainerPoint(at) })""",
        [float(residents.lat[5]), float(residents.lon[5])],
    )
    assert page.locator("#card .rows .line").count() == 6
    assert page.locator("#card img, #card script").count() == 0


@needs_browser
def test_language_and_address(browser: Browser, page: Page, made: Path) -> None:
    page.click("#language")
    assert page.inner_text("#headline").startswith("Modelled estimate: of 6 scenarios")
    assert "Cost against gain" in page.inner_text("#chart")
    assert not re.search("[\u4e00-\u9fff]", page.inner_text("#legend"))
    opened = open_page(browser, made, "#scenario=3&layer=change&sort=-hour&lang=en")
    assert opened.page.get_attribute("#scenarios tr.chosen", "data-row") == "3"
    assert opened.page.get_attribute("[data-layer=change]", "aria-pressed") == "true"
    wrong = open_page(browser, made, "#scenario=99&layer=before&sort=__proto__&lang=<b>")
    assert wrong.page.get_attribute("#scenarios tr.chosen", "data-row") == "1"
    assert opened.errors == wrong.errors == []


CUT = """() => {
  const box = document.querySelector('.scroll'), end = box.getBoundingClientRect().bottom;
  const rows = [...box.querySelectorAll('tbody tr')].filter(r => {
    const s = r.getBoundingClientRect(); return s.top < end - 3 && s.bottom > end + 3; });
  return [rows.length, box.scrollWidth - box.clientWidth];
}"""


@needs_browser
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", [(1920, 1080), (1366, 768)])
def test_the_first_screen_is_whole(
    browser: Browser, made: Path, size: tuple[int, int], language: str
) -> None:
    opened = open_page(browser, made, f"#lang={language}", width=size[0], height=size[1])
    page = opened.page
    assert page.evaluate(CUT) == [0, 0]
    inside = "document.querySelector('footer').getBoundingClientRect().bottom <= innerHeight"
    assert page.evaluate(inside)
    sizes = page.evaluate(
        """() => [...document.querySelectorAll('#page *')]
          .filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
          .map(e => parseFloat(getComputedStyle(e).fontSize))"""
    )
    assert min(sizes) >= 16
    assert opened.errors == []


HIDDEN = """selector => {
  const box = document.querySelector(selector);
  return Math.max(box.scrollHeight - box.clientHeight, box.scrollWidth - box.clientWidth);
}"""


@needs_browser
def test_print_is_one_a3_sheet_with_every_row(page: Page, tmp_path: Path) -> None:
    before = colours(page)
    path = tmp_path / "page.pdf"
    page.pdf(path=path, prefer_css_page_size=True)
    pdf = path.read_bytes()
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1
    (box,) = re.findall(rb"/MediaBox\s*\[([^\]]+)\]", pdf)
    assert [round(float(x)) for x in box.split()] == [0, 0, 1191, 842]
    assert colours(page) == before
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate(HIDDEN, ".scroll") <= 1
    assert page.evaluate(HIDDEN, "#legend") <= 1
    page.evaluate("dispatchEvent(new Event('afterprint'))")


@needs_browser
def test_the_baseline_alone(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "index.html"
    path.write_text(comparison_html([result(as_is=True)]), encoding="utf-8")
    opened = open_page(browser, path)
    assert "没有可以比较的方案" in opened.page.inner_text("#headline")
    assert not opened.page.locator("#chart").is_visible()
    assert opened.errors == []
