"""A question of a measure with what it is about."""

from __future__ import annotations

from dataclasses import dataclass

from planner.choosing.about import About
from planner.scenario.measures_choose import ChooseNew, ChooseSites


@dataclass(frozen=True)
class Asked(About):
    """A question of a measure about sites that all get the same."""

    choice: ChooseSites | ChooseNew
