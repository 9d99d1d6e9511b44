"""Choices of sites on the page, from reports made by hand."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from planner.domain.result import RunResult
from planner.domain.siting import (
    Candidate,
    ChosenSite,
    FrontierPoint,
    NearTie,
    Robust,
    RobustShare,
    SitingReport,
)
from planner.present.page import page_html
from planner.present.page.data import page_data
from planner.text import Text
from tests.present.fixture import HOSTILE, result
from tests.present.page.opening import colours, needs_browser, open_page

GOLD, REJECTED = "#ffd24d", "#7a4b00"


def chosen_run(*, timed: bool = True, yuan: float | None = None) -> RunResult:
    """Return a run that chose two of four: an existing site, and a new place without a site."""
    run = result()
    sites = run.after.world.sites
    places = [("P1", sites.names[1]), ("lonely", Text("孤点", "Lonely")),
              ("P2", sites.names[2]), ("P3", Text.same(HOSTILE[0]))]  # fmt: skip
    states = ("chosen", "chosen", "rejected", "rejected")
    candidates = tuple(
        Candidate(site, name, 107.3 + 0.2 * k, 38.3 + 0.1 * k, state)  # type: ignore[arg-type]
        for k, ((site, name), state) in enumerate(zip(places, states, strict=True))
    )
    nothing = math.nan
    chosen = tuple(
        ChosenSite(
            c.id, c.name, c.lon, c.lat, people=1200.0 * (k + 1), gain=7.5,
            saves_h=5000.0 if timed else nothing, lost_without_h=40.25 if timed else nothing,
        )
        for k, c in enumerate(candidates[:2])
    )  # fmt: skip
    frontier = tuple(
        FrontierPoint(n, None if yuan is None else n * yuan, 100 - gain, gain, more, 0.0)
        for n, gain, more in ((0, 0.0, 0.0), (1, 40.0, 40.0), (2, 55.0, 15.0), (3, 60.0, 5.0))
    )
    report = SitingReport(
        where="measures[0]", title=Text("四选二", "two of four"), model=Text("中位", "median"),
        method=Text("精确", "exact"), objective=45.0, without=100.0,
        unit=Text("千人时", "thousand hours"), maximised=False, gap=0.0, interrupted=False,
        candidates=candidates, chosen=chosen,
        near_ties=(NearTie("P1", chosen[0].name, "P3", Text.same(HOSTILE[0]), 0.003),),
        frontier=frontier, roll_out=("lonely", "P1"),
        robust=Robust(50, 1, (RobustShare("P1", chosen[0].name, chosen=True, share=0.98),), 0.0123),
    )  # fmt: skip
    return replace(run, siting=(report,))


def test_the_chosen_come_in_the_order_of_most_good() -> None:
    (told,) = page_data(chosen_run())["siting"]
    assert [site["name"]["zh"] for site in told["chosen"]] == ["孤点", HOSTILE[1]]
    assert [site["site"] is None for site in told["chosen"]] == [True, False]
    assert told["proven"]
    assert (told["without"], told["objective"], told["gain"]) == ("100", "45", "55")
    assert told["keys"] == ["siting_serves", "siting_saves", "siting_lost"]
    assert [cell["en"] for cell in told["chosen"][0]["cells"][1:]] == ["5,000", "40.2"]
    assert told["ties"][0]["worse"] == "0.3%"
    assert told["robust"]["regret"] == "1.2%"
    (plain,) = page_data(chosen_run(timed=False))["siting"]
    assert plain["keys"] == ["siting_serves", "siting_gain"]
    assert plain["chosen"][0]["cells"][1]["en"] == "7.50"
    (report,) = chosen_run().siting
    full = tuple(replace(site, load=299.5, capacity=3000) for site in report.chosen)
    limited = replace(chosen_run(), siting=(replace(report, chosen=full),))
    (told,) = page_data(limited)["siting"]
    assert told["keys"] == ["siting_sent", "siting_load", "siting_saves"]
    assert told["chosen"][0]["cells"][1]["en"] == "300 / 3,000"
    assert page_data(result())["siting"] == []


def test_what_is_there_is_never_said_to_be_nothing() -> None:
    run = chosen_run()
    (report,) = run.siting
    (told,) = page_data(replace(run, siting=(replace(report, gap=0.0001),)))["siting"]
    assert not told["proven"]
    assert told["gap"] == "< 0.1%"


@needs_browser
@pytest.mark.parametrize("size", [(1920, 1080), (1366, 768)])
def test_panel_marks_and_chart(browser: Browser, tmp_path: Path, size: tuple[int, int]) -> None:
    (tmp_path / "siting.html").write_text(page_html(chosen_run()), encoding="utf-8")
    opened = open_page(browser, tmp_path / "siting.html", width=size[0], height=size[1])
    page = opened.page
    panel = page.inner_text("#siting")
    assert "100 → 45 千人时 · 已证明最优" in panel
    assert "孤点" in panel
    assert HOSTILE[0] in panel
    assert page.query_selector("#siting script, #siting img") is None
    assert {GOLD, REJECTED} <= colours(page, ".leaflet-candidates-pane")
    legend = page.inner_text("#legend")
    assert "选中的服务点 2" in legend
    assert "未选中的候选点 2" in legend
    # Four points, the chosen one apart, rising to the right
    dots = page.evaluate(
        """() => [...document.querySelectorAll('#siting circle')].map(c =>
             [+c.getAttribute('cx'), +c.getAttribute('cy'), c.getAttribute('class')])"""
    )
    assert [dot[2] for dot in dots] == ["point", "point", "here", "point"]
    assert [dot[0] for dot in dots] == sorted(dot[0] for dot in dots)
    assert [dot[1] for dot in dots] == sorted((dot[1] for dot in dots), reverse=True)
    steps = [(dots[k][1] - dots[k + 1][1]) for k in range(3)]
    assert steps[0] / steps[1] == pytest.approx(40 / 15)
    # A click leads to the place, also to one that is no site
    zoom = page.evaluate("leader_map.getZoom()")
    page.locator("#siting tbody tr").first.press("Enter")
    assert page.evaluate("leader_map.getZoom()") > zoom
    page.locator("#siting tbody tr").nth(1).click()
    assert page.inner_text(".leaflet-popup-content").startswith(HOSTILE[1])
    # The ranking is behind the other tab
    assert not page.locator("#units").is_visible()
    page.click("#tabs [data-tab=siting_people]")
    assert page.locator("#units tbody tr").first.is_visible()
    assert not page.locator("#siting").is_visible()
    page.click("#modes [data-layer=before]")
    assert colours(page, ".leaflet-candidates-pane") == set()
    assert opened.errors == []


@needs_browser
def test_where_costs_are_known_gain_is_shown_against_them(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "cost.html").write_text(page_html(chosen_run(yuan=150_000.0)), encoding="utf-8")
    opened = open_page(browser, tmp_path / "cost.html", "#lang=en")
    assert "Gain against cost" in (opened.page.get_attribute("#siting svg", "aria-label") or "")
    assert "10,000 yuan" in opened.page.locator("#siting svg").text_content()  # type: ignore[operator]
    assert opened.errors == []


@needs_browser
def test_a_page_without_a_choice_has_no_tabs(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "none.html").write_text(page_html(result()), encoding="utf-8")
    opened = open_page(browser, tmp_path / "none.html")
    assert not opened.page.locator("#tabs").is_visible()
    assert opened.page.locator("#units").is_visible()
