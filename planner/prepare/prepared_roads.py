"""Roads from a file, ready to travel on: read and built once, then taken from the cache."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from planner.domain.record import LeftOut
from planner.domain.roads import RoadPart, Roads
from planner.errors import Issue, NetworkError, Severity, Where
from planner.prepare.roads import RoadBuild, build_roads
from planner.sources.cache import Entry, cache_key, file_sha256, load_or_build
from planner.sources.faults import missing_file
from planner.sources.raw_roads import RoadReading
from planner.sources.road_layers import Junctions
from planner.sources.roads import read_roads
from planner.sources.shapefiles import files_of
from planner.text import Text

_PLAIN: Final = ("mode", "classes", "parts", "road_names")
_PACKAGE: Final = Path(__file__).parents[1]
_LIBRARIES: Final = ("numpy", "osmium", "pyogrio", "pyproj", "shapely")


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
    if not path.is_file():  # a key without content would find whatever was there before
        raise NetworkError(missing_file(path, Where(file=str(path), key="roads.file")))
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
            "road_names": roads.road_names,
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
        road_names=tuple(tuple(names) for names in words["road_names"]),
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
    return {file.name: file_sha256(file) for file in files_of(path)}


def _code() -> str:
    """Return a hash of the program and of the libraries it reads and computes roads with."""
    digest = hashlib.sha256()
    for file in sorted(_PACKAGE.rglob("*.py")):
        digest.update(file.read_bytes())
    for library in _LIBRARIES:
        digest.update(f"{library} {version(library)}".encode())
    return digest.hexdigest()
