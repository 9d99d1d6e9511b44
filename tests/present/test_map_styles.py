from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from planner.domain.result import RunResult
from planner.present import style
from planner.present.geodata import write_geopackage
from planner.present.map_styles import LayerStyle, layer_styles
from tests.present.fixture import result


def rules_of(qml: str) -> list[tuple[str, str, str]]:
    """Return filter, colour and label of each rule of a style."""
    top = ET.fromstring(qml.partition("\n")[2])  # noqa: S314 - our own words
    found = []
    for rule in top.iter("rule"):
        symbol = next(s for s in top.iter("symbol") if s.get("name") == rule.get("symbol"))
        colour = next(o.get("value") for o in symbol.iter("Option") if o.get("name") == "color")
        found.append((rule.get("filter", ""), colour or "", rule.get("label", "")))
    return found


def counts(path: Path, layer: str, qml: str) -> list[int]:
    """Return how many features each rule picks; QGIS and SQLite read these expressions alike."""
    with closing(sqlite3.connect(path)) as base:
        return [
            base.execute(f'SELECT count(*) FROM "{layer}" WHERE {where}').fetchone()[0]  # noqa: S608
            for where, _, _ in rules_of(qml)
        ]


def style_of(run: RunResult, name: str) -> LayerStyle:
    return next(item for item in layer_styles(run) if item.name == name)


@pytest.fixture
def run() -> RunResult:
    return result()


@pytest.fixture
def geopackage(run: RunResult, tmp_path: Path) -> Path:
    path = tmp_path / "r.gpkg"
    write_geopackage(run, path)
    return path


@pytest.mark.parametrize("stage", ["before", "after"])
def test_each_place_has_the_class_and_colour_of_the_page(
    stage: str, run: RunResult, geopackage: Path
) -> None:
    typical = getattr(run, stage).typical["focus"]
    classes = style.access_classes(typical.time_s, typical.reach, run.scorecard.within_s)
    qml = style_of(run, stage).qml
    found = counts(geopackage, "residents", qml)
    assert found[:10] == np.bincount(classes, minlength=11)[:10].tolist()
    assert sum(found) == len(classes)
    colours = [colour for _, colour, _ in rules_of(qml)[:6]]
    assert colours[0] == "227,240,250,255"  # #e3f0fa
    assert len(set(colours)) == 6


def test_each_place_has_the_class_of_change_of_the_page(run: RunResult, geopackage: Path) -> None:
    classes = style.change_classes(
        run.before.typical["focus"], run.after.typical["focus"], run.scorecard.within_s
    )
    found = counts(geopackage, "residents", style_of(run, "change").qml)
    assert found == np.bincount(classes, minlength=13)[:13].tolist()
    assert sum(found) == len(classes)


def test_each_site_is_picked_once(run: RunResult, geopackage: Path) -> None:
    found = counts(geopackage, "sites", style_of(run, "sites").qml)
    assert found == [6, 0, 3]


def test_exactly_at_a_break_is_the_class_below(run: RunResult, geopackage: Path) -> None:
    with closing(sqlite3.connect(geopackage)) as base:
        base.execute("DROP TRIGGER IF EXISTS rtree_residents_geom_update6")
        base.execute("CREATE TEMP TABLE t AS SELECT * FROM residents LIMIT 1")
        base.execute("UPDATE t SET after_reach = 'reached', after_min = 1800.0 / 60")
        picked = [
            base.execute(f"SELECT count(*) FROM t WHERE {where}").fetchone()[0]  # noqa: S608
            for where, _, _ in rules_of(style_of(run, "after").qml)
        ]
    assert picked == [0, 1, *[0] * 8]


def test_the_table_is_what_qgis_looks_for(geopackage: Path) -> None:
    with closing(sqlite3.connect(geopackage)) as base:
        columns = [row[1] for row in base.execute("PRAGMA table_info(layer_styles)")]
        assert columns == [
            "id", "f_table_catalog", "f_table_schema", "f_table_name", "f_geometry_column",
            "styleName", "styleQML", "styleSLD", "useAsDefault", "description", "owner", "ui",
            "update_time",
        ]  # fmt: skip
        geometry = dict(base.execute("SELECT table_name, column_name FROM gpkg_geometry_columns"))
        rows = base.execute(
            "SELECT f_table_catalog, f_table_schema, f_table_name, f_geometry_column, useAsDefault,"
            " styleQML FROM layer_styles"
        ).fetchall()
        kind = base.execute(
            "SELECT data_type FROM gpkg_contents WHERE table_name = 'layer_styles'"
        ).fetchone()
    assert kind == ("attributes",)
    assert all(row[:2] == ("", "") and geometry[row[2]] == row[3] for row in rows)
    defaults = sorted(row[2] for row in rows if row[4])
    assert defaults == ["residents", "sites", "units"]
    for row in rows:
        text = row[5]
        assert text.startswith("<!DOCTYPE qgis>\n<qgis ")
        top = ET.fromstring(text.partition("\n")[2])  # noqa: S314 - our own words
        symbols = {symbol.get("name") for symbol in top.iter("symbol")}
        assert {rule.get("symbol") for rule in top.iter("rule")} <= symbols


def test_units_show_their_names_and_hide_nothing(run: RunResult) -> None:
    top = ET.fromstring(style_of(run, "units").qml.partition("\n")[2])  # noqa: S314
    text = top.find(".//text-style")
    assert text is not None
    assert text.get("fieldName") == "name_zh"
    fill = {option.get("name"): option.get("value") for option in top.iter("Option")}
    assert fill["style"] == "no"
