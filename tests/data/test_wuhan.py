"""The Wuhan study: figures of the source, the recipe, and what its tables promise."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import TypeAlias

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import pytest
import shapely

from planner.scenario.load import load_scenario, load_study

ROOT = Path(__file__).parents[2]
STUDY = ROOT / "data" / "wuhan"
SCENARIOS = ROOT / "scenarios"
Segment: TypeAlias = tuple[str, frozenset[tuple[float, float]]]


@pytest.fixture(scope="module")
def roads() -> gpd.GeoDataFrame:
    return gpd.read_parquet(STUDY / "roads.parquet")


@pytest.fixture(scope="module")
def residents() -> pd.DataFrame:
    return pd.read_csv(STUDY / "residents.csv", keep_default_na=False)


@pytest.fixture(scope="module")
def sites() -> pd.DataFrame:
    return pd.read_csv(STUDY / "sites.csv", keep_default_na=False)


@pytest.fixture(scope="module")
def removed() -> pd.DataFrame:
    return pd.read_csv(STUDY / "removed.csv", keep_default_na=False)


@pytest.fixture(scope="module")
def rebuilt(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The study built again from its sources, by the command that the README names."""
    out = tmp_path_factory.mktemp("wuhan")
    command = [sys.executable, str(STUDY / "build.py"), str(shared_data), "--out", str(out)]
    subprocess.run(command, check=True)
    return out


def segments_of(lines: gpd.GeoDataFrame) -> Counter[Segment]:
    """Return how often each pair of neighbouring points is joined, by class."""
    found: Counter[Segment] = Counter()
    for highway, line in zip(lines["highway"], lines.geometry, strict=True):
        points = [(x, y) for x, y in np.round(shapely.get_coordinates(line), 7).tolist()]
        found.update((highway, frozenset(pair)) for pair in pairwise(points))
    return found


def test_roads_have_the_counts_length_and_connection_of_the_source(
    roads: gpd.GeoDataFrame,
) -> None:
    assert roads.crs.to_epsg() == 4326
    assert roads.to_crs(32650).length.sum() / 1000 == pytest.approx(7_185.06, abs=0.01)
    segments = segments_of(roads)
    assert segments.total() == 92_667
    graph = nx.Graph(tuple(ends) for _, ends in segments if len(ends) == 2)
    assert graph.number_of_nodes() == 82_891
    assert nx.is_connected(graph)


def test_roads_are_exactly_the_segments_of_the_source(
    roads: gpd.GeoDataFrame, shared_data: Path
) -> None:
    source = gpd.read_parquet(shared_data / "wuhan" / "wuhan_roads_osm_original.parquet")
    assert segments_of(roads) == segments_of(source.to_crs(4326))


def test_chains_meet_only_at_their_ends(roads: gpd.GeoDataFrame) -> None:
    lines = [[(x, y) for x, y in shapely.get_coordinates(line).tolist()] for line in roads.geometry]
    times = Counter(point for line in lines for point in set(line))
    assert max(times[point] for line in lines for point in line[1:-1]) == 1


def test_rebuilding_gives_the_same_tables(rebuilt: Path) -> None:
    for name in ("residents.csv", "sites.csv", "removed.csv"):
        assert (rebuilt / name).read_bytes() == (STUDY / name).read_bytes(), name


def test_rebuilding_gives_the_same_layers(rebuilt: Path, roads: gpd.GeoDataFrame) -> None:
    new_roads = gpd.read_parquet(rebuilt / "roads.parquet")
    assert new_roads["highway"].tolist() == roads["highway"].tolist()
    assert shapely.equals_exact(new_roads.geometry.to_numpy(), roads.geometry.to_numpy()).all()
    new_units, units = (gpd.read_file(folder / "units.geojson") for folder in (rebuilt, STUDY))
    assert new_units.equals(units)


def test_every_point_of_the_source_is_kept_or_listed_as_removed(
    sites: pd.DataFrame, residents: pd.DataFrame, removed: pd.DataFrame, shared_data: Path
) -> None:
    points = pd.read_csv(shared_data / "wuhan" / "wuhan_poi.csv.gz", keep_default_na=False)
    classes = ["police", "post_office", "town_hall", "residential"]
    wanted = points[points["fclass"].isin(classes)]
    kept = [*sites["id"], *residents["id"]]
    ids = [int(name.removeprefix("osm")) for name in kept]
    assert Counter([*ids, *removed["osm_id"]]) == Counter(wanted["osm_id"])
    assert (len(sites), len(residents), len(removed)) == (111, 1_367, 528)


def test_points_inside_the_network_are_as_many_as_the_source_says(
    roads: gpd.GeoDataFrame, shared_data: Path
) -> None:
    points = pd.read_csv(shared_data / "wuhan" / "wuhan_poi.csv.gz", keep_default_na=False)
    hull = shapely.convex_hull(shapely.multipoints(shapely.get_coordinates(roads.geometry)))
    inside = points[shapely.contains_xy(hull, points["lon"], points["lat"])]
    counts = inside[inside["src"] == "china_poi"].groupby("fclass").size()
    wanted = ["police", "post_office", "town_hall", "residential"]
    assert [counts[name] for name in wanted] == [43, 28, 69, 1_425]


def test_removal_follows_the_stated_rules(removed: pd.DataFrame) -> None:
    areas = removed["fclass"] == "residential"
    assert removed[areas].groupby("rule").size().to_dict() == {
        "off_the_streets": 58,
        "outside_roads": 289,
    }
    assert removed[~areas].groupby("rule").size().to_dict() == {
        "no_name": 14,
        "no_public_counter": 13,
        "not_a_name": 1,
        "outside_roads": 24,
        "private_courier": 14,
        "same_object": 114,
        "same_place": 1,
    }
    first_rule = removed[~areas & (removed["rule"] != "same_object")].set_index("osm_id")["rule"]
    assert first_rule[3216956394] == "not_a_name"  # fgvbdfg
    assert first_rule[1270148894] == "private_courier"  # 菜鸟驿站
    assert first_rule[1227724535] == "no_public_counter"  # 武汉铁路公安局
    assert first_rule[988851820] == "same_place"  # 中国邮政, 46 m from another


def test_every_residential_area_has_a_street_within_reach(
    roads: gpd.GeoDataFrame, residents: pd.DataFrame
) -> None:
    places = gpd.GeoSeries.from_xy(residents["lon"], residents["lat"], crs=4326).to_crs(32650)
    streets = shapely.union_all(roads.geometry.to_crs(32650).to_numpy())
    shapely.prepare(streets)
    assert shapely.dwithin(streets, places.to_numpy(), 500.0).all()


def test_sites_are_clean(sites: pd.DataFrame) -> None:
    assert sites["id"].is_unique
    assert sites.groupby("kind").size().to_dict() == {
        "exit_entry_hall": 1,
        "government_office": 67,
        "police_bureau": 6,
        "police_station": 24,
        "post_office": 12,
        "traffic_police": 1,
    }
    assert sites["name"].str.contains(r"[\u4e00-\u9fff]").all()
    assert not sites["name"].str.contains("菜鸟|快递|铁路|;").any()
    stations = sites[sites["kind"] == "police_station"]
    assert stations["name"].str.endswith("派出所").all()


def test_people_of_the_central_districts_are_the_census(residents: pd.DataFrame) -> None:
    assert residents["id"].is_unique
    assert len(residents) == 1_367
    assert set(residents["nature"]) == {"modelled"}
    assert residents["people"].sum() == 7_280_762
    districts = gpd.read_file(STUDY / "units.geojson").set_index("name_zh").geometry
    points = shapely.points(residents["lon"], residents["lat"])
    inside = {name: shapely.contains(border, points) for name, border in districts.items()}
    assert (sum(mask.astype(int) for mask in inside.values()) == 1).all()
    people = {name: residents.loc[mask, "people"] for name, mask in inside.items()}
    assert people["江岸区"].sum() == 965_260
    assert people["洪山区"].sum() == 1_728_811
    central = ["江岸区", "江汉区", "硚口区", "汉阳区", "武昌区", "青山区", "洪山区"]
    assert sum(people[name].sum() for name in central) == 6_401_972
    assert all(people[name].max() - people[name].min() <= 1 for name in central)
    assert set(people["东西湖区"]) == {5_326}


def test_study_loads_and_its_kinds_are_those_of_the_sites(sites: pd.DataFrame) -> None:
    study = load_study(STUDY)  # fails on a file that is named but missing
    assert set(study.study.kinds) == set(sites["kind"])


def test_groups_have_the_sizes_of_the_catalogue() -> None:
    study = load_study(STUDY)
    catalogue = pd.read_csv(study.file(study.study.services.file), dtype=str)
    sizes = {
        name: sum(
            all(service[column].lower() in values for column, values in group.where.items())
            for service in catalogue.to_dict("records")
        )
        for name, group in study.study.services.groups.items()
    }
    assert sizes == {
        "station_counter": 76,
        "bureau_hall": 106,
        "vehicle_office": 78,
        "exit_entry": 48,
        "postal_25": 25,
        "high_frequency": 99,
        "everything": 326,
    }


def test_scenarios_load_and_share_the_study() -> None:
    base = load_scenario(SCENARIOS / "wuhan.yaml")
    change = load_scenario(SCENARIOS / "wuhan-postal-25.yaml")
    assert base.study_dir.resolve() == change.study_dir.resolve() == STUDY.resolve()
    assert (len(base.scenario.measures), len(change.scenario.measures)) == (0, 1)
    assert change.scenario.travel == base.scenario.travel
