from __future__ import annotations

from dataclasses import replace

import pytest

from planner.domain.costs import Amount
from planner.domain.money import CostOfAnHour, MeasuresCost, Money
from planner.present.worth import worth
from planner.text import Text
from tests.present.fixture import result

MONEY = result().scorecard.money


def money(saved_h: float, yearly: Amount | None, each: Amount | None) -> Money:
    unknown = (Text("没有单价", "no price"),) if yearly is None else ()
    opening = None if yearly is None else Amount.exact(0.0)
    cost = MeasuresCost(opening, yearly, yearly, unknown)
    reason = Text("没有节省", "none saved") if each is None else None
    return replace(MONEY, saved_h=saved_h, cost=cost, per_hour=CostOfAnHour(each, reason))


def said(of: Money) -> str:
    found = worth(of, as_is=False)
    assert found is not None
    assert found.zh.endswith("。")
    return found.en


def test_time_saved_and_its_price() -> None:
    found = said(money(231_000.0, Amount(4e6, 3e6, 5e6), Amount(17.3, 13.0, 21.6)))
    assert found == (
        "All services in a year, travel, leave, queues and counters together: 231,000 hours less; "
        "it costs 4.00 million yuan a year at planning rates, 17.3 (13.0–21.6) yuan for each hour "
        "saved."
    )


@pytest.mark.parametrize(
    ("of", "words"),
    [
        (money(-50.0, Amount.exact(9.0), None), "50 hours more; it costs 9 yuan a year"),
        (money(0.0, Amount.exact(0.0), None), "no less time; it costs nothing"),
        (money(9.0, Amount.exact(-300.0), Amount.exact(-33.0)), "300 yuan a year less are spent."),
        (money(9.0, None, None), "the cost is not known (no price)."),
    ],
)
def test_what_is_not_so_plain(of: Money, words: str) -> None:
    assert words in said(of)


def test_a_study_as_it_is_is_worth_nothing_yet() -> None:
    assert worth(MONEY, as_is=True) is None
