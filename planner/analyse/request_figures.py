"""A request log drawn up as evidence: closure and days by unit, theme and handler, hot spots."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final, NamedTuple

import numpy as np

from planner.analyse.evidence import handler_load, time_to_close
from planner.analyse.hot_spots import adjoining, hot_spots, near_within, requests_per_1000
from planner.domain.area import Units
from planner.domain.arrays import BoolArray, FloatArray, IntArray, LongArray
from planner.domain.evidence import Evidence, HotSpot, RequestFigures
from planner.domain.requests import Requests
from planner.domain.residents import Residents
from planner.units import M_PER_DEGREE

SQUARE_M: Final = 5000.0
WINDOW_DAYS: Final = 90
"""The last days of a log, by which the pace of handlers is judged."""
QUEEN: Final = 1.5
"""Squares that touch, also at a corner, have their centres within this many sides."""
FEWEST: Final = 2
"""A square with fewer requests is no hot spot, however quiet the rest."""


def evidence_of(
    requests: Requests, units: Units, residents: Residents, square_m: float = SQUARE_M
) -> Evidence:
    """Return a log's figures; hot spots are looked for in squares that hold people or requests."""
    everything = np.ones(len(requests), dtype=bool)
    return Evidence(
        until=str(requests.until),
        total=_figures(requests, everything, "", ""),
        by_unit=_by_unit(requests, units, residents),
        by_theme=_by_word(requests, requests.theme, requests.themes),
        by_handler=_by_handler(requests),
        hot_spots=_hot_squares(requests, residents, square_m),
        square_m=square_m,
        unlocated=int((~requests.located).sum()),
    )


def _figures(
    requests: Requests, mask: BoolArray, word: str, name: str, **more: float | bool
) -> RequestFigures:
    days = time_to_close(requests, mask)
    return RequestFigures(
        id=word,
        name=name,
        requests=int(mask.sum()),
        closed=int(requests.closed[mask].sum()),
        median_days=days.median_days,
        p90_days=days.p90_days,
        undated=days.undated,
        per_1000=float(more.get("per_1000", np.nan)),
        z=float(more.get("z", np.nan)),
        hot=bool(more.get("hot", False)),
    )


def _by_word(
    requests: Requests, index: IntArray, words: Sequence[str]
) -> tuple[RequestFigures, ...]:
    rows = [_figures(requests, index == i, word, word) for i, word in enumerate(words)]
    return _sorted(rows, requests, index)


def _by_handler(requests: Requests) -> tuple[RequestFigures, ...]:
    load = handler_load(requests, WINDOW_DAYS)
    rows = [
        replace(_figures(requests, requests.handler == i, word, word), pace=pace)
        for i, (word, pace) in enumerate(zip(requests.handlers, load.paces(), strict=True))
    ]
    return _sorted(rows, requests, requests.handler)


def _by_unit(requests: Requests, units: Units, residents: Residents) -> tuple[RequestFigures, ...]:
    everything = np.ones(len(requests), dtype=bool)
    rate = requests_per_1000(requests, everything, residents, len(units))
    found = hot_spots(np.nan_to_num(rate, nan=0.0), adjoining(units)) if len(units) else None
    rows = [
        _figures(
            requests, requests.unit == i, unit.code, str(unit.name), per_1000=rate[i],
            z=np.nan if found is None else found.z[i],
            hot=False if found is None else bool(found.hot[i]),
        )
        for i, unit in enumerate(units.items)
    ]  # fmt: skip
    return _sorted(rows, requests, requests.unit)


def _sorted(
    rows: list[RequestFigures], requests: Requests, index: IntArray
) -> tuple[RequestFigures, ...]:
    ordered = sorted(rows, key=lambda row: -row.requests)
    unknown = index == -1
    if unknown.any():
        ordered.append(_figures(requests, unknown, "", ""))
    return tuple(ordered)


def _hot_squares(requests: Requests, residents: Residents, square_m: float) -> tuple[HotSpot, ...]:
    located = requests.located
    if not located.any():
        return ()
    lon = np.concatenate([residents.lon, requests.lon[located]])
    lat = np.concatenate([residents.lat, requests.lat[located]])
    squares = _squares(lon, lat, square_m)
    n_residents = len(residents)
    n = int(squares.of_point.max()) + 1
    own = squares.of_point[n_residents:]
    counts = np.bincount(own, minlength=n)
    still_open = np.bincount(own[~requests.closed[located]], minlength=n)
    near = near_within(squares.lon, squares.lat, QUEEN * square_m)
    found = hot_spots(counts.astype(np.float64), near)
    hot = np.flatnonzero(found.hot & (counts >= FEWEST))
    order = hot[np.argsort(-found.z[hot], kind="stable")]
    names = _largest_places(residents, squares.of_point[:n_residents], n)
    return tuple(
        HotSpot(
            lon=float(squares.lon[square]),
            lat=float(squares.lat[square]),
            place=names[square],
            requests=int(counts[square]),
            open=int(still_open[square]),
            z=float(found.z[square]),
        )
        for square in order.tolist()
    )


class _Squares(NamedTuple):
    """Squares of a plane laid at the mean latitude: number of each point, centre of each square."""

    of_point: LongArray
    lon: FloatArray
    lat: FloatArray


def _squares(lon: FloatArray, lat: FloatArray, square_m: float) -> _Squares:
    west, south = float(lon.min()), float(lat.min())
    north_step = square_m / M_PER_DEGREE
    east_step = north_step / float(np.cos(np.radians((south + lat.max()) / 2)))
    cell = np.column_stack([(lon - west) // east_step, (lat - south) // north_step])
    cells, of_point = np.unique(cell, axis=0, return_inverse=True)
    return _Squares(
        of_point.ravel().astype(np.int64),
        west + (cells[:, 0] + 0.5) * east_step,
        south + (cells[:, 1] + 0.5) * north_step,
    )


def _largest_places(residents: Residents, square: LongArray, n: int) -> list[str]:
    names = [""] * n
    for place in np.argsort(residents.people, kind="stable").tolist():
        names[int(square[place])] = residents.names[place] or residents.ids[place]
    return names
