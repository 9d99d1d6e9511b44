"""A question of a measure with the worlds that it is about."""

from __future__ import annotations

from dataclasses import dataclass

from planner.domain.arrays import BoolArray, LongArray
from planner.domain.world import World
from planner.measures.keys import KeyPlaces
from planner.scenario.measures_choose import ChooseNew, ChooseSites


@dataclass(frozen=True)
class Asked:
    """A question of a measure, with the worlds that it is about.

    before, every  the world without the measure, and with it at all candidates
    candidates     int64, their positions in `every`
    services       bool (n_services,)  what the measure is about
    at             finds keys below the question
    """

    choice: ChooseSites | ChooseNew
    before: World
    every: World
    candidates: LongArray
    services: BoolArray
    at: KeyPlaces
