from __future__ import annotations

from pathlib import Path

import pytest

from planner.errors import Where
from planner.scenario.load import load_scenario
from planner.scenario.measures_open import OpenSites
from planner.scenario.measures_sites import NewSites
from planner.scenario.site_rows import read_new_sites
from planner.text import Text

SAID = Where(file="s.yaml", key="sites.file")
FULL = (
    "id,name_zh,name_en,lon,lat,services,hours,windows,area\n"
    "k1,一号亭,Kiosk 1,109.98,39.81,a; b；c,24/7,2,150602001\n"
    "\n"
    "k2,二号亭,,110,40,,,,\n"
)


def write(folder: Path, text: str) -> Path:
    path = folder / "kiosks.csv"
    path.write_text(text, "utf-8")
    return path


def test_rows_become_new_sites_with_their_lines(tmp_path: Path) -> None:
    (first, second), lines, faults = read_new_sites(write(tmp_path, FULL), SAID)
    assert (lines, faults) == ((2, 4), ())
    assert (first.id, first.name, first.lon, first.lat) == (
        "k1", Text("一号亭", "Kiosk 1"), 109.98, 39.81,
    )  # fmt: skip
    assert (first.services, first.hours, first.windows, first.area) == (
        ("a", "b", "c"), "24/7", 2, "150602001",
    )  # fmt: skip
    assert (second.name, second.services, second.hours, second.windows, second.area) == (
        Text.same("二号亭"), None, None, None, None,
    )  # fmt: skip


def test_swapped_coordinates_are_named(tmp_path: Path) -> None:
    _, _, (fault,) = read_new_sites(write(tmp_path, "id,lon,lat\nk1,39.8,109.9\n"), SAID)
    assert fault.code == "bad_coordinate"
    assert "写反" in fault.remedy.zh
    assert "swapped" in fault.remedy.en


def test_chinese_headers_and_rows_without_a_name_will_do(tmp_path: Path) -> None:
    (site,), _, faults = read_new_sites(write(tmp_path, "编号,经度,纬度\nk1,110,40\n"), SAID)
    assert (site.name, site.lon, faults) == (Text.same("k1"), 110.0, ())


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        (",,,110,40,,,,", "no_id", "id"),
        ("k1,,,110,90.5,,,,", "bad_coordinate", ""),
        ("k1,,,,40,,,,", "bad_coordinate", ""),
        ("k1,,,110,40,,8点到,,", "hours_unreadable", "hours"),
        ("k1,,,110,40,,,0,", "bad_windows", "windows"),
        ("k1,,,110,40,,,1.5,", "bad_windows", "windows"),
        ("ok,,,110,40,,,,", "duplicate_value", "id"),
    ],
)
def test_the_fault_of_a_row_is_named_at_its_line(
    tmp_path: Path, row: str, code: str, column: str
) -> None:
    path = write(tmp_path, f"{FULL.splitlines()[0]}\nok,,,110,40,,,,\n{row}\n")
    sites, lines, (fault,) = read_new_sites(path, SAID)
    assert (sites, lines) == ((), ())
    assert (fault.code, fault.where) == (code, Where(file=str(path), line=3, key=column))


def test_a_table_without_ids_is_no_table_of_sites(tmp_path: Path) -> None:
    _, _, (fault,) = read_new_sites(write(tmp_path, "lon,lat\n110,40\n"), SAID)
    assert (fault.code, fault.where.line) == ("no_column", 1)


def test_what_the_study_says_of_a_row_is_said_at_its_line(tmp_path: Path) -> None:
    (tmp_path / "study").mkdir()
    (tmp_path / "study" / "study.yaml").write_text("name: x\n", "utf-8")
    path = write(tmp_path, FULL)
    text = "name: x\nstudy: study\nmeasures: [open_sites: {kind: k, sites: {file: kiosks.csv}}]\n"
    (tmp_path / "s.yaml").write_text(text, "utf-8")
    loaded = load_scenario(tmp_path / "s.yaml")
    (measure,) = loaded.scenario.measures
    assert isinstance(measure, OpenSites)
    assert isinstance(measure.sites, NewSites)
    assert [site.id for site in measure.sites.listed or ()] == ["k1", "k2"]
    assert loaded.files[-1] == path
    of_row = loaded.where("measures[0].open_sites.sites[1].id")
    assert (of_row.file, of_row.line) == (str(path), 4)
    of_kind = loaded.where("measures[0].open_sites.kind")
    assert (of_kind.file, of_kind.line) == (str(tmp_path / "s.yaml"), 3)
