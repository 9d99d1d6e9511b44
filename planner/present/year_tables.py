"""Tables of the year: periods of the day and week, whole cases, desks, money, crowding."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from planner.analyse.desk_years import TARGET_WAIT_S, DeskYear
from planner.domain.costs import Amount
from planner.domain.result import RunResult
from planner.domain.score import PeriodRow, Summary
from planner.present.columns import (
    CODE,
    FIGURE,
    FIGURE_EN,
    MEASURED_IN,
    NO_UNIT,
    PERCENT,
    STAGES,
    Cell,
    Column,
    Table,
    number,
    staged,
    words,
)
from planner.present.figures import rows_by_selection
from planner.present.year_figures import desks_of
from planner.text import Text
from planner.units import S_PER_MIN

TARGET_WAIT_MIN: Final = TARGET_WAIT_S / S_PER_MIN
_SERVICES: Final = words("事项范围", "Services (zh)", "所评价的事项", "services that are judged")
_SERVICES_EN: Final = words("英文事项范围", "Services (en)", "英文", "the same in English")

CASE_PARTS: Final = (
    ("case_h", Text("整件耗时合计", "Whole cases, hours"), "小时 hours"),
    ("person_h", Text("其中：路上", "of these: travel"), "小时 hours"),
    ("time_off_h", Text("其中：请假", "of these: time off work"), "小时 hours"),
    ("wait_h", Text("其中：排队等候", "of these: waiting"), "小时 hours"),
    ("counter_h", Text("其中：窗口办理", "of these: at the counter"), "小时 hours"),
    ("cases", Text("办件量", "Cases"), "件 cases"),
    ("trips", Text("跑动次数", "Trips"), "次 trips"),
    ("person_km", Text("出行里程", "Travel distance"), "公里 km"),
    ("swamped_trips", Text("遇到超负荷柜台的次数", "Trips to overloaded desks"), "次 trips"),
    ("mail_legs", Text("邮寄次数", "Letters"), "次 legs"),
    ("doorstep_cases", Text("上门办理件数", "Cases handled at the door"), "件 cases"),
    ("online_cases", Text("网上办理件数", "Cases handled online"), "件 cases"),
    ("result_days", Text("平均办结天数", "Mean days to the result"), "天 days"),
)
"""Figures of a year of cases: name in `Summary`, words, unit."""


def year_tables(result: RunResult) -> Iterator[Table]:
    """Yield the tables of the year; that of crowding only where the scenario asks for it."""
    yield _periods(result)
    yield _cases(result)
    yield _desks(result)
    yield _money(result)
    if result.after.crowding is not None:
        yield _crowding(result)


def _stage_columns(meaning: Text, digits: int) -> tuple[Column, ...]:
    change = Text("实施后减现状", "with measures minus today")
    return (
        *(Column(stage, NO_UNIT, meaning, digits) for stage in STAGES),
        Column(Text("变化", "Change"), NO_UNIT, change, digits),
    )


def _periods(result: RunResult) -> Table:
    within, is_open = Text("达标比例", "Share within"), Text("可办比例", "Share open")
    mean = Text("平均时间", "Mean time")
    columns = (
        _SERVICES, _SERVICES_EN,
        words("时段", "Period (zh)", "时段名称", "name of the period"),
        words("英文时段", "Period (en)", "英文时段名称", "the same in English"),
        words("时间", "Hours", "OSM 开放时间写法", "as OSM writes opening hours"),
        Column(Text("全年小时", "Hours a year"), NO_UNIT,
               Text("该时段一年的小时数", "of the period"), 0),
        *(Column(staged(within, stage), PERCENT,
                 Text("标准时间内有开门的服务点可办的需求，占全部需求，按小时平均",
                      "needs (trips people want to make) that an open site within the "
                      "standard meets, averaged over the hours"), 1) for stage in STAGES),
        *(Column(staged(is_open, stage), PERCENT,
                 Text("此时有开门的服务点可办的需求，占全部需求",
                      "needs that an open site meets, however far"), 1)
          for stage in STAGES),
        *(Column(staged(mean, stage), Text("分钟", "min"),
                 Text("到此时开门的服务点，只计办得了的需求",
                      "one way to sites that are open then, of the needs met"), 1)
          for stage in STAGES),
    )  # fmt: skip
    card = result.scorecard
    rows = [
        (name.zh, name.en, *_period_cells(row))
        for name, periods in (
            (card.focus.name, card.periods), (card.all_services.name, card.periods_all),
        )
        for row in periods
    ]  # fmt: skip
    return Table("periods", Text("时段", "Periods"), columns, tuple(rows))


def _period_cells(row: PeriodRow) -> tuple[Cell, ...]:
    stages = (row.before, row.after)
    return (
        row.name.zh, row.name.en, row.hours, row.after.hours,
        *(number(100 * stage.share_within) for stage in stages),
        *(number(100 * stage.share_open) for stage in stages),
        *(number(stage.mean_s / S_PER_MIN) for stage in stages),
    )  # fmt: skip


def _cases(result: RunResult) -> Table:
    columns = (_SERVICES, _SERVICES_EN, FIGURE, FIGURE_EN, MEASURED_IN,
               *_stage_columns(Text("全体居民一年", "all residents in a year"), 1))  # fmt: skip
    rows: list[tuple[Cell, ...]] = []
    for row in rows_by_selection(result).values():
        for name, label, unit in CASE_PARTS:
            pair = _pair(row.before, row.after, name)
            rows.append((row.name.zh, row.name.en, label.zh, label.en, unit, *pair))
    return Table("whole_cases", Text("整件成本", "Whole cases"), columns, tuple(rows))


def _pair(before: Summary, after: Summary, name: str) -> tuple[Cell, ...]:
    old, new = float(getattr(before, name)), float(getattr(after, name))
    return number(old), number(new), number(new - old)


def _desks(result: RunResult) -> Table:
    figures = (
        (Text("窗口数", "Windows"), NO_UNIT,
         Text("同时服务的窗口、终端或代办员，空白为未知",
              "places that serve at a time, blank if unknown"), 0),
        (Text("全年到访", "Visits a year"), NO_UNIT,
         Text("按所选服务点和柜台推算", "of those who choose it"), 0),
        (Text("最忙时段负荷", "Busiest load"), PERCENT,
         Text("到达乘以办理时长除以窗口，100% 及以上为超负荷",
              "work that comes over windows; overloaded from 100 % on"), 0),
        (Text("平均等候", "Mean wait"), Text("分钟", "min"),
         Text("不计超负荷时的到访", "visits at which it is overloaded left out"), 1),
        (Text("超负荷到访", "Visits while overloaded"), NO_UNIT,
         Text("一年中遇到超负荷的到访", "a year"), 0),
        (Text("超负荷小时", "Hours overloaded"), NO_UNIT, Text("一年", "a year"), 0),
        (Text("所需窗口数", "Windows needed"), NO_UNIT,
         Text(f"各时段平均等候都不超过 {TARGET_WAIT_MIN:g} 分钟，按一队多窗计",
              f"for mean waits of at most {TARGET_WAIT_MIN:g} min at all hours, in one queue"), 0),
    )  # fmt: skip
    columns = (
        CODE,
        words("名称", "Name", "服务点名称", "name of the site"),
        words("渠道", "Channel", "柜台的渠道", "of the desk"),
        *(Column(staged(name, stage), unit, meaning, digits)
          for name, unit, meaning, digits in figures for stage in STAGES),
    )  # fmt: skip
    old, new = ({(desk.site, desk.channel): desk for desk in desks_of(outcome)}
                for outcome in (result.before, result.after))  # fmt: skip
    names = {
        site_id: str(name)
        for outcome in (result.before, result.after)
        for site_id, name in zip(outcome.world.sites.ids, outcome.world.sites.names, strict=True)
    }
    rows = tuple(
        (
            key[0], names[key[0]], str(key[1].label),
            *(cell for pair in zip(_desk_cells(old.get(key)), _desk_cells(new.get(key)),
                                   strict=True) for cell in pair),
        )
        for key in dict.fromkeys([*new, *old])
    )  # fmt: skip
    return Table("desks", Text("柜台负荷", "Desks"), columns, rows)


def _desk_cells(desk: DeskYear | None) -> tuple[Cell, ...]:
    if desk is None:
        return (None,) * 7
    known = desk.windows > 0
    return (
        desk.windows or None, desk.visits, number(100 * desk.peak_busy),
        number(desk.wait_s / S_PER_MIN), desk.swamped_visits if known else None,
        desk.swamped_hours if known else None, desk.needed,
    )  # fmt: skip


def _money(result: RunResult) -> Table:
    columns = (
        FIGURE, FIGURE_EN, MEASURED_IN,
        Column(Text("数值", "Value"), NO_UNIT,
               Text("按各单价的取值", "at the value of each rate"), 2),
        Column(Text("低", "Low"), NO_UNIT,
               Text("各单价均取下限", "all rates at their lowest"), 2),
        Column(Text("高", "High"), NO_UNIT,
               Text("各单价均取上限", "all rates at their highest"), 2),
        words("说明", "Remark", "没有数值的原因", "why there is no value"),
    )  # fmt: skip
    money = result.scorecard.money
    rows: list[tuple[Cell, ...]] = []
    for bill, stage in (
        (money.before, STAGES[0]), (money.after, STAGES[1]), (money.change, Text("变化", "change")),
    ):  # fmt: skip
        for label, amount, unit in (
            (Text("出行费用", "Travel"), bill.travel_yuan, "元/年 yuan a year"),
            (Text("时间价值", "Value of time"), bill.time_yuan, "元/年 yuan a year"),
            (Text("邮寄费", "Fees for letters"), bill.mail_fee_yuan, "元/年 yuan a year"),
            (Text("居民负担合计", "Residents' total"), bill.total_yuan, "元/年 yuan a year"),
            (
                Text("邮寄总费用（不论谁付）", "Mail, whoever pays"),
                bill.mail_yuan,
                "元/年 yuan a year",
            ),
            (Text("二氧化碳", "CO2"), bill.co2_kg, "千克/年 kg a year"),
        ):
            name = staged(label, stage)
            rows.append((name.zh, name.en, unit, *_amount_cells(amount), ""))
    why = "; ".join(str(reason) for reason in money.cost.unknown)
    cost, per_hour = money.cost, money.per_hour
    reason = "" if per_hour.reason is None else str(per_hour.reason)
    for label, known, unit, remark in (
        (Text("举措一次性投入", "Opening cost"), cost.opening_yuan, "元 yuan", why),
        (Text("举措每年费用", "Yearly cost"), cost.yearly_yuan, "元/年 yuan a year", why),
        (Text("举措年化费用", "Annualised cost"), cost.annualised_yuan, "元/年 yuan a year", why),
        (Text("每节省一小时的费用", "Cost of an hour saved"), per_hour.yuan, "元/小时 yuan an hour",
         reason),
    ):  # fmt: skip
        rows.append((label.zh, label.en, unit, *_amount_cells(known),
                     remark if known is None else ""))  # fmt: skip
    return Table("money", Text("费用", "Money"), columns, tuple(rows))


def _amount_cells(amount: Amount | None) -> tuple[Cell, ...]:
    return (None,) * 3 if amount is None else (amount.value, amount.low, amount.high)


def _crowding(result: RunResult) -> Table:
    columns = (FIGURE, FIGURE_EN, MEASURED_IN,
               *_stage_columns(Text("竞争性可达性", "access that reckons with crowding"), 4)
               )  # fmt: skip
    before, after = result.before.crowding, result.after.crowding
    rows = [
        (label.zh, label.en, unit, number(old), number(new), number(new - old))
        for label, unit, name in (
            (Text("人均可及窗口小时", "Window-hours within reach a person"), "小时 hours", "mean"),
            (Text("基尼系数", "Gini"), "", "gini"),
            (Text("阿特金森指数（ε = 0.5）", "Atkinson (ε = 0.5)"), "", "atkinson"),
            (Text("计入的窗口小时", "Window-hours that count"), "小时 hours", "supply_h"),
            (Text("其中无人可及", "of these, reached by nobody"), "小时 hours", "unreached_h"),
            (Text("计入的服务点", "Sites that count"), "个 sites", "n_sites"),
            (Text("窗口数未知、未计入的服务点", "Sites left out, windows unknown"), "个 sites",
             "n_unknown"),
        )
        for old, new in [(float(getattr(before, name)), float(getattr(after, name)))]
    ]  # fmt: skip
    return Table("crowding", Text("竞争性可达性", "Crowding"), columns, tuple(rows))
