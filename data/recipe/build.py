"""From a city's source tables to the four files of its study."""

from __future__ import annotations

import argparse
import csv
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import geopandas as gpd
import shapely
from pyproj import Geod
from shapely.geometry import mapping

from recipe.city import City
from recipe.lines import road_table
from recipe.mesh import Mesh
from recipe.motorways import lay_motorways
from recipe.network import Network
from recipe.settlements import Block, Home, fill_towns, place_villages
from recipe.sites import Places, Site
from recipe.streets import Grid, street_grid
from recipe.tables import Sources, inside, read_sources
from recipe.towns import with_towns
from recipe.windows import area_of, people_by_township, windows_of

SITE_COLUMNS: Final = (
    "id", "name_zh", "name_en", "kind", "lon", "lat", "hours", "windows", "area", "offers",
    "nature", "note",
)  # fmt: skip


@dataclass(frozen=True)
class Model:
    """What the steps have made; a city's own code places the sites on it, so they come last."""

    sources: Sources
    grids: list[Grid]
    blocks: list[Block]
    roads: gpd.GeoDataFrame
    places: Places
    sites: tuple[Site, ...] = ()


def build(city: City, place_sites: Callable[[Model], list[Site]], out: Path) -> Model:
    """Run the steps in order and write units, roads, residents and sites to `out`."""
    sources = with_towns(read_sources(city))
    ground = city.ground
    towns = sorted(sources.towns.values(), key=lambda t: t.code)
    grids = [street_grid(town, sources.banners[town.banner], city) for town in towns]
    mesh = Mesh(sources.outline, grids, ground, city.mesh_m)
    motorways = lay_motorways(mesh, [c for c in sources.corridors if c.road_class == "motorway"])
    other = [c for c in sources.corridors if c.road_class != "motorway"]
    centres, hamlets = place_villages(mesh, sources)

    network = Network(mesh, motorways, ground)
    network.lay_corridors(sources, other)
    network.link_towns(sources)
    network.link_villages(centres)
    network.add_hamlet_tracks(hamlets)
    network.add_field_tracks(city.field_tracks)
    network.relax()
    roads = road_table(network.lines(), motorways, other, ground, city.interchange_gap_m)

    blocks = fill_towns(grids, sources)
    model = Model(sources, grids, blocks, roads, Places(grids))
    model = replace(model, sites=tuple(place_sites(model)))
    out.mkdir(parents=True, exist_ok=True)
    write_units(out / "units.geojson", sources)
    roads.to_parquet(out / "roads.parquet", compression="zstd", index=False)
    write_residents(out / "residents.csv", sources, mesh, blocks, [*centres, *hamlets])
    people = people_by_township(blocks, [*centres, *hamlets])
    write_sites(out / "sites.csv", model.sites, people, sources)
    return model


def out_folder(city: City) -> Path:
    """Return the folder that the command line names, or the city's own."""
    parser = argparse.ArgumentParser(description=f"Build the {city.name_en} study.")
    parser.add_argument("--out", type=Path, default=city.folder, help="folder to write to")
    out: Path = parser.parse_args().out
    return out


def write_units(path: Path, sources: Sources) -> None:
    """Write the units with their census and the area of the polygon."""
    geod = Geod(ellps="WGS84")
    features = []
    for code, area in sorted(sources.banners_lonlat.items()):
        row = sources.areas[code]
        whole = (
            shapely.orient_polygons(area)
            if area.geom_type == "MultiPolygon"
            else (shapely.geometry.polygon.orient(area))
        )
        square_metres, _ = geod.geometry_area_perimeter(whole)
        properties = {
            "code": code,
            "name_zh": row["name_zh"],
            "name_en": row["name_en"],
            "pop_2020": int(row["pop_2020"]),
            "area_km2": round(square_metres / 1e6, 1),
        }
        feature = {"type": "Feature", "properties": properties, "geometry": mapping(area)}
        features.append(json.dumps(feature, ensure_ascii=False, separators=(",", ":")))
    crs = '{"type":"name","properties":{"name":"urn:ogc:def:crs:OGC:1.3:CRS84"}}'
    body = ",\n".join(features)
    text = f'{{"type":"FeatureCollection","crs":{crs},"features":[\n{body}\n]}}\n'
    path.write_text(text, encoding="utf-8")


def write_residents(
    path: Path, sources: Sources, mesh: Mesh, blocks: list[Block], homes: list[Home]
) -> None:
    """Write blocks in town and homes outside, in the order of their codes."""
    ground = sources.city.ground
    columns = (
        "id", "name", "township", sources.city.unit_column, "lon", "lat", "people", "kind",
        "nature",
    )  # fmt: skip
    rows: list[tuple[object, ...]] = []
    for block in blocks:
        lon, lat = ground.lonlat(block.x, block.y)
        unit = sources.townships[block.township].unit
        rows.append((block.id, block.name, block.township, unit, f"{lon:.6f}",
                     f"{lat:.6f}", block.people, "town_block", "modelled"))  # fmt: skip
    for area in sources.banners.values():
        shapely.prepare(area)
    for home in homes:
        x, y = mesh.xy[home.node] + home.offset
        unit = sources.townships[home.township].unit
        own = sources.banners[unit]
        if not own.contains(shapely.Point(x, y)):
            x, y = inside(own, (float(x), float(y)), 50)
        lon, lat = ground.lonlat(x, y)
        rows.append((home.id, home.name, home.township, unit, f"{lon:.6f}",
                     f"{lat:.6f}", home.people, home.kind, "modelled"))  # fmt: skip
    write_csv(path, columns, sorted(rows))


def write_sites(
    path: Path, sites: Sequence[Site], people: Mapping[str, int], sources: Sources
) -> None:
    """Write the sites; `offers` stays empty because every site offers what its kind offers."""
    windows = windows_of(sites, {s.id: unit_at(sources, s.x, s.y) for s in sites}, people, sources)
    rows = []
    for s in sites:
        lon, lat = sources.city.ground.lonlat(s.x, s.y)
        rows.append((s.id, s.name_zh, s.name_en, s.kind, f"{lon:.6f}", f"{lat:.6f}", s.hours,
                     windows.get(s.id, ""), area_of(s, sources), "", s.nature, s.note))  # fmt: skip
    write_csv(path, SITE_COLUMNS, rows)


def unit_at(sources: Sources, x: float, y: float) -> str:
    """Return the unit that a place lies in, or the nearest."""
    point = shapely.Point(x, y)
    return min(sources.banners, key=lambda code: sources.banners[code].distance(point))


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write one CSV file, UTF-8, line feeds."""
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
