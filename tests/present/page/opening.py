"""Opens finished pages in a real browser, without a network."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

CHROMIUM = next(
    (p for n in ("chromium", "chromium-browser", "google-chrome") if (p := shutil.which(n))), None
)
needs_browser = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking",
             "--disable-component-update", "--disable-sync", "--no-first-run"]  # fmt: skip


@dataclass
class Opened:
    """A page with everything that it should not do."""

    page: Page
    errors: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)


def open_page(
    browser: Browser, path: Path, address: str = "", *, width: int = 1920, height: int = 1080
) -> Opened:
    context = browser.new_context(viewport={"width": width, "height": height}, offline=True)
    opened = Opened(context.new_page())
    page = opened.page
    page.on("console", lambda message: opened.errors.append(message.text))
    page.on("pageerror", lambda error: opened.errors.append(str(error)))
    page.on("dialog", lambda dialog: opened.errors.append(f"dialog {dialog.message}"))
    page.on("request", lambda request: opened.requests.append(request.url))
    page.goto(path.as_uri() + address)
    page.wait_for_selector("html[data-ready]")
    return opened


def used(browser: Browser, path: Path) -> Iterator[Page]:
    opened = open_page(browser, path)
    yield opened.page
    assert opened.errors == []
    assert [u for u in opened.requests if not u.startswith("data:")] == [path.as_uri()]
    opened.page.context.close()


def address(page: Page) -> str:
    """Return the address as the page sees it now; what the driver knows comes later."""
    found: str = page.evaluate("location.href")
    return found


def colours(page: Page, pane: str = "") -> set[str]:
    """Return the colours on the map's canvases, or on that of one pane."""
    found: list[str] = page.evaluate(
        """(pane) => {
          const seen = new Set();
          document.querySelectorAll(`#mapbox ${pane} canvas`).forEach(c => {
            const copy = document.createElement('canvas');
            copy.width = c.width; copy.height = c.height;
            const g = copy.getContext('2d', { willReadFrequently: true });
            g.drawImage(c, 0, 0);
            const d = g.getImageData(0, 0, c.width, c.height).data;
            for (let i = 0; i < d.length; i += 4) if (d[i + 3] === 255)
              seen.add('#' + [0, 1, 2].map(k => d[i + k].toString(16).padStart(2, '0')).join(''));
          });
          return [...seen];
        }""",
        pane,
    )
    return set(found)
