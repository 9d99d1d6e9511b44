"""One more sentence: what a scenario costs, and what residents' time that buys."""

from __future__ import annotations

from planner.domain.costs import Amount
from planner.domain.money import Money
from planner.present.style import count_text
from planner.text import Text

_HOURS = Text("小时", "hours")
_YUAN = Text("元", "yuan")


def worth(money: Money, *, as_is: bool) -> Text | None:
    """Return the sentence about all services and a whole year; None where nothing is changed.

    Prices are planning rates, so it says so. A cost that is not known is never left out silently.
    """
    if as_is:
        return None
    parts = [_time(money.saved_h), _cost(money)]
    return Text(
        "；".join(part.zh for part in parts) + "。",
        "; ".join(part.en for part in parts) + ".",
    )


def _time(saved_h: float) -> Text:
    start = Text(
        "全部事项一年的整件耗时（路上、请假、排队、办理）",
        "All services in a year, travel, leave, queues and counters together: ",
    )
    if round(saved_h) == 0:
        return Text(f"{start.zh}不变", f"{start.en}no less time")
    amount = count_text(abs(saved_h), _HOURS)
    if saved_h > 0:
        return Text(f"{start.zh}减少 {amount.zh}", f"{start.en}{amount.en} less")
    return Text(f"{start.zh}增加 {amount.zh}", f"{start.en}{amount.en} more")


def _cost(money: Money) -> Text:
    yearly = money.cost.annualised_yuan
    if yearly is None:
        why = money.cost.unknown[0]
        return Text(f"费用未知（{why.zh}）", f"the cost is not known ({why.en})")
    if round(yearly.value) == 0:
        return Text("按规划单价不花钱", "it costs nothing at planning rates")
    amount = count_text(abs(yearly.value), _YUAN)
    said = Text(f"按规划单价每年约 {amount.zh}", f"it costs {amount.en} a year at planning rates")
    if yearly.value < 0:
        said = Text(f"按规划单价每年少支出 {amount.zh}",
                    f"at planning rates {amount.en} a year less are spent")  # fmt: skip
    each = money.per_hour.yuan
    if each is None or yearly.value < 0:
        return said
    value = _range(each)
    return Text(
        f"{said.zh}，每节省一小时 {value.zh} 元", f"{said.en}, {value.en} yuan for each hour saved"
    )


def _range(each: Amount) -> Text:
    value, low, high = (f"{end:,.1f}" for end in (each.value, each.low, each.high))
    if low == high:
        return Text.same(value)
    return Text(f"{value}（{low}–{high}）", f"{value} ({low}–{high})")
