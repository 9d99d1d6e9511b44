"""Where towns stand and how many people they have: from a table, or by a rule where none exists."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import replace
from typing import Final

import numpy as np
import shapely
from scipy.spatial import cKDTree
from shapely.geometry.base import BaseGeometry

from recipe.plane import Floats
from recipe.settlements import split
from recipe.tables import Sources, Town, inside, rows

LARGEST_RURAL_SHARE: Final = 0.72
TOWN_DEPTH_M: Final = 1_500.0
VILLAGES_PER_COMMUNITY: Final = 4
"""People of a community in town, in villages of the same unit (assumed)."""
LLOYD_ROUNDS: Final = 12
JITTER: Final = 0.18
"""Random shift of a town from the middle of its part of the unit, in mean town distances."""


def with_towns(sources: Sources) -> Sources:
    """Place the towns: `places.csv` gives them in full, or `townships.csv` gives some of them."""
    places = rows(sources.city.source / "places.csv")
    units = rows(sources.city.source / "townships.csv")
    given = any(r["kind"] == "town" for r in places)
    towns = towns_of_table(sources, places, units) if given else towns_by_rule(sources, units)
    return replace(sources, towns=towns)


def towns_of_table(
    sources: Sources, places: list[dict[str, str]], units: list[dict[str, str]]
) -> dict[str, Town]:
    """Towns whose places and people a table gives; zones with a place take people from hosts."""
    city, townships, banners = sources.city, sources.townships, sources.banners
    zones = [row for row in units if row["lon"]]
    given_to_zones: Counter[str] = Counter()
    for row in zones:
        given_to_zones[row["host"]] += int(row["people"])
    n_villages = Counter(townships[v.township].host for v in sources.villages if not v.in_town)
    towns = {}
    for row in places:
        if row["kind"] != "town":
            continue
        code, banner = row["code"], row["banner_code"]
        people = int(row["pop_est_2020"]) - given_to_zones[code]
        mean = city.people_per_village[0 if banner in city.farming else 1]
        rural = min(n_villages[code] * mean, int(people * LARGEST_RURAL_SHARE))
        depth_m = city.town_depth_m.get(code, TOWN_DEPTH_M)
        x, y = inside(banners[banner], city.ground.point(row["lon"], row["lat"]), depth_m)
        name_en = townships[code].name_en if code in townships else code
        towns[code] = Town(code, banner, name_en, x, y, people - rural, rural, code[6] == "4")
    for row in zones:
        banner = row["code"][:6]
        x, y = inside(banners[banner], city.ground.point(row["lon"], row["lat"]), TOWN_DEPTH_M)
        towns[row["code"]] = Town(
            row["code"], banner, row["name_en"], x, y, int(row["people"]), 0, is_zone=True
        )
    return towns


def towns_by_rule(sources: Sources, units: list[dict[str, str]]) -> dict[str, Town]:
    """Share each unit's census among its towns by villages and communities, and place the towns.

    A town stands where `townships.csv` gives a place, else in the middle of a part of its unit
    that the other towns leave open. The nth smallest code gets the place nth nearest to the seat.
    """
    places = {r["code"]: (r["lon"], r["lat"]) for r in units if r["lon"]}
    n_villages: Counter[str] = Counter()
    n_communities: Counter[str] = Counter()
    for v in sources.villages:
        count = n_communities if v.in_town else n_villages
        count[sources.townships[v.township].host] += 1
    towns: dict[str, Town] = {}
    for seat in sources.city.seats:
        unit = sources.townships[seat].unit
        hosts = sorted({t.host for t in sources.townships.values() if t.unit == unit})
        villages = np.array([n_villages[h] for h in hosts])
        weight = villages + VILLAGES_PER_COMMUNITY * np.array([n_communities[h] for h in hosts])
        weight = np.maximum(weight, 1)
        people = split(int(sources.areas[unit]["pop_2020"]), weight.astype(float))
        rural = (people * np.minimum(villages / weight, LARGEST_RURAL_SHARE)).astype(np.int64)
        given = {
            h: inside(
                sources.banners[unit], sources.city.ground.point(*places[h]), _depth_m(sources, h)
            )
            for h in hosts
            if h in places
        }
        seat_people = int((people - rural)[hosts.index(seat)])
        open_count = len(hosts) - len(given)
        free = iter(
            _open_places(sources, unit, given, seat=seat, seat_people=seat_people, count=open_count)
        )
        for host, all_people, outside in zip(hosts, people.tolist(), rural.tolist(), strict=True):
            x, y = given[host] if host in given else next(free)
            name = sources.townships[host].name_en
            towns[host] = Town(host, unit, name, x, y, all_people - outside, outside, is_zone=False)
    return towns


def _depth_m(sources: Sources, town: str) -> float:
    return sources.city.town_depth_m.get(town, TOWN_DEPTH_M)


def _open_places(
    sources: Sources,
    unit: str,
    taken: dict[str, tuple[float, float]],
    *,
    seat: str,
    seat_people: int,
    count: int,
) -> list[tuple[float, float]]:
    """Return centres of `count` parts of a unit beside the towns that stand (Lloyd's rounds)."""
    if count == 0:
        return []
    area: BaseGeometry = sources.banners[unit]
    rng = sources.city.ground.stream(f"towns {unit}")
    land = _points_in(area.buffer(-TOWN_DEPTH_M), 400 * (count + len(taken)), rng)
    fixed = np.array(list(taken.values()))
    middle = np.array(taken[seat])
    seat_m2 = seat_people * sources.city.streets.m2_per_person
    clear_m = 1.3 * math.sqrt(1.5 * seat_m2 / math.pi) + 500  # an elongated town and its edge
    free = land[np.hypot(*(land - middle).T) > clear_m]
    spots: list[Floats] = []
    for _ in range(count):
        gaps = cKDTree(np.vstack([fixed, *spots])).query(free)[0]
        spots.append(free[int(gaps.argmax())][None, :])
    centres = np.vstack(spots)
    for _ in range(LLOYD_ROUNDS):
        _, owner = cKDTree(np.vstack([centres, fixed])).query(land)
        means = [land[owner == k].mean(axis=0) for k in range(count)]
        centres = free[cKDTree(free).query(np.array(means))[1]]
    shift_m = JITTER * math.sqrt(area.area / (count + len(taken)))
    wish = centres + rng.normal(0, shift_m, centres.shape)
    centres = free[cKDTree(free).query(wish)[1]]
    order = np.argsort(np.hypot(*(centres - middle).T), kind="stable")
    return [(float(x), float(y)) for x, y in centres[order]]


def _points_in(area: BaseGeometry, count: int, rng: np.random.Generator) -> Floats:
    x_min, y_min, x_max, y_max = area.bounds
    shapely.prepare(area)
    share = area.area / ((x_max - x_min) * (y_max - y_min))
    points = rng.uniform((x_min, y_min), (x_max, y_max), (int(count / share), 2))
    inner: Floats = points[shapely.contains_xy(area, points[:, 0], points[:, 1])]
    return inner
