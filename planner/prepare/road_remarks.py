"""The words for roads that take no part, for tags not understood, and for islands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import numpy as np

from planner.domain.arrays import BoolArray, FloatArray
from planner.domain.record import LeftOut
from planner.domain.roads import Roads
from planner.errors import Issue, Severity, Where, suggestion
from planner.prepare.road_rules import Use, WayRules
from planner.sources.raw_roads import RawRoads
from planner.text import Text, counted
from planner.units import CM_PER_KM, M_PER_KM

_EXAMPLES: Final = 8
_MODE_ZH: Final = (("drive", "驾车"), ("cycle", "骑行"), ("walk", "步行"))


def unknown_class(word: str, known: Iterable[str]) -> Issue:
    """Name the fault: a speed for a road class that does not exist."""
    return Issue(
        code="unknown_road_class",
        message=Text(zh=f"没有“{word}”这个道路等级。", en=f"There is no road class '{word}'."),
        remedy=suggestion(word, sorted(known)),
        where=Where(key=f"travel.speeds_kmh.{word}"),
    )


def nothing_usable(mode: str) -> Issue:
    """Name the fault: not one line is open to the mode."""
    return Issue(
        code="no_usable_roads",
        message=Text(
            zh=f"道路数据中没有一条可以{dict(_MODE_ZH)[mode]}。",
            en=f"Not one of the roads can be used in mode '{mode}'.",
        ),
        remedy=Text(
            zh="请核对道路等级列（roads.columns.highway）和出行方式（travel.mode）。",
            en="Check the class column (roads.columns.highway) and travel.mode.",
        ),
        where=Where(key="roads"),
    )


def nothing_to_stand_on(mode: str) -> Issue:
    """Name the fault: roads that nothing can be placed on, so that nobody gets anywhere."""
    return Issue(
        code="no_connected_roads",
        message=Text(
            zh=f"可以{dict(_MODE_ZH)[mode]}的道路中，没有一条能让居民点和服务点落在上面："
            "全是有去无回的单行路段、高速公路、轮渡或孤立的小片道路。",
            en=f"None of the roads for mode '{mode}' can have residents or sites on it: all are"
            " one-way roads without a way back, motorways, ferries or small isolated pieces.",
        ),
        remedy=Text(
            zh="请核对单行列（roads.columns.oneway）和道路等级列（roads.columns.highway）"
            "是否选对，以及道路数据是否完整。",
            en="Check the one-way column (roads.columns.oneway) and the class column"
            " (roads.columns.highway), and that the road data is complete.",
        ),
        where=Where(key="roads"),
    )


def too_slow(length_m: float, speed_kmh: float) -> Issue:
    """Name the fault: a road on which one would be under way for weeks."""
    return Issue(
        code="road_too_slow",
        message=Text(
            zh=f"一条 {length_m / M_PER_KM:,.0f} km 长的道路只有 {speed_kmh:g} km/h，"
            "走完要二十多天，无法计算。",
            en=f"A road {length_m / M_PER_KM:,.0f} km long has only {speed_kmh:g} km/h and would"
            " take more than 24 days, which cannot be computed.",
        ),
        remedy=Text(
            zh="请调高 travel.speeds_kmh 或 travel.unpaved_factor；或核对道路的坐标和限速。",
            en="Raise travel.speeds_kmh or travel.unpaved_factor, or check the roads' coordinates"
            " and limits.",
        ),
        where=Where(key="roads"),
    )


def doubts(found: Mapping[tuple[str, str], int]) -> tuple[Issue, ...]:
    """Return one warning per key with values that are not understood."""
    keys = sorted({key for key, _ in found})
    return tuple(_doubt(key, {v: n for (k, v), n in found.items() if k == key}) for key in keys)


def _doubt(key: str, counts: Mapping[str, int]) -> Issue:
    taken = {
        "highway": Text(zh="按 unclassified 计", en="taken as 'unclassified'"),
        "maxspeed": Text(zh="按该等级的一般速度计", en="given the speed of their class"),
        "oneway": Text(
            zh="按没有填写计（高速公路和环岛为单行，其余双向）",
            en="taken as blank (motorways and roundabouts one-way, others two-way)",
        ),
    }.get(key, Text(zh="不予考虑", en="ignored"))
    # only a column with its own key in the study file can be pointed at
    place = "roads" if ":" in key else f"roads.columns.{key}"
    total = sum(counts.values())
    shown = ", ".join(f"{value} ({n:,})" for value, n in list(counts.items())[:_EXAMPLES])
    return Issue(
        code=f"unknown_{key.replace(':', '_')}",
        message=Text(
            zh=f"{total:,} 条道路的 {key} 值不认识，{taken.zh}：{shown}。",
            en=f"{counted(total, 'road')} with a {key} that is not understood, {taken.en}: "
            f"{shown}.",
        ),
        remedy=Text(
            zh=f"如影响结果，请在道路数据中改成 OpenStreetMap 的 {key} 写法。",
            en=f"If it matters, write {key} in the road data as OpenStreetMap does.",
        ),
        where=Where(key=place),
        severity=Severity.WARNING,
    )


def left_out(
    raw: RawRoads, rules: WayRules, way_m: FloatArray, roads: Roads
) -> tuple[LeftOut, ...]:
    """List what takes no part, with its length: lines by reason, islands and one-way tails."""
    reasons = (
        (Use.CLOSED, "roads_closed", "不对外开放的道路", "roads closed to this mode"),
        (Use.NOT_A_ROAD, "not_roads", "不是可通行的道路", "lines that are no road in use"),
        (Use.FERRY_OFF, "ferries_off", "轮渡（未启用）", "ferries (switched off)"),
        (Use.OTHER_MODE, "roads_of_other_modes", "只供其他出行方式的道路", "roads of other modes"),
    )
    found = []
    highway = raw.column("highway")
    for use, code, zh, en in reasons:
        ways = np.flatnonzero(rules.use == use)
        if len(ways):
            km = way_m[ways].sum() / M_PER_KM
            counts = np.bincount(highway.code[ways], minlength=len(highway.values))
            top = np.argsort(-counts, kind="stable")[:_EXAMPLES]
            words = tuple(f"{highway.values[i] or '-'} ({counts[i]:,})" for i in top if counts[i])
            what = Text(zh=f"{zh}，共 {km:,.0f} km", en=f"{en}, {km:,.0f} km")
            found.append(LeftOut(code, what, len(ways), 0.0, words))
    return (*found, *_islands(roads), *_tails(roads))


def _islands(roads: Roads) -> tuple[LeftOut, ...]:
    islands = [part for part in roads.parts if part.is_island]
    if not islands:
        return ()
    km = sum(part.length_m for part in islands) / M_PER_KM
    what = Text(
        zh=f"与路网不连通的小片道路，共 {km:,.1f} km，居民点和服务点不落在上面",
        en=f"small pieces of road cut off from the network, {km:,.1f} km; nothing is placed there",
    )
    examples = tuple(
        f"{part.lat:.4f}, {part.lon:.4f} ({part.length_m / M_PER_KM:,.1f} km)"
        for part in islands[:_EXAMPLES]
    )
    return (LeftOut("road_islands", what, len(islands), 0.0, examples),)


def _tails(roads: Roads) -> tuple[LeftOut, ...]:
    tail: BoolArray = roads.edge_part < 0
    if not tail.any():
        return ()
    edges = np.flatnonzero(tail)
    edges = edges[np.argsort(-roads.length_cm[edges], kind="stable")]
    km = float(roads.length_cm[edges].sum(dtype=np.int64)) / CM_PER_KM
    what = Text(
        zh=f"只进不出或只出不进的单行路段，共 {km:,.1f} km，居民点和服务点不落在上面",
        en=f"one-way roads that one can only enter or only leave, {km:,.1f} km; nothing is placed"
        " there",
    )
    first = roads.vertex_offset[edges[:_EXAMPLES]]
    examples = tuple(
        f"{roads.vertex_lat[i]:.4f}, {roads.vertex_lon[i]:.4f}" for i in first.tolist()
    )
    return (LeftOut("one_way_tails", what, len(edges), 0.0, examples),)
