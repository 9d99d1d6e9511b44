"""The leader page in a browser without a network: its size, when it is ready, and how it pans.

    python -m benchmarks.page [--write] [Ordos] [20000] [200000]

Ordos is the real page of a scenario; the others are made up: so many places, 300 sites and twice as
many roads as places, before and after five sites change, with a year of hours and all ways. Each
has a process of its own, whose most memory is told, making the result included. A page is ready
when everything is drawn and it can be used, from the moment it is asked for. Panning drags the map
60 steps with the mouse; of the times from frame to frame the 95th of a hundred is told.
`--write` keeps the results and writes the table in docs/performance.md. Without a name all pages
are measured, one after the other.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.made_up import made_up
from benchmarks.memory import whole_peak_gb
from benchmarks.record import RESULTS, Result
from benchmarks.report import DOCS
from planner.domain.result import RunResult
from planner.pipeline import run
from planner.present.page import page_html

PAGE: Final = DOCS / "performance.md"
KEPT: Final = RESULTS / "page"
BEGIN, END = "<!-- page: begin, written by benchmarks/page.py -->", "<!-- page: end -->"
SCENARIO: Final = Path(__file__).parents[1] / "scenarios" / "ordos-99-to-5.yaml"
REPEATS: Final = 5
STEPS: Final = 60
ARGUMENTS: Final = ("--no-sandbox", "--disable-gpu", "--disable-background-networking",
                    "--disable-component-update", "--disable-sync", "--no-first-run")  # fmt: skip

# The second frame begins when the first one after the script has been drawn.
READY: Final = """new MutationObserver((_, watching) => {
  if (!document.documentElement || !document.documentElement.dataset.ready) return;
  watching.disconnect();
  requestAnimationFrame(() => requestAnimationFrame(() => { window.readyAt = performance.now(); }));
}).observe(document, { attributes: true, subtree: true });"""

FRAMES: Final = """() => {
  const times = [];
  let last = performance.now();
  window.stopFrames = () => { window.stopFrames = null; return times; };
  const next = now => {
    times.push(now - last);
    last = now;
    if (window.stopFrames) requestAnimationFrame(next);
  };
  requestAnimationFrame(next);
}"""


class Bars(NamedTuple):
    """What a page must keep to: megabytes, seconds, milliseconds, gigabytes; 0 is no bar."""

    mb: float
    ready_s: float
    pan_ms: float
    write_s: float
    peak_gb: float


BARS: Final = {
    "Ordos": Bars(3, 1, 100, 60, 3),
    "20,000 places": Bars(3, 1, 100, 60, 3),
    "200,000 places": Bars(0, 5, 100, 60, 3),
}
PAGES: Final[dict[str, Callable[[], tuple[str, RunResult]]]] = {
    "Ordos": lambda: ("Ordos", run(SCENARIO)),
    "20000": lambda: ("20,000 places", made_up(20_000)),
    "200000": lambda: ("200,000 places", made_up(200_000)),
}


def main() -> None:
    """Measure, print, and write results and table if asked."""
    flags = [flag for flag in sys.argv[1:] if flag.startswith("--")]
    names = [name for name in sys.argv[1:] if name not in flags]
    if not names:
        for name in PAGES:
            subprocess.run([sys.executable, "-m", "benchmarks.page", *flags, name], check=True)
        return
    for name in names:
        found = measure(*PAGES[name]())
        if "--write" in flags:
            found.save(KEPT)
            write_table(Result.load_all(KEPT))


def measure(name: str, made: RunResult) -> Result:
    """Write a page and return its size, seconds to ready and milliseconds of a frame."""
    start = time.perf_counter()
    html = page_html(made)
    build_s = time.perf_counter() - start
    world = made.after.world
    what = f"{len(world.residents):,} places, {len(world.sites):,} sites"
    peak_gb = whole_peak_gb()
    found = Result.here_and_now(name, what, len(world.residents), world.roads.n_edges)
    print(f"{name}: {what}", flush=True)
    measure_page(found, html)
    found.ratio("writing it, s", build_s, at_most=BARS[name].write_s)
    found.ratio("most memory, GB", peak_gb, at_most=BARS[name].peak_gb)
    return found


def measure_page(found: Result, html: str) -> None:
    """Note what a finished page takes to open and to pan."""
    bars = BARS[found.graph]
    with tempfile.TemporaryDirectory() as folder, browser() as chromium:
        path = Path(folder, "index.html")
        path.write_text(html, encoding="utf-8")
        ready_s = statistics.median(opened(chromium, path)[0] for _ in range(REPEATS))
        frames = [frame for _ in range(2) for frame in opened(chromium, path, pan=True)[1]]
    found.ratio("size, MB", len(html.encode()) / 1e6, at_most=bars.mb)
    found.ratio("ready, s", ready_s, at_most=bars.ready_s)
    found.ratio("pan, 95th of 100 frames, ms", percentile_95(frames), at_most=bars.pan_ms)


@contextmanager
def browser() -> Iterator[Browser]:
    """Start Chromium."""
    names = ("chromium", "chromium-browser", "google-chrome")
    path = next((found for name in names if (found := shutil.which(name))), None)
    if path is None:
        raise SystemExit("Chromium is not installed")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield started
        started.close()


def opened(chromium: Browser, path: Path, *, pan: bool = False) -> tuple[float, list[float]]:
    """Return the seconds until a page is ready, and the times of its frames while it is dragged."""
    context = chromium.new_context(viewport={"width": 1920, "height": 1080}, offline=True)
    context.route("**/*", lambda route: route.continue_() if route.request.url == path.as_uri()
                  else route.abort())  # fmt: skip
    page = context.new_page()
    page.add_init_script(READY)
    page.goto(path.as_uri())
    page.wait_for_function("window.readyAt", timeout=120_000)
    ready_ms: float = page.evaluate("window.readyAt")
    frames = panned(page) if pan else []
    context.close()
    return ready_ms / 1000, frames


def panned(page: Page) -> list[float]:
    """Return milliseconds from frame to frame while the map is dragged and let go."""
    page.evaluate("leader_map.setZoom(leader_map.getZoom() + 1)")
    box = page.locator("#mapbox").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.evaluate(FRAMES)
    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(STEPS):
        page.mouse.move(x + 4 * (step + 1), y + 2 * (step + 1))
    page.mouse.up()
    page.wait_for_timeout(300)
    times: list[float] = page.evaluate("window.stopFrames()")
    return times[1:]


def percentile_95(values: list[float]) -> float:
    """Return what 95 of a hundred values do not exceed."""
    return sorted(values)[int(0.95 * (len(values) - 1))]


def write_table(results: list[Result]) -> None:
    """Write the table between its markers."""
    page = PAGE.read_text("utf-8")
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    assert after, "the page has lost its markers"
    PAGE.write_text(f"{before}{BEGIN}\n{table(results)}\n{END}{after}", "utf-8")


def table(results: list[Result]) -> str:
    """Return the table of these results; a bar that is missed is set in bold."""
    runs = "; ".join(dict.fromkeys(f"{one.date} on {one.machine}" for one in results))
    load = max(one.load for one in results)
    head = ["page", *(row.job for row in results[0].rows)]
    lines = [
        f"Measured {runs}; load when a page began at most {load:g}. A missed bar is set in bold.",
        "",
        f"| {' | '.join(head)} |",
        f"| --- |{' ---: |' * (len(head) - 1)}",
    ]
    for one in results:
        cells = [
            (f"{row.measured:.3g}" if row.met else f"**{row.measured:.3g}**")
            + ("" if row.bar == "–" else f" ({row.bar})")
            for row in one.rows
        ]
        name = f"{one.graph} ({one.what})" if one.graph == "Ordos" else one.graph
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
