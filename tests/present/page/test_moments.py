from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from planner.domain.calendar import Calendar
from planner.domain.score import SliceNeeds
from planner.domain.slices import Slices
from planner.present.page.data import page_data
from planner.present.page.moments import open_sites, week_of
from tests.present.fixture import result
from tests.present.page.unpacked import Unpacked

RUN = result(year=True)
DATA = page_data(RUN)
WEEK = DATA["moments"]
PACKED = Unpacked.of(DATA["packed"])
WORKDAY, WEEKEND, HOLIDAY = range(3)


def test_a_study_without_a_year_has_no_hours() -> None:
    assert page_data(result())["moments"] is None


def test_the_week_has_every_half_hour_of_a_year() -> None:
    assert sum(WEEK["days"]) == 365
    assert [len(day) for day in WEEK["cells"]] == [48, 48, 48]
    assert set(np.ravel(WEEK["cells"])) == set(range(len(WEEK["moments"])))
    assert len(WEEK["moments"]) < 6  # slices that fare alike are one moment


def test_at_noon_offices_are_open_and_at_night_the_new_agent_alone() -> None:
    noon, night = (WEEK["moments"][WEEK["cells"][WORKDAY][half]] for half in (24, 46))
    assert noon["met"][1] == night["met"][1] > 0  # the agent handles all of it
    assert noon["units"] != night["units"]  # but farther away
    assert night["met"][0] == 0
    opened = [np.frombuffer(PACKED.raw(place), dtype=np.uint8) for place in night["open"]]
    assert opened[0].sum() == 0
    assert [DATA["sites"][i]["id"] for i in np.flatnonzero(opened[1])] == ["NEW"]
    (sites,) = (f for f in night["figures"] if f["id"] == "sites_open")
    assert (sites["before"]["zh"], sites["value"]["zh"]) == ("0", "1")
    assert "由 0.0% 变为" in night["headline"]["zh"]


def test_the_layer_of_a_moment_tells_where_nothing_is_open() -> None:
    night = WEEK["moments"][WEEK["cells"][WORKDAY][46]]
    layer = PACKED.layer(DATA["layers"], night["layers"][0])
    reasons = set(layer.astype(int) - DATA["style"]["notReachedBase"])
    assert reasons <= {1, 2, 5}  # no route, no road, closed
    assert 5 in reasons


def test_figures_and_ranking_of_a_moment_agree_with_the_needs() -> None:
    people = RUN.after.world.residents.people
    unit = RUN.after.world.residents.unit
    week = week_of(RUN.after, RUN.focus_services)
    at = int(week.slice[WORKDAY, 24])
    noon = WEEK["moments"][WEEK["cells"][WORKDAY][24]]
    within = RUN.after.needs.share_within[at]
    by_unit = [entry["share"][1] for entry in noon["units"]]
    total = np.bincount(unit, weights=people, minlength=3)
    assert np.dot(by_unit, total) / total.sum() == pytest.approx(100 * within, abs=0.06)
    (figure,) = (f for f in noon["figures"] if f["id"] == "needs_within")
    assert float(figure["value"]["zh"]) == pytest.approx(100 * within, abs=0.1)


def test_slices_that_differ_in_nothing_asked_for_are_one() -> None:
    outcome = RUN.after
    week = week_of(outcome, RUN.focus_services)
    distinct = np.unique(week.slice)
    states = {open_sites(outcome, RUN.focus_services, at).tobytes() for at in distinct}
    assert len(states) == len(distinct) <= len(outcome.slices)
    assert ((week.share > 0) & (week.share <= 1)).all()


def test_a_half_hour_without_such_days_has_no_moment() -> None:
    calendar = Calendar.of(2025)  # no public holidays
    outcome = RUN.after
    slices = Slices.of(outcome.world.sites.desks.hours, calendar)
    once = replace(
        outcome,
        slices=slices,
        hourly=outcome.hourly[: len(slices)],
        needs=SliceNeeds(*(values[: len(slices)] for values in (
            outcome.needs.share_within, outcome.needs.share_open, outcome.needs.mean_s))),
    )  # fmt: skip
    week = week_of(once, RUN.focus_services)
    assert week.days.tolist() == [261, 104, 0]
    assert (week.slice[HOLIDAY] == -1).all()
    assert (week.slice[:HOLIDAY] >= 0).all()
