"""The comparison of scenarios on the terminal: two tables of 80 columns, one below the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from rich.console import Group, RenderableType
from rich.text import Text as Styled

from planner.analyse.costing import NO_HOURS
from planner.domain.result import RunResult
from planner.present.columns import Cell
from planner.present.comparison import CHANGE, comparison_rows
from planner.present.folding import fold
from planner.present.style import duration_text
from planner.present.terminal_parts import (
    DASH,
    UNCHANGED,
    WIDTH,
    number,
    number_columns,
    plain_table,
    section,
)
from planner.text import Text, counted
from planner.units import S_PER_MIN

_ACCESS: Final = (
    ("share_within", "时限内%\nwithin", 100, 1),
    ("share_within_working_hours", "工作时%\nworking", 100, 1),
    ("share_within_evening", "晚间%\nevening", 100, 1),
    ("share_within_night", "夜间%\nnight", 100, 1),
    ("mean_min", "平均 分\nmean", 1, 1),
    ("worst_decile_min", "最远一成\nworst 10%", 1, 1),
    ("gini", "基尼\nGini", 1, 3),
)
_BURDEN: Final = (
    ("trips_per_year", "万次\n10k trips", 1e-4, 1),
    ("person_km_per_year", "万公里\n10k km", 1e-4, 1),
    ("person_h_per_year", "路上千时\ntravel", 1e-3, 1),
    ("case_h_per_year", "整件千时\ncases", 1e-3, 1),
    ("residents_yuan_per_year", "居民万元\n10k yuan", 1e-4, 1),
    ("cost_yuan_per_year", "投入万元\ncost", 1e-4, 1),
    ("yuan_per_hour_saved", "元/时\nyuan/h", 1, 1),
)


def advised(results: Sequence[RunResult]) -> tuple[int, Text] | None:
    """Return which scenario to look at first, and why; None where none saves any time.

    The one whose hour saved costs least, over all services, if any has such a cost; else the one
    that saves most hours of whole cases. The first of equals.
    """
    costs = {
        index: per_hour.value
        for index, result in enumerate(results)
        if (per_hour := result.scorecard.money.per_hour.yuan) is not None
    }
    if costs:
        best = min(costs, key=costs.__getitem__)
        yuan = f"{costs[best]:,.1f}"
        return best, Text(
            f"每节省一小时花钱最少（{yuan} 元）：{results[best].name.zh}",
            f"the cheapest hour saved ({yuan} yuan): {results[best].name.en}",
        )
    saved_h = [result.scorecard.money.saved_h for result in results]
    best = max(range(len(results)), key=saved_h.__getitem__)
    if saved_h[best] < NO_HOURS:
        return None
    hours = f"{saved_h[best]:,.0f}"
    return best, Text(
        f"整件节省最多（一年 {hours} 小时）：{results[best].name.zh}",
        f"saves most ({counted(saved_h[best], 'hour')} a year): {results[best].name.en}",
    )


def comparison(results: Sequence[RunResult]) -> RenderableType:
    """Return what each scenario is called, then its figures on all services and their change."""
    rows = comparison_rows(results)
    names: list[RenderableType] = [
        Styled("方案比较：全部事项  Scenarios compared on all services", "bold")
    ]
    for index, row in enumerate(rows, start=1):
        limit = duration_text(float(row["within_min"] or 0) * S_PER_MIN)
        names.append(Styled(fold(f"{index}. {row['city']} {row['name_zh']}", WIDTH, "   ")))
        names.append(Styled(fold(f"   {row['name_en']} (≤ {limit.en})", WIDTH, "   "), "dim"))
        if row["cost_remark"]:
            remark = f"   费用 cost: {row['cost_remark']}"
            names.append(Styled(fold(remark, WIDTH, "   "), "dim"))
    return Group(
        *names,
        section(
            Text("能不能办、什么时候能办（分钟单程）", "Access, at any time and by the hour"),
            Group(
                Styled("时限内按居民，各时段按需求 within: people; by the hour: needs", "dim"),
                _table(rows, _ACCESS),
            ),
        ),
        section(Text("一年的负担与投入", "Burden and cost of a year"), _table(rows, _BURDEN)),
    )


def _table(
    rows: Sequence[Mapping[str, Cell]], columns: Sequence[tuple[str, str, float, int]]
) -> RenderableType:
    table = plain_table("")
    number_columns(table, *(head for _, head, _, _ in columns))
    for index, row in enumerate(rows, start=1):
        table.add_row(
            f"{index}.", *(_shown(row[key], factor, digits) for key, _, factor, digits in columns)
        )
        changes = [
            _changed(row.get(f"{key}{CHANGE}"), factor, digits)
            for key, _, factor, digits in columns
        ]
        if any(cell not in {"", UNCHANGED} for cell in changes):
            table.add_row("", *changes, style="dim")
    return table


def _shown(value: Cell, factor: float, digits: int) -> str:
    return DASH if value is None else number(float(value) * factor, digits)


def _changed(value: Cell, factor: float, digits: int) -> str:
    """Return a change with its sign, = where there is none, nothing where it is not told."""
    if value is None:
        return ""
    shown = round(float(value) * factor, digits)
    return f"{shown:+,.{digits}f}" if shown else UNCHANGED
