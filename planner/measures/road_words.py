"""What edit_roads says: reports of what it touched, and faults with their remedies."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from planner.domain.roads import Roads
from planner.errors import Issue, Where, suggestion
from planner.measures.keys import KeyPlaces
from planner.scenario.measures_roads import EditRoads
from planner.text import Text, counted
from planner.units import M_PER_KM, S_PER_MIN

N_NAMED: Final = 5
_ROUND_KM: Final = 10


@dataclass(frozen=True)
class Stretch:
    """Edges in words: what they are called, their length (a two-way road once), their number.

    One-way roads are said to be among them, since a dual carriageway counts on either side.
    """

    names: tuple[str, ...]
    km: float
    n_edges: int
    has_oneway: bool

    @property
    def text(self) -> Text:
        """E.g. '412 km of G65, G18 (96 edges)'."""
        shown = self.names[:N_NAMED]
        more = len(self.names) - len(shown)
        zh = "、".join(shown) + (f" 等 {len(self.names)} 条道路" if more else "")
        en = ", ".join(shown) + (f" and {more} more" if more else "")
        sides = Text("", "")
        if self.has_oneway:
            sides = Text("，双幅路两侧各计", ", either side of dual carriageways")
        return Text(
            f"{zh or '道路'} {_km(self.km)} 公里（{self.n_edges} 段{sides.zh}）",
            f"{_km(self.km)} km of {en or 'roads'} ({counted(self.n_edges, 'edge')}{sides.en})",
        )


def closing(stretch: Stretch) -> Text:
    """Say what was closed."""
    return Text(f"封闭 {stretch.text.zh}", f"closed {stretch.text.en}")


def speeding(stretch: Stretch, factor: float) -> Text:
    """Say where the speed changed."""
    return Text(
        f"车速变为原来的 {factor:g} 倍：{stretch.text.zh}",
        f"speed × {factor:g} on {stretch.text.en}",
    )


def delaying(n_junctions: int, delay_s: float) -> Text:
    """Say how many junctions have another wait."""
    time = _time(abs(delay_s))
    if delay_s < 0:
        return Text(f"{n_junctions} 个路口的等候缩短，最多 {time.zh}",
                    f"waits shortened by up to {time.en} at {counted(n_junctions, 'junction')}",
                    )  # fmt: skip
    return Text(f"{n_junctions} 个路口各多等 {time.zh}",
                f"waits longer by {time.en} at {counted(n_junctions, 'junction')}")  # fmt: skip


def gating(n_gates: int, delay_s: float) -> Text:
    """Say how many gates have another wait."""
    time = _time(abs(delay_s))
    if delay_s < 0:
        return Text(f"{n_gates} 处关口的等候缩短，最多 {time.zh}",
                    f"waits shortened by up to {time.en} at {counted(n_gates, 'gate')}",
                    )  # fmt: skip
    return Text(f"{n_gates} 处关口各多等 {time.zh}",
                f"waits longer by {time.en} at {counted(n_gates, 'gate')}")  # fmt: skip


def linking(road_class: str, length_m: float, time_s: float) -> Text:
    """Say what was built."""
    km, time = _km(length_m / M_PER_KM), _time(time_s)
    return Text(f"新建道路 {km} 公里（{road_class}），行驶 {time.zh}",
                f"a new road of {km} km ({road_class}), {time.en} to drive")  # fmt: skip


def parking(egress_s: float, n_sites: int) -> Text:
    """Say at how many sites parking takes another time."""
    time = _time(abs(egress_s))
    if egress_s < 0:
        return Text(f"{n_sites} 个服务点的停车时间缩短，最多 {time.zh}",
                    f"parking takes up to {time.en} less at {counted(n_sites, 'site')}",
                    )  # fmt: skip
    return Text(f"{n_sites} 个服务点的停车时间各增加 {time.zh}",
                f"parking takes {time.en} more at {counted(n_sites, 'site')}")  # fmt: skip


def with_hours(text: Text, during: str | None) -> Text:
    """Say the hours too, if there are any."""
    if during is None:
        return text
    return Text(f"{text.zh}；仅 {during}", f"{text.en}; only {during}")


def unknown_road(name: str, roads: Roads, where: Where) -> Issue:
    """Return the fault of a name that no road has."""
    known = list(dict.fromkeys(word for called in roads.road_names for word in called))
    if not known:
        return Issue(
            "roads_without_names",
            Text(f"找不到道路 `{name}`：研究数据的道路没有编号和名称",
                 f"no road `{name}`: the study's roads carry no numbers or names"),
            Text("用 classes 或 area 选择道路，或给道路数据补上 ref、name 列",
                 "choose roads by `classes` or `area`, or give the roads columns `ref`, `name`"),
            where,
        )  # fmt: skip
    return Issue(
        "unknown_road",
        Text(f"没有叫 `{name}` 的道路", f"no road is called `{name}`"),
        suggestion(name, known),
        where,
    )


def unknown_class(word: str, roads: Roads, where: Where) -> Issue:
    """Return the fault of a class that no road has."""
    return Issue(
        "unknown_road_class",
        Text(f"研究数据里没有 `{word}` 等级的道路", f"the study has no roads of class `{word}`"),
        Text(f"可以写：{'、'.join(roads.classes)}", f"there are: {', '.join(roads.classes)}"),
        where,
    )


def too_far(off_m: float, within_m: float, where: Where, *, road: bool = False) -> Issue:
    """Return the fault of a point without a junction or road nearby."""
    what = Text("道路", "road") if road else Text("路口", "junction")
    limit = f"{within_m:,.0f}"
    if math.isinf(off_m):
        message = Text(f"没有可选的{what.zh}", f"there is no {what.en} to choose from")
    else:
        message = Text(
            f"最近的{what.zh}有 {off_m:,.0f} 米远，超过 {limit} 米",
            f"the nearest {what.en} is {off_m:,.0f} m away, more than {limit} m",
        )
    return Issue(
        "point_off_the_roads",
        message,
        Text("核对经纬度，或增大 within", "check the coordinates, or raise `within`"),
        where,
    )


def link_of_no_length(where: Where) -> Issue:
    """Return the fault of a link whose ends are one junction."""
    return Issue(
        "touches_nothing",
        Text("起点和终点最近的是同一个路口", "both ends are nearest to the same junction"),
        Text("把 from 和 to 写得更准确", "place `from` and `to` more exactly"),
        where,
    )


def link_too_short(length_m: float, straight_m: float, where: Where) -> Issue:
    """Return the fault of a link shorter than the straight line."""
    return Issue(
        "out_of_range",
        Text(f"两端相距 {straight_m:,.0f} 米，长度却只有 {length_m:,.0f} 米",
             f"the ends are {straight_m:,.0f} m apart, but the length is {length_m:,.0f} m"),
        Text("改正 length，或删去它，取直线距离",
             "correct `length`, or delete it for the straight distance"),
        where,
    )  # fmt: skip


def touches_nothing(measure: EditRoads, roads: Roads, at: KeyPlaces) -> Issue:
    """Return the fault of a measure that changes no road."""
    if measure.delay_s is not None and measure.delay_s < 0:
        has_waits = roads.node_wait_ms.any() or roads.edge_wait_ms.any()
        there = Text("这些位置", "here") if has_waits else Text("道路上", "on the roads")
        return Issue(
            "touches_nothing",
            Text(f"{there.zh}没有可以缩短的等候", f"there are no waits {there.en} to shorten"),
            Text("在 study.yaml 的 roads 里用 waits 写明现有的等候，"
                 "或先用一项 edit_roads 加上（delay: 2 min）",
                 "say the waits of today in `roads: waits` of study.yaml, or add them with an "
                 "earlier edit_roads (delay: 2 min)"),
            at("delay"),
        )  # fmt: skip
    return Issue(
        "touches_nothing",
        Text("没有改变任何道路：选不到符合条件的路段或路口，或它们本来就是这样",
             "nothing changes: no road or junction fits, or all of them are so already"),
        Text("放宽 roads、classes 或 area，或删去这项举措",
             "widen `roads`, `classes` or `area`, or delete this measure"),
        at(""),
    )  # fmt: skip


def touches_no_site(egress_s: float, at: KeyPlaces) -> Issue:
    """Return the fault of parking that concerns no site."""
    if egress_s < 0:
        message = Text("这个范围内的服务点没有可以缩短的停车时间",
                       "no site in this area has a parking time to shorten")  # fmt: skip
    else:
        message = Text("这个范围内没有服务点", "no site lies in this area")
    return Issue(
        "touches_nothing",
        message,
        Text("换一个范围，或删去这项举措", "choose another area, or delete this measure"),
        at("area"),
    )


def _km(km: float) -> str:
    return f"{km:,.0f}" if km >= _ROUND_KM else f"{km:.2g}"


def _time(time_s: float) -> Text:
    if time_s >= S_PER_MIN:
        return Text(f"{time_s / S_PER_MIN:.3g} 分钟", f"{time_s / S_PER_MIN:.3g} min")
    return Text(f"{time_s:.3g} 秒", f"{time_s:.3g} s")
