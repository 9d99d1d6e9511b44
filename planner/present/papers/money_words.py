"""Money in the sentences of a report: what residents bear, what measures cost, never a budget."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from planner.domain.costs import Amount
from planner.domain.money import Money
from planner.present.style import count_text
from planner.text import Text

YUAN: Final = Text("元", "yuan")


def money_words(money: Money) -> Iterator[str]:
    """Yield what a scenario costs and saves, all services and a whole year, in Chinese."""
    before, after = money.before.total_yuan, money.after.total_yuan
    yield (
        f"全部事项一年中，居民办事的行车、时间和邮寄负担由 {_yuan(before.value)}变为 "
        f"{_yuan(after.value)}；整件耗时（路上、请假、排队、办理）{_saved(money.saved_h)}。"
    )
    cost = money.cost
    if cost.opening_yuan is None or cost.yearly_yuan is None:
        reasons = "；".join(reason.zh for reason in cost.unknown)
        yield f"举措的费用不全，不作合计：{reasons}。"
    else:
        yield (
            f"举措费用：一次性投入 {amount_words(cost.opening_yuan)}，"
            f"每年{_yearly(cost.yearly_yuan)}。"
        )
        yield from _per_hour(money)
    yield "以上按规划单价估算，括号内为单价取下限和上限时的范围，不是预算。"


def _per_hour(money: Money) -> Iterator[str]:
    each, reason = money.per_hour.yuan, money.per_hour.reason
    if each is not None:
        value, low, high = (f"{end:,.1f}" for end in (each.value, each.low, each.high))
        span = "" if low == high else f"（{low} 至 {high} 元）"
        yield f"年化后，每节省居民一小时投入 {value} 元{span}。"
    elif reason is not None:
        yield f"{reason.zh.rstrip('。')}。"


def amount_words(amount: Amount) -> str:
    """Return an amount with its range, e.g. '20.0 万元（10.0 万元至 30.0 万元）'."""
    low, high = _yuan(amount.low), _yuan(amount.high)
    return _yuan(amount.value) if low == high else f"{_yuan(amount.value)}（{low}至 {high}）"


def _yearly(amount: Amount) -> str:
    """Return what a year costs; where it costs less than today, nobody reads a minus."""
    if amount.value >= 0:
        return f" {amount_words(amount)}"
    if amount.high <= 0:
        return f"少支出 {amount_words(Amount(-amount.value, -amount.high, -amount.low))}"
    return (
        f"少支出 {_yuan(-amount.value)}（少支出 {_yuan(-amount.low)}至多支出 {_yuan(amount.high)}）"
    )


def _yuan(value: float) -> str:
    return count_text(value, YUAN).zh


def _saved(hours: float) -> str:
    shown = count_text(abs(hours), Text("小时", "hours")).zh
    if round(hours) == 0:
        return "不变"
    return f"减少 {shown}" if hours > 0 else f"增加 {shown}"
