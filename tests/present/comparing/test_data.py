from __future__ import annotations

import json

import numpy as np

from planner.present.comparing.compared import MOST
from planner.present.comparing.data import comparison_data
from planner.present.page.packing import pack_times
from planner.present.style import access_breaks_s
from tests.present.comparing.scenarios import scenario
from tests.present.fixture import result
from tests.present.page.unpacked import Unpacked


def test_layers_are_the_times_of_all_services() -> None:
    run = scenario("A", 100.0, 1.0)
    data = comparison_data([run, scenario("B", 50.0, None)])
    unpacked = Unpacked.of(data["packed"])
    breaks_s = np.array(access_breaks_s(run.scorecard.within_s))
    for outcome, layer in zip((run.before, run.after), data["scenarios"][0]["layers"], strict=True):
        expected = pack_times(outcome.typical["all"], breaks_s, data["step"])
        assert unpacked.layer(data["layers"], layer).tolist() == expected.tolist()
    assert data["selections"][0]["layers"][0] == data["scenarios"][0]["layers"][0]
    assert len(data["layers"]) == 2  # equal layers are kept once
    json.dumps(data, allow_nan=False)


def test_the_page_says_what_it_does_not_show() -> None:
    runs = [scenario(f"s{i}", 10.0, 1.0) for i in range(MOST + 2)]
    data = comparison_data([*runs, result(as_is=True, n_residents=20)])
    assert len(data["scenarios"]) == MOST
    assert len(data["table"]["rows"]) == MOST + 1
    assert [remark["zh"][:9] for remark in data["remarks"]] == [
        "本页只列前 12 ",
        "以下方案的现状不同",
    ]


def test_the_baseline_alone_makes_a_page() -> None:
    data = comparison_data([result(as_is=True)])
    assert data["scenarios"] == data["chart"]["points"] == []
    assert len(data["table"]["rows"]) == 1


def test_people_cut_off_are_told_beside_the_name() -> None:
    first, second = comparison_data(
        [scenario("A", 1.0, 1.0, cut_off=80.0), scenario("B", 1.0, 1.0)]
    )["scenarios"]
    assert "到不了的居民" in first["note"]["zh"]
    assert second["note"] is None
