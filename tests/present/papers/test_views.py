from __future__ import annotations

import numpy as np
import pytest

from planner.domain.access import Reach
from planner.present import style
from planner.present.papers.views import handling_sites, views
from tests.present.fixture import result


def test_a_scenario_has_three_views_and_a_study_as_it_is_one() -> None:
    assert [view.id for view in views(result())] == ["before", "after", "change"]
    assert [view.id for view in views(result(as_is=True))] == ["today"]


def test_the_legend_says_the_share_of_people_of_each_class() -> None:
    run = result()
    people = run.after.world.residents.people
    before, after, change = views(run)
    typical = run.after.typical["focus"]
    for view in (before, after, change):
        assert len(view.classes) == 30
        shares = [float(key.share.rstrip("%")) for key in view.keys]
        assert sum(shares) == pytest.approx(100, abs=0.6)
        assert set(view.classes.tolist()) <= {key.kind for key in view.keys}
    near = (typical.time_s <= 900) & (typical.reach == Reach.REACHED)
    assert after.keys[0].name.zh == "0–15"
    assert after.keys[0].share == style.share_text(people[near].sum() / people.sum())
    assert after.limit_after == 2
    assert [key.name.zh for key in after.keys[:6]] == [
        "0–15", "15–30", "30–45", "45–60", "60–90", "> 90",
    ]  # fmt: skip
    named = {key.name.zh for key in after.keys[6:]}
    assert named == {"没有道路相通", "附近没有道路"}


def test_the_change_view_names_its_classes_in_order() -> None:
    change = views(result())[2]
    assert [key.name.zh for key in change.keys[:7]] == [
        "多用 > 5", "多用 1–5", "不变 ±1", "节省 1–5", "节省 5–10", "节省 10–20", "节省 > 20",
    ]  # fmt: skip
    assert change.outcome.world.sites.ids[-1] == "NEW"


def test_sites_that_handle_any_of_the_focus_are_shown() -> None:
    run = result()
    before, after = (handling_sites(run, outcome) for outcome in (run.before, run.after))
    assert np.flatnonzero(before).tolist() == [0]
    assert np.flatnonzero(after).tolist() == [0, 1, 2, 3, 4, 5, 8]
