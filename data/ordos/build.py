"""Build the Ordos study: real banners, names and counts; modelled roads, settlements and places.

    python data/ordos/build.py [--out FOLDER]

Reads `source/`, draws every random number from one seed, and writes units.geojson, roads.parquet,
residents.csv and sites.csv. The same versions of numpy, scipy, shapely and pyarrow give the same
bytes. README.md says what each part means and how far to trust it.
"""

from __future__ import annotations

import sys
from pathlib import Path
from types import MappingProxyType
from typing import Final

import numpy as np

HERE: Final = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from recipe.build import Model, build, out_folder
from recipe.city import City, Streets
from recipe.driving import Driving
from recipe.plane import Dunes, Floats, Ground
from recipe.sites import (
    ALWAYS,
    DAILY_HOURS,
    OFFICE_HOURS,
    PARTNER_HOURS,
    POSTAL_HOURS,
    Named,
    Office,
    Partner,
    Places,
    Site,
    partner_points,
    police_stations,
    unit_halls,
    unit_offices,
)
from recipe.tables import Sources

DONGSHENG: Final = "150602001"
KANGBASHI: Final = "150603003"
EQUIPMENT_BASE: Final = "150602405"
EQUIPMENT_BASE_TO_HALL_M: Final = 23_000.0
COUNTED: Final = "the count is published; place and name modelled"
ONE_A_BANNER: Final = "one a banner; place modelled in the seat"

CITY: Final = City(
    folder=HERE,
    name_zh="鄂尔多斯市",
    name_en="Ordos",
    # the dunes are the Kubuqi, south of the Yellow River
    ground=Ground(109.0, 39.3, 20_201_101, Dunes(west=(107.1, 40.12), east=(110.45, 40.18))),
    seats=(
        DONGSHENG, KANGBASHI, "150621100", "150622100", "150623100",
        "150624100", "150625100", "150626100", "150627100",
    ),
    farming=frozenset({"150602", "150603", "150621", "150622", "150627"}),
    polygons="banners.geojson",
    unit_column="banner_code",
    streets=Streets(
        shapes=MappingProxyType({
            DONGSHENG: (0.06, 1.45, 200.0),
            KANGBASHI: (0.30, 1.15, 210.0),
            "150627100": (0.25, 1.5, 200.0),
            "150621100": (0.02, 1.2, 200.0),
            "150622100": (-0.35, 1.9, 200.0),
        }),
        one_way_town=DONGSHENG,
    ),
    # the seat of Ejin Horo lies on the river that is the banner's border
    town_depth_m=MappingProxyType({"150627100": 2_600.0}),
)  # fmt: skip

OFFICES: Final = (
    Office("vehicle_office", "vo", "公安交管车驾管分所", "Vehicle Office", ONE_A_BANNER,
           central=False),
    Office("exit_entry_hall", "ee", "公安出入境接待大厅", "Exit-Entry Hall", ONE_A_BANNER,
           central=True),
    # the city's own detention centre stands in Kangbashi
    Office("detention_centre", "dc", "看守所", "Detention Centre", ONE_A_BANNER, central=False,
           not_in=frozenset({"150603"})),
)  # fmt: skip
PARTNERS: Final = (
    Partner("inspection_station", "is", 63, 2, "机动车检测站", "Vehicle Inspection Station",
            PARTNER_HOURS, 1.0, COUNTED),
    Partner("medical_institution", "med", 23, 1, "驾驶人体检机构", "Driver Medical Institution",
            OFFICE_HOURS, 0.5, COUNTED),
    Partner("car_dealer", "deal", 76, 1, "汽车销售企业临牌点", "Dealer Temporary Plate Point",
            DAILY_HOURS, 0.9, COUNTED),
    Partner("social_station", "ss", 19, 1, "公安交管社会服务站", "Traffic Social Service Station",
            PARTNER_HOURS, 0.6, COUNTED),
    Partner("postal_agent", "post", 30, 1, "邮政代办网点", "Postal Agent", POSTAL_HOURS, 0.5,
            COUNTED),
)  # fmt: skip


def place_sites(model: Model) -> list[Site]:
    """All sites, in the order of their kinds."""
    sources, places = model.sources, model.places
    base = Named(
        "装备制造基地派出所",
        f"{sources.townships[EQUIPMENT_BASE].name_en} Police Station",
        "fact",
        "named in the article; place within 3 km",
    )
    out = police_stations(sources, model.blocks, places, {EQUIPMENT_BASE: base})
    station = next(s for s in out if s.id == f"ps-{EQUIPMENT_BASE}")
    out += _halls(sources, places, Driving(model.roads), station)
    out += unit_offices(sources, places, OFFICES)
    out += _city_offices(sources, places)
    for partner in PARTNERS:
        out += partner_points(partner, sources, places)
    out += _zones(out, places)
    x, y = sources.named_places["龙虎渠村便民服务代办点"]
    out.append(
        Site("va-01", "龙虎渠村便民服务代办点", "Longhuqu Village Service Agent", "village_agent",
             x, y, OFFICE_HOURS, "fact", "named in the article; position within 6 km is a guess")
    )  # fmt: skip
    return out


def _halls(sources: Sources, places: Places, driving: Driving, base: Site) -> list[Site]:
    named = {}
    for code, area in sources.areas.items():
        name = f"{area['name_zh']}政务服务中心"
        wish = sources.named_places.get(name)
        note = "existence a fact; place modelled in the banner seat"
        if code == "150602":
            assert wish is not None
            wish = _hall_at_published_distance(
                sources, places.spots[DONGSHENG], wish, driving, base
            )
            note = "place within 3 km, chosen so that the equipment base is 23 km away by road"
        named[code] = Named(name, f"{area['name_en']} Government Service Hall", "fact", note, wish)
    out = unit_halls(sources, places, named)
    x, y = places.take(KANGBASHI, sources.named_places["鄂尔多斯市政务服务中心"])
    out.append(
        Site("city-hall", "鄂尔多斯市政务服务中心", "Ordos City Government Service Hall",
             "city_hall", x, y, OFFICE_HOURS, "fact", "in Kangbashi; place within 2 km")
    )  # fmt: skip
    return out


def _hall_at_published_distance(
    sources: Sources, spots: Floats, wish: tuple[float, float], driving: Driving, base: Site
) -> tuple[float, float]:
    ground = sources.city.ground
    metres = driving.metres_from(*ground.lonlat(base.x, base.y))
    off = np.hypot(*(spots - wish).T)
    near = np.flatnonzero(off < 3_000)
    _, vertex = driving.tree.query(ground.to_degrees(spots[near]))
    miss = np.abs(metres[vertex] - EQUIPMENT_BASE_TO_HALL_M)
    best = near[int(np.argmin(np.maximum(miss, 150) + 0.02 * off[near]))]
    return float(spots[best, 0]), float(spots[best, 1])


def _city_offices(sources: Sources, places: Places) -> list[Site]:
    town = sources.towns[KANGBASHI]
    out = []
    for office, label_zh in ((OFFICES[0], "公安局交管支队车辆管理所"), (OFFICES[2], "看守所")):
        x, y = places.take(KANGBASHI, (town.x + 1_500, town.y + 1_200))
        out.append(
            Site(f"{office.stem}-city", f"鄂尔多斯市{label_zh}", f"Ordos City {office.label_en}",
                 office.kind, x, y, OFFICE_HOURS, "modelled", "of the city; place modelled")
        )  # fmt: skip
    return out


def _zones(sites: list[Site], places: Places) -> list[Site]:
    """24-hour zones: at every banner hall, two more in Dongsheng, one more in Kangbashi."""
    by_id = {s.id: s for s in sites}
    at = [by_id[f"hall-{seat[:6]}"] for seat in CITY.seats]
    more = [by_id["ps-150602006"], by_id["ps-150602008"], by_id["ps-150603003"]]
    out = []
    for number, host in enumerate([*at, *more], start=1):
        seat = next(s for s in CITY.seats if s[:6] == (host.id.split("-")[1])[:6])
        x, y = places.take(seat, (host.x, host.y))
        out.append(
            Site(f"zone-{number:02d}", f"{host.name_zh}24小时智慧服务区",
                 f"24-hour Zone, {host.name_en}", "self_service_zone", x, y, ALWAYS, "assumed",
                 "the article gives no count: one at each hall and three more")
        )  # fmt: skip
    return out


if __name__ == "__main__":
    build(CITY, place_sites, out_folder(CITY))
