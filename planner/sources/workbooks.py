"""Records of Excel workbooks (.xlsx, .xlsm)."""

from __future__ import annotations

import datetime as dt
import math
import warnings
import zipfile
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from planner.errors import DataError, Issue, Severity, Where, suggestion
from planner.sources.faults import WhereKey
from planner.sources.text_files import Record
from planner.text import Text


def read_sheet(
    path: Path, sheet: str | None, where: WhereKey
) -> tuple[list[Record], tuple[Issue, ...]]:
    """Return the rows of one sheet (the first with content unless named) and warnings.

    Cells hold the values that Excel last computed. Raises DataError: unreadable_file,
    unknown_sheet.
    """
    file = str(path)
    try:
        with warnings.catch_warnings():
            # openpyxl warns of styles and drop-down lists that it skips; they carry no data.
            warnings.filterwarnings("ignore", module="openpyxl")
            book = openpyxl.load_workbook(path, read_only=True, data_only=True)
            try:
                return _choose(book, file, sheet, where)
            finally:
                book.close()
    except (zipfile.BadZipFile, InvalidFileException, ParseError, KeyError, EOFError) as error:
        raise DataError(
            Issue(
                "unreadable_file",
                Text(
                    zh="文件损坏，或不是 Excel 工作簿",
                    en=f"the file is damaged or no Excel workbook ({type(error).__name__})",
                ),
                Text(zh="请在 Excel 中打开并另存为 .xlsx", en="open it in Excel and save as .xlsx"),
                Where(file=file),
            )
        ) from None


def cell_text(value: Any) -> str:
    """Return a cell's value as a person would type it: 150602 rather than 150602.0."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return str(value)


def _choose(
    book: Any, file: str, sheet: str | None, where: WhereKey
) -> tuple[list[Record], tuple[Issue, ...]]:
    names = [page.title for page in book.worksheets]
    if sheet is not None:
        if sheet not in names:
            raise DataError(
                Issue(
                    "unknown_sheet",
                    Text(zh=f"没有名为“{sheet}”的工作表", en=f"there is no sheet `{sheet}`"),
                    suggestion(sheet, names),
                    where("sheet"),
                )
            )
        return _records(book[sheet]), ()
    filled = [(page.title, records) for page in book.worksheets if (records := _records(page))]
    if not filled:
        return [], ()
    title, records = filled[0]
    if len(filled) == 1:
        return records, ()
    others = [name for name, _ in filled[1:]]
    warning = Issue(
        "several_sheets",
        Text(
            zh=f"工作簿有 {len(filled)} 个有内容的工作表，只读取了第一个“{title}”",
            en=f"the workbook has {len(filled)} filled sheets; only the first, `{title}`, is read",
        ),
        Text(
            zh=f"如需其他表（{'、'.join(others)}），请写 sheet:",
            en=f"for another ({', '.join(others)}) write sheet:",
        ),
        Where(file=file),
        Severity.WARNING,
    )
    return records, (warning,)


def _records(page: Any) -> list[Record]:
    """Return the sheet's rows up to the last one with content."""
    # Some programs write a wrong extent into the file; without it all rows are read.
    page.reset_dimensions()
    records = [
        (row, [cell_text(value) for value in values])
        for row, values in enumerate(page.iter_rows(values_only=True), start=1)
    ]
    while records and not any(records[-1][1]):
        records.pop()
    return records
