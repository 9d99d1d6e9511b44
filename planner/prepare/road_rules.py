"""Which roads a mode may use, in which directions and how fast: OSM tags judged once.

Access: the most specific key that is present decides (motorcar before motor_vehicle before
vehicle before access). Directions: a one-way street in any of OSM's spellings; motorways and
roundabouts are one-way unless they say otherwise; walkers ignore it; reversible lanes are closed
because nobody knows their hours. Every distinct combination of tags is judged once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from types import MappingProxyType
from typing import Final

import numpy as np

from planner.domain.arrays import BoolArray, ByteArray, FloatArray
from planner.prepare.speeds import CLASS_KMH, PERMITTED_KMH, speed_kmh
from planner.sources.raw_roads import TAGS, RawRoads

ROAD_CLASSES: Final = frozenset(
    road_class for table in (CLASS_KMH, PERMITTED_KMH) for mode in table.values()
    for road_class in mode
)  # fmt: skip
"""Every class that some mode may use; only these can be given a speed."""

_NOT_ROADS: Final = frozenset({
    "construction", "proposed", "planned", "abandoned", "disused", "razed", "demolished",
    "destroyed", "removed", "dismantled", "historic", "no", "platform", "bus_stop", "elevator",
    "rest_area", "services", "emergency_bay", "raceway", "escape", "bus_guideway", "via_ferrata",
    "ladder", "traffic_island", "trailhead", "crossing", "street_lamp", "stop", "give_way",
    "turning_circle", "traffic_signals",
})  # fmt: skip
_OTHER_WORDS: Final = MappingProxyType(
    {"trail": "path", "byway": "track", "unsurfaced": "track", "minor": "unclassified"}
)
# China's classes by administration, as OSM maps them, and by function in cities
_CHINESE_CLASSES: Final = MappingProxyType({
    "高速公路": "motorway", "高速": "motorway", "国道": "trunk", "省道": "primary",
    "县道": "secondary", "乡道": "tertiary", "村道": "unclassified", "快速路": "trunk",
    "城市快速路": "trunk", "主干路": "primary", "次干路": "secondary", "支路": "tertiary",
    "匝道": "trunk_link",
})  # fmt: skip
_ACCESS_KEYS: Final = MappingProxyType({
    "drive": ("motorcar", "motor_vehicle", "vehicle", "access"),
    "cycle": ("bicycle", "vehicle", "access"),
    "walk": ("foot", "access"),
})  # fmt: skip
_OWN_KEYS: Final = MappingProxyType(
    {"drive": ("motorcar", "motor_vehicle"), "cycle": ("bicycle",), "walk": ("foot",)}
)
_CLOSED: Final = frozenset({
    "no", "private", "permit", "agricultural", "forestry", "delivery", "military", "emergency",
    "psv", "bus", "restricted", "use_sidepath", "0", "false",
})  # fmt: skip
_PERMITTED: Final = frozenset({"yes", "designated", "permissive", "official", "destination"})
_ONEWAY_KEYS: Final = MappingProxyType(
    {"drive": ("oneway",), "cycle": ("oneway:bicycle", "oneway"), "walk": ("oneway:foot",)}
)
# (open along the line, open against it)
_FLOWS: Final[Mapping[str, tuple[bool, bool]]] = MappingProxyType(
    dict.fromkeys(
        ("yes", "true", "1", "f", "ft", "forward", "是", "单行", "单向", "单行道"), (True, False)
    )
    | dict.fromkeys(("-1", "reverse", "t", "tf", "backward"), (False, True))
    | dict.fromkeys(
        ("no", "false", "0", "b", "both", "alternating", "-", "否", "双向", "双行"), (True, True)
    )
    | {"reversible": (False, False)}
)
_FOR_MOTORS_ONLY: Final = frozenset({"yes", "1", "true"})


class Use(IntEnum):
    """What becomes of a line in one mode."""

    OPEN = 0
    OTHER_MODE = 1
    CLOSED = 2
    NOT_A_ROAD = 3
    FERRY_OFF = 4


@dataclass(frozen=True)
class Profile:
    """How one mode travels: speeds per class that replace ours, the factor on unpaved roads."""

    mode: str
    speeds_kmh: Mapping[str, float]
    unpaved_factor: float
    ferries: bool


@dataclass(frozen=True)
class WayRule:
    """The judgement on one combination of tags. `doubts` are (key, value) not understood."""

    use: Use
    road_class: str = ""
    along: bool = False
    against: bool = False
    speed_kmh: float = 0.0
    doubts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class WayRules:
    """Judgements per way; `road_class` indexes `classes`, `doubts` counts ways by (key, value)."""

    use: ByteArray
    road_class: ByteArray
    along: BoolArray
    against: BoolArray
    speed_kmh: FloatArray
    classes: tuple[str, ...]
    doubts: Mapping[tuple[str, str], int]


def judge(tags: Mapping[str, str], profile: Profile) -> WayRule:
    """Return the judgement on one combination of tags (every key of `TAGS` present)."""
    word = tags["highway"].split(";")[0].strip()
    word = _CHINESE_CLASSES.get(word, word.lower())
    word = _OTHER_WORDS.get(word, word)
    doubts: tuple[tuple[str, str], ...] = ()
    if not word and tags["route"] == "ferry":
        word = "ferry"
    if not word or word in _NOT_ROADS:
        return WayRule(Use.NOT_A_ROAD)
    if word == "ferry" and not profile.ferries:
        return WayRule(Use.FERRY_OFF)
    if word not in ROAD_CLASSES:
        doubts = (("highway", tags["highway"]),)
        word = "unclassified"
    if word not in CLASS_KMH[profile.mode] and not _permitted(word, tags, profile.mode):
        return WayRule(Use.OTHER_MODE, doubts=doubts)
    along, against, not_understood = _directions(word, tags, profile.mode)
    doubts += not_understood
    if not _open(tags, profile.mode) or not (along or against):
        return WayRule(Use.CLOSED, doubts=doubts)
    readable = dict(tags)
    try:
        speed = _speed(word, readable, profile)
    except ValueError:
        doubts += (("maxspeed", tags["maxspeed"]),)
        speed = _speed(word, readable | {"maxspeed": ""}, profile)
    return WayRule(Use.OPEN, word, along, against, speed, doubts)


def _speed(road_class: str, tags: Mapping[str, str], profile: Profile) -> float:
    speed = speed_kmh(profile.mode, road_class, tags, profile.speeds_kmh, profile.unpaved_factor)
    pushed = profile.mode == "cycle" and tags["bicycle"] == "dismount"
    return min(speed, CLASS_KMH["walk"].get(road_class, speed)) if pushed else speed


def _permitted(road_class: str, tags: Mapping[str, str], mode: str) -> bool:
    return road_class in PERMITTED_KMH[mode] and any(
        tags[key] in _PERMITTED for key in _OWN_KEYS[mode]
    )


def _open(tags: Mapping[str, str], mode: str) -> bool:
    """Return whether access allows the mode; of several values one that allows is enough."""
    for key in _ACCESS_KEYS[mode]:
        if tags[key]:
            return any(part.strip().lower() not in _CLOSED for part in tags[key].split(";"))
    return mode == "drive" or tags["motorroad"] not in _FOR_MOTORS_ONLY


def _directions(
    road_class: str, tags: Mapping[str, str], mode: str
) -> tuple[bool, bool, tuple[tuple[str, str], ...]]:
    """Return (open along the line, open against it, what of the tags was not understood)."""
    doubts: tuple[tuple[str, str], ...] = ()
    for key in _ONEWAY_KEYS[mode]:
        word = tags[key].strip().lower()
        if key == "oneway" and mode == "cycle" and tags["cycleway"].startswith("opposite"):
            word = "no"
        if word in _FLOWS:
            return (*_FLOWS[word], doubts)
        if word:
            doubts += ((key, tags[key]),)
    implied = road_class == "motorway" or tags["junction"] in {"roundabout", "circular"}
    return True, mode == "walk" or not implied, doubts


def apply_rules(raw: RawRoads, profile: Profile) -> WayRules:
    """Return the judgement on every line, judging each combination of tags once."""
    columns = [raw.column(key) for key in TAGS]
    combination = np.zeros(raw.n_ways, dtype=np.int64)
    for column in columns:
        # renumbered after every column, so that the product never overflows
        paired = combination * len(column.values) + column.code
        combination = np.unique(paired, return_inverse=True)[1]
    _, first, of_way = np.unique(combination, return_index=True, return_inverse=True)
    rules = []
    for way in first.tolist():
        texts = [column.values[column.code[way]] for column in columns]
        rules.append(judge(dict(zip(TAGS, texts, strict=True)), profile))
    classes = tuple(sorted({rule.road_class for rule in rules if rule.use is Use.OPEN}))
    number = {road_class: index for index, road_class in enumerate(classes)}
    counts = np.bincount(of_way, minlength=len(rules)).tolist()
    return WayRules(
        use=np.array([rule.use for rule in rules], dtype=np.uint8)[of_way],
        road_class=np.array([number.get(r.road_class, 0) for r in rules], dtype=np.uint8)[of_way],
        along=np.array([rule.along for rule in rules], dtype=bool)[of_way],
        against=np.array([rule.against for rule in rules], dtype=bool)[of_way],
        speed_kmh=np.array([rule.speed_kmh for rule in rules], dtype=np.float64)[of_way],
        classes=classes,
        doubts=_count_doubts(rules, counts),
    )


def _count_doubts(rules: list[WayRule], counts: list[int]) -> Mapping[tuple[str, str], int]:
    total: dict[tuple[str, str], int] = {}
    for rule, count in zip(rules, counts, strict=True):
        for doubt in rule.doubts:
            total[doubt] = total.get(doubt, 0) + count
    return MappingProxyType(dict(sorted(total.items(), key=lambda item: (-item[1], item[0]))))
