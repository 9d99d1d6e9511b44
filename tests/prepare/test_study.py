"""A study made whole: what its record lists, and which tables' coordinates are doubted."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pytest

from planner.domain.area import Units
from planner.domain.residents import Residents
from planner.domain.result import PreparedStudy
from planner.domain.services import Services
from planner.domain.sites import SiteKind, Sites
from planner.prepare import study as study_module
from planner.prepare.roads import RoadBuild
from planner.prepare.study import inputs_of, prepare_study
from planner.prepare.tables import Tables, read_tables
from planner.progress import Stopwatch
from planner.scenario.load import load_study
from planner.scenario.schema import Travel
from planner.sources.coordinates import from_wgs84
from planner.text import Text
from tests.prepare.test_fit import country
from tests.small_study import SmallStudy, write_small_study


@pytest.fixture
def small(tmp_path: Path) -> SmallStudy:
    return write_small_study(tmp_path)


def prepared(small: SmallStudy) -> PreparedStudy:
    return prepare_study(read_tables(load_study(small.folder)), Travel(), Stopwatch())


def test_all_files_of_a_shapefile_are_inputs(small: SmallStudy) -> None:
    geopandas.read_file(small.folder / "units.geojson").to_file(small.folder / "units.shp")
    (small.folder / "units.txt").write_text("not a part of it", "utf-8")
    small.change("study.yaml", "file: units.geojson", "file: units.shp")
    inputs = prepared(small).inputs
    units = [file.path for file in inputs if Path(file.path).stem == "units"]
    assert units == [f"study/units.{end}" for end in ("shp", "cpg", "dbf", "prj", "shx")]
    assert len(inputs) == 10


def test_inputs_are_files_with_their_hash(tmp_path: Path) -> None:
    path = tmp_path / "abc"
    path.write_bytes(b"abc")
    (found,) = inputs_of([path], tmp_path)
    assert (found.path, found.size_bytes, found.sha256[:8]) == ("abc", 3, "ba7816bf")


def test_fetched_roads_are_told_in_the_provenance(
    small: SmallStudy, monkeypatch: pytest.MonkeyPatch
) -> None:
    from_file = prepared(small)
    build = RoadBuild(from_file.world.roads, (), ())
    small.change("study.yaml", "roads: {file: roads.osm}", "roads: {place: Equator}")
    monkeypatch.setattr(study_module, "roads_of_study", lambda *_: (build, False))
    fetched = prepared(small)
    assert fetched.provenance[:-1] == from_file.provenance
    last = fetched.provenance[-1]
    assert (last.what.en, last.licence) == ("Roads, fetched", "ODbL-1.0")
    assert "inside Equator" in last.source.en
    assert build.roads.fingerprint in last.source.en


def test_sites_in_a_wrong_system_are_doubted_like_residents(
    small: SmallStudy, monkeypatch: pytest.MonkeyPatch
) -> None:
    roads, (lon, lat) = country(109.8, 39.5)
    shifted = from_wgs84(lon, lat, "gcj02")
    monkeypatch.setattr(study_module, "roads_of_study", lambda *_: (RoadBuild(roads, (), ()), True))
    tables = tables_of(small, residents=(lon, lat), sites=shifted)
    found = prepare_study(tables, Travel(), Stopwatch()).warnings
    doubts = [i for i in found if i.code == "coordinates_doubtful"]
    assert [issue.where.key for issue in doubts] == ["sites[0].coordinates"]
    assert doubts[0].remedy.en.endswith("coordinates: gcj02")


def tables_of(small: SmallStudy, *, residents: Any, sites: Any) -> Tables:
    """Return tables with residents and sites at these places, each in one table."""
    n = len(residents[0])
    ids = tuple(str(i) for i in range(n))
    nowhere = np.full(n, -1, dtype=np.int32)
    kind = SiteKind.plain("hall", Text.same("hall"), ())
    none = np.empty(0)
    return Tables(
        study=load_study(small.folder),
        units=Units(()),
        residents=Residents(ids, ids, residents[0], residents[1], np.ones(n), nowhere),
        residents_table=np.zeros(n, dtype=np.int32),
        services=Services.plain(
            (), (), cases_per_person=none, visits_per_case=none, counter_s=none
        ),
        sites=Sites.one_desk_each(
            ids, tuple(map(Text.same, ids)), kind=np.zeros(n, dtype=np.int32),
            lon=sites[0], lat=sites[1], unit=nowhere, offers=np.zeros((n, 0), dtype=bool),
            kinds=(kind,),
        ),
        sites_table=np.zeros(n, dtype=np.int32),
        calendar=None,
        jurisdiction=None,
        people=(),
        requests=None,
        left_out=(),
        warnings=(),
    )  # fmt: skip
