from __future__ import annotations

from pathlib import Path
from typing import Any

import geopandas
import pytest
import shapely

from planner.sources.faults import Faults, nowhere
from planner.sources.layers import read_layer
from planner.sources.shapefiles import files_of, names_in_file, text_encoding
from planner.sources.tables import find_columns, read_table
from tests.sources.written_shapefiles import write_shapefile


def test_parts_belong_together_whatever_the_capitals_and_brackets(tmp_path: Path) -> None:
    for name in ("a[1].SHP", "a[1].dbf", "a[1].PRJ", "a[1].csv", "a1.dbf", "a[1].b.shx"):
        (tmp_path / name).write_bytes(b"")
    found = files_of(tmp_path / "a[1].SHP")
    assert [file.name for file in found] == ["a[1].SHP", "a[1].PRJ", "a[1].dbf"]


def test_other_files_stand_alone_and_what_is_not_there_is_none(tmp_path: Path) -> None:
    path = tmp_path / "r.gpkg"
    assert files_of(path) == files_of(tmp_path / "none" / "r.shp") == ()
    path.write_bytes(b"")
    (tmp_path / "r.dbf").write_bytes(b"")
    assert files_of(path) == (path,)


def layer(
    path: Path, encoding: str = "UTF-8", *, has_code_page: bool = True, **columns: list[object]
) -> Path:
    points = [shapely.Point(109.5, 39.5)] * len(next(iter(columns.values())))
    frame = geopandas.GeoDataFrame(columns, geometry=points, crs="EPSG:4326")
    return write_shapefile(path, frame, encoding, has_code_page=has_code_page)


def columns(path: Path) -> dict[str, list[str]]:
    return {name: cells.tolist() for name, cells in read_layer(path).columns.items()}


@pytest.mark.parametrize("has_code_page", [True, False])
def test_names_cut_inside_a_character(tmp_path: Path, *, has_code_page: bool) -> None:
    names: dict[str, Any] = {"道路等级": ["国道"], "常住人口": [5], "名称": ["乌兰"]}
    path = layer(tmp_path / "p.shp", has_code_page=has_code_page, **names)
    assert columns(path) == {"道路等": ["国道"], "常住人": ["5"], "名称": ["乌兰"]}


def test_columns_are_found_by_their_cut_names(tmp_path: Path) -> None:
    path = layer(
        tmp_path / "p.shp", 道路等级=["国道"], 常住人口=[5], population_2020=[6], 名称=[""]
    )
    wanted = {"a": "道路等级", "b": "常住人口", "c": "population_2020", "d": "名称"}
    faults = Faults()
    found = find_columns(read_table(path), wanted, nowhere, faults)
    assert {ours: cells.tolist() for ours, cells in found.items()} == {
        "a": ["国道"], "b": ["5"], "c": ["6"], "d": [""],
    }  # fmt: skip
    assert faults.issues() == ()


def test_names_that_differ_only_in_what_is_cut_off(tmp_path: Path) -> None:
    path = layer(tmp_path / "p.shp", 常住人口=[5], 常住人数=[6])
    table = read_table(path)
    found = find_columns(table, {"people": "常住人数"}, nowhere, Faults())
    assert found["people"].tolist() == ["6"]


def test_two_names_cut_to_one_column_are_not_guessed() -> None:
    wanted = {"name": "settlement_name", "kind": "settlement_kind"}
    assert names_in_file(wanted, ("settlement",), "p.shp") == wanted
    assert names_in_file({"a": "settlement_name"}, ("settlement",), "p.gpkg") == {
        "a": "settlement_name"
    }


@pytest.mark.parametrize("has_code_page", [True, False])
def test_gbk_names_over_plain_values(tmp_path: Path, *, has_code_page: bool) -> None:
    names: dict[str, Any] = {"编号": ["a1"], "常住人口总数量": [5], "x常住人口总": [6]}
    path = layer(tmp_path / "p.shp", "GBK", has_code_page=has_code_page, **names)
    found = columns(path)
    assert found["编号"] == ["a1"]
    assert found["常住人口总"] == ["5"]
    wanted = {"a": "常住人口总数量", "b": "x常住人口总"}
    assert find_columns(read_table(path), wanted, nowhere, Faults())["b"].tolist() == ["6"]


def test_values_cut_inside_a_character(tmp_path: Path) -> None:
    path = layer(tmp_path / "p.shp", name=["乌兰"], x=["abc"])
    attributes = path.with_suffix(".dbf")
    data = bytearray(attributes.read_bytes())
    head = int.from_bytes(data[8:10], "little")
    width = data[32 + 16]
    full = "".join("乌" for _ in range(width)).encode()[:width]
    assert len(full) % 3 != 0
    data[head + 1 : head + 1 + width] = full
    attributes.write_bytes(data)
    assert columns(path)["name"] == ["乌" * (width // 3)]
    assert text_encoding(path) == "utf-8"


def test_western_text_is_neither(tmp_path: Path) -> None:
    path = layer(
        tmp_path / "p.shp",
        "ISO-8859-1",
        has_code_page=False,
        name=["Café", "Zürich"],
        y=["é", "à la"],
    )
    assert text_encoding(path) is None
    assert columns(path)["name"] == ["Café", "Zürich"]
