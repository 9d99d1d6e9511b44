from __future__ import annotations

import csv
from pathlib import Path

import openpyxl

from planner.present.columns import Column, Table
from planner.present.headline import headline
from planner.present.record import run_id
from planner.present.tables import about_lines, column_table, tables
from planner.present.workbook import write_csv, write_workbook
from planner.text import Text
from tests.present.fixture import result

TEXT = Column(Text("名", "Name"), Text("", ""), Text("名称", "a name"))
NUMBER = Column(Text("时间", "Time"), Text("分钟", "min"), Text("时间", "a time"), 1)
DANGEROUS = ('=HYPERLINK("http://example.org")', "+1+1", "-2", "@SUM(A1)", "\tx", "bell\x07", "好")
TABLE = Table(
    "t",
    Text("表", "Table"),
    (TEXT, NUMBER),
    (*((text, -1.26) for text in DANGEROUS), (None, None)),
)


def test_csv_has_a_mark_headers_with_units_and_no_formula(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    write_csv(TABLE, path)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["名 Name", "时间 Time (分钟 min)"]
    assert [row[0][0] for row in rows[1:6]] == ["'"] * 5
    assert rows[1][1] == "-1.3"  # a negative number stays a number
    assert rows[-1] == ["", ""]


def test_workbook_keeps_text_as_text(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    write_workbook([TABLE], path)
    sheet = openpyxl.load_workbook(path).worksheets[0]
    assert sheet.freeze_panes == "A2"
    cells = [sheet.cell(row, 1) for row in range(2, 2 + len(DANGEROUS))]
    assert {cell.data_type for cell in cells} == {"s"}
    assert [cell.value for cell in cells][:4] == list(DANGEROUS[:4])
    assert cells[5].value == "bell\ufffd"
    number = sheet.cell(2, 2)
    assert (number.value, number.number_format) == (-1.26, "#,##0.0")
    assert sheet.cell(2 + len(DANGEROUS), 1).value is None


def test_workbook_of_a_result(tmp_path: Path) -> None:
    described = tables(result())
    first, second = tmp_path / "1.xlsx", tmp_path / "2.xlsx"
    for path in (first, second):
        write_workbook([*described, column_table(described)], path)
    assert first.read_bytes() == second.read_bytes()
    book = openpyxl.load_workbook(first)
    assert book.sheetnames[0] == "关键指标 Key figures"
    assert book.sheetnames[-1] == "列说明 Columns"


def test_the_first_sheet_tells_what_it_is_and_leads_to_the_others(tmp_path: Path) -> None:
    run = result(hostile=False)
    described = tables(run)
    lines = about_lines(run)
    write_workbook(described, tmp_path / "t.xlsx", lines)
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    sheet = book.worksheets[0]
    assert sheet.title == "目录 Contents"
    texts = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]
    said = headline(run.scorecard.focus, 1800.0, run.provenance, as_is=False)
    for words in (said.zh, said.en, "试验市：高频事项下沉试点派出所"):
        assert words in texts
    assert any(run_id(run) in text and "事实、模型、假设" in text for text in texts)
    links = [cell.hyperlink.location or cell.hyperlink.ref for row in sheet.iter_rows()
             for cell in row if cell.hyperlink]  # fmt: skip
    assert len(links) == len(described)
    assert book.sheetnames[1:] == [cell.value for row in sheet.iter_rows() for cell in row
                                   if cell.hyperlink]  # fmt: skip


def test_chinese_stands_above_english_and_names_stay_in_sight(tmp_path: Path) -> None:
    described = tables(result(hostile=False))
    write_workbook(described, tmp_path / "t.xlsx")
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    units = book["辖区 Units"]
    assert units.cell(1, 4).value == "人口\nPeople (人 people)"
    assert units.freeze_panes == "C2"
    assert units.print_title_cols == "$A:$B"
    assert units.row_dimensions[1].height > 30
    for table, sheet in zip(described, book.worksheets, strict=True):
        for number, column in enumerate(table.columns, start=1):
            assert " ".join(sheet.cell(1, number).value.split("\n")) == column.header
            letter = openpyxl.utils.get_column_letter(number)
            assert 12 <= sheet.column_dimensions[letter].width <= 60


def test_large_counts_have_no_decimals_beside_minutes(tmp_path: Path) -> None:
    write_workbook(tables(result(hostile=False)), tmp_path / "t.xlsx")
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    cell = book["关键指标 Key figures"].cell(2, 6)
    assert cell.number_format == "[>=1000]#,##0;[<=-1000]-#,##0;#,##0.0"
    assert book["辖区 Units"].cell(2, 5).number_format == "#,##0.0"


def test_every_column_of_every_table_is_explained() -> None:
    described = tables(result(hostile=False))
    explained = {(row[0], row[2]) for row in column_table(described).rows}
    for table in described:
        for column in table.columns:
            assert (table.title.zh, column.header) in explained
            assert column.meaning.zh
            assert column.meaning.en
