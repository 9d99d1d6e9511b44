"""Everything that access depends on, in one frozen record. A measure maps a World to a World."""

from __future__ import annotations

from dataclasses import dataclass

from planner.domain.area import Units
from planner.domain.arrays import require, require_shape
from planner.domain.calendar import Calendar
from planner.domain.doorstep import DoorstepTeam
from planner.domain.jurisdiction import Jurisdiction
from planner.domain.people import PeopleGroup
from planner.domain.residents import Residents
from planner.domain.roads import Roads
from planner.domain.services import Services
from planner.domain.sites import Sites


@dataclass(frozen=True)
class World:
    """Areas, roads, residents, services and sites. Baseline and scenario are both Worlds.

    calendar      the year whose hours count; None: nobody asks when sites are open
    jurisdiction  None: everybody may go anywhere
    people        groups by free hours, whose shares add up to 1; (): everybody comes when the
                  nearest site is open
    doorstep      teams that go to the residents
    """

    units: Units
    roads: Roads
    residents: Residents
    services: Services
    sites: Sites
    calendar: Calendar | None = None
    jurisdiction: Jurisdiction | None = None
    people: tuple[PeopleGroup, ...] = ()
    doorstep: tuple[DoorstepTeam, ...] = ()

    def __post_init__(self) -> None:
        n_services = len(self.services)
        require(self.sites.desks.offers.shape[1] == n_services, "offers do not fit the catalogue")
        require(len(self.residents) == 0 or self.residents.unit.max() < len(self.units),
                "resident unit out of range")  # fmt: skip
        if self.jurisdiction is not None:
            shape = (len(self.units) + 1, len(self.sites.kinds), n_services)
            require_shape(self.jurisdiction.scope, shape, "jurisdiction")
        shares = sum(group.share for group in self.people)
        require(not self.people or abs(shares - 1) < 1e-9, "people's shares do not add up to 1")
        for team in self.doorstep:
            require_shape(team.residents, (len(self.residents),), f"doorstep team {team.id}")
            require_shape(team.services, (n_services,), f"doorstep team {team.id}")
