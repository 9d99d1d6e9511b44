"""A request log of four requests in two units, drawn up by hand."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from planner.analyse.request_figures import evidence_of
from planner.domain.area import Unit, Units
from planner.domain.residents import Residents
from planner.text import Text
from tests.request_log import log

UNITS = Units(
    (
        Unit("N", Text("北区", "North"), shapely.box(109, 40, 110, 41)),
        Unit("S", Text("南区", "South"), shapely.box(109, 39, 110, 40)),
    )
)


def residents(lon: list[float], lat: list[float], people: list[float]) -> Residents:
    ids = tuple(f"p{i}" for i in range(len(lon)))
    unit = np.array([0 if y >= 40 else 1 for y in lat], dtype=np.int32)
    return Residents(ids, ids, np.array(lon), np.array(lat), np.array(people), unit)


def test_units_and_themes_by_hand() -> None:
    requests = log(
        [3, 3, 1, 1], assigned=[0, 0, 0, None], answered=[2, 6, None, None], until=10,
        unit=[1, 1, 1, -1], theme=[0, 1, 0, -1], handler=[0, 0, 1, -1],
    )  # fmt: skip
    found = evidence_of(requests, UNITS, residents([109.5, 109.5], [40.5, 39.5], [500, 1500]))
    assert found.until == "2026-01-11"
    assert (found.total.requests, found.total.closed, found.total.open) == (4, 2, 2)
    south, north, unknown = found.by_unit
    assert (south.id, north.id, unknown.id) == ("S", "N", "")
    assert (south.requests, south.closed, south.per_1000) == (3, 2, 2.0)
    # of three, one closes on day 2, one on day 6, the last is open on day 10
    assert south.median_days == 6
    assert np.isnan(south.p90_days)
    assert (north.requests, north.per_1000) == (0, 0.0)
    assert np.isnan(north.rate)
    assert (unknown.requests, unknown.undated) == (1, 1)
    counters, hours, nothing = found.by_theme
    assert (counters.name, counters.requests, counters.closed) == ("counters", 2, 1)
    assert (hours.name, hours.rate, hours.median_days) == ("hours", 1.0, 6.0)
    assert nothing.name == ""
    assert [row.name for row in found.by_handler] == ["north", "south", ""]
    assert (found.unlocated, found.hot_spots) == (4, ())


def test_requests_gather_in_a_square() -> None:
    # a row of 30 villages 11 km apart; twelve requests at the one in the middle
    lon = [109.0 + 0.13 * i for i in range(30)]
    people = residents(lon, [39.5] * 30, [100.0 + i for i in range(30)])
    requests = log([3] * 5 + [1] * 7, place=[(lon[15], 39.5)] * 12)
    (spot,) = evidence_of(requests, UNITS, people).hot_spots
    assert (spot.place, spot.requests, spot.open) == ("p15", 12, 7)
    assert spot.lon == pytest.approx(lon[15], abs=0.06)
    assert spot.lat == pytest.approx(39.5, abs=0.05)
    # Gi* of one value of 12 among 30 squares, none near another: sqrt(n - 1)
    assert spot.z == pytest.approx(np.sqrt(29))


def test_requests_spread_evenly_are_no_hot_spot() -> None:
    lon = [109.0 + 0.13 * i for i in range(30)]
    people = residents(lon, [39.5] * 30, [100.0] * 30)
    requests = log([1] * 30, place=[(x, 39.5) for x in lon])
    assert evidence_of(requests, UNITS, people).hot_spots == ()
