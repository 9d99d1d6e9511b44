"""Tables as planners have them: CSV, Excel or vector layers, every cell as text with its row."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

import numpy as np
import shapely

from planner.domain.arrays import FloatArray, IntArray
from planner.errors import DataError, Issue, Severity, Where, suggestion
from planner.sources.faults import Faults, WhereKey, nowhere
from planner.sources.layers import (
    LAYER_ENDINGS,
    Layer,
    TextArray,
    has_geometry,
    read_layer,
    read_plain_parquet,
    require_file,
    strip,
)
from planner.sources.shapefiles import names_in_file
from planner.sources.text_files import Record, read_records
from planner.sources.workbooks import read_sheet
from planner.text import Text

_TEXT_ENDINGS: Final = (".csv", ".tsv", ".txt")
_SHEET_ENDINGS: Final = (".xlsx", ".xlsm")
TABLE_ENDINGS: Final = (*_TEXT_ENDINGS, *_SHEET_ENDINGS, *LAYER_ENDINGS)
_POINT: Final = 0
_POLYGONS: Final = (3, 6)


@dataclass(frozen=True)
class Table:
    """A table whose cells are stripped text.

    columns   text (n,) by header; headers are stripped and in NFKC form, blank ones left out
    rows      int32 (n,) row numbers as a spreadsheet shows them (header = 1 if it comes first);
              feature numbers from 1 for layers
    lon, lat  float64 (n,) WGS84 of a layer's points, NaN where a feature has no shape; None for
              tables without shapes
    repeated  headers that occur more than once; the first such column is in `columns`
    """

    file: str
    columns: Mapping[str, TextArray]
    rows: IntArray
    lon: FloatArray | None = None
    lat: FloatArray | None = None
    repeated: frozenset[str] = frozenset()
    warnings: tuple[Issue, ...] = ()

    def __len__(self) -> int:
        return len(self.rows)

    def at(self, index: int, column: str = "") -> Where:
        """Return the place of a cell or row, by position in the arrays."""
        return Where(file=self.file, line=int(self.rows[index]), key=column)


def read_table(
    path: Path,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    sheet: str | None = None,
    layer: str | None = None,
    where: WhereKey = nowhere,
) -> Table:
    """Return a table from CSV, XLSX, GeoPackage, GeoJSON, Shapefile, Parquet or GeoParquet.

    What is not declared is found out: encoding, delimiter, the first filled sheet, the only layer.
    Blank rows, a title above the header and rows with a single filled cell (of three
    columns or more: captions, merged headings) are skipped and counted in a warning. Shapes become
    points in WGS84; polygons give a point inside them, with a warning.

    `where` places faults of settings; its keys are relative: 'file', 'delimiter', 'sheet', ...
    Raises DataError: file_not_found, unsupported_format, unreadable_file, empty_table,
    too_many_cells, not_points, and those of text_files, workbooks and layers.
    """
    require_file(path, TABLE_ENDINGS, where)
    ending, file = path.suffix.lower(), str(path)
    if ending in _TEXT_ENDINGS:
        records = read_records(path.read_bytes(), file, encoding, delimiter, where)
        return _tabulate(records, file, ())
    if ending in _SHEET_ENDINGS:
        records, notes = read_sheet(path, sheet, where)
        return _tabulate(records, file, notes)
    if ending in {".parquet", ".geoparquet"} and not has_geometry(path):
        columns = {normal(name): values for name, values in read_plain_parquet(path).items()}
        count = len(next(iter(columns.values()), ()))
        return _filled(Table(file, columns, np.arange(1, count + 1, dtype=np.int32)))
    return _filled(_points(read_layer(path, layer=layer, encoding=encoding, where=where)))


def normal(text: str) -> str:
    """Return a header or a number in plain characters: full-width forms become ASCII (NFKC)."""
    if text.isascii():
        return strip(text)
    return strip(unicodedata.normalize("NFKC", text))


def column_names(
    table: Table, said: Mapping[str, str | None], required: Sequence[str]
) -> dict[str, str]:
    """Return the columns to look for, ours -> theirs.

    A column that the study file does not name has our name: required ones must be there, others
    may be.
    """
    every = {**dict.fromkeys(required), **said}
    return {
        ours: ours if theirs is None else theirs
        for ours, theirs in every.items()
        if theirs is not None or ours in required or normal(ours) in table.columns
    }


def find_columns(
    table: Table, wanted: Mapping[str, str], where: WhereKey, faults: Faults
) -> dict[str, TextArray]:
    """Return the table's columns by our names for them, as `wanted` (ours -> theirs) says.

    Adds faults: missing_column (with the nearest header), repeated_column (which of the two is
    meant?).
    """
    found = {}
    in_file = names_in_file(wanted, table.columns, table.file)
    for ours, theirs in wanted.items():
        name = normal(in_file[ours])
        if name not in table.columns:
            faults.add(
                Issue(
                    "missing_column",
                    Text(
                        zh=f"{table.file} 没有“{theirs}”列",
                        en=f"{table.file} has no column `{theirs}`",
                    ),
                    suggestion(name, tuple(table.columns)),
                    where(f"columns.{ours}"),
                )
            )
        elif name in table.repeated:
            faults.add(
                Issue(
                    "repeated_column",
                    Text(zh=f"有多个“{theirs}”列", en=f"several columns are called `{theirs}`"),
                    Text(zh="请给各列起不同的名字", en="give each column its own name"),
                    Where(file=table.file, line=1, key=theirs),
                )
            )
        else:
            found[ours] = table.columns[name]
    return found


def _tabulate(records: list[Record], file: str, notes: tuple[Issue, ...]) -> Table:
    """Find the header, check the width of each row and turn rows into columns."""
    rows = [(row, [strip(cell) for cell in cells]) for row, cells in records]
    filled = [sum(1 for cell in cells if cell) for _, cells in rows]
    widest = max(filled, default=0)
    header_at = next((i for i, n in enumerate(filled) if n >= min(2, max(1, widest))), None)
    if header_at is None:
        raise _empty(file)
    header_row, header = rows[header_at][0], [normal(cell) for cell in rows[header_at][1]]
    named = sum(1 for name in header if name)
    faults, skipped, kept = Faults(), [r for r, _ in rows[:header_at]], []
    for (row, cells), n in zip(rows[header_at + 1 :], filled[header_at + 1 :], strict=True):
        if n == 0 or (n == 1 and named >= 3):
            skipped.append(row)
        elif any(cells[len(header) :]):
            faults.add_row(_too_many(file, row, len(cells), len(header)))
        else:
            kept.append((row, cells))
    faults.raise_errors(DataError)
    columns: dict[str, TextArray] = {}
    repeated = set()
    for position, name in enumerate(header):
        if name in columns:
            repeated.add(name)
        elif name:
            values = np.empty(len(kept), dtype=object)
            values[:] = [cells[position] if position < len(cells) else "" for _, cells in kept]
            columns[name] = values
    if skipped:
        notes = (*notes, _skipped(file, skipped, header_row))
    numbers = np.array([row for row, _ in kept], dtype=np.int32)
    return _filled(
        Table(
            file, MappingProxyType(columns), numbers, repeated=frozenset(repeated), warnings=notes
        )
    )


def _points(layer: Layer) -> Table:
    """Return a layer's features as points; other shapes than points and polygons are a fault."""
    kinds = shapely.get_type_id(layer.geometry)
    empty = shapely.is_missing(layer.geometry) | shapely.is_empty(layer.geometry)
    areas = np.isin(kinds, _POLYGONS) & ~empty
    single = (kinds == 4) & (shapely.get_num_geometries(layer.geometry) == 1) & ~empty
    faults = Faults()
    for index in np.flatnonzero(~(empty | areas | single | (kinds == _POINT))):
        shape = layer.geometry[index].geom_type
        faults.add_row(
            Issue(
                "not_points",
                Text(
                    zh=f"图形是 {shape}，不是点或面", en=f"the shape is a {shape}, no point or area"
                ),
                Text(zh="请使用点图层", en="use a layer of points"),
                Where(file=layer.file, line=int(layer.rows[index])),
            )
        )
    faults.raise_errors(DataError)
    points = layer.geometry.copy()
    points[areas] = shapely.point_on_surface(points[areas])
    points[single] = shapely.get_geometry(points[single], 0)
    points[empty] = None
    notes: tuple[Issue, ...] = ()
    if areas.any():
        count = int(areas.sum())
        notes = (
            Issue(
                "areas_as_points",
                Text(
                    zh=f"{count} 个面各取其内部一点代替",
                    en=f"{count} areas are each represented by one point inside them",
                ),
                Text(
                    zh="若面很大，请改用更细的居民点", en="where areas are large, use finer points"
                ),
                Where(file=layer.file),
                Severity.WARNING,
            ),
        )
    columns = {normal(name): values for name, values in layer.columns.items()}
    return Table(
        layer.file, MappingProxyType(columns), layer.rows, shapely.get_x(points),
        shapely.get_y(points), warnings=notes,
    )  # fmt: skip


def _filled(table: Table) -> Table:
    if len(table) == 0:
        raise _empty(table.file)
    return table


def _empty(file: str) -> DataError:
    return DataError(
        Issue(
            "empty_table",
            Text(zh="表中没有数据行", en="the table has no rows of data"),
            Text(
                zh="第一行应为列名，其下为数据", en="the first row holds names, data follow below"
            ),
            Where(file=file),
        )
    )


def _too_many(file: str, row: int, cells: int, columns: int) -> Issue:
    return Issue(
        "too_many_cells",
        Text(
            zh=f"这一行有 {cells} 格，表头只有 {columns} 列",
            en=f"this row has {cells} cells, the header has {columns}",
        ),
        Text(
            zh="文字中含有分隔符时，请用英文双引号括起来",
            en="put double quotes around text that contains the delimiter",
        ),
        Where(file=file, line=row),
    )


def _skipped(file: str, rows: list[int], header_row: int) -> Issue:
    shown = ", ".join(str(row) for row in rows[:10]) + (", ..." if len(rows) > 10 else "")
    return Issue(
        "skipped_rows",
        Text(
            zh=f"跳过了 {len(rows)} 个空行或标题行（第 {shown} 行）；表头在第 {header_row} 行",
            en=f"{len(rows)} blank or caption rows are skipped (rows {shown}); "
            f"the header is row {header_row}",
        ),
        Text(zh="如其中有数据，请补全该行", en="if one of them holds data, fill in its cells"),
        Where(file=file, line=rows[0]),
        Severity.WARNING,
    )
