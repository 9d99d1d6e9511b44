"""Chosen sites on the terminal: which, how sure, what each does, what more or fewer would do."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

from rich.console import Group, RenderableType
from rich.text import Text as Styled

from planner.domain.siting import ORDER_NOTE, SitingReport
from planner.present.folding import fold
from planner.present.terminal_parts import (
    DASH,
    WIDTH,
    name_of,
    number,
    number_columns,
    plain_table,
    section,
)
from planner.text import Text

N_SITES: Final = 40
N_TIES: Final = 5
N_ROBUST: Final = 15
LARGE: Final = 100
"""From here on figures are shown whole."""


def siting_report(report: SitingReport) -> Iterator[RenderableType]:
    """Yield the parts of one answered question."""
    yield _answer(report)
    if report.chosen:
        yield _sites(report)
        if any(site.gets for site in report.chosen):
            yield _packages(report)
    if report.near_ties:
        yield _ties(report)
    if report.frontier:
        yield _frontier(report)
    if report.robust is not None:
        yield _robust(report)


def _answer(report: SitingReport) -> Group:
    value = _amount(report.objective)
    if math.isfinite(report.without):
        value = f"{_amount(report.without)} → {value}"
    lines = [
        Styled(fold(f"{report.model.zh}  {report.model.en}", WIDTH)),
        Styled(fold(report.method.zh, WIDTH)),
        Styled(fold(report.method.en, WIDTH)),
        Styled(fold(f"{value} {report.unit.zh}  {report.unit.en}", WIDTH)),
    ]  # fmt: skip
    return section(Text(f"选址：{report.title.zh}", report.title.en), Group(*lines))


def _amount(value: float) -> str:
    return number(value, 0 if value >= LARGE or value == round(value) else 1)


def _sites(report: SitingReport) -> Group:
    if not report.roll_out:
        return _full_sites(report)
    table = plain_table("顺序\norder", "服务点\nsite")
    number_columns(table, "就近人口\npeople", "年省 小时\nsaved h", "缺它多花\nlost h")
    for rank, site in enumerate(report.in_order[:N_SITES], start=1):
        table.add_row(str(rank), name_of(site.name), number(site.people, 0),
                      number(site.saves_h, 0), number(site.lost_without_h, 0))  # fmt: skip
    left = len(report.chosen) - N_SITES
    if left > 0:
        table.add_row("", f"其余 {left} 个见表格 {left} more in the tables")
    notes = [Styled(fold(said, WIDTH), "dim") for said in (ORDER_NOTE.zh, ORDER_NOTE.en)]
    return section(Text("选中的服务点，按开设顺序", "Chosen sites in the order to open"),
                   Group(table, *notes))  # fmt: skip


def _full_sites(report: SitingReport) -> Group:
    """Return sites that can be full, which have no order: who goes where is told for all."""
    table = plain_table("服务点\nsite")
    number_columns(table, "安排人口\npeople", "承担\nload", "容量\ncapacity", "年省 小时\nsaved h")
    for site in report.chosen[:N_SITES]:
        load, capacity = (
            DASH if value is None else number(value, 0) for value in (site.load, site.capacity)
        )
        saved = number(site.saves_h, 0)
        table.add_row(name_of(site.name), number(site.people, 0), load, capacity, saved)
    left = len(report.chosen) - N_SITES
    if left > 0:
        table.add_row(f"其余 {left} 个见表格 {left} more in the tables")
    return section(Text("选中的服务点和承担的人数", "Chosen sites and their load"), table)


def _packages(report: SitingReport) -> Group:
    lines = []
    for site in report.in_order[:N_SITES]:
        zh, en = "、".join(one.zh for one in site.gets), ", ".join(one.en for one in site.gets)
        lines.append(Styled(fold(f"{site.name.zh}：{zh}", WIDTH)))
        lines.append(Styled(fold(f"{site.name.en}: {en}", WIDTH, "  "), "dim"))
    return section(Text("各承接哪些事项", "What each of them gets"), Group(*lines))


def _ties(report: SitingReport) -> Group:
    lines = []
    for tie in report.near_ties[:N_TIES]:
        loss = "≈0 %" if tie.share_worse < 5e-5 else f"{100 * tie.share_worse:.2g} %"
        lines.append(Styled(fold(f"{tie.out_name.zh} 换成 {tie.in_name.zh}：收益少 {loss}", WIDTH)))
        lines.append(Styled(fold(f"{tie.in_name.en} instead of {tie.out_name.en} loses {loss}",
                                 WIDTH, "  "), "dim"))  # fmt: skip
    return section(Text("差不多的选择", "Near ties"), Group(*lines))


def _frontier(report: SitingReport) -> Group:
    table = plain_table()
    number_columns(table, "点数\nsites")
    money = any(point.cost_yuan for point in report.frontier)
    if money:
        number_columns(table, "费用 元\ncost yuan")
    number_columns(table, f"收益 {report.unit.zh}\ngain", "再增\nmore", "至多差 %\ngap %")
    digits = 0 if report.gain >= LARGE else 1
    for point in report.frontier:
        cost = [] if not money else [
            DASH if point.cost_yuan is None else number(point.cost_yuan, 0)]  # fmt: skip
        gap = "0" if point.gap == 0 else DASH
        if 0 < point.gap < math.inf:
            gap = number(100 * point.gap, 2)
        table.add_row(str(point.n), *cost, number(point.gain, digits),
                      number(point.marginal_gain, digits), gap)  # fmt: skip
    return section(Text("多选几个值不值", "What more sites would gain"), table)


def _robust(report: SitingReport) -> Group:
    robust = report.robust
    if robust is None:
        raise ValueError("nothing was asked about robustness")
    table = plain_table("服务点\nsite", "本次\nchosen")
    number_columns(table, "入选 %\nin draws")
    for one in robust.shares[:N_ROBUST]:
        table.add_row(name_of(one.name), "是 yes" if one.chosen else "", number(100 * one.share, 0))
    regret = DASH if math.isnan(robust.max_regret) else f"{100 * robust.max_regret:.2g} %"
    said = Styled(fold(
        f"{robust.draws} 次抽样（种子 {robust.seed}），需求和速度各有变动；"
        f"比当次最优最多差 {regret}", WIDTH))  # fmt: skip
    english = Styled(fold(f"{robust.draws} draws (seed {robust.seed}) of demand and speeds; at "
                          f"most {regret} worse than the best of a draw", WIDTH))  # fmt: skip
    return section(Text("数字不准时是否仍然如此", "If the numbers are off"),
                   Group(said, english, table))  # fmt: skip
