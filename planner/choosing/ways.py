"""Travel as the pipeline has it, and what each candidate costs each resident by it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from planner.analyse.access import access_of
from planner.analyse.providers import ClassBook
from planner.analyse.timetable import Timetable
from planner.domain.access import Access
from planner.domain.arrays import BoolArray, IntArray, LongArray
from planner.domain.travel import UNREACHABLE, Optimise
from planner.domain.world import World
from planner.travel import ToSites
from planner.units import CM_PER_M, MS_PER_S


@dataclass(frozen=True)
class Ways:
    """Travel as the pipeline has it.

    to_sites  travel to the sites of a world; all of them have been placed
    placed    bool (n_residents,)  residents on a road
    spread    visits spread over several sites near, which ordinary access here does not do
    """

    to_sites: Callable[[World], ToSites]
    placed: BoolArray
    optimise: Optimise
    spread: bool = False

    def access(self, world: World) -> Access:
        """Return the ordinary access of a world."""
        return access_of(
            world,
            Timetable.of(world),
            self.to_sites(world).nearest,
            placed=self.placed,
            optimise=self.optimise,
        )

    def cost(self, access: Access) -> IntArray:
        """Return what is made least, of each set and resident: ms, or cm for the shortest ways."""
        exact = (
            access.time_s * MS_PER_S if self.optimise == "fastest" else access.length_m * CM_PER_M
        )
        cost: IntArray = np.where(np.isnan(exact), UNREACHABLE, np.rint(exact)).astype(np.int32)
        return cost


def candidate_ways(
    every: World, book: ClassBook, candidates: LongArray, kinds: set[int], ways: Ways
) -> dict[int, IntArray]:
    """Return for each type of service what each of some sites costs each resident.

    candidates  int64, positions of sites in `every`
    kinds       types of service, as `book` has them
    int32 (n_residents, n_candidates): ms, or cm where ways are the shortest; UNREACHABLE where a
    site does not serve.
    """
    timetable = Timetable.of(every)
    bookable, states = timetable.slices.bookable, timetable.state
    used = np.unique(states).tolist()
    moments = {state: book.ask(bookable[states == state].any(axis=0), state) for state in used}
    classes = book.classes()
    shape = len(every.residents), len(candidates)
    costs = {kind: np.full(shape, UNREACHABLE, dtype=np.int32) for kind in sorted(kinds)}
    to_all = ways.to_sites(every)
    to_candidates = replace(
        to_all, columns=to_all.columns[candidates], egress_ms=to_all.egress_ms[candidates]
    )
    for state in used:
        matrix = to_candidates.matrix(timetable.roads[state])
        values = matrix.time_ms if ways.optimise == "fastest" else matrix.length_cm
        class_of = classes.class_of[moments[state]]
        for block in classes.blocks(every, state):
            members: LongArray | slice = slice(None) if block.residents is None else block.residents
            for number, providers in zip(block.classes.tolist(), block.providers, strict=True):
                serving = np.flatnonzero(providers[candidates])
                if not len(serving):
                    continue
                for kind, cost in costs.items():
                    if class_of[kind] == number:
                        _lower(cost, members, serving, values)
    return costs


def _lower(
    cost: IntArray, members: LongArray | slice, serving: LongArray, values: IntArray
) -> None:
    """Lower the costs of some residents to some candidates to these values."""
    rows = np.arange(len(cost))[members]
    cells = np.ix_(rows, serving)
    cost[cells] = np.minimum(cost[cells], values[cells])
