"""Where and when residents go for a case: the cheapest of what is open while they are free.

A need arises in slice t with the share of a group's free hours that lie there. The resident then
goes to the nearest site that is open in t, or opens by appointment, or at another time to the
nearest of all, which costs the group its time off. Either may be a desk that mails the result and
so saves a trip. What costs least is chosen; so whatever opens, nobody is worse off.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from planner.analyse.case_kernels import NOWHERE, cheapest
from planner.domain.access import NO_SET, Access
from planner.domain.arrays import BoolArray, ByteArray, FloatArray, IntArray, LongArray
from planner.domain.services import Services
from planner.domain.slices import Slices
from planner.domain.world import World


@dataclass(frozen=True)
class Bundles:
    """Services whose cases cost the same, and are scaled alike, wherever one lives.

    They are handled at the same desks, and where queues are apart they join the same one.

    of_service  int32 (n_services,)      sample  int64 (n_bundles,) one service of each
    doorstep    float64 (n_bundles, n_residents) share of cases that teams take on, or None
    demand      float64 (n_bundles, n_residents) cases for one by the catalogue, or None: 1
    """

    of_service: IntArray
    sample: LongArray
    doorstep: FloatArray | None
    demand: FloatArray | None

    @classmethod
    def of(cls, world: World, access: Access) -> Bundles:
        """Return the bundles in order of first use by the catalogue."""
        visits, desks = world.services.visits, world.sites.desks
        teams = np.array([team.services for team in world.doorstep], dtype=bool)
        queues_apart = desks.offers[~desks.pooled & (desks.windows > 0)].any(axis=0)
        queue = np.where(queues_apart, world.services.queue, 0)
        columns = [
            access.set_of_service[None], access.mail_set[None], access.booked_in_slice,
            access.booked_mail, teams.reshape(len(teams), len(world.services)),
            desks.offers, queue[None],
        ]  # fmt: skip
        unit_rows = np.ones((0, len(world.services))) if world.demand is None else world.demand
        amounts_of = np.vstack([visits.trips_per_case, visits.trips_where_mailed, unit_rows])
        whole = np.ascontiguousarray(np.concatenate(columns).T.astype(np.int32))
        numbers: dict[bytes, int] = {}
        of_service = np.array(
            [
                numbers.setdefault(row.tobytes() + amounts.tobytes(), len(numbers))
                for row, amounts in zip(whole, np.ascontiguousarray(amounts_of.T), strict=True)
            ],
            dtype=np.int32,
        )
        sample = np.unique(of_service, return_index=True)[1]
        doorstep = _doorstep(world, teams[:, sample]) if len(teams) else None
        demand = None
        if world.demand is not None:
            demand = np.ascontiguousarray(world.demand[world.residents.unit][:, sample].T)
        return cls(of_service, sample, doorstep, demand)

    def __len__(self) -> int:
        return len(self.sample)


def _doorstep(world: World, team_of_bundle: BoolArray) -> FloatArray:
    """Return the share of cases that doorstep teams take on, (n_bundles, n_residents).

    A team serves all who may call it alike, up to its capacity; several add up to at most all.
    Cases that are settled online call nobody.
    """
    offline = 1 - world.services.visits.online
    share = np.zeros((team_of_bundle.shape[1], len(world.residents)))
    for team, bundles in zip(world.doorstep, team_of_bundle, strict=True):
        cases = world.cases_of(np.where(team.residents, world.residents.people, 0.0)) * offline
        demand = float(cases[team.services].sum())
        taken = min(1.0, team.cases_per_year / demand) if demand else 0.0
        share[np.ix_(bundles, team.residents)] += taken
    return np.minimum(share, 1.0)


@dataclass(frozen=True)
class Occasion:
    """When the needs of a group of people arise.

    share       of all needs
    time_off_s  cost of a visit at another time
    when        float64 (n_slices,) sums to 1, or all 0: at no time in particular
    """

    share: float
    time_off_s: float
    when: FloatArray


def occasions(world: World, slices: Slices, free: BoolArray) -> tuple[Occasion, ...]:
    """Return the occasions of a world; `free` is bool (n_slices, n_groups).

    Without groups, or for one that is never free, needs arise at no time in particular.
    """
    if not world.people:
        return (Occasion(1.0, 0.0, np.zeros(len(slices))),)
    found = []
    for group, of_group in zip(world.people, free.T, strict=True):
        hours = np.where(of_group, slices.hours, 0.0)
        total = hours.sum()
        found.append(Occasion(group.share, group.time_off_s, hours / total if total else hours))
    return tuple(found)


@dataclass(frozen=True)
class CaseChoice:
    """What residents choose for one bundle on like occasions.

    weight      share of the bundle's needs
    slices      int64 (k,) when these needs arise; () at no time in particular
    in_slice    float64 (k,) their shares, which sum to 1
    option      uint8 (n_residents,) NOW .. LATER_MAIL, NOWHERE where no site is reached
    row         int32 (n_residents,) the set of Access that the option means, NO_SET if NOWHERE
    trips       float64 (4,) trips that a case takes under each option
    time_off_s  cost of a trip that is LATER
    """

    bundle: int
    weight: float
    slices: LongArray
    in_slice: FloatArray
    option: ByteArray
    row: IntArray
    trips: FloatArray
    time_off_s: float


def case_choices(
    services: Services, access: Access, bundles: Bundles, occasions: Sequence[Occasion]
) -> Iterator[CaseChoice]:
    """Yield the choices for each bundle in turn; the weights of a bundle's choices sum to 1."""
    visits, n_residents = services.visits, access.time_s.shape[1]
    for bundle, sample in enumerate(bundles.sample.tolist()):
        once, mailed = visits.trips_per_case[sample], visits.trips_where_mailed[sample]
        trips = np.array([once, mailed, once, mailed])
        later = [access.set_of_service[sample], access.mail_set[sample]]
        now = np.stack([access.booked_in_slice[:, sample], access.booked_mail[:, sample]], axis=1)
        for occasion in occasions:
            for rows, members in _alike(now, occasion.when):
                sets = np.array([*rows, *later], dtype=np.int32)
                option = np.full(n_residents, NOWHERE, dtype=np.uint8)
                row = np.full(n_residents, NO_SET, dtype=np.int32)
                cheapest(access.time_s, sets, trips, occasion.time_off_s, option, row)
                when = occasion.when[members]
                yield CaseChoice(
                    bundle=bundle,
                    weight=occasion.share * (float(when.sum()) if len(members) else 1.0),
                    slices=members,
                    in_slice=when / when.sum() if len(members) else when,
                    option=option,
                    row=row,
                    trips=trips,
                    time_off_s=occasion.time_off_s,
                )


def _alike(now: IntArray, when: FloatArray) -> Iterator[tuple[tuple[int, int], LongArray]]:
    """Yield the sets in force and the slices where they are, of the slices that count."""
    counting = np.flatnonzero(when)
    if not len(counting):
        yield (NO_SET, NO_SET), counting
        return
    pairs, which = np.unique(now[counting], axis=0, return_inverse=True)
    for number, (plain, mailing) in enumerate(pairs.tolist()):
        yield (plain, mailing), counting[which.ravel() == number]
