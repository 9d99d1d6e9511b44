"""The way from each place to its main site, packed: stretches of road, and chains of steps."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import shapely

from planner.domain.arrays import FloatArray, IntArray
from planner.domain.result import RunResult
from planner.domain.routes import NO_STEP, RouteNet
from planner.present.page.packing import NO_VALUE, Frame, Layers, Pack, Steps, pack_lines
from planner.units import M_PER_KM, MS_PER_S

TOLERANCE: Final = 1 / 10_000
"""Simplification, as a share of the frame's longer side."""
KM_STEP: Final = 0.1
LOCATIONS: Final = 65_534
"""Locations along a line, from its first point (0) to its last one."""

Lines = npt.NDArray[np.object_]


def routes_json(
    result: RunResult, pack: Pack, frame: Frame, layers: Layers, step_ms: int
) -> dict[str, Any] | None:
    """Return the routes of the focus at any time, None where the run has none.

    `lines` are stretches of road. Of each step, `steps` is 2 x its line + 1 if it goes against
    it, `next` is 1 + the step that follows or 0, and `end` where on the line the site lies if
    none follows. Of each place and side, `first` is 1 + the first step or 0 (after: the difference
    from before), and the layers tell where on that step's line the place lies (`begin`), the way's
    time in `step_ms`, its km in KM_STEP, the per cent of trips that go there (`share`), to how many
    further sites the others go (`others`) and their mean time (`elsewhere`). Locations are shares
    of a line's length on the map.
    """
    routes = result.routes
    if routes is None:
        return None
    net, sides = routes.net, (result.before, result.after)
    lines = _lines(net, max(frame.width, frame.height) * TOLERANCE)
    drawn = shapely.transform(lines, _on_the_map)
    first = net.first.reshape(2, -1)
    homes = result.resident_placement
    start = [_located(drawn, net, side, homes.lon, homes.lat) for side in first]
    reached = routes.site >= 0
    ends = np.zeros(len(net.step_line), dtype=np.uint16)
    for side, outcome in enumerate(sides):
        row = np.flatnonzero((first[side] != NO_STEP) & reached[side])
        last, at = _last_steps(net)[first[side][row]], outcome.site_placement
        site = routes.site[side][row]
        ends[last] = _located(drawn, net, last, at.lon[site], at.lat[site])
    from_before = (first[1] - first[0]).astype(np.uint32)
    return {
        "lines": pack_lines(pack, frame, list(lines)),
        "steps": pack.add_wide((2 * net.step_line + net.step_back).astype(np.uint32)),
        "next": pack.add_wide((net.step_next + 1).astype(np.uint32)),
        "end": pack.add_steps(ends),
        "first": [pack.add_wide((first[0] + 1).astype(np.uint32)), pack.add_wide(from_before)],
        "begin": _pair(layers, start),
        "time": _pair(layers, [_steps(time * MS_PER_S / step_ms) for time in routes.time_s]),
        "km": _pair(layers, [_steps(length / M_PER_KM / KM_STEP) for length in routes.length_m]),
        "share": _pair(layers, [_steps(share * 100) for share in routes.share]),
        "others": _pair(layers, [side.astype(np.uint16) for side in routes.n_others]),
        "elsewhere": _pair(layers, [_steps(time * MS_PER_S / step_ms) for time in routes.others_s]),
    }


def _pair(layers: Layers, values: Sequence[Steps]) -> list[int]:
    first = layers.add(values[0])
    return [first, layers.add(values[1], like=first)]


def _steps(values: FloatArray) -> Steps:
    known = np.rint(np.nan_to_num(values)).clip(0, NO_VALUE - 1)
    return np.where(np.isnan(values), NO_VALUE, known).astype(np.uint16)


def _lines(net: RouteNet, tolerance: float) -> Lines:
    points = np.stack([net.lines.lon, net.lines.lat], axis=1)
    index = np.repeat(np.arange(len(net.lines)), np.diff(net.lines.offset))
    if not len(net.lines):
        return np.empty(0, dtype=object)
    simple: Lines = shapely.simplify(shapely.linestrings(points, indices=index), tolerance)
    return simple


def _on_the_map(points: FloatArray) -> FloatArray:
    """Return degrees as Web Mercator draws them, in which shares of lengths are counted."""
    lat = np.radians(points[:, 1])
    return np.stack([np.radians(points[:, 0]), np.arctanh(np.sin(lat))], axis=1)


def _located(
    drawn: Lines, net: RouteNet, steps: IntArray, lon: FloatArray, lat: FloatArray
) -> Steps:
    """Return where on the lines of these steps (n,) points lie; NO_VALUE for NO_STEP."""
    found = np.full(len(steps), NO_VALUE, dtype=np.uint16)
    known = np.flatnonzero(steps != NO_STEP)
    points = shapely.points(_on_the_map(np.stack([lon[known], lat[known]], axis=1)))
    share = shapely.line_locate_point(drawn[net.step_line[steps[known]]], points, normalized=True)
    found[known] = np.rint(np.nan_to_num(share) * LOCATIONS).astype(np.uint16)
    return found


def _last_steps(net: RouteNet) -> IntArray:
    """Return the last of the steps that follow each step, (n_steps,)."""
    itself = np.arange(len(net.step_next), dtype=np.int32)
    after = np.where(net.step_next == NO_STEP, itself, net.step_next)
    # Each round looks twice as far ahead.
    for _ in range(math.ceil(math.log2(max(2, len(after)))) + 1):
        after = after[after]
    return after
