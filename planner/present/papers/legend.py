"""The legends of static maps: beside a sheet, or as a strip below the maps of the report."""

from __future__ import annotations

from typing import Final

import numpy as np

from planner.domain.record import Nature
from planner.domain.result import RunResult
from planner.present import style
from planner.present.page.words import WORDS
from planner.present.papers.labels import lines_of
from planner.present.papers.marks import place_mark, rejected_mark, site_mark
from planner.present.papers.sheet import Fonts, Sheet
from planner.present.papers.views import View, handling_sites
from planner.text import Text

LINE_MM: Final = 5.0
MARK_X: Final = 2.5
NAME_X: Final = 6.5
_SITES: Final = Text("服务点（办理所选事项的）", "Sites that handle them")
_REJECTED: Final = Text("落选的候选点", "candidate, not chosen")
_SIZE: Final = Text("圆点大小：人口多少", "Size of a dot: people")
_OF_PEOPLE: Final = Text("百分数：占全部居民", "Per cent: of all residents")
_UNITS: Final = Text("辖区界线（示意）", "Boundaries of units")
_MODELLED: Final = Text("含模型数据", "Holds modelled data")
_MODELLED_NOTE: Final = Text("仅供规划参考，非官方成果", "for planning, not official")


def draw_legend(
    sheet: Sheet, view: View, result: RunResult, fonts: Fonts, *, x: float, top: float, width: float
) -> None:
    """Draw everything that explains a map, from a height downwards."""
    word = fonts.word
    y = top - 3
    if any(item.nature is Nature.MODELLED for item in result.provenance):
        sheet.box(x, y - 7.5, width, 10, fill="#fff3d6", line="#8a6d00")
        sheet.text(x + width / 2, y, word(_MODELLED), 10, bold=True, align="center")
        sheet.text(x + width / 2, y - 4.8, word(_MODELLED_NOTE), 7.5, align="center")
        y -= 13
    sheet.text(x, y, word(view.lead), 9.5, bold=True)
    y -= LINE_MM
    for number, key in enumerate(view.keys):
        if number and number == view.limit_after:
            limit = word(style.duration_text(result.scorecard.within_s))
            sheet.line([(x, y), (x + 22, y)], 0.3)
            sheet.text(x + width, y, f"{word(WORDS['standard_here'])} {limit}", 7.5, align="right")
            y -= LINE_MM
        place_mark(sheet, x + MARK_X, y, key.kind, colours=view.colours, radius=1.7)
        sheet.text(x + NAME_X, y, word(key.name), 8.5)
        sheet.text(x + width, y, key.share, 8.5, align="right")
        y -= LINE_MM
    for note in (_OF_PEOPLE, _SIZE):
        sheet.text(x, y, word(note), 7, colour="#3c4650")
        y -= 3.8
    _sites(sheet, view, result, fonts, x=x, y=y - 2.5, width=width)


def draw_strip(sheet: Sheet, view: View, result: RunResult, fonts: Fonts, height: float) -> None:
    """Draw the classes in one row and the kinds of site in a second, at the foot of a sheet."""
    word = fonts.word
    y = height - 4
    x = 0.5
    sheet.text(x, y, word(view.lead), 7.5, bold=True)
    x += 28
    step = (sheet.width_mm - x) / max(6, len(view.keys))
    for key in view.keys:
        place_mark(sheet, x + 1.5, y, key.kind, colours=view.colours, radius=1.2)
        sheet.text(x + 3.6, y, word(key.name), 7.5)
        x += step
    y -= 4.6
    x = 0.5
    for kind, name, _ in _kinds(view, result):
        wide = 7 + 2.75 * len(word(name))
        if x + wide > sheet.width_mm - 34:
            sheet.text(x, y, "…", 7.5)
            x += 5
            break
        site_mark(sheet, x + 1.6, y, kind, 2.4, handles=True, changed=False)
        sheet.text(x + 4, y, word(name), 7.5)
        x += wide
    if result.changed_sites:
        site_mark(sheet, x + 1.6, y, 0, 2.0, handles=True, changed=True)
        sheet.text(x + 4.4, y, word(WORDS["site_changed"]), 7.5)
    y -= 4.6
    limit = word(style.duration_text(result.scorecard.within_s))
    sheet.text(0.5, y, f"{word(WORDS['standard_here'])} {limit}；{word(_SIZE)}" if fonts.chinese
               else f"Standard: {limit}. {word(_SIZE)}", 7, colour="#3c4650")  # fmt: skip


def _sites(
    sheet: Sheet, view: View, result: RunResult, fonts: Fonts, *, x: float, y: float, width: float
) -> None:
    word = fonts.word
    sheet.text(x, y, word(_SITES), 9.5, bold=True)
    y -= LINE_MM
    for kind, name, count in _kinds(view, result):
        site_mark(sheet, x + MARK_X, y, kind, 3.2, handles=True, changed=False)
        for line in lines_of(word(name), width - NAME_X - 8, 8.5)[:1]:
            sheet.text(x + NAME_X, y, line, 8.5)
        sheet.text(x + width, y, str(count), 8.5, align="right")
        y -= LINE_MM
    if view.id != "before" and result.changed_sites:
        site_mark(sheet, x + MARK_X, y, 0, 2.6, handles=True, changed=True)
        sheet.text(x + NAME_X, y, word(WORDS["site_changed"]), 8.5)
        y -= LINE_MM
    if view.id != "before" and any(
        one.state == "rejected" for report in result.siting for one in report.candidates
    ):
        rejected_mark(sheet, x + MARK_X, y, 3.2)
        sheet.text(x + NAME_X, y, word(_REJECTED), 8.5)
        y -= LINE_MM
    sheet.line([(x, y), (x + 5, y)], 0.28, "#5b6670")
    sheet.text(x + NAME_X, y, word(_UNITS), 8.5)


def _kinds(view: View, result: RunResult) -> list[tuple[int, Text, int]]:
    """Return each kind of site that handles the focus, its name and how many, the most first."""
    sites = view.outcome.world.sites
    shown = handling_sites(result, view.outcome)
    counts = np.bincount(sites.kind[shown], minlength=len(sites.kinds))
    order = sorted(np.flatnonzero(counts).tolist(), key=lambda kind: (-counts[kind], kind))
    return [(kind, sites.kinds[kind].name, int(counts[kind])) for kind in order]
