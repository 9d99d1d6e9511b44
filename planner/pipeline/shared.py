"""What scenarios on the same roads have in common: travel, and the study as it is."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from planner.analyse.crowding import crowding
from planner.analyse.score import Judged
from planner.analyse.seen import Seen, see
from planner.analyse.spread import Spreading
from planner.choosing import Ways
from planner.domain.catchment import Crowding
from planner.domain.evidence import Evidence
from planner.domain.result import PreparedStudy
from planner.domain.score import Question
from planner.domain.spread import Logit
from planner.domain.world import World
from planner.prepare.placing import PlacedPoints, site_keys_of
from planner.scenario.schema_rates import Rates
from planner.travel import ToSites, TravelByState
from planner.units import MS_PER_S


@dataclass
class Shared:
    """What scenarios on the same roads have in common."""

    prepared: PreparedStudy
    points: PlacedPoints
    travelled: TravelByState
    rates: Rates | None
    evidence: Evidence | None
    logit: Logit | None
    _baselines: dict[tuple[str, ...], Seen] = field(default_factory=dict, init=False)

    def baseline(self, periods: tuple[str, ...]) -> Seen:
        """Return the study as it is, seen once for all scenarios that ask about these periods."""
        if periods not in self._baselines:
            self._baselines[periods] = self.see(self.prepared.world, periods)
        return self._baselines[periods]

    def see(self, world: World, periods: tuple[str, ...]) -> Seen:
        """Return a world with its access."""
        to_sites = self.to_sites(world)
        return see(
            world,
            periods,
            to_sites.nearest,
            placed=self.points.residents.placed,
            optimise=self.travelled.optimise,
            spreading=None if self.logit is None else Spreading(self.logit, to_sites.matrix),
        )

    @property
    def ways(self) -> Ways:
        """Travel as questions about sites need it."""
        return Ways(
            self.to_sites,
            self.points.residents.placed,
            self.travelled.optimise,
            spread=self.logit is not None,
        )

    def crowding(self, judged: Judged, question: Question) -> Crowding | None:
        """Return how crowded the sites of a world are, on its usual roads, if that is asked."""
        if question.catchment is None:
            return None
        world, slices = judged.world, judged.timetable.slices
        time_ms = self.to_sites(world).matrix(world.roads).time_ms
        return crowding(world, slices, time_ms, question.catchment)

    def to_sites(self, world: World) -> ToSites:
        """Return travel to the sites of a world, all of which have been placed."""
        egress_ms = np.rint(world.egress_s * MS_PER_S).astype(np.int32)
        return self.travelled.to_sites(site_keys_of(world.sites), egress_ms)
