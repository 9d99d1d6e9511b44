"""Who needs what, what it costs them without any chosen site, and what each candidate would.

A row is a resident place and a *bundle*: services of the measure with the same sites at present and
the same new ones. Whom a site may serve (管辖), when it is ever open, states of the roads and doors
count as they do in access.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from planner.analyse.access import access_of, needs_of
from planner.analyse.providers import ClassBook
from planner.analyse.timetable import Timetable
from planner.domain.access import Access
from planner.domain.arrays import BoolArray, FloatArray, IntArray, LongArray, freeze, require_shape
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


@dataclass(frozen=True)
class Demand:
    """Rows of demand against candidates. Costs are one way: ms, or cm where ways are the shortest.

    resident  int64 (n,)    the place
    trips     float64 (n,)  trips a year to services of the bundle
    people    float64 (n,)  people of the place x the bundle's share of what one of them needs
    base      int32 (n,)    cost without any chosen site, UNREACHABLE without one
    cost      int32 (n, n_candidates)  cost to each candidate, UNREACHABLE where it cannot serve
    counted   whether the catalogue knows how often the services are needed; if not, each counts
              as one trip a year and person
    whole_case  whether costs are those of `case_demand`, leave from work included
    """

    resident: LongArray
    trips: FloatArray
    people: FloatArray
    base: IntArray
    cost: IntArray
    counted: bool
    whole_case: bool = False

    def __post_init__(self) -> None:
        for name in ("trips", "people", "base"):
            require_shape(getattr(self, name), self.resident.shape, name)
        freeze(self.resident, self.trips, self.people, self.base, self.cost)

    def cost_with(self, chosen: LongArray) -> IntArray:
        """Return what each row pays when these candidates are chosen, int32 (n,)."""
        nearest = self.cost[:, chosen].min(axis=1, initial=UNREACHABLE)
        paid: IntArray = np.minimum(self.base, nearest)
        return paid


def demand_of(
    before: World, every: World, candidates: LongArray, services: BoolArray, ways: Ways
) -> Demand:
    """Return the demand for services of a measure.

    before      the world without the measure
    every       the world with it at all candidates
    candidates  int64  positions of the candidates in `every`
    services    bool (n_services,)  what the measure is about
    """
    access = ways.access(before)
    base = ways.cost(access)
    trips, shares, counted = weights(before, services)
    book = ClassBook(every)
    type_of = book.types.type_of
    bundles: dict[tuple[int, int], list[int]] = {}
    for service in np.flatnonzero(services).tolist():
        key = int(access.set_of_service[service]), int(type_of[service])
        bundles.setdefault(key, []).append(service)
    costs = _candidate_costs(every, book, candidates, {kind for _, kind in bundles}, ways)
    people, unit = before.residents.people, before.residents.unit
    parts: list[Part] = []
    for (number, kind), members in bundles.items():
        yearly = people * trips[:, members].sum(axis=1)[unit]
        share = people * shares[members].sum()
        rows = np.flatnonzero((yearly > 0) | (share > 0))
        same = next(k for k in costs if k == kind or np.array_equal(costs[k], costs[kind]))
        parts.append(Part(rows, yearly[rows], share[rows], base[number][rows], same))
    return merged(parts, costs, len(candidates), counted=counted)


@dataclass(frozen=True)
class Part:
    """Rows of like demand, arrays (n,); `kind` says which costs to candidates they have."""

    resident: LongArray
    trips: FloatArray
    people: FloatArray
    base: IntArray
    kind: int


def merged(
    parts: list[Part], costs: dict[int, IntArray], n_candidates: int, *, counted: bool
) -> Demand:
    """Return the demand; rows of one place that cost the same with and without sites are one."""
    if not parts:
        nobody = np.empty(0, dtype=np.int32)
        return Demand(
            np.empty(0, dtype=np.int64), np.empty(0), np.empty(0), nobody,
            np.empty((0, n_candidates), dtype=np.int32), counted,
        )  # fmt: skip
    kinds = np.concatenate([np.full(len(part.base), part.kind) for part in parts])
    keys = np.stack(
        [
            np.concatenate([part.resident for part in parts]),
            kinds,
            np.concatenate([part.base for part in parts]),
        ]
    )
    (resident, kind, base), group = np.unique(keys, axis=1, return_inverse=True)
    group = group.ravel()
    n = len(resident)
    cost = np.empty((n, n_candidates), dtype=np.int32)
    for number, values in costs.items():
        rows = np.flatnonzero(kind == number)
        cost[rows] = values[resident[rows]]
    return Demand(
        resident=resident.astype(np.int64),
        trips=_sums(group, [part.trips for part in parts], n),
        people=_sums(group, [part.people for part in parts], n),
        base=base.astype(np.int32),
        cost=cost,
        counted=counted,
    )


def _sums(group: LongArray, values: list[FloatArray], n: int) -> FloatArray:
    sums = np.zeros(n)
    np.add.at(sums, group, np.concatenate(values))
    return sums


def weights(world: World, services: BoolArray) -> tuple[FloatArray, FloatArray, bool]:
    """Return how much each service weighs: trips a person by unit, and share of the needs.

    float64 (n_units + 1, n_services) and (n_services,); both are 0 outside `services`. False:
    the catalogue does not know how often they are needed, and each weighs the same.
    """
    trips = np.where(services, world.services.trips_per_person, 0.0)
    counted = bool(trips.any())
    needs = needs_of(world.services.trips_per_person, services)
    shares = needs / needs.sum() if needs.any() else needs
    by_unit = np.tile(trips if counted else services.astype(np.float64), (len(world.units) + 1, 1))
    if world.demand is not None and counted:
        by_unit = by_unit * world.demand
    return by_unit, shares, counted


def _candidate_costs(
    every: World, book: ClassBook, candidates: LongArray, kinds: set[int], ways: Ways
) -> dict[int, IntArray]:
    """Return for each type of service what each candidate costs each resident."""
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
