"""Points on a round Earth as points in space, where a search tree finds what is near."""

from __future__ import annotations

from typing import Final

import numpy as np

from planner.domain.arrays import FloatArray
from planner.units import M_PER_DEGREE

_RADIUS_M: Final = M_PER_DEGREE * 180 / np.pi


def on_sphere(lon: FloatArray, lat: FloatArray) -> FloatArray:
    """Return points in metres from the Earth's centre, float64 (n, 3)."""
    east, north = np.radians(lon), np.radians(lat)
    level = np.cos(north)
    directions = (level * np.cos(east), level * np.sin(east), np.sin(north))
    points: FloatArray = _RADIUS_M * np.column_stack(directions)
    return points


def chord_m(arc_m: float) -> float:
    """Return the straight distance between points `arc_m` apart on the ground, a hair more.

    The hair (a tenth of a millimetre) keeps "within" inclusive in spite of rounding.
    """
    return float(2 * _RADIUS_M * np.sin(min(arc_m / _RADIUS_M, np.pi) / 2)) + 1e-4
