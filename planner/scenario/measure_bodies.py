"""What one may write under each measure, with the words of one study; and how YAML writes it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from types import MappingProxyType
from typing import Any, Final, TypeAlias

Body: TypeAlias = Mapping[str, Any]
"""Content of a measure as YAML values; lists are tuples."""
Chosen: TypeAlias = str | tuple[str, ...]
"""Services as a measure names them: one word, or several together."""

_NOT_IN_YAML: Final = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]")
_PLAIN: Final = re.compile(r"[A-Za-z\u4e00-\u9fff][\w-]*|-?\d+(\.\d+)? [A-Za-z%]+")
_MEANS_MORE: Final = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})


@dataclass(frozen=True)
class StudyWords:
    """What a scenario may name of a study, the likeliest first.

    services  ways to name services: groups of the catalogue, or what the planner chose
    kinds     kinds that have sites;  all_kinds  these and those that only measures open
    sites     ids of sites;  chosen  ids that the planner chose, () for a choice by kind
    place     name of a place with many people and a long way, and its position, WGS84 degrees
    """

    services: tuple[Chosen, ...] = ("high_frequency",)
    kinds: tuple[str, ...] = ("police_station", "city_hall")
    all_kinds: tuple[str, ...] = ("postal_agent",)
    sites: tuple[str, ...] = ("station_01",)
    units: tuple[str, ...] = ("150602",)
    chosen: tuple[str, ...] = ()
    place: str = "一号村"
    lon: float = 109.98
    lat: float = 39.81

    @property
    def choices(self) -> tuple[Any, ...]:
        """Ways to name sites: those chosen, else all of a kind."""
        return (self.chosen,) if self.chosen else tuple({"kind": kind} for kind in self.kinds)


def bodies(key: str, words: StudyWords) -> Iterator[Body]:
    """Yield what may stand under a measure, the likeliest first; at least one.

    Not all of them change something in every study. Raises KeyError for an unknown measure.
    """
    for services, sites in product(words.services, words.choices):
        yield from _BODIES[key](words, services, sites)


def _new_name(words: StudyWords, zh: str, en: str) -> Body:
    return {"zh": f"{words.place}{zh}", "en": f"{en} {words.place}"}


def _close_sites(words: StudyWords, _: Chosen, __: Any) -> Iterator[Body]:
    for site in words.chosen or reversed(words.sites):
        yield {"sites": (site,)}


def _delegate_services(words: StudyWords, services: Chosen, sites: Any) -> Iterator[Body]:
    for kind in words.kinds:
        if sites != {"kind": kind}:
            yield {"services": services, "from": {"kind": kind}, "to": sites}


def _deliver_by_mail(_: StudyWords, services: Chosen, __: Any) -> Iterator[Body]:
    for ways in ("back", "both"):
        yield {"services": services, "ways": ways, "uptake": "30 %"}


def _doorstep_service(words: StudyWords, services: Chosen, _: Any) -> Iterator[Body]:
    base = (words.chosen or words.sites)[0]
    yield {
        "id": "team_01",
        "name": {"zh": "上门服务一队", "en": "Doorstep team 1"},
        "services": services,
        "base": base,
        "within": "20 km",
        "visits_per_day": 5,
    }


def _edit_roads(words: StudyWords, _: Chosen, __: Any) -> Iterator[Body]:
    yield {"area": {"unit": words.units[0]}, "speed_factor": 0.8}


def _extend_services(_: StudyWords, services: Chosen, sites: Any) -> Iterator[Body]:
    yield {"services": services, "to": sites}


def _lift_jurisdiction(_: StudyWords, services: Chosen, __: Any) -> Iterator[Body]:
    for serves in ("own_unit", "anywhere"):
        yield {"services": services, "serves": serves}


def _move_online(_: StudyWords, services: Chosen, __: Any) -> Iterator[Body]:
    yield {"services": services, "share": "40 %"}


def _open_sites(words: StudyWords, services: Chosen, _: Any) -> Iterator[Body]:
    site = {
        "id": "new_01",
        "name": _new_name(words, "新服务点", "New site,"),
        "lon": words.lon,
        "lat": words.lat,
    }
    for kind in words.all_kinds:
        yield {"kind": kind, "sites": (site,)}
        yield {"kind": kind, "sites": ({**site, "services": services},)}


def _place_services(_: StudyWords, services: Chosen, sites: Any) -> Iterator[Body]:
    among = sites if isinstance(sites, Mapping) else {"sites": sites}
    yield {
        "packages": ({"services": services},),
        "among": among,
        "most_sites": 2,
        "minimise": "travel_time",
    }


def _pool_queues(_: StudyWords, __: Chosen, sites: Any) -> Iterator[Body]:
    yield {"sites": sites}


def _reduce_visits(_: StudyWords, services: Chosen, __: Any) -> Iterator[Body]:
    for way in ({"to": 1}, {"missing_papers": 0}, {"result_days_factor": 0.5}):
        yield {"services": services, **way}


def _scale_demand(_: StudyWords, services: Chosen, __: Any) -> Iterator[Body]:
    yield {"services": services, "factor": 0.9}


def _set_counter_time(_: StudyWords, services: Chosen, __: Any) -> Iterator[Body]:
    yield {"services": services, "factor": 0.8}


def _set_hours(_: StudyWords, __: Chosen, sites: Any) -> Iterator[Body]:
    for hours in ("Mo-Fr 08:30-20:00; Sa 09:00-13:00; PH off", "Mo-Su 08:30-20:00"):
        yield {"sites": sites, "hours": hours}


def _set_windows(_: StudyWords, __: Chosen, sites: Any) -> Iterator[Body]:
    for number in ({"add": 1}, {"windows": 2}):
        yield {"sites": sites, **number}


def _timetabled_stop(words: StudyWords, services: Chosen, _: Any) -> Iterator[Body]:
    yield {
        "id": "round_1",
        "name": {"zh": "流动服务队", "en": "Mobile team"},
        "services": services,
        "stops": (
            {
                "name": words.place,
                "lon": words.lon,
                "lat": words.lat,
                "hours": "We[1] 09:00-11:00",
            },
        ),
    }


def _upgrade_site(_: StudyWords, services: Chosen, sites: Any) -> Iterator[Body]:
    yield {"sites": sites, "services": services}


def _withdraw_services(_: StudyWords, services: Chosen, sites: Any) -> Iterator[Body]:
    yield {"services": services, "from": sites}


_BODIES: Final[Mapping[str, Any]] = MappingProxyType({
    function.__name__.removeprefix("_"): function
    for function in (
        _close_sites, _delegate_services, _deliver_by_mail, _doorstep_service, _edit_roads,
        _extend_services, _lift_jurisdiction, _move_online, _open_sites, _place_services,
        _pool_queues, _reduce_visits, _scale_demand, _set_counter_time, _set_hours, _set_windows,
        _timetabled_stop, _upgrade_site, _withdraw_services,
    )
})  # fmt: skip


def yaml_flow(value: object) -> str:
    """Return a value in YAML's one-line form; a text that could mean more stands in quotes."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {yaml_flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(yaml_flow(item) for item in value) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        plain = _PLAIN.fullmatch(value) and value.lower() not in _MEANS_MORE
        return value if plain else quoted(value)
    return str(value)


def quoted(text: str) -> str:
    """Return a text in YAML's double quotes, with everything that YAML cannot hold escaped."""
    escaped = json.dumps(text, ensure_ascii=False)
    return _NOT_IN_YAML.sub(lambda match: f"\\u{ord(match.group()):04x}", escaped)
