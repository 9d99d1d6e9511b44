"""The comparison of scenarios as rows and files."""

from __future__ import annotations

import codecs
import json
import math
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from planner.domain.money import Bill
from planner.domain.result import RunResult
from planner.domain.score import PeriodSummary, Summary
from planner.errors import DataError, Issue, Where
from planner.present.columns import Cell, Column, Table
from planner.present.comparing import MARK, baseline_of, comparison_html
from planner.present.comparison_columns import COLUMNS, FIGURES, NAMES, REMARKS
from planner.present.page.tiles import Tiles
from planner.present.tables import column_table
from planner.present.workbook import write_csv, write_workbook
from planner.text import Text
from planner.units import M_PER_KM, S_PER_MIN

AS_IS: Final = Text("现状", "As it is")
FILES: Final = ("comparison.csv", "comparison.xlsx", "comparison.json")
PAGE: Final = "index.html"
CHANGE: Final = "_change"


def comparison_rows(results: Sequence[RunResult]) -> list[dict[str, Cell]]:
    """Return one row for each scenario on all services, each study's baseline before its own.

    A scenario without measures that comes first is its study's baseline itself. Numbers are
    unrounded; None stands where a figure does not exist. Changes are against the baseline.
    """
    rows: list[dict[str, Cell]] = []
    baselines: set[str] = set()
    for result in results:
        key = baseline_of(result)
        is_new = key not in baselines
        baselines.add(key)
        if is_new and result.measures:
            rows.append(_row("", AS_IS, result, _before(result)))
        rows.append(_row(result.scenario_id, result.name, result, _after(result)))
    return rows


def comparison_table(rows: Sequence[dict[str, Cell]]) -> Table:
    """Return the rows as a table whose columns are explained in both languages."""
    title = Text("方案比较", "Scenarios compared")
    return Table("comparison", title, COLUMNS, tuple(tuple(row.values()) for row in rows))


def write_comparison(
    results: Sequence[RunResult], folder: Path, tiles: Tiles | None = None
) -> tuple[Path, ...]:
    """Write the comparison as CSV (UTF-8 with BOM), XLSX, JSON and page; return the files written.

    The page comes last; it holds the scenarios that share the first one's baseline, and may fetch
    pictures of the map only with `tiles`. Columns of the CSV have the names of the JSON's keys; the
    workbook has them in words. An earlier comparison is replaced. Raises DataError if a file of
    such a name is something else.
    """
    require_no_other(folder)
    rows = comparison_rows(results)
    table = comparison_table(rows)
    keys = tuple(
        Column(Text.same(key), Text("", ""), column.meaning)
        for key, column in zip(rows[0], COLUMNS, strict=True)
    )
    folder.mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(prefix=".comparison-", dir=folder))
    try:
        write_csv(Table(table.id, table.title, keys, table.rows), staging / FILES[0])
        write_workbook((table, column_table([table])), staging / FILES[1])
        text = json.dumps({"scenarios": rows}, ensure_ascii=False, indent=2, allow_nan=False)
        (staging / FILES[2]).write_text(text + "\n", "utf-8", newline="\n")
        (staging / PAGE).write_bytes(comparison_html(results, tiles).encode("utf-8", "replace"))
        for name in (*FILES, PAGE):
            (staging / name).replace(folder / name)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return tuple(folder / name for name in (*FILES, PAGE))


def require_no_other(folder: Path) -> None:
    """Raise DataError if files of a comparison's names are not an earlier comparison of ours."""
    table, page = folder / FILES[0], folder / PAGE
    found = [path for name in FILES if (path := folder / name).exists()]
    if page.exists() and not (page.is_file() and MARK in page.read_text("utf-8", "replace")):
        path = page
    elif table.exists():
        start = ",".join(NAMES).encode()
        if table.is_file() and table.read_bytes().removeprefix(codecs.BOM_UTF8).startswith(start):
            return
        path = table
    elif found:
        path = found[0]
    else:
        return
    raise DataError(
        Issue(
            "output_not_ours",
            Text(
                f"{path} 是其他内容，不会覆盖", f"{path} is something else and is not overwritten"
            ),
            Text("换一个新文件夹（--out）", "name a new folder (--out)"),
            Where(str(path)),
        )
    )


@dataclass(frozen=True)
class _Stage:
    """One side of a result: a world's figures on all services."""

    summary: Summary
    periods: Mapping[str, PeriodSummary]
    bill: Bill
    is_scenario: bool


def _before(result: RunResult) -> _Stage:
    card = result.scorecard
    periods = {row.id: row.before for row in card.periods_all}
    return _Stage(card.all_services.before, periods, card.money.before, is_scenario=False)


def _after(result: RunResult) -> _Stage:
    card = result.scorecard
    periods = {row.id: row.after for row in card.periods_all}
    is_scenario = bool(result.measures)
    return _Stage(card.all_services.after, periods, card.money.after, is_scenario=is_scenario)


def _figures(stage: _Stage) -> dict[str, float]:
    """Return the figures of a side, in the order of FIGURES."""
    summary, periods = stage.summary, stage.periods
    return {
        "share_within": summary.share_within,
        **{f"share_within_{key}": period.share_within for key, period in periods.items()},
        "mean_min": summary.mean_s / S_PER_MIN,
        "median_min": summary.median_s / S_PER_MIN,
        "p90_min": summary.p90_s / S_PER_MIN,
        "worst_decile_min": summary.worst_decile_s / S_PER_MIN,
        "gini": summary.gini,
        "mean_km": summary.mean_m / M_PER_KM,
        "median_km": summary.median_m / M_PER_KM,
        "p90_km": summary.p90_m / M_PER_KM,
        "people_out_of_reach": summary.people_out_of_reach,
        "trips_per_year": summary.trips,
        "person_km_per_year": summary.person_km,
        "person_h_per_year": summary.person_h,
        "case_h_per_year": summary.case_h,
        "swamped_trips_per_year": summary.swamped_trips,
        "residents_yuan_per_year": stage.bill.total_yuan.value,
        "co2_kg_per_year": stage.bill.co2_kg.value,
    }


def _row(scenario_id: str, name: Text, result: RunResult, stage: _Stage) -> dict[str, Cell]:
    now, was = _figures(stage), _figures(_before(result))
    names = (result.city.zh, scenario_id, name.zh, name.en)
    figures = {
        "people": stage.summary.people,
        "within_min": result.scorecard.within_s / S_PER_MIN,
        **{key: now[key] for key in FIGURES},
        **{f"{key}{CHANGE}": now[key] - was[key] for key in FIGURES},
    }
    return {
        **dict(zip(NAMES, names, strict=True)),
        **{key: value if math.isfinite(value) else None for key, value in figures.items()},
        **_cost(result, stage),
    }


def _cost(result: RunResult, stage: _Stage) -> dict[str, Cell]:
    """Return what the measures cost; nothing in the row of a baseline."""
    if not stage.is_scenario:
        return dict.fromkeys(REMARKS)
    cost, per_hour = result.scorecard.money.cost, result.scorecard.money.per_hour
    reason, each = per_hour.reason, per_hour.yuan
    known = (cost.opening_yuan, cost.yearly_yuan, cost.annualised_yuan)
    ends = (None,) * 3 if each is None else (each.value, each.low, each.high)
    cells: tuple[Cell, ...] = (
        *(None if amount is None else amount.value for amount in known),
        *ends,
        None if reason is None else str(reason),
    )
    return dict(zip(REMARKS, cells, strict=True))
