"""Rows of demand for whole cases: place x services x occasion, by opening hours and leave.

As `case_choices` has it: a need arises at some time; one goes to what is open or bookable then, or
at another time for the price of leave, perhaps to a desk that mails the result and saves a trip.
What depends on queues is not in it.

Costs are half a case's time by its trips without mail, ms: the way, plus half the leave at another
time; at a desk that mails, times the share of trips that are left. So, there and back and weighed
by these trips, they sum to travel and leave, and without leave and mail they are plain ways.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import TypeAlias

import numpy as np

from planner.analyse.access import needs_of
from planner.analyse.case_choices import Bundles, Occasion, occasions
from planner.analyse.timetable import Timetable
from planner.choosing.candidate_times import NO_TIMES, CandidateTimes
from planner.choosing.demand import Demand, Part, merged
from planner.choosing.ways import Ways
from planner.domain.access import NO_SET, Access
from planner.domain.arrays import FloatArray, IntArray, LongArray, require
from planner.domain.travel import UNREACHABLE
from planner.domain.world import World
from planner.units import MS_PER_S

Options: TypeAlias = tuple[int, int, int, int]
"""Rows of times for NOW, NOW_MAIL, LATER and LATER_MAIL of `case_kernels`; -1 where there are
none."""
Terms: TypeAlias = tuple[float, float]
"""Share of trips that mail leaves, and half the leave of a trip in ms."""


def case_demand_of(
    before: World, every: World, candidates: LongArray, services: np.ndarray, ways: Ways
) -> Demand:
    """Return the demand for whole cases of a measure's services; see `demand_of`.

    Raises ValueError where a case takes more time than an int32 of ms holds.
    """
    access = ways.access(before)
    table = _Table.of(before, every)
    times = CandidateTimes.of(every, candidates, table.every, ways)
    base_ms = ways.cost(access)
    cases, counted = cases_of(before, services)
    shares = _shares(before, services, cases)
    people, unit = before.residents.people, before.residents.unit
    bundles = Bundles.of(before, access)
    parts: list[Part] = []
    kinds: dict[tuple[Options, Terms], int] = {}
    costs: dict[int, IntArray] = {}
    standing: dict[tuple[Options, Terms], IntArray] = {}
    for members in _alike(before, access, times, services):
        sample = int(members[0])
        yearly = people * (cases[:, members][unit] * _left(bundles, members)).sum(axis=1)
        yearly = yearly * before.services.visits.trips_per_case[sample]
        share = people * shares[members].sum()
        rows = np.flatnonzero((yearly > 0) | (share > 0))
        for weight, old, new, terms in table.moments(before, access, times, sample):
            if (old, terms) not in standing:
                standing[old, terms] = _cheapest(base_ms, old, terms)
            if (new, terms) not in kinds:
                kinds[new, terms] = kind = len(kinds)
                costs[kind] = _cheapest(times.time_ms, new, terms)
            parts.append(
                Part(
                    rows, yearly[rows] * weight, share[rows] * weight,
                    standing[old, terms][rows], kinds[new, terms],
                )
            )  # fmt: skip
    found = merged(parts, costs, len(candidates), counted=counted)
    return Demand(
        found.resident, found.trips, found.people, found.base, found.cost, counted, whole_case=True
    )


def cases_of(world: World, services: np.ndarray) -> tuple[FloatArray, bool]:
    """Return the cases a year of a person by unit, float64 (n_units + 1, n_services).

    False: the catalogue does not know of any case that takes a trip, and each counts as one.
    """
    rates = np.where(services, world.services.cases_per_person, 0.0)
    counted = bool((rates * world.services.visits.trips_per_case).any())
    one = rates if counted else services.astype(np.float64)
    by_unit = np.tile(one, (len(world.units) + 1, 1))
    return (by_unit * world.demand if world.demand is not None and counted else by_unit), counted


def _shares(world: World, services: np.ndarray, cases: FloatArray) -> FloatArray:
    """Return each service's share of the needs, 0 for cases that take no trip or never occur."""
    trips = world.services.visits.trips_per_case
    needs = needs_of(world.services.trips_per_person, services)
    needs = np.where((trips > 0) & cases.any(axis=0), needs, 0.0)
    return needs / needs.sum() if needs.any() else needs


def _left(bundles: Bundles, members: LongArray) -> FloatArray | float:
    """Return the share of cases that no doorstep team takes on, (n_residents, n_members)."""
    if bundles.doorstep is None:
        return 1.0
    return np.asarray(1 - bundles.doorstep[bundles.of_service[members]].T)


def _alike(
    world: World, access: Access, times: CandidateTimes, services: np.ndarray
) -> Iterator[LongArray]:
    """Yield services that take trips and cost the same everywhere at all times."""
    visits = world.services.visits
    amounts = np.stack([visits.trips_per_case, visits.trips_where_mailed], axis=1)
    sets = np.concatenate(
        [access.set_of_service[None], access.mail_set[None], access.booked_in_slice,
         access.booked_mail, times.type_of[None]]
    )  # fmt: skip
    columns = np.ascontiguousarray(sets.T.astype(np.int32))
    groups: dict[bytes, list[int]] = {}
    for service in np.flatnonzero(services & (visits.trips_per_case > 0)).tolist():
        key = columns[service].tobytes() + amounts[service].tobytes()
        groups.setdefault(key, []).append(service)
    yield from (np.array(members, dtype=np.int64) for members in groups.values())


@dataclass(frozen=True)
class _Table:
    """The years of two worlds, split where either changes.

    old, new   int64 (n,)  slice of each in the world before, and in the one with all candidates
    occasions  when needs arise, in these n parts of the year
    """

    every: Timetable
    old: LongArray
    new: LongArray
    occasions: tuple[Occasion, ...]

    @classmethod
    def of(cls, before: World, every: World) -> _Table:
        first, second = Timetable.of(before), Timetable.of(every)
        pairs = np.stack([first.slices.slice_of_point, second.slices.slice_of_point])
        (old, new), part_of_point = np.unique(pairs, axis=1, return_inverse=True)
        points = np.bincount(part_of_point.ravel(), minlength=len(old)).astype(np.float64)
        found = []
        for one, free in zip(
            occasions(before, first.slices, first.free),
            first.free.T if before.people else [np.zeros(len(first.slices), dtype=bool)],
            strict=True,
        ):
            when = np.where(free[old], points, 0.0)
            when = when / when.sum() if when.any() else when
            found.append(Occasion(one.share, one.time_off_s, when))
        return cls(second, old.astype(np.int64), new.astype(np.int64), tuple(found))

    def moments(
        self, before: World, access: Access, times: CandidateTimes, service: int
    ) -> Iterator[tuple[float, Options, Options, Terms]]:
        """Yield like moments of a service: weight, options without and to candidates, terms."""
        visits = before.services.visits
        left = float(visits.trips_where_mailed[service] / visits.trips_per_case[service])
        kind = int(times.type_of[service])
        columns = np.stack(
            [access.booked_in_slice[self.old, service], access.booked_mail[self.old, service],
             times.now[self.new, kind], times.now_mail[self.new, kind]]
        )  # fmt: skip
        later = int(access.set_of_service[service]), int(access.mail_set[service])
        later_new = int(times.later[kind]), int(times.later_mail[kind])
        for one in self.occasions:
            terms = left, one.time_off_s * MS_PER_S / 2
            counting = np.flatnonzero(one.when)
            if not len(counting) or not one.time_off_s:
                # At another time costs no more, and whatever is open now is open at some time.
                never = NO_SET, NO_SET
                yield one.share, (*never, *later), (NO_TIMES, NO_TIMES, *later_new), terms
                continue
            sets, which = np.unique(columns[:, counting], axis=1, return_inverse=True)
            weights = np.bincount(which.ravel(), weights=one.when[counting])
            for (now, mail, new, new_mail), weight in zip(
                sets.T.tolist(), weights.tolist(), strict=True
            ):
                old = now, mail, *later
                yield one.share * weight, old, (new, new_mail, *later_new), terms


def _cheapest(time_ms: IntArray, options: Options, terms: Terms) -> IntArray:
    """Return the least cost of some options, UNREACHABLE where there is none."""
    left, half_leave_ms = terms
    best = np.full(time_ms.shape[1:], np.inf)
    for row, (later, mailing) in zip(options, product((False, True), repeat=2), strict=True):
        if row < 0:
            continue
        way = np.where(time_ms[row] == UNREACHABLE, np.inf, time_ms[row])
        cost = (way + half_leave_ms * later) * (left if mailing else 1.0)
        np.minimum(best, cost, out=best)
    reached = np.isfinite(best)
    require(best.max(where=reached, initial=0.0) < UNREACHABLE, "a case takes weeks of travel")
    return np.where(reached, np.rint(best), UNREACHABLE).astype(np.int32)
