"""What roads are called: their numbers and names, read from the tags `ref` and `name`."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planner.domain.arrays import BoolArray, IntArray
from planner.domain.roads import NAMELESS
from planner.sources.raw_roads import RawRoads


@dataclass(frozen=True)
class RoadNames:
    """Distinct sets of names in alphabetic order, and the set of each way.

    of_way  int32 (n_ways,) index into `names`, NAMELESS without a name
    """

    names: tuple[tuple[str, ...], ...]
    of_way: IntArray


def name_roads(raw: RawRoads, used: BoolArray) -> RoadNames:
    """Return the names of the ways that are used, bool (n_ways,); the others have none.

    A tag may list several, `G65;G210`. Numbers come before names, each once.
    """
    numbers, words = raw.column("ref"), raw.column("name")
    paired = numbers.code.astype(np.int64) * len(words.values) + words.code
    pairs, pair_of_way = np.unique(paired, return_inverse=True)
    called = [
        _split(numbers.values[pair // len(words.values)], words.values[pair % len(words.values)])
        for pair in pairs.tolist()
    ]
    occurring = np.unique(pair_of_way[used]).tolist()
    names = sorted({called[pair] for pair in occurring} - {()})
    position = {name: index for index, name in enumerate(names)}
    number = np.array([position.get(name, NAMELESS) for name in called], dtype=np.int32)
    return RoadNames(tuple(names), np.where(used, number[pair_of_way], np.int32(NAMELESS)))


def _split(*texts: str) -> tuple[str, ...]:
    parts = (part.strip() for text in texts for part in text.split(";"))
    return tuple(dict.fromkeys(part for part in parts if part))
