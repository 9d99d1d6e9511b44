"""How fast a mode travels on a road: a speed by class, the posted limit, the surface.

Drive: the class speeds are those of the OSRM car profile (Project-OSRM, profiles/car.lua), which
OSRM uses for average driving where nothing is posted; tracks, which it leaves out, are ours and
modest. A posted limit replaces the class speed at 90 %, the share that GraphHopper takes as the
average speed under a limit (CarAverageSpeedParser); on tracks, service roads and living streets
the road and not the sign sets the pace, so there a limit only lowers. A speed that the planner
sets for a class replaces the class speed and the 90 %: then only a lower limit still counts.
Cycle: 18 km/h, an ordinary e-bike within the 25 km/h of GB 17761-2018. Walk: 4.8 km/h.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from planner.units import KMH_PER_KNOT, KMH_PER_MPH

CYCLE_KMH: Final = 18.0
WALK_KMH: Final = 4.8
FERRY_KMH: Final = 20.0
SHARE_OF_LIMIT: Final = 0.9

_DRIVE: Final = MappingProxyType({
    "motorway": 90.0, "motorway_link": 45.0, "trunk": 85.0, "trunk_link": 40.0,
    "primary": 65.0, "primary_link": 30.0, "secondary": 55.0, "secondary_link": 25.0,
    "tertiary": 40.0, "tertiary_link": 20.0, "unclassified": 25.0, "residential": 25.0,
    "road": 25.0, "living_street": 10.0, "service": 15.0, "track": 20.0, "ferry": FERRY_KMH,
})  # fmt: skip
_ORDINARY: Final = frozenset(_DRIVE) - {"motorway", "motorway_link", "track", "ferry"}
_CYCLE: Final = MappingProxyType(
    dict.fromkeys(_ORDINARY | {"cycleway"}, CYCLE_KMH)
    | {"path": 15.0, "track": 15.0, "ferry": FERRY_KMH}
)
_WALK: Final = MappingProxyType(
    dict.fromkeys(
        _ORDINARY | {"cycleway", "path", "track", "footway", "pedestrian", "bridleway", "corridor"},
        WALK_KMH,
    )
    | {"steps": WALK_KMH / 2, "ferry": FERRY_KMH}
)
CLASS_KMH: Final[Mapping[str, Mapping[str, float]]] = MappingProxyType(
    {"drive": _DRIVE, "cycle": _CYCLE, "walk": _WALK}
)
"""Mode -> road class -> km/h on a paved road; classes that the mode may use without a sign."""

PERMITTED_KMH: Final[Mapping[str, Mapping[str, float]]] = MappingProxyType({
    "drive": MappingProxyType({"pedestrian": 10.0, "cycleway": 10.0, "busway": 25.0}),
    "cycle": MappingProxyType({
        "footway": 10.0, "pedestrian": 10.0, "bridleway": 10.0, "busway": CYCLE_KMH,
    }),
    "walk": MappingProxyType({"busway": WALK_KMH}),
})  # fmt: skip
"""Further classes that a mode may use only where its own access key says so."""

_TRACK_GRADE_KMH: Final = MappingProxyType(
    {"grade1": 20.0, "grade2": 20.0, "grade3": 15.0, "grade4": 10.0, "grade5": 8.0}
)
_ROAD_SETS_PACE: Final = frozenset({"track", "service", "living_street", "pedestrian", "cycleway"})
_UNPAVED: Final = frozenset({
    "unpaved", "compacted", "gravel", "fine_gravel", "pebblestone", "dirt", "earth", "ground",
    "soil", "clay", "mud", "sand", "grass", "grass_paver", "rock", "rocks", "stone", "ice", "snow",
    "salt", "woodchips", "shells", "dirt/sand",
})  # fmt: skip

# Limits that are named, not posted: China by the Road Traffic Safety Law's implementing
# regulations, art. 45 and 78; elsewhere the defaults of OSRM.
_CHINA_KMH: Final = MappingProxyType(
    {"urban": 50.0, "rural": 70.0, "trunk": 80.0, "motorway": 120.0, "living_street": 20.0}
)
_NAMED_KMH: Final = MappingProxyType({
    "urban": 50.0, "rural": 90.0, "trunk": 110.0, "motorway": 130.0, "living_street": 20.0,
    "walk": 7.0,
})  # fmt: skip
_NO_LIMIT: Final = frozenset({"", "none", "no", "signals", "variable", "unknown", "default", "0"})
_POSTED: Final = re.compile(
    r"(\d+(?:\.\d+)?)\s*"
    r"(km/?h|kmph|kph|mph|mi/h|knots?|kn|(?:公里|千米)(?:(?:[/／]|每)(?:小时|时))?)?"
)
_UNIT_KMH: Final = MappingProxyType(
    {"mph": KMH_PER_MPH, "mi/h": KMH_PER_MPH, "kn": KMH_PER_KNOT, "knot": KMH_PER_KNOT,
     "knots": KMH_PER_KNOT}
)  # fmt: skip
_ZONE: Final = re.compile(r"zone:?(\d+)")
_SLOWEST_LIMIT_KMH: Final = 1.0
_FASTEST_LIMIT_KMH: Final = 160.0


def posted_limit_kmh(text: str) -> float | None:
    """Return the limit of a `maxspeed` text in km/h, or None where it states none.

    Of several values the lowest counts. Raises ValueError for a text that is not understood.
    """
    limits = [_one_limit(part.strip().lower()) for part in re.split(r"[;|]", text)]
    stated = [limit for limit in limits if limit is not None]
    return min(stated) if stated else None


def _one_limit(text: str) -> float | None:
    if text in _NO_LIMIT:
        return None
    posted = _POSTED.fullmatch(text)
    if posted:
        return _possible(float(posted[1]) * _UNIT_KMH.get(posted[2] or "", 1.0), text)
    country, _, name = text.rpartition(":") if "zone" not in text else ("", "", text)
    zone = _ZONE.search(text)
    if zone:
        return _possible(float(zone[1]), text)
    named = _CHINA_KMH if country == "cn" else _NAMED_KMH
    if name in _NO_LIMIT:
        return None
    if name not in named:
        raise ValueError(text)
    return named[name]


def _possible(limit_kmh: float, text: str) -> float:
    """Return a limit unless nobody posts it; then the text means something else."""
    if not _SLOWEST_LIMIT_KMH <= limit_kmh <= _FASTEST_LIMIT_KMH:
        raise ValueError(text)
    return limit_kmh


def is_unpaved(road_class: str, surface: str, tracktype: str) -> bool:
    """Return whether a road counts as unpaved; a track does unless told to be paved."""
    words = [word.strip().lower() for word in surface.split(";") if word.strip()]
    if words:
        return any(word in _UNPAVED for word in words)
    return road_class == "track" and tracktype != "grade1"


def speed_kmh(
    mode: str,
    road_class: str,
    tags: Mapping[str, str],
    overrides_kmh: Mapping[str, float],
    unpaved_factor: float,
) -> float:
    """Return the speed of a mode on a road that it may use, in km/h.

    `tags` needs maxspeed, surface and tracktype; `overrides_kmh` maps classes to the planner's
    speeds. Raises ValueError for a `maxspeed` that is not understood.
    """
    class_kmh = CLASS_KMH[mode].get(road_class) or PERMITTED_KMH[mode][road_class]
    limit = None if mode == "walk" else posted_limit_kmh(tags["maxspeed"])
    if road_class == "track" and mode == "drive":
        class_kmh = _TRACK_GRADE_KMH.get(tags["tracktype"], class_kmh)
    override = overrides_kmh.get(road_class)
    if override is not None:
        speed = min(override, limit or override)
    elif road_class == "ferry" or limit is None:
        speed = class_kmh
    elif mode == "drive" and road_class not in _ROAD_SETS_PACE:
        speed = limit * SHARE_OF_LIMIT
    else:
        speed = min(class_kmh, limit)
    if mode != "walk" and is_unpaved(road_class, tags["surface"], tags["tracktype"]):
        speed *= unpaved_factor
    return speed
