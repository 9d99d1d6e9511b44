"""Measures that bring services to residents, as a scenario file writes them."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field, GetCoreSchemaHandler, GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from planner.domain.hours import PERIODS
from planner.scenario.fields import (
    Closed,
    Id,
    Latitude,
    Longitude,
    Name,
    ValueFault,
    Word,
    Words,
    refuse,
)
from planner.scenario.hours_text import Hours
from planner.scenario.measures_base import MeasureBase
from planner.scenario.quantities import Metres
from planner.text import Text


class Base(Closed):
    """Where a team starts: a site or a place on the map.

    队伍的出发地：一个服务点，或地图上的一个位置。
    """

    site: Word | None = Field(default=None, examples=["station_01"])
    """Id of a site; `base: id` is short for it.
    服务点编号；可简写为 `base: 编号`。"""
    lon: Longitude | None = Field(default=None, examples=[109.98])
    """Longitude, WGS84.
    经度（WGS84）。"""
    lat: Latitude | None = Field(default=None, examples=[39.81])
    """Latitude, WGS84.
    纬度（WGS84）。"""

    @model_validator(mode="after")
    def _one_place(self) -> Base:
        said = self.model_fields_set
        if said not in ({"site"}, {"lon", "lat"}):
            raise refuse(
                ValueFault(
                    "one_of",
                    Text("写一个服务点编号，或同时写 lon 和 lat",
                         "a site, or both `lon` and `lat`, are wanted"),
                    Text("例如 base: station_01 或 base: {lon: 109.98, lat: 39.81}",
                         "write e.g. base: station_01 or base: {lon: 109.98, lat: 39.81}"),
                )
            )  # fmt: skip
        return self


class _SiteAllowed:
    """Reads a plain id as `{site: id}`."""

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_before_validator_function(_as_base, handler(source))

    def __get_pydantic_json_schema__(
        self, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {"anyOf": [{"type": "string", "minLength": 1}, handler(core)]}


def _as_base(value: object) -> object:
    return {"site": value} if isinstance(value, str) else value


class DoorstepService(MeasureBase):
    """Let a team go to residents who call it, as far as its days allow.

    上门服务队：在能力范围内到居民家中办理。
    """

    key: ClassVar[str] = "doorstep_service"

    id: Id = Field(examples=["team_01"])
    """A short code that no other team has.
    不与其他服务队重复的编号。"""
    name: Name = Field(examples=[{"zh": "上门服务一队", "en": "Doorstep team 1"}])
    """Its name.
    名称。"""
    services: Words = Field(examples=["household_registration"])
    """Which services, of those that the catalogue says can be handled at the door.
    哪些事项（仅限事项目录注明可上门办理的事项）。"""
    base: Annotated[Base, _SiteAllowed()] = Field(examples=["station_01"])
    """Where the team starts.
    从哪里出发。"""
    within_m: Metres | None = Field(default=None, alias="within", examples=["20 km"])
    """Serves residents up to this distance from its base, in a straight line. Else `units`.
    服务离出发地直线距离多远以内的居民；或写 `units`。"""
    units: Words | None = Field(default=None, examples=[["150602"]])
    """Serves residents of these units (codes).
    服务这些辖区（代码）的居民。"""
    visits_per_day: Annotated[float, Field(gt=0, le=10_000)] = Field(examples=[5])
    """Visits that the whole team makes on a day.
    全队每天能上门几次。"""
    hours: Hours = Field(
        default=PERIODS["working_hours"].hours,
        examples=["Mo-Fr 18:00-20:00; Sa,Su 09:00-17:00"],
    )
    """When it goes (OSM opening hours); it works on every day of the year that has such hours.
    上门时间（OSM 写法）；一年中有这些时间的日子都出勤。"""
    staff: Annotated[int, Field(ge=1, le=100_000)] | None = Field(default=None, examples=[20])
    """How many people the team has; told in the report.
    队员人数，写进报告。"""

    @model_validator(mode="after")
    def _one_area(self) -> DoorstepService:
        if (self.within_m is None) == (self.units is None):
            raise refuse(
                ValueFault(
                    "one_of",
                    Text("within 和 units 要写一个，也只能写一个",
                         "exactly one of `within` and `units` is wanted"),
                    Text('例如 within: 20 km 或 units: ["150602"]',
                         'write e.g. within: 20 km or units: ["150602"]'),
                    ("units",) if self.units else (),
                    at_key=bool(self.units),
                )
            )  # fmt: skip
        return self
