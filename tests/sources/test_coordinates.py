"""Conversions against published values, their own inverse and simple facts."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.domain.arrays import FloatArray
from planner.sources.coordinates import SYSTEMS, from_wgs84, in_china, to_wgs84

MM = 1e-3


def metres(a: tuple[FloatArray, FloatArray], b: tuple[FloatArray, FloatArray]) -> FloatArray:
    """Return local distances, good to a per mille for points this close together."""
    east = (a[0] - b[0]) * 111_320 * np.cos(np.radians(b[1]))
    return np.hypot(east, (a[1] - b[1]) * 111_320)


def point(lon: float, lat: float) -> tuple[FloatArray, FloatArray]:
    return np.array([lon]), np.array([lat])


def test_gcj02_of_published_point() -> None:
    lon, lat = from_wgs84(*point(121.5272106, 31.1774276), "gcj02")
    assert lon[0] == pytest.approx(121.531541859215, abs=1e-12)
    assert lat[0] == pytest.approx(31.17530398364597, abs=1e-12)


def test_wgs84_of_published_gcj02_point() -> None:
    found = to_wgs84(*point(121.531541859215, 31.17530398364597), "gcj02")
    assert metres(found, point(121.5272106, 31.1774276))[0] < MM


def test_bd09_agrees_with_the_answer_of_baidus_own_service() -> None:
    # The example of Baidu's conversion service (geoconv v1, from=1, to=5).
    found = from_wgs84(*point(114.21892734521, 29.575429778924), "bd09")
    assert metres(found, point(114.2307519546763, 29.57908428837437))[0] < 1.0


def test_wgs84_of_published_bd09_point() -> None:
    # That value was made with a ripple of 1 instead of 3000/180 cycles a degree and with a
    # one-step inverse of GCJ-02; together they are 10.5 m off what Baidu's service implies.
    found = to_wgs84(*point(120.019809, 29.199786), "bd09")
    assert metres(found, point(120.00877901149691, 29.196131605295484))[0] < 11.0


@given(
    st.sampled_from(SYSTEMS),
    st.lists(st.tuples(st.floats(72.1, 137.7), st.floats(0.9, 55.7)), min_size=1, max_size=20),
)
def test_there_and_back_is_exact_within_a_millimetre(
    system: str, places: list[tuple[float, float]]
) -> None:
    lon, lat = np.array(places).T
    back = to_wgs84(*from_wgs84(lon, lat, system), system)
    assert metres(back, (lon, lat)).max() < MM


@given(st.floats(75, 135), st.floats(18, 54))
def test_gcj02_moves_by_tens_to_hundreds_of_metres(lon: float, lat: float) -> None:
    moved_m = metres(from_wgs84(*point(lon, lat), "gcj02"), point(lon, lat))[0]
    assert 20 < moved_m < 1500


@pytest.mark.parametrize("system", SYSTEMS)
def test_points_outside_china_and_unknown_points_stay(system: str) -> None:
    lon, lat = np.array([-21.9, 24.9, np.nan]), np.array([64.1, 60.2, np.nan])
    for convert in (to_wgs84, from_wgs84):
        new_lon, new_lat = convert(lon, lat, system)
        np.testing.assert_array_equal(new_lon, lon)
        np.testing.assert_array_equal(new_lat, lat)
        assert new_lon is not lon


def test_cgcs2000_is_read_as_wgs84() -> None:
    lon, lat = to_wgs84(*point(109.98, 39.81), "cgcs2000")
    assert (lon[0], lat[0]) == (109.98, 39.81)


def test_the_box_includes_its_edges() -> None:
    lon, lat = np.array([72.004, 72.003, 137.8347, 110.0]), np.array([30.0, 30.0, 55.8271, 0.8])
    assert in_china(lon, lat).tolist() == [True, False, True, False]


@pytest.mark.parametrize("convert", [to_wgs84, from_wgs84])
def test_another_system_is_a_bug_of_the_caller(convert: object) -> None:
    assert callable(convert)
    with pytest.raises(ValueError, match="utm"):
        convert(*point(1.0, 1.0), "utm")
