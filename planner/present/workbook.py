"""Writes tables as CSV files and as one formatted workbook, safe to open in any spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from planner.present.columns import Cell, Column, Table
from planner.present.office_files import without_dates
from planner.text import display_width

_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
_CELL_LIMIT: Final = 32_767


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


def write_workbook(tables: Sequence[Table], path: Path) -> None:
    """Write all tables into one XLSX, a sheet each; text is never a formula."""
    book = Workbook()
    book.remove(book.active)
    for table in tables:
        sheet = book.create_sheet(f"{table.title.zh} {table.title.en}"[:31])
        sheet.append([column.header for column in table.columns])
        for row in table.rows:
            sheet.append([None] * len(row))
            for number, (cell, column) in enumerate(zip(row, table.columns, strict=True), 1):
                _fill(sheet.cell(sheet.max_row, number), cell, column)
        _format(sheet, table)
    buffer = io.BytesIO()
    book.save(buffer)
    path.write_bytes(without_dates(buffer.getvalue()))


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
        target.value = ILLEGAL_CHARACTERS_RE.sub("\ufffd", cell)[:_CELL_LIMIT]
        target.data_type = "s"  # without this, '=1+1' would become a formula
        return
    target.value = cell
    if column.digits is not None:
        target.number_format = "#,##0" + ("." + "0" * column.digits if column.digits else "")


def _format(sheet: Any, table: Table) -> None:
    sheet.freeze_panes = "A2"
    if table.columns:
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(table.columns))}{len(table.rows) + 1}"
    for cell in sheet[1]:
        cell.font = Font(bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", start_color="0B4F8A")
        cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center")
    sheet.row_dimensions[1].height = 50
    for number, column in enumerate(table.columns, 1):
        texts = [row[number - 1] for row in table.rows if isinstance(row[number - 1], str)]
        longest = max((display_width(str(text)) for text in texts), default=0)
        width = min(60, max(12, longest + 2, display_width(column.header) / 2.5))
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"
