"""The run record: what went in, with which versions and settings, and what came out."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import math
import platform
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from enum import Enum
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path, PurePath
from typing import Any, Final

import numpy as np

from planner.domain.catchment import Crowding
from planner.domain.result import MeasureReport, Outcome, RunResult
from planner.domain.siting import SitingReport
from planner.errors import Issue
from planner.present.figures import rows_by_selection
from planner.present.year_figures import (
    desks_of,
    mean_closed_h_per_week,
    people_swamped,
    swamped_desks,
)

LIBRARIES: Final = (
    "folium", "geopandas", "highspy", "matplotlib", "numpy", "openpyxl", "pandas", "pyarrow",
    "pyogrio", "pyproj", "python-docx", "scipy", "shapely",
)  # fmt: skip


def record_json(result: RunResult) -> dict[str, Any]:
    """Return the run record as JSON values: keys are sorted by the writer, NaN is null.

    Times are seconds, lengths metres, shares fractions. `finished` is the only value that
    differs between two runs on the same inputs, apart from the timings.
    """
    card = result.scorecard
    world = result.after.world
    record = {
        "run_id": run_id(result),
        "finished": datetime.now(UTC).isoformat(timespec="seconds"),
        "scenario": {
            "id": result.scenario_id,
            "name": result.name,
            "description": result.description,
            "city": result.city,
            "data_date": result.data_date,
            "measures": [_measure(result, report) for report in result.measures],
            "content": result.content,
        },
        "versions": {
            "planner": _version("planner"),
            "python": platform.python_version(),
            **{library: _version(library) for library in LIBRARIES},
        },
        "settings": result.settings,
        "inputs": result.inputs,
        "size": {
            "units": len(world.units),
            "residents": len(world.residents),
            "people": world.residents.total_people,
            "sites_before": len(result.before.world.sites),
            "sites_after": len(world.sites),
            "services": len(world.services),
            "road_edges": world.roads.n_edges,
            "road_km": world.roads.length_km,
            "residents_unplaced": int((~result.resident_placement.placed).sum()),
            "sites_unplaced": int((~result.after.site_placement.placed).sum()),
        },
        "within_s": card.within_s,
        "figures": rows_by_selection(result),
        "periods": {"focus": card.periods, "all": card.periods_all},
        "whole_cases": {
            key: {stage: {"case_h": getattr(row, stage).case_h} for stage in ("before", "after")}
            for key, row in rows_by_selection(result).items()
        },
        "loads": {"before": _loads(result, result.before), "after": _loads(result, result.after)},
        "money": card.money,
        "rates": result.rates,
        "equity": card.equity,
        "crowding": {
            "before": _crowding(result.before.crowding),
            "after": _crowding(result.after.crowding),
        },
        "siting": siting_json(result.siting),
        "evidence": result.evidence,
        "units": card.by_unit,
        "standards": [
            {"standard": after.standard, "before": {"share": before.share, "met": before.met},
             "after": {"share": after.share, "met": after.met}}
            for before, after in card.standards
        ],
        "gains": [_place(result, change) for change in card.gains],
        "worst": [_place(result, change) for change in card.worst],
        "left_out": result.left_out,
        "warnings": [_without_folders(issue) for issue in result.warnings],
        "provenance": result.provenance,
        "timings": result.timings,
    }  # fmt: skip
    values: dict[str, Any] = plain(record)
    return values


def siting_json(reports: Sequence[SitingReport]) -> list[dict[str, Any]]:
    """Return the answers to questions about sites; how long the search took is a timing."""
    values: list[dict[str, Any]] = [plain(report) for report in reports]
    for value in values:
        del value["time_s"]
    return values


def _measure(result: RunResult, report: MeasureReport) -> dict[str, Any]:
    """Return what a measure touched, services by id."""
    ids = result.after.world.services.ids
    touched = [ids[i] for i in np.flatnonzero(report.services)]
    return {"measure": report.measure, "text": report.text, "sites": report.sites,
            "services": touched, "opening_yuan": report.opening_yuan,
            "yearly_yuan": report.yearly_yuan}  # fmt: skip


def _loads(result: RunResult, outcome: Outcome) -> dict[str, Any]:
    """Return what desks are overloaded, who meets it, and how long doors are closed."""
    swamped = swamped_desks(desks_of(outcome))
    return {
        "overloaded_desks": [{**plain(desk), "channel": desk.channel.word} for desk in swamped],
        "people_meeting_overload": people_swamped(outcome),
        "closed_h_per_week": mean_closed_h_per_week(outcome, result.focus_services),
    }


def _crowding(found: Crowding | None) -> dict[str, Any] | None:
    """Return the figures of crowding; those of each place are in the GeoPackage."""
    if found is None:
        return None
    return {field.name: getattr(found, field.name)
            for field in dataclasses.fields(found) if field.name != "access"}  # fmt: skip


def run_id(result: RunResult) -> str:
    """Return a name for the run: equal inputs, scenario, settings and version give equal names.

    Of a file its name and content count, not the folder it lies in.
    """
    files = sorted((PurePath(file.path).name, file.sha256) for file in result.inputs)
    identity = plain(
        (_version("planner"), result.scenario_id, files, result.content, result.settings)
    )
    text = json.dumps(identity, sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(text.encode("ascii")).hexdigest()[:12]


def record_text(record: Mapping[str, Any]) -> str:
    """Return the record as it is written: sorted keys, readable, ending with a newline."""
    return json.dumps(record, ensure_ascii=False, indent=2, sort_keys=True, allow_nan=False) + "\n"


def plain(value: object) -> Any:  # noqa: PLR0911
    """Return a value in JSON's terms: records become objects, NaN and infinity null."""
    if isinstance(value, Enum):
        return plain(value.value)
    if isinstance(value, np.generic):
        return plain(value.item())
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if value is None or isinstance(value, str | int):
        return value
    if dataclasses.is_dataclass(value):
        fields = dataclasses.fields(value)
        return {field.name: plain(getattr(value, field.name)) for field in fields}
    if isinstance(value, Mapping):
        return {str(plain(key)): plain(item) for key, item in value.items()}
    if isinstance(value, np.ndarray):
        return plain(value.tolist())
    if isinstance(value, frozenset | set):
        return sorted((plain(item) for item in value), key=str)
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, Path):
        return value.as_posix()
    return str(value)


def _place(result: RunResult, change: object) -> dict[str, Any]:
    values: dict[str, Any] = plain(change)
    residents = result.after.world.residents
    index = values.pop("resident")
    return {"id": residents.ids[index], "name": residents.names[index], **values}


def _without_folders(issue: Issue) -> Issue:
    """Return a warning that names its file as it reads on any machine."""
    return replace(issue, where=replace(issue.where, file=PurePath(issue.where.file).name))


def _version(distribution: str) -> str | None:
    try:
        return version(distribution)
    except PackageNotFoundError:
        return None
