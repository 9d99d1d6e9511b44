"""Packs coordinates and times into small binary arrays, which the page draws on a canvas."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import shapely

from planner.domain.access import Reach, TypicalAccess
from planner.domain.arrays import FloatArray
from planner.units import MS_PER_S

STEPS: Final = 65_535
"""Positions on each axis of a frame: about 6 m in a city of 400 km."""

NOT_REACHED_BASE: Final = 2**32 - 4
"""A packed time above this is NOT_REACHED_BASE + Reach; travel costs end at 2**31 ms."""


@dataclass(frozen=True)
class Frame:
    """The rectangle, in degrees, that packed coordinates refer to."""

    west: float
    south: float
    width: float
    height: float

    @classmethod
    def around(cls, lon: FloatArray, lat: FloatArray) -> Frame:
        """Return the smallest frame of some points, never empty."""
        if not len(lon):
            return cls(0.0, 0.0, 1.0, 1.0)
        west, south = float(lon.min()), float(lat.min())
        return cls(
            west, south, max(float(lon.max()) - west, 1e-6), max(float(lat.max()) - south, 1e-6)
        )

    def quantise(self, lon: FloatArray, lat: FloatArray) -> npt.NDArray[np.uint16]:
        """Return points as steps from the south-west corner, (n, 2); outside is moved in."""
        x = (lon - self.west) / self.width
        y = (lat - self.south) / self.height
        steps = np.rint(np.stack([x, y], axis=-1) * STEPS)
        return np.clip(steps, 0, STEPS).astype(np.uint16)


def base64_of(array: npt.NDArray[Any]) -> str:
    """Return the bytes of an array, little-endian, as base64."""
    little = np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("<"))
    return base64.b64encode(little.tobytes()).decode("ascii")


def pack_times(typical: TypicalAccess) -> npt.NDArray[np.uint32]:
    """Return whole milliseconds, (n_residents,), as in every share, so that classes agree with it.

    Not reached is NOT_REACHED_BASE + Reach.
    """
    return np.where(
        typical.reach == Reach.REACHED,
        packed_ms(np.nan_to_num(typical.time_s)),
        NOT_REACHED_BASE + typical.reach.astype(np.int64),
    ).astype(np.uint32)


def packed_ms(time_s: FloatArray) -> npt.NDArray[np.int64]:
    """Return times in the unit of packed ones: whole milliseconds."""
    return np.rint(time_s * MS_PER_S).astype(np.int64)


def pack_lines(frame: Frame, lines: Sequence[shapely.LineString]) -> dict[str, object]:
    """Return lines as {count: number, sizes: uint32 base64, points: uint16 base64}."""
    xy, index = shapely.get_coordinates(lines, return_index=True)
    sizes = np.bincount(index, minlength=len(lines)).astype(np.uint32)
    points = frame.quantise(xy[:, 0], xy[:, 1])
    return {"count": len(lines), "sizes": base64_of(sizes), "points": base64_of(points)}
