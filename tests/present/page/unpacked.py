"""Reads a page's packed arrays the plain way, to compare with what went in."""

from __future__ import annotations

import base64
import zlib
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True)
class Unpacked:
    """The whole pack, inflated."""

    data: bytes

    @classmethod
    def of(cls, packed: list[Any]) -> Unpacked:
        parts = [zlib.decompress(base64.b64decode(part["text"]), wbits=-15) for part in packed]
        assert [len(part) for part in parts] == [part["size"] for part in packed]
        return cls(b"".join(parts))

    def raw(self, place: list[int]) -> bytes:
        return self.data[place[0] : place[0] + place[1]]

    def steps(self, place: list[int]) -> npt.NDArray[np.uint16]:
        raw = self.raw(place)
        half = len(raw) // 2
        return np.array(
            [low + 256 * high for low, high in zip(raw[:half], raw[half:], strict=True)],
            dtype=np.uint16,
        )

    def wide(self, place: list[int]) -> npt.NDArray[np.uint32]:
        planes = np.frombuffer(self.raw(place), dtype=np.uint8).reshape(4, -1).astype(np.uint32)
        return np.asarray(planes[0] + (planes[1] << 8) + (planes[2] << 16) + (planes[3] << 24))

    def points(self, place: list[int]) -> list[tuple[int, int]]:
        moves = self.steps(place).astype(np.int64)
        x, y = (np.cumsum(part) % 65_536 for part in np.split(moves, 2))
        return list(zip(x.tolist(), y.tolist(), strict=True))

    def layer(self, layers: list[Any], index: int) -> npt.NDArray[np.uint16]:
        start, size, base = layers[index]
        values = self.steps([start, size])
        return values if base < 0 else (values + self.layer(layers, base)).astype(np.uint16)
