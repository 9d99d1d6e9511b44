from __future__ import annotations

from pathlib import Path

import pytest

from planner.present.papers import OWN_NAMES, fonts, write_papers
from planner.present.papers.fonts import FONT_VARIABLE
from tests.present.fixture import result
from tests.present.papers.chinese import chinese


def test_a_scenario_gets_three_maps_twice_and_a_report(tmp_path: Path) -> None:
    chinese()
    paths, warnings = write_papers(result(), tmp_path)
    assert warnings == ()
    assert sorted(path.name for path in paths) == sorted(
        [*(f"map-{view}.{kind}" for view in ("before", "after", "change")
           for kind in ("png", "pdf")), "report.docx"]
    )  # fmt: skip
    assert sorted(tmp_path.iterdir()) == sorted(paths)
    assert {path.name for path in paths} < OWN_NAMES


def test_a_study_as_it_is_gets_one_map(tmp_path: Path) -> None:
    paths, _ = write_papers(result(as_is=True), tmp_path)
    assert [path.name for path in paths] == ["map-today.png", "map-today.pdf", "report.docx"]


def test_without_a_chinese_font_a_warning_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(FONT_VARIABLE, raising=False)
    monkeypatch.setattr(fonts, "font_folders", lambda: (tmp_path,))
    out = tmp_path / "out"
    out.mkdir()
    paths, warnings = write_papers(result(hostile=False), out)
    assert len(paths) == 7
    assert [issue.code for issue in warnings] == ["no_chinese_font"]
