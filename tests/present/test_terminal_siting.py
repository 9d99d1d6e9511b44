from __future__ import annotations

import io
import math
import unicodedata
from dataclasses import replace

from rich.console import Console

from planner.domain.siting import FrontierPoint, NearTie, Robust, RobustShare, SitingReport
from planner.present.terminal_siting import siting_report
from planner.text import Text
from tests.domain.test_siting import REPORT, SITE


def printed(report: SitingReport) -> list[str]:
    stream = io.StringIO()
    console = Console(file=stream, width=80, markup=False, highlight=False, emoji=False)
    for part in siting_report(report):
        console.print(part)
    return [line.rstrip() for line in stream.getvalue().splitlines()]


def cells(lines: list[str], first: str) -> list[str]:
    return next(line for line in lines if line.split() and line.split()[0] == first).split()


def test_every_part_of_an_answer_is_shown() -> None:
    whole = replace(
        REPORT,
        near_ties=(NearTie("a", Text("甲", "A"), "b", Text("乙", "B"), 0.003),),
        frontier=(
            FrontierPoint(0, 0.0, 10.0, 0.0, 0.0, 0.0),
            FrontierPoint(1, 5e5, 7.0, 3.0, 3.0, 0.0123),
            FrontierPoint(2, 1e6, 6.0, 4.0, 1.0, math.inf),
        ),
        robust=Robust(50, 1, (RobustShare("a", Text("甲", "A"), True, 0.84),), 0.021),  # noqa: FBT003
    )
    lines = printed(whole)
    text = "\n".join(lines)
    assert "10 → 7 人时  hours" in text
    assert cells(lines, "1")[:5] == ["1", "甲", "A", "10", "3"]
    assert "the hours are those with all open" in " ".join(text.split())
    assert "B instead of A loses 0.3 %" in text
    assert cells(lines, "1")[-1] == "1"
    assert "500,000" in text
    points = [line.split() for line in lines if "500,000" in line or "1,000,000" in line]
    assert points == [["1", "500,000", "3.0", "3.0", "1.23"], ["2", "1,000,000", "4.0", "1.0", "–"]]
    assert "50 draws (seed 1)" in text
    assert "2.1 % worse" in " ".join(text.split())
    assert lines[-1].split() == ["甲", "A", "是", "yes", "84"]


def test_parts_without_content_are_left_out() -> None:
    nobody = replace(
        REPORT, chosen=(), roll_out=(), candidates=REPORT.candidates[1:], without=math.nan
    )
    text = "\n".join(printed(nobody))
    assert "→" not in text
    for title in ("Near ties", "What more", "If the numbers", "Chosen sites in"):
        assert title not in text


def test_long_names_and_long_lists_fit_80_columns() -> None:
    name = Text("很长的服务点名称" * 3, "A very long name of a site " * 2)
    sites = [replace(SITE, id=f"s{i}", name=name) for i in range(60)]
    many = replace(
        REPORT,
        chosen=tuple(sites),
        candidates=tuple(replace(REPORT.candidates[0], id=site.id) for site in sites),
        roll_out=tuple(site.id for site in sites),
    )
    lines = printed(many)
    assert any("20 more in the tables" in line for line in lines)
    for line in lines:
        assert sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line) <= 80


def test_sites_that_can_be_full_are_shown_with_their_load_and_no_order() -> None:
    full = replace(SITE, load=8.0, capacity=9)
    lines = printed(replace(REPORT, chosen=(full,), roll_out=()))
    assert lines[-1].split() == ["甲", "A", "10", "8", "9", "3"]
    assert not any("order" in line for line in lines)
