"""The second site that already serves a place: what a backup cover counts from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planner.analyse.providers import ClassBook
from planner.choosing.ways import Ways, candidate_ways
from planner.domain.arrays import BoolArray, IntArray, LongArray
from planner.domain.travel import UNREACHABLE
from planner.domain.world import World


@dataclass(frozen=True)
class SecondSites:
    """Costs from each place to each site of a world, for some services.

    cost     of each type of service, int32 (n_residents, n_sites), UNREACHABLE where a site does
             not serve
    type_of  int32 (n_services,)
    """

    cost: dict[int, IntArray]
    type_of: IntArray | LongArray

    @classmethod
    def of(cls, world: World, services: BoolArray, ways: Ways) -> SecondSites:
        """Return the sites of a world for these services, bool (n_services,)."""
        book = ClassBook(world)
        type_of = book.types.type_of
        everywhere = np.arange(len(world.sites), dtype=np.int64)
        kinds = set(type_of[services].tolist())
        return cls(candidate_ways(world, book, everywhere, kinds, ways), type_of)

    def second(self, service: int) -> IntArray:
        """Return what the second nearest site of a service costs, UNREACHABLE without a second."""
        cost = self.cost[int(self.type_of[service])]
        if cost.shape[1] < 2:
            return np.full(len(cost), UNREACHABLE, dtype=np.int32)
        return np.asarray(np.partition(cost, 1, axis=1)[:, 1])

    def serves(self, service: int, sites: LongArray) -> BoolArray:
        """Return who is served by which of these sites, bool (n_residents, n); -1: by none."""
        cost = self.cost[int(self.type_of[service])][:, sites]
        return np.asarray((cost != UNREACHABLE) & (sites >= 0))
