"""What a question of a measure is about: worlds, candidates, services."""

from __future__ import annotations

from dataclasses import dataclass

from planner.domain.arrays import BoolArray, LongArray
from planner.domain.world import World
from planner.measures.keys import KeyPlaces


@dataclass(frozen=True)
class About:
    """The worlds that a question of a measure is about.

    before, every  the world without the measure, and with it at all candidates
    candidates     int64, their positions in `every`
    services       bool (n_services,)  what the measure is about
    at             finds keys below the question
    """

    before: World
    every: World
    candidates: LongArray
    services: BoolArray
    at: KeyPlaces
