"""Everything that access depends on, in one frozen record. A measure maps a World to a World."""

from __future__ import annotations

from dataclasses import dataclass

from planner.domain.area import Units
from planner.domain.arrays import require
from planner.domain.residents import Residents
from planner.domain.roads import Roads
from planner.domain.services import Services
from planner.domain.sites import Sites


@dataclass(frozen=True)
class World:
    """Areas, roads, residents, services and sites. Baseline and scenario are both Worlds."""

    units: Units
    roads: Roads
    residents: Residents
    services: Services
    sites: Sites

    def __post_init__(self) -> None:
        require(self.sites.offers.shape[1] == len(self.services), "offers do not fit the catalogue")
        require(len(self.residents) == 0 or self.residents.unit.max() < len(self.units),
                "resident unit out of range")  # fmt: skip
