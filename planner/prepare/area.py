"""Administrative areas from a layer of polygons."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import shapely

from planner.domain.area import Unit, Units
from planner.domain.arrays import FloatArray
from planner.errors import DataError, Issue, Severity, Where
from planner.prepare.identity import check_ids, name_of
from planner.sources.faults import Faults, WhereKey, below
from planner.sources.layers import Layer, TextArray, read_layer
from planner.sources.numbers import read_numbers
from planner.sources.tables import Table, find_columns, normal
from planner.text import Text

_OVERLAP_SHARE: Final = 0.001
_POLYGONS: Final = (3, 6)


def read_units(
    path: Path,
    columns: Mapping[str, str],
    where: WhereKey,
    *,
    layer: str | None = None,
) -> tuple[Units, tuple[Issue, ...]]:
    """Read the units of a study; columns: code, name_zh, name_en, people, area_km2.

    Only `code` is required; a name in one language serves for both, the code where there is none.
    `where` gives places in the study file, e.g. where('units.code').

    Errors (DataError, all at once): those of `read_layer` and `find_columns`; no_code;
    duplicate_code; no_boundary; not_polygons; coordinate_out_of_range; not_a_number;
    negative_number; no_units.
    Warnings: repaired_boundary; overlapping_units (by more than 0.1 % of the smaller one).
    """
    faults = Faults()
    places = _keys_of_columns(below(where, "units"))
    source = read_layer(path, layer=layer, where=places)
    table = _attributes(source)
    found = find_columns(table, columns, places, faults)
    people = _numbers(table, columns, found, "people", faults)
    area_km2 = _numbers(table, columns, found, "area_km2", faults)
    boundaries = _boundaries(source, table, faults)
    if len(table) == 0:
        message = Text(zh="图层里没有图形", en="the layer has no features")
        remedy = Text(zh="请检查文件或图层名", en="check the file and the layer")
        faults.add(Issue("no_units", message, remedy, places("file")))
    if "code" in found:
        twice = Text(
            zh="同一辖区的几块请合并为一个多面；不同辖区请改代码",
            en="merge parts of one unit into a multipolygon, or change the code",
        )
        check_ids(table, found["code"], columns["code"], faults, word="code", remedy=twice)
    if faults.has_errors:
        faults.raise_errors(DataError)
    units = Units(
        tuple(
            Unit(
                code=found["code"][row],
                name=name_of(found, row, found["code"][row]),
                boundary=boundaries[row],
                people=None if np.isnan(people[row]) else round(people[row]),
                area_km2=None if np.isnan(area_km2[row]) else float(area_km2[row]),
            )
            for row in range(len(table))
        )
    )
    for smaller, other, share in overlaps(units):
        faults.add(_overlapping(source.file, units.items[smaller], units.items[other], share))
    return units, faults.raise_errors(DataError)


def overlaps(units: Units) -> list[tuple[int, int, float]]:
    """Return pairs of units that overlap by more than 0.1 % of the smaller one.

    As (smaller, other, share of the smaller one's area). Areas are compared in the cylindrical
    equal-area projection of the sphere.
    """
    shapes = [shapely.transform(unit.boundary, _equal_area) for unit in units.items]
    areas = shapely.area(shapes)
    found = []
    for one, two in shapely.STRtree(shapes).query(shapes, predicate="intersects").T.tolist():
        if one < two:
            smaller, other = (one, two) if areas[one] <= areas[two] else (two, one)
            share = shapely.intersection(shapes[one], shapes[two]).area / areas[smaller]
            if share > _OVERLAP_SHARE:
                found.append((smaller, other, float(share)))
    return sorted(found)


def _equal_area(points: FloatArray) -> FloatArray:
    return np.column_stack([points[:, 0], np.degrees(np.sin(np.radians(points[:, 1])))])


def _keys_of_columns(where: WhereKey) -> WhereKey:
    """Return `where` for a section that names its columns directly, without `columns:`."""
    return lambda key: where(key.removeprefix("columns").removeprefix("."))


def _attributes(source: Layer) -> Table:
    columns = {normal(name): values for name, values in source.columns.items()}
    return Table(source.file, columns, source.rows)


def _numbers(
    table: Table,
    columns: Mapping[str, str],
    found: Mapping[str, TextArray],
    name: str,
    faults: Faults,
) -> FloatArray:
    if name not in found:
        return np.full(len(table), np.nan)
    values = read_numbers(table, columns[name], found[name], faults)
    for row in np.flatnonzero(values < 0).tolist():
        faults.add_row(
            Issue(
                "negative_number",
                Text(zh=f"{values[row]:g} 小于 0", en=f"{values[row]:g} is below 0"),
                Text(zh="请改正；不知道就留空", en="correct it; leave it blank if unknown"),
                table.at(row, columns[name]),
            )
        )
    return values


def _boundaries(source: Layer, table: Table, faults: Faults) -> npt.NDArray[np.object_]:
    """Return valid (multi)polygons in WGS84; repairs are warned of."""
    shapes = source.geometry.copy()
    for row, shape in enumerate(source.geometry):
        place = table.at(row)
        if shape is None or shape.is_empty:
            faults.add_row(_no_boundary(place))
        elif shapely.get_type_id(shape) not in _POLYGONS:
            faults.add_row(_not_polygons(place, shape.geom_type))
        elif not _in_range(shape.bounds):
            faults.add_row(_out_of_range(place))
        elif not shape.is_valid:
            shapes[row] = _polygons_of(shapely.make_valid(shape))
            if shapes[row].is_empty:
                faults.add_row(_no_boundary(place))
            else:
                faults.add_row(_repaired(place, shapely.is_valid_reason(shape)))
    return shapes


def _in_range(bounds: tuple[float, float, float, float]) -> bool:
    west, south, east, north = bounds
    return west >= -180 and east <= 180 and south >= -90 and north <= 90


def _polygons_of(shape: shapely.Geometry) -> shapely.Geometry:
    """Return the areas of a repaired shape, without the lines and points that repair leaves."""
    parts = shapely.get_parts(shape)
    # A collection may hold multipolygons: take their parts too.
    parts = shapely.get_parts(parts)
    return shapely.union_all(parts[shapely.get_type_id(parts) == _POLYGONS[0]])


def _no_boundary(place: Where) -> Issue:
    return Issue(
        "no_boundary",
        Text(zh="辖区没有边界", en="the unit has no boundary"),
        Text(zh="请补上边界，或删去这一个图形", en="draw its boundary or delete the feature"),
        place,
    )


def _not_polygons(place: Where, kind: str) -> Issue:
    return Issue(
        "not_polygons",
        Text(zh=f"辖区边界是 {kind}，不是面", en=f"the boundary is a {kind}, not an area"),
        Text(zh="请使用面图层", en="use a layer of polygons"),
        place,
    )


def _out_of_range(place: Where) -> Issue:
    return Issue(
        "coordinate_out_of_range",
        Text(zh="边界坐标超出经纬度范围", en="the boundary's coordinates are no degrees"),
        Text(
            zh="文件声明的坐标系与实际不符，请在 GIS 软件中改正",
            en="the file declares another coordinate system than it uses; correct it in a GIS",
        ),
        place,
    )


def _repaired(place: Where, reason: str) -> Issue:
    return Issue(
        "repaired_boundary",
        Text(
            zh=f"边界自相交等错误已自动修复（{reason}）",
            en=f"the boundary was invalid and is repaired ({reason})",
        ),
        Text(zh="请在地图上核对该辖区", en="check this unit on the map"),
        place,
        Severity.WARNING,
    )


def _overlapping(file: str, unit: Unit, other: Unit, share: float) -> Issue:
    return Issue(
        "overlapping_units",
        Text(
            zh=f"“{unit.name.zh}”有 {share:.1%} 与“{other.name.zh}”重叠",
            en=f"{share:.1%} of {unit.name.en} overlaps {other.name.en}",
        ),
        Text(
            zh="重叠处的居民计入排在前面的辖区；请核对边界",
            en="people there count for the one that comes first; check the boundaries",
        ),
        Where(file=file),
        Severity.WARNING,
    )
