"""The Ordos study: the published figures it must hit, and what its model promises."""

from __future__ import annotations

import csv
import gzip
import os
import subprocess
import sys
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from pyproj import Geod
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from planner.domain.requests import RequestState
from planner.domain.result import PreparedStudy
from planner.pipeline import read_study
from planner.scenario.load import load_scenario
from planner.scenario.measures_services import ExtendServices
from planner.scenario.measures_sites import SiteChoice
from planner.travel import place, travel_matrix

ROOT = Path(__file__).parents[2]
STUDY = ROOT / "data" / "ordos"
CATALOGUE = ROOT / "data" / "catalogue" / "services.csv"
SCENARIOS = ROOT / "scenarios"
CENSUS_2020 = {
    "150602": 574_242, "150603": 118_796, "150621": 328_593, "150622": 359_184,
    "150623": 92_724, "150624": 162_726, "150625": 110_824, "150626": 158_566,
    "150627": 247_983,
}  # fmt: skip
SITE_COUNTS = {
    "police_station": 88, "banner_hall": 9, "city_hall": 1, "vehicle_office": 10,
    "exit_entry_hall": 9, "detention_centre": 9, "inspection_station": 63,
    "medical_institution": 23, "car_dealer": 76, "social_station": 19, "postal_agent": 30,
    "self_service_zone": 12, "village_agent": 1,
}  # fmt: skip
# Metres per degree at 39.3° N: good to 2 %, plenty for the limits tested with it.
SCALE = np.array([86_150.0, 111_030.0])


@pytest.fixture(scope="module")
def units() -> gpd.GeoDataFrame:
    return gpd.read_file(STUDY / "units.geojson")


@pytest.fixture(scope="module")
def roads() -> gpd.GeoDataFrame:
    return gpd.read_parquet(STUDY / "roads.parquet")


@pytest.fixture(scope="module")
def residents() -> pd.DataFrame:
    return pd.read_csv(STUDY / "residents.csv", dtype={"banner_code": str, "township": str})


@pytest.fixture(scope="module")
def sites() -> pd.DataFrame:
    return pd.read_csv(STUDY / "sites.csv", keep_default_na=False)


@pytest.fixture(scope="module")
def prepared() -> PreparedStudy:
    return read_study(STUDY)


def source(name: str) -> list[dict[str, str]]:
    with (STUDY / "source" / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def test_units_are_the_nine_banners_with_the_official_census(units: gpd.GeoDataFrame) -> None:
    assert units.crs.to_epsg() in {4326, None} or units.crs.is_geographic
    assert dict(zip(units["code"], units["pop_2020"], strict=True)) == CENSUS_2020
    assert units["pop_2020"].sum() == 2_153_638
    assert units["area_km2"].sum() == pytest.approx(86_882, rel=0.002)
    assert units.geometry.is_valid.all()


def test_people_are_whole_and_equal_the_census_banner_by_banner(residents: pd.DataFrame) -> None:
    assert residents.groupby("banner_code")["people"].sum().to_dict() == CENSUS_2020
    assert residents["people"].min() >= 1
    assert residents["id"].is_unique
    assert 8_000 <= len(residents) <= 12_000
    assert set(residents["nature"]) == {"modelled"}


def test_one_in_five_lives_outside_the_streets(residents: pd.DataFrame) -> None:
    rural = residents.loc[residents["kind"] != "town_block", "people"].sum()
    assert rural / residents["people"].sum() == pytest.approx(0.21, abs=0.02)


def test_every_resident_and_site_lies_in_its_own_banner(
    units: gpd.GeoDataFrame, residents: pd.DataFrame, sites: pd.DataFrame
) -> None:
    for code, banner in zip(units["code"], units.geometry, strict=True):
        own = residents[residents["banner_code"] == code]
        assert shapely.contains_xy(banner, own["lon"], own["lat"]).all()
        stems = sites["id"].str.extract(r"-(\d{6})")[0]
        here = sites[stems == code]
        assert shapely.contains_xy(banner, here["lon"], here["lat"]).all()
    city = shapely.union_all(units.geometry.to_numpy())
    assert shapely.contains_xy(city, sites["lon"], sites["lat"]).all()


def test_every_village_committee_of_the_code_list_is_there(residents: pd.DataFrame) -> None:
    villages = source("villages.csv")
    assert len(villages) == 1_011
    communities = {r["code"] for r in villages if "社区" in r["name"] or "居" in r["name"]}
    committees = {r["code"]: r["name"] for r in villages if r["code"] not in communities}
    centres = residents[residents["kind"] == "village"]
    assert set(centres["id"]) <= set(committees)
    assert set(committees) - set(centres["id"]) == set()
    assert all(
        committees[i] == name for i, name in zip(centres["id"], centres["name"], strict=True)
    )


def test_roads_are_compact_and_typed_like_openstreetmap(roads: gpd.GeoDataFrame) -> None:
    assert (STUDY / "roads.parquet").stat().st_size < 4_000_000
    assert roads.crs.to_epsg() == 4326
    assert list(roads.columns) == [
        "highway", "oneway", "maxspeed", "surface", "name", "junction", "ref", "nature", "geometry",
    ]  # fmt: skip
    assert set(roads["highway"]) == {
        "motorway", "motorway_link", "trunk", "primary", "secondary", "tertiary", "unclassified",
        "residential", "track",
    }  # fmt: skip
    assert set(roads["oneway"]) == {"yes", "no"}
    assert set(roads["nature"]) == {"modelled", "real road, modelled line"}
    named = set(roads["ref"].dropna()) | set(roads["name"].dropna())
    assert {"G65", "G18", "G210", "G109", "G338", "S24", "S31", "S214", "S215", "S216", "S313",
            "东康快速路", "机场高速"} <= named  # fmt: skip
    fast = roads[roads["highway"].isin(["motorway", "motorway_link"])]
    assert (fast["oneway"] == "yes").all()
    assert (roads.loc[roads["highway"] == "tertiary", "oneway"] == "yes").any()


def graph_of(roads: gpd.GeoDataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Vertices (n, 2), segment ends a and b, and the line of each segment."""
    points, line = shapely.get_coordinates(roads.geometry.to_numpy(), return_index=True)
    vertices, number = np.unique(points, axis=0, return_inverse=True)
    number = number.ravel()
    inner = line[:-1] == line[1:]
    return vertices, number[:-1][inner], number[1:][inner], line[:-1][inner]


def test_network_has_realistic_size_and_hangs_together(roads: gpd.GeoDataFrame) -> None:
    vertices, a, b, line = graph_of(roads)
    assert np.array_equal(vertices, np.round(vertices, 7))
    _, _, metres = Geod(ellps="WGS84").inv(*vertices[a].T, *vertices[b].T)
    assert 28_000 < metres.sum() / 1000 < 33_000
    degree = np.bincount(a, minlength=len(vertices)) + np.bincount(b, minlength=len(vertices))
    assert 30_000 < (degree != 2).sum() < 60_000
    both = (roads["oneway"] == "no").to_numpy(dtype=bool)[line]
    tail, head = np.concatenate([a, b[both]]), np.concatenate([b, a[both]])
    arcs = coo_array((np.ones(len(tail)), (tail, head)), shape=(len(vertices),) * 2)
    parts, _ = connected_components(arcs, directed=True, connection="strong")
    assert parts == 1


def test_roads_that_cross_at_grade_share_a_vertex(roads: gpd.GeoDataFrame) -> None:
    level = roads[~roads["highway"].isin(["motorway", "motorway_link"])].geometry.to_numpy()
    one, two = shapely.STRtree(level).query(level, predicate="crosses")
    pairs = [(i, j) for i, j in zip(one, two, strict=True) if i < j]
    for i, j in pairs:
        shared = shapely.MultiPoint(
            sorted(set(level[i].coords) & set(level[j].coords)) or [(0.0, 0.0)]
        )
        for meeting in shapely.get_parts(shapely.intersection(level[i], level[j])):
            assert shared.distance(meeting) < 1e-5


def test_every_resident_is_within_a_short_walk_of_a_road(
    roads: gpd.GeoDataFrame, residents: pd.DataFrame
) -> None:
    lines = shapely.transform(roads.geometry.to_numpy(), lambda xy: xy * SCALE)
    homes = shapely.points(residents[["lon", "lat"]].to_numpy() * SCALE)
    _, distance_m = shapely.STRtree(lines).query_nearest(
        homes, return_distance=True, all_matches=False
    )
    assert len(distance_m) == len(residents)
    assert distance_m.max() < 300  # the study promises less than 5 km, without exception


def test_sites_have_the_published_counts(sites: pd.DataFrame) -> None:
    assert sites["kind"].value_counts().to_dict() == SITE_COUNTS
    assert sites["id"].is_unique
    assert sites["name_zh"].is_unique
    assert not sites.duplicated(["lon", "lat"]).any()
    assert set(sites["nature"]) == {"fact", "modelled", "assumed"}
    stations = {i.removeprefix("ps-") for i in sites["id"] if i.startswith("ps-")}
    assert stations == {row["code"] for row in source("townships.csv")}
    hours = sites.groupby("kind")["hours"].agg(set).to_dict()
    assert hours["banner_hall"] == {"Mo-Fr 08:30-12:00,14:30-17:30; PH off"}
    assert hours["postal_agent"] == {"Mo-Sa 09:00-17:00"}
    assert hours["self_service_zone"] == {"24/7"}


def test_equipment_base_is_23_km_by_road_from_the_dongsheng_hall(prepared: PreparedStudy) -> None:
    world = prepared.world
    ids = ("ps-150602405", "hall-150602")
    at = [world.sites.index_of[i] for i in ids]
    assert world.sites.names[at[0]].zh == "装备制造基地派出所"
    assert world.sites.names[at[1]].zh == "东胜区政务服务中心"
    where = place(
        world.roads, world.sites.lon[at], world.sites.lat[at], access_speed_kmh=5, farthest_m=5_000
    )
    matrix = travel_matrix(world.roads, where, where, ids)
    assert matrix.length_cm[0, 1] / 1e5 == pytest.approx(23.0, abs=0.5)
    assert matrix.length_cm[1, 0] / 1e5 == pytest.approx(23.0, abs=0.5)


def test_the_planner_reads_the_study_without_a_remark(prepared: PreparedStudy) -> None:
    assert prepared.warnings == ()
    assert prepared.left_out == ()
    assert len(prepared.world.units) == 9
    assert prepared.world.residents.people.sum() == 2_153_638
    assert len(prepared.world.roads.parts) == 1


def test_groups_have_the_published_sizes_and_every_service_a_provider(
    prepared: PreparedStudy,
) -> None:
    services = prepared.world.services
    sizes = {group.id: int(group.members.sum()) for group in services.groups}
    assert len(services) == 326
    published = {
        "everything": 326, "high_frequency": 99, "window_62": 62, "hukou_54": 54,
        "one_document_18": 18, "no_meet_20": 20, "delegated_275": 275, "postal_25": 25,
    }  # fmt: skip
    assert {name: sizes[name] for name in published} == published
    police_types = ("household_registration", "traffic", "exit_entry", "public_order",
                    "drug_control", "cyber_security", "custody")  # fmt: skip
    assert sum(sizes[name] for name in police_types) == 326
    assert prepared.world.sites.offers.any(axis=0).all()


def test_before_the_measures_each_service_is_at_its_catalogue_place(
    prepared: PreparedStudy,
) -> None:
    kind_of_place = {
        "home_police_station": "police_station", "vehicle_office": "vehicle_office",
        "banner_exit_entry_hall": "exit_entry_hall", "city_hall": "city_hall",
        "inspection_station": "inspection_station", "medical_institution": "medical_institution",
        "detention_centre": "detention_centre",
    }  # fmt: skip
    world = prepared.world
    with CATALOGUE.open(encoding="utf-8-sig", newline="") as handle:
        for number, row in enumerate(csv.DictReader(handle)):
            assert world.services.ids[number] == row["id"]
            where = world.sites.of_kind(kind_of_place[row["base_point_before"]])
            assert world.sites.offers[where, number].all()


def test_scenario_extends_the_99_services_to_five_stations_that_exist(sites: pd.DataFrame) -> None:
    scenario = load_scenario(SCENARIOS / "ordos-99-to-5.yaml").scenario
    measure, *others = scenario.measures
    assert isinstance(measure, ExtendServices)
    assert {other.key for other in others} == {"set_windows"}
    assert isinstance(measure.to, SiteChoice)
    pilots = measure.to.sites
    assert pilots is not None
    assert len(set(pilots)) == 5
    assert "ps-150602405" in pilots
    assert set(pilots) <= set(sites.loc[sites["kind"] == "police_station", "id"])
    assert len(scenario.standards) == 3


def test_source_tables_are_those_of_the_collection(shared_data: Path) -> None:
    facts = shared_data.parent / "facts"
    assert CATALOGUE.read_bytes() == (facts / "services.csv").read_bytes()
    with gzip.open(shared_data / "china" / "village_list.csv.gz", "rt", encoding="utf-8") as handle:
        codes = {r["code"]: r["name"] for r in csv.DictReader(handle) if r["code"][:4] == "1506"}
    assert {r["code"]: r["name"] for r in source("villages.csv")} == codes
    townships = pd.read_csv(shared_data / "china" / "township_list.csv", dtype=str)
    ours = {r["code"]: r["name_zh"] for r in source("townships.csv")}
    theirs = townships[townships["code"].str.startswith("1506")]
    assert ours == dict(zip(theirs["code"], theirs["name"], strict=True))


@pytest.mark.skipif(
    "PLANNER_REBUILD" not in os.environ,
    reason="building Ordos again takes a minute; set PLANNER_REBUILD=1 to do it",
)
def test_recipe_gives_the_same_files(tmp_path: Path) -> None:
    command = [sys.executable, str(STUDY / "build.py"), "--out", str(tmp_path)]
    subprocess.run(command, check=True)
    for name in ("units.geojson", "roads.parquet", "residents.csv", "sites.csv"):
        assert (tmp_path / name).read_bytes() == (STUDY / name).read_bytes(), name


def test_plans_give_the_same_files(tmp_path: Path) -> None:
    subprocess.run([sys.executable, str(STUDY / "plans.py"), "--out", str(tmp_path)], check=True)
    for name in ("planned_zones.csv", "planned_agents.csv", "toll.csv", "requests.csv"):
        assert (tmp_path / name).read_bytes() == (STUDY / name).read_bytes(), name


def test_the_request_log_has_the_812_published_requests_all_of_them_settled(
    prepared: PreparedStudy,
) -> None:
    requests = prepared.requests
    assert requests is not None
    assert len(requests.ids) == 812
    assert (requests.state == RequestState.ARCHIVED).all()
    assert "耳字壕收费站交通拥堵" in requests.themes
    assert (requests.unit >= 0).all()


def test_the_toll_station_stands_on_g210() -> None:
    (toll,) = pd.read_csv(STUDY / "toll.csv").itertuples()
    roads = gpd.read_parquet(STUDY / "roads.parquet")
    g210 = roads[roads["ref"].fillna("").str.contains("G210")]
    away = g210.to_crs(32649).distance(
        gpd.GeoSeries([shapely.Point(toll.lon, toll.lat)], crs=4326).to_crs(32649).iloc[0]
    )
    assert away.min() < 20
