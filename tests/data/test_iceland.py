"""The Iceland study: figures of the source, the recipe, and what its tables promise."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import geopandas as gpd
import numpy as np
import osmium
import pandas as pd
import pytest
import shapely

from planner.scenario.load import load_scenario, load_study
from planner.sources.osm import read_osm
from planner.sources.raw_roads import RawRoads

ROOT = Path(__file__).parents[2]
STUDY = ROOT / "data" / "iceland"
SCENARIOS = ROOT / "scenarios"
EARTH_RADIUS_M = 6_371_008.8


@pytest.fixture(scope="module")
def roads() -> RawRoads:
    return read_osm(STUDY / "roads.osm.pbf").raw


@pytest.fixture(scope="module")
def residents() -> pd.DataFrame:
    return pd.read_csv(STUDY / "residents.csv", keep_default_na=False)


@pytest.fixture(scope="module")
def sites() -> pd.DataFrame:
    return pd.read_csv(STUDY / "sites.csv", keep_default_na=False)


@pytest.fixture(scope="module")
def rebuilt(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The study built again from its sources, by the command that the README names."""
    source = shared_data / "iceland"
    out = tmp_path_factory.mktemp("iceland")
    command = [sys.executable, str(STUDY / "build.py")]
    inputs = ("iceland_roads_places_services.osm.pbf", "facilities.csv", "places.csv")
    subprocess.run([*command, *(str(source / i) for i in inputs), "--out", str(out)], check=True)
    return out


def test_roads_have_the_counts_and_length_of_the_source(roads: RawRoads) -> None:
    assert roads.n_ways == 59_704
    assert len(roads.way_vertex) - roads.n_ways == 837_172
    lon, lat = np.radians(roads.vertex_lon), np.radians(roads.vertex_lat)
    within_way = np.ones(len(roads.way_vertex) - 1, dtype=bool)
    within_way[roads.way_offset[1:-1] - 1] = False
    a, b = roads.way_vertex[:-1][within_way], roads.way_vertex[1:][within_way]
    half_chord = (
        np.sin((lat[b] - lat[a]) / 2) ** 2
        + np.cos(lat[a]) * np.cos(lat[b]) * np.sin((lon[b] - lon[a]) / 2) ** 2
    )
    length_m = 2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(half_chord))
    assert length_m.sum() / 1000 == pytest.approx(33_113, abs=1)


def test_roads_file_is_compact_and_keeps_only_routing_tags() -> None:
    path = STUDY / "roads.osm.pbf"
    assert path.stat().st_size < 5_000_000
    keys = set()
    ways = osmium.FileProcessor(path, osmium.osm.WAY).with_filter(
        osmium.filter.KeyFilter("highway")
    )
    for way in ways:
        keys |= {tag.k for tag in way.tags}
        assert not (way.tags["highway"] in {"service", "track"} and "name" in way.tags)
    assert {"highway", "oneway", "maxspeed", "access", "surface", "name"} <= keys
    assert not keys & {"source", "note", "lit", "ref", "fixme"}


def test_rebuilding_gives_the_same_tables(rebuilt: Path) -> None:
    for name in ("residents.csv", "sites.csv", "removed.csv"):
        assert (rebuilt / name).read_bytes() == (STUDY / name).read_bytes(), name


def test_rebuilding_gives_the_same_regions(rebuilt: Path) -> None:
    new, old = (gpd.read_file(folder / "units.geojson") for folder in (rebuilt, STUDY))
    assert new.drop(columns="geometry").equals(old.drop(columns="geometry"))
    # Other versions of the geometry library may start a ring elsewhere.
    difference = shapely.symmetric_difference(new.geometry.to_numpy(), old.geometry.to_numpy())
    assert shapely.area(difference).max() < 1e-6


def test_rebuilding_gives_the_same_roads(rebuilt: Path, roads: RawRoads) -> None:
    new_file = rebuilt / "roads.osm.pbf"
    if new_file.read_bytes() == (STUDY / "roads.osm.pbf").read_bytes():
        return
    # Another version of the compressor packs the same content into other bytes.
    new = read_osm(new_file).raw
    assert np.array_equal(new.vertex_lon, roads.vertex_lon)
    assert np.array_equal(new.vertex_lat, roads.vertex_lat)
    assert np.array_equal(new.way_vertex, roads.way_vertex)
    for key in ("highway", "oneway", "maxspeed", "name"):
        for way in range(0, new.n_ways, 100):
            columns = [raw.tags[key] for raw in (new, roads)]
            assert (
                columns[0].values[columns[0].code[way]] == columns[1].values[columns[1].code[way]]
            )


def test_people_are_the_national_total_and_facts_stay_as_tagged(
    residents: pd.DataFrame, shared_data: Path
) -> None:
    assert residents["id"].is_unique
    assert residents["people"].sum() == 356_991
    assert (residents["people"] > 0).all()
    assert set(residents["nature"]) == {"fact", "modelled"}
    facts = residents[residents["nature"] == "fact"]
    assert (len(facts), facts["people"].sum()) == (110, 338_608)
    places = pd.read_csv(shared_data / "iceland" / "places.csv")
    tagged = places[places["population"].notna() & (places["place"] != "country")]
    expected = dict(zip("n" + tagged["osm_id"].astype(str), tagged["population"], strict=True))
    assert dict(zip(facts["id"], facts["people"], strict=True)) == expected


def test_every_place_of_the_source_is_a_resident_or_listed_as_removed(
    residents: pd.DataFrame, shared_data: Path
) -> None:
    places = pd.read_csv(shared_data / "iceland" / "places.csv", keep_default_na=False)
    removed = pd.read_csv(STUDY / "removed.csv", keep_default_na=False)
    kept = residents["id"].str.removeprefix("n").astype(np.int64)
    assert sorted([*kept, *removed["osm_id"]]) == sorted(places["osm_id"])
    assert removed.groupby("rule").size().to_dict() == {
        "abandoned": 8,
        "not_a_settlement": 529,
        "off_the_road_network": 20,
        "part_of_a_counted_town": 38,
        "whole_country": 1,
    }


def test_no_part_of_a_counted_town_is_counted_again(residents: pd.DataFrame) -> None:
    assert not set(residents["name"]) & {"Keflavík", "Njarðvík", "Breiðholt", "Grafarvogur"}
    assert residents.set_index("name").loc["Reykjavík", "people"] == 127_333


def test_sites_are_all_facilities_of_their_kinds(sites: pd.DataFrame) -> None:
    assert sites["id"].is_unique
    assert sites.groupby("kind").size().to_dict() == {
        "clinic": 18,
        "doctors": 26,
        "hospital": 35,
        "library": 27,
        "police_station": 28,
        "post_office": 71,
        "town_hall": 20,
    }
    assert (sites["name"] != "").all()
    hours = sites.set_index("id")["hours"]
    assert hours["n5921046475"] == "Mo-Fr 09:00-12:00, 13:00-15:00"


def test_everyone_and_every_site_lies_in_one_region(
    residents: pd.DataFrame, sites: pd.DataFrame
) -> None:
    regions = gpd.read_file(STUDY / "units.geojson").set_index("name_is").geometry
    assert len(regions) == 8
    assert regions.is_valid.all()
    for table in (residents, sites):
        points = shapely.points(table["lon"], table["lat"])
        inside = np.array([shapely.contains(region, points) for region in regions])
        assert (inside.sum(axis=0) == 1).all()
    capital = shapely.contains(
        regions["Höfuðborgarsvæðið"], shapely.points(residents["lon"], residents["lat"])
    )
    assert 220_000 < residents.loc[capital, "people"].sum() < 235_000


def test_study_loads_and_its_kinds_are_those_of_the_sites(sites: pd.DataFrame) -> None:
    study = load_study(STUDY)  # fails on a file that is named but missing
    assert set(study.study.kinds) == set(sites["kind"])


def test_the_catalogue_covers_what_each_kind_offers() -> None:
    study = load_study(STUDY).study
    catalogue = pd.read_csv(STUDY / "services.csv", dtype=str)
    assert catalogue["id"].is_unique
    assert set(catalogue["nature"]) == {"assumed"}
    sizes = {
        name: sum(
            all(service[column] in values for column, values in group.where.items())
            for service in catalogue.to_dict("records")
        )
        for name, group in study.services.groups.items()
    }
    assert sizes == {
        "police": 7,
        "paperwork": 6,
        "post": 3,
        "municipality": 3,
        "primary_care": 1,
        "hospital": 1,
        "library": 1,
        "everything": 16,
    }
    assert {word for kind in study.kinds.values() for word in kind.offers or ()} <= set(sizes)


def test_scenarios_load_and_share_the_study() -> None:
    base = load_scenario(SCENARIOS / "iceland.yaml")
    change = load_scenario(SCENARIOS / "iceland-post-offices.yaml")
    assert base.study_dir.resolve() == change.study_dir.resolve() == STUDY.resolve()
    assert (len(base.scenario.measures), len(change.scenario.measures)) == (0, 1)
    assert change.scenario.travel == base.scenario.travel
