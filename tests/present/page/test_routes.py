"""Ways on the page: what is unpacked is what was found, and a click draws and tells it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from playwright.sync_api import Browser, Page

from planner.domain.result import RunResult
from planner.domain.routes import NO_STEP
from planner.pipeline import run
from planner.present.page import page_html
from planner.present.page.data import page_data
from tests.present.fixture import result
from tests.present.page.opening import colours, needs_browser, open_page
from tests.present.page.unpacked import Unpacked
from tests.small_study import PLACES, SmallStudy

NAMES = [name for name, *_ in PLACES]
AFTER = "#b0006d"


@pytest.fixture
def made(small: SmallStudy) -> RunResult:
    return run(small.extend_services)


def test_steps_and_figures_are_those_of_the_routes(made: RunResult) -> None:
    data, routes = page_data(made), made.routes
    assert routes is not None
    told, pack = data["routes"], Unpacked.of(data["packed"])
    net = routes.net
    assert pack.wide(told["next"]).tolist() == (net.step_next + 1).tolist()
    assert pack.wide(told["steps"]).tolist() == (2 * net.step_line + net.step_back).tolist()
    before, change = (pack.wide(place) for place in told["first"])
    both = np.concatenate([before, before + change])
    assert both.tolist() == (net.first + 1).tolist()
    steps = pack.layer(data["layers"], told["time"][1]).astype(float)
    minutes = steps * data["step"] / 60_000
    reached = routes.site[1] >= 0
    np.testing.assert_allclose(minutes[reached], routes.time_s[1, reached] / 60, atol=0.01)
    assert (minutes[~reached] > 1000).all()
    assert pack.layer(data["layers"], told["share"][0]).tolist() == (
        np.where(routes.site[0] >= 0, 100, 0).tolist()
    )


def test_a_run_without_routes_has_a_page() -> None:
    assert page_data(result())["routes"] is None


def drawn(page: Page, side: int, place: str) -> npt.NDArray[np.float64]:
    """Return the way as the page draws it, in degrees (n, 2)."""
    points = page.evaluate(
        """([side, place]) => {
          const data = JSON.parse(document.getElementById('data').textContent);
          return Routes(data, Unpack(data)).line(side, place).map(p => {
            const at = leader_map.unproject(p, 0);
            return [at.lng, at.lat];
          });
        }""",
        [side, NAMES.index(place)],
    )
    return np.array(points).reshape(-1, 2)


@needs_browser
def test_a_way_leads_from_the_place_to_the_site(
    made: RunResult, browser: Browser, tmp_path: Path
) -> None:
    (tmp_path / "small.html").write_text(page_html(made), encoding="utf-8")
    opened = open_page(browser, tmp_path / "small.html")
    routes, km = made.routes, 1000 / 111_319.49
    assert routes is not None
    for side, outcome in enumerate((made.before, made.after)):
        for number, name in enumerate(NAMES):
            line = drawn(opened.page, side, name)
            if routes.net.first[side * len(NAMES) + number] == NO_STEP:
                assert len(line) == 0
                continue
            home, site = made.resident_placement, outcome.site_placement
            goal = routes.site[side, number]
            ends = [(home.lon[number], home.lat[number]), (site.lon[goal], site.lat[goal])]
            np.testing.assert_allclose(line[[0, -1]], ends, atol=0.01 * km)
            # All legs lie on the road but the farm's.
            driven_km = np.hypot(*np.diff(line, axis=0).T).sum() / km
            leg_km = (home.access_cm[number] + site.access_cm[goal]) / 100_000
            told_km = routes.length_m[side, number] / 1000
            assert driven_km == pytest.approx(told_km - leg_km, abs=0.05)
    assert opened.errors == []


@needs_browser
def test_a_click_draws_both_ways_and_tells_them(
    made: RunResult, browser: Browser, tmp_path: Path
) -> None:
    (tmp_path / "small.html").write_text(page_html(made), encoding="utf-8")
    opened = open_page(browser, tmp_path / "small.html", width=1366, height=768)
    page = opened.page
    pane = ".leaflet-routes-pane"
    assert AFTER not in colours(page, pane)
    page.fill("#search", "东头村")
    page.locator("#search").press("Enter")
    card = page.inner_text("#card")
    assert "政务服务中心" in card
    assert "20.0 分钟 · 20.0 km · 占办事 100%" in card
    assert "中心派出所" in card
    assert "10.0 分钟 · 10.0 km" in card
    assert {AFTER, "#17202a"} <= colours(page, pane)  # after whole, before dashed
    # The card leaves the place in sight.
    box = page.locator("#card").bounding_box()
    assert box is not None
    at = page.evaluate(
        """() => { const r = leader_map.getContainer().getBoundingClientRect();
                   const p = leader_map.latLngToContainerPoint([0, 109 + 20 / 111.31949]);
                   return [r.left + p.x, r.top + p.y, r.right, r.bottom]; }"""
    )
    assert box["x"] + box["width"] < at[0] < at[2]
    page.click("#modes [data-layer=before]")
    assert not page.locator("#card").is_visible()
    page.fill("#search", "东头村")
    page.locator("#search").press("Enter")
    assert AFTER not in colours(page, pane)
    page.click("#card .close")
    assert colours(page, pane) == set()
    assert opened.errors == []
