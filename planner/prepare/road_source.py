"""The roads of a study, wherever they come from: a file, a named place or a polygon."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypedDict

import shapely

from planner.errors import DataError, Issue
from planner.prepare.prepared_roads import prepare_roads, with_reading
from planner.prepare.roads import RoadBuild, build_roads
from planner.scenario.load import LoadedStudy
from planner.scenario.schema import Travel
from planner.sources.cache import cache_folder
from planner.sources.faults import below
from planner.sources.layers import read_layer
from planner.sources.osm import fetch_place, fetch_polygon
from planner.sources.raw_roads import RoadReading
from planner.text import Text


class _Building(TypedDict):
    mode: str
    speeds_kmh: Mapping[str, float]
    unpaved_factor: float
    ferries: bool
    smallest_part_m: float


def roads_of_study(study: LoadedStudy, travel: Travel) -> tuple[RoadBuild, bool]:
    """Return (the network that a study's roads give for this travel, whether it was cached).

    Answers of OpenStreetMap's servers are kept in the cache folder, so they are asked once; the
    network is built anew from them. Raises NetworkError or DataError.
    """
    said = study.study.roads
    building = _Building(
        mode=travel.mode,
        speeds_kmh={str(word): speed for word, speed in travel.speeds_kmh.items()},
        unpaved_factor=travel.unpaved_factor,
        ferries=travel.ferries,
        smallest_part_m=travel.smallest_part_m,
    )
    if said.file is not None:
        columns = {
            ours: theirs for ours, theirs in said.columns.model_dump().items() if theirs is not None
        }
        return prepare_roads(
            study.file(said.file),
            layer=said.layer,
            crs=said.crs,
            columns=columns,
            junctions=said.junctions,
            **building,
        )
    reading = _fetch(study)
    return with_reading(build_roads(reading.raw, **building), reading), False


def _fetch(study: LoadedStudy) -> RoadReading:
    said = study.study.roads
    answers = cache_folder() / "overpass"
    if said.place is not None:
        return fetch_place(said.place, cache_folder=answers)
    if said.polygon is None:
        raise AssertionError("the schema asks for one source of roads")
    layer = read_layer(
        study.file(said.polygon), layer=said.layer, where=below(study.where, "roads")
    )
    shapes = [shape for shape in layer.geometry if shape is not None]
    area = shapely.union_all(shapes)
    if area.geom_type not in {"Polygon", "MultiPolygon"}:
        raise DataError(
            Issue(
                "not_polygons",
                Text("这个文件里没有多边形", "the file holds no polygon"),
                Text("换成画有研究范围多边形的文件",
                     "name a file with the polygon of the study area"),
                study.where("roads.polygon"),
            )
        )  # fmt: skip
    return fetch_polygon(area, cache_folder=answers)
