"""Are the coordinates of a table what they should be? Exchanged, impossible, far away, missing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
import shapely

from planner.domain.area import Units
from planner.domain.arrays import BoolArray, FloatArray
from planner.errors import Issue, Where
from planner.sources.faults import Faults, WhereKey
from planner.sources.tables import Table
from planner.text import Text, counted

_LEAST_MARGIN_DEGREES: Final = 0.5

Box = tuple[float, float, float, float]
"""West, south, east, north in degrees."""


def plausible_extent(units: Units) -> Box | None:
    """Return the units' box, widened by half its size: where points of the study may lie."""
    if len(units) == 0:
        return None
    west, south, east, north = shapely.total_bounds([unit.boundary for unit in units.items])
    x = max(_LEAST_MARGIN_DEGREES, (east - west) / 2)
    y = max(_LEAST_MARGIN_DEGREES, (north - south) / 2)
    return west - x, south - y, east + x, north + y


def _inside(lon: FloatArray, lat: FloatArray, box: Box | None) -> BoolArray:
    west, south, east, north = box or (-180.0, -90.0, 180.0, 90.0)
    return np.asarray((lon >= west) & (lon <= east) & (lat >= south) & (lat <= north))


def judge_coordinates(
    table: Table,
    columns: Mapping[str, str],
    place: tuple[FloatArray, FloatArray],
    box: Box | None,
    *,
    where: WhereKey,
    faults: Faults,
) -> None:
    """Add the faults of a table's coordinates; `place` is (lon, lat), NaN where a row has none.

    Codes: swapped_coordinates, coordinate_out_of_range, all_outside_extent. A point counts as
    exchanged if it lies outside `box` as written and inside it the other way round. `columns`
    gives the table's names of lon and lat, if it has them.
    """
    lon, lat = place
    known = ~np.isnan(lon)
    inside = _inside(lon, lat, box)
    swapped = known & ~inside & _inside(lat, lon, box)
    possible = (np.abs(lon) <= 180) & (np.abs(lat) <= 90)
    columns = {ours: columns.get(ours, ours) for ours in ("lon", "lat")}
    if known.any() and swapped.sum() > known.sum() / 2:
        faults.add(_columns_swapped(columns, where))
        return
    for row in np.flatnonzero(swapped).tolist():
        faults.add_row(_row_swapped(table, row, columns["lon"], lon[row], lat[row]))
    impossible = known & ~swapped & ~possible
    for row in np.flatnonzero(impossible).tolist():
        faults.add_row(_out_of_range(table, row, columns["lon"], lon[row], lat[row]))
    if known.any() and not (inside | swapped | impossible).any():
        faults.add(_all_outside(table, lon, lat, where))


def mostly_blank(table: Table, count: int) -> Issue:
    """Return the fault of a table most of whose rows (`count`) have no coordinates."""
    return Issue(
        "mostly_no_coordinates",
        Text(
            zh=f"{len(table)} 行中有 {count} 行没有坐标",
            en=f"no coordinates in {count} of {counted(len(table), 'row')}",
        ),
        Text(zh="请检查经纬度列是否选对", en="check that the right columns are named lon and lat"),
        Where(file=table.file),
    )


def _columns_swapped(columns: Mapping[str, str], where: WhereKey) -> Issue:
    return Issue(
        "swapped_coordinates",
        Text(zh="经度和纬度两列写反了", en="the columns of longitude and latitude are exchanged"),
        Text(
            zh=f"请写 lon: {columns['lat']}，lat: {columns['lon']}",
            en=f"write lon: {columns['lat']}, lat: {columns['lon']}",
        ),
        where("columns.lon"),
    )


def _row_swapped(table: Table, row: int, column: str, lon: float, lat: float) -> Issue:
    return Issue(
        "swapped_coordinates",
        Text(
            zh=f"这一行的经度和纬度写反了（经度 {lon:g}，纬度 {lat:g}）",
            en=f"longitude {lon:g} and latitude {lat:g} of this row are exchanged",
        ),
        Text(
            zh=f"请改为经度 {lat:g}，纬度 {lon:g}", en=f"write longitude {lat:g}, latitude {lon:g}"
        ),
        table.at(row, column),
    )


def _out_of_range(table: Table, row: int, column: str, lon: float, lat: float) -> Issue:
    if max(abs(lon), abs(lat)) > 1000:
        remedy = Text(
            zh="看来是投影坐标（米），请换算成经纬度（度）",
            en="these look like projected metres; convert them to degrees",
        )
    else:
        remedy = Text(
            zh="经度在 -180 到 180 之间，纬度在 -90 到 90 之间",
            en="longitudes are within -180 to 180, latitudes within -90 to 90",
        )
    message = Text(
        zh=f"没有这样的坐标：经度 {lon:g}，纬度 {lat:g}",
        en=f"there is no longitude {lon:g}, latitude {lat:g}",
    )
    return Issue("coordinate_out_of_range", message, remedy, table.at(row, column))


def _all_outside(table: Table, lon: FloatArray, lat: FloatArray, where: WhereKey) -> Issue:
    middle = f"{np.nanmedian(lon):.4f}, {np.nanmedian(lat):.4f}"
    return Issue(
        "all_outside_extent",
        Text(
            zh=f"{table.file} 的点都远离研究区域（中位于 {middle}）",
            en=f"all points of {table.file} are far from the study's area (around {middle})",
        ),
        Text(
            zh="请检查文件是否选对、坐标是否为经纬度",
            en="check that it is the right file and that coordinates are in degrees",
        ),
        where("file"),
    )
