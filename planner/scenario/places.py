"""How a scenario file writes places: points, files of points, and parts of the map."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import (
    AfterValidator,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from planner.scenario.fields import Closed, Latitude, Longitude, ValueFault, Word, Words, refuse
from planner.scenario.quantities import Metres
from planner.text import Text


class Point(Closed):
    """A place on the map.

    地图上的一个位置。
    """

    lon: Longitude = Field(examples=[109.98])
    """Longitude, WGS84.
    经度（WGS84）。"""
    lat: Latitude = Field(examples=[39.81])
    """Latitude, WGS84.
    纬度（WGS84）。"""


class Circle(Closed):
    """All places within a distance of a point, border included.

    到某一点不超过一定距离的范围（含边界）。
    """

    lon: Longitude = Field(examples=[109.98])
    """Longitude of the centre, WGS84.
    圆心经度（WGS84）。"""
    lat: Latitude = Field(examples=[39.81])
    """Latitude of the centre, WGS84.
    圆心纬度（WGS84）。"""
    radius_m: Metres = Field(alias="radius", examples=["5 km"])
    """The distance.
    半径。"""


class Box(Closed):
    """All places between two longitudes and two latitudes (WGS84), borders included.

    两条经线和两条纬线（WGS84）之间的范围（含边界）。
    """

    west: Longitude = Field(examples=[109.9])
    """The western border.
    西界经度。"""
    south: Latitude = Field(examples=[39.7])
    """The southern border.
    南界纬度。"""
    east: Longitude = Field(examples=[110.1])
    """The eastern border.
    东界经度。"""
    north: Latitude = Field(examples=[39.9])
    """The northern border.
    北界纬度。"""

    @model_validator(mode="after")
    def _spans(self) -> Box:
        if self.west >= self.east or self.south >= self.north:
            raise refuse(
                ValueFault(
                    "empty_area",
                    Text("这个范围是空的", "this box holds nothing"),
                    Text("west 应小于 east，south 应小于 north",
                         "`west` must be less than `east`, `south` less than `north`"),
                )
            )  # fmt: skip
        return self


class Area(Closed):
    """A part of the map: exactly one of the keys.

    地图上的一个范围：几种写法选一种。
    """

    unit: Words | None = Field(default=None, examples=["150602"])
    """Codes of units of the study.
    研究数据中的辖区代码，可写多个。"""
    circle: Circle | None = Field(
        default=None, examples=[{"lon": 109.98, "lat": 39.81, "radius": "5 km"}]
    )
    """A circle.
    圆形范围。"""
    box: Box | None = None
    """A box.
    矩形范围。"""
    polygon: Annotated[tuple[Point, ...], Field(min_length=3)] | None = None
    """The corners of a polygon in order.
    多边形各顶点，按顺序列出。"""

    @model_validator(mode="after")
    def _one_shape(self) -> Area:
        said = [key for key in ("unit", "circle", "box", "polygon") if getattr(self, key)]
        if len(said) != 1:
            raise refuse(
                ValueFault(
                    "one_of",
                    Text("unit、circle、box、polygon 要写一个，也只能写一个",
                         "exactly one of `unit`, `circle`, `box` and `polygon` is wanted"),
                    Text('例如 area: {unit: "150602"}', 'write e.g. area: {unit: "150602"}'),
                    (said[1],) if said else (),
                )
            )  # fmt: skip
        return self


class Points(Closed):
    """Places on the map: written here or in a table. Exactly one of the keys.

    地图上的一个或多个位置：写在这里，或写在表格文件里；两种写法选一种。
    """

    points: Annotated[tuple[Point, ...], Field(min_length=1)] | None = None
    """The places; `{lon: …, lat: …}` or a list of these is short for it.
    各个位置；可简写为 `{lon: …, lat: …}` 或它们的列表。"""
    file: Word | None = Field(default=None, examples=["signals.csv"])
    """A CSV file with the columns lon and lat (WGS84), relative to the file that says it.
    CSV 文件，有 lon、lat 两列（WGS84）；路径相对于写它的文件。"""


def _points_or_file(places: Points) -> Points:
    if (places.points is None) == (places.file is None):
        raise refuse(
            ValueFault(
                "one_of",
                Text("points 和 file 要写一个，也只能写一个",
                     "exactly one of `points` and `file` is wanted"),
                Text("写 {lon: 109.98, lat: 39.81} 或 {file: signals.csv}",
                     "write {lon: 109.98, lat: 39.81} or {file: signals.csv}"),
            )
        )  # fmt: skip
    return places


class _PlainPointsAllowed:
    """Reads one point or a list of points as `{points: [...]}`."""

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_before_validator_function(_as_points, handler(source))

    def __get_pydantic_json_schema__(
        self, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        point = {
            "type": "object",
            "properties": {"lon": {"type": "number"}, "lat": {"type": "number"}},
            "required": ["lon", "lat"],
            "additionalProperties": False,
        }
        many = {"type": "array", "items": point, "minItems": 1}
        return {"anyOf": [point, many, handler(core)]}


def _as_points(value: object) -> object:
    if isinstance(value, Mapping) and ("lon" in value or "lat" in value):
        return {"points": (value,)}
    return {"points": value} if isinstance(value, tuple) else value


Places = Annotated[Points, AfterValidator(_points_or_file), _PlainPointsAllowed()]
"""A point, a list of points, or a file of points."""
