"""A tiny but whole study on the equator, whose distances and times can be worked out by hand.

                              (10, 4) post-north
                                 |
                                 |                A (12, 1) ==> B (14, 1)
        farm (3, -0.5)        (10, 2)               ^             |
          .                    /  |                 |             v
    0 ----2----3----4----6----8---10---------------12-----------14------16------18------20
    hall                ps-west   ps-middle                           post-east        ps-east

Positions are (kilometres east, kilometres north) of (109° E, 0° N); on the equator a kilometre is
the same number of degrees everywhere. The trunk road runs west to east at 60 km/h, so a kilometre
is a minute. The spur north from (10, 0) and the one-way loop over A and B are residential, 30
km/h. The short cut from (8, 0) to (10, 2), sqrt(8) km, is a service road at 15 km/h. Of no use to
drivers: a private lane at (2, 0), a footway at (20, 0), a piece of road cut off at (15, -3).

All residents but two live on a road: the farm is half a kilometre from it, six minutes on foot at
5 km/h, and `far` is nine kilometres from it, too far to be placed. 5,000 people in all.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

WEST: Final = 109.0
DEGREES_EAST_PER_KM: Final = 1000 / 111_319.490793
DEGREES_NORTH_PER_KM: Final = 1000 / 110_574.275822

PLACES: Final = (
    ("r0", "西头村", 0, 0, 1000),
    ("r2", "二里村", 2, 0, 500),
    ("farm", "牧场", 3, -0.5, 250),
    ("r4", "四里村", 4, 0, 300),
    ("r6", "六里村", 6, 0, 200),
    ("r8", "八里村", 8, 0, 100),
    ("r10", "中心镇", 10, 0, 800),
    ("spur", "北沟", 10, 2, 100),
    ("loop", "环路村", 13, 1, 50),
    ("r14", "十四里村", 14, 0, 400),
    ("r18", "十八里村", 18, 0, 200),
    ("r20", "东头村", 20, 0, 600),
    ("far", "远方牧点", 5, -9, 500),
)
"""id, name, km east, km north, people."""

SITES: Final = (
    ("hall", "政务服务中心", "Service hall", "hall", 0, 0),
    ("ps-west", "西派出所", "West station", "police_station", 4, 0),
    ("ps-middle", "中心派出所", "Middle station", "police_station", 10, 0),
    ("ps-east", "东派出所", "East station", "police_station", 20, 0),
    ("post-east", "东邮政所", "East post office", "post_office", 16, 0),
    ("post-north", "北邮政所", "North post office", "post_office", 10, 4),
)
"""id, name_zh, name_en, kind, km east, km north."""

SERVICES: Final = (
    ("id_card", "身份证", "Identity card", "station", "false", 100, 1, 10),
    ("residence", "居住证", "Residence permit", "station", "false", 50, 2, 10),
    ("driving_licence", "驾驶证", "Driving licence", "hall", "true", 100, 1, 15),
    ("vehicle", "机动车登记", "Vehicle registration", "hall", "true", 50, 2, 20),
    ("exit_permit", "出入境证件", "Exit permit", "hall", "true", 40, 2.5, 15),
    ("parcel", "包裹", "Parcel", "post", "false", 200, 1, 5),
    ("archive", "档案查询", "Archive", "hall", "false", 20, 1, 30),
    ("offshore", "船舶登记", "Ship registration", "nobody", "false", 10, 1, 30),
)
"""id, name_zh, name_en, provider, high_frequency, cases per 1000 people, visits, minutes."""

NODES: Final[Mapping[int, tuple[float, float]]] = {
    1: (0, 0), 2: (2, 0), 3: (6, 0), 4: (8, 0), 5: (10, 0), 6: (12, 0), 7: (14, 0), 8: (20, 0),
    9: (10, 2), 10: (10, 4), 11: (12, 1), 12: (14, 1), 13: (2, -1), 14: (20, 1), 15: (15, -3),
    16: (17, -3),
}  # fmt: skip

WAYS: Final = (
    ((1, 2, 3, 4, 5), {"highway": "trunk", "name": "赤道路"}),
    ((5, 6, 7, 8), {"highway": "trunk", "name": "赤道路"}),
    ((5, 9, 10), {"highway": "residential"}),
    ((4, 9), {"highway": "service"}),
    ((6, 11), {"highway": "residential", "oneway": "yes"}),
    ((12, 11), {"highway": "residential", "oneway": "-1"}),
    ((12, 7), {"highway": "residential", "oneway": "true"}),
    ((2, 13), {"highway": "residential", "access": "private"}),
    ((8, 14), {"highway": "footway"}),
    ((15, 16), {"highway": "residential"}),
)
"""Nodes and tags. The loop's middle is drawn against its direction."""

STUDY: Final = """\
name: {zh: 赤道城, en: Equator}
data_date: "2024-01-01"
units: {file: units.geojson, code: code, name_zh: name_zh, name_en: name_en}
roads: {file: roads.osm}
residents:
  - file: residents.csv
    columns: {id: id, name: name, lon: lon, lat: lat, people: people}
    coordinates: wgs84
sites:
  - file: sites.csv
    columns: {id: id, name_zh: name_zh, name_en: name_en, kind: kind, lon: lon, lat: lat}
    coordinates: wgs84
kinds:
  hall: {zh: 大厅, en: Hall, offers: [high_frequency, archive]}
  police_station: {zh: 派出所, en: Police station, offers: [station]}
  post_office: {zh: 邮政所, en: Post office, offers: [post]}
services:
  file: services.csv
  columns:
    id: id
    name_zh: name_zh
    name_en: name_en
    cases_per_1000: cases_per_1000
    visits: visits
    counter_min: minutes
  groups:
    high_frequency: {zh: 高频事项, en: High-frequency services, where: {high_frequency: "true"}}
    station: {zh: 户籍事项, en: Station services, where: {provider: station}}
    post: {zh: 邮政事项, en: Postal services, where: {provider: post}}
    everything: {zh: 全部, en: All, where: {}}
provenance:
  - what: {zh: 全部数据, en: All data}
    nature: assumed
    source: {zh: 为测试而写, en: Written for tests}
    licence: MIT
"""

AS_IS: Final = """\
name: {zh: 赤道城现状, en: Equator as it is}
study: ../study
travel:
  speeds_kmh: {trunk: 60, residential: 30, service: 15}
  access_speed_kmh: 5
standards:
  - {within: 13 min, residents: 90 %}
  - {within: 5 km, residents: 80 %, services: station}
show: {services: high_frequency}
"""

EXTEND_SERVICES: Final = """\
extends: as-is.yaml
name: {zh: 高频事项延伸到中心派出所, en: High-frequency services at the middle station}
measures:
  - extend_services:
      services: high_frequency
      to: [ps-middle]
"""

OPEN_SITES: Final = """\
extends: as-is.yaml
name: {zh: 新设一处代办点, en: One new agent}
measures:
  - open_sites:
      kind: post_office
      sites:
        - id: new
          name: {zh: 新代办点, en: New agent}
          lon: LON
          lat: 0.0
          services: [high_frequency]
"""


@dataclass(frozen=True)
class SmallStudy:
    """Where a small study was written; change its files to make it faulty."""

    root: Path

    @property
    def folder(self) -> Path:
        """The study folder."""
        return self.root / "study"

    @property
    def as_is(self) -> Path:
        """The scenario without measures."""
        return self.root / "scenarios" / "as-is.yaml"

    @property
    def extend_services(self) -> Path:
        """High-frequency services at the station at km 10."""
        return self.root / "scenarios" / "extend_services.yaml"

    @property
    def open_sites(self) -> Path:
        """A new site for high-frequency services at km 18."""
        return self.root / "scenarios" / "open_sites.yaml"

    def scenario(self, name: str, text: str) -> Path:
        """Write a further scenario beside the others and return its path."""
        path = self.root / "scenarios" / name
        path.write_text(text, "utf-8")
        return path

    def change(self, file: str, old: str, new: str) -> None:
        """Replace a text that occurs once in a file of the study."""
        path = self.folder / file
        text = path.read_text("utf-8")
        if text.count(old) != 1:
            raise ValueError(f"{old!r} occurs {text.count(old)} times in {file}")
        path.write_text(text.replace(old, new), "utf-8")


def write_small_study(root: Path) -> SmallStudy:
    """Write study and scenarios below a folder and return where they are."""
    small = SmallStudy(root)
    small.folder.mkdir(parents=True)
    small.as_is.parent.mkdir()
    (small.folder / "study.yaml").write_text(STUDY, "utf-8")
    (small.folder / "roads.osm").write_text(osm_xml(), "utf-8")
    (small.folder / "units.geojson").write_text(json.dumps(_units(), ensure_ascii=False), "utf-8")
    _write_csv(
        small.folder / "residents.csv",
        ("id", "name", "lon", "lat", "people"),
        [(key, name, *lon_lat(x, y), people) for key, name, x, y, people in PLACES],
    )
    _write_csv(
        small.folder / "sites.csv",
        ("id", "name_zh", "name_en", "kind", "lon", "lat"),
        [(key, zh, en, kind, *lon_lat(x, y)) for key, zh, en, kind, x, y in SITES],
    )
    _write_csv(
        small.folder / "services.csv",
        ("id", "name_zh", "name_en", "provider", "high_frequency", "cases_per_1000", "visits",
         "minutes"),
        SERVICES,
    )  # fmt: skip
    small.scenario("as-is.yaml", AS_IS)
    small.scenario("extend_services.yaml", EXTEND_SERVICES)
    small.scenario("open_sites.yaml", open_at(18))
    return small


def open_at(km_east: float) -> str:
    """Return a scenario that opens the site `new` for high-frequency services on the trunk road."""
    return OPEN_SITES.replace("LON", str(lon_lat(km_east, 0)[0]))


def lon_lat(km_east: float, km_north: float) -> tuple[float, float]:
    """Return the position in degrees, to the 1e-7 degrees (1 cm) that OpenStreetMap keeps."""
    lon = WEST + km_east * DEGREES_EAST_PER_KM
    return round(lon, 7), round(km_north * DEGREES_NORTH_PER_KM, 7)


def osm_xml() -> str:
    """Return the roads as OpenStreetMap XML."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<osm version="0.6" generator="tests">']
    for node, (x, y) in NODES.items():
        lon, lat = lon_lat(x, y)
        lines.append(f'  <node id="{node}" version="1" lon="{lon:.7f}" lat="{lat:.7f}"/>')
    for way, (nodes, tags) in enumerate(WAYS, start=1):
        lines.append(f'  <way id="{way}" version="1">')
        lines += [f'    <nd ref="{node}"/>' for node in nodes]
        lines += [f'    <tag k="{key}" v="{value}"/>' for key, value in tags.items()]
        lines.append("  </way>")
    return "\n".join([*lines, "</osm>", ""])


def _units() -> dict[str, object]:
    """Return two units that meet between km 9 and km 10; `r10` and the spur lie in the east."""
    halves = (("W", "西区", "West", -1, 9), ("E", "东区", "East", 9, 21))
    features = []
    for code, zh, en, west, east in halves:
        corners = [(west, -20), (east, -20), (east, 20), (west, 20), (west, -20)]
        ring = [list(lon_lat(x, y)) for x, y in corners]
        features.append(
            {
                "type": "Feature",
                "properties": {"code": code, "name_zh": zh, "name_en": en},
                "geometry": {"type": "Polygon", "coordinates": [ring]},
            }
        )
    return {"type": "FeatureCollection", "features": features}


def _write_csv(path: Path, header: Sequence[str], rows: Sequence[Sequence[str | float]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
