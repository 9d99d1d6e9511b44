"""Tables in every dress that they come in, and the words for those that cannot be read."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pyogrio
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.errors import DataError, Severity, Where
from planner.sources.faults import Faults
from planner.sources.numbers import read_numbers
from planner.sources.tables import Table, column_names, find_columns, read_table

CHINESE = "编号,名称,人口\n1,乌兰镇,1200\n2,伊金霍洛旗阿勒腾席热镇,88\n"


def study(key: str) -> Where:
    return Where(file="study.yaml", line=9, key=key)


def write(folder: Path, content: str | bytes, name: str = "t.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def read_fault(path: Path, **settings: Any) -> DataError:
    with pytest.raises(DataError) as caught:
        read_table(path, where=study, **settings)
    return caught.value


def cells(table: Table) -> dict[str, list[str]]:
    return {name: values.tolist() for name, values in table.columns.items()}


class TestDelimitedText:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
    def test_encodings_are_found(self, tmp_path: Path, encoding: str) -> None:
        table = read_table(write(tmp_path, CHINESE.encode(encoding)))
        assert cells(table) == {
            "编号": ["1", "2"],
            "名称": ["乌兰镇", "伊金霍洛旗阿勒腾席热镇"],
            "人口": ["1200", "88"],
        }
        assert table.rows.tolist() == [2, 3]
        assert table.warnings == ()
        assert table.lon is None

    @pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
    def test_delimiters_are_found(self, tmp_path: Path, delimiter: str) -> None:
        text = delimiter.join(["id", "name", "lon"]) + "\n" + delimiter.join(["1", "a b", "2"])
        assert cells(read_table(write(tmp_path, text)))["name"] == ["a b"]

    def test_commas_inside_fields_do_not_decide(self, tmp_path: Path) -> None:
        text = "id;name, town;x, y, z;lon\n1;a;b;109,5\n2;c, d;e;109,6\n"
        assert list(read_table(write(tmp_path, text)).columns) == [
            "id",
            "name, town",
            "x, y, z",
            "lon",
        ]

    def test_quotes_delimiters_and_line_breaks_inside_text(self, tmp_path: Path) -> None:
        table = read_table(write(tmp_path, 'id,name\r\n1,"a, ""b""\nc"\r\n\r\n2,d\r\n'))
        assert cells(table) == {"id": ["1", "2"], "name": ['a, "b"\nc', "d"]}
        # The third row of a spreadsheet is the blank one, whatever lines the quoted text spans.
        assert table.rows.tolist() == [2, 4]

    def test_white_space_and_full_width_headers(self, tmp_path: Path) -> None:
        table = read_table(write(tmp_path, " id ,人口（人）\n 1\u3000, 5 \n"))
        assert cells(table) == {"id": ["1"], "人口(人)": ["5"]}

    def test_short_rows_are_padded_and_blank_surplus_ignored(self, tmp_path: Path) -> None:
        table = read_table(write(tmp_path, "a,b,c\n1,2\n3,4,5,,\n"))
        assert cells(table) == {"a": ["1", "3"], "b": ["2", "4"], "c": ["", "5"]}

    def test_too_many_cells(self, tmp_path: Path) -> None:
        error = read_fault(write(tmp_path, "a,b\n1,2\n3,4,5\n"))
        (issue,) = error.issues
        assert (issue.code, issue.where.line) == ("too_many_cells", 3)

    def test_a_thousand_bad_rows_are_listed_briefly(self, tmp_path: Path) -> None:
        error = read_fault(write(tmp_path, "a,b\n" + "1,2,3\n" * 1000))
        assert len(error.issues) == 21
        assert error.issues[-1].message.en == "and 980 more rows likewise (1000 in total)"
        assert error.issues[19].where.line == 21

    def test_declared_delimiter_is_wrong(self, tmp_path: Path) -> None:
        error = read_fault(write(tmp_path, "id;name;lon\n1;a;2\n"), delimiter=",")
        (issue,) = error.issues
        assert issue.code == "wrong_delimiter"
        assert issue.where.key == "delimiter"
        assert "`id;name;lon`" in issue.message.en
        assert 'delimiter: ";"' in issue.remedy.en

    def test_unusual_delimiter_must_be_declared(self, tmp_path: Path) -> None:
        path = write(tmp_path, "id，name\n1，a\n")
        (issue,) = read_fault(path).issues
        assert (issue.code, issue.where.line) == ("wrong_delimiter", 1)
        assert cells(read_table(path, delimiter="，")) == {"id": ["1"], "name": ["a"]}

    def test_wrong_declared_encoding_names_the_right_one(self, tmp_path: Path) -> None:
        (issue,) = read_fault(write(tmp_path, CHINESE.encode("gbk")), encoding="utf-8").issues
        assert (issue.code, issue.where.line) == ("wrong_encoding", 1)
        assert "encoding: gb18030" in issue.remedy.en

    def test_western_bytes_are_not_taken_for_chinese(self, tmp_path: Path) -> None:
        path = write(tmp_path, "id,name\n1,Reykjavík\n2,Ísafjörður\n".encode("latin-1"))
        assert read_fault(path).issues[0].code == "unknown_encoding"
        assert cells(read_table(path, encoding="latin-1"))["name"] == ["Reykjavík", "Ísafjörður"]

    def test_unknown_encoding_name(self, tmp_path: Path) -> None:
        (issue,) = read_fault(write(tmp_path, CHINESE), encoding="utf-9").issues
        assert (issue.code, issue.where.key) == ("unknown_encoding", "encoding")

    def test_open_quote(self, tmp_path: Path) -> None:
        (issue,) = read_fault(write(tmp_path, 'a,b\n1,2\n3,"4\n5,6\n')).issues
        assert (issue.code, issue.where.line) == ("broken_quotes", 3)

    def test_binary_content(self, tmp_path: Path) -> None:
        assert read_fault(write(tmp_path, b"a,b\n\0\1,2\n")).issues[0].code == "not_text"

    @pytest.mark.parametrize("content", ["", "\n\n", "a,b\n", "a,b\n,\n"])
    def test_no_rows(self, tmp_path: Path, content: str) -> None:
        assert read_fault(write(tmp_path, content)).issues[0].code == "empty_table"

    def test_missing_file_suggests_its_neighbour(self, tmp_path: Path) -> None:
        write(tmp_path, CHINESE, "residents.csv")
        (issue,) = read_fault(tmp_path / "resident.csv").issues
        assert (issue.code, issue.where.key) == ("file_not_found", "file")
        assert "`residents.csv`" in issue.remedy.en

    def test_unsupported_format(self, tmp_path: Path) -> None:
        (issue,) = read_fault(write(tmp_path, b"x", "t.xls")).issues
        assert issue.code == "unsupported_format"
        assert ".xlsx" in issue.remedy.en

    @settings(max_examples=40)
    @given(
        st.lists(
            st.lists(
                st.text("abc鄂尔多斯,;\"\n |", min_size=1, max_size=6).map(lambda s: f"x{s}x"),
                min_size=3, max_size=3,
            ),
            min_size=1, max_size=6,
        )
    )  # fmt: skip
    def test_what_python_writes_is_read_back(
        self, tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]
    ) -> None:
        path = tmp_path_factory.mktemp("csv") / "t.csv"
        pd.DataFrame(rows, columns=["a", "b", "c"]).to_csv(path, index=False)
        table = cells(read_table(path, delimiter=","))
        assert [list(row) for row in zip(*table.values(), strict=True)] == rows


def workbook(path: Path, **sheets: list[list[Any]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        page = book.create_sheet(title)
        for row in rows:
            page.append(row)
    book.save(path)
    return path


class TestWorkbooks:
    def test_cells_read_as_typed(self, tmp_path: Path) -> None:
        path = workbook(
            tmp_path / "t.xlsx",
            表1=[["id", "x", "yes", "day", "note"],
                 [150602, 109.98, True, dt.date(2020, 11, 1), None],
                 [150603.0, 39.5, False, dt.time(9, 30), " 乌兰 "]],
        )  # fmt: skip
        assert cells(read_table(path)) == {
            "id": ["150602", "150603"], "x": ["109.98", "39.5"], "yes": ["true", "false"],
            "day": ["2020-11-01T00:00:00", "09:30:00"], "note": ["", "乌兰"],
        }  # fmt: skip

    def test_title_blank_and_caption_rows_are_skipped_and_counted(self, tmp_path: Path) -> None:
        path = workbook(
            tmp_path / "t.xlsx",
            表=[["鄂尔多斯市居民点"], [None], ["id", "name", "people"], [1, "a", 5],
               ["东胜区"], [None, None, None], [2, "b", 6], [None], [None]],
        )  # fmt: skip
        table = read_table(path)
        assert cells(table) == {"id": ["1", "2"], "name": ["a", "b"], "people": ["5", "6"]}
        assert table.rows.tolist() == [4, 7]
        (issue,) = table.warnings
        assert (issue.code, issue.severity) == ("skipped_rows", Severity.WARNING)
        assert "4 blank or caption rows are skipped (rows 1, 2, 5, 6)" in issue.message.en
        assert "row 3" in issue.message.en

    def test_sheets(self, tmp_path: Path) -> None:
        path = workbook(
            tmp_path / "t.xlsx",
            空=[], 甲=[["a", "b"], [1, 2]], 乙=[["a", "b"], [3, 4]],
        )  # fmt: skip
        table = read_table(path)
        assert cells(table)["a"] == ["1"]
        assert [issue.code for issue in table.warnings] == ["several_sheets"]
        second = read_table(path, sheet="乙")
        assert (cells(second)["a"], second.warnings) == (["3"], ())
        (issue,) = read_fault(path, sheet="丙").issues
        assert (issue.code, issue.where.key) == ("unknown_sheet", "sheet")
        assert "甲" in issue.remedy.zh

    @pytest.mark.parametrize("content", [b"", b"PK\x03\x04 cut in half", b"<html></html>"])
    def test_damaged(self, tmp_path: Path, content: bytes) -> None:
        path = write(tmp_path, content, "t.xlsx")
        assert read_fault(path).issues[0].code == "unreadable_file"

    def test_cut_in_half(self, tmp_path: Path) -> None:
        path = workbook(tmp_path / "t.xlsx", 表=[["a", "b"], [1, 2]])
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
        assert read_fault(path).issues[0].code == "unreadable_file"


def places(crs: str | None = "EPSG:4326") -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {"名称": ["乌兰", "康巴什"], "人口": [1200, 5]},
        geometry=[shapely.Point(109.0, 39.1), shapely.Point(109.8, 39.6)],
        crs="EPSG:4326",
    ).to_crs(crs or "EPSG:4326").set_crs(crs, allow_override=True)  # fmt: skip


class TestLayers:
    @pytest.mark.parametrize("ending", ["gpkg", "geojson", "shp", "parquet"])
    @pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:4490", "EPSG:32649"])
    def test_points_in_any_system(self, tmp_path: Path, ending: str, crs: str) -> None:
        path = tmp_path / f"t.{ending}"
        frame = places(crs)
        if ending == "parquet":
            frame.to_parquet(path)
        else:
            frame.to_file(path)
        table = read_table(path)
        assert cells(table) == {"名称": ["乌兰", "康巴什"], "人口": ["1200", "5"]}
        assert table.rows.tolist() == [1, 2]
        np.testing.assert_allclose(np.asarray(table.lon), [109.0, 109.8], atol=1e-9)
        np.testing.assert_allclose(np.asarray(table.lat), [39.1, 39.6], atol=1e-9)

    @pytest.mark.parametrize("ending", ["gpkg", "geojson", "shp", "parquet", "xlsx", "csv"])
    def test_endings_in_capitals(self, tmp_path: Path, ending: str) -> None:
        path = tmp_path / f"t.{ending}"
        if ending == "csv":
            places().drop(columns="geometry").to_csv(path, index=False)
        elif ending == "xlsx":
            places().drop(columns="geometry").to_excel(path, index=False)
        elif ending == "parquet":
            places().to_parquet(path)
        else:
            places().to_file(path)
        for file in list(tmp_path.iterdir()):
            file.rename(tmp_path / file.name.upper())
        assert cells(read_table(tmp_path / path.name.upper()))["名称"] == ["乌兰", "康巴什"]

    def test_no_crs(self, tmp_path: Path) -> None:
        places().to_file(tmp_path / "t.shp")
        (tmp_path / "t.prj").unlink()
        assert read_fault(tmp_path / "t.shp").issues[0].code == "no_crs"

    def test_shapefile_in_gbk_without_a_word_about_it(self, tmp_path: Path) -> None:
        places().to_file(tmp_path / "t.shp", encoding="GBK")
        (tmp_path / "t.cpg").unlink()
        assert cells(read_table(tmp_path / "t.shp"))["名称"] == ["乌兰", "康巴什"]

    def test_areas_become_points_inside_them(self, tmp_path: Path) -> None:
        ring = (
            shapely.Point(109.0, 39.0).buffer(1).difference(shapely.Point(109.0, 39.0).buffer(0.9))
        )
        frame = gpd.GeoDataFrame({"a": [1]}, geometry=[ring], crs="EPSG:4326")
        frame.to_file(tmp_path / "t.gpkg")
        table = read_table(tmp_path / "t.gpkg")
        assert table.lon is not None
        assert table.lat is not None
        assert shapely.contains_xy(ring, table.lon[0], table.lat[0])
        assert [issue.code for issue in table.warnings] == ["areas_as_points"]

    def test_lines_are_no_places(self, tmp_path: Path) -> None:
        line = shapely.LineString([(109, 39), (110, 40)])
        gpd.GeoDataFrame({"a": [1]}, geometry=[line], crs="EPSG:4326").to_file(tmp_path / "t.gpkg")
        (issue,) = read_fault(tmp_path / "t.gpkg").issues
        assert (issue.code, issue.where.line) == ("not_points", 1)

    def test_single_multipoints_are_points_and_missing_shapes_unknown(self, tmp_path: Path) -> None:
        frame = gpd.GeoDataFrame(
            {"a": ["x", None]}, geometry=[shapely.MultiPoint([(109, 39)]), None], crs="EPSG:4326"
        )
        frame.to_file(tmp_path / "t.gpkg")
        table = read_table(tmp_path / "t.gpkg")
        np.testing.assert_array_equal(np.asarray(table.lon), [109.0, np.nan])
        assert cells(table)["a"] == ["x", ""]

    def test_named_layers(self, tmp_path: Path) -> None:
        path = tmp_path / "t.gpkg"
        places().to_file(path, layer="villages")
        places().iloc[:1].to_file(path, layer="towns")
        (issue,) = read_fault(path).issues
        assert (issue.code, issue.where.key) == ("several_layers", "layer")
        assert "villages, towns" in issue.message.en
        assert len(read_table(path, layer="towns")) == 1
        (issue,) = read_fault(path, layer="town").issues
        assert (issue.code, issue.where.key) == ("unknown_layer", "layer")
        assert "did you mean `towns`?" in issue.remedy.en

    def test_layers_without_shapes_are_passed_over(self, tmp_path: Path) -> None:
        path = tmp_path / "t.gpkg"
        pyogrio.write_dataframe(pd.DataFrame({"style": ["x"]}), path, layer="layer_styles")
        places().to_file(path, layer="villages", mode="a")
        table = read_table(path)
        assert cells(table)["人口"] == ["1200", "5"]
        assert table.warnings == ()

    @pytest.mark.parametrize("ending", ["gpkg", "geojson", "shp", "parquet"])
    def test_damaged(self, tmp_path: Path, ending: str) -> None:
        path = write(tmp_path, b"{ not a layer", f"t.{ending}")
        assert read_fault(path).issues[0].code == "unreadable_file"

    def test_plain_parquet_is_a_table(self, tmp_path: Path) -> None:
        path = tmp_path / "t.parquet"
        pd.DataFrame({"lon": [109.5, None], "n": [1, 2]}).to_parquet(path)
        table = read_table(path)
        assert cells(table) == {"lon": ["109.5", ""], "n": ["1", "2"]}
        assert table.lon is None


class TestColumns:
    def table(self, tmp_path: Path) -> Table:
        return read_table(write(tmp_path, "编号,人口数,lon,备注,备注\n1,2,3,4,5\n"))

    def test_missing_column_says_which_was_meant(self, tmp_path: Path) -> None:
        faults = Faults()
        found = find_columns(self.table(tmp_path), {"id": "编号", "people": "人口"}, study, faults)
        assert found["id"].tolist() == ["1"]
        (issue,) = faults.issues()
        assert (issue.code, issue.where.key) == ("missing_column", "columns.people")
        assert issue.remedy.zh == "是不是 `人口数`？"

    def test_columns_without_an_entry_have_our_names(self, tmp_path: Path) -> None:
        table = self.table(tmp_path)
        said = {"id": "编号", "lon": None, "lat": None, "name": None}
        names = column_names(table, said, ("lon", "lat"))
        assert names == {"id": "编号", "lon": "lon", "lat": "lat"}
        faults = Faults()
        assert list(find_columns(table, names, study, faults)) == ["lon", "id"]
        assert [issue.where.key for issue in faults.issues()] == ["columns.lat"]

    def test_repeated_column_matters_only_if_asked_for(self, tmp_path: Path) -> None:
        faults = Faults()
        find_columns(self.table(tmp_path), {"id": "编号"}, study, faults)
        assert faults.issues() == ()
        find_columns(self.table(tmp_path), {"name": "备注"}, study, faults)
        assert [issue.code for issue in faults.issues()] == ["repeated_column"]


class TestNumbers:
    def read(self, *cells: str, required: bool = False) -> tuple[list[float], Faults]:
        column = np.array(cells, dtype=object)
        table = Table("t.csv", {"n": column}, np.arange(2, len(cells) + 2, dtype=np.int32))
        faults = Faults()
        return read_numbers(table, "n", column, faults, required=required).tolist(), faults

    def test_plain_numbers(self) -> None:
        values, faults = self.read("12", "-3.5", "+.5", "7.", "1.2e3", "１２．５", "0")
        assert values == [12, -3.5, 0.5, 7, 1200, 12.5, 0]
        assert faults.issues() == ()

    def test_blanks(self) -> None:
        values, faults = self.read("", "-", "—", "无", "NaN", "N/A", "null", "/")
        assert np.isnan(values).all()
        assert faults.issues() == ()

    @pytest.mark.parametrize(
        ("cell", "remedy"),
        [
            ("1,200", "1200"), ("1.2万", "12000"), ("约1200", "digits only"), ("1200人", "1200"),
            ("109°58'30\"", "decimal degrees"), ("39,8123", "decimal point"), ("inf", "digits"),
            ("1_000", "digits"), ("0x10", "digits"), ("12 34", "digits"), ("=A1+B1", "digits"),
            ("1e400", "digits"), ("٣", "digits"),
        ],
    )  # fmt: skip
    def test_what_could_be_misread_is_refused(self, cell: str, remedy: str) -> None:
        values, faults = self.read("1", cell)
        assert np.isnan(values[1])
        (issue,) = faults.issues()
        assert (issue.code, issue.where.line, issue.where.key) == ("not_a_number", 3, "n")
        assert cell in issue.message.zh
        assert remedy in issue.remedy.en

    def test_required(self) -> None:
        _, faults = self.read("1", "", required=True)
        assert [issue.code for issue in faults.issues()] == ["missing_number"]

    @given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e15, max_value=1e15))
    def test_what_python_prints_is_read_back(self, value: float) -> None:
        assert self.read(repr(value))[0] == [value]

    @pytest.mark.parametrize("cell", ["1.14E+02", "3.9e1", "１.14E+02"])
    def test_coordinates_that_excel_has_rounded(self, cell: str) -> None:
        column = np.array(["109.5", cell], dtype=object)
        table = Table("t.csv", {"lon": column}, np.array([2, 3], dtype=np.int32))
        faults = Faults()
        values = read_numbers(table, "lon", column, faults, degrees=True)
        assert values[0] == 109.5
        assert np.isnan(values[1])
        (issue,) = faults.issues()
        assert (issue.code, issue.where.line) == ("not_a_number", 3)
        assert "6 decimals" in issue.remedy.en
