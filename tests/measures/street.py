"""A street of three blocks on which every answer can be worked out by hand.

    west                 |              east
    (0,0) --- (1,0) -----+-- (2,0) --- (3,0)       1 km and 100 s a block
      r0        r1             r2        r3
    1 person  2              4         8           hall at (0,0), station at (3,0)

The hall handles a and b, the station a. A case of either takes one visit and 600 s at the counter;
everybody has one of each a year.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from planner.analyse.score import Judged, summarise
from planner.domain.score import ALL_SERVICES, FOCUS, Question, Selection, Summary
from planner.domain.services import Services
from planner.domain.sites import SiteKind
from planner.domain.world import World
from planner.errors import Issue, ScenarioError, Where
from planner.measures import apply_measures
from planner.scenario.schema_measures import Measure
from planner.text import Text
from tests.accesses import judged_on_roads
from tests.city import GridCity, Position, services_of

CITY = GridCity(4, 2)
HOMES: tuple[Position, ...] = ((0.0, 0.0), (1.0, 0.0), (2.0, 0.0), (3.0, 0.0))


def street(people: Sequence[float] | None = None, services: Services | None = None) -> World:
    """Return the world above; the kinds' prices are those of `priced`."""
    world = CITY.world(
        HOMES,
        {"hall": (0.0, 0.0), "station": (3.0, 0.0)},
        services or services_of("a", "b", groups={"both": ["a", "b"]}),
        people=people,
        offers={"hall": ["a", "b"], "station": ["a"]},
        kinds={"station": "station"},
    )
    return replace(world, sites=replace(world.sites, kinds=tuple(map(priced, world.sites.kinds))))


def priced(kind: SiteKind) -> SiteKind:
    """Return the kind with prices: opening 1000 yuan, 200 a year, 50 for one more window."""
    return replace(kind, opening_yuan=1000.0, yearly_yuan=200.0, window_yuan=50.0)


def with_windows(world: World, windows: Sequence[int], *, pooled: bool = True) -> World:
    """Return the world with these windows at its desks, and the way of queueing."""
    desks = replace(
        world.sites.desks,
        windows=np.array(windows, dtype=np.int32),
        pooled=np.full(len(windows), pooled),
    )
    return replace(world, sites=world.sites.with_desks(desks))


def with_hours(world: World, *hours: str) -> World:
    """Return the world with these hours at its desks."""
    desks = replace(world.sites.desks, hours=hours)
    return replace(world, sites=world.sites.with_desks(desks))


def applied(world: World, *measures: Measure) -> World:
    """Return the world after measures."""
    return apply_measures(world, measures, lambda key: Where(file="s.yaml", key=key))[0]


def said(world: World, measure: Measure) -> Text:
    """Return what the report of a measure says."""
    return apply_measures(world, (measure,), lambda key: Where(key=key))[1][0].text


def costs(world: World, measure: Measure) -> tuple[float | None, float | None]:
    """Return what a measure costs once and each year."""
    (report,) = apply_measures(world, (measure,), lambda key: Where(key=key))[1]
    return report.opening_yuan, report.yearly_yuan


def faults(world: World, *measures: Measure) -> list[tuple[str, str]]:
    """Return code and key, below the last measure, of each fault that measures have."""
    issues: tuple[Issue, ...] = ()
    try:
        applied(world, *measures)
    except ScenarioError as error:
        issues = error.issues
    prefix = f"measures[{len(measures) - 1}].{measures[-1].key}"
    return [(i.code, i.where.key.removeprefix(prefix).removeprefix(".")) for i in issues]


def judged(world: World) -> Judged:
    """Return the world judged by travel; selections 'a', 'b' and all of them."""
    n = len(world.services)
    selections = {service: np.arange(n) == i for i, service in enumerate(world.services.ids)}
    every = np.ones(n, dtype=bool)
    asked = Question(Text.same("all"), {FOCUS: every, ALL_SERVICES: every, **selections}, (), 100.0)
    homes = CITY.at(*HOMES)
    block = np.array([CITY.lon(1) - CITY.lon(0), CITY.lat(1) - CITY.lat(0)])
    positions = [
        (round(float((lon - CITY.lon(0)) / block[0]), 6), float((lat - CITY.lat(0)) / block[1]))
        for lon, lat in zip(world.sites.lon, world.sites.lat, strict=True)
    ]
    return judged_on_roads(world, homes, CITY.at(*positions), asked)


def times_s(world: World, service: str) -> list[float]:
    """Return how long each home is from where the service is handled at any time; NaN nowhere."""
    found: list[float] = judged(world).typical[service].time_s.tolist()
    return found


def summary(world: World, service: str = ALL_SERVICES) -> Summary:
    """Return the figures of a service for everybody."""
    seen = judged(world)
    chosen = np.ones(len(world.services), dtype=bool)
    if service != ALL_SERVICES:
        chosen = np.arange(len(world.services)) == world.services.index_of[service]
    everyone = np.ones(len(HOMES), dtype=bool)
    return summarise(seen, Selection(service, chosen), everyone, 100.0)
