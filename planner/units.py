"""Conversion constants: the only place where one unit becomes another.

Inside the product lengths are metres, times seconds and money yuan; routing costs are integer
centimetres and milliseconds, so that results do not depend on the order of additions. YAML
speaks kilometres and minutes.
"""

from __future__ import annotations

from typing import Final

MS_PER_S: Final = 1000
CM_PER_M: Final = 100
M_PER_KM: Final = 1000
CM_PER_KM: Final = 100_000
S_PER_MIN: Final = 60
S_PER_H: Final = 3600
MS_PER_H: Final = 3_600_000
M_PER_DEGREE: Final = 111_195.0
"""Of latitude, on the sphere with the Earth's mean radius of 6,371,009 m."""
KMH_PER_MPH: Final = 1.609344
KMH_PER_KNOT: Final = 1.852
GIB: Final = 1 << 30
"""Bytes."""


def kmh_to_m_per_s(speed_kmh: float) -> float:
    """Return a speed in metres per second."""
    return speed_kmh * M_PER_KM / S_PER_H
