"""Waits of today at junctions, such as signals, that a study states beside its roads."""

from __future__ import annotations

import numpy as np

from planner.domain.road_edits import delayed
from planner.domain.road_selection import junctions, nearest_nodes
from planner.domain.roads import Roads
from planner.errors import DataError, Issue, Where
from planner.scenario.load import LoadedStudy
from planner.scenario.point_rows import read_points
from planner.scenario.schema_study import RoadWaits
from planner.text import Text
from planner.units import MS_PER_S

N_NAMED = 5


def with_waits(roads: Roads, study: LoadedStudy) -> Roads:
    """Return the roads with the waits that the study states at the junctions nearest to points.

    Raises DataError for tables that cannot be read and points far from any junction.
    """
    issues: list[Issue] = []
    for index, waits in enumerate(study.study.roads.waits):
        where = study.where(f"roads.waits[{index}].file")
        roads, faults = _waiting(roads, study, waits, where)
        issues += faults
    if issues:
        raise DataError(issues)
    return roads


def _waiting(
    roads: Roads, study: LoadedStudy, waits: RoadWaits, where: Where
) -> tuple[Roads, tuple[Issue, ...]]:
    points, faults = read_points(study.file(waits.file), where)
    if faults:
        return roads, faults
    candidates = junctions(roads)
    nodes: list[int] = []
    far: list[tuple[float, float]] = []
    for point in points:
        nearest, off_m = nearest_nodes(roads, candidates, point.lon, point.lat, 1)
        near = nearest[off_m <= waits.within_m]
        nodes.extend(near.tolist())
        if not len(near):
            far.append((point.lon, point.lat))
    if far:
        return roads, (_far_from_junctions(far, waits.within_m, where),)
    at = np.unique(np.array(nodes, dtype=np.int64))
    return delayed(roads, at, round(waits.delay_s * MS_PER_S)), ()


def _far_from_junctions(points: list[tuple[float, float]], within_m: float, where: Where) -> Issue:
    shown = "; ".join(f"{lon:g}, {lat:g}" for lon, lat in points[:N_NAMED])
    n, limit = len(points), f"{within_m:,.0f}"
    return Issue(
        "point_off_the_roads",
        Text(f"{n} 个位置在 {limit} 米内没有路口：{shown}",
             f"{n} of the points have no junction within {limit} m: {shown}"),
        Text("核对经纬度，或增大 within", "check the coordinates, or raise `within`"),
        where,
    )  # fmt: skip
