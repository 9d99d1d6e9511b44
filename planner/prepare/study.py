"""A study folder made into a World: units, roads, residents, services and sites."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

from planner.domain.record import InputFile, Nature, Provenance
from planner.domain.result import PreparedStudy
from planner.domain.roads import Roads
from planner.errors import DataError, Issue
from planner.prepare.fit import coordinate_fit
from planner.prepare.road_source import roads_of_study
from planner.prepare.road_waits import with_waits
from planner.prepare.tables import Tables
from planner.progress import Stopwatch
from planner.scenario.load import LoadedStudy
from planner.scenario.schema import Travel
from planner.scenario.schema_study import ProvenanceEntry, RoadsFile
from planner.sources.cache import file_sha256
from planner.sources.shapefiles import files_of
from planner.text import Text, counted
from planner.units import M_PER_DEGREE


def prepare_study(tables: Tables, travel: Travel, watch: Stopwatch) -> PreparedStudy:
    """Return a study as a world for residents who travel as `travel` says.

    Raises DataError for roads that cannot be used or do not fit the residents.
    """
    study = tables.study
    with watch.step(Text("准备路网", "Prepare the roads")) as step:
        built, step.cached = roads_of_study(study, travel)
    roads = with_waits(built.roads, study)
    _require_near(tables, roads, travel.farthest_from_road_m)
    said = study.study
    return PreparedStudy(
        city=said.name,
        data_date=said.data_date,
        world=tables.world(roads),
        provenance=(*provenance_of(said.provenance), *_fetched_roads(said.roads, roads)),
        left_out=(*built.left_out, *tables.left_out),
        warnings=(*tables.warnings, *built.warnings, *_doubtful_coordinates(study, tables, roads)),
        inputs=inputs_of(study.files, study.study_dir.parent),
    )


def provenance_of(said: Iterable[ProvenanceEntry]) -> tuple[Provenance, ...]:
    """Return what a study or scenario file says of its sources."""
    return tuple(
        Provenance(entry.what, Nature(entry.nature), entry.source, entry.licence or "")
        for entry in said
    )


def inputs_of(paths: Iterable[Path], folder: Path) -> tuple[InputFile, ...]:
    """Return the record of files that a run reads, with paths as seen from a folder.

    Of a shapefile all the files that it consists of.
    """
    return tuple(
        InputFile(_seen_from(folder, file), file_sha256(file), file.stat().st_size)
        for path in paths
        for file in files_of(path)
    )


def _seen_from(folder: Path, path: Path) -> str:
    """Return a path that reads alike wherever the command was started and the project lies."""
    try:
        return Path(os.path.relpath(path.absolute(), folder.absolute())).as_posix()
    except ValueError:  # another drive of Windows
        return path.name


def _fetched_roads(said: RoadsFile, roads: Roads) -> tuple[Provenance, ...]:
    """Return where roads come from that no file of the study holds; () for those of a file."""
    if said.file is not None:
        return ()
    asked = said.place or said.polygon or ""
    return (
        Provenance(
            Text("下载的道路", "Roads, fetched"),
            Nature.FACT,
            Text(
                f"OpenStreetMap，“{asked}”范围内（Overpass 服务器；路网指纹 {roads.fingerprint}）",
                f"OpenStreetMap, inside {asked} (from Overpass; fingerprint {roads.fingerprint})",
            ),
            "ODbL-1.0",
        ),
    )


def _doubtful_coordinates(study: LoadedStudy, tables: Tables, roads: Roads) -> Iterator[Issue]:
    """Yield a warning for each table whose declared system fits the roads worse than another.

    Each table is judged alone: tables of one study may rightly declare different systems. So a
    wrong declaration goes unnoticed where the table's points say too little (see coordinate_fit).
    """
    said, residents, sites = study.study, tables.residents, tables.sites
    for key, declared, points, table_of in (
        ("residents", said.residents, residents, tables.residents_table),
        ("sites", said.sites, sites, tables.sites_table),
    ):
        for index, table in enumerate(declared):
            own = table_of == index
            where = study.where(f"{key}[{index}].coordinates")
            yield from coordinate_fit(
                points.lon[own], points.lat[own], table.coordinates, roads, where
            )


def _require_near(tables: Tables, roads: Roads, farthest_m: float) -> None:
    """Refuse a study whose residents mostly lie outside the extent of its roads.

    Raises DataError: then roads and residents are of different places or systems.
    """
    residents = tables.residents
    margin = farthest_m / M_PER_DEGREE
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
                f"{int((~inside).sum())} of {counted(len(residents), 'place')} outside the roads' "
                f"extent (roads {extent}; e.g. {residents.names[first]} at "
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
