"""What bad input gets: every fault named and placed, exit code 2 or 3, nothing written."""

from __future__ import annotations

import json
import math
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import openpyxl
import osmium
import pyogrio
import pytest
import shapely

from planner.pipeline import run
from tests.command_line import Planner, files_below
from tests.small_study import EXTEND_SERVICES, SmallStudy, lon_lat, write_small_study

BAD = Path(__file__).parent / "scenarios_bad"
SCRIPT = "<script>alert(1)</script>"


@dataclass(frozen=True)
class Fault:
    """A fault as the command line reports it."""

    code: str
    file: str
    line: int | None = None
    column: int | None = None


pytestmark = pytest.mark.usefixtures("own_folder")


def refused(planner: Planner, file: Path, exit_code: int, *options: str) -> list[Fault]:
    """Run a scenario that must fail; return its faults after checking how it failed."""
    read = files_below(Path.cwd())
    told = planner("run", file, "--json", *options)
    said = planner("run", file, *options)
    assert told.code == said.code == exit_code, said.err
    assert said.out == ""
    assert told.err == ""
    assert "Traceback" not in said.err
    written = {name for name in files_below(Path.cwd()) if not name.startswith("cache/")}
    assert written == {name for name in read if not name.startswith("cache/")}
    assert not Path("maps").exists()
    issues = [issue for issue in json.loads(told.out)["issues"] if issue["severity"] == "error"]
    for issue in issues:
        assert f"错误 error[{issue['code']}] {issue['message']['zh']}" in said.err
        assert issue["remedy"]["zh"]
        assert issue["remedy"]["en"]
    found = [
        Fault(issue["code"], Path(issue["file"]).name, issue["line"], issue["column"])
        for issue in issues
    ]
    assert f"共 {len(found)} 处错误" in said.err
    return found


def codes(faults: Sequence[Fault]) -> list[str]:
    return [fault.code for fault in faults]


@pytest.mark.parametrize(
    ("name", "faults"),
    [
        ("tab_indentation", [("yaml_tab", 4, 1), ("yaml_tab", 5, 1)]),
        ("duplicate_key", [("yaml_duplicate_key", 5, 3)]),
        ("unknown_measure", [("unknown_measure", 4, 5)]),
        ("nan", [("yaml_not_a_number", 3, 26)]),
        ("anchor_bomb", [("yaml_too_many_repeats", 8, 8)]),
        ("study_folder_missing", [("folder_missing", 2, 8)]),
    ],
)
def test_bad_yaml(
    planner: Planner, tmp_path: Path, name: str, faults: list[tuple[str, int, int]]
) -> None:
    write_small_study(tmp_path)
    file = Path(shutil.copy(BAD / f"{name}.yaml", tmp_path))
    assert refused(planner, file, 2) == [
        Fault(code, file.name, line, column) for code, line, column in faults
    ]


def test_a_scenario_that_does_not_exist(planner: Planner) -> None:
    assert refused(planner, Path("no-such.yaml"), 2) == [Fault("file_missing", "no-such.yaml")]


def test_a_study_whose_files_are_missing(planner: Planner, small: SmallStudy) -> None:
    (small.folder / "roads.osm").unlink()
    (small.folder / "sites.csv").unlink()
    assert refused(planner, small.as_is, 2) == [
        Fault("file_missing", "study.yaml", 4, 15),
        Fault("file_missing", "study.yaml", 10, 11),
    ]


def test_a_pbf_cut_in_half(planner: Planner, small: SmallStudy) -> None:
    pbf = small.folder / "roads.osm.pbf"
    with osmium.SimpleWriter(str(pbf)) as writer:
        for thing in osmium.FileProcessor(str(small.folder / "roads.osm")):
            writer.add(thing)
    small.change("study.yaml", "roads.osm}", "roads.osm.pbf}")
    assert planner("run", small.as_is, "--json").code == 0
    shutil.rmtree("maps")
    whole = pbf.read_bytes()
    pbf.write_bytes(whole[: len(whole) // 2])
    assert refused(planner, small.as_is, 3) == [Fault("osm_file_unreadable", "roads.osm.pbf")]


def test_a_table_with_another_delimiter(planner: Planner, small: SmallStudy) -> None:
    small.change("study.yaml", "  - file: sites.csv\n", '  - file: sites.csv\n    delimiter: ";"\n')
    assert refused(planner, small.as_is, 3) == [Fault("wrong_delimiter", "study.yaml", 11, 16)]


@pytest.mark.parametrize("ending", ["gpkg", "shp"])
def test_roads_without_a_coordinate_system(
    planner: Planner, small: SmallStudy, ending: str
) -> None:
    line = shapely.LineString([lon_lat(0, 0), lon_lat(20, 0)])
    roads = gpd.GeoDataFrame({"highway": ["trunk"]}, geometry=[line])
    with pytest.warns(UserWarning, match="crs"):
        pyogrio.write_dataframe(roads, small.folder / f"roads.{ending}")
    small.change("study.yaml", "{file: roads.osm}", f"{{file: roads.{ending}}}")
    (fault,) = refused(planner, small.as_is, 3)
    assert (fault.code, fault.file) == ("roads_without_crs", f"roads.{ending}")


@pytest.mark.parametrize(
    ("moved", "code", "line"),
    [
        (("residents.csv",), "all_outside_extent", 6),
        (("residents.csv", "sites.csv", "units.geojson"), "residents_outside_roads", 5),
    ],
    ids=["elsewhere than the units", "elsewhere than the roads"],
)
def test_residents_outside_the_extent(
    planner: Planner, small: SmallStudy, moved: Sequence[str], code: str, line: int
) -> None:
    for name in moved:
        path = small.folder / name
        text = path.read_text("utf-8").replace("109.", "112.").replace("108.", "111.")
        path.write_text(text, "utf-8")
    (fault,) = refused(planner, small.as_is, 3)
    assert (fault.code, fault.file, fault.line) == (code, "study.yaml", line)


def test_an_empty_table(planner: Planner, small: SmallStudy) -> None:
    (small.folder / "residents.csv").write_text("", "utf-8")
    (fault,) = refused(planner, small.as_is, 3)
    assert (fault.code, fault.file) == ("empty_table", "residents.csv")


def test_faults_of_all_tables_come_at_once(planner: Planner, small: SmallStudy) -> None:
    small.change("residents.csv", ",800\n", ",-800\n")
    small.change("residents.csv", ",600\n", ",many\n")
    small.change("sites.csv", "ps-east,", "ps-west,")
    small.change("units.geojson", '"code": "E"', '"code": "W"')
    faults = refused(planner, small.as_is, 3)
    assert {(fault.code, fault.file, fault.line) for fault in faults} == {
        ("duplicate_code", "units.geojson", 2),
        ("negative_people", "residents.csv", 8),
        ("not_a_number", "residents.csv", 13),
        ("duplicate_id", "sites.csv", 5),
    }


def test_words_that_the_study_does_not_know(planner: Planner, small: SmallStudy) -> None:
    file = small.scenario(
        "unknown.yaml",
        "extends: as-is.yaml\n"
        "measures:\n"
        "  - extend_services:\n"
        "      services: [hig_frequency]\n"
        "      to: [ps-midle, ps-west]\n"
        "  - extend_services:\n"
        "      services: station\n"
        "      to: {kind: post_ofice}\n"
        "  - open_sites:\n"
        "      kind: police\n"
        "      sites:\n"
        "        - {id: a, name: A, lon: 109.0, lat: 0.0}\n"
        "standards:\n"
        "  - {within: 10 min, residents: 90 %, services: postt}\n"
        "show: {services: [archiv]}\n",
    )
    faults = refused(planner, file, 2)
    assert sorted((fault.code, fault.line, fault.column) for fault in faults) == [
        ("unknown_kind", 8, 18),
        ("unknown_kind", 10, 13),
        ("unknown_service", 4, 18),
        ("unknown_service", 14, 49),
        ("unknown_service", 15, 19),
        ("unknown_site", 5, 12),
    ]
    said = planner("check", file).err
    for meant in ("high_frequency", "ps-middle", "post_office", "post", "archive"):
        assert f"did you mean `{meant}`?" in said
    assert "  4 |       services: [hig_frequency]\n" + " " * 23 + "^^^^^^^^^^^^^\n" in said


def test_faults_of_several_files_and_their_study_come_at_once(
    planner: Planner, small: SmallStudy
) -> None:
    misspelt = small.scenario("misspelt.yaml", EXTEND_SERVICES.replace("measures", "measure"))
    small.change("residents.csv", ",1000\n", ",-1000\n")
    answer = planner("check", misspelt, small.as_is, "--json")
    assert answer.code == 2
    issues = json.loads(answer.out)["issues"]
    assert [issue["code"] for issue in issues] == ["unknown_key", "negative_people"]
    assert (issues[0]["line"], issues[0]["column"]) == (3, 1)


@pytest.mark.parametrize(
    ("override", "code"),
    [
        ("travel.mod=walk", "unknown_key"),
        ("travel.mode=fly", "unknown_choice"),
        ("travel.mode", "override_syntax"),
        ("standards[7].residents=90 %", "override_index"),
    ],
)
def test_a_setting_that_cannot_be_changed(
    planner: Planner, small: SmallStudy, override: str, code: str
) -> None:
    (fault,) = refused(planner, small.as_is, 2, "--set", override)
    assert fault.code == code
    assert fault.file.startswith("--set ")


def test_a_table_in_gbk_is_read(small: SmallStudy) -> None:
    expected = run(small.as_is)
    for name in ("residents.csv", "sites.csv", "services.csv"):
        path = small.folder / name
        path.write_bytes(path.read_text("utf-8").encode("gbk"))
    result = run(small.as_is)
    assert result.after.world.residents.names == expected.after.world.residents.names
    assert result.after.world.sites.names[0].zh == "政务服务中心"
    assert repr(result.scorecard) == repr(expected.scorecard)


def test_a_table_in_a_workbook_is_read(small: SmallStudy) -> None:
    expected = run(small.as_is)
    header, *rows = [
        line.split(",") for line in (small.folder / "residents.csv").read_text("utf-8").splitlines()
    ]
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(header)
    for key, name, lon, lat, people in rows:
        book.active.append([key, name, float(lon), float(lat), int(people)])
    book.save(small.folder / "residents.xlsx")
    small.change("study.yaml", "file: residents.csv", "file: residents.xlsx")
    assert repr(run(small.as_is).scorecard) == repr(expected.scorecard)


def test_names_that_look_like_code_are_text_everywhere(planner: Planner, small: SmallStudy) -> None:
    small.change("sites.csv", "Service hall", SCRIPT)
    small.change("residents.csv", "远方牧点", f"{SCRIPT}[red]")
    small.change("units.geojson", '"name_en": "West"', f'"name_en": "{SCRIPT}"')
    small.change("services.csv", "Driving licence", SCRIPT)
    small.open_sites.write_text(
        small.open_sites.read_text("utf-8").replace("New agent", f'"{SCRIPT}"'), "utf-8"
    )
    answer = planner("run", small.open_sites, "--out", "out")
    assert (answer.code, answer.err) == (0, "")
    assert f"{SCRIPT}[red]" in answer.out
    page = Path("out", "index.html").read_text("utf-8")
    assert "alert(1)" in page
    assert SCRIPT not in page
    assert "<script>alert" not in page.casefold().replace(" ", "")
    tables = "".join(path.read_text("utf-8-sig") for path in Path("out", "tables").glob("*.csv"))
    assert SCRIPT in tables
    layers = pyogrio.list_layers("out/geodata/results.gpkg")[:, 0]
    texts = [
        str(value)
        for layer in layers
        for value in pyogrio.read_dataframe("out/geodata/results.gpkg", layer=layer).values.ravel()
    ]
    assert texts.count(SCRIPT) >= 2  # the hall and the new site
    record = json.loads(Path("out", "run.json").read_text("utf-8"))
    assert record["units"][0]["name"]["en"] == SCRIPT
    assert math.isclose(record["figures"]["focus"]["after"]["people"], 5000)
