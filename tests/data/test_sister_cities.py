"""Baotou, Xing'an, Xiangtan and the Qujing zone: what their small studies promise."""

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

from planner.domain.result import PreparedStudy
from planner.pipeline import read_study
from planner.scenario.load import load_scenario
from planner.scenario.measures_open import OpenSites
from planner.scenario.measures_sites import NewSites

ROOT = Path(__file__).parents[2]
DATA = ROOT / "data"
OFFICE_HOURS = "Mo-Fr 08:30-12:00,14:30-17:30; PH off"
PEOPLE = {
    "baotou": {
        "150202": 484_218, "150203": 783_919, "150204": 581_000, "150205": 26_000,
        "150206": 22_000, "150207": 253_000, "150221": 232_000, "150222": 103_000,
        "150223": 69_600,
    },
    "xingan": {
        "152201": 356_135, "152202": 32_000, "152221": 250_000, "152222": 207_380,
        "152223": 340_000, "152224": 230_000,
    },
    "xiangtan": {
        "430302": 618_300, "430304": 484_500, "430321": 792_829, "430381": 728_500,
        "430382": 103_300,
    },
    "qujing": {"5303JK": 120_000},
}  # fmt: skip
AREA_KM2 = {"baotou": 27_768, "xingan": 55_141, "xiangtan": 5_006, "qujing": 157}
SITE_COUNTS = {
    "baotou": {
        "police_station": 91, "banner_hall": 9, "city_hall": 1, "vehicle_office": 10,
        "exit_entry_hall": 9, "detention_centre": 9, "inspection_station": 73,
        "medical_institution": 27,
    },
    "xingan": {
        "police_station": 85, "banner_hall": 6, "city_hall": 1, "vehicle_office": 7,
        "exit_entry_hall": 6, "detention_centre": 6, "inspection_station": 40,
        "medical_institution": 15,
    },
    "xiangtan": {
        "police_station": 70, "banner_hall": 5, "city_hall": 1, "vehicle_office": 6,
        "exit_entry_hall": 5, "detention_centre": 5, "inspection_station": 78,
        "medical_institution": 29,
    },
    "qujing": {
        "police_station": 6, "banner_hall": 1, "city_hall": 1, "vehicle_office": 1,
        "exit_entry_hall": 1, "detention_centre": 1, "inspection_station": 3,
        "medical_institution": 1,
    },
}  # fmt: skip
ROADS = {
    "baotou": {"G6", "G65", "G110", "G210"},
    "xingan": {"G12", "G5511", "G111", "G302"},
    "xiangtan": {"G60", "G0421", "G4", "S50", "G320", "G107"},
    "qujing": {"G60", "G320"},
}
ROAD_KM = {"baotou": 7_280, "xingan": 13_300, "xiangtan": 5_050, "qujing": 280}
NAMED = {
    "baotou": {"包头市东河区看守所"},
    "xingan": {"乌兰浩特市行政审批大厅", "孟恩套力盖派出所"},
    "xiangtan": {"湘潭市民之家"},
    "qujing": set(),
}
EXTRA = {
    "baotou": "planned_sites.csv", "xingan": "signals.csv", "qujing": "doorstep_staff.csv",
}  # fmt: skip
CODES = {"baotou": "1502", "xingan": "1522", "xiangtan": "4303"}

cities = pytest.mark.parametrize("city", sorted(PEOPLE))


def table(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype={"unit_code": str, "township": str}, keep_default_na=False)


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@pytest.fixture(scope="module", params=sorted(PEOPLE))
def prepared(request: pytest.FixtureRequest) -> tuple[str, PreparedStudy]:
    return request.param, read_study(DATA / request.param)


def test_the_planner_reads_the_study_without_a_remark(prepared: tuple[str, PreparedStudy]) -> None:
    city, study = prepared
    assert study.warnings == ()
    assert study.left_out == ()
    assert len(study.world.units) == len(PEOPLE[city])
    assert study.world.residents.people.sum() == sum(PEOPLE[city].values())
    assert len(study.world.roads.parts) == 1
    assert len(study.world.services) == 326
    assert study.world.sites.offers.any(axis=0).all()


@cities
def test_people_are_whole_and_equal_the_total_of_every_unit(city: str) -> None:
    residents = table(DATA / city / "residents.csv")
    units = gpd.read_file(DATA / city / "units.geojson")
    assert dict(zip(units["code"], units["pop_2020"], strict=True)) == PEOPLE[city]
    assert units["area_km2"].sum() == pytest.approx(AREA_KM2[city], rel=0.02)
    assert units.geometry.is_valid.all()
    assert residents.groupby("unit_code")["people"].sum().to_dict() == PEOPLE[city]
    assert residents["people"].min() >= 1
    assert residents["id"].is_unique
    assert len(residents) <= 2_500
    assert set(residents["nature"]) == {"modelled"}


@cities
def test_everything_lies_in_its_own_unit(city: str) -> None:
    units = gpd.read_file(DATA / city / "units.geojson")
    residents = table(DATA / city / "residents.csv")
    sites = table(DATA / city / "sites.csv")
    for code, area in zip(units["code"], units.geometry, strict=True):
        own = residents[residents["unit_code"] == code]
        assert shapely.contains_xy(area, own["lon"], own["lat"]).all()
        here = sites[sites["id"].str.fullmatch(rf"(hall|vo|ee|dc)-{code}")]
        assert len(here) >= 1
        assert shapely.contains_xy(area, here["lon"], here["lat"]).all()
    whole = shapely.union_all(units.geometry.to_numpy())
    assert shapely.contains_xy(whole, sites["lon"], sites["lat"]).all()


@cities
def test_roads_hang_together_and_pass_near_every_resident(city: str) -> None:
    path = DATA / city / "roads.parquet"
    assert path.stat().st_size <= 600_000
    roads = gpd.read_parquet(path)
    assert roads.crs.to_epsg() == 4326
    assert set(roads["ref"].dropna()) == ROADS[city]
    assert set(roads["nature"]) == {"modelled", "real road, modelled line"}
    points, line = shapely.get_coordinates(roads.geometry.to_numpy(), return_index=True)
    assert np.array_equal(points, np.round(points, 7))
    vertices, number = np.unique(points, axis=0, return_inverse=True)
    number = number.ravel()
    inner = line[:-1] == line[1:]
    a, b, of_line = number[:-1][inner], number[1:][inner], line[:-1][inner]
    _, _, metres = Geod(ellps="WGS84").inv(*vertices[a].T, *vertices[b].T)
    assert metres.sum() / 1000 == pytest.approx(ROAD_KM[city], rel=0.05)
    both = (roads["oneway"] == "no").to_numpy(dtype=bool)[of_line]
    tail, head = np.concatenate([a, b[both]]), np.concatenate([b, a[both]])
    arcs = coo_array((np.ones(len(tail)), (tail, head)), shape=(len(vertices),) * 2)
    parts, _ = connected_components(arcs, directed=True, connection="strong")
    assert parts == 1

    residents = table(DATA / city / "residents.csv")
    utm = roads.estimate_utm_crs()
    homes = gpd.GeoSeries.from_xy(residents["lon"], residents["lat"], crs=4326).to_crs(utm)
    _, distance_m = roads.to_crs(utm).sindex.nearest(homes, return_distance=True, return_all=False)
    assert len(distance_m) == len(residents)
    assert distance_m.max() < 400


@cities
def test_sites_have_the_counts_of_the_readme_and_usual_hours(city: str) -> None:
    sites = table(DATA / city / "sites.csv")
    assert sites["kind"].value_counts().to_dict() == SITE_COUNTS[city]
    assert sites["id"].is_unique
    assert sites["name_zh"].is_unique
    assert not sites.duplicated(["lon", "lat"]).any()
    assert set(sites.loc[sites["nature"] == "fact", "name_zh"]) == NAMED[city]
    hours = sites.groupby("kind")["hours"].agg(set).to_dict()
    assert hours.pop("inspection_station") == {"Mo-Sa 08:30-17:30"}
    assert set().union(*hours.values()) == {OFFICE_HOURS}


def test_baotou_plans_25_kiosks_and_one_unmanned_office_that_a_scenario_opens() -> None:
    planned = rows(DATA / "baotou" / "planned_sites.csv")
    assert [r["kind"] for r in planned] == ["kiosk"] * 25
    assert not {r["id"] for r in planned} & {r["id"] for r in rows(DATA / "baotou" / "sites.csv")}
    scenario = load_scenario(ROOT / "scenarios" / "baotou-25-kiosks.yaml").scenario
    kiosks, office = (m for m in scenario.measures if isinstance(m, OpenSites))
    assert isinstance(kiosks.sites, NewSites)
    assert isinstance(office.sites, NewSites)
    assert [(s.id, s.name.zh, s.lon, s.lat) for s in kiosks.sites.listed or ()] == [
        (r["id"], r["name_zh"], float(r["lon"]), float(r["lat"])) for r in planned
    ]
    assert (kiosks.kind, office.kind) == ("kiosk", "unmanned_office")
    assert len(office.sites.listed or ()) == 1


def test_xingan_has_97_signals_on_junctions_of_its_streets() -> None:
    signals = table(DATA / "xingan" / "signals.csv")
    assert len(signals) == 97
    assert not signals.duplicated(["lon", "lat"]).any()
    roads = gpd.read_parquet(DATA / "xingan" / "roads.parquet")
    greater = roads[roads["highway"].isin(["primary", "secondary", "trunk"])]
    points, line = shapely.get_coordinates(greater.geometry.to_numpy(), return_index=True)
    ends = np.concatenate([[True], line[1:] != line[:-1]]) | np.concatenate(
        [line[1:] != line[:-1], [True]]
    )
    arms: dict[tuple[float, float], int] = {}
    for place, is_end in zip(map(tuple, points.tolist()), ends.tolist(), strict=True):
        arms[place] = arms.get(place, 0) + (1 if is_end else 2)
    for place in zip(signals["lon"], signals["lat"], strict=True):
        assert arms[place] >= 3


def test_qujing_zone_is_157_km2_of_qilin_with_20_police_at_the_door() -> None:
    zone = gpd.read_file(DATA / "qujing" / "source" / "units.geojson").geometry.iloc[0]
    qilin = gpd.read_file(DATA / "qujing" / "source" / "qilin.geojson").geometry.iloc[0]
    area_m2, _ = Geod(ellps="WGS84").geometry_area_perimeter(shapely.geometry.polygon.orient(zone))
    assert area_m2 / 1e6 == pytest.approx(157.0, abs=0.05)
    assert zone.difference(qilin.buffer(1e-5)).is_empty
    assert zone.contains(shapely.Point(103.76, 25.5))
    staff = rows(DATA / "qujing" / "doorstep_staff.csv")
    stations = [r["id"] for r in rows(DATA / "qujing" / "sites.csv") if r["id"].startswith("ps-")]
    assert [r["station"] for r in staff] == stations
    assert sum(int(r["staff"]) for r in staff) == 20
    assert all(int(r["staff"]) >= 1 for r in staff)


@pytest.mark.parametrize("city", sorted(CODES))
def test_source_tables_are_those_of_the_collection(city: str, shared_data: Path) -> None:
    prefix = CODES[city]
    source = DATA / city / "source"
    with gzip.open(shared_data / "china" / "village_list.csv.gz", "rt", encoding="utf-8") as handle:
        villages = {r["code"]: r["name"] for r in csv.DictReader(handle)}
    ours = {r["code"]: r["name"] for r in rows(source / "villages.csv")}
    assert ours == {code: name for code, name in villages.items() if code.startswith(prefix)}
    townships = {r["code"]: r["name"] for r in rows(shared_data / "china" / "township_list.csv")}
    ours = {r["code"]: r["name_zh"] for r in rows(source / "townships.csv")}
    assert ours == {code: name for code, name in townships.items() if code.startswith(prefix)}
    facts = {r["code"]: r for r in rows(shared_data.parent / "facts" / "areas.csv")}
    for area in rows(source / "areas.csv"):
        theirs = facts[area["code"]]
        assert {**area, "name_en": ""} == {**theirs, "name_en": ""}
        assert theirs["name_en"].endswith(area["name_en"])


@cities
@pytest.mark.skipif(
    "PLANNER_REBUILD" not in os.environ,
    reason="building the cities again takes minutes; set PLANNER_REBUILD=1 to do it",
)
def test_recipe_gives_the_same_files(city: str, tmp_path: Path) -> None:
    command = [sys.executable, str(DATA / city / "build.py"), "--out", str(tmp_path)]
    subprocess.run(command, check=True)
    files = ["units.geojson", "roads.parquet", "residents.csv", "sites.csv"]
    for name in [*files, *([EXTRA[city]] if city in EXTRA else [])]:
        assert (tmp_path / name).read_bytes() == (DATA / city / name).read_bytes(), name
