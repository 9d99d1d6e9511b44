"""A slow plain reading of who goes where for a case, and what it costs: loops over everything."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeAlias

import numpy as np

from planner.analyse.timetable import Timetable
from planner.domain.access import Reach
from planner.domain.arrays import BoolArray
from planner.domain.jurisdiction import Scope
from planner.domain.spread import Logit
from planner.domain.travel import UNREACHABLE
from tests.service_worlds import Drawn

Way: TypeAlias = tuple[int, int, int]


@dataclass(frozen=True)
class Trip:
    """Where needs of a resident for a service go: `share` of them, `trips` a case each.

    slices  share of these visits in each slice
    """

    share: float
    trips: float
    time_s: float
    length_m: float
    off_s: float
    desk: int
    slices: dict[int, float]
    mailing: bool


@dataclass
class Plain:
    """Answers from the definitions."""

    drawn: Drawn
    timetable: Timetable
    shortest: bool = False
    logit: Logit | None = None
    _found: dict[tuple[int, int], list[Trip]] = field(default_factory=dict)

    @classmethod
    def of(cls, drawn: Drawn, *, shortest: bool = False, logit: Logit | None = None) -> Plain:
        return cls(drawn, Timetable.of(drawn.world), shortest, logit)

    def may(self, resident: int, site: int, service: int) -> bool:
        """Whether the site may serve the resident at all."""
        world = self.drawn.world
        sites, people = world.sites, world.residents
        if world.jurisdiction is None or self._for_all(site, service):
            return True
        unit = int(people.unit[resident])
        row = unit if unit >= 0 else len(world.units)
        scope = world.jurisdiction.scope[row, sites.kind[site], service]
        at_home = people.area[resident] != "" and people.area[resident] == sites.area[site]
        in_unit = unit >= 0 and int(sites.unit[site]) == unit
        return bool(scope == Scope.ANYWHERE or at_home or (scope == Scope.OWN_UNIT and in_unit))

    def _for_all(self, site: int, service: int) -> bool:
        desks = self.drawn.world.sites.desks
        return any(
            desks.site[desk] == site
            and desks.offers[desk, service]
            and desks.for_all[desk, service]
            for desk in range(len(desks))
        )

    def desk(self, site: int, service: int, counting: BoolArray, *, mailing: bool) -> int | None:
        """The desk of a site that serves: of those that can, the one of the lowest channel."""
        desks = self.drawn.world.sites.desks
        able = [
            (int(desks.channel[desk]), desk)
            for desk in range(len(desks))
            if desks.site[desk] == site
            and desks.offers[desk, service]
            and counting[desk]
            and (desks.mails[desk] or not mailing)
        ]
        return min(able)[1] if able else None

    def ranked(
        self, resident: int, service: int, counting: BoolArray, state: int, *, mailing: bool = False
    ) -> list[Way]:
        """The (first cost, second cost, site) of these desks over a road state, best first."""
        matrix = self.drawn.matrix(self.timetable.roads[state])
        found = []
        for site in range(len(self.drawn.world.sites)):
            time_ms = int(matrix.time_ms[resident, site])
            length_cm = int(matrix.length_cm[resident, site])
            if (
                time_ms != UNREACHABLE
                and self.may(resident, site, service)
                and self.desk(site, service, counting, mailing=mailing) is not None
            ):
                first, second = (length_cm, time_ms) if self.shortest else (time_ms, length_cm)
                found.append((first, second, site))
        return sorted(found)

    def any_time(self, resident: int, service: int, *, mailing: bool = False) -> Way | None:
        """The best way at any time."""
        ways = self.ways_at_any_time(resident, service, mailing=mailing)
        return ways[0] if ways else None

    def ways_at_any_time(self, resident: int, service: int, *, mailing: bool = False) -> list[Way]:
        """The ways of the road state with the best, to sites that take bookings in it."""
        found = []
        for state in range(len(self.timetable.roads)):
            of_state = self.timetable.state == state
            counting = self.timetable.slices.bookable[of_state].any(axis=0)
            ways = self.ranked(resident, service, counting, state, mailing=mailing)
            if ways:
                found.append(ways)
        return min(found, key=lambda ways: ways[0]) if found else []

    def now(
        self, resident: int, service: int, at: int, *, booked: bool, mailing: bool = False
    ) -> Way | None:
        """The best way in a slice."""
        ways = self.ways_now(resident, service, at, booked=booked, mailing=mailing)
        return ways[0] if ways else None

    def ways_now(
        self, resident: int, service: int, at: int, *, booked: bool, mailing: bool = False
    ) -> list[Way]:
        """The ways to the sites open in a slice, or there by appointment, best first."""
        timetable = self.timetable
        slices = timetable.slices
        counting = (slices.bookable if booked else slices.open)[at]
        return self.ranked(resident, service, counting, int(timetable.state[at]), mailing=mailing)

    def reach(self, resident: int, service: int, counting: BoolArray) -> Reach:
        """Why the resident reaches nothing among these desks, whatever the roads."""
        sites = range(len(self.drawn.world.sites))
        able = [s for s in sites if self.desk(s, service, counting, mailing=False) is not None]
        if not able:
            return Reach.NO_PROVIDER
        if not any(self.may(resident, site, service) for site in able):
            return Reach.NOT_SERVED
        return Reach.NO_ROUTE if self.drawn.placed[resident] else Reach.UNPLACED

    def trips_per_case(self, service: int, *, mailing: bool) -> float:
        """The formula of a case's trips."""
        v = self.drawn.world.services.visits
        saved = min(max(v.visits[service] - 1, 0.0), 1.0) if v.collection[service] else 0.0
        by_mail = 1.0 if mailing else v.mailed_back[service]
        needed = v.visits[service] - saved * by_mail + v.missing_papers[service]
        going = needed * (1 - v.mailed_both[service]) * (1 - v.online[service])
        return float(going / v.errands_per_trip[service])

    def case(self, resident: int, service: int) -> list[Trip]:
        """What the resident's needs of a service lead to; [] where no site is reached."""
        key = resident, service
        if key not in self._found:
            self._found[key] = list(self._case(resident, service))
        return self._found[key]

    def _case(self, resident: int, service: int) -> Iterator[Trip]:
        world, slices = self.drawn.world, self.timetable.slices
        groups = [(g.share, g.time_off_s) for g in world.people] or [(1.0, 0.0)]
        for number, (share, off_s) in enumerate(groups):
            free = self.timetable.free[:, number] if world.people else np.zeros(len(slices))
            hours = [float(h) if f else 0.0 for h, f in zip(slices.hours, free, strict=True)]
            total = sum(hours)
            moments: list[tuple[int | None, float]] = (
                [(at, h / total) for at, h in enumerate(hours) if h] if total else [(None, 1.0)]
            )
            for at, part in moments:
                yield from self._cheapest(resident, service, at, share * part, off_s)

    def _cheapest(
        self, resident: int, service: int, at: int | None, share: float, off_s: float
    ) -> list[Trip]:
        slices = self.timetable.slices
        best: tuple[float, list[Trip]] = math.inf, []
        for later in (False, True):
            for mailing in (False, True):
                if later:
                    ways = self.ways_at_any_time(resident, service, mailing=mailing)
                    counting = np.asarray(slices.bookable.any(axis=0))
                elif at is not None:
                    ways = self.ways_now(resident, service, at, booked=True, mailing=mailing)
                    counting = slices.bookable[at]
                else:
                    ways = []
                if not ways:
                    continue
                time_ms = ways[0][1 if self.shortest else 0]
                trips = self.trips_per_case(service, mailing=mailing)
                extra_s = off_s if later else 0.0
                cost = trips * (2 * time_ms / 1000 + extra_s)
                if cost >= best[0]:
                    continue
                found = []
                for (first, second, site), part in self._parts(ways):
                    time_ms, length_cm = (second, first) if self.shortest else (first, second)
                    desk = self.desk(site, service, counting, mailing=mailing)
                    assert desk is not None
                    when = {at: 1.0} if at is not None and not later else self._spread(desk)
                    way = time_ms / 1000, length_cm / 100
                    found.append(Trip(share * part, trips, *way, extra_s, desk, when, mailing))
                best = cost, found
        return best[1]

    def _parts(self, ways: list[Way]) -> list[tuple[Way, float]]:
        """The ways taken and their parts of the visits."""
        if self.logit is None:
            return [(ways[0], 1.0)]
        near = ways[: self.logit.over]
        pull = [math.exp(-self.logit.per_min * way[int(self.shortest)] / 60_000) for way in near]
        return [(way, p / sum(pull)) for way, p in zip(near, pull, strict=True)]

    def _spread(self, desk: int) -> dict[int, float]:
        """Shares of the hours at which a desk serves, booked or not, by slice."""
        slices = self.timetable.slices
        hours = {
            at: float(slices.hours[at]) for at in range(len(slices)) if slices.bookable[at, desk]
        }
        total = sum(hours.values())
        return {at: h / total for at, h in hours.items()}

    def cases(self, resident: int, service: int) -> float:
        """Cases a year of one person at a place."""
        world = self.drawn.world
        rate = float(world.services.cases_per_person[service])
        return rate * self.scale(resident, service)

    def scale(self, resident: int, service: int) -> float:
        """Cases for one by the catalogue."""
        world = self.drawn.world
        unit = int(world.residents.unit[resident])
        row = unit if unit >= 0 else len(world.units)
        return 1.0 if world.demand is None else float(world.demand[row, service])

    def doorstep(self, resident: int, service: int) -> float:
        """Share of the cases not settled online that teams take on."""
        world, share = self.drawn.world, 0.0
        for team in world.doorstep:
            if team.residents[resident] and team.services[service]:
                wanted = sum(
                    float(world.residents.people[r])
                    * self.cases(r, s)
                    * (1 - float(world.services.visits.online[s]))
                    for r in range(len(world.residents)) if team.residents[r]
                    for s in range(len(world.services)) if team.services[s]
                )  # fmt: skip
                share += min(1.0, team.cases_per_year / wanted) if wanted else 0.0
        return min(share, 1.0)

    @cached_property
    def visits(self) -> dict[tuple[int, int, int], list[tuple[float, float]]]:
        """Visits a year and their work in seconds, by queue, desk and slice."""
        world = self.drawn.world
        services = world.services
        found: dict[tuple[int, int, int], list[tuple[float, float]]] = defaultdict(list)
        for resident, people in enumerate(world.residents.people.tolist()):
            for service in range(len(services)):
                left = 1 - self.doorstep(resident, service)
                cases = people * self.cases(resident, service) * left
                one_s = services.counter_s[service] * services.visits.errands_per_trip[service]
                for trip in self.case(resident, service):
                    for at, part in trip.slices.items():
                        n = cases * trip.share * trip.trips * part
                        key = int(services.queue[service]), trip.desk, at
                        found[key].append((n, n * float(one_s)))
        return found

    def wait_s(self, queue: int, desk: int, at: int) -> float:
        """The mean wait of a queue that has visits, M/M/c; inf where swamped."""
        desks, n_queues = self.drawn.world.sites.desks, len(self.drawn.world.services.queues)
        windows = int(desks.windows[desk])
        arrivals, work = [], []
        for number in range(n_queues):
            visits = self.visits.get((number, desk, at), [])
            arrivals.append(sum(n for n, _ in visits))
            work.append(sum(w for _, w in visits))
        if windows == 0 or not arrivals[queue]:
            return 0.0
        members = list(range(n_queues))
        active = [number for number in members if work[number]]
        if not desks.pooled[desk] and len(active) > windows:
            members = active
        elif not desks.pooled[desk]:
            given = dict.fromkeys(active, 1)
            for _ in range(windows - len(active)):
                given[max(active, key=lambda n: (work[n] / given[n], -n))] += 1
            members, windows = [queue], given[queue]
        seconds = float(self.timetable.slices.hours[at]) * 3600
        n, total_s = sum(arrivals[m] for m in members), sum(work[m] for m in members)
        return erlang_wait_s(n / seconds, total_s / n, windows)


def erlang_wait_s(arrivals_per_s: float, service_s: float, windows: int) -> float:
    """Erlang's waiting formula written out with powers and factorials."""
    load = arrivals_per_s * service_s
    if load >= windows:
        return math.inf
    full = load**windows / math.factorial(windows) * windows / (windows - load)
    empty = sum(load**k / math.factorial(k) for k in range(windows))
    return full / (empty + full) * service_s / (windows - load)
