"""The finished page in a real browser, without a network."""

from __future__ import annotations

import base64
import re
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, Page

from planner.present.page import page_html
from tests.present.fixture import HOSTILE, KINDS, result
from tests.present.page.opening import address, colours, needs_browser, open_page, used


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    made = {"pilots": result(), "as_is": result(as_is=True), "year": result(year=True)}
    for name, run in made.items():
        (folder / f"{name}.html").write_text(page_html(run), encoding="utf-8")
    return {name: folder / f"{name}.html" for name in made}


@pytest.fixture
def pilots(browser: Browser, pages: dict[str, Path]) -> Iterator[Page]:
    yield from used(browser, pages["pilots"])


@pytest.fixture
def year(browser: Browser, pages: dict[str, Path]) -> Iterator[Page]:
    yield from used(browser, pages["year"])


@needs_browser
def test_the_page_opens_offline_and_shows_hostile_names_as_text(pilots: Page) -> None:
    text = pilots.inner_text("body")
    assert "按模型估算" in text
    assert "西区</script>" in text
    shown = [name for name in HOSTILE if name in pilots.inner_text("#lists")]
    assert "<script>alert(1)</script>" in shown
    assert "</script><img src=x onerror=alert(2)>" in shown
    assert pilots.query_selector("#lists script, #lists img, #lists b") is None


@needs_browser
def test_five_figures_large_enough_to_read(pilots: Page) -> None:
    assert pilots.locator(".figure").count() == 5
    sizes = pilots.evaluate(
        """() => [...document.querySelectorAll('#page *')]
          .filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
          .map(e => parseFloat(getComputedStyle(e).fontSize))"""
    )
    assert min(sizes) >= 16
    value = "parseFloat(getComputedStyle(document.querySelector('.value')).fontSize)"
    assert pilots.evaluate(value) >= 28


@needs_browser
def test_the_layer_switch_changes_map_legend_and_address(pilots: Page) -> None:
    after = colours(pilots)
    assert "#abd5f0" in after  # 15 to 30 minutes
    pilots.click("#modes [data-layer=before]")
    assert "layer=before" in pilots.url
    before = colours(pilots)
    assert before != after
    pilots.click("#modes [data-layer=change]")
    assert "#38096b" in colours(pilots)  # more than 20 minutes saved
    assert "节省" in pilots.inner_text("#legend")


@needs_browser
def test_the_selection_switch_changes_figures_and_ranking(pilots: Page) -> None:
    headline, ranking = pilots.inner_text("#headline"), pilots.inner_text("#units")
    pilots.select_option("#selection", "counter")
    assert "services=counter" in pilots.url
    assert "户籍事项" in pilots.inner_text("#headline") != headline
    assert pilots.inner_text("#units") != ranking


@needs_browser
def test_the_language_switch(pilots: Page) -> None:
    pilots.click("#language")
    assert pilots.inner_text("#headline").startswith("Modelled estimate: the share of residents")
    assert pilots.get_attribute("html", "lang") == "en"
    assert "lang=en" in pilots.url
    assert "Data and method" in pilots.inner_text("#method")
    assert not re.search("[\u4e00-\u9fff]", pilots.inner_text("#legend"))


@needs_browser
def test_the_address_brings_a_view_back(browser: Browser, pages: dict[str, Path]) -> None:
    opened = open_page(browser, pages["pilots"], "#layer=before&services=all&lang=en")
    assert opened.page.get_attribute("[data-layer=before]", "aria-pressed") == "true"
    assert opened.page.input_value("#selection") == "all"
    nonsense = open_page(browser, pages["pilots"], "#layer=x&services=__proto__&lang=<b>")
    assert nonsense.page.get_attribute("[data-layer=after]", "aria-pressed") == "true"
    assert opened.errors == nonsense.errors == []


@needs_browser
def test_clicks_zoom_and_popups_tell(pilots: Page) -> None:
    zoom = pilots.evaluate("leader_map.getZoom()")
    pilots.click("#worst li")
    assert pilots.evaluate("leader_map.getZoom()") > zoom
    pilots.click("#home")
    assert pilots.evaluate("leader_map.getZoom()") == zoom
    pilots.locator("#units tbody tr").first.press("Enter")
    assert pilots.locator("#units tr.chosen").count() == 1
    assert "#fff3d0" in colours(pilots)  # the chosen unit stands out
    pilots.click("#home")
    assert pilots.locator("#units tr.chosen").count() == 0
    pilots.locator('.leaflet-marker-icon[title="</script><img src=x onerror=alert(2)>"]').click()
    popup = pilots.inner_text(".leaflet-popup-content")
    assert popup.startswith("</script><img src=x onerror=alert(2)>")
    assert "周一至周五 09:00–17:00" in popup
    assert "0 / 4 → 4 / 4" in popup


@needs_browser
def test_the_divider_shows_both_sides_by_mouse_and_keys(pilots: Page) -> None:
    pilots.click("#modes [data-layer=swipe]")
    assert "split=50" in address(pilots)
    before, after = (colours(pilots, f".leaflet-places{side}-pane") for side in (0, 1))
    assert before != after
    assert "#abd5f0" in after
    clips = "[0, 1].map(i => leader_map.getPane('sites' + i).style.clip)"
    cut = pilots.evaluate(clips)
    assert all(clip.startswith("rect(") for clip in cut)
    box = pilots.locator("#swipe").bounding_box()
    assert box is not None
    pilots.mouse.move(box["x"] + 2, box["y"] + 90)
    pilots.mouse.down()
    pilots.mouse.move(box["x"] - 200, box["y"] + 90)
    pilots.mouse.up()
    dragged = int(re.findall(r"split=(\d+)", address(pilots))[0])
    assert 20 < dragged < 50
    assert pilots.evaluate(clips) != cut
    pilots.locator("#swipe").press("ArrowRight")
    assert f"split={dragged + 2}" in address(pilots)
    pilots.locator("#swipe").press("End")
    assert pilots.get_attribute("#swipe", "aria-valuenow") == "100"
    pilots.click("#modes [data-layer=after]")
    assert pilots.evaluate(clips) == ["", ""]
    assert not pilots.locator("#swipe").is_visible()


@needs_browser
def test_an_hour_has_its_own_figures_map_and_doors(year: Page) -> None:
    any_time = year.inner_text("#figures")
    assert year.locator(".half").count() == 144
    year.locator(".day").first.locator(".half").nth(46).click()
    assert "when=workday-2300" in address(year)
    assert year.inner_text("#headline").startswith("工作日 23:00–23:30：按模型估算")
    figures = year.inner_text("#figures")
    assert figures != any_time
    assert figures.count("工作日 23:00") == 5
    assert year.locator(".leaflet-marker-icon.closed").count() == 6  # NEW alone is open
    assert year.locator(".leaflet-marker-icon.handles").count() == 1
    assert "此时关门" in year.inner_text("#legend")
    year.click("#modes [data-layer=before]")
    assert "这时没有开门的" in year.inner_text("#legend")  # hatched
    year.click("#modes [data-layer=swipe]")
    assert "% → 0%" in year.inner_text("#legend")  # closed on the left side only
    year.locator("#days").press("ArrowRight")
    assert "when=workday-2330" in address(year)
    year.locator("#days").press("PageUp")
    assert "when=weekend-2330" in address(year)
    assert "周末 23:30–24:00" in (year.get_attribute("#days", "aria-valuetext") or "")
    year.click("#anytime")
    assert "when" not in address(year)
    assert year.inner_text("#figures") == any_time


@needs_browser
def test_a_selection_without_hours_goes_back_to_any_time(year: Page) -> None:
    year.locator(".half").nth(20).click()
    year.select_option("#selection", "counter")
    assert "when" not in address(year)
    year.locator(".half").nth(20).click()
    assert year.input_value("#selection") == "focus"


@needs_browser
def test_search_finds_by_name_pinyin_and_initials(year: Page) -> None:
    for asked, found in (
        ("东区", "东区"),
        ("dongqu", "东区"),
        ("dq", "东区"),
        ("west", "西区</script>"),
        ("alert(2)", "</script><img src=x onerror=alert(2)>"),
        ("di8cun", "第8村"),
        ("xdbd", "新代办点"),
    ):
        year.fill("#search", asked)
        assert found in year.locator("#found .where").all_inner_texts(), asked
    assert year.query_selector("#found img, #found script") is None
    year.fill("#search", "zzzz")
    assert year.inner_text("#found") == "没有找到"


@needs_browser
def test_search_leads_to_the_map_by_keyboard(year: Page) -> None:
    zoom = year.evaluate("leader_map.getZoom()")
    year.fill("#search", "第20村")
    year.locator("#search").press("Enter")
    assert year.evaluate("leader_map.getZoom()") > zoom
    popup = year.inner_text("#card")
    assert popup.startswith("第20村")
    assert "主要去" in popup
    assert "km" in popup
    year.fill("#search", "xdbd")
    year.locator("#search").press("ArrowDown")
    year.locator("#search").press("Enter")
    assert year.inner_text(".leaflet-popup-content h3") == "新代办点"
    year.fill("#search", "dongqu")
    year.locator("#search").press("Enter")
    assert "东区" in year.inner_text("#units tr.chosen")
    year.locator("#search").press("Escape")


@needs_browser
def test_a_click_on_a_place_tells_its_way_and_provider(year: Page) -> None:
    run = result(year=True)
    place = int(np.nanargmax(run.after.typical["focus"].time_s))
    residents = run.after.world.residents
    year.evaluate(
        """at => leader_map.fire(
          'click', { containerPoint: leader_map.latLngToContainerPoint(at) })""",
        [float(residents.lat[place]), float(residents.lon[place])],
    )
    popup = year.inner_text("#card")
    minutes = run.after.typical["focus"].time_s[place] / 60
    km = run.after.typical["focus"].length_m[place] / 1000
    assert f"{minutes:.1f} 分钟" in popup
    assert f"{km:.1f} km" in popup
    assert "人均全年办事耗时" in popup


@needs_browser
def test_an_unpacked_stream_is_what_was_packed(browser: Browser, pages: dict[str, Path]) -> None:
    rng = np.random.default_rng(3)
    texts = [b"", b"a", bytes(rng.integers(0, 256, 70_000, dtype=np.uint8)), b"ab" * 40_000,
             bytes(rng.integers(0, 5, 90_000, dtype=np.uint8))]  # fmt: skip
    opened = open_page(browser, pages["pilots"])
    for level in (0, 1, 9):
        for strategy in (zlib.Z_DEFAULT_STRATEGY, zlib.Z_FIXED, zlib.Z_HUFFMAN_ONLY):
            for text in texts:
                deflate = zlib.compressobj(level, zlib.DEFLATED, -15, 9, strategy)
                packed = deflate.compress(text) + deflate.flush()
                got = opened.page.evaluate(
                    """([b64, size]) => {
                      const text = atob(b64), input = Uint8Array.from(text, c => c.charCodeAt(0));
                      return Array.from(Inflate(input, size), c => String.fromCharCode(c)).join('');
                    }""",
                    [base64.b64encode(packed).decode(), len(text)],
                )
                assert got.encode("latin-1") == text
    damaged = "try { Inflate(new Uint8Array([7, 1, 2]), 5); 'fine' } catch (e) { e.message }"
    assert "damaged" in opened.page.evaluate(damaged)
    assert opened.errors == []


@needs_browser
def test_nothing_is_cut_or_too_pale_on_a_small_screen(
    browser: Browser, pages: dict[str, Path]
) -> None:
    opened = open_page(browser, pages["year"], "#lang=en&layer=swipe&when=workday-1000")
    page = opened.page
    page.set_viewport_size({"width": 1366, "height": 768})
    page.evaluate("document.getElementById('language').click()")
    page.evaluate("document.getElementById('language').click()")
    cut = page.evaluate(
        """() => [...document.querySelectorAll('.value, .figure .name, .now, .day .type')]
          .filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.textContent)"""
    )
    assert cut == []
    # Contrast as WCAG 2.1 defines it, of every text against the nearest coloured ground.
    pale = page.evaluate(
        """() => {
          const rgba = c => { const n = c.match(/[\\d.]+/g).map(Number);
                              return n.length < 4 ? [...n, 1] : n; };
          const light = c => { const [r, g, b] = c.map(v => (v /= 255) <= 0.03928 ? v / 12.92
                                 : Math.pow((v + 0.055) / 1.055, 2.4));
                               return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
          const ground = e => { for (; e; e = e.parentElement) {
            const c = rgba(getComputedStyle(e).backgroundColor); if (c[3] > 0.5) return c; }
            return [255, 255, 255, 1]; };
          return [...document.querySelectorAll('#page *, #method *')]
            .filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
            .filter(e => { const [a, b] = [rgba(getComputedStyle(e).color), ground(e)]
                .map(c => light(c.slice(0, 3)) + 0.05);
              return Math.max(a, b) / Math.min(a, b) < 4.5; })
            .map(e => e.className + ' ' + e.textContent);
        }"""
    )
    assert pale == []
    assert opened.errors == []


OVERLAPS = """() => {
  const seen = e => { const r = e.getBoundingClientRect(); return r.width && r.height ? r : null; };
  const boxes = [...document.querySelectorAll(
    'header h1, header #subtitle, .tools, #headline, .figure, #mapbox, #legend, aside, #hours,'
    + ' #standards, #stamp, footer button')].map(e => [e, seen(e)]).filter(b => b[1]);
  const found = [];
  boxes.forEach(([a, r], i) => boxes.slice(i + 1).forEach(([b, s]) => {
    if (a.contains(b) || b.contains(a)) return;
    const wide = Math.min(r.right, s.right) - Math.max(r.left, s.left);
    const high = Math.min(r.bottom, s.bottom) - Math.max(r.top, s.top);
    if (wide > 1 && high > 1) found.push([a.id || a.className, b.id || b.className]);
  }));
  return found;
}"""

HALF_ROWS = """() => {
  const cut = [];
  [['.scroll', 'tbody tr'], ['#lists ol', 'li']].forEach(([box, row]) =>
    document.querySelectorAll(box).forEach(b => {
      const end = b.getBoundingClientRect().top + b.clientTop + b.clientHeight;
      b.querySelectorAll(row).forEach(r => {
        const s = r.getBoundingClientRect();
        if (s.top < end - 2 && s.bottom > end + 2) cut.push(r.textContent);
      });
    }));
  return cut;
}"""


@needs_browser
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", [(1920, 1080), (1366, 768), (1600, 900), (1280, 720)])
def test_the_first_screen_overlaps_and_halves_nothing(
    browser: Browser, pages: dict[str, Path], size: tuple[int, int], language: str
) -> None:
    where = f"#lang={language}&layer=swipe"
    opened = open_page(browser, pages["year"], where, width=size[0], height=size[1])
    page = opened.page
    assert page.evaluate(OVERLAPS) == []
    assert page.evaluate(HALF_ROWS) == []
    assert page.locator("#lists ol li").first.is_visible()
    inside = "document.querySelector('footer').getBoundingClientRect().bottom <= innerHeight"
    assert page.evaluate(inside)
    box = page.locator("#mapbox").bounding_box()
    assert box is not None
    assert box["height"] > 0.4 * size[1] or size[1] < 800
    page.set_viewport_size({"width": 1500, "height": 800})
    page.wait_for_timeout(50)
    assert page.evaluate(HALF_ROWS) == []
    assert opened.errors == []


@needs_browser
def test_the_world_as_it_is_shows_single_values(browser: Browser, pages: dict[str, Path]) -> None:
    opened = open_page(browser, pages["as_is"])
    assert opened.page.locator("#modes button").count() == 1
    assert "→" not in opened.page.inner_text("#figures")
    assert opened.page.inner_text("#headline").startswith("按模型估算，现状：")
    assert opened.page.query_selector("#gains") is None
    assert opened.errors == []


@needs_browser
def test_print_is_one_coloured_a3_sheet_and_the_screen_comes_back(
    pilots: Page, tmp_path: Path
) -> None:
    before = colours(pilots)
    path = tmp_path / "page.pdf"
    pilots.pdf(path=path, prefer_css_page_size=True)
    pdf = path.read_bytes()
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1
    (box,) = re.findall(rb"/MediaBox\s*\[([^\]]+)\]", pdf)
    assert [round(float(x)) for x in box.split()] == [0, 0, 1191, 842]
    widths = [int(w) for w in re.findall(rb"/Width (\d+)", pdf)]
    assert max(widths) > 2000  # the map as a sharp picture
    assert pilots.locator("#mapbox img").count() == 0
    assert colours(pilots) == before


@needs_browser
def test_the_legend_is_whole_on_paper(browser: Browser, tmp_path: Path) -> None:
    run = result(year=True, n_sites=20)
    kinds = tuple(replace(kind, id=f"{kind.id}{n}") for n in range(6) for kind in KINDS)
    sides = []
    for side in (run.before, run.after):
        sites = side.world.sites
        spread = np.arange(len(sites), dtype=np.int32) % len(kinds)
        sides.append(
            replace(side, world=replace(side.world, sites=replace(sites, kinds=kinds, kind=spread)))
        )
    path = tmp_path / "kinds.html"
    path.write_text(page_html(replace(run, before=sides[0], after=sides[1])), encoding="utf-8")
    opened = open_page(browser, path, "#layer=swipe&services=all", width=1366, height=768)
    legend = """(() => { const box = document.getElementById('legend');
                         return [box.scrollHeight - box.clientHeight,
                                 leader_map.getSize().x - byId('mapbox').clientWidth]; })()"""
    opened.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert opened.page.evaluate(legend) == [0, 0]  # and the map has what the legend leaves
    opened.page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert opened.errors == []


@needs_browser
def test_the_printed_map_is_a_picture_of_the_map(pilots: Page) -> None:
    pilots.evaluate("dispatchEvent(new Event('beforeprint'))")
    shown = pilots.evaluate(
        """async () => {
          const img = document.querySelector('.leaflet-places1-pane img');
          await img.decode();
          const c = document.createElement('canvas');
          c.width = img.naturalWidth; c.height = img.naturalHeight;
          c.getContext('2d').drawImage(img, 0, 0);
          const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;
          let blue = 0;
          for (let i = 0; i < d.length; i += 4) blue += d[i] === 0xab && d[i + 1] === 0xd5;
          return [blue, img.offsetWidth, leader_map.getSize().x];
        }"""
    )
    pilots.evaluate("dispatchEvent(new Event('afterprint'))")
    assert shown[0] > 100
    assert shown[1] == shown[2]


@needs_browser
def test_the_hint_tells_the_time_of_a_walk_of_more_than_a_day(
    browser: Browser, tmp_path: Path
) -> None:
    run = result(hostile=False)
    place = int(np.nanargmax(run.after.typical["focus"].time_s))
    slow = {
        key: replace(typical, time_s=np.where(typical.reach == 0, 111_960.0, np.nan))
        for key, typical in run.after.typical.items()
    }
    slow_run = replace(run, after=replace(run.after, typical=slow))
    (tmp_path / "slow.html").write_text(page_html(slow_run), encoding="utf-8")
    opened = open_page(browser, tmp_path / "slow.html")
    residents = run.after.world.residents
    opened.page.evaluate(
        """at => leader_map.fire(
          'mousemove', { containerPoint: leader_map.latLngToContainerPoint(at) })""",
        [float(residents.lat[place]), float(residents.lon[place])],
    )
    assert opened.page.inner_text("#tip").endswith("实施后 1,866.0 分钟")
    assert opened.errors == []


def test_a_large_city_stays_small() -> None:
    run = result(20_000, 300, 50_000, width=4.2, height=2.9, hostile=False, year=True)
    assert len(page_html(run).encode("utf-8")) < 3_000_000
