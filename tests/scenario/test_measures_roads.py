"""What a file may say under edit_roads, and the faults of what it may not."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.errors import Issue, ScenarioError
from planner.scenario.load import LoadedScenario, load_scenario
from planner.scenario.measures_roads import EditRoads


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "study").mkdir()
    (tmp_path / "study" / "study.yaml").write_text("name: x\n", "utf-8")
    return tmp_path


def load(folder: Path, *measures: str) -> LoadedScenario:
    lines = [f"  - edit_roads: {measure}" for measure in measures]
    path = folder / "s.yaml"
    path.write_text("\n".join(["name: x", "study: study", "measures:", *lines, ""]), "utf-8")
    return load_scenario(path)


def read(folder: Path, measure: str) -> EditRoads:
    (found,) = load(folder, measure).scenario.measures
    assert isinstance(found, EditRoads)
    return found


def fault(folder: Path, measure: str) -> Issue:
    with pytest.raises(ScenarioError) as caught:
        load(folder, measure)
    (issue,) = caught.value.issues
    return issue


def test_every_change_can_be_written(folder: Path) -> None:
    found = load(
        folder,
        "{roads: [G65, G18], close: true}",
        '{classes: [trunk, primary], area: {unit: "150602"}, speed_factor: 0.72}',
        '{at: {lon: 109.99, lat: 40.05}, delay: 6 min, during: "Mo-Fr 07:00-09:00"}',
        "{at: [{lon: 109.99, lat: 40.05}, {lon: 110, lat: 40}], delay: -120 s, within: 1 km}",
        "{gate: {lon: 109.99, lat: 40.05}, delay: 1.5 h}",
        "{link: {from: {lon: 109, lat: 40}, to: {lon: 109.1, lat: 40}, class: secondary,"
        " speed_kmh: 60}, during: Dec-Mar}",
        "{area: {circle: {lon: 110, lat: 40, radius: 2 km}}, parking: 5 min}",
    ).scenario.measures
    roads = [measure for measure in found if isinstance(measure, EditRoads)]
    assert [measure.close for measure in roads] == [True, *[False] * 6]
    assert roads[1].area is not None
    assert roads[1].area.unit == ("150602",)
    assert [measure.delay_s for measure in roads[2:5]] == [360, -120, 5400]
    assert roads[2].at is not None
    assert roads[2].at.points is not None
    assert roads[2].at.points[0].lon == 109.99
    assert (roads[2].within_m, roads[3].within_m) == (500, 1000)
    assert roads[5].link is not None
    assert (roads[5].link.start.lon, roads[5].link.within_m) == (109, 1000)
    assert roads[6].parking_s == 300


@pytest.mark.parametrize(
    ("measure", "code", "words"),
    [
        ("{roads: G65}", "one_of", "close: true"),
        ("{roads: G65, close: false}", "one_of", "close: true"),
        ("{roads: G65, close: true, speed_factor: 0.5}", "one_of", "one edit_roads for each"),
        ("{close: true}", "no_place", "roads: [G65]"),
        ("{delay: 1 min}", "no_place", "roads: [G65]"),
        ("{parking: 1 min}", "no_place", "area"),
        ("{roads: G65, parking: 1 min}", "misplaced_key", "roads"),
        ("{area: {unit: a}, parking: 1 min, during: Mo}", "misplaced_key", "during"),
        ("{at: {lon: 1, lat: 2}, close: true}", "misplaced_key", "at"),
        ("{at: {lon: 1, lat: 2}, gate: {lon: 1, lat: 2}, delay: 1 s}", "misplaced_key", "gate"),
        ("{gate: {lon: 1, lat: 2}, junctions: 2, delay: 1 s}", "misplaced_key", "junctions"),
        ("{roads: G65, within: 1 km, delay: 1 s}", "misplaced_key", "within"),
        ("{area: {}, close: true}", "one_of", "area: {unit"),
        ("{area: {unit: a, circle: {lon: 1, lat: 2, radius: 1 km}}, close: true}", "one_of", ""),
        ("{area: {box: {west: 2, south: 1, east: 1, north: 2}}, close: true}", "empty_area", ""),
        ("{at: {points: [{lon: 1, lat: 2}], file: a.csv}, delay: 1 s}", "one_of", "file"),
        ("{roads: G65, delay: 0 s}", "out_of_range", "not 0"),
        ("{roads: G65, speed_factor: 0}", "out_of_range", ""),
        ("{classes: highway, close: true}", "unknown_choice", ""),
        ('{roads: G65, close: true, during: "周一 9:00-17:00"}', "hours_unreadable", "Mo"),
        ("{at: {file: none.csv}, delay: 1 s}", "file_missing", ""),
    ],
)
def test_faults_say_what_to_write(folder: Path, measure: str, code: str, words: str) -> None:
    issue = fault(folder, measure)
    assert issue.code == code
    assert words in issue.remedy.en
    assert (issue.where.line, Path(issue.where.file).name) == (4, "s.yaml")
