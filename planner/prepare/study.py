"""A study folder made into a World: units, roads, residents, services and sites."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import numpy as np

from planner.domain.record import InputFile, Nature, Provenance
from planner.domain.result import PreparedStudy
from planner.domain.roads import Roads
from planner.domain.world import World
from planner.errors import DataError, Issue
from planner.prepare.fit import coordinate_fit
from planner.prepare.road_source import roads_of_study
from planner.prepare.tables import Tables
from planner.progress import Stopwatch
from planner.scenario.load import LoadedStudy
from planner.scenario.schema import Travel
from planner.sources.cache import file_sha256
from planner.text import Text

_METRES_PER_DEGREE: Final = 111_000.0


def prepare_study(tables: Tables, travel: Travel, watch: Stopwatch) -> PreparedStudy:
    """Return a study as a world for residents who travel as `travel` says.

    Raises DataError for roads that cannot be used or do not fit the residents.
    """
    study = tables.study
    with watch.step(Text("准备路网", "Prepare the roads")) as step:
        built, step.cached = roads_of_study(study, travel)
    roads = built.roads
    _require_near(tables, roads, travel.farthest_from_road_m)
    said = study.study
    return PreparedStudy(
        city=said.name,
        data_date=said.data_date,
        world=World(tables.units, roads, tables.residents, tables.services, tables.sites),
        provenance=tuple(
            Provenance(entry.what, Nature(entry.nature), entry.source, entry.licence or "")
            for entry in said.provenance
        ),
        left_out=(*built.left_out, *tables.left_out),
        warnings=(*tables.warnings, *built.warnings, *_doubtful_coordinates(study, tables, roads)),
        inputs=inputs_of(study.files),
    )


def inputs_of(paths: Iterable[Path]) -> tuple[InputFile, ...]:
    """Return the record of files that a run reads."""
    return tuple(
        InputFile(path.as_posix(), file_sha256(path), path.stat().st_size) for path in paths
    )


def _doubtful_coordinates(study: LoadedStudy, tables: Tables, roads: Roads) -> Iterator[Issue]:
    """Yield a warning for each table whose declared system fits the roads worse than another."""
    residents = tables.residents
    for index, table in enumerate(study.study.residents):
        own = tables.residents_table == index
        where = study.where(f"residents[{index}].coordinates")
        yield from coordinate_fit(
            residents.lon[own], residents.lat[own], table.coordinates, roads, where
        )


def _require_near(tables: Tables, roads: Roads, farthest_m: float) -> None:
    """Refuse a study whose residents mostly lie outside the extent of its roads.

    Raises DataError: then roads and residents are of different places or systems.
    """
    residents = tables.residents
    margin = farthest_m / _METRES_PER_DEGREE
    margin_lon = margin / np.cos(np.radians(np.abs(roads.vertex_lat).max()))
    inside = (
        (residents.lon >= roads.vertex_lon.min() - margin_lon)
        & (residents.lon <= roads.vertex_lon.max() + margin_lon)
        & (residents.lat >= roads.vertex_lat.min() - margin)
        & (residents.lat <= roads.vertex_lat.max() + margin)
    )
    if 2 * inside.sum() >= len(residents):
        return
    extent = (
        f"{roads.vertex_lon.min():.3f}–{roads.vertex_lon.max():.3f}, "
        f"{roads.vertex_lat.min():.3f}–{roads.vertex_lat.max():.3f}"
    )
    first = int(np.flatnonzero(~inside)[0])
    raise DataError(
        Issue(
            "residents_outside_roads",
            Text(
                f"{len(residents)} 个居民点中有 {int((~inside).sum())} 个在路网范围之外"
                f"（路网范围 {extent}；例如 {residents.names[first]} 在 "
                f"{residents.lon[first]:.3f}, {residents.lat[first]:.3f}）",
                f"{int((~inside).sum())} of {len(residents)} places lie outside the roads' extent "
                f"(roads {extent}; e.g. {residents.names[first]} at "
                f"{residents.lon[first]:.3f}, {residents.lat[first]:.3f})",
            ),
            Text(
                "请核对道路文件是不是这个地方的，以及坐标系（coordinates、crs）写得对不对",
                "check that the road file is of this place, and that `coordinates` and `crs` "
                "say what the files use",
            ),
            tables.study.where("residents"),
        )
    )
