"""Tables on chosen sites: one row for each site that mattered, one for each number of sites."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from types import MappingProxyType
from typing import Final

from planner.domain.siting import ChosenSite, SitingReport
from planner.present.columns import (
    CODE,
    NAME_EN,
    NAME_ZH,
    NO_UNIT,
    PEOPLE,
    PERCENT,
    Cell,
    Column,
    Table,
    number,
    words,
)
from planner.text import Text

_QUESTION: Final = words("选址问题", "Question", "方案中的位置", "its place in the scenario")
_HOURS: Final = Text("小时/年", "hours a year")
_OPENING: Final = Column(Text("建设费用", "Opening cost"), Text("元", "yuan"),
                         Text("空白为未知", "blank if not known"), 0)  # fmt: skip
STATES: Final = MappingProxyType(
    {"chosen": "选中 chosen", "rejected": "未选 rejected", "existing": "已有 existing"}
)


def siting_tables(reports: Sequence[SitingReport]) -> Iterator[Table]:
    """Yield the tables of all questions together; none where nothing was asked."""
    if not reports:
        return
    yield _sites(reports)
    if any(report.frontier for report in reports):
        yield _frontier(reports)


def _sites(reports: Sequence[SitingReport]) -> Table:
    columns = (
        _QUESTION, CODE, NAME_ZH, NAME_EN,
        words("结果", "Result", "选中、未选或已有", "chosen, rejected, or there already"),
        Column(Text("开设顺序", "Order"), NO_UNIT,
               Text("逐个开设时的次序", "in which they open, one by one"), 0),
        Column(Text("经度", "Longitude"), Text("度", "degrees"), Text("WGS84", "WGS84"), 5),
        Column(Text("纬度", "Latitude"), Text("度", "degrees"), Text("WGS84", "WGS84"), 5),
        Column(Text("就近服务人口", "People served"), PEOPLE,
               Text("至少有一项事项以此为最近；有容量时为安排来此的人",
                    "nearest for at least one of the services; with capacities, sent here"), 0),
        Column(Text("承担人数", "Load"), PEOPLE,
               Text("安排来此的人，按事项占需求的比例计；没有容量时为空白",
                    "sent here, each by the share of the needs; blank without capacities"), 0),
        Column(Text("容量", "Capacity"), PEOPLE,
               Text("最多服务多少人；没有容量时为空白", "at most so many; blank without"), 0),
        Column(Text("节省时间", "Time saved"), _HOURS,
               Text("与一个都不选相比，来此办事者节省的时间",
                    "what its visitors save against no chosen site at all"), 0),
        Column(Text("缺它则多花", "Lost without it"), _HOURS,
               Text("只缺这一个时多花的时间", "more hours if it alone were not chosen"), 0),
        _OPENING,
        words("承接的事项", "Gets", "各点不同时写明", "where sites get different services"),
        words("最接近的替代", "Near tie", "换成它损失最小", "the least harmful instead"),
        Column(Text("替代损失", "Loss of that"), PERCENT,
               Text("占选址收益的比例", "as a share of what choosing gains"), 2),
    )  # fmt: skip
    rows = [row for report in reports for row in _site_rows(report)]
    return Table("siting_sites", Text("选址结果", "Chosen sites"), columns, tuple(rows))


def _site_rows(report: SitingReport) -> Iterator[tuple[Cell, ...]]:
    order = {site: rank for rank, site in enumerate(report.roll_out, start=1)}
    chosen = {one.id: one for one in report.chosen}
    ties = {tie.out_id: tie for tie in reversed(report.near_ties)}
    for one in report.candidates:
        tie = ties.get(one.id)
        yield (
            report.where, one.id, one.name.zh, one.name.en, STATES[one.state],
            order.get(one.id), one.lon, one.lat, *_figures(chosen.get(one.id)),
            None if tie is None else f"{tie.in_name.zh} {tie.in_name.en}",
            None if tie is None else number(100 * tie.share_worse),
        )  # fmt: skip


def _figures(site: ChosenSite | None) -> tuple[Cell, ...]:
    if site is None:
        return (None,) * 7
    gets = "; ".join(str(package) for package in site.gets) or None
    return (site.people, site.load, site.capacity, number(site.saves_h),
            number(site.lost_without_h), site.opening_yuan, gets)  # fmt: skip


def _frontier(reports: Sequence[SitingReport]) -> Table:
    columns = (
        _QUESTION,
        Column(Text("服务点数", "Sites"), NO_UNIT, Text("最多选这么多", "at most so many"), 0),
        _OPENING,
        Column(Text("目标值", "Value"), NO_UNIT, Text("最优方案的目标值", "of the best choice"), 1),
        words("单位", "Unit", "目标值的单位", "unit of the value"),
        Column(Text("收益", "Gain"), NO_UNIT,
               Text("比一个都不选好多少", "better than no chosen site by so much"), 1),
        Column(Text("边际收益", "Marginal gain"), NO_UNIT,
               Text("比上一行多多少", "more than the row above"), 1),
        Column(Text("与最优至多差", "Gap"), PERCENT,
               Text("0 为已证明最优", "0: proven best"), 3),
    )  # fmt: skip
    rows = tuple(
        (
            report.where, point.n, point.cost_yuan, number(point.value), str(report.unit),
            number(point.gain), number(point.marginal_gain), number(100 * point.gap),
        )
        for report in reports
        for point in report.frontier
    )  # fmt: skip
    return Table("siting_frontier", Text("数量与收益", "Gain by number"), columns, rows)
