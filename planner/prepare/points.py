"""Rows of tables as points in WGS84: what residents and sites have in common.

Policy. A fault that a planner can correct in the table stops the run, and all such rows are named
together: text where a number belongs, exchanged or impossible coordinates, one id at two places.
A row without coordinates (blank, or 0,0) cannot take part; it is left out and listed. Where more
than half of a table's rows lack coordinates, or none lies near the study's area, the table itself
is wrong and that is an error.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

import numpy as np

from planner.domain.area import Units
from planner.domain.arrays import BoolArray, FloatArray, IntArray
from planner.domain.record import LeftOut
from planner.errors import DataError, Issue, Severity, Where
from planner.prepare.point_faults import (
    Box,
    judge_coordinates,
    mostly_blank,
    plausible_extent,
)
from planner.sources.coordinates import to_wgs84
from planner.sources.faults import Faults, WhereKey, below
from planner.sources.layers import TextArray
from planner.sources.numbers import blanks, read_numbers
from planner.sources.tables import Table, column_names, find_columns, read_table
from planner.text import Text

_EXAMPLES: Final = 20
_FOR_NO_UNIT: Final = Text(zh="不计入任何辖区", en="they count for no unit")


@dataclass(frozen=True)
class TableSpec:
    """One table as the study file describes it; `columns` maps our names to the table's.

    `kind` is the kind of all sites in the table where it has no such column.
    """

    path: Path
    columns: Mapping[str, str | None]
    coordinates: str = "wgs84"
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    layer: str | None = None
    kind: str | None = None


@dataclass(frozen=True)
class _PointTable:
    """One table read: its columns by our names and its coordinates, NaN where it has none.

    `number` is its position in the study file's list.
    """

    number: int
    table: Table
    spec: TableSpec
    names: Mapping[str, str]
    columns: Mapping[str, TextArray]
    lon: FloatArray
    lat: FloatArray
    zero: BoolArray


@dataclass(frozen=True)
class Points:
    """The rows of all tables, one after the other; n is their number.

    owner, index   int32 (n,) number of the table, position in that table
    lon, lat       float64 (n,) WGS84 degrees, NaN where the row has no usable coordinates
    zero           bool (n,) coordinates are 0,0
    ids            unique only after `repeated` was asked
    """

    tables: tuple[_PointTable, ...]
    owner: IntArray
    index: IntArray
    lon: FloatArray
    lat: FloatArray
    zero: BoolArray
    ids: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.owner)

    @cached_property
    def located(self) -> BoolArray:
        """True where the row has coordinates."""
        return np.asarray(~np.isnan(self.lon))

    @property
    def warnings(self) -> tuple[Issue, ...]:
        """What the reading of the tables warned of."""
        return tuple(issue for part in self.tables for issue in part.table.warnings)

    def has(self, name: str) -> BoolArray:
        """Return where the row's table has this column (by our name), bool (n,)."""
        return np.array([name in part.columns for part in self.tables], dtype=bool)[self.owner]

    def cells(self, name: str) -> TextArray:
        """Return a column by our name, text (n,), '' where a table does not have it."""
        blank = np.empty(0, dtype=object)
        parts = [
            part.columns[name] if name in part.columns else np.full(len(part.table), "", object)
            for part in self.tables
        ]
        return np.concatenate([blank, *parts])

    def numbers(self, name: str, faults: Faults) -> FloatArray:
        """Return a numeric column by our name, float64 (n,), NaN where blank or not there."""
        parts = [
            read_numbers(part.table, part.names[name], part.columns[name], faults)
            if name in part.columns
            else np.full(len(part.table), np.nan)
            for part in self.tables
        ]
        return np.concatenate([np.empty(0), *parts])

    def at(self, row: int, name: str = "") -> Where:
        """Return the place of a cell, by our name of the column."""
        part = self.tables[self.owner[row]]
        place: Where = part.table.at(int(self.index[row]), part.names.get(name, ""))
        return place

    def example(self, row: int, name: str) -> str:
        """Return a row's name and place for a list, e.g. '乌兰镇 (residents.csv:17)'."""
        where = self.at(row)
        return f"{name} ({Path(where.file).name}:{where.line})"

    def left_out(
        self, code: str, what: Text, mask: BoolArray, people: FloatArray, names: Sequence[str]
    ) -> tuple[LeftOut, ...]:
        """Return the record of the rows in `mask`, those with most people first; () if none."""
        rows = np.flatnonzero(mask)
        if len(rows) == 0:
            return ()
        known = np.nan_to_num(people[rows])
        worst = rows[np.argsort(-known, kind="stable")][:_EXAMPLES]
        examples = tuple(self.example(int(row), names[row]) for row in worst)
        return (LeftOut(code, what, len(rows), float(known.sum()), examples),)

    def repeated(
        self,
        same: Sequence[tuple[object, ...]],
        faults: Faults,
        *,
        judged: BoolArray | None = None,
    ) -> BoolArray:
        """Return which of the `judged` rows (the located ones by default) repeat an earlier one.

        Rows with one id must be equal in `same` (their place and what else counts): then they are
        one row written twice, and a warning repeated_row. Otherwise duplicate_id, an error.
        """
        again = np.zeros(len(self), dtype=bool)
        first: dict[str, int] = {}
        judged = self.located if judged is None else judged
        for row in np.flatnonzero(judged).tolist():
            earlier = first.setdefault(self.ids[row], row)
            if earlier == row:
                continue
            if same[earlier] == same[row]:
                again[row] = True
                faults.add_row(_repeated_row(self, earlier, row))
            else:
                faults.add_row(_duplicate_id(self, earlier, row))
        return again


def read_points(
    section: str,
    specs: Sequence[TableSpec],
    required: Sequence[str],
    units: Units,
    *,
    where: WhereKey,
    faults: Faults,
    places_required: bool = True,
) -> Points:
    """Read all tables of a section ('residents', 'sites') of the study file.

    Where places are not required, tables may have no coordinates, or few.
    Adds to `faults` those of read_table, find_columns and judge_coordinates, and not_a_number.
    Tables that cannot be read are missing from the result; `faults` then has errors.
    """
    box = plausible_extent(units)
    parts = []
    for number, spec in enumerate(specs):
        item = below(where, f"{section}[{number}]")
        part = _read_one(
            number, spec, required, box, where=item, faults=faults, places_required=places_required
        )
        if part is not None:
            parts.append(part)
    sizes = [len(part.table) for part in parts]
    empty = np.empty(0)
    return Points(
        tables=tuple(parts),
        owner=np.repeat(np.arange(len(parts)), sizes).astype(np.int32),
        index=np.concatenate([empty, *(np.arange(size) for size in sizes)]).astype(np.int32),
        lon=np.concatenate([empty, *(part.lon for part in parts)]),
        lat=np.concatenate([empty, *(part.lat for part in parts)]),
        zero=np.concatenate([empty, *(part.zero for part in parts)]).astype(bool),
        ids=_ids(parts),
    )


def outside_units(
    points: Points,
    unit: IntArray,
    rows: IntArray,
    what: Text,
    *,
    code: str = "outside_units",
    effect: Text = _FOR_NO_UNIT,
) -> tuple[Issue, ...]:
    """Return a warning for points that no unit covers; `rows` are their rows in `points`.

    `what` says how many there are, `effect` what that means for the figures.
    """
    outside = rows[unit == -1]
    if len(outside) == 0:
        return ()
    shown = ", ".join(points.example(int(row), points.ids[row]) for row in outside[:_EXAMPLES])
    return (
        Issue(
            code,
            what,
            Text(zh=f"{effect.zh}：{shown}", en=f"{effect.en}: {shown}"),
            points.at(int(outside[0])),
            Severity.WARNING,
        ),
    )


def _read_one(
    number: int,
    spec: TableSpec,
    required: Sequence[str],
    box: Box | None,
    *,
    where: WhereKey,
    faults: Faults,
    places_required: bool,
) -> _PointTable | None:
    try:
        table = read_table(
            spec.path, encoding=spec.encoding, delimiter=spec.delimiter, sheet=spec.sheet,
            layer=spec.layer, where=where,
        )  # fmt: skip
    except DataError as error:
        faults.extend(error.issues)
        return None
    layer_points = None if table.lon is None or table.lat is None else (table.lon, table.lat)
    # A layer's shapes are its coordinates, whatever columns it has besides.
    drawn = () if layer_points is None else ("lon", "lat")
    said = {ours: theirs for ours, theirs in spec.columns.items() if ours not in drawn}
    has_places = places_required or any(said.get(n) or n in table.columns for n in ("lon", "lat"))
    needed = ("lon", "lat", *required) if has_places and not drawn else required
    names = column_names(table, said, needed)
    columns = find_columns(table, names, where, faults)
    if layer_points is not None:
        lon, lat = (values.copy() for values in layer_points)
        blank = np.isnan(lon)
    elif not has_places:
        lon, lat = np.full((2, len(table)), np.nan)
        blank = np.ones(len(table), dtype=bool)
    elif not {"lon", "lat"} <= columns.keys():
        return None
    else:
        lon = read_numbers(table, names["lon"], columns["lon"], faults, degrees=True)
        lat = read_numbers(table, names["lat"], columns["lat"], faults, degrees=True)
        blank = blanks(columns["lon"]) | blanks(columns["lat"])
    zero = (lon == 0) & (lat == 0)
    unknown = np.isnan(lon) | np.isnan(lat) | zero
    lon[unknown] = lat[unknown] = np.nan
    if places_required and (blank | zero).sum() > len(table) / 2:
        faults.add(mostly_blank(table, int((blank | zero).sum())))
    else:
        judge_coordinates(table, names, (lon, lat), box, where=where, faults=faults)
    lon, lat = to_wgs84(lon, lat, spec.coordinates)
    return _PointTable(number, table, spec, names, columns, lon, lat, zero)


def _ids(parts: Sequence[_PointTable]) -> tuple[str, ...]:
    """Return ids as written; where there is none, the file's name and the row."""
    stems = Counter(part.spec.path.stem for part in parts)
    ids: list[str] = []
    for part in parts:
        stem = part.spec.path.stem
        prefix = stem if stems[stem] == 1 else f"{stem}.{part.number + 1}"
        own = part.columns.get("id")
        for index, row in enumerate(part.table.rows.tolist()):
            ids.append((own[index] if own is not None else "") or f"{prefix}-{row}")
    return tuple(ids)


def _repeated_row(points: Points, earlier: int, row: int) -> Issue:
    first = points.at(earlier)
    return Issue(
        "repeated_row",
        Text(
            zh=f"“{points.ids[row]}”与 {first} 完全相同，只算一次",
            en=f"`{points.ids[row]}` is the same as {first} and is counted once",
        ),
        Text(zh="请删去多余的一行", en="delete one of the two rows"),
        points.at(row, "id"),
        Severity.WARNING,
    )


def _duplicate_id(points: Points, earlier: int, row: int) -> Issue:
    first = points.at(earlier)
    return Issue(
        "duplicate_id",
        Text(
            zh=f"编号“{points.ids[row]}”已在 {first} 用过，内容不同",
            en=f"the id `{points.ids[row]}` is taken by {first}, with other content",
        ),
        Text(zh="请给其中一行另一个编号", en="give one of the two rows another id"),
        points.at(row, "id"),
    )
