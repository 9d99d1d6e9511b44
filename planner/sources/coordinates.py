"""Coordinate systems of Chinese data: WGS84, CGCS2000, GCJ-02 and BD-09.

GCJ-02 (国测局坐标, used by Amap and Tencent) moves every point in China by 100 to 700 m; BD-09
(Baidu) moves GCJ-02 once more. Neither is published officially; the formulas are those that the
field has used since they were reconstructed (see "Restrictions on geographic data in China" on
Wikipedia). GCJ-02 adds polynomials and sines, in metres on the Krasovsky 1940 ellipsoid; BD-09
adds ripples to the polar coordinates of the degrees. Baidu's own conversion service answers
within a metre of them.

CGCS2000 and WGS84 agree within centimetres as systems, and within a metre after two decades of
plate motion, so CGCS2000 is read as WGS84.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np

from planner.domain.arrays import BoolArray, FloatArray

SYSTEMS: Final = ("wgs84", "cgcs2000", "gcj02", "bd09")
"""The systems that a table may declare."""

_SEMI_MAJOR_M: Final = 6_378_245.0
_ECCENTRICITY_SQUARED: Final = 0.00669342162296594323
_BAIDU_WAVE: Final = np.pi * 3000.0 / 180.0
_ITERATIONS: Final = 12


def in_china(lon: FloatArray, lat: FloatArray) -> BoolArray:
    """Return where the GCJ-02 formula applies, bool (n,): a box around China, edges included.

    The box also covers parts of China's neighbours; the published formula has no finer border.
    """
    inside = (lon >= 72.004) & (lon <= 137.8347) & (lat >= 0.8293) & (lat <= 55.8271)
    return np.asarray(inside)


def to_wgs84(lon: FloatArray, lat: FloatArray, system: str) -> tuple[FloatArray, FloatArray]:
    """Return WGS84 degrees of points given in `system` (one of SYSTEMS), float64 (n,) each.

    The exact inverse of `from_wgs84` to well under a millimetre. Points outside `in_china` and
    NaN come back unchanged. Raises ValueError for another system.
    """
    if system in {"wgs84", "cgcs2000"}:
        return lon.copy(), lat.copy()
    if system == "gcj02":
        return _within_china(lon, lat, _wgs84_from_gcj02)
    if system == "bd09":
        return _within_china(lon, lat, _wgs84_from_bd09)
    raise ValueError(f"unknown coordinate system {system!r}")


def from_wgs84(lon: FloatArray, lat: FloatArray, system: str) -> tuple[FloatArray, FloatArray]:
    """Return coordinates in `system` of WGS84 points, float64 (n,) each; see `to_wgs84`."""
    if system in {"wgs84", "cgcs2000"}:
        return lon.copy(), lat.copy()
    if system == "gcj02":
        return _within_china(lon, lat, _gcj02_from_wgs84)
    if system == "bd09":
        return _within_china(lon, lat, _bd09_from_wgs84)
    raise ValueError(f"unknown coordinate system {system!r}")


_Shift = Callable[[FloatArray, FloatArray], tuple[FloatArray, FloatArray]]


def _within_china(
    lon: FloatArray, lat: FloatArray, convert: _Shift
) -> tuple[FloatArray, FloatArray]:
    """Apply a conversion inside the box and leave all other points alone."""
    inside = in_china(lon, lat)
    new_lon, new_lat = lon.copy(), lat.copy()
    new_lon[inside], new_lat[inside] = convert(lon[inside], lat[inside])
    return new_lon, new_lat


def _gcj02_from_wgs84(lon: FloatArray, lat: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return GCJ-02 degrees: WGS84 plus an offset east and north, in metres, turned to degrees."""
    x, y = lon - 105.0, lat - 35.0
    root = np.sqrt(np.abs(x))
    shared = 20 * np.sin(6 * np.pi * x) + 20 * np.sin(2 * np.pi * x)
    east_m = (
        300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root
        + (shared + _waves(x, (20, 1), (40, 3), (150, 12), (300, 30))) * 2 / 3
    )  # fmt: skip
    north_m = (
        -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root
        + (shared + _waves(y, (20, 1), (40, 3), (160, 12), (320, 30))) * 2 / 3
    )  # fmt: skip
    latitude = np.radians(lat)
    curvature = 1 - _ECCENTRICITY_SQUARED * np.sin(latitude) ** 2
    parallel_m = _SEMI_MAJOR_M / np.sqrt(curvature) * np.cos(latitude)
    meridian_m = _SEMI_MAJOR_M * (1 - _ECCENTRICITY_SQUARED) / curvature**1.5
    return lon + np.degrees(east_m / parallel_m), lat + np.degrees(north_m / meridian_m)


def _waves(x: FloatArray, *terms: tuple[int, int]) -> FloatArray:
    """Return the sum of sines with these (amplitude in metres, half period in degrees)."""
    total = np.zeros_like(x)
    for amplitude_m, half_period in terms:
        total += amplitude_m * np.sin(np.pi * x / half_period)
    return total


def _bd09_from_gcj02(lon: FloatArray, lat: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return BD-09 degrees of GCJ-02 degrees."""
    radius = np.hypot(lon, lat) + 0.00002 * np.sin(lat * _BAIDU_WAVE)
    angle = np.arctan2(lat, lon) + 0.000003 * np.cos(lon * _BAIDU_WAVE)
    return radius * np.cos(angle) + 0.0065, radius * np.sin(angle) + 0.006


def _bd09_from_wgs84(lon: FloatArray, lat: FloatArray) -> tuple[FloatArray, FloatArray]:
    return _bd09_from_gcj02(*_gcj02_from_wgs84(lon, lat))


def _wgs84_from_gcj02(lon: FloatArray, lat: FloatArray) -> tuple[FloatArray, FloatArray]:
    return _invert(_gcj02_from_wgs84, lon, lat)


def _wgs84_from_bd09(lon: FloatArray, lat: FloatArray) -> tuple[FloatArray, FloatArray]:
    return _wgs84_from_gcj02(*_invert(_bd09_from_gcj02, lon, lat))


def _invert(shift: _Shift, lon: FloatArray, lat: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the points that `shift` moves to (lon, lat), by fixed-point iteration.

    Offsets change by less than 3 % of the distance moved, so each round gains at least 1.5
    digits and twelve rounds reach the precision of float64.
    """
    from_lon, from_lat = lon.copy(), lat.copy()
    for _ in range(_ITERATIONS):
        there_lon, there_lat = shift(from_lon, from_lat)
        from_lon, from_lat = from_lon + (lon - there_lon), from_lat + (lat - there_lat)
    return from_lon, from_lat
