"""The scenario library runs, each city in one comparison, and helps where it should."""

from __future__ import annotations

import pytest

from planner.domain.score import Summary
from planner.present.comparison import comparison_rows
from tests.acceptance.library import CITIES, SCENARIOS, came_out, header, results

NAMES = sorted(p.stem for city in CITIES for p in SCENARIOS.glob(f"{city}-*.yaml"))
BACKWARDS = {"ordos-partner-points", "xingan-parking-search"}
HARM = {*BACKWARDS, "ordos-winter-closure"}


def both(name: str) -> tuple[Summary, Summary]:
    row = results(name.partition("-")[0])[name].scorecard.all_services
    return row.before, row.after


@pytest.mark.parametrize("name", NAMES)
def test_a_scenario_runs_and_its_measures_touch_something(name: str) -> None:
    result = results(name.partition("-")[0])[name]
    assert result.measures
    assert all(report.text.zh and report.text.en for report in result.measures)
    before, after = both(name)
    assert before.people == after.people
    assert before != after


@pytest.mark.parametrize("name", NAMES)
def test_a_header_says_what_comes_out(name: str) -> None:
    """Run `python -m tests.acceptance.library` after a change that is meant."""
    assert header(name) == came_out(results(name.partition("-")[0])[name])


@pytest.mark.parametrize("name", sorted(set(NAMES) - HARM))
def test_a_measure_that_should_help_saves_hours(name: str) -> None:
    before, after = both(name)
    assert after.case_h < before.case_h
    assert after.people_out_of_reach == before.people_out_of_reach
    assert after.person_h < before.person_h or after.trips >= before.trips


@pytest.mark.parametrize("name", sorted(HARM))
def test_what_takes_points_or_roads_away_costs_hours(name: str) -> None:
    before, after = both(name)
    assert after.person_h > before.person_h
    assert after.mean_s > before.mean_s


@pytest.mark.parametrize("city", CITIES)
def test_scenarios_of_a_city_are_judged_by_the_same_limit_and_baseline(city: str) -> None:
    found = list(results(city).values())
    if city == "ordos":
        assert {result.scorecard.within_s for result in found} == {30 * 60}
    assert len({result.scorecard.all_services.before.case_h for result in found}) == 1


def test_one_comparison_of_a_city_has_one_baseline_row() -> None:
    found = list(results("ordos").values())
    rows = comparison_rows(found)
    assert [row["scenario"] for row in rows] == ["", *(result.scenario_id for result in found)]


def test_all_ordos_measures_together_beat_each_of_them() -> None:
    single = [name for name in NAMES if name.startswith("ordos-") and name not in HARM]
    saved_h = {name: both(name)[0].case_h - both(name)[1].case_h for name in single}
    assert max(saved_h, key=lambda name: saved_h[name]) == "ordos-everything"


def test_standards_speak_of_hours() -> None:
    for name in NAMES:
        standards = results(name.partition("-")[0])[name].scorecard.standards
        assert any(after.standard.during for _, after in standards), name
