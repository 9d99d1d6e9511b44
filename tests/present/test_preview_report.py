from __future__ import annotations

import json
from pathlib import Path

import pytest
from rich.console import Console

from planner.domain.preview import Preview
from planner.present.preview_report import preview_json, preview_report
from planner.previews import preview
from planner.text import display_width
from tests.small_study import SmallStudy

ROOT = Path(__file__).parents[2]
LIBRARY = ("ordos-24h-zones", "ordos-inspection", "qujing-doorstep", "xiangtan-no-record-window")


def printed(found: Preview) -> list[str]:
    console = Console(width=80, markup=False, highlight=False, emoji=False)
    with console.capture() as capture:
        for part in preview_report(found):
            console.print(part)
    return [line.rstrip() for line in capture.get().splitlines()]


def test_it_says_what_a_scenario_changes_in_both_languages(small: SmallStudy) -> None:
    lines = printed(preview(small.extend_services))
    assert "文件 files: as-is.yaml → extend_services.yaml" in lines
    assert "2 units, 13 places, 5,000 people, 6 sites, 8 services" in lines
    assert "  by car, on the fastest route" in lines
    assert "  speeds_kmh: trunk 60, residential 30, service 15" in lines
    assert "  standard 2: Station services: 80 % within 5 km" in lines
    start = lines.index("1. extend_services  extend_services.yaml:4")
    assert lines[start + 3 : start + 7] == [
        "   服务点：中心派出所",
        "   sites: Middle station",
        "   事项：高频事项（high_frequency）",
        "   services: High-frequency services (high_frequency)",
    ]
    row = next(line for line in lines if line.startswith("可办项次"))
    assert row.split()[-3:] == ["12", "15", "+3"]  # hall 4, stations 2 each, posts 1 each
    assert "  [assumed] All data" in lines


def test_without_measures_it_says_so(small: SmallStudy) -> None:
    lines = printed(preview(small.as_is))
    assert "  No measures: the study as it is." in lines
    assert not any("before" in line for line in lines)


@pytest.mark.parametrize("name", LIBRARY)
def test_it_fits_80_columns(name: str) -> None:
    lines = printed(preview(ROOT / "scenarios" / f"{name}.yaml"))
    assert [line for line in lines if display_width(line) > 80] == []
    assert not any(line.startswith("None") or "nan" in line.split() for line in lines)


def test_savings_are_called_so() -> None:
    lines = printed(preview(ROOT / "scenarios" / "ordos-inspection.yaml"))
    assert "   cost: 800,000 yuan a year saved" in lines


def test_what_is_still_to_be_chosen_is_said_to_be_so(small: SmallStudy) -> None:
    path = small.scenario(
        "ask.yaml",
        """\
extends: as-is.yaml
name: x
measures:
  - extend_services:
      services: high_frequency
      to: {choose: 1, among: police_station, minimise: travel_time}
  - set_windows: {sites: {same_as: 1}, windows: 3}
  - set_windows: {sites: [hall], windows: 9}
""",
    )
    found = preview(path)
    lines = printed(found)
    assert sum("sites are still to be chosen" in line for line in lines) == 2
    assert lines.count("   cost: known once sites are chosen") == 2
    assert sum("待选的服务点在这里全部计入。" in line for line in lines) == 1
    told = preview_json(found)
    assert [measure["undecided"] for measure in told["measures"]] == [True, True, False]


def test_json_names_services_and_sites_by_id(small: SmallStudy) -> None:
    told = json.loads(json.dumps(preview_json(preview(small.extend_services)), allow_nan=False))
    (measure,) = told["measures"]
    assert (measure["sites"], measure["line"]) == (["ps-middle"], 4)
    assert measure["services"] == ["driving_licence", "vehicle", "exit_permit"]
    assert told["counts"]["after"]["site_services"] - told["counts"]["before"][
        "site_services"
    ] == len(measure["services"])
    assert told["question"]["focus"]["services"] == measure["services"]
