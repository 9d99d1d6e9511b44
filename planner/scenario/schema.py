"""The scenario file: what a planner changes about a study, and how the result is judged."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Final, Literal, TypeAlias

from pydantic import AfterValidator, Field

from planner.domain.travel import Optimise
from planner.scenario.fields import (
    Closed,
    Name,
    RoadClass,
    SpeedKmh,
    ValueFault,
    Word,
    Words,
    refuse,
)
from planner.scenario.hours_text import During
from planner.scenario.measures_open import OpenSites
from planner.scenario.measures_sites import NewSites
from planner.scenario.quantities import Cutoff, Metres, MetresOrZero, Share
from planner.scenario.schema_catchment import Catchment
from planner.scenario.schema_measures import MeasureItem
from planner.scenario.schema_rates import Rates
from planner.scenario.schema_study import ProvenanceEntry
from planner.text import Text
from planner.units import M_PER_KM

Mode: TypeAlias = Literal["drive", "cycle", "walk"]


class Travel(Closed):
    """How residents get to the sites.

    居民怎样前往服务点。
    """

    mode: Mode = "drive"
    """Means of travel: by car, by bicycle or e-bike, on foot.
    出行方式：drive 驾车，cycle 骑行（含电动车），walk 步行。"""
    optimise: Optimise = "fastest"
    """Residents take the fastest or the shortest route.
    按最快（fastest）还是最短（shortest）路线。"""
    speeds_kmh: Mapping[RoadClass, SpeedKmh] = Field(default={}, examples=[{"trunk": 80}])
    """Speeds by road class that replace the usual ones of the mode.
    按道路等级改写默认速度，单位 km/h。"""
    unpaved_factor: Annotated[float, Field(ge=0.05, le=1)] = 0.7
    """Speed on unpaved roads as a part of the usual speed.
    未铺装路面上的速度折减系数。"""
    ferries: bool = False
    """May ferries be used.
    是否可以乘轮渡。"""
    access_speed_kmh: SpeedKmh = 5.0
    """Speed between the door and the road.
    从门口到道路这一段的速度，单位 km/h。"""
    farthest_from_road_m: Metres = Field(
        default=5.0 * M_PER_KM,
        alias="farthest_from_road",
        json_schema_extra={"default": "5 km"},
    )
    """Places farther from any road are not placed on it; they are listed.
    离道路超过这个距离的居民点不参与计算，单独列出。"""
    smallest_part_m: MetresOrZero = Field(
        default=10.0 * M_PER_KM,
        alias="smallest_part",
        json_schema_extra={"default": "10 km"},
    )
    """Unconnected parts of the road network shorter than this in total are reported, and nothing
    is placed on them.
    与主路网不连通、总长小于此值的路段只作报告，不放置任何点。"""


_FASTEST_KMH: Final = MappingProxyType({"drive": 200.0, "cycle": 45.0, "walk": 10.0})


def _possible_speeds(travel: Travel) -> Travel:
    """Refuse speeds that nobody reaches in this mode: a car's, left there for a walk."""
    fastest = _FASTEST_KMH[travel.mode]
    faults = [
        ValueFault(
            "out_of_range",
            Text(f"`{travel.mode}` 时速度不能超过 {fastest:g} km/h，这里是 {speed:g}",
                 f"in mode `{travel.mode}` a speed is at most {fastest:g} km/h, not {speed:g}"),
            Text("改小，或删去这一项，使用该出行方式的默认速度",
                 "lower it, or delete it to use the mode's own speed"),
            ("speeds_kmh", road_class),
        )
        for road_class, speed in travel.speeds_kmh.items()
        if speed > fastest and road_class != "ferry"
    ]  # fmt: skip
    if faults:
        raise refuse(*faults)
    return travel


class Standard(Closed):
    """A target: this share of residents within this time or distance.

    目标：多少比例的居民在多长时间或距离之内。
    """

    within: Cutoff = Field(examples=["30 min", "10 km"])
    """The cut-off, inclusive: a time or a distance.
    时间或距离上限（含）。"""
    residents_share: Share = Field(alias="residents", examples=["90 %"])
    """The share of residents wanted within it.
    应达到的居民比例。"""
    services: Words | None = Field(default=None, examples=["high_frequency"])
    """For these services; without it, for those the scenario shows.
    针对哪些事项；不写则按方案展示的事项。"""
    during: During | None = Field(default=None, examples=["evening"])
    """Only sites that are open then count: a named period or hours (OSM); the share is an average
    over these hours. Without it: sites that are open at some time.
    只计这段时间里开门的服务点：时段名或开放时间，取这些小时的平均；不写则不论何时开门。"""


class Show(Closed):
    """What the page and the figures are about.

    页面和数字展示什么。
    """

    services: Words = Field(examples=["high_frequency"])
    """Groups or ids of services; without `show`, those that the measures touch, else all.
    事项组名或编号；不写 `show` 时为举措涉及的事项，没有举措则为全部。"""


def _distinct_sites(measures: tuple[MeasureItem, ...]) -> tuple[MeasureItem, ...]:
    """Refuse a new site's id that an earlier measure has given to another new site."""
    first: dict[str, int] = {}
    faults: list[ValueFault] = []
    for index, measure in enumerate(measures):
        if not isinstance(measure, OpenSites) or not isinstance(measure.sites, NewSites):
            continue
        for position, site in enumerate(measure.sites.listed or ()):
            if first.setdefault(site.id, index) != index:
                faults.append(
                    ValueFault(
                        "duplicate_value",
                        Text(f"编号 `{site.id}` 已被前面的举措用过",
                             f"an earlier measure already opens a site `{site.id}`"),
                        Text("给这个服务点另取一个编号", "give this site another id"),
                        (index, measure.key, "sites", position, "id"),
                    )
                )  # fmt: skip
    if faults:
        raise refuse(*faults)
    return measures


class Scenario(Closed):
    """A scenario file: one study and the changes made to it.

    方案文件：在一份研究数据上作哪些改变。
    """

    extends: Word | None = Field(default=None, examples=["ordos.yaml"])
    """Another scenario file that this one changes, relative to this file.
    以另一个方案文件为基础，路径相对于本文件。"""
    name: Name = Field(
        examples=[{"zh": "99项事项下沉5个派出所", "en": "99 services to 5 stations"}]
    )
    """The name of the scenario.
    方案名称。"""
    description: Name | None = Field(default=None, examples=["…"])
    """What it is about, in a sentence or two.
    一两句话的说明。"""
    study: Word = Field(examples=["../data/ordos"])
    """Folder of the study (it holds study.yaml), relative to the file that says it.
    研究数据文件夹（内有 study.yaml），路径相对于写它的文件。"""
    travel: Annotated[Travel, AfterValidator(_possible_speeds)] = Field(default_factory=Travel)
    """How residents get to the sites.
    居民怎样前往服务点。"""
    measures: Annotated[tuple[MeasureItem, ...], AfterValidator(_distinct_sites)] = ()
    """The changes, applied in this order.
    举措，按顺序执行。"""
    standards: tuple[Standard, ...] = ()
    """The targets that before and after are judged by.
    评判前后变化的目标。"""
    provenance: tuple[ProvenanceEntry, ...] = ()
    """What the scenario takes as fact and what it assumes; shown on the page with the study's.
    方案中哪些是事实、哪些是假设；与研究数据的来源一起显示在页面上。"""
    show: Show | None = None
    """What the page and the figures are about.
    页面和数字展示什么。"""
    rates: Rates | None = Field(
        default=None, examples=[{"time_yuan_per_h": {"value": 20, "low": 10, "high": 35}}]
    )
    """What time, travel, staff and sites cost, where other than the study says.
    时间、出行、人员和服务点的单价，代替研究数据中的值。"""
    catchment: Catchment | None = Field(
        default=None, examples=[{"method": "e2sfca", "within": "60 min"}]
    )
    """Asks also how crowded the sites within reach are.
    另外计算可及范围内服务点的拥挤程度（竞争性可达性）。"""
