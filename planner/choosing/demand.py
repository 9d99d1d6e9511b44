"""Who needs what, what it costs them without any chosen site, and what each candidate would.

A row is a resident place and a *bundle*: services of the measure with the same sites at present and
the same new ones. Whom a site may serve (管辖), when it is ever open, states of the roads and doors
count as they do in access.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planner.analyse.access import needs_of
from planner.analyse.providers import ClassBook
from planner.choosing.second_sites import SecondSites
from planner.choosing.ways import Ways, candidate_ways
from planner.domain.arrays import (
    BoolArray,
    FloatArray,
    IntArray,
    LongArray,
    freeze,
    require,
    require_shape,
)
from planner.domain.travel import UNREACHABLE
from planner.domain.world import World


@dataclass(frozen=True)
class Demand:
    """Rows of demand against candidates. Costs are one way: ms, or cm where ways are the shortest.

    resident  int64 (n,)    the place
    trips     float64 (n,)  trips a year to services of the bundle
    people    float64 (n,)  people of the place x the bundle's share of what one of them needs
    base      int32 (n,)    cost without any chosen site, UNREACHABLE without one
    cost      int32 (n, n_candidates)  cost to each candidate, UNREACHABLE where it cannot serve
    second    int32 (n,)    cost of the second nearest site without any chosen one, where a backup
              is asked for: candidates that serve a place already do not serve it once more
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
    second: IntArray | None = None

    def __post_init__(self) -> None:
        for name in ("trips", "people", "base"):
            require_shape(getattr(self, name), self.resident.shape, name)
        require(self.second is None or len(self.second) == len(self.base), "second is not (n,)")
        freeze(self.resident, self.trips, self.people, self.base, self.cost)

    def cost_with(self, chosen: LongArray) -> IntArray:
        """Return what each row pays when these candidates are chosen, int32 (n,)."""
        nearest = self.cost[:, chosen].min(axis=1, initial=UNREACHABLE)
        paid: IntArray = np.minimum(self.base, nearest)
        return paid


def demand_of(
    before: World,
    every: World,
    candidates: LongArray,
    services: BoolArray,
    ways: Ways,
    *,
    backup: bool = False,
) -> Demand:
    """Return the demand for services of a measure.

    before      the world without the measure
    every       the world with it at all candidates
    candidates  int64  positions of the candidates in `every`
    services    bool (n_services,)  what the measure is about
    backup      second sites count
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
    costs = candidate_ways(every, book, candidates, {kind for _, kind in bundles}, ways)
    people, unit = before.residents.people, before.residents.unit
    standing = SecondSites.of(before, services, ways) if backup else None
    ids = [every.sites.ids[site] for site in candidates.tolist()]
    positions = np.array([before.sites.index_of.get(site, -1) for site in ids], dtype=np.int64)
    parts: list[Part] = []
    told: dict[int, IntArray] = {}
    for (number, kind), members in bundles.items():
        yearly = people * trips[:, members].sum(axis=1)[unit]
        share = people * shares[members].sum()
        rows = np.flatnonzero((yearly > 0) | (share > 0))
        second, cost = None, costs[kind]
        if standing is not None:
            second = standing.second(members[0])[rows]
            cost = np.where(standing.serves(members[0], positions), UNREACHABLE, cost)
        same = next((k for k, known in told.items() if np.array_equal(known, cost)), len(told))
        told.setdefault(same, cost)
        parts.append(Part(rows, yearly[rows], share[rows], base[number][rows], same, second))
    return merged(parts, told, len(candidates), counted=counted)


@dataclass(frozen=True)
class Part:
    """Rows of like demand, arrays (n,); `kind` says which costs to candidates they have.

    second  cost of the second nearest site at present, where it counts
    """

    resident: LongArray
    trips: FloatArray
    people: FloatArray
    base: IntArray
    kind: int
    second: IntArray | None = None


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
    keys = [
        np.concatenate([part.resident for part in parts]),
        kinds,
        np.concatenate([part.base for part in parts]),
    ]
    seconds = [part.second for part in parts if part.second is not None]
    keys += [np.concatenate(seconds)] if seconds else []
    (resident, kind, base, *second), group = np.unique(np.stack(keys), axis=1, return_inverse=True)
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
        second=second[0].astype(np.int32) if second else None,
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
