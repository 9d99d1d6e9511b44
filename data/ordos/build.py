"""Build the Ordos study: real banners, names and counts; modelled roads, settlements and places.

    python data/ordos/build.py [--out FOLDER]

Reads `source/`, draws every random number from one seed, and writes units.geojson, roads.parquet,
residents.csv and sites.csv. The same versions of numpy, scipy, shapely and pyarrow give the same
bytes. README.md says what each part means and how far to trust it.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

import numpy as np
import shapely
from pyproj import Geod
from recipe.driving import Driving
from recipe.lines import road_table
from recipe.mesh import Mesh
from recipe.motorways import lay_motorways
from recipe.network import Network
from recipe.plane import to_degrees
from recipe.settlements import Block, Home, fill_towns, place_villages
from recipe.sites import Site, place_sites
from recipe.streets import street_grid
from recipe.tables import Sources, inside, read_sources
from shapely.geometry import mapping

HERE: Final = Path(__file__).resolve().parent
RESIDENT_COLUMNS: Final = (
    "id", "name", "township", "banner_code", "lon", "lat", "people", "kind", "nature",
)  # fmt: skip
SITE_COLUMNS: Final = (
    "id", "name_zh", "name_en", "kind", "lon", "lat", "hours", "offers", "nature", "note",
)  # fmt: skip


def main(out: Path) -> None:
    """Run the steps in order."""
    sources = read_sources()
    towns = sorted(sources.towns.values(), key=lambda t: t.code)
    grids = [street_grid(town, sources.banners[town.banner]) for town in towns]
    mesh = Mesh(sources.city, grids)
    motorways = lay_motorways(mesh, [c for c in sources.corridors if c.road_class == "motorway"])
    other = [c for c in sources.corridors if c.road_class != "motorway"]
    centres, hamlets = place_villages(mesh, sources)

    network = Network(mesh, motorways)
    network.lay_corridors(sources, other)
    network.link_towns(sources)
    network.link_villages(centres)
    network.add_hamlet_tracks(hamlets)
    network.add_field_tracks()
    network.relax()
    roads = road_table(network.lines(), motorways, other)

    blocks = fill_towns(grids, sources)
    sites = place_sites(sources, grids, blocks, Driving(roads))
    out.mkdir(parents=True, exist_ok=True)
    write_units(out / "units.geojson", sources)
    roads.to_parquet(out / "roads.parquet", compression="zstd", index=False)
    write_residents(out / "residents.csv", sources, mesh, blocks, [*centres, *hamlets])
    write_sites(out / "sites.csv", sites)


def write_units(path: Path, sources: Sources) -> None:
    """Write the nine banners with their census and the area of the polygon."""
    geod = Geod(ellps="WGS84")
    features = []
    for code, area in sorted(sources.banners_lonlat.items()):
        row = sources.areas[code]
        square_metres, _ = geod.geometry_area_perimeter(shapely.geometry.polygon.orient(area))
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
    rows: list[tuple[object, ...]] = []
    for block in blocks:
        lon, lat = to_degrees(np.array([[block.x, block.y]]))[0]
        rows.append((block.id, block.name, block.township, block.township[:6], f"{lon:.6f}",
                     f"{lat:.6f}", block.people, "town_block", "modelled"))  # fmt: skip
    for area in sources.banners.values():
        shapely.prepare(area)
    for home in homes:
        x, y = mesh.xy[home.node] + home.offset
        own = sources.banners[home.township[:6]]
        if not own.contains(shapely.Point(x, y)):
            x, y = inside(own, (float(x), float(y)), 50)
        lon, lat = to_degrees(np.array([[x, y]]))[0]
        rows.append((home.id, home.name, home.township, home.township[:6], f"{lon:.6f}",
                     f"{lat:.6f}", home.people, home.kind, "modelled"))  # fmt: skip
    write_csv(path, RESIDENT_COLUMNS, sorted(rows))


def write_sites(path: Path, sites: list[Site]) -> None:
    """Write the sites; `offers` stays empty because every site offers what its kind offers."""
    rows = []
    for s in sites:
        lon, lat = to_degrees(np.array([[s.x, s.y]]))[0]
        rows.append((s.id, s.name_zh, s.name_en, s.kind, f"{lon:.6f}", f"{lat:.6f}", s.hours, "",
                     s.nature, s.note))  # fmt: skip
    write_csv(path, SITE_COLUMNS, rows)


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write one CSV file, UTF-8, line feeds."""
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Build the Ordos study.")
    parser.add_argument("--out", type=Path, default=HERE, help="folder to write to")
    main(parser.parse_args().out)
