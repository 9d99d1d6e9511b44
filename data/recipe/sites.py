"""Blocks from which a city's list of service points is put together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np

from recipe.plane import Floats
from recipe.settlements import Block
from recipe.streets import Grid
from recipe.tables import Sources, Town

OFFICE_HOURS: Final = "Mo-Fr 08:30-12:00,14:30-17:30; PH off"
POSTAL_HOURS: Final = "Mo-Sa 09:00-17:00"
PARTNER_HOURS: Final = "Mo-Sa 08:30-17:30"
DAILY_HOURS: Final = "Mo-Su 09:00-18:00"
ALWAYS: Final = "24/7"
ROADSIDE_M: Final = 18.0
ONE_A_TOWNSHIP: Final = "one station a township-level unit, as a rule; place modelled"


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


@dataclass(frozen=True)
class Named:
    """What is known of one site beyond its kind: a name, its nature, where it should stand."""

    name_zh: str
    name_en: str
    nature: str
    note: str
    wish: tuple[float, float] | None = None


NONE_NAMED: Final[Mapping[str, Named]] = MappingProxyType({})


@dataclass(frozen=True)
class Office:
    """A kind of which every unit has one in its seat, except the units named."""

    kind: str
    stem: str
    label_zh: str
    label_en: str
    note: str
    central: bool
    """True: in the middle of the seat; False: anywhere in it."""
    nature: str = "modelled"
    not_in: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Partner:
    """A kind of partner point: count, names, hours, and how it spreads over the towns."""

    kind: str
    stem: str
    count: int
    each_seat: int
    label_zh: str
    label_en: str
    hours: str
    spread: float
    note: str
    nature: str = "modelled"


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


def share_out(count: int, towns: list[Town], seats: Iterable[str], each_seat: int) -> list[Town]:
    """Give `count` points to towns by their people (D'Hondt), every seat first."""
    first = frozenset(seats)
    given = {t.code: (each_seat if t.code in first else 0) for t in towns}
    while sum(given.values()) < count:
        best = max(towns, key=lambda t: (t.urban + 0.5 * t.rural) / (given[t.code] + 1))
        given[best.code] += 1
    return [t for t in towns for _ in range(given[t.code])]


def stem_name(name: str) -> str:
    """Strip the rank off a township's name, as stations are called: 罕台镇 becomes 罕台."""
    for ending in ("街道", "镇", "苏木", "乡"):
        name = name.removesuffix(ending)
    return name


def police_stations(
    sources: Sources,
    blocks: list[Block],
    places: Places,
    named: Mapping[str, Named] = NONE_NAMED,
    without: frozenset[str] = frozenset(),
) -> list[Site]:
    """Place one station a township-level unit amid its people; `named` by township."""
    stem_of = {code: stem_name(unit.name_zh) for code, unit in sources.townships.items()}
    stems = Counter(stem_of.values())
    full = Counter(unit.name_zh for unit in sources.townships.values())
    out = []
    for code, unit in sorted(sources.townships.items()):
        if code in without:
            continue
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
        stem = stem_of[code] if stems[stem_of[code]] == 1 else unit.name_zh
        if full[unit.name_zh] > 1:
            stem = f"{sources.areas[unit.unit]['name_zh']}{unit.name_zh}"
        known = named.get(
            code,
            Named(f"{stem}派出所", f"{unit.name_en} Police Station", "modelled", ONE_A_TOWNSHIP),
        )
        x, y = places.take(town.code, known.wish or wish)
        out.append(Site(f"ps-{code}", known.name_zh, known.name_en, "police_station", x, y,
                        OFFICE_HOURS, known.nature, known.note))  # fmt: skip
    return out


def unit_halls(
    sources: Sources, places: Places, named: Mapping[str, Named] = NONE_NAMED
) -> list[Site]:
    """Place the service hall of every unit in its seat; `named` by unit."""
    out = []
    for seat in sources.city.seats:
        town = sources.towns[seat]
        area = sources.areas[town.banner]
        usual = Named(
            f"{area['name_zh']}政务服务中心",
            f"{area['name_en']} Government Service Hall",
            "fact",
            "existence a fact; place modelled in the banner seat",
        )
        known = named.get(town.banner, usual)
        x, y = places.take(seat, known.wish or (town.x, town.y))
        out.append(Site(f"hall-{town.banner}", known.name_zh, known.name_en, "banner_hall", x, y,
                        OFFICE_HOURS, known.nature, known.note))  # fmt: skip
    return out


def unit_offices(
    sources: Sources,
    places: Places,
    offices: Iterable[Office],
    named: Mapping[str, Named] = NONE_NAMED,
) -> list[Site]:
    """Place the offices of which every unit has one; `named` by the id of the site."""
    out = []
    rng = sources.city.ground.stream("banner offices")
    for office in offices:
        for seat in sources.city.seats:
            town = sources.towns[seat]
            if town.banner in office.not_in:
                continue
            area = sources.areas[town.banner]
            wish = (town.x, town.y)
            if not office.central:
                reach = 0.6 * np.sqrt(town.urban * sources.city.streets.m2_per_person / np.pi)
                wish = (town.x + rng.normal(0, reach), town.y + rng.normal(0, reach))
            site_id = f"{office.stem}-{town.banner}"
            usual = Named(
                f"{area['name_zh']}{office.label_zh}",
                f"{area['name_en']} {office.label_en}",
                office.nature,
                office.note,
            )
            known = named.get(site_id, usual)
            x, y = places.take(seat, known.wish or wish)
            out.append(Site(site_id, known.name_zh, known.name_en, office.kind, x, y, OFFICE_HOURS,
                            known.nature, known.note))  # fmt: skip
    return out


def partner_points(partner: Partner, sources: Sources, places: Places) -> list[Site]:
    """Share a counted kind among the towns by people."""
    seats = sources.city.seats
    towns = sorted(sources.towns.values(), key=lambda t: t.code)
    rng = sources.city.ground.stream(partner.kind)
    out: list[Site] = []
    seen: dict[str, int] = {}
    for town in share_out(partner.count, towns, seats, partner.each_seat):
        seen[town.code] = number = seen.get(town.code, 0) + 1
        land_m2 = max(town.urban, 3_000) * sources.city.streets.m2_per_person
        reach = partner.spread * np.sqrt(land_m2 / np.pi)
        wish = (town.x + rng.normal(0, 0.7 * reach), town.y + rng.normal(0, 0.7 * reach))
        x, y = places.take(town.code, wish)
        short_zh, short_en = sources.townships[town.code].name_zh, town.name_en
        if town.code in seats:
            area = sources.areas[town.banner]
            short_zh, short_en = area["name_zh"], area["name_en"]
        out.append(
            Site(f"{partner.stem}-{len(out) + 1:02d}", f"{short_zh}{partner.label_zh}{number}",
                 f"{short_en} {partner.label_en} {number}", partner.kind, x, y, partner.hours,
                 partner.nature, partner.note)
        )  # fmt: skip
    return out
