from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely
from shapely import LineString, MultiLineString, Point

from planner.errors import NetworkError
from planner.sources.raw_roads import RawRoads
from planner.sources.road_layers import read_layer
from planner.sources.roads import read_roads
from tests.sources.written_shapefiles import write_shapefile

CROSS = [
    LineString([(110, 39), (110.01, 39), (110.02, 39)]),
    LineString([(110.01, 38), (110.01, 39), (110.01, 40)]),
]


def frame(lines: list[Any], crs: str | None = "EPSG:4326", **columns: list[Any]) -> Any:
    return geopandas.GeoDataFrame(columns, geometry=lines, crs=crs)


def write(tmp_path: Path, name: str, data: Any) -> Path:
    path = tmp_path / name
    if path.suffix == ".parquet":
        data.to_parquet(path)
    else:
        data.to_file(path)
    return path


def way_points(raw: RawRoads, way: int) -> list[tuple[float, float]]:
    ids = raw.way_vertex[raw.way_offset[way] : raw.way_offset[way + 1]]
    return [(float(raw.vertex_lon[i]), float(raw.vertex_lat[i])) for i in ids]


@pytest.mark.parametrize("name", ["r.gpkg", "r.shp", "r.geojson", "r.parquet"])
def test_every_format_gives_the_same_roads(tmp_path: Path, name: str) -> None:
    data = frame(CROSS, highway=["primary", "track"], oneway=["yes", None], maxspeed=[60.0, None])
    read = read_roads(write(tmp_path, name, data))
    assert read.warnings == ()
    assert read.left_out == ()
    assert read.raw.n_ways == 2
    assert len(read.raw.vertex_lon) == 5
    assert way_points(read.raw, 1) == [(110.01, 38), (110.01, 39), (110.01, 40)]
    assert read.raw.column("highway").texts() == ["primary", "track"]
    assert read.raw.column("oneway").texts() == ["yes", ""]
    assert read.raw.column("maxspeed").texts() == ["60", ""]
    assert read.raw.column("surface").texts() == ["", ""]


@pytest.mark.parametrize("ending", ["gpkg", "shp", "geojson", "parquet"])
def test_endings_in_capitals(tmp_path: Path, ending: str) -> None:
    data = frame(CROSS, highway=["国道", "省道"], oneway=["no"] * 2)
    path = write(tmp_path, f"up.{ending}", data)
    for file in list(tmp_path.iterdir()):
        file.rename(tmp_path / file.name.upper())
    read = read_roads(tmp_path / path.name.upper())
    assert read.raw.column("highway").texts() == ["国道", "省道"]


def test_lines_meet_at_shared_vertices_or_only_at_their_ends(tmp_path: Path) -> None:
    tee = LineString([(110.02, 39.0 + 4e-8), (110.02, 38)])  # within 1e-7 degrees of an end
    path = write(tmp_path, "r.gpkg", frame([*CROSS, tee], highway=["primary"] * 3))
    everywhere = read_layer(path).raw
    ends_only = read_layer(path, junctions="endpoints").raw
    assert len(everywhere.vertex_lon) == 6
    assert len(ends_only.vertex_lon) == 7
    assert ends_only.way_vertex[1] != ends_only.way_vertex[4]
    assert ends_only.way_vertex[2] == ends_only.way_vertex[6]


def test_a_projected_layer_becomes_degrees(tmp_path: Path) -> None:
    data = frame(CROSS, highway=["primary"] * 2).to_crs("EPSG:32649")
    raw = read_layer(write(tmp_path, "r.gpkg", data)).raw
    np.testing.assert_allclose(way_points(raw, 0), [(110, 39), (110.01, 39), (110.02, 39)])
    assert len(raw.vertex_lon) == 5


def test_multilines_are_taken_apart_and_what_is_no_line_is_counted(tmp_path: Path) -> None:
    lines = [
        MultiLineString([[(110, 39), (110.1, 39)], [(111, 39), (111.1, 39)]]),
        None,
        LineString(),
        Point(110, 39),
        shapely.from_wkt("LINESTRING Z (110 39 5, 110 40 7)"),
    ]
    data = frame(lines, highway=["primary", "track", "track", "track", "service"])
    read = read_layer(write(tmp_path, "r.parquet", data))
    assert read.raw.column("highway").texts() == ["primary", "primary", "service"]
    assert way_points(read.raw, 2) == [(110, 39), (110, 40)]
    (left,) = read.left_out
    assert (left.code, left.count, left.examples) == ("road_rows_without_line", 3, ("2", "3", "4"))


def test_without_class_and_oneway_columns_it_warns(tmp_path: Path) -> None:
    read = read_layer(write(tmp_path, "r.gpkg", frame(CROSS)))
    assert [issue.code for issue in read.warnings] == [
        "roads_without_class",
        "roads_without_oneway",
    ]
    assert read.raw.column("highway").texts() == ["unclassified"] * 2
    assert read.raw.column("oneway").texts() == ["no"] * 2


def test_a_ferry_without_a_class_stays_a_ferry(tmp_path: Path) -> None:
    data = frame(CROSS, highway=[None, "primary"], route=["ferry", None], oneway=["no", "no"])
    read = read_layer(write(tmp_path, "r.gpkg", data))
    assert read.raw.column("highway").texts() == ["", "primary"]
    assert read.warnings == ()


def test_columns_of_other_names_and_types(tmp_path: Path) -> None:
    data = frame(CROSS, 等级=["国道", "村道"], 单行=[True, False], 限速=[80, 40])
    columns = {"highway": "等级", "oneway": "单行", "maxspeed": "限速"}
    raw = read_layer(write(tmp_path, "r.gpkg", data), columns=columns).raw
    assert raw.column("highway").texts() == ["国道", "村道"]
    assert raw.column("oneway").texts() == ["yes", "no"]
    assert raw.column("maxspeed").texts() == ["80", "40"]


def test_geofabrik_shapefiles_need_no_mapping(tmp_path: Path) -> None:
    data = frame(CROSS, fclass=["trunk", "residential"], oneway=["F", "B"], maxspeed=[0, 30])
    raw = read_layer(write(tmp_path, "r.shp", data)).raw
    assert raw.column("highway").texts() == ["trunk", "residential"]
    assert raw.column("oneway").texts() == ["F", "B"]


@pytest.mark.parametrize("has_code_page", [True, False])
def test_a_shapefile_in_gbk(tmp_path: Path, *, has_code_page: bool) -> None:
    path = tmp_path / "r.shp"
    data = frame(CROSS, highway=["国道", "省道"], oneway=["no"] * 2)
    data.to_file(path, encoding="GBK")
    if not has_code_page:
        path.with_suffix(".cpg").unlink()
    assert read_layer(path).raw.column("highway").texts() == ["国道", "省道"]


def refused(path: Path, **options: Any) -> list[tuple[str, str]]:
    with pytest.raises(NetworkError) as caught:
        read_roads(path, **options)
    assert all(issue.where.file == str(path) for issue in caught.value.issues)
    return [(issue.code, issue.where.key) for issue in caught.value.issues]


def test_a_layer_without_crs_is_refused_unless_it_is_said(tmp_path: Path) -> None:
    path = write(tmp_path, "r.parquet", frame(CROSS, crs=None, highway=["primary"] * 2))
    assert refused(path) == [("roads_without_crs", "roads.crs")]
    assert read_roads(path, crs="EPSG:4326").raw.n_ways == 2
    assert refused(path, crs="EPSG:nine") == [("roads_crs_unknown", "roads.crs")]


def test_metres_declared_as_degrees_are_refused(tmp_path: Path) -> None:
    metres = [LineString([(400000, 4300000), (400100, 4300000)])]
    path = write(tmp_path, "r.parquet", frame(metres, crs=None))
    assert refused(path, crs="EPSG:4326") == [("roads_coordinates_impossible", "roads.crs")]


def test_missing_columns_are_all_named(tmp_path: Path) -> None:
    path = write(tmp_path, "r.gpkg", frame(CROSS, kind=["primary"] * 2))
    assert refused(path, columns={"highway": "kin", "oneway": "way", "speed": "kind"}) == [
        ("road_name_unknown", "roads.columns.highway"),
        ("road_name_unknown", "roads.columns.oneway"),
        ("road_name_unknown", "roads.columns"),
    ]


def test_layers_are_chosen_by_name(tmp_path: Path) -> None:
    path = tmp_path / "r.gpkg"
    frame(CROSS[:1], highway=["primary"]).to_file(path, layer="old")
    frame(CROSS, highway=["primary"] * 2).to_file(path, layer="new")
    assert read_roads(path, layer="new").raw.n_ways == 2
    assert refused(path, layer="newer") == [("unknown_layer", "roads.layer")]
    with pytest.raises(NetworkError) as caught:
        read_roads(path)
    (issue,) = caught.value.issues
    assert (issue.code, issue.where.key) == ("several_layers", "roads.layer")
    assert "2 layers: old, new" in issue.message.en
    assert "layer: old" in issue.remedy.en


def test_layers_without_shapes_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "r.gpkg"
    pyogrio.write_dataframe(pd.DataFrame({"style": ["x"]}), path, layer="layer_styles")
    frame(CROSS, highway=["primary"] * 2).to_file(path, layer="roads", mode="a")
    assert read_roads(path).raw.n_ways == 2


def test_files_that_are_not_roads_are_refused(tmp_path: Path) -> None:
    garbage = tmp_path / "r.gpkg"
    garbage.write_text("not a database")
    assert refused(garbage) == [("road_layer_unreadable", "")]
    hollow = tmp_path / "hollow.gpkg"
    sqlite3.connect(hollow).execute("CREATE TABLE t (a)").connection.close()
    assert refused(hollow) == [("road_layer_unreadable", "")]
    garbage = tmp_path / "r.parquet"
    garbage.write_text("PAR1 no")
    assert refused(garbage) == [("road_layer_unreadable", "")]
    points = write(tmp_path, "p.geojson", frame([Point(110, 39)], highway=["primary"]))
    assert refused(points) == [("no_roads", "")]
    other = tmp_path / "roads.docx"
    other.write_text("")
    assert refused(other) == [("road_format_unknown", "roads.file")]
    assert refused(tmp_path / "none.gpkg") == [("file_not_found", "roads.file")]


@pytest.mark.parametrize("encoding", ["UTF-8", "GBK"])
@pytest.mark.parametrize("has_code_page", [True, False])
def test_chinese_columns_of_a_shapefile(
    tmp_path: Path, encoding: str, *, has_code_page: bool
) -> None:
    data = frame(CROSS, 道路等级=["国道", "省道"], 是否单行道路=["是", "否"])
    path = write_shapefile(tmp_path / "r.shp", data, encoding, has_code_page=has_code_page)
    read = read_layer(path, columns={"highway": "道路等级", "oneway": "是否单行道路"})
    assert read.raw.column("highway").texts() == ["国道", "省道"]
    assert read.raw.column("oneway").texts() == ["是", "否"]


def test_long_keys_are_found_as_a_shapefile_cuts_them(tmp_path: Path) -> None:
    data = frame(CROSS, highway=["track"] * 2, Oneway=["no"] * 2, motor_vehi=["no", "yes"])
    raw = read_layer(write(tmp_path, "r.shp", data)).raw
    assert raw.column("motor_vehicle").texts() == ["no", "yes"]


@pytest.mark.parametrize("name", ["r.gpkg", "r.shp"])
def test_capitals_in_names_of_columns_do_not_matter(tmp_path: Path, name: str) -> None:
    data = frame(CROSS, Highway=["trunk", "track"], ONEWAY=["yes", "no"], Speed=[60, 40])
    read = read_layer(write(tmp_path, name, data), columns={"maxspeed": "SPEED"})
    assert read.warnings == ()
    assert read.raw.column("highway").texts() == ["trunk", "track"]
    assert read.raw.column("oneway").texts() == ["yes", "no"]
    assert read.raw.column("maxspeed").texts() == ["60", "40"]


def test_without_classes_the_columns_are_listed(tmp_path: Path) -> None:
    data = frame(CROSS, 等级=["国道", "村道"], oneway=["no"] * 2)
    (warning,) = read_layer(write(tmp_path, "r.gpkg", data)).warnings
    assert warning.code == "roads_without_class"
    assert "等级, oneway" in warning.remedy.en
    assert "等级、oneway" in warning.remedy.zh
