"""From nearest providers to access: who reaches what, at which cost, and if not, why."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from planner.analyse.providers import NO_CLASS, ClassBook, ProviderClasses
from planner.analyse.spread import Spreading, logit_spread
from planner.analyse.timetable import Timetable
from planner.domain.access import NO_SET, Access, Reach, TypicalAccess
from planner.domain.arrays import BoolArray, ByteArray, FloatArray, IntArray, LongArray
from planner.domain.roads import Roads
from planner.domain.services import Services
from planner.domain.spread import Spread
from planner.domain.travel import UNREACHABLE, Nearest, Optimise
from planner.domain.world import World
from planner.units import CM_PER_M, MS_PER_S

AskNearest: TypeAlias = Callable[[Roads, BoolArray, LongArray | None], Nearest]
"""Finds, over a road state, the nearest site of each set for some residents (None: for all)."""


def access_of(
    world: World,
    timetable: Timetable,
    ask: AskNearest,
    *,
    placed: BoolArray,
    optimise: Optimise = "fastest",
    spreading: Spreading | None = None,
) -> Access:
    """Return the access that nearest-provider choice gives.

    placed     bool (n_residents,)  residents on a road
    spreading  how visits spread over several sites near; None: all go to the nearest
    Where roads differ between slices, access at any time is the best that any state gives.
    """
    book, slices, states = ClassBook(world), timetable.slices, timetable.state
    desks = world.sites.desks
    used = np.unique(states).tolist()
    some_mail = np.asarray(desks.offers[desks.mails][:, book.types.sample].any(axis=0))
    at_any = [book.ask(slices.bookable[states == state].any(axis=0), state) for state in used]
    mail_any = [
        book.ask(slices.bookable[states == state].any(axis=0) & desks.mails, state, some_mail)
        for state in used
    ]
    in_slice = [
        book.ask(open_now, state)
        for open_now, state in zip(slices.open, states.tolist(), strict=True)
    ]
    booked = [
        book.ask(bookable, state)
        for bookable, state in zip(slices.bookable, states.tolist(), strict=True)
    ]
    booked_mail = [
        book.ask(bookable & desks.mails, state, some_mail)
        for bookable, state in zip(slices.bookable, states.tolist(), strict=True)
    ]
    classes = book.classes()
    costs = _Costs.of(world, classes, ask, timetable.roads, optimise, spreading=spreading)
    set_of_type = costs.best_of([classes.class_of[row] for row in at_any])
    mail_of_type = costs.best_of([classes.class_of[row] for row in mail_any])
    type_of = classes.types.type_of
    reached = costs.site >= 0
    return Access(
        providers=costs.can,
        set_of_service=set_of_type[type_of],
        set_in_slice=classes.class_of[in_slice][:, type_of],
        booked_in_slice=classes.class_of[booked][:, type_of],
        mail_set=mail_of_type[type_of],
        booked_mail=classes.class_of[booked_mail][:, type_of],
        time_s=np.where(reached, costs.time_ms / MS_PER_S, np.nan),
        length_m=np.where(reached, costs.length_cm / CM_PER_M, np.nan),
        site=costs.site,
        reach=_reach(costs, placed),
        spread=None if spreading is None else Spread(**costs.spread),
    )


@dataclass
class _Costs:
    """What travel says of each class; rows may be added for the best of several."""

    can: BoolArray
    allowed: BoolArray
    site: IntArray
    time_ms: IntArray
    length_cm: IntArray
    optimise: Optimise
    spread: dict[str, Any]

    @classmethod
    def of(
        cls,
        world: World,
        classes: ProviderClasses,
        ask: AskNearest,
        roads: Sequence[Roads],
        optimise: Optimise,
        *,
        spreading: Spreading | None,
    ) -> _Costs:
        shape = len(classes), len(world.residents)
        site = np.full(shape, -1, dtype=np.int32)
        time_ms = np.full(shape, UNREACHABLE, dtype=np.int32)
        length_cm = np.full(shape, UNREACHABLE, dtype=np.int32)
        allowed = np.zeros(shape, dtype=bool)
        spread = {} if spreading is None else _empty_spread(shape, spreading.logit.over)
        for state, of_state in enumerate(roads):
            matrix = None if spreading is None else spreading.matrix(of_state)
            for block in classes.blocks(world, state):
                found = ask(of_state, block.providers, block.residents)
                everybody = np.arange(len(world.residents))
                members = everybody if block.residents is None else block.residents
                cells = np.ix_(block.classes, members)
                site[cells], time_ms[cells] = found.site, found.time_ms
                length_cm[cells] = found.length_cm
                allowed[cells] = np.asarray(block.providers.any(axis=1))[:, None]
                if spreading is not None and matrix is not None:
                    part = matrix.part(members)
                    visits = logit_spread(part, block.providers, spreading.logit, optimise)
                    for name, values in spread.items():
                        values[cells] = getattr(visits, name)
        return cls(classes.can, allowed, site, time_ms, length_cm, optimise, spread)

    def best_of(self, classes: Sequence[IntArray]) -> IntArray:
        """Return for each type the class that is the best of its classes, int32 (n_types,).

        Of equal costs the lower site counts.
        """
        if len(classes) == 1:
            return classes[0]
        columns, which = np.unique(np.array(classes), axis=1, return_inverse=True)
        best = np.array([self._best(column) for column in columns.T], dtype=np.int32)
        return best[which.ravel()]

    def _best(self, column: IntArray) -> int:
        several = np.unique(column[column != NO_CLASS])
        if len(several) <= 1:
            return int(several[0]) if len(several) else NO_SET
        first, second = (
            (self.time_ms, self.length_cm)
            if self.optimise == "fastest"
            else (self.length_cm, self.time_ms)
        )
        keys = self.site[several], second[several], first[several]
        best, resident = several[np.lexsort(keys, axis=0)[0]], np.arange(self.site.shape[1])
        for name in ("site", "time_ms", "length_cm"):
            values = getattr(self, name)
            setattr(self, name, np.vstack([values, values[best, resident]]))
        for name, values in self.spread.items():
            self.spread[name] = np.concatenate([values, values[best, resident][None]])
        self.can = np.vstack([self.can, self.can[several].any(axis=0)])
        self.allowed = np.vstack([self.allowed, self.allowed[several].any(axis=0)])
        return len(self.can) - 1


def _empty_spread(shape: tuple[int, int], k: int) -> dict[str, Any]:
    return {
        "site": np.full((*shape, k), -1, dtype=np.int32),
        "share": np.zeros((*shape, k)),
        "time_s": np.full(shape, np.nan),
        "length_m": np.full(shape, np.nan),
    }


def _reach(costs: _Costs, placed: BoolArray) -> ByteArray:
    reach = np.where(costs.site >= 0, Reach.REACHED, Reach.NO_ROUTE).astype(np.uint8)
    reach[:, ~placed] = Reach.UNPLACED
    reach[~costs.allowed] = Reach.NOT_SERVED
    reach[~costs.can.any(axis=1)] = Reach.NO_PROVIDER
    return reach


def set_weights(access: Access, services: Services, selected: BoolArray) -> FloatArray:
    """Return yearly trips per person to each provider set for the selected services, (n_sets,)."""
    trips = np.where(selected, services.trips_per_person, 0.0)
    return _sum_by_set(access, access.set_of_service, trips)


def _sum_by_set(access: Access, sets: IntArray, values: FloatArray) -> FloatArray:
    """Return the sum of a value of each service over each provider set, (n_sets,)."""
    totals = np.zeros(len(access.providers))
    np.add.at(totals, sets, values)
    return totals


def needs_of(trips: FloatArray, selected: BoolArray) -> FloatArray:
    """Return how much each service weighs in a selection, bool (n_services,): by its trips.

    Services without demand count only where the whole selection has none; then all weigh the same.
    """
    needs = np.where(selected, trips, 0.0)
    return needs if needs.any() else selected.astype(np.float64)


def typical_access(access: Access, needs: FloatArray) -> TypicalAccess:
    """Return each resident's mean cost over services, weighted by `needs`, float64 (n_services,).

    A resident who misses any service that is needed has no typical cost (NaN) and bears the worst
    reason, so that an average never hides a service out of reach.
    """
    return _typical(access, access.set_of_service, needs)


def typical_in_slice(access: Access, needs: FloatArray, number: int) -> TypicalAccess:
    """Return the same for the sites that are open in one slice; CLOSED where others open later."""
    now = _typical(access, access.set_in_slice[number], needs)
    ever = _typical(access, access.set_of_service, needs)
    closed = (now.reach != Reach.REACHED) & (ever.reach == Reach.REACHED)
    reach = np.where(closed, np.uint8(Reach.CLOSED), now.reach)
    return TypicalAccess(now.time_s, now.length_m, reach)


def _typical(access: Access, sets: IntArray, needs: FloatArray) -> TypicalAccess:
    weights = _sum_by_set(access, sets, needs)
    rows = np.flatnonzero(weights)
    n_residents = access.time_s.shape[1]
    if not len(rows):
        nothing = np.full(n_residents, np.nan)
        reach = np.full(n_residents, Reach.NO_PROVIDER, dtype=np.uint8)
        return TypicalAccess(nothing, nothing.copy(), reach)
    share = weights[rows] / weights[rows].sum()
    return TypicalAccess(
        time_s=_mean_over_sets(access.time_s[rows], share),
        length_m=_mean_over_sets(access.length_m[rows], share),
        reach=access.reach[rows].max(axis=0),
    )


def _mean_over_sets(values: FloatArray, share: FloatArray) -> FloatArray:
    """Return the weighted mean of each column; exact where all rows say the same."""
    base = values[0]
    mean: FloatArray = base + share @ (values - base)
    return mean
