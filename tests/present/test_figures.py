from __future__ import annotations

from dataclasses import replace

import pytest

from planner.present.figures import (
    MomentState,
    key_figures,
    moment_figures,
    people_outside,
    rows_by_selection,
)
from tests.present.fixture import result


def test_five_figures_with_their_verdicts() -> None:
    figures = key_figures(result().scorecard.focus, 1800.0)
    assert [figure.id for figure in figures] == [
        "share_within", "people_outside", "mean_minutes", "p90_minutes", "person_hours",
    ]  # fmt: skip
    assert {figure.verdict for figure in figures} == {"better"}


def test_nothing_changes_in_the_world_as_it_is() -> None:
    figures = key_figures(result(as_is=True).scorecard.focus, 1800.0)
    assert {figure.verdict for figure in figures} == {"same"}


def test_means_of_different_people_are_not_judged() -> None:
    row = result().scorecard.focus
    after = replace(row.after, people_no_route=row.before.people_no_route + 100)
    verdicts = {f.id: f.verdict for f in key_figures(replace(row, after=after), 1800.0)}
    assert verdicts["share_within"] == "better"
    assert {verdicts[key] for key in ("mean_minutes", "p90_minutes", "person_hours")} == {"same"}


def test_people_outside_are_the_rest() -> None:
    summary = result().scorecard.focus.after
    assert people_outside(summary) == pytest.approx(summary.people * (1 - summary.share_within))


def test_selections_with_the_same_services_are_shown_once() -> None:
    run = result()
    assert list(rows_by_selection(run)) == ["focus", "all", "counter"]
    assert set(run.after.typical) == {"focus", "all", "frequent", "counter", "everything"}


def test_a_moment_has_five_figures_and_compares_times_of_the_same_needs_only() -> None:
    before = MomentState(0.4, 0.2, 1200.0, 50.0, 3)
    after = MomentState(0.5, 0.3, 1500.0, 40.0, 4)
    figures = {figure.id: figure for figure in moment_figures(before, after, 1800.0)}
    assert [figure.verdict for figure in figures.values()] == [
        "better", "better", "same", "better", "better",
    ]  # fmt: skip
    assert figures["needs_minutes"].before == 20.0
    assert not figures["needs_minutes"].comparable
    again = moment_figures(before, replace(before, mean_s=1500.0), 1800.0)
    assert {f.id: f.verdict for f in again}["needs_minutes"] == "worse"
