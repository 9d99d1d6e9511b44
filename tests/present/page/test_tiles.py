"""Pictures of the map: none unless asked for, then from the hosts named and nowhere else."""

from __future__ import annotations

import base64
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route

from planner.errors import ScenarioError
from planner.present.page import page_html
from planner.present.page.tiles import tiles_of
from tests.present import fixture
from tests.present.page.opening import needs_browser

KEY = "0123456789abcdef0123456789abcdef"
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def test_without_a_name_there_are_none() -> None:
    assert tiles_of(None, KEY) is None
    assert "img-src data: blob:;" in page_html(fixture.result())


@pytest.mark.parametrize(
    ("word", "key", "code"),
    [("google", None, "unknown_tiles"), ("tianditu", None, "tiles_key"),
     ("tianditu", "x'; alert(1)", "tiles_key")],
)  # fmt: skip
def test_wrong_names_and_keys_are_told(word: str, key: str | None, code: str) -> None:
    with pytest.raises(ScenarioError) as error:
        tiles_of(word, key)
    assert [issue.code for issue in error.value.issues] == [code]
    assert error.value.exit_code == 2


def test_tianditu_takes_the_users_key_and_names_its_hosts_only() -> None:
    tiles = tiles_of("tianditu", KEY)
    assert tiles is not None
    assert all(f"tk={KEY}" in url for url in tiles.urls)
    page = page_html(fixture.result(), tiles)
    policy = page.split('Content-Security-Policy" content="')[1].split('"')[0]
    sources = policy.split("img-src ")[1].split(";")[0].split()
    assert sources == ["data:", "blob:", *(f"https://t{n}.tianditu.gov.cn" for n in range(8))]


def opened(browser: Browser, folder: Path, *, answers: bool) -> tuple[Page, set[str]]:
    """Open a page with OSM tiles; requests are answered here, or fail as without a network."""
    file = folder / "index.html"
    file.write_text(page_html(fixture.result(), tiles_of("osm", None)), "utf-8")
    hosts: set[str] = set()

    def reply(route: Route) -> None:
        hosts.add(urlsplit(route.request.url).netloc)
        if answers:
            route.fulfill(status=200, content_type="image/png", body=PIXEL)
        else:
            route.abort("internetdisconnected")

    page = browser.new_context(viewport={"width": 1366, "height": 768}).new_page()
    page.route(re.compile(r"^https?://"), reply)
    page.goto(file.as_uri())
    page.wait_for_selector("html[data-ready]")
    return page, hosts


@needs_browser
def test_a_page_that_was_asked_to_shows_them_says_so_and_can_hide_them(
    browser: Browser, tmp_path: Path
) -> None:
    page, hosts = opened(browser, tmp_path, answers=True)
    page.wait_for_selector("#mapbox .leaflet-tile-loaded")
    assert hosts == {"tile.openstreetmap.org"}
    assert page.inner_text("#tiles") == "互联网底图\n© OpenStreetMap"
    assert "本页从 tile.openstreetmap.org 取" in page.inner_text("#stamp")
    assert "tile.openstreetmap.org" in (page.text_content("#method") or "")
    page.click("#language")
    assert page.inner_text("#tiles") == "Web map\n© OpenStreetMap"
    page.click("#tiles button")
    assert page.query_selector_all("#mapbox .leaflet-tile") == []
    assert page.get_attribute("#tiles button", "aria-pressed") == "false"
    page.context.close()


@needs_browser
def test_without_a_network_the_own_map_remains(browser: Browser, tmp_path: Path) -> None:
    page, _ = opened(browser, tmp_path, answers=False)
    assert page.query_selector_all("#mapbox .leaflet-tile-loaded") == []
    assert page.is_visible("#mapbox .leaflet-overlay-pane canvas")
    page.context.close()
