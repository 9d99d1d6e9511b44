"""Rows of a CSV table that a scenario names, and the points in them."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

from planner.errors import Issue, Where
from planner.scenario.files import decode, missing_file
from planner.scenario.places import Point
from planner.text import Text

POSITION: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {"lon": ("lon", "lng", "longitude", "经度"), "lat": ("lat", "latitude", "纬度")}
)
"""The columns of a position and how they may be spelt."""
MOST_FAULTS: Final = 10
_LIMITS: Final = MappingProxyType({"lon": 180.0, "lat": 90.0})


@dataclass(frozen=True)
class Row:
    """A row that is not blank: its line, and its cells by our names, '' where there is none."""

    path: Path
    line: int
    cells: Mapping[str, str]

    def where(self, column: str = "") -> Where:
        """Return the place of the row, or of a cell."""
        return Where(file=str(self.path), line=self.line, key=column)


def read_rows(
    path: Path, said: Where, columns: Mapping[str, tuple[str, ...]], wanted: tuple[str, ...]
) -> tuple[tuple[Row, ...], tuple[Issue, ...]]:
    """Return the rows of a CSV file (UTF-8), or why it cannot be read.

    `columns` gives the spellings of our names for columns; a file lacks none that is `wanted`.
    `said` is the place that names the file.
    """
    missing = missing_file(path, said)
    if missing:
        return (), (missing,)
    decoded = decode(str(path), path.parent, path.read_bytes())
    if isinstance(decoded, Issue):
        return (), (decoded,)
    lines = list(csv.reader(decoded[1].splitlines()))
    header = [name.strip().casefold() for name in lines[0]] if lines else []
    position = {
        ours: next((header.index(name) for name in names if name in header), None)
        for ours, names in columns.items()
    }
    for ours in wanted:
        if position[ours] is None:
            return (), (_no_column(path, ours, wanted, header),)
    rows = tuple(
        Row(path, number, {ours: _cell(line, at) for ours, at in position.items()})
        for number, line in enumerate(lines[1:], start=2)
        if any(cell.strip() for cell in line)
    )
    return rows, () if rows else (_no_rows(path),)


def _cell(line: list[str], at: int | None) -> str:
    return line[at].strip() if at is not None and at < len(line) else ""


def read_points(path: Path, said: Where) -> tuple[tuple[Point, ...], tuple[Issue, ...]]:
    """Return the points of a CSV file (UTF-8; columns lon and lat, WGS84), or its faults.

    `said` is the place that names the file.
    """
    rows, issues = read_rows(path, said, POSITION, tuple(POSITION))
    points = [point_of(row) for row in rows]
    faults = [bad_position(row) for row, point in zip(rows, points, strict=True) if point is None]
    return tuple(point for point in points if point), (*issues, *faults[:MOST_FAULTS])


def point_of(row: Row) -> Point | None:
    """Return where a row says it is; None where that is no place."""
    values = dict(_degrees(row))
    return Point(**values) if len(values) == len(POSITION) else None


def _degrees(row: Row) -> Iterator[tuple[str, float]]:
    """Yield the coordinates of a row that are numbers in range."""
    for ours in POSITION:
        try:
            value = float(row.cells[ours])
        except ValueError:
            continue
        if abs(value) <= _LIMITS[ours]:
            yield ours, value


def bad_position(row: Row) -> Issue:
    """Return the fault of a row that is nowhere; swapped coordinates are named."""
    try:
        swapped = abs(float(row.cells["lon"])) <= _LIMITS["lat"] < abs(float(row.cells["lat"]))
    except ValueError:
        swapped = False
    if swapped:
        return Issue(
            "bad_coordinate",
            Text("纬度应在 −90 和 90 之间", "a latitude lies between −90 and 90"),
            Text("经度和纬度是否写反了？例如经度 109.98，纬度 39.81",
                 "are longitude and latitude swapped? Write e.g. longitude 109.98, latitude 39.81"),
            row.where(),
        )  # fmt: skip
    return Issue(
        "bad_coordinate",
        Text("这一行的经纬度不是有效的度数", "longitude or latitude is no valid number of degrees"),
        Text("用十进制度数（WGS84），例如 109.98,39.81",
             "write decimal degrees (WGS84), e.g. 109.98,39.81"),
        row.where(),
    )  # fmt: skip


def _no_column(path: Path, ours: str, wanted: tuple[str, ...], header: list[str]) -> Issue:
    there, names = ", ".join(header) or "-", ",".join(wanted)
    return Issue(
        "no_column",
        Text(f"表里没有 {ours} 列（有：{there}）", f"no column `{ours}` (there are: {there})"),
        Text(f"第一行写列名：{names}",
             f"write the names of the columns in the first line: {names}"),
        Where(file=str(path), line=1),
    )  # fmt: skip


def _no_rows(path: Path) -> Issue:
    return Issue(
        "no_rows",
        Text("表里没有数据行", "the table has no rows"),
        Text("每个位置写一行", "write one line for each point"),
        Where(file=str(path)),
    )
