"""How many visits each desk gets in each slice, and how long they wait."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from planner.analyse.case_choices import Bundles, CaseChoice
from planner.analyse.case_kernels import LATER, LATER_MAIL, NOW_MAIL, visits_of
from planner.analyse.pooling import dedicated, pooled
from planner.analyse.queue import LONGEST_WAIT_S
from planner.domain.access import Access
from planner.domain.arrays import BoolArray, FloatArray, IntArray, LongArray
from planner.domain.case_costs import DeskLoads
from planner.domain.slices import Slices
from planner.domain.world import World
from planner.units import S_PER_H

NO_DESK = -1
N_OPTIONS = 4


@dataclass(frozen=True)
class Ways:
    """Where those go who choose a provider set, and how far; k is 1 where all go to the nearest.

    sites, share      (n_sets, n_residents, k)  -1 and any share where there is no such site
    time_s, length_m  float64 (n_sets, n_residents)  one way
    """

    sites: IntArray
    share: FloatArray
    time_s: FloatArray
    length_m: FloatArray

    @classmethod
    def of(cls, access: Access) -> Ways:
        """Return the ways of an access."""
        spread = access.spread
        if spread is not None:
            return cls(spread.site, spread.share, spread.time_s, spread.length_m)
        share = np.broadcast_to(1.0, (*access.site.shape, 1))
        return cls(access.site[:, :, None], share, access.time_s, access.length_m)


@dataclass(frozen=True)
class DeskFinder:
    """Which desk of a site serves a visitor: the first, by channel, that can.

    order  int64 (n_desks,) desks by site, then channel, reversed: the last to be written counts
    """

    world: World
    slices: Slices
    order: LongArray

    @classmethod
    def of(cls, world: World, slices: Slices) -> DeskFinder:
        """Return a finder for a world."""
        desks = world.sites.desks
        return cls(world, slices, np.lexsort((desks.channel, desks.site))[::-1])

    def desk_at(self, can: BoolArray) -> IntArray:
        """Return the desk of each site among those that can, bool (n_desks,), else NO_DESK."""
        found = np.full(len(self.world.sites), NO_DESK, dtype=np.int32)
        able = self.order[can[self.order]]
        found[self.world.sites.desks.site[able]] = able
        return found

    def now(self, service: int, number: int, *, mailing: bool) -> IntArray:
        """Return the desk that serves those who come, or have booked, in a slice, (n_sites,)."""
        desks = self.world.sites.desks
        can = desks.offers[:, service] & self.slices.bookable[number]
        return self.desk_at(can & desks.mails if mailing else can)

    def any_time(self, service: int, *, mailing: bool) -> IntArray:
        """Return the desk that serves those who come when it is open, (n_sites,)."""
        desks = self.world.sites.desks
        can = desks.offers[:, service] & self.slices.bookable.any(axis=0)
        return self.desk_at(can & desks.mails if mailing else can)


class LoadBook:
    """Adds up the visits of choices by desk, slice and queue.

    Those who come at another time spread over all hours at which their desk serves.
    """

    def __init__(self, world: World, slices: Slices, bundles: Bundles, finder: DeskFinder) -> None:
        services, desks = world.services, world.sites.desks
        self._world, self._slices, self._bundles, self._finder = world, slices, bundles, finder
        shape = len(bundles), len(services.queues)
        self._cases = np.zeros(shape)
        self._counter_s = np.zeros(shape)
        where = bundles.of_service, services.queue
        np.add.at(self._cases, where, services.cases_per_person)
        work_s = services.cases_per_person * services.counter_s_per_trip
        np.add.at(self._counter_s, where, work_s)
        spread = np.where(slices.bookable, slices.hours[:, None], 0.0)
        total = spread.sum(axis=0)
        self._spread = np.divide(spread, total, out=np.zeros_like(spread), where=total > 0).T
        loads = len(services.queues), len(desks), len(slices)
        self._visits, self._work_s = np.zeros(loads), np.zeros(loads)

    def add(self, choice: CaseChoice, ways: Ways) -> None:
        """Add the visits of a choice to the sites where residents go."""
        people = self._world.residents.people * choice.weight
        if self._bundles.doorstep is not None:
            people = people * (1 - self._bundles.doorstep[choice.bundle])
        if self._bundles.demand is not None:
            people = people * self._bundles.demand[choice.bundle]
        visits = visits_of(
            choice.option, choice.row, ways.sites, ways.share, people, choice.trips,
            len(self._world.sites),
        )  # fmt: skip
        queues = np.flatnonzero(self._cases[choice.bundle])
        for number, at, desk, share in self._served(choice):
            there = np.flatnonzero((desk != NO_DESK) & (visits[number] > 0))
            rows = desk[there]  # no desk twice: each belongs to one site
            coming = visits[number, there]
            spread = coming * share if at is not None else coming[:, None] * self._spread[rows]
            for queue in queues:
                here = (queue, rows) if at is None else (queue, rows, at)
                self._visits[here] += spread * self._cases[choice.bundle, queue]
                self._work_s[here] += spread * self._counter_s[choice.bundle, queue]

    def _served(self, choice: CaseChoice) -> Iterator[tuple[int, int | None, IntArray, float]]:
        """Yield option, slice, desk of each site, and share of the option's visits in the slice.

        No slice stands for all, to which visits spread as their desk serves.
        """
        sample = int(self._bundles.sample[choice.bundle])
        chosen = np.bincount(choice.option, minlength=N_OPTIONS)[:N_OPTIONS]
        for number in np.flatnonzero(chosen).tolist():
            mailing = number in {NOW_MAIL, LATER_MAIL}
            if number >= LATER:
                yield number, None, self._finder.any_time(sample, mailing=mailing), 1.0
                continue
            for at, share in zip(choice.slices.tolist(), choice.in_slice.tolist(), strict=True):
                yield number, at, self._finder.now(sample, at, mailing=mailing), share

    def loads(self) -> DeskLoads:
        """Return the loads, and the waits of desks whose windows are known (M/M/c)."""
        desks, hours = self._world.sites.desks, self._slices.hours
        arrivals = self._visits / hours
        service_s = np.divide(
            self._work_s, self._visits, out=np.zeros_like(self._visits), where=self._visits > 0
        )
        wait_s = np.zeros_like(self._visits)
        busy = np.full(self._visits.shape[1:], np.nan)
        known = desks.windows > 0
        busy[known] = (arrivals * service_s).sum(axis=0)[known] / S_PER_H
        busy[known] /= desks.windows[known, None]
        for together, waits_of in ((True, pooled), (False, dedicated)):
            rows = np.flatnonzero(known & (desks.pooled == together))
            windows = np.repeat(desks.windows[rows, None], len(hours), axis=1)
            found = waits_of(arrivals[:, rows], service_s[:, rows], windows)
            wait_s[:, rows] = np.where(arrivals[:, rows] > 0, found.mean_s, 0.0)
        return DeskLoads(self._visits, wait_s, self._work_s.sum(axis=0) / S_PER_H, busy)

    def waits(self, loads: DeskLoads, choice: CaseChoice) -> FloatArray:
        """Return mean wait of a trip and share of trips to swamped desks, (2, 4, n_sites).

        By option and site; no wait, that of swamped desks included, counts for more than
        LONGEST_WAIT_S.
        """
        found = np.zeros((2, N_OPTIONS, len(self._world.sites)))
        cases = self._cases[choice.bundle]
        total = cases.sum()
        queue = self._world.services.queue[self._bundles.sample[choice.bundle]]
        of_queue = cases / total if total else np.arange(len(cases)) == queue
        swamped = np.isinf(loads.wait_s)
        wait_s = np.tensordot(of_queue, np.minimum(loads.wait_s, LONGEST_WAIT_S), axes=1)
        share_swamped = np.tensordot(of_queue, swamped, axes=1)
        for number, at, desk, share in self._served(choice):
            there = np.flatnonzero(desk != NO_DESK)
            rows = desk[there]
            for which, values in enumerate((wait_s, share_swamped)):
                if at is None:
                    found[which, number, there] += (self._spread[rows] * values[rows]).sum(axis=1)
                else:
                    found[which, number, there] += share * values[rows, at]
        return found
