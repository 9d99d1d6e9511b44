"""Writes tables as CSV files and as one formatted workbook, safe to open in any spreadsheet."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from planner.present.columns import NO_UNIT, Cell, Column, Table
from planner.present.office_files import without_dates
from planner.text import Text, display_width

_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
_CELL_LIMIT: Final = 32_767
_LARGE: Final = "[>=1000]#,##0;[<=-1000]-#,##0;"
"""Before a format: from a thousand on no decimals."""
HEAD_COLOUR: Final = "0B4F8A"
WIDEST: Final = 60
"""Width of a column at most, in letters; longer text is wrapped."""
NARROW, WIDE = 8, 16
"""Up to so many columns a table is printed on A4 and on A3; a wider one runs over pages."""
A3, A4 = 8, 9
"""Numbers of the paper sizes in a workbook."""


def write_csv(table: Table, path: Path) -> None:
    """Write one table as CSV in UTF-8 with BOM, as spreadsheets expect it.

    Text that a spreadsheet would run as a formula gets an apostrophe in front.
    """
    with path.open("w", encoding="utf-8-sig", errors="replace", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([column.header for column in table.columns])
        for row in table.rows:
            writer.writerow(
                [_csv_cell(cell, column) for cell, column in zip(row, table.columns, strict=True)]
            )


def write_workbook(tables: Sequence[Table], path: Path, about: Sequence[Text] = ()) -> None:
    """Write all tables into one XLSX, a sheet each; text is never a formula.

    With lines `about` the result a first sheet holds them and leads to the others.
    """
    book = Workbook()
    book.remove(book.active)
    if about:
        _contents(book.create_sheet("目录 Contents"), tables, about)
    for table in tables:
        sheet = book.create_sheet(_sheet_name(table))
        sheet.append([_heading(column) for column in table.columns])
        for row in table.rows:
            sheet.append([None] * len(row))
            for number, (cell, column) in enumerate(zip(row, table.columns, strict=True), 1):
                _fill(sheet.cell(sheet.max_row, number), cell, column)
        _format(sheet, table)
    buffer = io.BytesIO()
    book.save(buffer)
    path.write_bytes(without_dates(buffer.getvalue()))


def _sheet_name(table: Table) -> str:
    return f"{table.title.zh} {table.title.en}"[:31]


def _heading(column: Column) -> str:
    """Return a header whose Chinese and English stand on lines of their own."""
    header = column.header
    return f"{column.name.zh}\n{header[len(column.name.zh) + 1 :]}" if (
        header.startswith(f"{column.name.zh} {column.name.en}")
    ) else header  # fmt: skip


def _contents(sheet: Any, tables: Sequence[Table], about: Sequence[Text]) -> None:
    """Write what the workbook is about and a link to each sheet."""
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 34, 90
    row = 0
    for line in about:
        for words in dict.fromkeys((line.zh, line.en)):
            row += 1
            sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=2)
            cell = sheet.cell(row, 1)
            _put_text(cell, words)
            cell.alignment = Alignment(wrap_text=True, vertical="center")
            cell.font = Font(bold=row == 1, size=14 if row == 1 else 11)
            sheet.row_dimensions[row].height = 18 * (1 + display_width(words) // 120)
    row += 2
    for column, head in enumerate(("表 Sheet", "内容 Columns"), start=1):
        _head(sheet.cell(row, column), head)
    for table in tables:
        row += 1
        cell = sheet.cell(row, 1)
        _put_text(cell, _sheet_name(table))
        cell.hyperlink = f"#'{_sheet_name(table)}'!A1"
        cell.font = Font(color=HEAD_COLOUR, underline="single")
        _put_text(sheet.cell(row, 2), "、".join(column.name.zh for column in table.columns))
        sheet.cell(row, 2).alignment = Alignment(wrap_text=True, vertical="top")
    sheet.sheet_view.showGridLines = False
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _csv_cell(cell: Cell, column: Column) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return f"'{cell}" if cell.startswith(_FORMULA_STARTS) else cell
    if column.digits is None or isinstance(cell, int):
        return str(cell)
    return f"{cell:.{column.digits}f}"


def _fill(target: Any, cell: Cell, column: Column) -> None:
    """Put a value into a spreadsheet cell (openpyxl has no types)."""
    if isinstance(cell, str):
        _put_text(target, cell)
        if display_width(cell) > WIDEST:
            target.alignment = Alignment(wrap_text=True, vertical="top")
        return
    target.value = cell
    if column.digits is not None:
        plain = "#,##0" + ("." + "0" * column.digits if column.digits else "")
        # Where rows have units of their own, people and hours stand beside minutes.
        mixed = column.digits and column.unit == NO_UNIT
        target.number_format = f"{_LARGE}{plain}" if mixed else plain


def _put_text(target: Any, text: str) -> None:
    target.value = ILLEGAL_CHARACTERS_RE.sub("\ufffd", text)[:_CELL_LIMIT]
    target.data_type = "s"  # without this, '=1+1' would become a formula


def _head(cell: Any, text: str) -> None:
    _put_text(cell, text)
    cell.font = Font(bold=True, color="FFFFFF")
    cell.fill = PatternFill("solid", start_color=HEAD_COLOUR)
    cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center")


def _format(sheet: Any, table: Table) -> None:
    n_columns = len(table.columns)
    frozen = _names_first(table) if n_columns > NARROW else 0
    sheet.freeze_panes = f"{get_column_letter(frozen + 1)}2"
    if table.columns:
        sheet.auto_filter.ref = f"A1:{get_column_letter(n_columns)}{len(table.rows) + 1}"
    lines = 1
    for number in range(1, n_columns + 1):
        cell = sheet.cell(1, number)
        _head(cell, cell.value)
        texts = [row[number - 1] for row in table.rows if isinstance(row[number - 1], str)]
        longest = max((display_width(str(text)) for text in texts), default=0)
        head = max(display_width(line) for line in cell.value.split("\n"))
        width = min(WIDEST, max(12, longest + 2, head / 2 + 2))
        sheet.column_dimensions[get_column_letter(number)].width = width
        lines = max(lines, sum(math.ceil((display_width(line) + 1) / (width - 1))
                               for line in cell.value.split("\n")))  # fmt: skip
    sheet.row_dimensions[1].height = 15 * lines + 6
    _print(sheet, n_columns, frozen)


def _names_first(table: Table) -> int:
    """Return how many of the first columns name a row: at most the code and one name."""
    named = 0
    for index, column in enumerate(table.columns[:2]):
        if column.digits is not None or any(isinstance(row[index], float) for row in table.rows):
            break
        named += 1
    return named


def _print(sheet: Any, n_columns: int, frozen: int) -> None:
    """Fit a table to the width of a page; a wide one runs over several, its names on each."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = A4 if n_columns <= NARROW else A3
    sheet.print_title_rows = "1:1"
    sheet.oddFooter.center.text = "&A  &P / &N"
    if n_columns > WIDE:
        sheet.page_setup.scale = 80
        if frozen:
            sheet.print_title_cols = f"A:{get_column_letter(frozen)}"
        return
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
