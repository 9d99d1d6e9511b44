"""Doorstep teams (上门服务): staff who go to the residents of an area, up to a capacity."""

from __future__ import annotations

from dataclasses import dataclass

from planner.domain.arrays import BoolArray, freeze, require
from planner.text import Text


@dataclass(frozen=True)
class DoorstepTeam:
    """A team and what it can take on.

    lon, lat         where it starts, WGS84 degrees
    residents        bool (n_residents,) whom it visits
    services         bool (n_services,)  what it handles at the door
    cases_per_year   how many visits it can make; demand beyond that goes to sites as before
    """

    id: str
    name: Text
    lon: float
    lat: float
    residents: BoolArray
    services: BoolArray
    cases_per_year: float

    def __post_init__(self) -> None:
        require(self.cases_per_year >= 0, "negative capacity")
        freeze(self.residents, self.services)
