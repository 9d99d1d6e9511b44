from __future__ import annotations

from pathlib import Path

from planner.sources.shapefiles import files_of


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
