"""Small random worlds with everything in them that a case depends on; travel is drawn as well."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from planner.analyse.access import AskNearest, access_of
from planner.analyse.case_costs import case_costs
from planner.analyse.seen import Seen
from planner.analyse.spread import Spreading
from planner.analyse.timetable import Timetable
from planner.domain.arrays import BoolArray, LongArray
from planner.domain.calendar import Calendar
from planner.domain.channels import N_CHANNELS
from planner.domain.desks import Desks
from planner.domain.doorstep import DoorstepTeam
from planner.domain.jurisdiction import Jurisdiction
from planner.domain.people import PeopleGroup
from planner.domain.road_edits import slowed
from planner.domain.roads import Roads
from planner.domain.services import Services
from planner.domain.sites import SiteKind, Sites
from planner.domain.spread import Logit
from planner.domain.travel import UNREACHABLE, Nearest, Optimise, TravelMatrix
from planner.domain.visits import Visits
from planner.domain.world import TimedRoads, World
from planner.text import Text
from planner.travel import nearest
from tests.city import GridCity

CITY = GridCity(4, 2)
DAY, LATE, SATURDAY = "Mo-Fr 09:00-17:00; PH off", "12:00-20:00", "Sa 10:00-16:00"
BOOKED = 'Mo-Fr 08:00-12:00; Sa 09:00-11:00 "by appointment"'
NEVER = "off"
HOURS = ("", DAY, LATE, SATURDAY, BOOKED, NEVER)
PEAK = "Mo-Fr 07:00-10:00"
N_RESIDENTS, N_SITES, N_SERVICES, N_UNITS, N_KINDS = 6, 4, 5, 2, 2
ALIKE = np.array([0, 1, 2, 3, 3])
"""Of each service the one that it is like, but for rates, fees and queue: the last is like d."""
PEOPLE = (
    PeopleGroup("workers", Text.same("workers"), 0.6, "Mo-Fr 18:00-21:00; Sa 08:00-21:00", 3600.0),
    PeopleGroup("others", Text.same("others"), 0.4, "08:00-20:00", 600.0),
)


@dataclass(frozen=True)
class Drawn:
    """A world and the travel over each of its road states, plain first."""

    world: World
    travel: tuple[TravelMatrix, ...]
    placed: BoolArray

    def matrix(self, roads: Roads) -> TravelMatrix:
        return self.travel[0 if roads is self.world.roads else 1]

    @property
    def ask(self) -> AskNearest:
        def answer(roads: Roads, providers: BoolArray, people: LongArray | None) -> Nearest:
            return nearest(self.matrix(roads), providers, people)

        return answer

    def seen(self, optimise: Optimise = "fastest", logit: Logit | None = None) -> Seen:
        """Return what the product makes of the world."""
        timetable = Timetable.of(self.world)
        spreading = None if logit is None else Spreading(logit, self.matrix)
        access = access_of(
            self.world,
            timetable,
            self.ask,
            placed=self.placed,
            optimise=optimise,
            spreading=spreading,
        )
        costs, loads = case_costs(self.world, access, timetable.slices, timetable.free)
        return Seen(self.world, timetable, access, costs, loads)

    def with_desks(self, desks: Desks) -> Drawn:
        sites = self.world.sites.with_desks(desks)
        return replace(self, world=replace(self.world, sites=sites))


def drawn(seed: int) -> Drawn:
    """Return the world of a seed; rules, groups, teams and timed roads are in some of them."""
    random = np.random.default_rng(seed)
    residents = CITY.residents(
        [(float(x), float(y)) for x in (0, 1, 3) for y in range(2)],
        random.integers(0, 900, N_RESIDENTS).tolist(),
    )
    unit = residents.unit.copy()
    unit[random.integers(N_RESIDENTS)] = -1
    areas = ("", "A", "B")
    residents = replace(
        residents,
        unit=unit,
        area=tuple(areas[k] for k in random.integers(0, 3, N_RESIDENTS)),
    )
    services = _services(random)
    world = World(
        units=CITY.units,
        roads=CITY.roads,
        residents=residents,
        services=services,
        sites=_sites(random, areas),
        calendar=Calendar.of(2025, "CN") if random.random() < 0.8 else None,
        jurisdiction=_jurisdiction(random),
        people=PEOPLE if random.random() < 0.8 else (),
        doorstep=tuple(_team(random, number) for number in range(random.integers(0, 3))),
        demand=random.choice([0.0, 0.5, 2.0], (N_UNITS + 1, N_SERVICES))[:, ALIKE]
        if random.random() < 0.5
        else None,
    )
    if random.random() < 0.5:
        slow = slowed(CITY.roads, np.array([0]), 2)
        world = replace(world, timed_roads=(TimedRoads((PEAK,), slow),))
    placed = random.random(N_RESIDENTS) < 0.85
    return Drawn(world, tuple(_travel(random, placed) for _ in range(2)), placed)


def _services(random: np.random.Generator) -> Services:
    n = N_SERVICES
    visits = Visits(
        visits=random.choice([0.5, 1.0, 2.0, 3.0], n)[ALIKE],
        collection=(random.random(n) < 0.6)[ALIKE],
        missing_papers=random.choice([0.0, 0.3], n)[ALIKE],
        mailed_back=random.choice([0.0, 0.4, 1.0], n)[ALIKE],
        mailed_both=random.choice([0.0, 0.2], n)[ALIKE],
        online=random.choice([0.0, 0.3], n)[ALIKE],
        errands_per_trip=random.choice([1.0, 2.0], n)[ALIKE],
        mail_fee_yuan=random.choice([0.0, 12.0], n),
    )
    return Services(
        ids=tuple("abcde"),
        names=tuple(Text.same(name) for name in "abcde"),
        cases_per_person=random.choice([0.2, 0.9, 2.0], n),
        visits=visits,
        counter_s=random.choice([300.0, 900.0], n),
        result_days=np.zeros(n),
        carried=np.ones((n, N_CHANNELS), dtype=bool),
        queue=np.array([0, 1, 0, 0, 1], dtype=np.int32),
        queues=("one", "other"),
        groups=(),
    )


def _sites(random: np.random.Generator, areas: tuple[str, ...]) -> Sites:
    counts = random.integers(1, 4, N_SITES)
    site = np.repeat(np.arange(N_SITES, dtype=np.int32), counts)
    n = len(site)
    channel = np.concatenate([random.permutation(4)[:count] for count in counts]).astype(np.uint8)
    offers = random.random((n, N_SERVICES)) < 0.6
    if random.random() < 0.5:
        offers[:, 4] = offers[:, 3]
    desks = Desks(
        site=site,
        channel=channel,
        hours=tuple(HOURS[k] for k in random.integers(0, len(HOURS), n)),
        windows=random.integers(0, 4, n).astype(np.int32),
        pooled=random.random(n) < 0.5,
        mails=random.random(n) < 0.3,
        offers=offers,
        for_all=offers & (random.random(offers.shape) < 0.15)[:, ALIKE],
    )
    return Sites(
        ids=tuple(f"p{i}" for i in range(N_SITES)),
        names=tuple(Text.same(f"p{i}") for i in range(N_SITES)),
        kind=random.integers(0, N_KINDS, N_SITES).astype(np.int32),
        lon=np.full(N_SITES, CITY.lon(0)),
        lat=np.full(N_SITES, CITY.lat(0)),
        unit=random.integers(-1, N_UNITS, N_SITES).astype(np.int32),
        area=tuple(areas[k] for k in random.integers(0, 3, N_SITES)),
        desks=desks,
        kinds=tuple(SiteKind.plain(kind, Text.same(kind)) for kind in ("hall", "station")),
    )


def _jurisdiction(random: np.random.Generator) -> Jurisdiction | None:
    if random.random() < 0.25:
        return None
    shape = (N_UNITS + 1, N_KINDS, N_SERVICES)
    scope = random.choice(3, shape, p=[0.2, 0.2, 0.6]).astype(np.uint8)
    return Jurisdiction(np.ascontiguousarray(scope[:, :, ALIKE]))


def _team(random: np.random.Generator, number: int) -> DoorstepTeam:
    return DoorstepTeam(
        id=f"team {number}",
        name=Text.same(f"team {number}"),
        lon=CITY.lon(0),
        lat=CITY.lat(0),
        residents=random.random(N_RESIDENTS) < 0.6,
        services=(random.random(N_SERVICES) < 0.6)[ALIKE],
        cases_per_year=float(random.choice([0.0, 50.0, 500.0, 1e6])),
    )


def _travel(random: np.random.Generator, placed: BoolArray) -> TravelMatrix:
    shape = N_RESIDENTS, N_SITES
    time_ms = random.integers(1, 6, shape) * 600_000
    length_cm = random.integers(1, 4, shape) * 500_000
    far = (random.random(shape) < 0.15) | ~placed[:, None]
    time_ms[far] = length_cm[far] = UNREACHABLE
    return TravelMatrix(
        time_ms.astype(np.int32), length_cm.astype(np.int32), tuple(f"p{i}" for i in range(N_SITES))
    )
