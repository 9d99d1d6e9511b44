from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook

from planner.domain.costs import Amount
from planner.domain.money import CostOfAnHour, MeasuresCost
from planner.errors import DataError
from planner.present.comparison import comparison_rows, comparison_table, write_comparison
from planner.present.comparison_columns import FIGURES
from planner.present.comparison_columns import REMARKS as COST
from planner.present.page import page_html
from planner.text import Text
from tests.present.fixture import result

FORMULA = '=HYPERLINK("http://example.org")'


def test_a_name_is_never_a_formula(tmp_path: Path) -> None:
    run = replace(result(), name=Text.same(FORMULA))
    path, workbook, record, _ = write_comparison([run], tmp_path / "new")
    with path.open(encoding="utf-8-sig", newline="") as file:
        as_is, row = csv.DictReader(file)
    assert row["name_zh"] == row["name_en"] == f"'{FORMULA}"
    assert as_is["scenario"] == ""
    told = comparison_rows([run])[1]
    assert list(row) == list(told)
    assert float(row["mean_min"]) == told["mean_min"]
    assert json.loads(record.read_text("utf-8"))["scenarios"][1] == told
    sheet = load_workbook(workbook).worksheets[0]
    assert sheet.max_row == 3
    assert sheet.max_column == len(told)
    assert sheet["C3"].value == FORMULA
    assert sheet["C3"].data_type == "s"


def test_changes_are_against_the_baseline_of_the_study() -> None:
    as_is, row = comparison_rows([result()])
    for key in FIGURES:
        assert as_is[f"{key}_change"] in {0.0, None}
        before, after = as_is[key], row[key]
        if isinstance(before, float) and isinstance(after, float):
            assert row[f"{key}_change"] == pytest.approx(after - before)
    assert row["mean_min_change"] != 0
    card = result().scorecard
    assert row["case_h_per_year"] == card.all_services.after.case_h
    assert row["share_within_night"] == card.periods_all[2].after.share_within
    assert row["residents_yuan_per_year"] == card.money.after.total_yuan.value
    assert as_is["cost_yuan_per_year"] is None
    assert as_is["cost_remark"] is None


def test_scenarios_that_change_roads_share_the_baseline_of_their_study() -> None:
    plain, roads = (
        replace(result(), settings={**result().settings, "travel_found_by": found})
        for found in ({"baseline": "hierarchy"}, {"baseline": "hierarchy", "scenario": "hierarchy"})
    )
    rows = comparison_rows([plain, roads])
    assert [row["scenario"] for row in rows] == ["", plain.scenario_id, roads.scenario_id]
    on_foot = replace(roads, settings={**roads.settings, "mode": "walk"})
    assert len(comparison_rows([plain, on_foot])) == 4


def test_costs_of_measures_are_told_with_their_range() -> None:
    run = result()
    hour = CostOfAnHour(Amount(5.0, 4.0, 9.0), None)
    cost = MeasuresCost(Amount.exact(100.0), Amount.exact(20.0), Amount.exact(30.0))
    money = replace(run.scorecard.money, cost=cost, per_hour=hour)
    row = comparison_rows([replace(run, scorecard=replace(run.scorecard, money=money))])[1]
    assert [row[key] for key in COST] == [100, 20, 30, 5, 4, 9, None]


def test_what_is_not_known_has_a_reason_instead() -> None:
    run = result()
    why = Text("费用未知", "not known")
    cost = MeasuresCost(None, Amount.exact(20.0), None, (why,))
    money = replace(run.scorecard.money, cost=cost, per_hour=CostOfAnHour(None, why))
    row = comparison_rows([replace(run, scorecard=replace(run.scorecard, money=money))])[1]
    assert [row[key] for key in COST] == [None, 20, None, None, None, None, str(why)]


def test_every_column_is_explained() -> None:
    rows = comparison_rows([result()])
    table = comparison_table(rows)
    assert [len(table.columns)] * len(rows) == [len(row) for row in rows]
    assert len({column.header for column in table.columns}) == len(table.columns)
    assert all(column.meaning.zh and column.meaning.en for column in table.columns)


def test_an_earlier_comparison_is_replaced(tmp_path: Path) -> None:
    path, *others = write_comparison([result()], tmp_path)
    assert all(other.is_file() for other in others)
    before = path.read_bytes()
    (tmp_path / "comparison.tmp").write_text("mine", encoding="utf-8")
    write_comparison([replace(result(), name=Text.same("new"))], tmp_path)
    assert path.read_bytes() != before
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        "comparison.csv", "comparison.json", "comparison.tmp", "comparison.xlsx", "index.html",
    ]  # fmt: skip


def test_a_file_of_somebody_else_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "comparison.csv"
    path.write_text("我的比较表", encoding="utf-8")
    with pytest.raises(DataError) as caught:
        write_comparison([result()], tmp_path)
    assert caught.value.issues[0].code == "output_not_ours"
    assert path.read_text("utf-8") == "我的比较表"


@pytest.mark.parametrize("name", ["comparison.xlsx", "comparison.json"])
def test_nor_is_a_workbook_of_somebody_else(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("mine", encoding="utf-8")
    with pytest.raises(DataError):
        write_comparison([result()], tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("beside", [False, True])
def test_nor_is_the_page_of_a_run(tmp_path: Path, *, beside: bool) -> None:
    if beside:
        write_comparison([result()], tmp_path)
    page = tmp_path / "index.html"
    page.write_text(page_html(result()), "utf-8")
    with pytest.raises(DataError):
        write_comparison([result()], tmp_path)
    assert "planner compare" not in page.read_text("utf-8")
