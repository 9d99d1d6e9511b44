from __future__ import annotations

import json
from dataclasses import replace

from planner.errors import Where
from planner.present.record import plain, record_json, record_text, run_id
from tests.present.busy import busy
from tests.present.fixture import result


def test_record_holds_what_went_in_and_what_came_out() -> None:
    run = result()
    record = json.loads(record_text(record_json(run)))
    assert record["inputs"] == [{"path": "residents.csv", "sha256": "ab" * 32, "size_bytes": 1234}]
    assert record["settings"]["limit"] is None  # NaN has no place in JSON
    assert record["versions"]["planner"]
    assert record["versions"]["highspy"]  # it chooses sites
    assert record["figures"]["focus"]["after"]["people"] == run.scorecard.focus.after.people
    assert set(record["figures"]) == {"focus", "all", "counter"}
    (measure,) = record["scenario"]["measures"]
    ids = run.after.world.services.ids
    assert measure["services"] == [s for s, on in zip(ids, run.focus_services, strict=True) if on]
    assert record["left_out"][0]["code"] == "unplaced"
    assert record["warnings"][0]["severity"] == "warning"
    assert record["provenance"][1]["nature"] == "modelled"
    assert record["gains"][0]["name"]
    assert record["size"]["residents_unplaced"] == 1
    assert list(record) == sorted(record)


def test_record_holds_the_year() -> None:
    run = busy(result())
    record = json.loads(record_text(record_json(run)))
    assert [row["id"] for row in record["periods"]["all"]][:2] == ["working_hours", "evening"]
    (desk,) = record["loads"]["after"]["overloaded_desks"]
    assert (desk["site"], desk["channel"], desk["swamped_visits"]) == ("P1", "counter", 200)
    assert (
        record["loads"]["after"]["people_meeting_overload"] == run.after.world.residents.people[2]
    )
    card = run.scorecard
    assert record["whole_cases"]["focus"]["after"]["case_h"] == card.focus.after.case_h
    assert record["money"]["before"]["travel_yuan"]["low"] == card.money.before.travel_yuan.low
    assert record["rates"]["time_yuan_per_h"]["amount"]["value"] == 20
    assert record["crowding"] == {"before": None, "after": None}
    assert record["evidence"] is None
    assert record["scenario"]["measures"][0]["yearly_yuan"] == 0


def test_only_time_differs_between_equal_runs() -> None:
    records = [record_json(result()) for _ in range(2)]
    for record in records:
        assert record.pop("finished").endswith("+00:00")
    assert records[0] == records[1]


def test_run_id_follows_inputs_and_settings() -> None:
    run = result()
    assert run_id(run) == run_id(result())
    assert run_id(replace(run, settings={"mode": "walk"})) != run_id(run)
    assert run_id(replace(run, content={"name": {"zh": "另一个"}})) != run_id(run)
    other = replace(run.inputs[0], sha256="cd" * 32)
    assert run_id(replace(run, inputs=(other,))) != run_id(run)


def test_run_id_does_not_depend_on_how_paths_are_typed() -> None:
    run = result()
    for path in ("/home/a/city/residents.csv", "../city/residents.csv"):
        moved = replace(run.inputs[0], path=path)
        assert run_id(replace(run, inputs=(moved,))) == run_id(run)


def test_the_record_holds_the_whole_scenario_and_no_path_of_this_machine() -> None:
    run = result()
    warning = replace(run.warnings[0], where=Where("/home/a/city/residents.csv", 3))
    record = record_json(replace(run, warnings=(warning,)))
    assert record["scenario"]["content"] == run.content
    assert record["warnings"][0]["where"]["file"] == "residents.csv"
    assert "/home" not in record_text(record)


def test_plain_knows_every_kind_of_value() -> None:
    assert plain({"b": {3, 1}, "a": (float("inf"), None, True)}) == {
        "b": [1, 3],
        "a": [None, None, True],
    }
