from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from planner.errors import DataError
from planner.present.comparison import comparison_rows, write_comparison
from planner.text import Text
from tests.present.fixture import result

FORMULA = '=HYPERLINK("http://example.org")'


def test_a_name_is_never_a_formula(tmp_path: Path) -> None:
    run = replace(result(), name=Text.same(FORMULA))
    (path,) = write_comparison([run], tmp_path / "new")
    with path.open(encoding="utf-8-sig", newline="") as file:
        as_is, row = csv.DictReader(file)
    assert row["name_zh"] == row["name_en"] == f"'{FORMULA}"
    assert as_is["scenario"] == ""
    told = comparison_rows([run])[1]
    assert list(row) == list(told)
    assert float(row["mean_min"]) == told["mean_min"]


def test_an_earlier_comparison_is_replaced(tmp_path: Path) -> None:
    (path,) = write_comparison([result()], tmp_path)
    before = path.read_bytes()
    (tmp_path / "comparison.tmp").write_text("mine", encoding="utf-8")
    write_comparison([replace(result(), name=Text.same("new"))], tmp_path)
    assert path.read_bytes() != before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["comparison.csv", "comparison.tmp"]


def test_a_file_of_somebody_else_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "comparison.csv"
    path.write_text("我的比较表", encoding="utf-8")
    with pytest.raises(DataError) as caught:
        write_comparison([result()], tmp_path)
    assert caught.value.issues[0].code == "output_not_ours"
    assert path.read_text("utf-8") == "我的比较表"
