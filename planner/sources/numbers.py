"""Numbers in text cells: only forms that cannot be misread are accepted."""

from __future__ import annotations

import math
import re
from typing import Final

import numpy as np

from planner.domain.arrays import BoolArray, FloatArray
from planner.errors import Issue
from planner.sources.faults import Faults
from planner.sources.layers import TextArray
from planner.sources.tables import Table, normal
from planner.text import Text

_NUMBER: Final = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_EXPONENT: Final = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)[eE][+-]?\d+", re.ASCII)
_ROUNDED: Final = Text(
    zh="这种写法丢了小数：请在 Excel 中把这一列的单元格格式设为“数值”、6 位小数，再重新导出",
    en="decimals are lost in this form; in Excel set the column's format to Number with 6 decimals"
    " and export it again",
)
_GROUPED: Final = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?", re.ASCII)
_MYRIAD: Final = re.compile(r"(\d+\.?\d*)\s*万\s*人?", re.ASCII)
_WITH_UNIT: Final = re.compile(r"(\d+\.?\d*)\s*(人|户|分钟|分|次|min|people)", re.ASCII)
_BLANKS: Final = frozenset(
    {"", "-", "--", "—", "——", "/", "无", "缺", "不详", "未知", "na", "n/a", "#n/a", "nan", "null",
     "none"}
)  # fmt: skip


def read_numbers(
    table: Table,
    column: str,
    cells: TextArray,
    faults: Faults,
    *,
    required: bool = False,
    degrees: bool = False,
) -> FloatArray:
    """Return the numbers of a column, float64 (n,), NaN where the cell says there is none.

    Accepted are plain decimal numbers, full-width digits included. Everything else adds a fault
    not_a_number of its row: thousands separators ('1,200' may mean 1.2), '1.2万', '约1200',
    degrees with minutes. Where a number is `required`, a blank adds missing_number. `degrees` says
    that they are coordinates: then '1.14E+02' is a fault too, because Excel has cut its digits off.
    `column` is the table's name of the column, for the fault.
    """
    values = np.full(len(cells), np.nan)
    for index, cell in enumerate(cells):
        text = normal(cell)
        rounded = degrees and _EXPONENT.fullmatch(text) is not None
        if not rounded and _NUMBER.fullmatch(text) and math.isfinite(number := float(text)):
            values[index] = number
        elif text.casefold() in _BLANKS:
            if required:
                message = Text(zh="缺少数字", en="a number is missing")
                remedy = Text(zh="请填写，没有就填 0", en="fill it in; write 0 for none")
                place = table.at(index, column)
                faults.add_row(Issue("missing_number", message, remedy, place))
        else:
            faults.add_row(
                Issue(
                    "not_a_number",
                    Text(zh=f"“{cell}”不是数字", en=f"`{cell}` is not a number"),
                    _ROUNDED if rounded else _remedy(text),
                    table.at(index, column),
                )
            )
    return values


def blanks(cells: TextArray) -> BoolArray:
    """Return where a cell says that there is no number, bool (n,): '', '-', '无', 'N/A', ..."""
    return np.array([normal(cell).casefold() in _BLANKS for cell in cells], dtype=bool)


def _remedy(text: str) -> Text:
    """Return what to write instead of a cell that is not a plain number."""
    if _GROUPED.fullmatch(text):
        plain = text.replace(",", "")
        return Text(
            zh=f"请去掉千位分隔符，写成 {plain}（Excel：单元格格式选“常规”）",
            en=f"leave out the thousands separators: {plain}",
        )
    if match := _MYRIAD.fullmatch(text):
        plain = f"{float(match[1]) * 10_000:.0f}"
        return Text(zh=f"请写成 {plain}", en=f"write {plain}")
    if match := _WITH_UNIT.fullmatch(text):
        return Text(zh=f"请只写数字：{match[1]}", en=f"write the number only: {match[1]}")
    if any(mark in text for mark in "°′'\""):
        return Text(
            zh="请换算成十进制的度，例如 109.9833", en="write decimal degrees, e.g. 109.9833"
        )
    if re.fullmatch(r"[+-]?\d+,\d+", text, re.ASCII):
        return Text(zh="小数点请用“.”", en="write the decimal point as `.`")
    return Text(
        zh="请只写数字（如 1200 或 39.81）；不知道就留空",
        en="write digits only, e.g. 1200 or 39.81; leave it blank if unknown",
    )
