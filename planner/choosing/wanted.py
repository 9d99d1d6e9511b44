"""What else is wanted beside the best sites."""

from __future__ import annotations

from dataclasses import dataclass

from planner.domain.arrays import require


@dataclass(frozen=True, slots=True)
class Wanted:
    """What else is wanted of each question.

    frontier  the best answers for 0 to so many sites; None: for a dozen numbers around what is
              asked for
    draws     how many draws of demand and speeds the answer is tried on, 0: none
    seed      which draws
    """

    frontier: int | None = None
    draws: int = 0
    seed: int = 0

    def __post_init__(self) -> None:
        require(self.frontier is None or self.frontier >= 0, "negative frontier")
        require(self.draws >= 0, "negative number of draws")
        require(self.seed >= 0, "negative seed")
