"""The slices of a world's year, and what holds in each: free time, periods, road states."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from planner.domain.arrays import BoolArray, FloatArray, IntArray
from planner.domain.calendar import Calendar
from planner.domain.slices import Slices
from planner.domain.world import World

ANY_YEAR: Final = 2025
"""Stands for the year where a study names none: then every desk counts as always open."""


@dataclass(frozen=True)
class Timetable:
    """A world's year.

    free     bool (n_slices, n_groups)  the world's groups of people have time
    periods  by opening hours as asked for: bool (n_slices,)
    state    int32 (n_slices,)          road state, 0 for the usual one
    """

    slices: Slices
    free: BoolArray
    periods: Mapping[str, BoolArray]
    state: IntArray

    @classmethod
    def of(cls, world: World, periods: Sequence[str] = ()) -> Timetable:
        """Return the year of a world, split also where any of these periods begins or ends."""
        calendar = world.calendar or Calendar.of(ANY_YEAR)
        desks = world.sites.desks
        hours = desks.hours if world.calendar is not None else ("",) * len(desks)
        free = [group.free for group in world.people]
        asked = list(dict.fromkeys(periods))
        slices = Slices.of(hours, calendar, [*free, *asked])
        n_free = len(free)
        return cls(
            slices,
            slices.extra[:, :n_free],
            {text: slices.extra[:, n_free + number] for number, text in enumerate(asked)},
            np.zeros(len(slices), dtype=np.int32),
        )

    def hours_of(self, period: str) -> FloatArray:
        """Return the hours a year that a period asked for spends in each slice, (n_slices,)."""
        return np.where(self.periods[period], self.slices.hours, 0.0)
