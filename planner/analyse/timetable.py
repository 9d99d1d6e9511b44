"""The slices of a world's year, and what holds in each: free time, periods, road states."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from planner.domain.arrays import BoolArray, FloatArray, IntArray
from planner.domain.roads import Roads
from planner.domain.slices import Slices
from planner.domain.world import World


@dataclass(frozen=True)
class Timetable:
    """A world's year.

    free     bool (n_slices, n_groups)  the world's groups of people have time
    periods  by opening hours as asked for: bool (n_slices,)
    state    int32 (n_slices,)          index into `roads`
    roads    the states of the roads that occur
    """

    slices: Slices
    free: BoolArray
    periods: Mapping[str, BoolArray]
    state: IntArray
    roads: tuple[Roads, ...]

    @classmethod
    def of(cls, world: World, periods: Sequence[str] = ()) -> Timetable:
        """Return the year of a world, split also where any of these periods begins or ends.

        Where a study names no year, every desk counts as always open.
        """
        desks = world.sites.desks
        hours = desks.hours if world.calendar is not None else ("",) * len(desks)
        free = [group.free for group in world.people]
        asked = list(dict.fromkeys(periods))
        slices = Slices.of(hours, world.year, [*free, *asked, *world.road_hours])
        n_free = len(free)
        return cls(
            slices,
            slices.extra[:, :n_free],
            {text: slices.extra[:, n_free + number] for number, text in enumerate(asked)},
            *_road_states(world, slices.extra[:, len(free) + len(asked) :]),
        )

    def hours_of(self, period: str) -> FloatArray:
        """Return the hours a year that a period asked for spends in each slice, (n_slices,)."""
        return np.where(self.periods[period], self.slices.hours, 0.0)


def _road_states(world: World, holding: BoolArray) -> tuple[IntArray, tuple[Roads, ...]]:
    """Return the road state of each slice; `holding` is bool (n_slices, n_road_hours)."""
    combinations, state = np.unique(holding, axis=0, return_inverse=True)
    roads = tuple(
        world.roads_when([text for text, holds in zip(world.road_hours, row, strict=True) if holds])
        for row in combinations
    )
    return state.ravel().astype(np.int32), roads
