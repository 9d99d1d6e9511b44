from __future__ import annotations

import pytest

from planner.domain.costs import Amount
from planner.domain.result import RunResult
from planner.present.comparing.compared import Compared
from planner.present.comparing.headline import comparison_headline, range_text, yuan_text
from planner.text import Text
from tests.present.comparing.scenarios import scenario
from tests.present.fixture import result


def said(*runs: RunResult) -> Text:
    return comparison_headline(Compared.of(runs))


def test_winners_are_named_with_their_figures() -> None:
    text = said(scenario("A", 20_000.0, 100_000.0), scenario("B", 5_000.0, 5_000.0))
    assert text.zh == (
        "按模型估算，2 个方案中，“A”节省最多，一年 2.0 万小时（路上、请假、排队和办理）；"
        "每节省一小时花费最少的是“B”，1.00 元。"
    )
    assert text.en == (
        'Modelled estimate: of 2 scenarios "A" saves most, 20,000 hours a year (travel, time off, '
        'queues and counters); an hour saved costs least in "B", 1.00 yuan.'
    )


def test_overlapping_ranges_leave_the_order_open() -> None:
    cheap = scenario("A", 100.0, Amount(100.0, 50.0, 300.0))
    near = scenario("B", 100.0, Amount(400.0, 200.0, 500.0))
    far = scenario("C", 90.0, Amount.exact(9000.0))
    text = said(cheap, near, far)
    assert "“A”，1.00 元（0.50–3.00），但与“B”的费用范围重叠，先后不能确定" in text.zh
    assert 'overlaps with that of "B", so the order is not certain' in text.en
    assert "重叠" not in said(cheap, far).zh


def test_equals_are_told_as_equals() -> None:
    text = said(scenario("A", 100.0, 10.0), scenario("B", 100.2, 10.02))
    assert "“A”等 2 个节省最多，一年各省 100 小时" in text.zh
    assert "“A”等 2 个，各 0.10 元" in text.zh


def test_who_cuts_people_off_wins_nothing() -> None:
    text = said(scenario("A", 9_000.0, 1.0, cut_off=30.0), scenario("B", 10.0, None))
    assert "“B”节省最多" in text.zh
    assert "1 个方案使一些居民到不了，不参加评比；1 个方案费用未知，未比花费。" in text.zh
    assert "1 scenario that cuts people off is not counted" in text.en
    assert "costs least" not in text.en


def test_nothing_saved_and_nothing_to_compare() -> None:
    assert "没有方案节省时间" in said(scenario("A", -5.0, 1.0), scenario("B", 0.0, 1.0)).zh
    assert said(result(as_is=True)).zh == "只有现状，没有可以比较的方案。"
    one = said(scenario("A", 50.0, 100.0))
    assert (
        "“A”一年为居民节省 50 小时（路上、请假、排队和办理），每节省一小时花费 2.00 元。" in one.zh
    )
    assert "of 1" not in one.en


def test_an_hour_below_nothing() -> None:
    text = said(scenario("A", 50.0, Amount(-100.0, -200.0, -50.0)), scenario("B", 5.0, 1.0))
    assert "−2.00 元（−4.00 … −1.00），不花钱反而省钱" in text.zh


@pytest.mark.parametrize(
    ("yuan", "text"),
    [(0.324, "0.32"), (12.34, "12.3"), (1234.5, "1,234"), (-0.001, "0.00"), (-3.0, "−3.00")],
)
def test_money_has_about_three_digits(yuan: float, text: str) -> None:
    assert yuan_text(yuan) == text


def test_a_range_that_reads_as_one_number_is_none() -> None:
    assert not range_text(Amount(17.19, 17.18, 17.22))
    assert range_text(Amount(17.19, 17.1, 18.0)) == "17.1–18.0"
