from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas
import pytest
from shapely import LineString

from planner.errors import NetworkError
from planner.prepare import prepared_roads
from planner.prepare.prepared_roads import pack_roads, prepare_roads, unpack_roads
from planner.prepare.roads import RoadBuild


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PLANNER_CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path / "cache"


def prepare(path: Path, **options: Any) -> tuple[RoadBuild, bool]:
    defaults: dict[str, Any] = {
        "mode": "drive", "speeds_kmh": {}, "unpaved_factor": 0.7, "ferries": False,
        "smallest_part_m": 0.0,
    }  # fmt: skip
    return prepare_roads(path, **(defaults | options))


def write(path: Path, *, north: float = 39.0) -> Path:
    lines = [
        LineString([(110, north), (110.1, north)]),
        LineString([(110.1, north), (110.2, north + 0.1)]),
        None,
    ]
    data = {"highway": ["primary", "footway", "track"], "name": ["一路", "二路", None]}
    geopandas.GeoDataFrame(data, geometry=lines, crs="EPSG:4326").to_file(path)
    return path


def test_the_second_run_takes_the_same_roads_from_the_cache(tmp_path: Path) -> None:
    path = write(tmp_path / "roads.gpkg")
    first, hit = prepare(path)
    assert not hit
    again, hit = prepare(path)
    assert hit
    assert again.roads.fingerprint == first.roads.fingerprint
    assert again.roads.classes == first.roads.classes
    assert again.roads.road_names == first.roads.road_names == (("一路",),)
    assert again.roads.edge_road.tolist() == [0]
    assert again.roads.parts == first.roads.parts
    assert again.left_out == first.left_out
    assert again.warnings == first.warnings
    assert [left.code for left in first.left_out] == [
        "road_rows_without_line",
        "roads_of_other_modes",
    ]
    assert [issue.code for issue in first.warnings] == ["roads_without_oneway"]


def test_another_setting_or_content_is_another_entry(tmp_path: Path) -> None:
    path = write(tmp_path / "roads.shp")
    prepare(path)
    assert not prepare(path, mode="walk")[1]
    assert not prepare(path, speeds_kmh={"primary": 40.0})[1]
    assert not prepare(path, junctions="endpoints")[1]
    write(path, north=39.5)
    moved, hit = prepare(path)
    assert not hit
    assert moved.roads.node_lat.tolist() == [39.5, 39.5]


def test_names_with_brackets_have_content_too(tmp_path: Path) -> None:
    path = write(tmp_path / "roads [new].shp")
    prepare(path)
    write(path, north=39.5)
    assert prepare(path)[0].roads.node_lat.tolist() == [39.5, 39.5]


def test_a_missing_file_never_comes_from_the_cache(tmp_path: Path) -> None:
    path = write(tmp_path / "roads.shp")
    prepare(path)
    path.unlink()
    with pytest.raises(NetworkError, match="file_not_found"):
        prepare(path)


@pytest.mark.parametrize("changed", ["program", "library"])
def test_changed_code_builds_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, changed: str
) -> None:
    package = tmp_path / "package"
    (package / "deep").mkdir(parents=True)
    (package / "deep" / "rules.py").write_text("SPEED = 1\n", "utf-8")
    monkeypatch.setattr(prepared_roads, "_PACKAGE", package)
    path = write(tmp_path / "roads.gpkg")
    prepare(path)
    assert prepare(path)[1]
    if changed == "program":
        (package / "deep" / "rules.py").write_text("SPEED = 2\n", "utf-8")
    else:
        monkeypatch.setattr(prepared_roads, "version", lambda library: f"{library} 99")
    assert not prepare(path)[1]


def test_an_entry_that_does_not_fit_is_refused(tmp_path: Path) -> None:
    entry = pack_roads(prepare(write(tmp_path / "roads.gpkg"))[0])
    assert unpack_roads(entry).roads.n_edges == 1
    short = {**entry.arrays, "length_cm": entry.arrays["length_cm"][:0]}
    with pytest.raises(ValueError, match="length_cm"):
        unpack_roads(replace(entry, arrays=short))
    with pytest.raises(TypeError):
        unpack_roads(replace(entry, arrays={**entry.arrays, "alien": entry.arrays["length_cm"]}))
