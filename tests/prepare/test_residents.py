"""Residents from tables: what is read, what is left out and what stops the run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.domain.area import Unit, Units
from planner.errors import DataError, Issue, Severity, Where
from planner.prepare.points import TableSpec
from planner.prepare.residents import ReadResidents, read_residents
from planner.sources.coordinates import from_wgs84
from planner.text import Text

COLUMNS = {"id": "id", "name": "名称", "lon": "lon", "lat": "lat", "people": "人口"}
HEADER = "id,名称,lon,lat,人口\n"
GOOD = "a,乌兰,109.5,39.5,1000\nb,康巴什,110.5,39.5,200.5\n"
UNITS = Units(
    (
        Unit("1", Text.same("west"), shapely.box(109, 39, 110, 40)),
        Unit("2", Text.same("east"), shapely.box(110, 39, 111, 40)),
    )
)


def study(key: str) -> Where:
    return Where(file="study.yaml", line=5, key=key)


def spec(folder: Path, rows: str, name: str = "r.csv", **settings: Any) -> TableSpec:
    path = folder / name
    path.write_text(HEADER + rows, "utf-8")
    return TableSpec(path, settings.pop("columns", COLUMNS), **settings)


def read(*specs: TableSpec) -> ReadResidents:
    return read_residents(specs, UNITS, study)


def issues_of(*specs: TableSpec) -> tuple[Issue, ...]:
    with pytest.raises(DataError) as caught:
        read(*specs)
    return caught.value.issues


def test_residents_as_written(tmp_path: Path) -> None:
    residents, left_out, warnings, table = read(spec(tmp_path, GOOD))
    assert residents.ids == ("a", "b")
    assert residents.names == ("乌兰", "康巴什")
    assert residents.lon.tolist() == [109.5, 110.5]
    assert residents.lat.tolist() == [39.5, 39.5]
    assert residents.people.tolist() == [1000, 200.5]
    assert residents.unit.tolist() == [0, 1]
    assert (left_out, warnings) == ((), ())
    assert table.tolist() == [0, 0]


def test_several_tables_in_several_systems(tmp_path: Path) -> None:
    lon, lat = from_wgs84(np.array([109.7]), np.array([39.7]), "gcj02")
    shifted = spec(tmp_path, f"c,丙,{lon[0]},{lat[0]},3\n", "g.csv", coordinates="gcj02")
    layer = tmp_path / "l.gpkg"
    gpd.GeoDataFrame(
        {"id": ["d"], "人口": [4]}, geometry=[shapely.Point(110.2, 39.2)], crs="EPSG:4326"
    ).to_crs("EPSG:32649").to_file(layer)
    found = read(spec(tmp_path, GOOD), shifted, TableSpec(layer, {"id": "id", "people": "人口"}))
    assert found.residents.ids == ("a", "b", "c", "d")
    assert found.residents.names[3] == "d"
    np.testing.assert_allclose(found.residents.lon[2:], [109.7, 110.2], atol=1e-8)
    np.testing.assert_allclose(found.residents.lat[2:], [39.7, 39.2], atol=1e-8)
    assert found.table.tolist() == [0, 0, 1, 2]


def test_ids_are_made_of_file_and_row_where_there_are_none(tmp_path: Path) -> None:
    columns = {k: v for k, v in COLUMNS.items() if k != "id"}
    (tmp_path / "x").mkdir()
    one = spec(tmp_path, GOOD, columns=columns)
    two = spec(tmp_path / "x", GOOD, columns=columns)
    assert read(one).residents.ids == ("r-2", "r-3")
    assert read(one, two).residents.ids == ("r.1-2", "r.1-3", "r.2-2", "r.2-3")
    assert read(spec(tmp_path, ",x,109.5,39.5,1\nq,y,109.6,39.5,1\n")).residents.ids == ("r-2", "q")


def test_rows_that_cannot_take_part_are_listed_with_their_people(tmp_path: Path) -> None:
    rows = GOOD * 1 + (
        "c,丙,,39.5,7\nd,丁,109.5,,30\ne,戊,0,0,5\nf,己,109.6,39.6,\ng,庚,109.7,39.7,0\n"
        "h,辛,109.8,39.8,1\ni,壬,109.9,39.9,1\n"
    )
    residents, left_out, warnings, _ = read(spec(tmp_path, rows))
    assert residents.ids == ("a", "b", "h", "i")
    assert warnings == ()
    assert [(item.code, item.count, item.people, item.examples) for item in left_out] == [
        ("no_coordinates", 2, 37, ("丁 (r.csv:5)", "丙 (r.csv:4)")),
        ("zero_coordinates", 1, 5, ("戊 (r.csv:6)",)),
        ("no_people", 1, 0, ("己 (r.csv:7)",)),
        ("zero_people", 1, 0, ("庚 (r.csv:8)",)),
    ]


def test_missing_column_names_its_neighbour(tmp_path: Path) -> None:
    wrong = {**COLUMNS, "people": "人口数"}
    (issue,) = issues_of(spec(tmp_path, GOOD, columns=wrong))
    assert (issue.code, issue.where.key) == ("missing_column", "residents[0].columns.people")
    assert issue.remedy.zh == "是不是 `人口`？"


def test_all_bad_rows_of_all_tables_at_once(tmp_path: Path) -> None:
    rows = GOOD + (
        "c,丙,109.5x,39.5,1\n"
        "d,丁,109.5,39.5,-4\n"
        "e,戊,39.6,109.6,5\n"
        "f,己,109.5,99.5,6\n"
        "g,庚,109.5,39.5,1.2万\n"
        "a,辛,109.9,39.5,7\n"
    )
    second = spec(tmp_path, "b,壬,110.1,39.1,8\n", "s.csv")
    issues = issues_of(spec(tmp_path, rows), second)
    found = [(i.code, Path(i.where.file).name, i.where.line, i.where.key) for i in issues]
    assert sorted(found) == [
        ("coordinate_out_of_range", "r.csv", 7, "lon"),
        ("duplicate_id", "r.csv", 9, "id"),
        ("duplicate_id", "s.csv", 2, "id"),
        ("negative_people", "r.csv", 5, "人口"),
        ("not_a_number", "r.csv", 4, "lon"),
        ("not_a_number", "r.csv", 8, "人口"),
        ("swapped_coordinates", "r.csv", 6, "lon"),
    ]
    elsewhere = next(i for i in issues if i.where.file.endswith("s.csv"))
    assert "r.csv:3" in elsewhere.message.en


def test_exchanged_columns_are_one_fault_of_the_study(tmp_path: Path) -> None:
    exchanged = {**COLUMNS, "lon": "lat", "lat": "lon"}
    (issue,) = issues_of(spec(tmp_path, GOOD, columns=exchanged))
    assert (issue.code, issue.where.key) == ("swapped_coordinates", "residents[0].columns.lon")
    assert issue.remedy.en == "write lon: lon, lat: lat"


def test_projected_coordinates(tmp_path: Path) -> None:
    issues = issues_of(spec(tmp_path, "a,乌兰,400000,4300000,10\nb,康巴什,410000,4310000,1\n"))
    assert {issue.code for issue in issues} == {"coordinate_out_of_range"}
    assert "metres" in issues[0].remedy.en


def test_a_table_far_from_the_study(tmp_path: Path) -> None:
    rows = "c,x,-21.9,64.1,10\nd,y,-22.0,64.2,1\n"
    (issue,) = issues_of(spec(tmp_path, GOOD), spec(tmp_path, rows, "s.csv"))
    assert (issue.code, issue.where.key) == ("all_outside_extent", "residents[1].file")


def test_points_in_no_unit_take_part_with_a_warning(tmp_path: Path) -> None:
    found = read(spec(tmp_path, GOOD + "c,丙,111.2,39.5,300\n"))
    assert found.residents.unit.tolist() == [0, 1, -1]
    assert found.left_out == ()
    (warning,) = found.warnings
    assert (warning.code, warning.severity) == ("residents_outside_units", Severity.WARNING)
    assert warning.message.en == "1 place (300 people) is in no unit"
    assert warning.remedy.en == "they count in the totals, in no unit's row: c (r.csv:4)"
    assert warning.remedy.zh.startswith("计入合计，不计入任何辖区的排名：")


def test_mostly_blank_tables_are_wrong_tables(tmp_path: Path) -> None:
    half = "a,x,109.5,39.5,1\nb,y,,,\n"
    assert read(spec(tmp_path, half)).residents.ids == ("a",)
    issues = issues_of(spec(tmp_path, half + "c,z,,,\n"))
    assert [issue.code for issue in issues] == ["mostly_no_coordinates", "mostly_no_people"]


def test_nobody_at_all(tmp_path: Path) -> None:
    (issue,) = issues_of(spec(tmp_path, "a,x,109.5,39.5,0\n"))
    assert (issue.code, issue.where.key) == ("no_residents", "residents")


def test_rows_written_twice_count_once(tmp_path: Path) -> None:
    residents, left_out, (warning,), _ = read(spec(tmp_path, GOOD + "a,乌兰,109.5,39.5,1000\n"))
    assert residents.total_people == 1200.5
    assert left_out == ()
    assert (warning.code, warning.where.line) == ("repeated_row", 4)
    assert "r.csv:2" in warning.message.en


def test_rows_of_one_id_must_have_one_name(tmp_path: Path) -> None:
    (issue,) = issues_of(spec(tmp_path, GOOD + "a,乌审,109.5,39.5,1000\n"))
    assert (issue.code, issue.where.line) == ("duplicate_id", 4)


def test_blank_rows_written_twice_are_no_contradiction(tmp_path: Path) -> None:
    _, left_out, (warning,), _ = read(spec(tmp_path, GOOD + "c,丙,109.6,39.5,\n" * 2))
    assert [(item.code, item.count) for item in left_out] == [("no_people", 1)]
    assert warning.code == "repeated_row"


def test_equal_rows_without_ids_all_count_with_a_warning(tmp_path: Path) -> None:
    columns = {k: v for k, v in COLUMNS.items() if k != "id"}
    found = read(spec(tmp_path, GOOD + GOOD, columns=columns))
    assert found.residents.total_people == 2401
    assert [(i.code, i.where.line) for i in found.warnings] == [
        ("repeated_place", 4),
        ("repeated_place", 5),
    ]


def test_faults_of_files_point_into_the_study(tmp_path: Path) -> None:
    missing = TableSpec(tmp_path / "none.csv", COLUMNS)
    (issue,) = issues_of(missing, spec(tmp_path, GOOD))
    assert (issue.code, issue.where.key) == ("file_not_found", "residents[0].file")


def test_fifty_thousand_bad_rows_are_told_in_a_page(tmp_path: Path) -> None:
    rows = "".join(f"r{i},x,109.5,39.5,?\n" for i in range(50_000))
    issues = issues_of(spec(tmp_path, rows))
    assert {issue.code for issue in issues} == {"not_a_number"}
    listed = [issue for issue in issues if issue.code == "not_a_number"]
    assert len(listed) == 21
    assert listed[-1].message.en == "and 49980 more rows likewise (50000 in total)"


def test_no_tables_are_nobody() -> None:
    assert [issue.code for issue in issues_of()] == ["no_residents"]


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["", "0", "109.5", "110.25"]),
            st.sampled_from(["", "0", "39.5"]),
            st.sampled_from(["", "0", "3", "10.5"]),
        ),
        max_size=12,
    )
)
def test_every_row_and_everyone_is_either_in_or_listed(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str, str]]
) -> None:
    # Rows on the equator or the prime meridian alone are far away yet legal; they stay in.
    good = [("109.75", "39.75", "1")] * (len(rows) + 1)
    text = "".join(f"r{i},n,{','.join(row)}\n" for i, row in enumerate([*rows, *good]))
    found = read(spec(tmp_path_factory.mktemp("r"), text))
    assert len(found.residents) + sum(item.count for item in found.left_out) == 2 * len(rows) + 1
    everyone = sum(float(people or 0) for *_, people in [*rows, *good])
    listed = sum(item.people for item in found.left_out)
    assert found.residents.total_people + listed == pytest.approx(everyone)


@pytest.mark.parametrize("people", ["10000001", "13800138000", "1e308"])
def test_too_many_people_for_one_place(tmp_path: Path, people: str) -> None:
    (issue,) = issues_of(spec(tmp_path, GOOD + f"c,丙,109.6,39.6,{people}\n"))
    assert (issue.code, issue.where.line, issue.where.key) == ("too_many_people", 4, "人口")
    assert "phone number" in issue.remedy.en
    assert len(issue.message.en) < 80


def test_ten_million_people_are_possible(tmp_path: Path) -> None:
    assert read(spec(tmp_path, "c,丙,109.6,39.6,10000000\n")).residents.total_people == 1e7


def test_rows_of_totals_are_no_residents(tmp_path: Path) -> None:
    rows = GOOD + (
        "s,小 计：,109.5,39.5,1200.5\ns,小计,109.6,39.6,7\nTotal,,,,99000000\n合计,x,0,0,-1\n"
        "t,合计村,109.7,39.7,1\n"
    )
    found = read(spec(tmp_path, rows))
    assert found.residents.ids == ("a", "b", "t")
    assert found.warnings == ()
    (left,) = found.left_out
    assert (left.code, left.count, left.people) == ("summary_rows", 4, 0)
    assert left.examples[0] == "小 计： (r.csv:4)"


def test_rounded_coordinates_are_refused(tmp_path: Path) -> None:
    (issue,) = issues_of(spec(tmp_path, GOOD + "c,丙,1.10E+02,39.6,5\n"))
    assert (issue.code, issue.where.line, issue.where.key) == ("not_a_number", 4, "lon")
