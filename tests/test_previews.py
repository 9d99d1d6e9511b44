from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import planner
from planner.domain.record import Nature
from planner.domain.score import FOCUS
from planner.errors import DataError, ScenarioError
from planner.previews import preview
from tests.small_study import SmallStudy, lon_lat

ROOT = Path(__file__).parents[1]
LINK = """\
extends: as-is.yaml
name: x
measures:
  - edit_roads: {{roads: [赤道路], speed_factor: 2}}
  - open_sites: {{kind: post_office, sites: [{{id: new, name: 新, lon: {lon}, lat: 0.0}}]}}
"""


def test_measures_are_applied_but_nothing_is_travelled(small: SmallStudy) -> None:
    found = preview(small.extend_services)
    assert (found.before.roads.n_edges, found.after.roads.n_edges) == (0, 0)
    (planned,) = found.measures
    assert planned.report.text.en.startswith("3 services extended to 1 site (3 new")
    assert planned.report.sites == ("ps-middle",)
    assert (Path(planned.where.file).name, planned.where.line) == ("extend_services.yaml", 4)
    assert [Path(file).name for file in found.files] == ["as-is.yaml", "extend_services.yaml"]
    gained = found.after.sites.offers.sum() - found.before.sites.offers.sum()
    assert gained == 3
    assert found.settings["speeds_kmh"] == {"trunk": 60, "residential": 30, "service": 15}
    assert found.usual["speeds_kmh"] == {}
    assert not found.names_services  # `show` is not inherited
    assert preview(small.as_is).names_services
    assert {entry.nature for entry in found.assumed} == {Nature.ASSUMED}


def test_the_question_is_the_one_that_a_run_asks(small: SmallStudy) -> None:
    found, result = preview(small.extend_services), planner.run(small.extend_services)
    assert np.array_equal(found.question.selections[FOCUS], result.focus_services)
    assert found.question.focus_name == result.focus_name
    assert [report.text for report in result.measures] == [
        planned.report.text for planned in found.measures
    ]
    standards = [after.standard for _, after in result.scorecard.standards]
    assert [standard for standard, _ in found.question.standards] == standards


def test_roads_are_read_where_a_measure_changes_them(small: SmallStudy) -> None:
    path = small.scenario("link.yaml", LINK.format(lon=lon_lat(18, 0)[0]))
    found = preview(path)
    assert found.before.roads.n_edges > 0
    assert found.after.roads.fingerprint != found.before.roads.fingerprint
    assert found.measures[0].report.text.en.startswith("speed")
    assert "new" in found.after.sites.index_of


def test_a_wrong_road_name_is_told(small: SmallStudy) -> None:
    path = small.scenario("link.yaml", LINK.format(lon=109.1).replace("赤道路", "北极路"))
    with pytest.raises(ScenarioError) as raised:
        preview(path)
    assert [issue.code for issue in raised.value.issues] == ["unknown_road"]


def test_faults_of_the_study_are_told(small: SmallStudy) -> None:
    small.change("residents.csv", ",1000\n", ",-1000\n")
    with pytest.raises(DataError):
        preview(small.as_is)


def test_overrides_are_part_of_it(small: SmallStudy) -> None:
    assert preview(small.as_is, ["travel.mode=walk", "travel.speeds_kmh={}"]).settings["mode"] == (
        "walk"
    )


def test_tables_are_apart_from_the_chain() -> None:
    found = preview(ROOT / "scenarios" / "ordos-24h-zones.yaml")
    assert [Path(file).name for file in found.files] == ["ordos.yaml", "ordos-24h-zones.yaml"]
    assert [Path(file).name for file in found.tables] == ["planned_zones.csv"]


def test_public_names_are_no_modules() -> None:
    """A module of a public function's name would take its place once it is imported."""
    for name in planner.__all__:
        assert not (ROOT / "planner" / f"{name}.py").exists()
        assert not (ROOT / "planner" / name).is_dir()
