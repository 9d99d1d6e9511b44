from __future__ import annotations

from dataclasses import replace

import pytest

from planner.domain.costs import Amount
from planner.present.comparing.compared import Compared
from planner.present.comparing.figures import Scale, table_json
from planner.text import Text
from tests.present.comparing.scenarios import UNKNOWN, scenario

SHARE = Scale((0.01, 0.01), (1, 1), Text.same("%"))


def test_cells_say_figure_change_and_verdict() -> None:
    run = scenario("A", 100.0, Amount(2e6, 1e6, 3e6))
    table = table_json(Compared.of([run]))
    columns = [column["id"] for column in table["columns"]]
    assert columns == [
        "share_within", "mean_min", "worst_decile_min", "gini", "person_h", "case_h",
        "cost", "hour",
    ]  # fmt: skip
    baseline, row = (dict(zip(columns, cells, strict=True)) for cells in table["rows"])
    both = run.scorecard.all_services
    was, now = both.before.mean_s / 60, both.after.mean_s / 60
    assert (baseline["mean_min"]["v"], row["mean_min"]["v"]) == (was, now)
    assert row["mean_min"]["change"]["zh"] == f"−{round(was, 1) - round(now, 1):.1f}"
    assert row["mean_min"]["verdict"] == "better"
    assert row["share_within"]["change"]["zh"] == ""
    assert baseline["mean_min"]["change"]["zh"] == baseline["cost"]["text"]["zh"] == ""
    assert row["cost"]["text"] == {"zh": "200.0", "en": "2,000"}
    assert row["cost"]["change"]["zh"] == "100.0–300.0"
    assert row["hour"]["text"]["zh"] == "20,000"


def test_not_known_is_no_number() -> None:
    table = table_json(Compared.of([scenario("A", 100.0, None)]))
    cost, hour = table["rows"][1][-2:]
    assert cost["v"] is hour["v"] is None
    assert cost["text"]["zh"] == hour["text"]["zh"] == "未知"
    assert cost["why"]["zh"] == UNKNOWN.zh


def test_means_of_other_people_are_neither_better_nor_worse() -> None:
    run = scenario("A", 100.0, 1.0, cut_off=50.0)
    _, row = table_json(Compared.of([run]))["rows"]
    mean = row[1]
    assert mean["verdict"] == "same"
    assert mean["why"]["zh"]
    worse = replace(run.scorecard.all_services.after, share_within=0.0)
    card = replace(run.scorecard, all_services=replace(run.scorecard.all_services, after=worse))
    _, row = table_json(Compared.of([replace(run, scorecard=card)]))["rows"]
    assert row[0]["verdict"] == "worse"


@pytest.mark.parametrize(
    ("before", "after", "text"),
    [(0.7, 0.75, "+5.0"), (0.75, 0.7, "−5.0"), (0.7, 0.70001, "+<0.1"), (0.1004, 0.1006, "+0.1")],
)
def test_a_change_is_that_of_the_numbers_shown(before: float, after: float, text: str) -> None:
    assert SHARE.change(before, after).zh == text


def test_large_sums_count_in_ten_thousands_and_thousands() -> None:
    small, large = (Scale.counted([most], Text("小时", "h")) for most in (99_999.0, 123_456.0))
    assert (small.text(4321.0).zh, small.unit.en) == ("4,321", "h")
    assert (large.text(123_456.0), large.unit) == (Text("12.3", "123"), Text("万小时", "1,000 h"))
