"""Results as terminal tables of at most 80 columns: rich renderables, printed by the caller.

Names come from data, so the console that prints these must not read markup in them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.text import Text as Styled

from planner.domain.result import RunResult
from planner.domain.score import PlaceChange, Row
from planner.present.folding import fold
from planner.present.headline import headline
from planner.present.standards import standard_text
from planner.present.style import share_text
from planner.present.terminal_parts import (
    WIDTH,
    change,
    left_out_list,
    name_of,
    number,
    number_columns,
    plain_table,
    section,
)
from planner.present.terminal_siting import siting_report
from planner.present.terminal_year import troubles, year_report
from planner.text import Text
from planner.units import M_PER_KM, S_PER_MIN

N_PLACES = 5


def run_report(result: RunResult) -> Iterator[RenderableType]:
    """Yield the parts of one run, from what it says and what is in trouble to what was left out.

    A scenario without measures has one column of values; others have before, after and change.
    """
    yield _title(result)
    yield from troubles(result)
    for report in result.siting:
        yield from siting_report(report)
    yield _key_figures(result)
    if result.scorecard.standards:
        yield _standards(result)
    yield from year_report(result)
    if len(result.scorecard.by_unit) > 1:
        yield _units(result)
    if result.scorecard.gains:
        yield _places(result, result.scorecard.gains, Text("受益最大", "Gain most"))
    worst = (
        Text("离得最远", "Farthest off") if _as_is(result) else Text("仍最困难", "Still worst off")
    )
    yield _places(result, result.scorecard.worst, worst)
    if result.left_out:
        yield left_out_list(result.left_out)


def _as_is(result: RunResult) -> bool:
    return not result.measures


def _title(result: RunResult) -> Group:
    card = result.scorecard
    said = headline(card.focus, card.within_s, result.provenance, as_is=_as_is(result))
    parts = [Styled(fold(result.name.zh, WIDTH), "bold")]
    if result.name.en != result.name.zh:
        parts.append(Styled(fold(result.name.en, WIDTH)))
    city = name_of(result.city).plain
    parts.append(Styled(f"{city} · {result.data_date}" if result.data_date else city, "dim"))
    for index, report in enumerate(result.measures, start=1):
        parts.append(Styled(fold(f"{index}. {report.text.zh}", WIDTH, "   ")))
        parts.append(Styled(fold(f"   {report.text.en}", WIDTH, "   ")))
    parts.append(Styled("\n" + fold(said.zh, WIDTH)))
    parts.append(Styled(fold(said.en, WIDTH)))
    return Group(*parts)


def _key_figures(result: RunResult) -> Group:
    row = result.scorecard.focus
    table = plain_table("指标 figure")
    if _as_is(result):
        number_columns(table, "现状 as it is")
        title = Text(f"{row.name.zh}：现状", f"{row.name.en} as it is")
    else:
        number_columns(table, "现状 before", "方案 after", "变化 change")
        title = Text(f"{row.name.zh}：实施前后", f"{row.name.en}, before and after")
    for label, before, after, digits in _figures(result, row):
        if _as_is(result):
            table.add_row(label, number(before, digits))
        else:
            table.add_row(label, number(before, digits), number(after, digits),
                          change(before, after, digits))  # fmt: skip
    return section(title, table)


def _figures(result: RunResult, row: Row) -> Iterator[tuple[str, float, float, int]]:
    b, a = row.before, row.after
    limit = f"{result.scorecard.within_s / S_PER_MIN:g}"
    yield (f"{limit} 分钟内居民 residents within {limit} min (%)",
           _percent(b.share_within), _percent(a.share_within), 1)  # fmt: skip
    yield "平均时间 mean time (min)", b.mean_s / S_PER_MIN, a.mean_s / S_PER_MIN, 1
    yield "一半居民不超过 median time (min)", b.median_s / S_PER_MIN, a.median_s / S_PER_MIN, 1
    yield "九成居民不超过 P90 time (min)", b.p90_s / S_PER_MIN, a.p90_s / S_PER_MIN, 1
    yield "平均距离 mean distance (km)", b.mean_m / M_PER_KM, a.mean_m / M_PER_KM, 2
    yield "一半居民不超过 median distance (km)", b.median_m / M_PER_KM, a.median_m / M_PER_KM, 2
    yield "九成居民不超过 P90 distance (km)", b.p90_m / M_PER_KM, a.p90_m / M_PER_KM, 2
    yield "全年路上时间 person-hours a year", b.person_h, a.person_h, 0
    yield "全年行程 person-km a year", b.person_km, a.person_km, 0
    yield "到不了的居民 people out of reach", b.people_out_of_reach, a.people_out_of_reach, 0


def _standards(result: RunResult) -> Group:
    table = plain_table("标准 standard")
    number_columns(table, *(("现状",) if _as_is(result) else ("现状", "方案")), "结论")
    for before, after in result.scorecard.standards:
        said = standard_text(result, after.standard)
        shares = (share_text(before.share), share_text(after.share))
        verdict = "达标 met" if after.met else "未达标 not met"
        table.add_row(Styled(fold(f"{said.zh}\n{said.en}", WIDTH)),
                      *shares[1 if _as_is(result) else 0 :], verdict)  # fmt: skip
    return section(Text("是否达标", "Standards"), table)


def _units(result: RunResult) -> Group:
    limit = f"{result.scorecard.within_s / S_PER_MIN:g}"
    table = plain_table("辖区\nunit")
    number_columns(table, "人口\npeople", f"{limit} 分内 %\nwithin %", "平均 分\nmean min")
    if not _as_is(result):
        number_columns(table, "变化 分\nchange")
    rows = sorted(result.scorecard.by_unit, key=lambda row: (row.after.share_within, row.id))
    for row in rows:
        before, after = row.before, row.after
        cells = [
            number(after.people, 0),
            _arrow(result, _percent(before.share_within), _percent(after.share_within)),
            _arrow(result, before.mean_s / S_PER_MIN, after.mean_s / S_PER_MIN),
        ]
        if not _as_is(result):
            cells.append(change(before.mean_s / S_PER_MIN, after.mean_s / S_PER_MIN, 1))
        table.add_row(name_of(row.name), *cells)
    return section(Text("按辖区，最差的在前", "By unit, the worst first"), table)


def _places(result: RunResult, places: Sequence[PlaceChange], title: Text) -> Group:
    table = plain_table("居民点\nplace")
    number_columns(table, "人口\npeople", "时间 分\nmin", "距离 公里\nkm")
    if not _as_is(result):
        number_columns(table, "年省 小时\nsaved h")
    residents = result.after.world.residents
    for place in places[:N_PLACES]:
        cells = [
            number(float(residents.people[place.resident]), 0),
            _arrow(result, place.before_s / S_PER_MIN, place.after_s / S_PER_MIN),
            _arrow(result, place.before_m / M_PER_KM, place.after_m / M_PER_KM),
        ]
        if not _as_is(result):
            cells.append(number(place.saved_person_h, 0))
        name = residents.names[place.resident] or residents.ids[place.resident]
        table.add_row(Styled(name), *cells)
    return section(title, table)


def _arrow(result: RunResult, before: float, after: float) -> str:
    """Return 'before → after', one value where there are no measures or nothing changes."""
    old, new = number(before, 1), number(after, 1)
    if _as_is(result) or old == new:
        return "到不了 none" if math.isnan(after) else new
    return f"{old} → {new}"


def _percent(share: float) -> float:
    """Return a share as per cent, of which 100.0 and 0.0 are shown only where they are exact."""
    return float("nan") if math.isnan(share) else float(share_text(share).rstrip("%"))
