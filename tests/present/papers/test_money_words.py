from __future__ import annotations

from dataclasses import replace

import pytest

from planner.domain.costs import Amount
from planner.domain.money import CostOfAnHour, MeasuresCost, Money
from planner.present.papers.money_words import amount_words, money_words
from planner.text import Text
from tests.present.fixture import result


def money() -> Money:
    return result(hostile=False).scorecard.money


def test_an_amount_tells_its_range_where_it_shows() -> None:
    assert amount_words(Amount(200_000.0, 100_000.0, 300_000.0)) == (
        "20.0 万元（10.0 万元至 30.0 万元）"
    )
    assert amount_words(Amount.exact(4_500.0)) == "4,500 元"
    assert amount_words(Amount(200_000.0, 199_999.0, 200_001.0)) == "20.0 万元"


def test_costs_that_are_not_known_are_not_summed() -> None:
    why = (Text("代办点的费用未知", "cost of an agent"),)
    text = "".join(money_words(replace(money(), cost=MeasuresCost(None, None, None, why))))
    assert "费用不全，不作合计：代办点的费用未知。" in text
    assert "一次性" not in text


def test_known_costs_and_the_cost_of_an_hour_are_told() -> None:
    cost = MeasuresCost(Amount.exact(50_000.0), Amount.exact(20_000.0), Amount.exact(25_000.0))
    each = CostOfAnHour(Amount(12.34, 10.0, 20.0), None)
    text = "".join(money_words(replace(money(), cost=cost, per_hour=each, saved_h=-3.0)))
    assert "一次性投入 5.0 万元，每年 2.0 万元。" in text
    assert "每节省居民一小时投入 12.3 元（10.0 至 20.0 元）。" in text
    assert "增加 3 小时" in text
    assert "不是预算" in text


@pytest.mark.parametrize(
    ("yearly", "said"),
    [
        (Amount.exact(-52_000.0), "，每年少支出 5.2 万元。"),
        (Amount(-52_000.0, -80_000.0, -20_000.0),
         "，每年少支出 5.2 万元（2.0 万元至 8.0 万元）。"),
        (Amount(-52_000.0, -80_000.0, 10_000.0),
         "，每年少支出 5.2 万元（少支出 8.0 万元至多支出 1.0 万元）。"),
    ],
)  # fmt: skip
def test_what_saves_money_each_year_is_told_without_a_minus(yearly: Amount, said: str) -> None:
    cost = MeasuresCost(Amount.exact(0.0), yearly, yearly)
    assert said in "".join(money_words(replace(money(), cost=cost)))


def test_the_reason_stands_where_there_is_no_cost_of_an_hour() -> None:
    cost = MeasuresCost(Amount.exact(0.0), Amount.exact(0.0), Amount.exact(0.0))
    none = CostOfAnHour(None, Text("没有节省时间。", "no time is saved"))
    said = list(money_words(replace(money(), cost=cost, per_hour=none, saved_h=0.0)))
    assert "没有节省时间。" in said
    assert "不变" in said[0]
