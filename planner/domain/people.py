"""When people can come: groups of residents by their free hours."""

from __future__ import annotations

from dataclasses import dataclass

from planner.domain.arrays import require
from planner.text import Text


@dataclass(frozen=True)
class PeopleGroup:
    """A part of the residents who have the same free hours.

    share       of all residents, everywhere alike, (0, 1]
    free        their free hours in OSM syntax; a need arises evenly over them
    time_off_s  what a visit outside their free hours costs besides travel (leave from work)
    """

    id: str
    name: Text
    share: float
    free: str
    time_off_s: float

    def __post_init__(self) -> None:
        require(0 < self.share <= 1, "the share of a group lies in (0, 1]")
        require(self.time_off_s >= 0, "negative time off")
