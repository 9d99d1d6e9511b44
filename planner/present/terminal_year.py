"""The year on the terminal: overload and closed hours first, then periods, whole cases, money."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text as Styled

from planner.analyse.desk_years import DeskYear
from planner.domain.costs import Amount
from planner.domain.money import Money
from planner.domain.result import RunResult
from planner.present.folding import fold
from planner.present.style import people_text, share_text
from planner.present.terminal_parts import (
    DASH,
    WIDTH,
    change,
    number,
    number_columns,
    plain_table,
    section,
)
from planner.present.year_figures import (
    desks_of,
    mean_closed_h_per_week,
    people_swamped,
    swamped_desks,
)
from planner.text import Text
from planner.units import S_PER_MIN

N_DESKS: Final = 5
NAME_WIDTH: Final = 30
PER_10_000: Final = 10_000
_CASES: Final = (
    ("case_h", "整件耗时 whole cases (h)", 0),
    ("person_h", "  路上 travel (h)", 0),
    ("time_off_h", "  请假 time off work (h)", 0),
    ("wait_h", "  排队 waiting (h)", 0),
    ("counter_h", "  窗口 at the counter (h)", 0),
    ("trips", "跑动 trips", 0),
    ("mail_legs", "邮寄 letters", 0),
    ("doorstep_cases", "上门 at the door (cases)", 0),
    ("online_cases", "网办 online (cases)", 0),
    ("result_days", "办结天数 days to the result", 1),
)


def troubles(result: RunResult) -> Iterator[RenderableType]:
    """Yield what planners must know first: overloaded desks, and hours with nothing open."""
    before, after = (swamped_desks(desks_of(o)) for o in (result.before, result.after))
    if before or after:
        yield _overload(result, before, after)
    if result.after.world.calendar is not None:
        yield _closed(result)


def year_report(result: RunResult) -> Iterator[RenderableType]:
    """Yield the hours of the week, whole cases, money and, if asked for, crowding."""
    if result.after.world.calendar is not None:
        yield _periods(result)
    yield _cases(result)
    yield _money(result)
    if result.after.crowding is not None:
        yield _crowding(result)


def _as_is(result: RunResult) -> bool:
    return not result.measures


def _overload(result: RunResult, before: list[DeskYear], after: list[DeskYear]) -> RenderableType:
    old, new = (people_text(people_swamped(o)) for o in (result.before, result.after))
    zh = f"{len(after)} 个柜台有时超负荷，涉及 {new.zh}"
    en = f"overloaded at some hours: {len(after)}; people who meet it: {new.en}"
    if not _as_is(result):
        zh += f"（现状 {len(before)} 个，{old.zh}）"
        en += f" (today {len(before)}; {old.en})"
    said = Styled(fold(zh, WIDTH) + "\n" + fold(en, WIDTH))
    table = plain_table("柜台\ndesk")
    number_columns(table, "窗口\nwindows", "最忙 %\nbusiest %", "超负荷 时/年\noverload h",
                   "到访/年\nvisits")  # fmt: skip
    names = {
        site_id: name
        for outcome in (result.before, result.after)
        for site_id, name in zip(outcome.world.sites.ids, outcome.world.sites.names, strict=True)
    }
    for desk in after[:N_DESKS]:
        name = fold(names[desk.site].zh, NAME_WIDTH)
        table.add_row(
            Styled(f"{name} {desk.channel.label.zh}"), str(desk.windows),
            number(100 * desk.peak_busy, 0), number(desk.swamped_hours, 0),
            number(desk.visits, 0),
        )  # fmt: skip
    body = Group(said, table) if after else Group(said)
    return section(Text("超负荷", "Overload"), body)


def _closed(result: RunResult) -> RenderableType:
    old, new = (
        mean_closed_h_per_week(o, result.focus_services) for o in (result.before, result.after)
    )
    shown = number(new, 0)
    hours = "hour" if shown == "1" else "hours"
    was = Text("", "") if _as_is(result) else Text(
        f"（现状 {number(old, 0)}）", f" (today {number(old, 0)})"
    )  # fmt: skip
    row = result.scorecard.focus.name
    return section(
        Text("关门时间", "Closed hours"),
        Group(
            Styled(fold(f"办理“{row.zh}”，平均每周有 {shown} 小时{was.zh}没有开门的服务点", WIDTH)),
            Styled(fold(f"{row.en}: for {shown} {hours} of a week{was.en} no site is open for what "
                        "one needs, on average", WIDTH)),
        ),
    )  # fmt: skip


def _periods(result: RunResult) -> RenderableType:
    limit = f"{result.scorecard.within_s / S_PER_MIN:g}"
    table = plain_table("时段 period")
    heads = (f"{limit} 分内 within", "可办 open", "平均 分 mean min")
    number_columns(table, *heads)
    for row in result.scorecard.periods:
        stages = (row.after,) if _as_is(result) else (row.before, row.after)
        cells = (
            [share_text(stage.share_within) for stage in stages],
            [share_text(stage.share_open) for stage in stages],
            [number(stage.mean_s / S_PER_MIN, 1) for stage in stages],
        )
        shown = (" → ".join(dict.fromkeys(texts)) for texts in cells)
        table.add_row(f"{row.name.zh} {row.name.en}", *shown)
    name = result.scorecard.focus.name
    title = Text(f"{name.zh}：什么时候能办", f"{name.en} by the hour")
    return section(title, table)


def _cases(result: RunResult) -> RenderableType:
    row = result.scorecard.focus
    table = _figures_table(result)
    for name, label, digits in _CASES:
        before, after = float(getattr(row.before, name)), float(getattr(row.after, name))
        if name in {"case_h", "trips"} or before or after:
            _add(result, table, label, (before, after), digits)
    return section(Text(f"{row.name.zh}：整件成本（全年）", f"{row.name.en}: a year"), table)


def _figures_table(result: RunResult) -> Table:
    table = plain_table("指标 figure")
    heads = ("现状 as it is",) if _as_is(result) else ("现状 before", "方案 after", "变化 change")
    number_columns(table, *heads)
    return table


def _add(
    result: RunResult, table: Table, label: str, figures: tuple[float, float], digits: int
) -> None:
    before, after = figures
    if _as_is(result):
        table.add_row(label, number(before, digits))
    else:
        table.add_row(label, number(before, digits), number(after, digits),
                      change(before, after, digits))  # fmt: skip


def _money(result: RunResult) -> RenderableType:
    money = result.scorecard.money
    table = _figures_table(result)
    for label, name, unit in (
        ("居民负担 residents (10,000 yuan)", "total_yuan", PER_10_000),
        ("  行车 car (10,000 yuan)", "travel_yuan", PER_10_000),
        ("  时间 time (10,000 yuan)", "time_yuan", PER_10_000),
        ("二氧化碳 CO2 (t)", "co2_kg", 1000),
    ):
        before, after = (getattr(bill, name).value / unit for bill in (money.before, money.after))
        _add(result, table, label, (before, after), 1)
    title = Text("费用（全部事项，全年，规划单价）", "Money: all services, a year, planning rates")
    return section(title, table if _as_is(result) else Group(table, *_cost_lines(money)))


def _cost_lines(money: Money) -> Iterator[RenderableType]:
    cost, per_hour = money.cost, money.per_hour
    if cost.unknown:
        zh = "；".join(reason.zh for reason in cost.unknown)
        en = "; ".join(reason.en for reason in cost.unknown)
        yield Styled(fold(f"举措费用不全：{zh}", WIDTH))
        yield Styled(fold(f"cost of the measures not known: {en}", WIDTH))
        return
    opening, yearly = _range(cost.opening_yuan), f"每年 {_range(cost.yearly_yuan)} 元"
    english = f"{_range(cost.yearly_yuan)} yuan a year"
    if cost.yearly_yuan is not None and cost.yearly_yuan.value < 0:
        less = _range(cost.yearly_yuan * -1.0)
        yearly, english = f"每年比现状少支出 {less} 元", f"{less} yuan a year less than today"
    yield Styled(fold(f"举措：一次性 {opening} 元，{yearly}", WIDTH))
    yield Styled(fold(f"measures: {opening} yuan once, {english}", WIDTH))
    if per_hour.yuan is not None:
        each = _range(per_hour.yuan, 1)
        yield Styled(fold(f"每节省一小时 {each} 元 yuan for each hour saved", WIDTH))
    elif per_hour.reason is not None:
        yield Styled(fold(f"{per_hour.reason.zh} {per_hour.reason.en}", WIDTH))


def _range(amount: Amount | None, digits: int = 0) -> str:
    """Return a figure with its range, e.g. '200,000 (100,000–300,000)'."""
    if amount is None:
        return DASH
    value, low, high = (number(end, digits) for end in (amount.value, amount.low, amount.high))
    return value if low == high else f"{value} ({low}–{high})"


def _crowding(result: RunResult) -> RenderableType:
    table = _figures_table(result)
    before, after = result.before.crowding, result.after.crowding
    if before is None or after is None:
        raise AssertionError("crowding is asked for both worlds or for none")
    label = "每千人可及窗口小时 window-hours per 1,000"
    per = 1000
    if after.method == "bfca":
        label, per = "居民点平均水平（平衡法）mean part of the levels", 1
    _add(result, table, label, (per * before.mean, per * after.mean), 2)
    _add(result, table, "基尼系数 Gini", (before.gini, after.gini), 3)
    unknown = (float(before.n_unknown), float(after.n_unknown))
    _add(result, table, "窗口数未知的服务点 sites left out", unknown, 0)
    return section(Text("竞争性可达性", "Access that reckons with crowding"), table)
