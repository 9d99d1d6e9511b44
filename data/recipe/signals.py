"""Traffic signals: junctions of the greater streets, as many as a report counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from recipe.plane import Floats
from recipe.streets import Grid
from recipe.tables import Sources

GREATER: Final = frozenset({"primary", "secondary"})


@dataclass(frozen=True)
class Signal:
    """One signal at a street junction, in plane metres."""

    town: str
    x: float
    y: float


def signal_junctions(sources: Sources, grids: list[Grid], count: int) -> list[Signal]:
    """Share `count` signals among the towns by people (D'Hondt), from a town's middle outwards.

    A signal stands where at least three streets of secondary or higher class meet.
    """
    spots: dict[str, Floats] = {}
    for grid in grids:
        greater = np.array([name in GREATER for name in grid.road_class])
        degree = np.bincount(grid.ends[greater].ravel(), minlength=len(grid.xy))
        junctions = grid.xy[degree >= 3]
        off = np.hypot(*(junctions - (grid.town.x, grid.town.y)).T)
        spots[grid.town.code] = junctions[np.argsort(off, kind="stable")]
    out: list[Signal] = []
    given = dict.fromkeys(sorted(spots), 0)
    for _ in range(count):
        free = [code for code, n in given.items() if n < len(spots[code])]
        best = max(free, key=lambda code: sources.towns[code].urban / (given[code] + 1))
        x, y = spots[best][given[best]]
        given[best] += 1
        out.append(Signal(best, float(x), float(y)))
    return out
