"""The way of every resident to the site that most trips of the focus go to, before and after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

import numpy as np

from planner.domain.arrays import BoolArray, IntArray, LongArray
from planner.domain.paths import Paths
from planner.domain.placement import Placement
from planner.domain.result import Outcome
from planner.domain.roads import Roads
from planner.domain.routes import NO_STEP, Routes
from planner.domain.travel import Optimise
from planner.present.nearest import MainTrips, main_trips
from planner.travel import paths, route_net
from planner.units import CM_PER_M, MS_PER_S

NOT_FOUND = -1


def routes_of(
    residents: Placement,
    before: Outcome,
    after: Outcome,
    services: BoolArray,
    *,
    optimise: Optimise,
) -> Routes:
    """Return the routes at any time; each takes exactly as long as access says.

    Where roads differ between hours, a route goes over the first state of the roads that gives
    what access says. Of two sides over the same roads, equal pairs are searched once.
    """
    outcomes = (before, after)
    trips = [main_trips(outcome, services) for outcome in outcomes]
    goals, goal_of = _goals([outcome.site_placement for outcome in outcomes])
    asked = [
        _Asked.of(trip, outcome, goal)
        for trip, outcome, goal in zip(trips, outcomes, goal_of, strict=True)
    ]
    search = _Search(residents, goals, optimise)
    for states in zip_longest(*(_states(outcome) for outcome in outcomes)):
        search.over([(roads, side) for roads, side in zip(states, asked, strict=True) if roads])
    if not search.found:
        search.add(before.world.roads, np.empty(0, np.int64), np.empty(0, np.int64))
    widest = max((o.world.roads for o in outcomes), key=lambda roads: roads.n_edges)
    rows = np.stack([side.row for side in asked])
    used = np.zeros(search.n_found, dtype=bool)
    used[rows[rows >= 0]] = True
    net = route_net(widest, search.found, search.trees(used))
    first = np.append(net.first, np.int32(NO_STEP))[rows]
    known = rows >= 0
    return Routes(
        net=replace(net, first=first.ravel()),
        site=np.where(known, np.stack([trip.site for trip in trips]), np.int32(-1)),
        time_s=np.where(known, np.stack([trip.time_s for trip in trips]), np.nan),
        length_m=np.where(known, np.stack([trip.length_m for trip in trips]), np.nan),
        share=np.stack([trip.share for trip in trips]),
        n_others=np.stack([trip.n_others for trip in trips]),
        others_s=np.stack([trip.others_s for trip in trips]),
    )


def _states(outcome: Outcome) -> list[Roads]:
    return [outcome.world.roads, *(timed.roads for timed in outcome.world.timed_roads)]


def _goals(sites: Sequence[Placement]) -> tuple[Placement, list[LongArray]]:
    """Return the distinct places of sites, and which of them each side's sites have."""
    columns = ("edge", "fraction", "snap_m", "access_ms", "access_cm", "lon", "lat")
    both = Placement(*(np.concatenate([getattr(s, name) for s in sites]) for name in columns))
    keys = np.stack([both.edge, both.fraction, both.access_ms, both.access_cm], axis=1)
    _, sample, number = np.unique(keys, axis=0, return_index=True, return_inverse=True)
    return both.at(sample), np.split(number.ravel(), np.cumsum([len(s) for s in sites])[:-1])


@dataclass(frozen=True)
class _Asked:
    """The pairs of one side, (n_residents,) each.

    goal                int64  -1 without a trip
    time_ms, length_cm  int64  what access says, without the time at the door
    row                 int64  the pair's path among all that were found, NOT_FOUND so far
    """

    goal: LongArray
    time_ms: LongArray
    length_cm: LongArray
    row: LongArray

    @classmethod
    def of(cls, trips: MainTrips, outcome: Outcome, goal_of: LongArray) -> _Asked:
        egress_ms = np.rint(outcome.world.egress_s * MS_PER_S)
        return cls(
            np.append(goal_of, -1)[trips.site],
            _whole(trips.time_s * MS_PER_S - np.append(egress_ms, 0.0)[trips.site]),
            _whole(trips.length_m * CM_PER_M),
            np.full(len(trips.site), NOT_FOUND, dtype=np.int64),
        )


def _whole(values: np.ndarray[tuple[int], np.dtype[np.float64]]) -> LongArray:
    return np.rint(np.nan_to_num(values)).astype(np.int64)


class _Search:
    """Searches for paths, and remembers all that were found."""

    def __init__(self, residents: Placement, goals: Placement, optimise: Optimise) -> None:
        self.found: list[Paths] = []
        self.n_found = 0
        self._residents, self._goals, self._optimise = residents, goals, optimise

    def over(self, sides: Sequence[tuple[Roads, _Asked]]) -> None:
        """Search each side's missing pairs over its roads; keep those that access tells of."""
        n_goals = len(self._goals)
        states = {roads.fingerprint: roads for roads, _ in sides}
        for name, roads in states.items():
            members = [side for of, side in sides if of.fingerprint == name]
            missing = [np.flatnonzero((s.goal >= 0) & (s.row == NOT_FOUND)) for s in members]
            wanted = [at * n_goals + s.goal[at] for s, at in zip(members, missing, strict=True)]
            pairs = np.unique(np.concatenate(wanted))
            if not len(pairs):
                continue
            begin = self.n_found
            found = self.add(roads, pairs // n_goals, pairs % n_goals)
            for side, at, pair in zip(members, missing, wanted, strict=True):
                row = np.searchsorted(pairs, pair)
                told = (found.time_ms[row] == side.time_ms[at]) & (
                    found.length_cm[row] == side.length_cm[at]
                )
                side.row[at[told]] = begin + row[told]

    def add(self, roads: Roads, resident: LongArray, goal: LongArray) -> Paths:
        found = paths(
            roads, self._residents, self._goals, (resident, goal),
            optimise=self._optimise, with_lines=False,
        )  # fmt: skip
        self.found.append(found)
        self.n_found += len(found)
        return found

    def trees(self, used: BoolArray) -> list[IntArray]:
        """Return the tree of each path that is used, -1 for others: a state and a goal."""
        trees, begin = [], 0
        for state, found in enumerate(self.found):
            mine = used[begin : begin + len(found)]
            tree = state * len(self._goals) + found.site
            trees.append(np.where(mine, tree, -1).astype(np.int32))
            begin += len(found)
        return trees
