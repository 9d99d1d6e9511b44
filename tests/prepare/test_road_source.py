"""Every setting of `travel` that concerns the roads reaches them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from planner.domain.roads import Roads
from planner.errors import DataError
from planner.prepare.road_source import roads_of_study
from planner.scenario.load import LoadedStudy, load_study
from planner.scenario.schema import Travel
from tests.small_study import write_small_study

OSM = """<osm version="0.6">
  <node id="1" lat="0" lon="109.00"/> <node id="2" lat="0" lon="109.01"/>
  <node id="3" lat="0" lon="109.02"/> <node id="4" lat="0" lon="109.03"/>
  <node id="5" lat="1" lon="109.00"/> <node id="6" lat="1" lon="109.02"/>
  <way id="1"><nd ref="1"/><nd ref="2"/><tag k="highway" v="trunk"/></way>
  <way id="2"><nd ref="2"/><nd ref="3"/><tag k="highway" v="tertiary"/>
    <tag k="surface" v="gravel"/></way>
  <way id="3"><nd ref="3"/><nd ref="4"/><tag k="route" v="ferry"/></way>
  <way id="4"><nd ref="5"/><nd ref="6"/><tag k="highway" v="residential"/></way>
</osm>"""
# Two roads of 1.113 km, a ferry as long, and a piece of 2.226 km that nothing joins.


@pytest.fixture
def study(tmp_path: Path) -> LoadedStudy:
    small = write_small_study(tmp_path)
    (small.folder / "roads.osm").write_text(OSM, "utf-8")
    return load_study(small.folder)


def built(study: LoadedStudy, **settings: object) -> Roads:
    build, _ = roads_of_study(study, Travel.model_validate(settings))
    return build.roads


def time_s(roads: Roads, road_class: str) -> float:
    edges = roads.edge_class == roads.classes.index(road_class)
    return float(roads.forward_ms[edges].sum()) / 1000


def test_speeds_of_classes(study: LoadedStudy) -> None:
    faster = built(study, speeds_kmh={"trunk": 120.0})
    assert time_s(faster, "trunk") == pytest.approx(1.1132 / 120 * 3600, abs=0.01)


def test_unpaved_factor(study: LoadedStudy) -> None:
    plain, rough = (time_s(built(study, unpaved_factor=f), "tertiary") for f in (1.0, 0.5))
    assert rough == pytest.approx(2 * plain, abs=0.002)


def test_ferries(study: LoadedStudy) -> None:
    assert "ferry" not in built(study).classes or not time_s(built(study), "ferry")
    assert time_s(built(study, ferries=True), "ferry") > 0


def test_smallest_part(study: LoadedStudy) -> None:
    cut_off = built(study, smallest_part="3 km")
    assert [part.is_island for part in cut_off.parts].count(True) == 1
    kept = built(study, smallest_part="1 km")
    assert not any(part.is_island for part in kept.parts)
    assert kept.snappable.sum() == cut_off.snappable.sum() + 1


def test_mode(study: LoadedStudy) -> None:
    walked = built(study, mode="walk")
    assert walked.mode == "walk"
    assert time_s(walked, "trunk") > 5 * time_s(built(study), "trunk")


def test_settings_are_not_mixed_up_in_the_cache(study: LoadedStudy) -> None:
    first = built(study)
    built(study, unpaved_factor=0.5)
    again, cached = roads_of_study(study, Travel())
    assert cached
    assert np.array_equal(first.forward_ms, again.roads.forward_ms)


def test_a_polygon_file_without_polygons_is_refused(tmp_path: Path) -> None:
    small = write_small_study(tmp_path)
    line = (
        '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"a": 1},'
        ' "geometry": {"type": "LineString", "coordinates": [[109, 0], [109.1, 0]]}}]}'
    )
    (small.folder / "area.geojson").write_text(line, "utf-8")
    text = (small.folder / "study.yaml").read_text("utf-8")
    changed = text.replace("roads: {file: roads.osm}", "roads: {polygon: area.geojson}")
    assert changed != text
    (small.folder / "study.yaml").write_text(changed, "utf-8")
    with pytest.raises(DataError) as caught:
        roads_of_study(load_study(small.folder), Travel())
    assert [issue.code for issue in caught.value.issues] == ["not_polygons"]
    assert caught.value.issues[0].where.line == 4
