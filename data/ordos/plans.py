"""Make what the scenarios of Ordos plan, and a request log to try the evidence pages with.

    python data/ordos/plans.py [--out FOLDER]

Reads residents.csv and sites.csv; writes planned_zones.csv, planned_agents.csv, toll.csv and
requests.csv. All are modelled: README.md says by which rule. The same inputs give the same bytes.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Final

import numpy as np

HERE: Final = Path(__file__).resolve().parent
SEED: Final = 20_210_812
ZONE_APART_KM: Final = 5.0
AGENTS: Final = 100
AGENTS_A_TOWNSHIP: Final = 3
# Erzihao toll station on G210, moved from its guessed place (within 8 km) onto the modelled road
TOLL: Final = (110.0340318, 40.0763594)
TOLL_REQUESTS: Final = 24
REQUESTS: Final = 812
FIRST_DAY: Final = date(2021, 3, 1)
LAST_DAY: Final = date(2021, 7, 31)

# Theme, share of all requests, mean days until it is answered: ours.
THEMES: Final = (
    ("上班没空办、下班没处办", 0.16, 9),
    ("办事要跑多趟", 0.14, 8),
    ("户籍办理", 0.13, 7),
    ("车驾管业务", 0.14, 7),
    ("窗口排队", 0.08, 6),
    ("路口拥堵和信号灯", 0.13, 14),
    ("停车难", 0.08, 16),
    ("出入境证件", 0.05, 6),
    ("噪声扰民", 0.05, 10),
    ("其他", 0.04, 8),
)
BANNERS: Final = {
    "150602": "东胜", "150603": "康巴什", "150621": "达拉特旗", "150622": "准格尔旗",
    "150623": "鄂托克前旗", "150624": "鄂托克旗", "150625": "杭锦旗", "150626": "乌审旗",
    "150627": "伊金霍洛旗",
}  # fmt: skip
TOLL_THEME: Final = "耳字壕收费站交通拥堵"
SOURCES: Final = (
    ("热线", 0.34),
    ("微信平台", 0.26),
    ("走访", 0.22),
    ("座谈会", 0.12),
    ("信箱", 0.06),
)
HEADER: Final = (
    "id", "lon", "lat", "unit", "theme", "source", "handler", "state",
    "assigned", "taken", "fed_back", "answered", "supervised", "archived",
)  # fmt: skip


@dataclass(frozen=True)
class Home:
    """A place of residents.csv."""

    id: str
    name: str
    township: str
    banner: str
    lon: float
    lat: float
    people: int
    kind: str

    @property
    def place(self) -> tuple[float, float]:
        """Longitude and latitude."""
        return self.lon, self.lat


def km(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Straight distance; good to 2 % in Ordos."""
    return float(np.hypot((a[0] - b[0]) * 86.15, (a[1] - b[1]) * 111.03))


def planned_zones(sites: Sequence[dict[str, str]]) -> list[tuple[object, ...]]:
    """Put a 24-hour zone beside every police station that has none within 5 km, in their order."""
    zones = [place_of(site) for site in sites if site["kind"] == "self_service_zone"]
    out: list[tuple[object, ...]] = []
    for site in sites:
        place = place_of(site)
        if site["kind"] != "police_station":
            continue
        if min(km(place, zone) for zone in zones) < ZONE_APART_KM:
            continue
        zones.append(place)
        out.append(
            (f"plan-zone-{len(out) + 1:02d}", f"{site['name_zh']}24小时智慧服务区",
             f"24-hour Zone, {site['name_en']}", site["lon"], site["lat"])
        )  # fmt: skip
    return out


def planned_agents(
    homes: Sequence[Home], sites: Sequence[dict[str, str]]
) -> list[tuple[object, ...]]:
    """Put an agent in the villages with most people times distance to their banner hall."""
    people = Counter[str]()
    for home in homes:
        people[home.id.split("-")[0]] += home.people
    halls = {
        s["id"].removeprefix("hall-"): place_of(s) for s in sites if s["kind"] == "banner_hall"
    }
    villages = [home for home in homes if home.kind == "village"]
    villages.sort(key=lambda v: (-people[v.id] * km(v.place, halls[v.banner]), v.id))
    taken = Counter[str]()
    out: list[tuple[object, ...]] = []
    for village in villages:
        if taken[village.township] == AGENTS_A_TOWNSHIP or "龙虎渠" in village.name:
            continue
        taken[village.township] += 1
        number = len(out) + 1
        name = village.name
        for ending in ("委会", "民委员会", "村委员会"):
            name = name.removesuffix(ending)
        out.append(
            (f"plan-va-{number:03d}", f"{name}代办点", f"Village Agent {number}",
             f"{village.lon:.6f}", f"{village.lat:.6f}")
        )  # fmt: skip
        if len(out) == AGENTS:
            break
    return out


def requests(homes: Sequence[Home]) -> list[tuple[object, ...]]:
    """Make up 812 requests of the days from March to July 2021, all of them closed."""
    rng = np.random.default_rng(SEED)
    weight = np.array([home.people for home in homes], dtype=float)
    where = rng.choice(len(homes), REQUESTS, p=weight / weight.sum())
    shares = np.array([share for _, share, _ in THEMES])
    themes = rng.choice(len(THEMES), REQUESTS, p=shares / shares.sum())
    source_shares = np.array([share for _, share in SOURCES])
    sources = rng.choice(len(SOURCES), REQUESTS, p=source_shares / source_shares.sum())
    assigned = np.sort(rng.integers(0, (LAST_DAY - FIRST_DAY).days - 70, REQUESTS))
    at_toll = set(rng.choice(REQUESTS, TOLL_REQUESTS, replace=False).tolist())
    out: list[tuple[object, ...]] = []
    for row in range(REQUESTS):
        home = homes[where[row]]
        theme, _, days = THEMES[themes[row]]
        lon, lat, unit = home.lon, home.lat, home.banner
        if row in at_toll:
            theme, days, (lon, lat), unit = TOLL_THEME, 18, TOLL, "150621"
        took = 1 + int(min(rng.exponential(days), 60))
        day = FIRST_DAY + timedelta(days=int(assigned[row]))
        taken = min(1 + int(rng.integers(0, 3)), took)
        steps = (0, taken, max(taken, took - 1), took, took + 1, took + 3)
        out.append(
            (f"q{row + 1:03d}", f"{lon:.6f}", f"{lat:.6f}", unit, theme, SOURCES[sources[row]][0],
             f"{BANNERS[unit]}公安机关", "归档", *(day + timedelta(days=step) for step in steps))
        )  # fmt: skip
    return out


def place_of(site: dict[str, str]) -> tuple[float, float]:
    """Longitude and latitude of a row of sites.csv."""
    return float(site["lon"]), float(site["lat"])


def rows(name: str) -> list[dict[str, str]]:
    """Read a table of the study."""
    with (HERE / name).open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle))


def write(path: Path, header: Sequence[str], lines: Iterable[Sequence[object]]) -> None:
    """Write a CSV file with LF ends."""
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(lines)


def main(out: Path) -> None:
    """Write all four files."""
    homes = [
        Home(r["id"], r["name"], r["township"], r["banner_code"], float(r["lon"]),
             float(r["lat"]), int(r["people"]), r["kind"])
        for r in rows("residents.csv")
    ]  # fmt: skip
    sites = rows("sites.csv")
    site_header = ("id", "name_zh", "name_en", "lon", "lat")
    write(out / "planned_zones.csv", site_header, planned_zones(sites))
    write(out / "planned_agents.csv", site_header, planned_agents(homes, sites))
    write(out / "toll.csv", ("name", "lon", "lat"), [("耳字壕收费站", *TOLL)])
    write(out / "requests.csv", HEADER, requests(homes))


if __name__ == "__main__":
    main(Path(sys.argv[2]) if sys.argv[1:2] == ["--out"] else HERE)
