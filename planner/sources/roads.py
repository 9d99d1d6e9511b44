"""The one entry for roads on disk: the file's name says which reader takes it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from planner.errors import NetworkError, Where
from planner.sources import road_faults
from planner.sources.faults import missing_file
from planner.sources.osm import OSM_ENDINGS, read_osm
from planner.sources.raw_roads import RoadReading
from planner.sources.road_graphs import read_graphml
from planner.sources.road_layers import LAYER_ENDINGS, Junctions, read_layer


def read_roads(
    path: Path,
    *,
    layer: str | None = None,
    crs: str | None = None,
    columns: Mapping[str, str] | None = None,
    junctions: Junctions = "vertices",
) -> RoadReading:
    """Return the roads of an OSM extract, a line layer or a GraphML graph.

    `layer`, `columns` and `junctions` are for line layers (see `read_layer`); `crs` for files
    that do not say theirs. Raises NetworkError for whatever is wrong with the file.
    """
    name = path.name.lower()
    if not path.is_file():
        raise NetworkError(missing_file(path, Where(file=str(path), key="roads.file")))
    if name.endswith(OSM_ENDINGS):
        return read_osm(path)
    if name.endswith(".graphml"):
        return read_graphml(path, crs=crs)
    if name.endswith(LAYER_ENDINGS):
        return read_layer(path, layer=layer, crs=crs, columns=columns, junctions=junctions)
    raise NetworkError(road_faults.unknown_format(path, (*OSM_ENDINGS, *LAYER_ENDINGS, ".graphml")))
