"""What the columns of the map layers hold: in the GeoPackage, and in Python as GeoDataFrames."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from planner.present.columns import KM, MINUTES, NO_UNIT, PEOPLE
from planner.text import Text


class LayerColumn(NamedTuple):
    """One column of a layer: its unit and meaning."""

    unit: Text
    meaning: Text


_HOURS: Final = Text("小时", "hours")
_SHARE: Final = Text.same("0-1")


def _words(zh: str, en: str) -> LayerColumn:
    return LayerColumn(NO_UNIT, Text(zh, en))


def _figure(unit: Text, zh: str, en: str) -> LayerColumn:
    return LayerColumn(unit, Text(zh, en))


def _staged(key: str, column: LayerColumn) -> dict[str, LayerColumn]:
    """Return a column as it is today and with the measures; `{}` in the key stands for which."""
    stages = (
        ("before", Text("现状：", "today: ")),
        ("after", Text("方案：", "with the measures: ")),
    )
    return {
        key.format(stage): LayerColumn(
            column.unit,
            Text(f"{said.zh}{column.meaning.zh}", f"{said.en}{column.meaning.en}"),
        )
        for stage, said in stages
    }


RESIDENTS: Final[Mapping[str, LayerColumn]] = MappingProxyType({
    "id": _words("居民点编号", "id of the place"),
    "name": _words("居民点名称", "name of the place"),
    "people": _figure(PEOPLE, "人口", "residents"),
    "unit": _words("辖区代码，空白为辖区以外", "code of its unit, blank outside all units"),
    "to_road_m": _figure(Text("米", "m"), "到道路的直线距离，空值为附近没有路",
                         "straight distance to the road, null without a road nearby"),
    **_staged("{}_min", _figure(MINUTES, "单程平均时间（关注的事项，按办件次数加权），空值为到不了",
                                "mean time one way over the services in focus, by trips; null "
                                "where not reached")),
    **_staged("{}_km", _figure(KM, "同一路线的里程", "length of the same route")),
    **_staged("{}_reach", _words("到得了（reached）或为什么到不了",
                                 "reached, or why not (no_route, unplaced, no_provider, ...)")),
    **_staged("{}_site", _words("办得最多的服务点编号", "id of the site that most trips go to")),
    **_staged("{}_case_h_a_year", _figure(
        _HOURS, "人均一年花在这些办件上的时间：路上、请假、排队、窗口",
        "hours of these cases for a person in a year: travel, time off, waiting, counter")),
    **_staged("{}_closed_h_a_week", _figure(
        _HOURS, "平均一周里有需要却都关着门的小时数",
        "hours of a mean week at which a need finds every door closed")),
    **_staged("{}_crowding", _figure(NO_UNIT, "竞争性可达性（方案写了 catchment 才有）",
                                     "supply per need within reach (only with `catchment`)")),
    "geometry": _words("位置，WGS84", "where it is, WGS84"),
})  # fmt: skip

SITES: Final[Mapping[str, LayerColumn]] = MappingProxyType({
    "id": _words("服务点编号", "id of the site"),
    "name_zh": _words("中文名称", "name in Chinese"),
    "name_en": _words("英文名称", "name in English"),
    "kind": _words("类别代号", "id of its kind"),
    "hours": _words("开放时间（OSM 写法），空白为未知", "opening hours (OSM), blank if not known"),
    "changed": _words("是否被举措改变", "whether any measure touches it"),
    **_staged("services_{}", _figure(
        Text("项", "services"), "可办事项数，空值为此时没有该点",
        "services handled, null where the site does not exist")),
    **_staged("people_served_{}", _figure(
        PEOPLE, "以此为最近办理点的居民（按关注事项的办件次数分摊）",
        "people whose nearest provider it is, split by trips")),
    **_staged("visits_{}", _figure(Text("次/年", "a year"), "全年到访", "visits")),
    **_staged("busiest_load_{}", _figure(
        _SHARE, "最忙时段窗口的忙碌程度，1 及以上为超负荷",
        "how busy its windows are at the busiest hour; 1 and more is overloaded")),
    **_staged("wait_min_{}", _figure(MINUTES, "平均排队时间", "mean wait")),
    **_staged("overloaded_h_{}", _figure(Text("小时/年", "hours a year"), "超负荷的小时数",
                                         "hours at which more come than can be served")),
    "geometry": _words("位置，WGS84", "where it is, WGS84"),
})  # fmt: skip

UNITS: Final[Mapping[str, LayerColumn]] = MappingProxyType({
    "code": _words("辖区代码", "code of the unit"),
    "name_zh": _words("中文名称", "name in Chinese"),
    "name_en": _words("英文名称", "name in English"),
    "people": _figure(PEOPLE, "人口", "residents"),
    **_staged("{}_share_within", _figure(_SHARE, "时限内居民比例", "share of people within")),
    **_staged("{}_mean_min", _figure(MINUTES, "平均时间", "mean time")),
    **_staged("{}_p90_min", _figure(MINUTES, "九成居民不超过", "nine in ten take at most")),
    "geometry": _words("边界，WGS84", "its boundary, WGS84"),
})  # fmt: skip

LAYERS: Final[Mapping[str, Mapping[str, LayerColumn]]] = MappingProxyType(
    {"units": UNITS, "residents": RESIDENTS, "sites": SITES}
)
"""All columns that a layer may have, by layer and name."""
