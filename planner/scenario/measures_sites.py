"""Measures on which sites there are, as a scenario file writes them; and how it names sites."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Final

from pydantic import AfterValidator, Field, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from planner.scenario.fields import (
    Closed,
    Id,
    Ids,
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
from planner.scenario.hours_text import Hours
from planner.scenario.measures_base import MeasureBase
from planner.scenario.schema_sites import Windows
from planner.text import Text

ASKING_KEYS: Final = frozenset({"choose", "budget", "residents", "minimise", "maximise"})
"""A mapping with one of these keys asks the program to choose."""


class SiteChoice(Closed):
    """Existing sites. Exactly one of `sites`, `kind` and `same_as`.

    `sites` names them one by one, `kind` takes all of some kinds, `same_as` takes those of an
    earlier measure.

    已有的服务点：用 `sites` 逐个列出编号，用 `kind` 指定类别，或用 `same_as` 指前面的举措；三选一。
    """

    sites: WordList | None = Field(default=None, examples=[["station_01", "station_02"]])
    """Ids of sites; `to: [id, id]` is short for this.
    服务点编号；可简写为 `to: [编号, 编号]`。"""
    kind: Ids | None = Field(default=None, examples=["police_station"])
    """All sites of this kind of the study, or of several kinds.
    研究数据中这一类别的全部服务点，可写多个类别。"""
    units: Words | None = Field(default=None, examples=[["150602"]])
    """Of `kind` only the sites in these units (codes).
    与 `kind` 合用：只取这些辖区（代码）内的服务点。"""
    same_as: Annotated[int, Field(ge=1)] | None = Field(default=None, examples=[1])
    """The sites of an earlier measure, by its number from 1: those that it opened or changed.
    与前面第几项举措相同的服务点（从 1 数起）：它新设或改变的那些。"""


def _one_choice(choice: SiteChoice) -> SiteChoice:
    if choice.kind is None and choice.units is not None and _said(choice):
        raise refuse(
            ValueFault(
                "misplaced_key",
                Text("`units` 只与 `kind` 合用", "`units` goes with `kind` only"),
                Text("删去 `units`，或把 `sites` 改为 kind: 类别",
                     "delete `units`, or write kind: ... instead of `sites`"),
                ("units",),
                at_key=True,
            )
        )  # fmt: skip
    if len(_said(choice)) != 1:
        raise refuse(
            ValueFault(
                "one_of",
                Text("sites、kind 和 same_as 要写一个，也只能写一个",
                     "exactly one of `sites`, `kind` and `same_as` is wanted"),
                Text("写 [编号, 编号] 或 {kind: police_station}",
                     "write [id, id] or {kind: police_station}"),
            )
        )  # fmt: skip
    return choice


def _said(choice: SiteChoice) -> list[str]:
    return [key for key in ("sites", "kind", "same_as") if getattr(choice, key) is not None]


class SiteListAllowed:
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
    if isinstance(value, Mapping) and ASKING_KEYS & set(value):
        raise refuse(
            ValueFault(
                "cannot_choose_here",
                Text("这里不能由程序选址：这项举措不改变居民去哪里办事",
                     "sites cannot be chosen here: the measure does not change where people go"),
                Text("在 extend_services、upgrade_site 或 open_sites 里选，这里写 {same_as: 1}"
                     "（第 1 项举措选出的服务点）",
                     "choose in extend_services, upgrade_site or open_sites, and write "
                     "{same_as: 1} here, the sites of the first measure"),
            )
        )  # fmt: skip
    return {"sites": value} if isinstance(value, tuple) else value


SitesWanted = Annotated[SiteChoice, AfterValidator(_one_choice), SiteListAllowed()]


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
    hours: Hours | None = Field(default=None, examples=["Mo-Fr 09:00-17:00; PH off"])
    """Opening hours (OSM); without it, those of all new sites, else of the kind.
    开放时间（OSM 写法）；不写则按全部新服务点的、再按类别的。"""
    windows: Windows | None = Field(default=None, examples=[2])
    """Windows that serve at the same time; without it, as for all new sites, else as for the kind.
    同时服务的窗口数；不写则按全部新服务点的、再按类别的。"""
    kind: Id | None = Field(default=None, examples=["postal_agent"])
    """Its kind, where other than that of the measure.
    它的类别；不写则为举措的类别。"""
    area: Word | None = Field(default=None, examples=["150602001"])
    """Code of the area (township) whose own site it is, where jurisdiction asks for it.
    它所属片区（乡镇）的代码，用于“仅本片区”的管辖规则。"""


class NewSites(Closed):
    """New sites: listed here or in a table. Exactly one of the keys.

    新服务点：写在这里，或写在表格文件里；两种写法选一种。
    """

    listed: Annotated[tuple[NewSite, ...], Field(min_length=1)] | None = None
    """The new sites; a plain list is short for it.
    各个新服务点；可直接写成列表。"""
    file: Word | None = Field(default=None, examples=["kiosks.csv"])
    """A CSV file (UTF-8), relative to the file that says it. Columns: id, lon, lat (WGS84); if
    wanted name_zh, name_en, hours, windows, area, kind, services (separated by `;`).
    CSV 表，列 id、lon、lat；可加 name_zh、name_en、hours、windows、area、kind、services。"""


def _listed_or_file(sites: NewSites) -> NewSites:
    if (sites.listed is None) == (sites.file is None):
        raise refuse(
            ValueFault(
                "one_of",
                Text("新服务点写成列表或 {file: 表格}，二者选一",
                     "new sites are a list or {file: table}, one of both"),
                Text("写 [{id: …, name: …, lon: …, lat: …}] 或 {file: kiosks.csv}",
                     "write [{id: …, name: …, lon: …, lat: …}] or {file: kiosks.csv}"),
            )
        )  # fmt: skip
    faults = repeats([site.id for site in sites.listed or ()], ("listed",), ("id",))
    if faults:
        raise refuse(*faults)
    return sites


class NewSiteListAllowed:
    """Reads a plain list of new sites as `{listed: [...]}`."""

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_before_validator_function(_as_listed, handler(source))

    def __get_pydantic_json_schema__(
        self, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        whole = handler(core)
        listed = handler.resolve_ref_schema(whole)["properties"]["listed"]
        plain = next(form for form in listed["anyOf"] if form.get("type") == "array")
        return {"anyOf": [plain, whole]}


def _as_listed(value: object) -> object:
    return {"listed": value} if isinstance(value, tuple) else value


NewSitesWanted = Annotated[NewSites, AfterValidator(_listed_or_file), NewSiteListAllowed()]


class CloseSites(MeasureBase):
    """Close sites for good. What they cost each year by their kind is saved.

    撤销服务点；节省按类别计算的每年运行费用。
    """

    key: ClassVar[str] = "close_sites"

    sites: SitesWanted = Field(examples=[["station_01"]])
    """Which sites.
    哪些服务点。"""


class Stop(Closed):
    """A place where a mobile team stops at set times.

    流动服务按时停靠的一个地点。
    """

    name: Name = Field(examples=[{"zh": "陶利嘎查", "en": "Taoli village"}])
    """Its name.
    名称。"""
    lon: Longitude = Field(examples=[109.98])
    """Longitude, WGS84.
    经度（WGS84）。"""
    lat: Latitude = Field(examples=[39.81])
    """Latitude, WGS84.
    纬度（WGS84）。"""
    hours: Hours = Field(json_schema_extra={"examples": ["We[1] 09:00-11:00"]})
    """When the team is there (OSM): `We[1]` is the first Wednesday of the month.
    在此办理的时间（OSM 写法）：`We[1]` 是每月第一个星期三。"""


class TimetabledStop(MeasureBase):
    """A mobile team handles services at stops, at set times. Each stop costs what its kind says.

    流动服务按时在各停靠点办理事项；每个停靠点的费用按类别计算。
    """

    key: ClassVar[str] = "timetabled_stop"

    id: Id = Field(examples=["round_1"])
    """A short code; the stops become the sites `<id>-1`, `<id>-2`, …
    编号；各停靠点成为服务点 `<编号>-1`、`<编号>-2`……"""
    name: Name = Field(examples=[{"zh": "流动警务室", "en": "Mobile police room"}])
    """What it is called; stops are called `<name> <stop>`.
    名称；停靠点名为“名称 地点”。"""
    services: Words = Field(examples=["high_frequency"])
    """What it handles: groups or ids of services.
    可办事项：事项组名或事项编号。"""
    stops: Annotated[tuple[Stop, ...], Field(min_length=1)]
    """Where and when it stops.
    停靠的地点和时间。"""
    kind: Id | None = Field(default=None, examples=["mobile_stop"])
    """The kind of these sites, one of the study's; without it, a kind `mobile_stop` with a counter
    whose costs are not known.
    这些服务点的类别，取自研究数据；不写则为类别 `mobile_stop`，窗口办理，费用未知。"""
    windows: Windows | None = Field(default=None, examples=[1])
    """Windows that serve at the same time.
    同时服务的窗口数。"""
