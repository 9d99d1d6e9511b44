"""The comparison of scenarios as rows and files."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Sequence
from pathlib import Path

from planner.domain.result import RunResult
from planner.domain.score import Summary
from planner.text import Text
from planner.units import M_PER_KM, S_PER_MIN

AS_IS = Text("现状", "As it is")


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
    """Write comparison.csv (UTF-8 with BOM, for spreadsheets) and return the files written."""
    rows = comparison_rows(results)
    buffer = io.StringIO(newline="")
    writer = csv.DictWriter(buffer, fieldnames=list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "comparison.csv"
    temporary = path.with_suffix(".tmp")
    temporary.write_text(buffer.getvalue(), "utf-8-sig", newline="")
    temporary.replace(path)
    return (path,)


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
    return {
        "city": result.city.zh,
        "scenario": scenario_id,
        "name_zh": name.zh,
        "name_en": name.en,
        **{key: None if math.isnan(value) else value for key, value in figures.items()},
    }
