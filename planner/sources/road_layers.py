"""Roads from line layers: GeoPackage, Shapefile, GeoJSON, (Geo)Parquet."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias

import numpy as np

from planner.domain.arrays import FloatArray, IntArray, LongArray
from planner.errors import DataError, Issue, NetworkError, Where
from planner.sources import road_faults
from planner.sources.layers import choose_layer
from planner.sources.raw_roads import KEPT_TAGS, RawRoads, RoadReading, TagColumn
from planner.sources.shapefiles import names_in_file, read_shapefile

Junctions: TypeAlias = Literal["vertices", "endpoints"]

LAYER_ENDINGS: Final = (".gpkg", ".shp", ".geojson", ".json", ".parquet", ".geoparquet", ".fgb")
DEFAULT_CLASS: Final = "unclassified"

_PER_DEGREE: Final = 10_000_000  # vertices are the same when equal to 1e-7 degrees, about 1 cm
_USUAL_NAMES: Final[tuple[tuple[str, str], ...]] = (("highway", "fclass"),)  # Geofabrik shapefiles


def read_layer(
    path: Path,
    *,
    layer: str | None = None,
    crs: str | None = None,
    columns: Mapping[str, str] | None = None,
    junctions: Junctions = "vertices",
) -> RoadReading:
    """Return the lines of a layer as roads.

    `columns` maps keys of `KEPT_TAGS` to the file's columns; other keys are found by their own
    name. Capitals do not matter in names of columns.
    `crs` is used only where the file does not say its own. `junctions`: lines meet at every
    vertex that they share (to 1e-7 degrees), or only where their ends meet. Lines without a
    class are 'unclassified', and all are two-way without a oneway column; both with a warning.
    Speeds are km/h where they are plain numbers. Raises NetworkError for an unreadable file, a
    missing layer or column, several layers without a choice, or an unknown CRS.
    """
    import shapely  # noqa: PLC0415

    frame = _in_wgs84(_load(path, layer), path, crs)
    tags, warnings = _tags(frame, path, columns or {})
    geometry = frame.geometry.to_numpy()
    parts, row = shapely.get_parts(shapely.force_2d(geometry), return_index=True)
    is_line = np.isin(shapely.get_type_id(parts), (1, 2)) & ~shapely.is_empty(parts)
    is_line &= shapely.get_num_coordinates(parts) >= 2
    lines, row = parts[is_line], row[is_line]
    unused = np.setdiff1d(np.arange(len(frame)), row)
    if not len(lines):
        raise NetworkError(road_faults.no_roads(Where(file=str(path))))
    points, line = shapely.get_coordinates(lines, return_index=True)
    if not (np.isfinite(points).all() and (np.abs(points) <= (180, 90)).all()):
        raise NetworkError(road_faults.not_degrees(path))
    counts = np.bincount(line, minlength=len(lines))
    offset = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    vertex, lon, lat = _join(points, offset, junctions)
    raw = RawRoads(
        vertex_lon=lon,
        vertex_lat=lat,
        way_offset=offset,
        way_vertex=vertex,
        tags={key: TagColumn(column.code[row], column.values) for key, column in tags.items()},
    )
    return RoadReading(raw=raw, left_out=road_faults.not_lines(unused.tolist()), warnings=warnings)


def _join(
    points: FloatArray, offset: LongArray, junctions: Junctions
) -> tuple[IntArray, FloatArray, FloatArray]:
    """Return (vertex of every point, vertex longitudes, vertex latitudes)."""
    grid = np.rint(points * _PER_DEGREE).astype(np.int64)
    place = grid[:, 0] * (1 << 32) + grid[:, 1]
    _, first, group = np.unique(place, return_index=True, return_inverse=True)
    same = first[group]
    if junctions == "endpoints":
        is_end = np.zeros(len(points), dtype=bool)
        is_end[offset[:-1]] = True
        is_end[offset[1:] - 1] = True
        ends = np.flatnonzero(is_end)
        _, first, group = np.unique(place[ends], return_index=True, return_inverse=True)
        same = np.arange(len(points))
        same[ends] = ends[first[group]]
    kept, vertex = np.unique(same, return_inverse=True)
    return vertex.astype(np.int32), points[kept, 0].copy(), points[kept, 1].copy()


def _load(path: Path, layer: str | None) -> Any:
    """Read the file as a GeoDataFrame."""
    import geopandas  # noqa: PLC0415
    import pyogrio  # noqa: PLC0415

    try:
        ending = path.suffix.lower()
        if ending in {".parquet", ".geoparquet"}:
            return geopandas.read_parquet(path)
        with warnings.catch_warnings():
            # GDAL's remarks on odd files; what matters of them is checked here.
            warnings.simplefilter("ignore", RuntimeWarning)
            chosen = choose_layer(path, layer, Where(file=str(path), key="roads.layer"))
            if ending == ".shp":
                return read_shapefile(path, chosen, None)
            return pyogrio.read_dataframe(path, layer=chosen)
    except DataError as error:
        raise NetworkError(error.issues) from None
    except (OSError, ValueError, RuntimeError) as error:  # pyarrow's and pyogrio's are these
        raise NetworkError(road_faults.layer_unreadable(path, str(error))) from error


def _in_wgs84(frame: Any, path: Path, crs: str | None) -> Any:
    """Return the frame in WGS84 longitude and latitude."""
    import geopandas  # noqa: PLC0415
    from pyproj.exceptions import CRSError  # noqa: PLC0415

    if not isinstance(frame, geopandas.GeoDataFrame):
        raise NetworkError(road_faults.layer_unreadable(path, "no geometry column"))
    if frame.crs is None:
        if crs is None:
            raise NetworkError(road_faults.no_crs(path))
        try:
            frame = frame.set_crs(crs)
        except CRSError as error:
            raise NetworkError(road_faults.bad_crs(path, crs)) from error
    return frame.to_crs("EPSG:4326")


def _tags(
    frame: Any, path: Path, columns: Mapping[str, str]
) -> tuple[dict[str, TagColumn], tuple[Issue, ...]]:
    """Return the tag columns over the rows of the frame, and warnings."""
    present = [str(name) for name in frame.columns if name != frame.geometry.name]
    columns = _spelt(columns, present, path)
    missing = [
        road_faults.no_such(f"roads.columns.{key}", name, present, path)
        for key, name in columns.items()
        if name not in present
    ]
    missing += [
        road_faults.no_such("roads.columns", key, KEPT_TAGS, path)
        for key in columns
        if key not in KEPT_TAGS
    ]
    if missing:
        raise NetworkError(missing)
    usual = _spelt(dict(_USUAL_NAMES), present, path)
    own = _spelt({key: key for key in KEPT_TAGS}, present, path)
    names = {key: name for found in (usual, own) for key, name in found.items() if name in present}
    names |= columns
    texts = {key: [_as_text(value) for value in frame[name]] for key, name in names.items()}
    empty = [""] * len(frame)
    pairs = zip(texts.get("highway", empty), texts.get("route", empty), strict=True)
    highway = [word if word or route == "ferry" else None for word, route in pairs]
    unnamed = highway.count(None)
    texts["highway"] = [DEFAULT_CLASS if word is None else word for word in highway]
    warnings: tuple[Issue, ...] = ()
    if unnamed:
        column = names.get("highway")
        warnings = (road_faults.no_class(path, unnamed, len(frame), column, present),)
    if "oneway" not in texts:
        # without the column nobody says that lines run with the traffic, motorways included
        texts["oneway"] = ["no"] * len(frame)
        warnings += (road_faults.no_oneway(path),)
    return {key: TagColumn.of(column) for key, column in texts.items()}, warnings


def _spelt(wanted: Mapping[str, str], present: Sequence[str], path: Path) -> dict[str, str]:
    """Return `wanted` (ours -> theirs) with their names as the file spells them, if it has them."""
    spelling: dict[str, str] = {}
    for name in present:
        spelling.setdefault(name.casefold(), name)
    folded = {
        ours: theirs if theirs in present else theirs.casefold() for ours, theirs in wanted.items()
    }
    cut = names_in_file(folded, {*present, *spelling}, path)
    return {
        ours: name if name in present else spelling.get(name, wanted[ours])
        for ours, name in cut.items()
    }


def _as_text(value: Any) -> str:
    """Return one cell as OSM would write it: missing is empty, true is yes, 50.0 is 50."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool | np.bool_):
        return "yes" if value else "no"
    if isinstance(value, int | np.integer):
        return str(value)
    if isinstance(value, float | np.floating):
        return f"{value:g}" if np.isfinite(value) else ""
    return ""
