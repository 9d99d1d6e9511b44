"""The comparison of scenarios as rows and files."""

from __future__ import annotations

import codecs
import math
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from planner.domain.result import RunResult
from planner.domain.score import Summary
from planner.errors import DataError, Issue, Where
from planner.present.columns import Column, Table
from planner.present.workbook import write_csv
from planner.text import Text
from planner.units import M_PER_KM, S_PER_MIN

AS_IS: Final = Text("现状", "As it is")
COMPARISON: Final = "comparison.csv"
_NAMES: Final = ("city", "scenario", "name_zh", "name_en")
"""The columns before the figures: by these a file is known as ours."""


def comparison_rows(results: Sequence[RunResult]) -> list[dict[str, str | float | None]]:
    """Return one row for each scenario on all services, each study's baseline before its own.

    A scenario without measures that comes first is its study's baseline itself. Numbers are
    unrounded; None stands where a figure does not exist.
    """
    rows: list[dict[str, str | float | None]] = []
    baselines: set[str] = set()
    for result in results:
        card = result.scorecard
        key = repr((result.city, sorted(result.settings.items()), card.all_services.before))
        is_new = key not in baselines
        baselines.add(key)
        if is_new and result.measures:
            rows.append(_row("", AS_IS, result, card.all_services.before))
        rows.append(_row(result.scenario_id, result.name, result, card.all_services.after))
    return rows


def write_comparison(results: Sequence[RunResult], folder: Path) -> tuple[Path, ...]:
    """Write comparison.csv (UTF-8 with BOM, for spreadsheets) and return the files written.

    An earlier comparison is replaced, whole or not at all. Raises DataError if a file of that
    name is something else.
    """
    path = folder / COMPARISON
    require_no_other(path)
    rows = comparison_rows(results)
    columns = tuple(Column(Text.same(key), Text("", ""), Text.same(key)) for key in rows[0])
    table = Table(
        "comparison",
        Text("方案比较", "Scenarios compared"),
        columns,
        tuple(tuple(row.values()) for row in rows),
    )
    folder.mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(prefix=".comparison-", dir=folder))
    try:
        write_csv(table, staging / COMPARISON)
        (staging / COMPARISON).replace(path)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return (path,)


def require_no_other(path: Path) -> None:
    """Raise DataError if the path holds something that is not an earlier comparison of ours."""
    start = ",".join(_NAMES).encode()
    if not path.exists() or (
        path.is_file() and path.read_bytes().removeprefix(codecs.BOM_UTF8).startswith(start)
    ):
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


def _row(
    scenario_id: str, name: Text, result: RunResult, summary: Summary
) -> dict[str, str | float | None]:
    figures = {
        "people": summary.people,
        "within_min": result.scorecard.within_s / S_PER_MIN,
        "share_within": summary.share_within,
        "mean_min": summary.mean_s / S_PER_MIN,
        "median_min": summary.median_s / S_PER_MIN,
        "p90_min": summary.p90_s / S_PER_MIN,
        "mean_km": summary.mean_m / M_PER_KM,
        "median_km": summary.median_m / M_PER_KM,
        "p90_km": summary.p90_m / M_PER_KM,
        "people_out_of_reach": summary.people_out_of_reach,
        "trips_per_year": summary.trips,
        "person_km_per_year": summary.person_km,
        "person_h_per_year": summary.person_h,
    }
    names = (result.city.zh, scenario_id, name.zh, name.en)
    return {
        **dict(zip(_NAMES, names, strict=True)),
        **{key: None if math.isnan(value) else value for key, value in figures.items()},
    }
