"""Build the study of the Qujing development zone: published counts on a modelled zone.

    python data/qujing/build.py [--out FOLDER]

The zone's border is modelled too: source/units.geojson is made from the polygon of Qilin district
by `python data/qujing/build.py --zone`. Writes the four files of every study, and
doorstep_staff.csv: the 20 police who serve at people's doors. README.md says how far to trust it.
"""

from __future__ import annotations

import json
import math
import sys
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np
import shapely
from pyproj import Geod
from shapely.geometry import mapping, shape

HERE: Final = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from recipe.build import Model, build, out_folder, write_csv
from recipe.city import City, Streets
from recipe.plane import Ground
from recipe.settlements import cluster, split
from recipe.sites import OFFICE_HOURS, Site, partner_points
from recipe.usual import INSPECTION, MEDICAL

ZONE: Final = "5303JK"
ZONE_KM2: Final = 157.0
CENTRE: Final = (103.76, 25.5)
OLD_TOWN: Final = (103.795, 25.49)
STATIONS: Final = 6
STAFF: Final = 20
INSTEAD: Final = (
    "stands for the city's, outside the zone; put at the zone's edge nearest the old town"
)

CITY: Final = City(
    folder=HERE,
    name_zh="曲靖经济技术开发区",
    name_en="Qujing Development Zone",
    ground=Ground(CENTRE[0], CENTRE[1], 20_201_105),
    seats=("530302005",),
    farming=frozenset({ZONE}),
    streets=Streets(m2_per_person=260.0, town_spacing_m=260.0),
    mesh_m=320.0,
    people_per_block=200,
    hamlets_farming=(4, 6),
    field_tracks=120,
    # by their names (a tun is a village) former villages; which still are villages is assumed
    rural_communities=frozenset({"530302005004", "530302010002", "530302010003", "530302010004"}),
    interchange_gap_m=4_000.0,
)


def zone_polygon() -> shapely.Polygon:
    """Return a rounded zone of 157 km² about the seat, inside Qilin district."""
    text = (CITY.source / "qilin.geojson").read_text(encoding="utf-8")
    qilin = shape(json.loads(text)["features"][0]["geometry"])
    turn = np.linspace(0, 2 * math.pi, 120, endpoint=False)
    outline = 1 + 0.14 * np.cos(2 * turn - 1.9) + 0.07 * np.cos(3 * turn + 0.6)
    rim = np.column_stack([np.cos(turn), np.sin(turn)]) * outline[:, None]
    geod = Geod(ellps="WGS84")

    def of_radius(radius_m: float) -> shapely.Polygon:
        whole = shapely.Polygon(CITY.ground.to_degrees(rim * radius_m))
        parts = shapely.get_parts(whole.intersection(qilin))
        return max(parts, key=lambda part: part.area)

    low, high = 3_000.0, 20_000.0
    for _ in range(50):
        middle = (low + high) / 2
        area_m2, _ = geod.geometry_area_perimeter(
            shapely.geometry.polygon.orient(of_radius(middle))
        )
        low, high = (middle, high) if area_m2 < ZONE_KM2 * 1e6 else (low, middle)
    zone = shapely.transform(of_radius(low), lambda xy: np.round(xy, 6))
    assert isinstance(zone, shapely.Polygon)
    return zone


def write_zone() -> None:
    """Write source/units.geojson."""
    feature = {
        "type": "Feature",
        "properties": {"code": ZONE, "name_zh": CITY.name_zh},
        "geometry": mapping(zone_polygon()),
    }
    body = json.dumps(feature, ensure_ascii=False, separators=(",", ":"))
    text = f'{{"type":"FeatureCollection","features":[\n{body}\n]}}\n'
    (CITY.source / CITY.polygons).write_text(text, encoding="utf-8")


def place_sites(model: Model) -> list[Site]:
    """Six stations amid their people, the zone's hall, and stand-ins for the city's offices."""
    sources, places = model.sources, model.places
    homes = np.array([(b.x, b.y) for b in model.blocks])
    people = np.array([b.people for b in model.blocks])
    part = cluster(homes, STATIONS)
    out = []
    for k in range(STATIONS):
        mine = part == k
        x, y = np.average(homes[mine], axis=0, weights=people[mine])
        town = min(sources.towns.values(), key=lambda t: math.hypot(t.x - x, t.y - y)).code
        x, y = places.take(town, (float(x), float(y)))
        out.append(Site(f"ps-{k + 1}", f"经开区第{k + 1}派出所", f"Zone Police Station {k + 1}",
                        "police_station", x, y, OFFICE_HOURS, "modelled",
                        "the count of 6 is published; name and place modelled"))  # fmt: skip
    seat = sources.towns[CITY.seats[0]]
    x, y = places.take(seat.code, (seat.x, seat.y))
    out.append(Site(f"hall-{ZONE}", "曲靖经开区政务服务中心", "Zone Government Service Hall",
                    "banner_hall", x, y, OFFICE_HOURS, "modelled", "place modelled"))  # fmt: skip
    return [*out, *_offices(model)]


def _offices(model: Model) -> list[Site]:
    """Place stand-ins for the city's offices, and as many partners as people need."""
    towns, places = list(model.sources.towns.values()), model.places
    edge = CITY.ground.point(*OLD_TOWN)
    near_edge = min(towns, key=lambda t: math.dist((t.x, t.y), edge)).code
    out = []
    for site_id, name_zh, name_en, kind in (
        ("city-hall", "曲靖市政务服务中心", "Qujing City Government Service Hall", "city_hall"),
        (
            "vo-city",
            "曲靖市公安局交警支队车辆管理所",
            "Qujing City Vehicle Office",
            "vehicle_office",
        ),
        ("ee-city", "曲靖市公安局出入境接待大厅", "Qujing City Exit-Entry Hall", "exit_entry_hall"),
        ("dc-city", "曲靖市看守所", "Qujing City Detention Centre", "detention_centre"),
    ):
        x, y = places.take(near_edge, edge)
        out.append(Site(site_id, name_zh, name_en, kind, x, y, OFFICE_HOURS, "assumed", INSTEAD))
    for partner in (replace(INSPECTION, count=3), replace(MEDICAL, count=1)):
        out += partner_points(partner, model.sources, places)
    return out


def write_staff(path: Path, model: Model, sites: tuple[Site, ...]) -> None:
    """Share the 20 police among the stations by the people nearest to each."""
    stations = [s for s in sites if s.kind == "police_station"]
    at = np.array([(s.x, s.y) for s in stations])
    people = np.zeros(len(stations))
    for block in model.blocks:
        people[int(np.hypot(*(at - (block.x, block.y)).T).argmin())] += block.people
    staff = split(STAFF, people).tolist()
    rows = [
        (s.id, n, "modelled", "20 in all is published; shared by people nearest to each station")
        for s, n in zip(stations, staff, strict=True)
    ]
    write_csv(path, ("station", "staff", "nature", "note"), rows)


if __name__ == "__main__":
    if sys.argv[1:] == ["--zone"]:
        write_zone()
    else:
        folder = out_folder(CITY)
        made = build(CITY, place_sites, folder)
        write_staff(folder / "doorstep_staff.csv", made, made.sites)
