from __future__ import annotations

import csv
from pathlib import Path

import openpyxl

from planner.present.columns import Column, Table
from planner.present.tables import column_table, tables
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
