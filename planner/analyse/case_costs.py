"""Costs of whole cases: residents' choices summed up, with the waits that these choices cause."""

from __future__ import annotations

import numpy as np

from planner.analyse.case_choices import (
    LATER,
    LATER_MAIL,
    NOW_MAIL,
    NOWHERE,
    Bundles,
    CaseChoice,
    case_choices,
    occasions,
)
from planner.analyse.loads import N_OPTIONS, DeskFinder, LoadBook
from planner.domain.access import Access
from planner.domain.arrays import BoolArray, FloatArray
from planner.domain.case_costs import CaseCosts, DeskLoads
from planner.domain.slices import Slices
from planner.domain.spread import Visited
from planner.domain.world import World


def case_costs(
    world: World, access: Access, slices: Slices, free: BoolArray
) -> tuple[CaseCosts, DeskLoads]:
    """Return what cases cost, and the load that they put on every desk.

    free  bool (n_slices, n_groups): when each of the world's groups of people has time
    """
    bundles = Bundles.of(world, access)
    chosen = tuple(case_choices(world.services, access, bundles, occasions(world, slices, free)))
    finder = DeskFinder.of(world, slices)
    book = LoadBook(world, slices, bundles, finder)
    for choice in chosen:
        book.add(choice, access.visited(choice.row))
    loads = book.loads()
    sums = _Sums(len(bundles), len(world.residents))
    for choice in chosen:
        visited = access.visited(choice.row)
        option = (choice.option % N_OPTIONS)[:, None]
        waiting = book.waits(loads, choice)[:, option, visited.site] * visited.share
        sums.add(choice, visited, waiting.sum(axis=2))
    return sums.costs(bundles), loads


class _Sums:
    """The expected costs of a case, added up choice by choice."""

    def __init__(self, n_bundles: int, n_residents: int) -> None:
        shape = n_bundles, n_residents
        self.trips, self.travel_s, self.travel_m = (np.zeros(shape) for _ in range(3))
        self.time_off_s, self.wait_s, self.swamped, self.mailed = (
            np.zeros(shape) for _ in range(4)
        )

    def add(self, choice: CaseChoice, visited: Visited, waiting: FloatArray) -> None:
        """Add a choice; `waiting` is (2, n_residents): mean wait of a trip, share swamped."""
        bundle = choice.bundle
        reached = choice.option != NOWHERE
        trips = np.where(reached, choice.trips[choice.option % N_OPTIONS], np.nan) * choice.weight
        self.trips[bundle] += trips
        # A case that needs no trip costs nothing, however far the site: 0 times, not NaN.
        self.travel_s[bundle] += 2 * trips * visited.time_s
        self.travel_m[bundle] += 2 * trips * visited.length_m
        later = reached & (choice.option >= LATER)
        self.time_off_s[bundle] += trips * np.where(later, choice.time_off_s, 0.0)
        self.wait_s[bundle] += trips * waiting[0]
        self.swamped[bundle] += trips * waiting[1]
        by_mail = (choice.option == NOW_MAIL) | (choice.option == LATER_MAIL)
        self.mailed[bundle] += choice.weight * by_mail

    def costs(self, bundles: Bundles) -> CaseCosts:
        """Return the sums, less what doorstep teams take on."""
        shape = self.trips.shape
        doorstep = np.zeros(shape) if bundles.doorstep is None else bundles.doorstep.copy()
        left = 1 - doorstep
        parts = {
            name: getattr(self, name) * left
            for name in ("trips", "travel_s", "travel_m", "time_off_s", "wait_s", "swamped",
                         "mailed")
        }  # fmt: skip
        demand = np.ones(shape) if bundles.demand is None else bundles.demand
        return CaseCosts(bundle_of=bundles.of_service, doorstep=doorstep, demand=demand, **parts)
