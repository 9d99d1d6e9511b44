"""The page of measurements: what it says is what was measured."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from benchmarks import page
from benchmarks.picture import Line, Panel, drawn
from benchmarks.record import Result, Row
from benchmarks.report import BEGIN, END, PAGE, PICTURE, measured, page_with, picture_of


@pytest.fixture
def result() -> Result:
    found = Result("toy", "made up", 1_000_000, 2, "a machine", "2026-01-02", 0.5)
    found.ratio("fast enough", 400, at_least=300)
    found.ratio("too slow", 0.0234567, at_most=0.01)
    found.ratio("just so", 7)
    found.figure("scipy_s", 0.25)
    found.peers_s["quick"] = 0.125
    found.absent["gone"] = "not installed"
    return found


def test_page_and_picture_are_those_of_the_kept_results() -> None:
    kept = Result.load_all()
    page = PAGE.read_text("utf-8")
    assert page_with(page, kept) == page, "run `python -m benchmarks.report`"
    assert PICTURE.read_text("utf-8") == picture_of(kept)


def test_bars_are_inclusive() -> None:
    assert Row("", 300, at_least=300).met
    assert not Row("", 299.9, at_least=300).met
    assert Row("", 1.5, at_most=1.5).met
    assert not Row("", 1.51, at_most=1.5).met
    assert (Row("", 0).bar, Row("", 0).met) == ("–", True)


def test_results_survive_their_file(result: Result, tmp_path: Path) -> None:
    result.save(tmp_path)
    assert Result.load_all(tmp_path) == [result]


def test_misses_are_shown(result: Result) -> None:
    text = measured([result])
    assert "1 of 2 bars are met, 1 of 2 on graphs of about a million" in text
    assert "| fast enough | ≥ 300 | 400 |" in text
    assert "| too slow | ≤ 0.01 | **0.0235** |" in text
    assert "| just so | – | 7 |" in text
    assert "| one search of quick, ms | 125 |" in text
    assert "Peers left out: toy: gone (not installed)." in text


def test_sentences_by_hand_stay(result: Result) -> None:
    page = page_with(f"before\n{BEGIN}\nstale\n{END}\nafter\n", [result])
    assert page.startswith("before\n")
    assert page.endswith("\nafter\n")
    assert "stale" not in page


def test_curves_are_on_logarithmic_scales() -> None:
    line = Line("ours <1>", [(100, 0.01), (1_000, 0.1), (10_000, 1)], ours=True)
    root = ET.fromstring(drawn([Panel("title", [line]), Panel("nothing yet", [])]))  # noqa: S314
    dots = [
        (float(dot.get("cx", "")), float(dot.get("cy", ""))) for dot in root.iter() if dot.get("cx")
    ]
    (x0, y0), (x1, y1), (x2, y2) = dots
    assert x1 - x0 == pytest.approx(x2 - x1, abs=0.2)
    assert y0 - y1 == pytest.approx(y1 - y2, abs=0.2)
    assert x0 < x1
    assert y0 > y1
    assert "ours <1>" in [element.text for element in root.iter()]


def test_the_table_of_pages_is_that_of_the_kept_results() -> None:
    text = PAGE.read_text("utf-8")
    kept = Result.load_all(page.KEPT)
    assert kept
    assert f"{page.BEGIN}\n{page.table(kept)}\n{page.END}" in text
