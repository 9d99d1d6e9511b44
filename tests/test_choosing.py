"""Sites chosen in scenario files: the pipeline, the command line and what is shown, all through."""

from __future__ import annotations

import csv
import json
import unicodedata
from pathlib import Path

import numpy as np
import pytest

from planner.errors import ScenarioError, SitingError
from planner.pipeline import choose_sites, compare, run
from planner.present.record import record_json
from planner.present.tables import tables
from tests.command_line import Planner
from tests.small_study import SmallStudy

pytestmark = pytest.mark.usefixtures("own_folder", "fresh_cache")


def asking(small: SmallStudy, choice: str, name: str = "best.yaml") -> Path:
    """Write a scenario that extends high-frequency services to chosen stations."""
    return small.scenario(
        name,
        "extends: as-is.yaml\nname: best\nmeasures:\n"
        f"  - extend_services: {{services: high_frequency, to: {{{choice}}}}}\n",
    )


ONE = "choose: 1, among: police_station, minimise: travel_time"


def test_the_chosen_site_gives_what_naming_it_gives(small: SmallStudy) -> None:
    chosen, named = compare([asking(small, ONE), small.extend_services])
    report = chosen.siting[0]
    assert [site.id for site in report.chosen] == ["ps-middle"]
    np.testing.assert_array_equal(chosen.after.typical["focus"].time_s,
                                  named.after.typical["focus"].time_s)  # fmt: skip
    # what the objective says is what the scorecard says of the year's travel
    before, after = chosen.scorecard.focus.before, chosen.scorecard.focus.after
    assert report.without == pytest.approx(before.person_h)
    assert report.objective == pytest.approx(after.person_h)
    # r6 to r20, spur and loop: 2, 6, 10, 10, 10, 10, 10, 10 minutes less for 200, 100, ... people
    saved_min = 2 * 200 + 6 * 100 + 10 * (800 + 100 + 50 + 400 + 200 + 600)
    assert report.gain == pytest.approx(saved_min / 60 * 2 * 0.3, rel=1e-5)
    assert named.siting == ()


def test_the_best_of_two_new_places_and_the_record(small: SmallStudy) -> None:
    file = small.scenario(
        "new.yaml",
        "extends: as-is.yaml\nname: new\nmeasures:\n  - open_sites:\n      kind: hall\n"
        "      sites: {choose: 1, candidates: {settlements: {people: 600}}, "
        "minimise: travel_time}\n",
    )
    result = run(file)
    report = result.siting[0]
    assert {one.id for one in report.candidates} == {"hall", "hall-r0", "hall-r10", "hall-r20"}
    assert [site.id for site in report.chosen] == ["hall-r10"]
    assert result.after.world.sites.ids[-1] == "hall-r10"
    record = record_json(result)
    assert record["siting"][0]["chosen"][0]["id"] == "hall-r10"
    assert "time_s" not in record["siting"][0]
    shown = {table.id: table for table in tables(result)}
    states = {row[1]: row[4] for row in shown["siting_sites"].rows}
    assert states["hall-r10"] == "选中 chosen"
    assert states["hall"] == "已有 existing"
    assert [row[1] for row in shown["siting_frontier"].rows] == [0, 1, 2]  # r0 has a hall


def test_candidates_of_a_file(small: SmallStudy) -> None:
    small.scenario("places.csv", "id,lon,lat,name_zh\np1,109.05,0,甲\np2,109.15,0,乙\n")
    file = small.scenario(
        "file.yaml",
        "extends: as-is.yaml\nname: file\nmeasures:\n  - open_sites:\n      kind: hall\n"
        "      sites: {choose: 1, candidates: {file: places.csv}, minimise: travel_time}\n",
    )
    result = run(file)
    assert [site.id for site in result.siting[0].chosen] == ["p2"]
    assert [Path(one.path).name for one in result.inputs][:2] == ["as-is.yaml", "file.yaml"]
    assert "places.csv" in {Path(one.path).name for one in result.inputs}


def test_candidates_at_crossings_of_the_roads(small: SmallStudy) -> None:
    file = small.scenario(
        "roads.yaml",
        "extends: as-is.yaml\nname: roads\nmeasures:\n  - open_sites:\n      kind: hall\n"
        "      sites: {choose: 1, candidates: {road_nodes: {apart: 500 m}}, "
        "minimise: travel_time}\n",
    )
    report = choose_sites(file)[0]
    places = {(round(one.lon, 4), round(one.lat, 4)) for one in report.candidates}
    # the trunk road meets the short cut at km 8, the spur at km 10
    assert (round(109 + 10 / 111.319, 4), 0.0) in places
    assert len(report.chosen) == 1


def test_two_runs_say_the_same(small: SmallStudy) -> None:
    file = asking(small, "choose: 2, among: police_station, minimise: travel_time")
    one, other = (json.dumps(record_json(run(file))["siting"]) for _ in range(2))
    assert one == other


def test_no_answer_is_told_at_its_place(planner: Planner, small: SmallStudy) -> None:
    by_money = ONE.replace("choose: 1", "budget: 1 yuan, cost_each: 1 yuan")
    file = asking(small, f"{by_money}, must_include: [ps-west, ps-east]")
    with pytest.raises(SitingError) as error:
        run(file)
    where = error.value.issues[0].where
    assert (Path(where.file).name, where.line) == ("best.yaml", 4)
    answer = planner("site", file)
    assert answer.code == 4
    assert "raise the limit to 2 yuan" in answer.err


def test_site_prints_the_choice_in_80_columns(planner: Planner, small: SmallStudy) -> None:
    answer = planner("site", asking(small, ONE), "--frontier", "2", "--robust", "5", "--seed", "1")
    assert (answer.code, answer.err) == (0, "")
    assert "1 of 3 candidates (Police station)" in answer.out
    assert "proven best" in answer.out
    assert "Middle station" in answer.out
    assert "5 draws (seed 1)" in answer.out
    for line in answer.out.splitlines():
        wide = sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in line.rstrip())
        assert wide <= 80 or line.startswith("  planner ")
    assert not Path("maps").exists()


def test_site_as_json(planner: Planner, small: SmallStudy) -> None:
    answer = planner("site", asking(small, ONE), "--robust", "4", "--json")
    report = json.loads(answer.out)["siting"][0]
    assert [site["id"] for site in report["chosen"]] == ["ps-middle"]
    assert (report["robust"]["draws"], report["gap"]) == (4, 0)
    assert sum(one["share"] for one in report["robust"]["shares"]) == pytest.approx(1)


def test_site_needs_a_question(planner: Planner, small: SmallStudy) -> None:
    with pytest.raises(ScenarioError) as error:
        choose_sites(small.extend_services)
    assert [issue.code for issue in error.value.issues] == ["asks_for_no_site"]
    assert planner("site", small.extend_services).code == 2


def test_run_shows_and_writes_the_choice(planner: Planner, small: SmallStudy) -> None:
    answer = planner("run", asking(small, ONE))
    assert "chose 1 of 3 candidates, proven best: Middle station" in " ".join(answer.out.split())
    assert "Chosen sites in the order to open" in answer.out
    path = Path("maps", "best", "tables", "siting_sites.csv")
    with path.open(encoding="utf-8-sig") as file:
        rows = list(csv.reader(file))
    assert [row[1] for row in rows[1:]] == ["ps-west", "ps-middle", "ps-east", "hall"]


def test_check_finds_what_is_wrong_with_a_question(planner: Planner, small: SmallStudy) -> None:
    assert planner("check", asking(small, ONE)).code == 0
    answer = planner("check", asking(small, f"{ONE}, never: ps-wset"))
    assert answer.code == 2
    assert "did you mean `ps-west`" in answer.err
