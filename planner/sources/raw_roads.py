"""Roads as a source gives them: polylines over shared vertices, with their OSM tags as text.

Nothing is judged here: which lines a mode may use, and how fast, is decided in `prepare`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from planner.domain.arrays import FloatArray, IntArray, LongArray, freeze, require, require_shape
from planner.domain.record import LeftOut
from planner.errors import Issue

TAGS: Final = (
    "highway", "route", "oneway", "junction", "access", "vehicle", "motor_vehicle", "motorcar",
    "bicycle", "foot", "motorroad", "oneway:bicycle", "oneway:foot", "cycleway", "maxspeed",
    "surface", "tracktype",
)  # fmt: skip
"""The keys by which it is judged who may use a line, and how fast."""

NAME_TAGS: Final = ("ref", "name")
"""The keys that say what a road is called: its number and its name."""

KEPT_TAGS: Final = (*TAGS, *NAME_TAGS)
"""The keys that a source keeps; every other tag is dropped on reading."""


@dataclass(frozen=True)
class TagColumn:
    """The values of one key: way i has `values[code[i]]`; a missing tag is the empty text."""

    code: IntArray
    values: tuple[str, ...]

    @classmethod
    def of(cls, texts: Iterable[str]) -> TagColumn:
        """Return the column of these texts, one per way."""
        known: dict[str, int] = {}
        code = np.fromiter((known.setdefault(text, len(known)) for text in texts), dtype=np.int32)
        return cls(code=code, values=tuple(known))

    def texts(self) -> list[str]:
        """Return the text of every way."""
        return [self.values[code] for code in self.code.tolist()]


@dataclass(frozen=True)
class RawRoads:
    """Lines that are connected exactly where they share a vertex.

    vertex_lon, vertex_lat  float64 (n_vertices,)  WGS84 degrees
    way_offset              int64 (n_ways + 1,)    way i has the vertices
    way_vertex              int32 (...)            `way_vertex[way_offset[i]:way_offset[i + 1]]`
    tags                    key of `KEPT_TAGS` -> column over the ways; an absent one is empty
    """

    vertex_lon: FloatArray
    vertex_lat: FloatArray
    way_offset: LongArray
    way_vertex: IntArray
    tags: Mapping[str, TagColumn]

    def __post_init__(self) -> None:
        require_shape(self.vertex_lat, self.vertex_lon.shape, "vertex_lat")
        require(self.way_offset[0] == 0, "way_offset does not start at 0")
        require(self.way_offset[-1] == len(self.way_vertex), "way_offset does not fit way_vertex")
        if self.n_ways:
            require(np.diff(self.way_offset).min() >= 2, "a way has fewer than two vertices")
            require(self.way_vertex.min() >= 0, "vertex ids out of range")
            require(self.way_vertex.max() < len(self.vertex_lon), "vertex ids out of range")
        for key, column in self.tags.items():
            require(key in KEPT_TAGS, f"unknown tag column {key}")
            require_shape(column.code, (self.n_ways,), key)
        freeze(self.vertex_lon, self.vertex_lat, self.way_offset, self.way_vertex)

    @property
    def n_ways(self) -> int:
        """Number of lines."""
        return len(self.way_offset) - 1

    def column(self, key: str) -> TagColumn:
        """Return the column of a key of `KEPT_TAGS`, empty texts where the source has none."""
        found = self.tags.get(key)
        return found or TagColumn(code=np.zeros(self.n_ways, dtype=np.int32), values=("",))

    def segments(self) -> tuple[IntArray, IntArray, IntArray]:
        """Return (from vertex, to vertex, way) of every stretch between neighbouring vertices."""
        inner = np.ones(len(self.way_vertex), dtype=bool)
        inner[self.way_offset[1:] - 1] = False
        start = np.flatnonzero(inner)
        way = np.repeat(np.arange(self.n_ways, dtype=np.int32), np.diff(self.way_offset) - 1)
        return self.way_vertex[start], self.way_vertex[start + 1], way


@dataclass(frozen=True)
class RoadReading:
    """What a source gave: the lines, what could not be read, and what the planner should know."""

    raw: RawRoads
    left_out: tuple[LeftOut, ...] = ()
    warnings: tuple[Issue, ...] = ()


def tag_columns(rows: Sequence[tuple[str, ...]], keys: Sequence[str]) -> dict[str, TagColumn]:
    """Return columns from one row of texts per way; `keys` names the positions of a row."""
    if not rows:
        return {key: TagColumn(code=np.zeros(0, dtype=np.int32), values=("",)) for key in keys}
    columns = zip(*rows, strict=True)
    return {key: TagColumn.of(texts) for key, texts in zip(keys, columns, strict=True)}
