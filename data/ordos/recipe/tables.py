"""The source tables, read into records; towns are placed inside their own banner."""

from __future__ import annotations

import csv
import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np
import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry
from shapely.ops import nearest_points

from recipe.plane import to_plane

SOURCE: Final = Path(__file__).resolve().parents[1] / "source"
FARMING: Final = frozenset({"150602", "150603", "150621", "150622", "150627"})
PEOPLE_PER_VILLAGE: Final = {True: 1_000, False: 650}
"""Mean residents of a village committee's area in farming and in herding banners (assumed)."""
LARGEST_RURAL_SHARE: Final = 0.72


@dataclass(frozen=True)
class Village:
    """A row of the code list below the township: a village committee or a community."""

    code: str
    name: str
    township: str


@dataclass(frozen=True)
class Township:
    """A township-level unit; `host` is the town whose streets it shares."""

    code: str
    name_zh: str
    name_en: str
    host: str


@dataclass(frozen=True)
class Town:
    """A built-up place: centre in plane metres, people in its streets and in its villages."""

    code: str
    banner: str
    name_en: str
    x: float
    y: float
    urban: int
    rural: int
    is_zone: bool


@dataclass(frozen=True)
class Corridor:
    """A named road and the places it passes, as plane points or town codes."""

    ref: str
    name: str
    road_class: str
    maxspeed: str
    via: tuple[str | tuple[float, float], ...]


@dataclass(frozen=True)
class Sources:
    """Everything the model reads."""

    banners: dict[str, BaseGeometry]
    banners_lonlat: dict[str, BaseGeometry]
    areas: dict[str, dict[str, str]]
    townships: dict[str, Township]
    towns: dict[str, Town]
    villages: tuple[Village, ...]
    named_places: dict[str, tuple[float, float]]
    corridors: tuple[Corridor, ...]
    city: BaseGeometry = field(repr=False)


def rows(name: str) -> list[dict[str, str]]:
    """Read one CSV file of the source folder."""
    with (SOURCE / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def point(lon: str | float, lat: str | float) -> tuple[float, float]:
    """Plane metres of one place."""
    x, y = to_plane(np.array([[float(lon), float(lat)]]))[0]
    return float(x), float(y)


def is_community(name: str) -> bool:
    """Communities lie in the town; villages and gachas lie around it."""
    return "社区" in name or "居民委员会" in name or "居委会" in name


def inside(banner: BaseGeometry, xy: tuple[float, float], depth_m: float) -> tuple[float, float]:
    """Move a place the least distance that puts it `depth_m` within its banner."""
    core = banner.buffer(-depth_m)
    place = shapely.Point(xy)
    if core.contains(place):
        return xy
    moved = nearest_points(core, place)[0]
    return float(moved.x), float(moved.y)


def read_sources() -> Sources:
    """Read and join the source tables."""
    lonlat: dict[str, BaseGeometry] = {}
    features = json.loads((SOURCE / "banners.geojson").read_text(encoding="utf-8"))["features"]
    for feature in features:
        lonlat[feature["properties"]["code"]] = shape(feature["geometry"])
    banners = {code: shapely.transform(area, to_plane) for code, area in lonlat.items()}
    # the published polygons share most vertices; closing by 30 m heals hairline gaps between them
    city = shapely.union_all(list(banners.values())).buffer(30).buffer(-30)
    townships = {
        row["code"]: Township(row["code"], row["name_zh"], row["name_en"], _host(row))
        for row in rows("townships.csv")
    }
    places = rows("places.csv")
    villages = tuple(
        Village(r["code"], r["name"], r["township_code"]) for r in rows("villages.csv")
    )
    named = {
        r["name_zh"].split(" ")[0]: point(r["lon"], r["lat"])
        for r in places
        if r["kind"] == "seed_place"
    }
    return Sources(
        banners=banners,
        banners_lonlat=lonlat,
        areas={row["code"]: row for row in rows("areas.csv")},
        townships=townships,
        towns=_towns(places, townships, villages, banners),
        villages=villages,
        named_places=named,
        corridors=tuple(_corridor(row) for row in rows("corridors.csv")),
        city=city,
    )


def _host(row: dict[str, str]) -> str:
    """Subdistricts share the streets of their host; a zone with a place of its own does not."""
    return row["code"] if row["lon"] or not row["host"] else row["host"]


def _corridor(row: dict[str, str]) -> Corridor:
    via = tuple(
        point(*step.split()) if " " in step else step for step in row["via"].split(";") if step
    )
    return Corridor(row["ref"], row["name"], row["class"], row["maxspeed"], via)


def _towns(
    places: list[dict[str, str]],
    townships: dict[str, Township],
    villages: tuple[Village, ...],
    banners: dict[str, BaseGeometry],
) -> dict[str, Town]:
    zones = [row for row in rows("townships.csv") if row["lon"]]
    given_to_zones: Counter[str] = Counter()
    for row in zones:
        given_to_zones[row["host"]] += int(row["people"])
    n_villages = Counter(townships[v.township].host for v in villages if not is_community(v.name))
    towns = {}
    for row in places:
        if row["kind"] != "town":
            continue
        code, banner = row["code"], row["banner_code"]
        people = int(row["pop_est_2020"]) - given_to_zones[code]
        mean = PEOPLE_PER_VILLAGE[banner in FARMING]
        rural = min(n_villages[code] * mean, int(people * LARGEST_RURAL_SHARE))
        x, y = inside(banners[banner], point(row["lon"], row["lat"]), 1_500)
        if code == "150627100":  # the seat lies on the river that is the banner's border
            x, y = inside(banners[banner], point(row["lon"], row["lat"]), 2_600)
        name_en = townships[code].name_en if code in townships else code
        towns[code] = Town(code, banner, name_en, x, y, people - rural, rural, code[6] == "4")
    for row in zones:
        banner = row["code"][:6]
        x, y = inside(banners[banner], point(row["lon"], row["lat"]), 1_500)
        towns[row["code"]] = Town(
            row["code"], banner, row["name_en"], x, y, int(row["people"]), 0, is_zone=True
        )
    return towns
