"""Tables of points that a scenario's measures name, read from beside the scenario."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from planner.errors import Issue, Where
from planner.scenario.files import decode, missing_file, tidy
from planner.scenario.measures_roads import EditRoads
from planner.scenario.nodes import Node, locate
from planner.scenario.places import Point, Points
from planner.scenario.schema import Scenario
from planner.text import Text

_SPELLINGS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {"lon": ("lon", "lng", "longitude", "经度"), "lat": ("lat", "latitude", "纬度")}
)
_LIMITS: Final = MappingProxyType({"lon": 180.0, "lat": 90.0})
_MOST_FAULTS: Final = 10


def with_points(
    scenario: Scenario, root: Node
) -> tuple[Scenario, tuple[Path, ...], tuple[Issue, ...]]:
    """Return the scenario with the points of its files in place, the files, and their faults."""
    files: list[Path] = []
    issues: list[Issue] = []
    measures = list(scenario.measures)
    for index, measure in enumerate(measures):
        if not isinstance(measure, EditRoads):
            continue
        for key in ("at", "gate"):
            named: Points | None = getattr(measure, key)
            if named is None or named.file is None:
                continue
            found = locate(root, ("measures", index, measure.key, key, "file"))
            path = tidy(found.node.span.source.folder / named.file)
            points, faults = read_points(path, found.place())
            files.append(path)
            issues += faults
            if points:
                measure = measure.model_copy(update={key: Points(points=points)})  # noqa: PLW2901
        measures[index] = measure
    changed = scenario.model_copy(update={"measures": tuple(measures)}) if files else scenario
    return changed, tuple(dict.fromkeys(files)), tuple(issues)


def read_points(path: Path, said: Where) -> tuple[tuple[Point, ...], tuple[Issue, ...]]:
    """Return the points of a CSV file (UTF-8; columns lon and lat, WGS84), or its faults.

    `said` is the place that names the file.
    """
    missing = missing_file(path, said)
    if missing:
        return (), (missing,)
    decoded = decode(str(path), path.parent, path.read_bytes())
    if isinstance(decoded, Issue):
        return (), (decoded,)
    rows = list(csv.reader(decoded[1].splitlines()))
    header = [name.strip().casefold() for name in rows[0]] if rows else []
    columns = {
        ours: next((header.index(name) for name in names if name in header), None)
        for ours, names in _SPELLINGS.items()
    }
    for ours, column in columns.items():
        if column is None:
            return (), (_no_column(path, ours, header),)
    points: list[Point] = []
    faults: list[Issue] = []
    for line, row in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in row):
            continue
        values = dict(_values(row, columns))
        if len(values) == len(columns):
            points.append(Point(**values))
        elif len(faults) < _MOST_FAULTS:
            faults.append(_bad_row(path, line))
    if not points and not faults:
        faults.append(_no_rows(path))
    return tuple(points), tuple(faults)


def _values(row: list[str], columns: Mapping[str, int | None]) -> Iterator[tuple[str, float]]:
    """Yield the coordinates of a row that are numbers in range."""
    for ours, column in columns.items():
        try:
            value = float(row[column or 0])
        except (ValueError, IndexError):
            continue
        if abs(value) <= _LIMITS[ours]:
            yield ours, value


def _no_column(path: Path, ours: str, header: list[str]) -> Issue:
    there = ", ".join(header) or "-"
    return Issue(
        "no_column",
        Text(f"表里没有 {ours} 列（有：{there}）", f"no column `{ours}` (there are: {there})"),
        Text("第一行写列名：lon,lat", "write the names of the columns in the first line: lon,lat"),
        Where(file=str(path), line=1),
    )


def _bad_row(path: Path, line: int) -> Issue:
    return Issue(
        "bad_coordinate",
        Text("这一行的经纬度不是有效的度数", "longitude or latitude is no valid number of degrees"),
        Text("用十进制度数（WGS84），例如 109.98,39.81",
             "write decimal degrees (WGS84), e.g. 109.98,39.81"),
        Where(file=str(path), line=line),
    )  # fmt: skip


def _no_rows(path: Path) -> Issue:
    return Issue(
        "no_rows",
        Text("表里没有数据行", "the table has no rows"),
        Text("每个位置写一行", "write one line for each point"),
        Where(file=str(path)),
    )
