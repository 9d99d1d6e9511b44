"""Everything that access depends on, in one frozen record. A measure maps a World to a World."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from planner.domain.area import Units
from planner.domain.arrays import FloatArray, freeze, require, require_shape
from planner.domain.calendar import ANY_YEAR, Calendar
from planner.domain.doorstep import DoorstepTeam
from planner.domain.jurisdiction import Jurisdiction
from planner.domain.people import PeopleGroup
from planner.domain.requests import Requests
from planner.domain.residents import Residents
from planner.domain.roads import Roads
from planner.domain.services import Services
from planner.domain.sites import Sites
from planner.domain.zones import ParkingZone


@dataclass(frozen=True)
class TimedRoads:
    """Another state of the roads, in force at moments when all of `during` hold.

    during  hours as OSM writes them, e.g. 'Mo-Fr 07:00-09:00'; sorted, distinct, at least one
    """

    during: tuple[str, ...]
    roads: Roads

    def __post_init__(self) -> None:
        require(self.during and sorted(set(self.during)) == list(self.during), "during")


@dataclass(frozen=True)
class World:
    """Areas, roads, residents, services and sites. Baseline and scenario are both Worlds.

    calendar      the year whose hours count; None: nobody asks when sites are open
    jurisdiction  None: everybody may go anywhere
    people        groups by free hours, whose shares add up to 1; (): everybody comes when the
                  nearest site is open
    doorstep      teams that go to the residents
    demand        float64 (n_units + 1, n_services) cases of a unit's residents for one by the
                  catalogue, >= 0; the last row for residents of no unit. None: 1 everywhere
    timed_roads   states of the roads that hold at certain hours, one for every combination of the
                  hours that occur; at all other times `roads` holds
    parking      zones where coming from the road to a site's door takes longer
    requests     what people said; None where no log is at hand
    requests     what people said, None where there is no log
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
    demand: FloatArray | None = None
    timed_roads: tuple[TimedRoads, ...] = ()
    parking: tuple[ParkingZone, ...] = ()
    requests: Requests | None = None

    def __post_init__(self) -> None:
        n_services = len(self.services)
        require(self.sites.desks.offers.shape[1] == n_services, "offers do not fit the catalogue")
        require(len(self.residents) == 0 or self.residents.unit.max() < len(self.units),
                "resident unit out of range")  # fmt: skip
        states = [timed.during for timed in self.timed_roads]
        require(len(set(states)) == len(states), "timed roads repeat")
        hours = {text for during in states for text in during}
        require(len(states) == 2 ** len(hours) - 1, "timed roads of some combination are missing")
        if self.jurisdiction is not None:
            shape = (len(self.units) + 1, len(self.sites.kinds), n_services)
            require_shape(self.jurisdiction.scope, shape, "jurisdiction")
        if self.demand is not None:
            require_shape(self.demand, (len(self.units) + 1, n_services), "demand")
            require(self.demand.min(initial=0.0) >= 0, "negative demand")
            freeze(self.demand)
        shares = sum(group.share for group in self.people)
        require(not self.people or abs(shares - 1) < 1e-9, "people's shares do not add up to 1")
        for team in self.doorstep:
            require_shape(team.residents, (len(self.residents),), f"doorstep team {team.id}")
            require_shape(team.services, (n_services,), f"doorstep team {team.id}")

    @cached_property
    def year(self) -> Calendar:
        """The calendar, or that of a year without holidays where the study names none."""
        return self.calendar or Calendar.of(ANY_YEAR)

    @cached_property
    def road_hours(self) -> tuple[str, ...]:
        """The distinct hours at which roads differ, sorted."""
        return tuple(sorted({text for timed in self.timed_roads for text in timed.during}))

    def roads_when(self, holding: Collection[str]) -> Roads:
        """Return the roads at a moment when exactly these of `road_hours` hold."""
        during = tuple(sorted(set(holding) & set(self.road_hours)))
        states = {timed.during: timed.roads for timed in self.timed_roads}
        return states[during] if during else self.roads

    def cases_of(self, people: FloatArray) -> FloatArray:
        """Return the cases a year of each service for these people at each place, (n_services,).

        people  float64 (n_residents,)
        """
        rates = self.services.cases_per_person
        if self.demand is None:
            return np.asarray(people.sum() * rates)
        rows = len(self.units) + 1
        of_unit = np.bincount(self.residents.unit % rows, weights=people, minlength=rows)
        return np.asarray(of_unit @ self.demand * rates)

    @cached_property
    def egress_s(self) -> FloatArray:
        """Time between road and door of each site, float64 (n_sites,), seconds, at least 0."""
        total_s = np.zeros(len(self.sites))
        for parking in self.parking:
            inside = parking.zone.covers(self.sites.lon, self.sites.lat)
            total_s[inside] = np.maximum(total_s[inside] + parking.egress_s, 0.0)
        total_s.setflags(write=False)
        return total_s
