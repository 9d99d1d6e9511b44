"""The words of the comparison page that the leader page has not, by their key."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from planner.text import Text

COMPARISON_WORDS: Final = MappingProxyType(
    {
        "before": Text("现状", "Today"),
        "after": Text("方案实施后", "With the scenario"),
        "change": Text("与现状相比", "Change"),
        "as_it_is": Text("现状", "As it is"),
        "scenario": Text("方案", "Scenario"),
        "scenarios": Text("各方案", "The scenarios"),
        "scenarios_hint": Text(
            "点选一行或按上下键换地图，点表头排序",
            "click a row or use ↑ ↓ for its map; click a head to sort",
        ),
        "on_map": Text("地图：", "Map: "),
        "all_services": Text("全部事项", "all services"),
        "sort_by": Text("排序：", "sort by "),
        "chart": Text("花多少钱，省多少时间", "Cost against gain"),
        "chart_x": Text("费用，万元/年", "cost, 10,000 yuan a year"),
        "chart_y": Text("整件节省，小时/年", "hours of cases saved a year"),
        "chart_root": Text("（小数放宽）", " (small ones spread)"),
        "efficient": Text("最划算", "efficient"),
        "efficient_means": Text(
            "没有别的方案花钱不更多而节省不更少", "no other saves as much for no more"
        ),
        "dominated": Text("有更划算的", "others do better"),
        "cost_range": Text("费用范围", "range of cost"),
        "unplaced": Text("未画：", "Not drawn: "),
        "no_points": Text("没有费用已知的方案。", "No scenario has a known cost."),
        "per_scenario": Text("各方案单程时间", "One way in each scenario"),
    }
)


def comparison_notes() -> tuple[Text, ...]:
    """Return the sentences that say how scenarios are compared."""
    return (
        Text(
            "各方案关注的事项可能不同，因此一律按全部事项比较：地图、表格和图都是如此。",
            "Scenarios may be about different services, so map, table and chart compare them on "
            "all services.",
        ),
        Text(
            "颜色和箭头说明比现状好还是差；到得了的居民前后不同时，平均时间等不可比，只列差值。",
            "Colours and arrows tell better from worse than today; where not the same people get "
            "there, means cannot be compared, and only the difference stands.",
        ),
        Text(
            "节省的时间按整件计：路上、请假、排队和窗口办理。费用是举措的年化费用，"
            "每节省一小时的费用是两者之比，范围来自各单价的上下限。",
            "Hours saved are those of whole cases: travel, time off work, queues and counters. "
            "Cost is what the measures cost a year; an hour's cost is one over the other, its "
            "range from the lowest and highest rates.",
        ),
        Text(
            "“最划算”指没有别的方案花钱不更多而节省不更少（都按中间值，不动也算一个方案）；"
            "费用未知的方案不画在图上。",
            "Efficient is a scenario if no other saves as much for no more money, by middle "
            "values, doing nothing included. Scenarios without known costs are not drawn.",
        ),
    )
