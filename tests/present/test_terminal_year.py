from __future__ import annotations

from dataclasses import replace

from planner.domain.costs import Amount
from planner.domain.money import CostOfAnHour, MeasuresCost
from planner.present.terminal_year import troubles, year_report
from planner.text import Text, display_width
from tests.present.busy import busy
from tests.present.fixture import result
from tests.present.test_terminal import printed

RESULT = result(hostile=False)


def test_without_a_calendar_and_windows_there_are_no_troubles() -> None:
    assert list(troubles(RESULT)) == []


def test_overload_and_closed_hours_come_first() -> None:
    run = busy(RESULT)
    lines = printed(*troubles(run))
    assert max(map(display_width, lines)) <= 80
    people = int(run.after.world.residents.people[2])
    assert lines[2] == f"1 个柜台有时超负荷，涉及 {people} 人（现状 1 个，{people} 人）"
    desk = next(line for line in lines if line.startswith("第1派出所 窗口"))
    hours = f"{run.after.slices.hours[0]:,.0f}"
    assert desk.split()[2:] == ["2", "130", hours, "400"]
    assert any("平均每周有" in line for line in lines)


def test_periods_are_told_where_the_study_has_a_year() -> None:
    assert not any("working hours" in line for line in printed(*year_report(RESULT)))
    lines = printed(*year_report(busy(RESULT)))
    assert max(map(display_width, lines)) <= 80
    assert any("working hours" in line for line in lines)


def test_only_parts_of_a_case_that_exist_are_listed() -> None:
    lines = printed(*year_report(RESULT))
    starts = [line.split()[0] for line in lines if line.strip()]
    assert "整件耗时" in starts
    assert "请假" not in starts
    assert "上门" not in starts


def test_cost_has_its_range_or_a_reason() -> None:
    def lines(cost: MeasuresCost, hour: CostOfAnHour) -> list[str]:
        money = replace(RESULT.scorecard.money, cost=cost, per_hour=hour)
        card = replace(RESULT.scorecard, money=money)
        return printed(*year_report(replace(RESULT, scorecard=card)))

    known = lines(
        MeasuresCost(Amount(2e5, 1e5, 3e5), Amount.exact(5e4), Amount(7e4, 6e4, 8e4)),
        CostOfAnHour(Amount(3.5, 3.0, 4.0), None),
    )
    assert "举措：一次性 200,000 (100,000–300,000) 元，每年 50,000 元" in known
    assert "每节省一小时 3.5 (3.0–4.0) 元 yuan for each hour saved" in known
    why = Text("岗亭费用未知", "kiosks not known")
    unknown = lines(MeasuresCost(None, Amount.exact(0.0), None, (why,)), CostOfAnHour(None, why))
    assert "举措费用不全：岗亭费用未知" in unknown
