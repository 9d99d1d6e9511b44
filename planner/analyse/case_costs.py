"""Costs of whole cases: residents' choices summed up, with the waits that these choices cause."""

from __future__ import annotations

import numpy as np

from planner.analyse.case_choices import Bundles, case_choices, occasions
from planner.analyse.case_kernels import N_SUMS, add_up
from planner.analyse.loads import DeskFinder, LoadBook, Ways
from planner.domain.access import Access
from planner.domain.arrays import BoolArray
from planner.domain.case_costs import CaseCosts, DeskLoads
from planner.domain.slices import Slices
from planner.domain.world import World


def case_costs(
    world: World, access: Access, slices: Slices, free: BoolArray
) -> tuple[CaseCosts, DeskLoads]:
    """Return what cases cost, and the load that they put on every desk.

    free  bool (n_slices, n_groups): when each of the world's groups of people has time
    """
    bundles, ways = Bundles.of(world, access), Ways.of(access)
    chosen = tuple(case_choices(world.services, access, bundles, occasions(world, slices, free)))
    book = LoadBook(world, slices, bundles, DeskFinder.of(world, slices))
    for choice in chosen:
        book.add(choice, ways)
    loads = book.loads()
    shape = len(bundles), len(world.residents)
    sums = np.zeros((N_SUMS, *shape))
    for choice in chosen:
        add_up(
            choice.option, choice.row, ways.sites, ways.share, ways.time_s, ways.length_m,
            choice.trips, choice.weight, choice.time_off_s, book.waits(loads, choice),
            sums[:, choice.bundle],
        )  # fmt: skip
    doorstep = np.zeros(shape) if bundles.doorstep is None else bundles.doorstep.copy()
    if bundles.doorstep is not None:
        sums *= 1 - doorstep
    demand = np.ones(shape) if bundles.demand is None else bundles.demand
    trips, travel_s, travel_m, time_off_s, wait_s, swamped, mailed = sums
    costs = CaseCosts(
        bundles.of_service, trips, travel_s, travel_m, time_off_s, wait_s, swamped, mailed,
        doorstep, demand,
    )  # fmt: skip
    return costs, loads
