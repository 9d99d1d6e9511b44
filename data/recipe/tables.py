"""The source tables of a city, read into records."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass, field
from pathlib import Path

import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry
from shapely.ops import nearest_points

from recipe.city import City


@dataclass(frozen=True)
class Village:
    """A row of the code list below the township; communities lie in town, villages around it."""

    code: str
    name: str
    township: str
    in_town: bool


@dataclass(frozen=True)
class Township:
    """A township-level unit; `unit` holds it, `host` is the town whose streets it shares."""

    code: str
    unit: str
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
    """Everything the model reads, and the city it reads it for; `outline` is the whole city."""

    city: City
    banners: dict[str, BaseGeometry]
    banners_lonlat: dict[str, BaseGeometry]
    areas: dict[str, dict[str, str]]
    townships: dict[str, Township]
    towns: dict[str, Town]
    villages: tuple[Village, ...]
    named_places: dict[str, tuple[float, float]]
    corridors: tuple[Corridor, ...]
    outline: BaseGeometry = field(repr=False)


def rows(path: Path) -> list[dict[str, str]]:
    """Read one CSV file."""
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def is_community(name: str) -> bool:
    """Tell communities from village committees and gachas, by name."""
    return "社区" in name or "居民委员会" in name or "居委会" in name


def inside(banner: BaseGeometry, xy: tuple[float, float], depth_m: float) -> tuple[float, float]:
    """Move a place the least distance that puts it `depth_m` within its banner."""
    core = banner.buffer(-depth_m)
    place = shapely.Point(xy)
    if core.contains(place):
        return xy
    moved = nearest_points(core, place)[0]
    return float(moved.x), float(moved.y)


def read_sources(city: City) -> Sources:
    """Read and join the source tables of a city; its towns are still to be placed."""
    folder, ground = city.source, city.ground
    lonlat: dict[str, BaseGeometry] = {}
    features = json.loads((folder / city.polygons).read_text(encoding="utf-8"))["features"]
    for feature in features:
        lonlat[str(feature["properties"]["code"])] = shape(feature["geometry"])
    banners = {code: shapely.transform(area, ground.to_plane) for code, area in lonlat.items()}
    # the published polygons share most vertices; closing by 30 m heals hairline gaps between them
    outline = shapely.union_all(list(banners.values())).buffer(30).buffer(-30)
    villages = rows(folder / "villages.csv")
    named = {
        r["name_zh"].split(" ")[0]: ground.point(r["lon"], r["lat"])
        for r in rows(folder / "places.csv")
        if r["kind"] == "seed_place"
    }
    return Sources(
        city=city,
        banners=banners,
        banners_lonlat=lonlat,
        areas={row["code"]: row for row in rows(folder / "areas.csv")},
        townships={r["code"]: _township(r) for r in rows(folder / "townships.csv")},
        towns={},
        villages=tuple(_village(r, city) for r in villages),
        named_places=named,
        corridors=tuple(_corridor(row, city) for row in rows(folder / "corridors.csv")),
        outline=outline,
    )


def _village(row: dict[str, str], city: City) -> Village:
    in_town = is_community(row["name"]) and row["code"] not in city.rural_communities
    return Village(row["code"], row["name"], row["township_code"], in_town)


def _township(row: dict[str, str]) -> Township:
    """Subdistricts share the streets of their host; a zone with a place of its own does not."""
    host = row["code"] if row["lon"] or not row["host"] else row["host"]
    unit = row.get("unit_code") or row["code"][:6]
    return Township(row["code"], unit, row["name_zh"], row["name_en"], host)


def _corridor(row: dict[str, str], city: City) -> Corridor:
    via = tuple(
        city.ground.point(*step.split()) if " " in step else step
        for step in row["via"].split(";")
        if step
    )
    return Corridor(row["ref"], row["name"], row["class"], row["maxspeed"], via)
