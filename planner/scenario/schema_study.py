"""The study file: which data files describe a place, and what their columns mean."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from planner.scenario.fields import Closed, Id, Name, ValueFault, Word, refuse
from planner.scenario.quantities import Metres, SecondsAboveZero
from planner.scenario.schema_rates import Rates
from planner.scenario.schema_requests import RequestsTable
from planner.scenario.schema_rules import CalendarYear, CheckedPeople, JurisdictionRule
from planner.scenario.schema_sites import CheckedKind
from planner.scenario.schema_tables import ResidentsTable, RoadColumns, ServicesTable, SitesTable
from planner.text import Text


class UnitsFile(Closed):
    """Administrative areas (polygons) and the columns that describe them.

    辖区多边形及其列名。
    """

    file: Word = Field(examples=["units.geojson"])
    """Polygons, in any coordinate system that the file declares.
    辖区多边形文件，坐标系以文件声明为准。"""
    layer: Word | None = Field(default=None, examples=["units"])
    """Layer of a GeoPackage; needed where it has several.
    GeoPackage 中的图层名；有几个图层时必须写明。"""
    code: Word = Field(examples=["code"])
    """Column with the code (GB/T 2260 where known).
    区划代码所在列。"""
    name_zh: Word | None = Field(default=None, examples=["name_zh"])
    """Column with the Chinese name; at least one of the names is needed.
    中文名所在列；中英文名至少写一个。"""
    name_en: Word | None = Field(default=None, examples=["name_en"])
    """Column with the English name.
    英文名所在列。"""
    people: Word | None = Field(default=None, examples=["pop_2020"])
    """Column with the official number of residents.
    官方人口数所在列。"""
    area_km2: Word | None = Field(default=None, examples=["area_km2"])
    """Column with the official area, in km².
    官方面积所在列，单位平方公里。"""


class RoadWaits(Closed):
    """Waits of today at junctions, e.g. at signals; they come on top of the driving times.

    现有的路口等候（如红绿灯），加在行驶时间之上。
    """

    file: Word = Field(examples=["signals.csv"])
    """A CSV file with the columns lon and lat (WGS84); each point means the junction nearest to it.
    CSV 文件，有 lon、lat 两列（WGS84）；每个位置指离它最近的路口。"""
    delay_s: SecondsAboveZero = Field(alias="delay", examples=["75 s"])
    """The mean wait of everyone who arrives at such a junction.
    到达这样的路口平均等候多久。"""
    within_m: Metres = Field(default=500.0, alias="within", json_schema_extra={"default": "500 m"})
    """How far the junctions may be from the points.
    路口离给定位置最远多少。"""


class RoadsFile(Closed):
    """Where the roads come from: exactly one of `file`, `place` and `polygon`.

    道路来源：`file`、`place`、`polygon` 三者写一个。
    """

    file: Word | None = Field(default=None, examples=["roads.parquet"])
    """OpenStreetMap (.osm.pbf, .osm), lines (.gpkg, .shp, .geojson, .parquet) or .graphml.
    道路文件：OSM 数据、线图层或 graphml。"""
    place: Word | None = Field(default=None, examples=["Ordos, China"])
    """A place name; its roads are fetched from OpenStreetMap.
    地名；从 OpenStreetMap 下载道路。"""
    polygon: Word | None = Field(default=None, examples=["area.geojson"])
    """A file with a polygon; the roads inside are fetched from OpenStreetMap.
    多边形文件；下载其范围内的 OpenStreetMap 道路。"""
    layer: Word | None = Field(default=None, examples=["roads"])
    """Layer of a GeoPackage; needed where it has several.
    GeoPackage 中的图层名；有几个图层时必须写明。"""
    crs: Word | None = Field(default=None, examples=["EPSG:4326"])
    """Coordinate system, only where the file does not say.
    坐标系；仅在文件未声明时写。"""
    columns: RoadColumns = Field(default_factory=RoadColumns)
    """Column names of a line layer that differ from OSM's.
    线图层中与 OSM 不同的列名。"""
    junctions: Literal["vertices", "endpoints"] = "vertices"
    """Where lines meet: at every shared vertex, or at their ends only.
    线在何处相交：共同的顶点（vertices），或仅在端点（endpoints）。"""
    waits: tuple[RoadWaits, ...] = ()
    """Waits at junctions.
    路口等候。"""


class ProvenanceEntry(Closed):
    """Where a part of the data comes from.

    数据来源说明。
    """

    what: Name = Field(examples=[{"zh": "道路", "en": "Roads"}])
    """Which part.
    哪一部分。"""
    nature: Literal["fact", "modelled", "assumed"]
    """Fact, modelled or assumed.
    事实（fact）、模型（modelled）或假设（assumed）。"""
    source: Name = Field(examples=["OpenStreetMap"])
    """Who says so.
    来源。"""
    licence: Word | None = Field(default=None, examples=["ODbL-1.0"])
    """Under which licence it may be passed on.
    许可。"""


def _one_source(roads: RoadsFile) -> RoadsFile:
    said = [key for key in ("file", "place", "polygon") if getattr(roads, key) is not None]
    if len(said) != 1:
        raise refuse(
            ValueFault(
                "one_of",
                Text("file、place、polygon 要写一个，也只能写一个",
                     "exactly one of `file`, `place` and `polygon` is wanted"),
                Text("例如 file: roads.parquet", "write e.g. file: roads.parquet"),
                (said[1],) if said else (),
            )
        )  # fmt: skip
    return roads


def _named(units: UnitsFile) -> UnitsFile:
    if units.name_zh is None and units.name_en is None:
        raise refuse(
            ValueFault(
                "one_of",
                Text("name_zh 和 name_en 至少写一个",
                     "at least one of `name_zh` and `name_en` is wanted"),
                Text("例如 name_zh: 名称（数据中的列名）",
                     "write the column, e.g. name_en: name"),
            )
        )  # fmt: skip
    return units


class Study(Closed):
    """A study file (study.yaml): the data about a place.

    研究数据文件（study.yaml）：一个地方的数据。
    """

    name: Name = Field(examples=[{"zh": "鄂尔多斯", "en": "Ordos"}])
    """Name of the place.
    地名。"""
    data_date: Word = Field(examples=["2020-11-01"])
    """Date of the data, as shown on the page.
    数据日期，显示在页面上。"""
    units: Annotated[UnitsFile, AfterValidator(_named)]
    """Administrative areas.
    辖区。"""
    roads: Annotated[RoadsFile, AfterValidator(_one_source)]
    """Roads.
    道路。"""
    residents: Annotated[tuple[ResidentsTable, ...], Field(min_length=1)]
    """Tables of residents.
    居民点表。"""
    sites: Annotated[tuple[SitesTable, ...], Field(min_length=1)]
    """Tables of sites.
    服务点表。"""
    kinds: Annotated[Mapping[Id, CheckedKind], Field(min_length=1)]
    """Kinds of sites.
    服务点类别。"""
    services: ServicesTable
    """The catalogue of services.
    事项目录。"""
    calendar: CalendarYear | None = None
    """The year whose opening hours count; without it every site counts as always open.
    按哪一年的开放时间计算；不写则各服务点视为全天开放。"""
    jurisdiction: tuple[JurisdictionRule, ...] = ()
    """Whose residents a kind of site may serve; later rules win. Without a rule: anybody.
    各类服务点可以受理哪些居民；后写的规则优先；没有规则则不限。"""
    people: CheckedPeople = ()
    """Groups of residents by when they have time; without them everybody comes when it suits
    the site.
    按空闲时间划分的人群；不写则居民总能在开放时间前来。"""
    requests: tuple[RequestsTable, ...] = ()
    """Logs of opinions, complaints and suggestions.
    意见、投诉和建议台账。"""
    rates: Rates | None = Field(
        default=None, examples=[{"time_yuan_per_h": {"value": 20, "low": 10, "high": 35}}]
    )
    """What time, travel, staff and sites cost here, where other than the planning figures.
    本地时间、出行、人员和服务点的单价，代替默认规划值。"""
    provenance: tuple[ProvenanceEntry, ...] = ()
    """Where the data comes from.
    数据来源。"""
