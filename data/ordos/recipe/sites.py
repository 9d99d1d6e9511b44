"""Service points: counts and a few names are published, their places are modelled."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Final

import numpy as np

from recipe.driving import Driving
from recipe.plane import Floats, stream, to_degrees
from recipe.settlements import Block
from recipe.streets import Grid
from recipe.tables import Sources, Town

OFFICE_HOURS: Final = "Mo-Fr 08:30-12:00,14:30-17:30"
POSTAL_HOURS: Final = "Mo-Sa 09:00-17:00"
PARTNER_HOURS: Final = "Mo-Sa 08:30-17:30"
DAILY_HOURS: Final = "Mo-Su 09:00-18:00"
ALWAYS: Final = "24/7"
SEATS: Final = (
    "150602001", "150603003", "150621100", "150622100", "150623100",
    "150624100", "150625100", "150626100", "150627100",
)  # fmt: skip
EQUIPMENT_BASE: Final = "150602405"
EQUIPMENT_BASE_TO_HALL_M: Final = 23_000.0
ROADSIDE_M: Final = 18.0


@dataclass(frozen=True)
class Site:
    """One row of sites.csv; plane metres until it is written."""

    id: str
    name_zh: str
    name_en: str
    kind: str
    x: float
    y: float
    hours: str
    nature: str
    note: str


class Places:
    """Free roadside spots of every town, each given out once."""

    def __init__(self, grids: list[Grid]) -> None:
        self.spots: dict[str, Floats] = {}
        self.free: dict[str, np.ndarray] = {}
        for grid in grids:
            a, b = grid.xy[grid.ends[:, 0]], grid.xy[grid.ends[:, 1]]
            along = (b - a) / np.hypot(*(b - a).T)[:, None]
            right = np.column_stack([along[:, 1], -along[:, 0]])
            self.spots[grid.town.code] = a + 0.45 * (b - a) + ROADSIDE_M * right
            self.free[grid.town.code] = np.ones(len(a), dtype=bool)

    def take(self, town: str, wish: tuple[float, float]) -> tuple[float, float]:
        """Give out the free spot of a town nearest to a wished place."""
        distance = np.hypot(*(self.spots[town] - wish).T)
        distance[~self.free[town]] = np.inf
        best = int(distance.argmin())
        self.free[town][best] = False
        x, y = self.spots[town][best]
        return float(x), float(y)


def share_out(count: int, towns: list[Town], each_seat: int) -> list[Town]:
    """Give `count` points to towns by their people (D'Hondt), every seat first."""
    given = {t.code: (each_seat if t.code in SEATS else 0) for t in towns}
    while sum(given.values()) < count:
        best = max(towns, key=lambda t: (t.urban + 0.5 * t.rural) / (given[t.code] + 1))
        given[best.code] += 1
    return [t for t in towns for _ in range(given[t.code])]


def place_sites(
    sources: Sources, grids: list[Grid], blocks: list[Block], driving: Driving
) -> list[Site]:
    """All sites, in the order of their kinds."""
    places = Places(grids)
    stations = _stations(sources, blocks, places)
    base = next(s for s in stations if s.id == f"ps-{EQUIPMENT_BASE}")
    out = [*stations, *_halls(sources, places, driving, base)]
    out += _banner_offices(sources, places)
    for kind in PARTNERS:
        out += _partners(kind, sources, places)
    out += _zones(out, places)
    x, y = sources.named_places["龙虎渠村便民服务代办点"]
    out.append(
        Site("va-01", "龙虎渠村便民服务代办点", "Longhuqu Village Service Agent", "village_agent",
             x, y, OFFICE_HOURS, "fact", "named in the article; position within 6 km is a guess")
    )  # fmt: skip
    return out


def stem_name(name: str) -> str:
    """Strip the rank off a township's name, as stations are called: 罕台镇 becomes 罕台."""
    for ending in ("街道", "镇", "苏木", "乡"):
        name = name.removesuffix(ending)
    return name


def _stations(sources: Sources, blocks: list[Block], places: Places) -> list[Site]:
    stem_of = {code: stem_name(unit.name_zh) for code, unit in sources.townships.items()}
    stems = Counter(stem_of.values())
    out = []
    for code, unit in sorted(sources.townships.items()):
        town = sources.towns[unit.host]
        mine = [b for b in blocks if b.township == code]
        if mine and unit.host != code:
            people = np.array([b.people for b in mine])
            wish = (
                float(np.average([b.x for b in mine], weights=people)),
                float(np.average([b.y for b in mine], weights=people)),
            )
        else:
            wish = (town.x, town.y)
        x, y = places.take(town.code, wish)
        stem = stem_of[code] if stems[stem_of[code]] == 1 else unit.name_zh
        name_zh, nature = f"{stem}派出所", "modelled"
        note = "one station a township-level unit, as a rule; place modelled"
        if code == EQUIPMENT_BASE:
            name_zh, nature = "装备制造基地派出所", "fact"
            note = "named in the article; place within 3 km"
        out.append(Site(f"ps-{code}", name_zh, f"{unit.name_en} Police Station", "police_station",
                        x, y, OFFICE_HOURS, nature, note))  # fmt: skip
    return out


def _halls(sources: Sources, places: Places, driving: Driving, base: Site) -> list[Site]:
    out = []
    for seat in SEATS:
        town, area = sources.towns[seat], sources.areas[seat[:6]]
        name = f"{area['name_zh']}政务服务中心"
        wish = sources.named_places.get(name, (town.x, town.y))
        note = "existence a fact; place modelled in the banner seat"
        if seat == "150602001":
            wish = _hall_at_published_distance(places.spots[seat], wish, driving, base)
            note = "place within 3 km, chosen so that the equipment base is 23 km away by road"
        x, y = places.take(seat, wish)
        out.append(Site(f"hall-{seat[:6]}", name, f"{area['name_en']} Government Service Hall",
                        "banner_hall", x, y, OFFICE_HOURS, "fact", note))  # fmt: skip
    x, y = places.take("150603003", sources.named_places["鄂尔多斯市政务服务中心"])
    out.append(
        Site("city-hall", "鄂尔多斯市政务服务中心", "Ordos City Government Service Hall",
             "city_hall", x, y, OFFICE_HOURS, "fact", "in Kangbashi; place within 2 km")
    )  # fmt: skip
    return out


def _hall_at_published_distance(
    spots: Floats, wish: tuple[float, float], driving: Driving, base: Site
) -> tuple[float, float]:
    lon, lat = to_degrees(np.array([[base.x, base.y]]))[0]
    metres = driving.metres_from(float(lon), float(lat))
    off = np.hypot(*(spots - wish).T)
    near = np.flatnonzero(off < 3_000)
    _, vertex = driving.tree.query(to_degrees(spots[near]))
    miss = np.abs(metres[vertex] - EQUIPMENT_BASE_TO_HALL_M)
    best = near[int(np.argmin(np.maximum(miss, 150) + 0.02 * off[near]))]
    return float(spots[best, 0]), float(spots[best, 1])


def _banner_offices(sources: Sources, places: Places) -> list[Site]:
    out = []
    rng = stream("banner offices")
    offices = (
        ("vehicle_office", "vo", "公安交管车驾管分所", "Vehicle Office"),
        ("exit_entry_hall", "ee", "公安出入境接待大厅", "Exit-Entry Hall"),
        ("detention_centre", "dc", "看守所", "Detention Centre"),
    )
    for kind, stem, label_zh, label_en in offices:
        for seat in SEATS:
            if kind == "detention_centre" and seat == "150603003":
                continue  # the city's own centre stands there
            town, area = sources.towns[seat], sources.areas[seat[:6]]
            wish = (town.x, town.y)
            if kind != "exit_entry_hall":
                reach = 0.6 * np.sqrt(town.urban * 150 / np.pi)
                wish = (town.x + rng.normal(0, reach), town.y + rng.normal(0, reach))
            x, y = places.take(seat, wish)
            out.append(Site(f"{stem}-{seat[:6]}", f"{area['name_zh']}{label_zh}",
                            f"{area['name_en']} {label_en}", kind, x, y, OFFICE_HOURS, "modelled",
                            "one a banner; place modelled in the seat"))  # fmt: skip
    kangbashi = sources.towns["150603003"]
    for kind, stem, label_zh, label_en in (offices[0], offices[2]):
        full = "公安局交管支队车辆管理所" if stem == "vo" else label_zh
        x, y = places.take("150603003", (kangbashi.x + 1_500, kangbashi.y + 1_200))
        out.append(Site(f"{stem}-city", f"鄂尔多斯市{full}", f"Ordos City {label_en}", kind, x, y,
                        OFFICE_HOURS, "modelled", "of the city; place modelled"))  # fmt: skip
    return out


@dataclass(frozen=True)
class Partner:
    """A kind of partner point: published count, names, and how it spreads."""

    kind: str
    stem: str
    count: int
    each_seat: int
    label_zh: str
    label_en: str
    hours: str
    spread: float


PARTNERS: Final = (
    Partner("inspection_station", "is", 63, 2, "机动车检测站", "Vehicle Inspection Station",
            PARTNER_HOURS, 1.0),
    Partner("medical_institution", "med", 23, 1, "驾驶人体检机构", "Driver Medical Institution",
            OFFICE_HOURS, 0.5),
    Partner("car_dealer", "deal", 76, 1, "汽车销售企业临牌点", "Dealer Temporary Plate Point",
            DAILY_HOURS, 0.9),
    Partner("social_station", "ss", 19, 1, "公安交管社会服务站", "Traffic Social Service Station",
            PARTNER_HOURS, 0.6),
    Partner("postal_agent", "post", 30, 1, "邮政代办网点", "Postal Agent", POSTAL_HOURS, 0.5),
)  # fmt: skip


def _partners(partner: Partner, sources: Sources, places: Places) -> list[Site]:
    towns = sorted(sources.towns.values(), key=lambda t: t.code)
    rng = stream(partner.kind)
    out: list[Site] = []
    seen: dict[str, int] = {}
    for town in share_out(partner.count, towns, partner.each_seat):
        seen[town.code] = seen.get(town.code, 0) + 1
        reach = partner.spread * np.sqrt(max(town.urban, 3_000) * 150 / np.pi)
        wish = (town.x + rng.normal(0, 0.7 * reach), town.y + rng.normal(0, 0.7 * reach))
        x, y = places.take(town.code, wish)
        number = seen[town.code]
        out.append(
            Site(f"{partner.stem}-{len(out) + 1:02d}",
                 f"{_short(town, sources)}{partner.label_zh}{number}",
                 f"{_short_en(town, sources)} {partner.label_en} {number}", partner.kind, x, y,
                 partner.hours, "modelled", "the count is published; place and name modelled")
        )  # fmt: skip
    return out


def _short(town: Town, sources: Sources) -> str:
    if town.code in SEATS:
        return sources.areas[town.banner]["name_zh"]
    return sources.townships[town.code].name_zh


def _short_en(town: Town, sources: Sources) -> str:
    return sources.areas[town.banner]["name_en"] if town.code in SEATS else town.name_en


def _zones(sites: list[Site], places: Places) -> list[Site]:
    """24-hour zones: at every banner hall, two more in Dongsheng, one more in Kangbashi."""
    by_id = {s.id: s for s in sites}
    at = [by_id[f"hall-{seat[:6]}"] for seat in SEATS]
    more = [by_id["ps-150602006"], by_id["ps-150602008"], by_id["ps-150603003"]]
    out = []
    for number, host in enumerate([*at, *more], start=1):
        seat = next(s for s in SEATS if s[:6] == (host.id.split("-")[1])[:6])
        x, y = places.take(seat, (host.x, host.y))
        out.append(
            Site(f"zone-{number:02d}", f"{host.name_zh}24小时智慧服务区",
                 f"24-hour Zone, {host.name_en}", "self_service_zone", x, y, ALWAYS, "assumed",
                 "the article gives no count: one at each hall and three more")
        )  # fmt: skip
    return out
