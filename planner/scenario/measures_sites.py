"""Measures on which sites there are, as a scenario file writes them; and how it names sites."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import AfterValidator, Field, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from planner.scenario.fields import (
    Closed,
    Id,
    Latitude,
    Longitude,
    Name,
    ValueFault,
    Word,
    WordList,
    Words,
    refuse,
    repeats,
)
from planner.scenario.measures_base import MeasureBase
from planner.text import Text


class SiteChoice(Closed):
    """Existing sites: named one by one, or all of a kind. Exactly one of the keys.

    已有的服务点：逐个列出编号，或指定一个类别；两种写法选一种。
    """

    sites: WordList | None = Field(default=None, examples=[["station_01", "station_02"]])
    """Ids of sites; `to: [id, id]` is short for this.
    服务点编号；可简写为 `to: [编号, 编号]`。"""
    kind: Id | None = Field(default=None, examples=["police_station"])
    """All sites of this kind of the study.
    研究数据中这一类别的全部服务点。"""


def _one_choice(choice: SiteChoice) -> SiteChoice:
    if (choice.sites is None) == (choice.kind is None):
        raise refuse(
            ValueFault(
                "one_of",
                Text("sites 和 kind 要写一个，也只能写一个",
                     "exactly one of `sites` and `kind` is wanted"),
                Text("写 [编号, 编号] 或 {kind: police_station}",
                     "write [id, id] or {kind: police_station}"),
            )
        )  # fmt: skip
    return choice


class _SiteListAllowed:
    """Reads a plain list of ids as `{sites: [...]}`."""

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_before_validator_function(_as_choice, handler(source))

    def __get_pydantic_json_schema__(
        self, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        ids = {"type": "array", "items": {"type": "string"}, "minItems": 1}
        return {"anyOf": [ids, handler(core)]}


def _as_choice(value: object) -> object:
    return {"sites": value} if isinstance(value, tuple) else value


SitesWanted = Annotated[SiteChoice, AfterValidator(_one_choice), _SiteListAllowed()]


class NewSite(Closed):
    """A site that does not exist yet.

    一个新设的服务点。
    """

    id: Word = Field(examples=["agent_01"])
    """A short code that no other site has.
    不与其他服务点重复的编号。"""
    name: Name = Field(examples=[{"zh": "一号代办点", "en": "Agent 1"}])
    """Its name.
    名称。"""
    lon: Longitude = Field(examples=[109.98])
    """Longitude, WGS84.
    经度（WGS84）。"""
    lat: Latitude = Field(examples=[39.81])
    """Latitude, WGS84.
    纬度（WGS84）。"""
    services: Words | None = Field(default=None, examples=[["high_frequency"]])
    """What is handled here; without it, what its kind offers.
    可办事项；不写则按类别的默认事项。"""


def _new_ids(sites: tuple[NewSite, ...]) -> tuple[NewSite, ...]:
    faults = repeats([site.id for site in sites], suffix=("id",))
    if faults:
        raise refuse(*faults)
    return sites


class OpenSites(MeasureBase):
    """Open new sites.

    新设服务点。
    """

    key: ClassVar[str] = "open_sites"

    kind: Id = Field(examples=["postal_agent"])
    """The kind of the new sites, one of the study's `kinds`.
    新服务点的类别，取自研究数据的 `kinds`。"""
    sites: Annotated[tuple[NewSite, ...], Field(min_length=1), AfterValidator(_new_ids)]
    """The new sites.
    新服务点列表。"""
