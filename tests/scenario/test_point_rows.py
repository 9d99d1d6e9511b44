from __future__ import annotations

from pathlib import Path

import pytest

from planner.errors import Where
from planner.scenario.load import load_scenario
from planner.scenario.measures_roads import EditRoads
from planner.scenario.point_rows import read_points

SAID = Where(file="s.yaml", key="at.file")


def write(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "signals.csv"
    path.write_text(text, encoding)
    return path


@pytest.mark.parametrize(
    "text", ["lon,lat\n109.5,39.5\n110,40\n", "编号,纬度,经度\n1,39.5,109.5\n\n2,40,110\n"]
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_columns_are_found_by_name(tmp_path: Path, text: str, encoding: str) -> None:
    points, faults = read_points(write(tmp_path, text, encoding), SAID)
    assert faults == ()
    assert [(point.lon, point.lat) for point in points] == [(109.5, 39.5), (110, 40)]


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("x,y\n1,2\n", "no_column", 1),
        ("", "no_column", 1),
        ("lon,lat\n", "no_rows", None),
        ("lon,lat\n1,2\n200,2\n", "bad_coordinate", 3),
        ("lon,lat\n1\n", "bad_coordinate", 2),
        ("lon,lat\n1,nan\n", "bad_coordinate", 2),
    ],
)
def test_faults_are_named_with_their_line(
    tmp_path: Path, text: str, code: str, line: int | None
) -> None:
    path = write(tmp_path, text)
    _, (fault,) = read_points(path, SAID)
    assert (fault.code, fault.where.line, fault.where.file) == (code, line, str(path))


def test_other_encodings_and_missing_files_are_faults(tmp_path: Path) -> None:
    _, (fault,) = read_points(write(tmp_path, "经度,纬度\n1,2\n", "gb18030"), SAID)
    assert fault.code == "file_encoding"
    _, (fault,) = read_points(tmp_path / "signal.csv", SAID)
    assert (fault.code, fault.where) == ("file_missing", SAID)


def test_a_table_counts_from_the_file_that_names_it(tmp_path: Path) -> None:
    (tmp_path / "study").mkdir()
    (tmp_path / "study" / "study.yaml").write_text("name: x\n", "utf-8")
    below = tmp_path / "below"
    below.mkdir()
    write(below, "lon,lat\n109.5,39.5\n")
    parent = (
        "name: x\nstudy: ../study\nmeasures: [edit_roads: {at: {file: signals.csv}, delay: 1 s}]\n"
    )
    (below / "parent.yaml").write_text(parent, "utf-8")
    (tmp_path / "child.yaml").write_text("extends: below/parent.yaml\nname: y\n", "utf-8")
    loaded = load_scenario(tmp_path / "child.yaml")
    (measure,) = loaded.scenario.measures
    assert isinstance(measure, EditRoads)
    assert measure.at is not None
    assert measure.at.points is not None
    assert measure.at.points[0].lat == 39.5
    assert loaded.files[-1] == below / "signals.csv"
