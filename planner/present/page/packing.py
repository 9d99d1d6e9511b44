"""Packs coordinates and times into small binary arrays, which the page draws on a canvas."""

from __future__ import annotations

import base64
import json
import math
import zlib
from collections.abc import Iterable, Sequence
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

NOT_REACHED_BASE: Final = 65_530
"""A packed time above this is NOT_REACHED_BASE + Reach."""
NO_VALUE: Final = 65_535
"""Stands for what is not known among packed lengths and sites."""

Steps = npt.NDArray[np.uint16]


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


class Pack:
    """Binary arrays one after another, in sections deflated apart; what is equal is kept once.

    A place in the pack is [first byte, number of bytes], counted over all sections before
    compression. The page inflates a section when it first asks for an array that lies in it.
    """

    def __init__(self) -> None:
        self._sections: list[list[bytes]] = [[]]
        self._size = 0
        self._places: dict[bytes, list[int]] = {}

    def add(self, array: npt.NDArray[Any]) -> list[int]:
        """Return the place of an array, kept little-endian."""
        little = np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("<"))
        return self._add(little.tobytes())

    def add_steps(self, values: Steps) -> list[int]:
        """Return the place of uint16 values: all low bytes, then all high ones, which pack well."""
        low_high = np.ascontiguousarray(values, dtype="<u2").view(np.uint8).reshape(-1, 2)
        return self._add(low_high.T.tobytes())

    def add_wide(self, values: npt.NDArray[np.uint32]) -> list[int]:
        """Return the place of uint32 values: all lowest bytes, then the next, and so on."""
        planes = np.ascontiguousarray(values, dtype="<u4").view(np.uint8).reshape(-1, 4)
        return self._add(planes.T.tobytes())

    def add_points(self, points: Steps) -> list[int]:
        """Return the place of points (n, 2): the steps from each to the next, all x, then all y."""
        from_last = np.diff(points, axis=0, prepend=np.zeros((1, 2), dtype=np.uint16))
        return self.add_steps(from_last.astype(np.uint16).T.ravel())

    def add_texts(self, texts: Sequence[str]) -> list[int]:
        """Return the place of texts, kept as JSON in UTF-8."""
        text = json.dumps(list(texts), ensure_ascii=False, separators=(",", ":"))
        return self._add(text.encode("utf-8", "replace"))

    def begin_section(self) -> None:
        """Put what is added from now on, and is not in the pack yet, into another section."""
        self._sections.append([])

    def sections(self) -> list[dict[str, int | str]]:
        """Return each section as {size: bytes before compression, text: base64 of a raw deflate}.

        The format of the stream is RFC 1951.
        """
        return [
            {"size": sum(map(len, parts)), "text": _deflated(parts)} for parts in self._sections
        ]

    def _add(self, raw: bytes) -> list[int]:
        if raw not in self._places:
            self._places[raw] = [self._size, len(raw)]
            self._sections[-1].append(raw)
            self._size += len(raw)
        return self._places[raw]


def _deflated(parts: Iterable[bytes]) -> str:
    deflate = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = b"".join([*map(deflate.compress, parts), deflate.flush()])
    return base64.b64encode(packed).decode("ascii")


class Layers:
    """One uint16 for each place and layer; equal layers are kept once, like ones as differences."""

    def __init__(self, pack: Pack) -> None:
        self.places: list[list[int]] = []
        self._pack = pack
        self._values: list[Steps] = []
        self._index: dict[bytes, int] = {}

    def add(self, values: Steps, like: int | None = None) -> int:
        """Return the number of a layer; `like` is one that has the same value at many places."""
        key = values.tobytes()
        if key not in self._index:
            base = np.zeros_like(values) if like is None else self._values[like]
            self._index[key] = len(self.places)
            # Differences of uint16 wrap around, here and when the page adds them up again.
            place = self._pack.add_steps(values - base)
            self.places.append([*place, -1 if like is None else like])
            self._values.append(values)
        return self._index[key]


def step_ms_of(typical: Iterable[TypicalAccess]) -> int:
    """Return the finest whole seconds, as milliseconds, in which all these times fit a layer."""
    longest_s = max((float(np.nanmax(t.time_s, initial=0.0)) for t in typical), default=0.0)
    return MS_PER_S * max(1, math.ceil(longest_s / (NOT_REACHED_BASE - 1)))


def pack_times(typical: TypicalAccess, breaks_s: FloatArray, step_ms: int) -> Steps:
    """Return times in steps, (n_residents,): rounded, but never across one of the breaks.

    So every place has exactly the class that shares count it in. Not reached is
    NOT_REACHED_BASE + Reach.
    """
    exact_ms, breaks_ms = packed_ms(np.nan_to_num(typical.time_s)), packed_ms(breaks_s)
    steps = np.rint(exact_ms / step_ms).astype(np.int64)
    rounded_class = np.searchsorted(breaks_ms, steps * step_ms, side="left")
    steps -= np.sign(rounded_class - np.searchsorted(breaks_ms, exact_ms, side="left"))
    coded = NOT_REACHED_BASE + typical.reach.astype(np.int64)
    return np.where(typical.reach == Reach.REACHED, steps, coded).astype(np.uint16)


def packed_ms(time_s: FloatArray) -> npt.NDArray[np.int64]:
    """Return times in the unit of class breaks: whole milliseconds."""
    return np.rint(time_s * MS_PER_S).astype(np.int64)


def pack_lines(pack: Pack, frame: Frame, lines: Sequence[shapely.LineString]) -> dict[str, object]:
    """Return lines as {count: number, sizes: place of uint32, points: place}."""
    xy, index = shapely.get_coordinates(lines, return_index=True)
    sizes = np.bincount(index, minlength=len(lines)).astype(np.uint32)
    points = frame.quantise(xy[:, 0], xy[:, 1])
    return {"count": len(lines), "sizes": pack.add(sizes), "points": pack.add_points(points)}
