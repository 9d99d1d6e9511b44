from __future__ import annotations

from dataclasses import replace

from planner.present.comparing.compared import MOST, Compared, baseline_of, hour_yuan, loses_reach
from tests.present.comparing.scenarios import scenario
from tests.present.fixture import result


def test_a_page_holds_the_first_dozen() -> None:
    runs = [scenario(f"s{i}", 1.0 + i, 10.0) for i in range(MOST + 3)]
    compared = Compared.of(runs)
    assert [run.name.zh for run in compared.scenarios] == [f"s{i}" for i in range(MOST)]
    assert compared.cut == 3


def test_other_baselines_stay_in_the_tables() -> None:
    here = scenario("here", 5.0, 10.0)
    walked = replace(here, settings={**here.settings, "mode": "walk"})
    compared = Compared.of([here, walked])
    assert compared.scenarios == (here,)
    assert compared.elsewhere == (walked,)
    assert baseline_of(here) != baseline_of(walked)


def test_the_baseline_itself_is_no_scenario() -> None:
    as_is = result(as_is=True)
    compared = Compared.of([as_is])
    assert compared.first is as_is
    assert compared.scenarios == ()


def test_hours_of_people_who_are_cut_off_are_not_saved() -> None:
    run = scenario("shut", 500.0, 100.0, cut_off=20.0)
    assert loses_reach(run)
    assert hour_yuan(run) is None
    assert not loses_reach(scenario("open", 500.0, 100.0))
