"""Roads from a file, ready to travel on: read and built once, then taken from the cache."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from pathlib import Path
from typing import Any

from planner import sources
from planner.domain.record import LeftOut
from planner.domain.roads import RoadPart, Roads
from planner.errors import Issue, Severity, Where
from planner.prepare.roads import RoadBuild, build_roads
from planner.sources.cache import Entry, cache_key, file_sha256, load_or_build
from planner.sources.raw_roads import RoadReading
from planner.sources.road_layers import Junctions
from planner.sources.roads import read_roads
from planner.text import Text

_PLAIN = ("mode", "classes", "parts")


def prepare_roads(
    path: Path,
    *,
    layer: str | None = None,
    crs: str | None = None,
    columns: Mapping[str, str] | None = None,
    junctions: Junctions = "vertices",
    mode: str,
    speeds_kmh: Mapping[str, float],
    unpaved_factor: float,
    ferries: bool,
    smallest_part_m: float,
) -> tuple[RoadBuild, bool]:
    """Return (the network of a road file, whether it came from the cache).

    Arguments and faults are those of `read_roads` and `build_roads`; warnings and what is left
    out by either are in the build, also when it comes from the cache.
    """
    reading = {"layer": layer, "crs": crs, "columns": dict(columns or {}), "junctions": junctions}
    building = {
        "mode": mode,
        "speeds_kmh": dict(speeds_kmh),
        "unpaved_factor": unpaved_factor,
        "ferries": ferries,
        "smallest_part_m": smallest_part_m,
    }
    key = cache_key(
        "roads",
        path=str(path),
        files=_content(path),
        code=_code(),
        reading=reading,
        building=building,
    )

    def build() -> RoadBuild:
        read = read_roads(path, layer=layer, crs=crs, columns=columns, junctions=junctions)
        built = build_roads(
            read.raw,
            mode=mode,
            speeds_kmh=speeds_kmh,
            unpaved_factor=unpaved_factor,
            ferries=ferries,
            smallest_part_m=smallest_part_m,
        )
        return with_reading(built, read)

    return load_or_build(key, build, pack=pack_roads, unpack=unpack_roads)


def with_reading(built: RoadBuild, read: RoadReading) -> RoadBuild:
    """Return the build with what its reading left out and warned of."""
    return replace(
        built,
        left_out=(*read.left_out, *built.left_out),
        warnings=(*read.warnings, *built.warnings),
    )


def pack_roads(build: RoadBuild) -> Entry:
    """Return the cache entry of a build."""
    roads = build.roads
    names = [field.name for field in fields(Roads) if field.name not in _PLAIN]
    return Entry(
        arrays={name: getattr(roads, name) for name in names},
        words={
            "mode": roads.mode,
            "classes": roads.classes,
            "parts": [asdict(part) for part in roads.parts],
            "left_out": [asdict(left) for left in build.left_out],
            "warnings": [asdict(issue) for issue in build.warnings],
        },
    )


def unpack_roads(entry: Entry) -> RoadBuild:
    """Return the build of a cache entry; raises KeyError, TypeError or ValueError for others."""
    words = entry.words
    roads = Roads(
        mode=words["mode"],
        classes=tuple(words["classes"]),
        parts=tuple(RoadPart(**part) for part in words["parts"]),
        **entry.arrays,
    )
    left_out = tuple(
        LeftOut(**{**left, "what": Text(**left["what"]), "examples": tuple(left["examples"])})
        for left in words["left_out"]
    )
    return RoadBuild(roads, left_out, tuple(_issue(issue) for issue in words["warnings"]))


def _issue(words: Mapping[str, Any]) -> Issue:
    return Issue(
        code=words["code"],
        message=Text(**words["message"]),
        remedy=Text(**words["remedy"]),
        where=Where(**words["where"]),
        severity=Severity(words["severity"]),
    )


def _content(path: Path) -> dict[str, str]:
    """Return the hashes of the files that a road file consists of (a shapefile has several)."""
    if path.suffix.lower() != ".shp":
        found = [path] if path.is_file() else []
    else:
        found = sorted(path.parent.glob(f"{path.stem}.*"))
    return {file.name: file_sha256(file) for file in found}


def _code() -> str:
    """Return a hash of the code that reads and builds, so that an update builds anew."""
    digest = hashlib.sha256()
    for folder in (Path(sources.__file__).parent, Path(__file__).parent):
        for file in sorted(folder.glob("*.py")):
            digest.update(file.read_bytes())
    return digest.hexdigest()
