"""New sites written as rows of a table."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from planner.domain.hours_faults import hours_fault
from planner.errors import Issue, Where
from planner.scenario.measures_sites import NewSite
from planner.scenario.point_rows import (
    MOST_FAULTS,
    POSITION,
    Row,
    bad_position,
    point_of,
    read_rows,
)
from planner.text import Text

_MOST_WINDOWS: Final = 500
_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "id": ("id", "编号"),
        **POSITION,
        "name_zh": ("name_zh", "name", "名称", "中文名"),
        "name_en": ("name_en", "英文名"),
        "services": ("services", "offers", "事项"),
        "hours": ("hours", "opening_hours", "开放时间"),
        "windows": ("windows", "窗口数"),
        "area": ("area", "片区"),
        "kind": ("kind", "类别"),
    }
)


def read_new_sites(
    path: Path, said: Where
) -> tuple[tuple[NewSite, ...], tuple[int, ...], tuple[Issue, ...]]:
    """Return the new sites of a CSV file (UTF-8), the line of each, and the faults.

    Columns id, lon and lat (WGS84) are needed; name_zh, name_en, services (separated by `;`),
    hours, windows, area and kind may be there. A name in one language serves for both, the id where
    there is none. `said` is the place that names the file.
    """
    rows, issues = read_rows(path, said, _COLUMNS, ("id", *POSITION))
    faults = [fault for row in rows for fault in _faults(row)] + list(_repeated(rows))
    if issues or faults:
        return (), (), (*issues, *faults[:MOST_FAULTS])
    return tuple(_site(row) for row in rows), tuple(row.line for row in rows), ()


def _site(row: Row) -> NewSite:
    point, cells = point_of(row), row.cells
    if point is None:
        raise AssertionError("faults come first")
    return NewSite.model_validate(
        {
            "id": cells["id"],
            "name": _name(cells),
            "lon": point.lon,
            "lat": point.lat,
            "services": _services(cells["services"]),
            "hours": cells["hours"] or None,
            "windows": int(cells["windows"]) if cells["windows"] else None,
            "area": cells["area"] or None,
            "kind": cells["kind"] or None,
        }
    )


def _name(cells: Mapping[str, str]) -> dict[str, str]:
    zh, en = cells["name_zh"], cells["name_en"]
    return {"zh": zh or en or cells["id"], "en": en or zh or cells["id"]}


def _services(cell: str) -> tuple[str, ...] | None:
    """Return the words of a cell; the Chinese semicolon separates as well."""
    words = (word.strip() for word in unicodedata.normalize("NFKC", cell).split(";"))
    return tuple(dict.fromkeys(word for word in words if word)) or None


def _faults(row: Row) -> Iterator[Issue]:
    cells = row.cells
    if not cells["id"]:
        yield Issue(
            "no_id",
            Text("这一行没有编号", "this row has no id"),
            Text("给它一个不重复的编号", "give it an id of its own"),
            row.where("id"),
        )
    if point_of(row) is None:
        yield bad_position(row)
    unreadable = hours_fault(cells["hours"])
    if unreadable is not None:
        yield Issue("hours_unreadable", *unreadable, row.where("hours"))
    windows = cells["windows"]
    if windows and not (
        windows.isascii() and windows.isdigit() and 1 <= int(windows) <= _MOST_WINDOWS
    ):
        yield Issue(
            "bad_windows",
            Text(f"窗口数 `{windows}` 应是 1 到 {_MOST_WINDOWS} 的整数",
                 f"`{windows}` windows: a whole number from 1 to {_MOST_WINDOWS} is wanted"),
            Text("不知道就留空", "leave it blank if unknown"),
            row.where("windows"),
        )  # fmt: skip


def _repeated(rows: tuple[Row, ...]) -> Iterator[Issue]:
    first: dict[str, int] = {}
    for row in rows:
        line = first.setdefault(row.cells["id"], row.line)
        if line != row.line and row.cells["id"]:
            yield Issue(
                "duplicate_value",
                Text(f"编号 `{row.cells['id']}` 在第 {line} 行已经用过",
                     f"the id `{row.cells['id']}` is in line {line} already"),
                Text("给这个服务点另取一个编号", "give this site another id"),
                row.where("id"),
            )  # fmt: skip
