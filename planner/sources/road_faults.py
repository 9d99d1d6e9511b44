"""The words for what can be wrong with a source of roads."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from planner.domain.record import LeftOut
from planner.errors import Issue, Severity, Where, suggestion
from planner.text import Text, counted

_EXAMPLES: Final = 5


def osm_unreadable(path: Path, reason: str) -> Issue:
    """Name the fault: an OSM file that is damaged or is not one."""
    size = path.stat().st_size if path.exists() else 0
    return Issue(
        code="osm_file_unreadable",
        message=Text(
            zh=f"道路文件读不出来（共 {size:,} 字节）：文件不完整，或不是 OpenStreetMap 文件"
            f"（{reason}）。",
            en=f"The road file cannot be read ({size:,} bytes): it is incomplete or not an"
            f" OpenStreetMap file ({reason}).",
        ),
        remedy=Text(
            zh="请重新下载该文件，并核对文件大小；支持 .osm.pbf、.osm、.osm.gz、.osm.bz2。",
            en="Download it again and compare its size; .osm.pbf, .osm, .osm.gz and .osm.bz2"
            " are supported.",
        ),
        where=Where(file=str(path)),
    )


def layer_unreadable(path: Path, reason: str) -> Issue:
    """Name the fault: a line layer or graph that its format's reader refuses."""
    return Issue(
        code="road_layer_unreadable",
        message=Text(
            zh=f"道路文件读不出来：文件不完整，或不是道路图层（{reason}）。",
            en=f"The road file cannot be read: it is incomplete or not a layer of roads"
            f" ({reason}).",
        ),
        remedy=Text(
            zh="请用 QGIS 等软件确认能打开，再另存为 GeoPackage（.gpkg）。",
            en="Check that it opens in a GIS such as QGIS, and save it as GeoPackage (.gpkg).",
        ),
        where=Where(file=str(path)),
    )


def unknown_format(path: Path, endings: Sequence[str]) -> Issue:
    """Name the fault: a file whose name says no format that can be read."""
    known = " ".join(endings)
    return Issue(
        code="road_format_unknown",
        message=Text(
            zh=f"不认识的道路文件格式：{path.name}。", en=f"Unknown road file format: {path.name}."
        ),
        remedy=Text(zh=f"支持的文件名结尾：{known}。", en=f"Supported endings: {known}."),
        where=Where(file=str(path), key="roads.file"),
    )


def no_roads(where: Where) -> Issue:
    """Name the fault: a source without a single line."""
    return Issue(
        code="no_roads",
        message=Text(zh="数据里没有任何道路线。", en="The data contains no road lines."),
        remedy=Text(
            zh="请换用包含道路线的数据，并确认图层和范围正确。",
            en="Give data with road lines, and check that layer and area are right.",
        ),
        where=where,
    )


def no_crs(path: Path) -> Issue:
    """Name the fault: neither the layer nor the study says the coordinates' system."""
    return Issue(
        code="roads_without_crs",
        message=Text(
            zh="道路文件没有说明坐标系，无法确定道路在哪里。",
            en="The road file does not say its coordinate system, so its place is unknown.",
        ),
        remedy=Text(
            zh="请在 study.yaml 写明 roads.crs，例如 crs: EPSG:4326（经纬度）"
            "或 crs: EPSG:4490（CGCS2000 经纬度）。",
            en="Say it in study.yaml as roads.crs, for instance crs: EPSG:4326 (WGS84 degrees)"
            " or crs: EPSG:4490 (CGCS2000 degrees).",
        ),
        where=Where(file=str(path), key="roads.crs"),
    )


def bad_crs(path: Path, crs: str) -> Issue:
    """Name the fault: a coordinate system that nobody knows."""
    return Issue(
        code="roads_crs_unknown",
        message=Text(zh=f"不认识的坐标系：{crs}。", en=f"Unknown coordinate system: {crs}."),
        remedy=Text(
            zh="请写 EPSG 编号，例如 crs: EPSG:4326。",
            en="Write an EPSG code, for instance crs: EPSG:4326.",
        ),
        where=Where(file=str(path), key="roads.crs"),
    )


def not_degrees(path: Path) -> Issue:
    """Name the fault: coordinates that are no longitudes and latitudes under the stated system."""
    return Issue(
        code="roads_coordinates_impossible",
        message=Text(
            zh="道路坐标超出了经纬度范围：坐标系与数据不符。",
            en="Road coordinates lie outside the range of longitude and latitude: the"
            " coordinate system does not fit the data.",
        ),
        remedy=Text(
            zh="请在 roads.crs 写明数据真正的坐标系（投影坐标请写其 EPSG 编号）。",
            en="State the data's true system in roads.crs (for metres, the projection's code).",
        ),
        where=Where(file=str(path), key="roads.crs"),
    )


def no_such(key: str, word: str, present: Sequence[str], path: Path) -> Issue:
    """Name the fault: a column or tag key that does not exist; says which ones do."""
    return Issue(
        code="road_name_unknown",
        message=Text(zh=f"“{word}”不存在。", en=f"There is no '{word}'."),
        remedy=suggestion(word, present),
        where=Where(file=str(path), key=key),
    )


def no_class(
    path: Path, count: int, total: int, column: str | None, present: Sequence[str] = ()
) -> Issue:
    """Name the fault: lines without a road class, which get a modest one.

    `column` is the class column, if there is one; `present` are all columns of a layer.
    """
    listed = Text(zh="", en="")
    if present:
        listed = Text(
            zh=f"文件中的列：{'、'.join(present)}。",
            en=f" The file's columns: {', '.join(present)}.",
        )
    return Issue(
        code="roads_without_class",
        message=Text(
            zh=f"{total:,} 条道路中有 {count:,} 条没有道路等级，按一般乡村道路（unclassified）计。",
            en=f"no class at {count:,} of {counted(total, 'road')}, which count as 'unclassified'.",
        ),
        remedy=Text(
            zh="如有等级列，请写在 roads.columns.highway；否则可在 travel.speeds_kmh 设定"
            f" unclassified 的速度。{listed.zh}",
            en="Name the class column in roads.columns.highway if there is one; else set the speed"
            f" of 'unclassified' in travel.speeds_kmh.{listed.en}",
        ),
        where=Where(file=str(path), key=column or "roads.columns.highway"),
        severity=Severity.WARNING,
    )


def no_oneway(path: Path) -> Issue:
    """Name the fault: a layer that knows no one-way streets."""
    return Issue(
        code="roads_without_oneway",
        message=Text(
            zh="道路图层没有单行列，全部按双向通行计。",
            en="The road layer has no one-way column; every road counts as two-way.",
        ),
        remedy=Text(
            zh="如有单行列，请写在 roads.columns.oneway。",
            en="Name the one-way column in roads.columns.oneway if there is one.",
        ),
        where=Where(file=str(path), key="roads.columns.oneway"),
        severity=Severity.WARNING,
    )


def not_fetched(where: Where, error: Exception) -> Issue:
    """Name the fault: a place or polygon whose roads could not be fetched."""
    return Issue(
        code="roads_not_fetched",
        message=Text(
            zh=f"没能从网上取得道路（{type(error).__name__}：{error}）。",
            en=f"The roads could not be fetched ({type(error).__name__}: {error}).",
        ),
        remedy=Text(
            zh="请检查网络和地名（要能查到边界的行政区名）；也可以从 download.geofabrik.de 下载"
            "该地区的 .osm.pbf 文件，写成 roads: {file: 文件名}。",
            en="Check the network and the name (it must be an area with a boundary); or download an"
            " extract (.osm.pbf), for instance from download.geofabrik.de, and give it as"
            " roads: {file: name}.",
        ),
        where=where,
    )


def cut_ways(ids: Sequence[str]) -> tuple[LeftOut, ...]:
    """List ways of an extract whose points are partly outside it."""
    if not ids:
        return ()
    what = Text(
        zh="道路在数据边界处缺少坐标点，只保留了有坐标的部分",
        en="roads with points missing at the extract's border; only their known parts are used",
    )
    return (LeftOut("road_points_missing", what, len(ids), 0.0, tuple(ids[:_EXAMPLES])),)


def not_lines(rows: Sequence[int]) -> tuple[LeftOut, ...]:
    """List rows of a layer without a usable line; numbered from 1."""
    if not rows:
        return ()
    what = Text(
        zh="图层中没有线（空的、单点的或面状的）的行",
        en="rows of the layer without a line (empty, a single point or an area)",
    )
    examples = tuple(str(row + 1) for row in rows[:_EXAMPLES])
    return (LeftOut("road_rows_without_line", what, len(rows), 0.0, examples),)
