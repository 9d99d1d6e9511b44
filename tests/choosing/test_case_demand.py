"""Choices by whole cases: on the street of `tests.choosing.street`, and on small random worlds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any, cast

import numpy as np
import pytest

from planner.choosing import Ways, settle
from planner.choosing.case_demand import case_demand_of
from planner.domain.arrays import BoolArray, IntArray, LongArray
from planner.domain.roads import Roads
from planner.domain.travel import Nearest, TravelMatrix
from planner.domain.world import World
from planner.errors import ScenarioError
from planner.measures import apply_measures
from planner.scenario.measures_desks import UpgradeSite
from planner.scenario.measures_services import ExtendServices
from planner.travel import ToSites, nearest
from tests.choosing.hours import LEAVE_S, OUT, WORKERS, timed
from tests.choosing.street import (
    H_PER_S,
    STATIONS,
    WITHOUT_S,
    chosen,
    extending,
    settled,
    street,
    ways,
    where,
)
from tests.plain_cases import Plain
from tests.service_worlds import Drawn, drawn


def best(n: int, **choice: Any) -> ExtendServices:
    return extending(choose=n, minimise="case_time", **choice)


def test_a_late_station_beats_the_one_that_saves_most_travel() -> None:
    # everybody takes leave but at s3: 3, 2, 1, 0 and 1 blocks away from r0 to r4
    found = settled(timed(street(), "s3"), best(1))
    report = found.siting[0]
    assert chosen(found) == ["s3"]
    assert report.objective == pytest.approx((300 + 2 * 200 + 4 * 100 + 16 * 100) * H_PER_S)
    assert report.without == pytest.approx((WITHOUT_S + 31 * LEAVE_S / 2) * H_PER_S)
    assert report.unit.en == "person-hours a year, leave included"
    assert report.chosen[0].saves_h == pytest.approx(report.gain)
    travel = settled(timed(street(), "s3"), extending(choose=1, minimise="travel_time"))
    assert chosen(travel) == ["s4"]


def test_half_of_the_people_free_by_day_weigh_half() -> None:
    late = replace(WORKERS, share=0.5)
    day = replace(WORKERS, id="day", share=0.5, free="Mo-Fr 12:00-17:00")
    world = replace(timed(street(), "s2"), people=(late, day))
    report = settled(world, best(1)).siting[0]
    # s2 saves the workers their leave: they go there, 200, 100, 0, 100, 200 s; the others too, but
    # r0, who is at the hall, and r1, who is as far from it
    by_late, by_day = 200 + 200 + 0 + 800 + 3200, 0 + 200 + 0 + 800 + 3200
    assert [site.id for site in report.chosen] == ["s2"]
    assert report.objective == pytest.approx((by_late + by_day) / 2 * H_PER_S)


def test_without_groups_hours_and_letters_it_is_travel_time() -> None:
    for n in range(5):
        by_case = settled(street(), best(n)).siting[0]
        by_way = settled(street(), extending(choose=n, minimise="travel_time")).siting[0]
        assert by_case.chosen == by_way.chosen
        assert by_case.objective == by_way.objective


def test_a_desk_that_mails_saves_the_visit_that_collects() -> None:
    world = street()
    visits = replace(
        world.services.visits, visits=np.full(3, 2.0), collection=np.ones(3, dtype=bool)
    )
    desks = replace(world.sites.desks, mails=np.array([i == "s3" for i in world.sites.ids]))
    world = replace(
        world,
        services=replace(world.services, visits=visits),
        sites=world.sites.with_desks(desks),
    )
    report = settled(world, best(1)).siting[0]
    # two trips to s4: 2 x 1,800 s; one to s3: r0 is at the hall, the others 2, 1, 0, 1 blocks away
    assert [site.id for site in report.chosen] == ["s3"]
    assert report.objective == pytest.approx((2 * 200 + 4 * 100 + 16 * 100) * H_PER_S)
    by_way = settled(world, extending(choose=1, minimise="travel_time"))
    assert chosen(by_way) == ["s4"]


def test_a_station_that_never_opens_serves_nobody() -> None:
    world = timed(street(), s4=OUT)
    assert chosen(settled(world, best(1))) == ["s3"]


def test_all_candidates_are_what_naming_them_gives() -> None:
    named = ExtendServices.model_validate({"services": ("a",), "to": STATIONS})
    # half are free by day and at the near stations, so that each of the four is of use
    day = replace(WORKERS, id="day", share=0.5, free="Mo-Fr 12:00-17:00")
    world = replace(timed(street(), "s3"), people=(replace(WORKERS, share=0.5), day))
    expected, _ = apply_measures(world, [named], where)
    for n in (4, 9):
        found = settled(world, best(n))
        assert chosen(found) == list(STATIONS)
        assert (found.world.sites.offers == expected.sites.offers).all()


def test_needs_that_nobody_counted_weigh_as_one_case_each() -> None:
    world = timed(street(), "s3")
    none = replace(world.services, cases_per_person=np.zeros(3))
    report = settled(replace(world, services=none), best(1)).siting[0]
    assert [site.id for site in report.chosen] == ["s3"]
    assert report.objective == pytest.approx(2700 * H_PER_S)
    assert "one case each" in report.unit.en


def test_cases_that_take_no_trip_are_no_demand() -> None:
    world = timed(street(), "s3")
    visits = replace(world.services.visits, online=np.ones(3))
    world = replace(world, services=replace(world.services, visits=visits))
    every, _ = apply_measures(world, [best(4)], where)
    services = np.array([True, False, False])
    rows = case_demand_of(world, every, np.arange(1, 5), services, ways(world))
    assert (len(rows.resident), rows.cost.shape) == (0, (0, 4))
    report = settled(world, best(2)).siting[0]
    assert report.objective == report.without == 0


def test_what_it_cannot_be_asked_of() -> None:
    world = timed(street())
    spread = replace(ways(world), spread=True)
    with pytest.raises(ScenarioError) as spreading:
        settle(world, [best(1)], where, spread)
    assert spreading.value.issues[0].code == "not_supported"
    assert spreading.value.issues[0].where.key == "measures[0].extend_services.to.minimise"
    with pytest.raises(ScenarioError) as shortest:
        settled(world, best(1), optimise="shortest")
    assert shortest.value.issues[0].code == "goal_does_not_fit_travel"
    # stations that serve c by day would serve it late only
    asked = {"choose": 1, "among": "station", "minimise": "case_time"}
    late = UpgradeSite.model_validate(
        {"services": ("a", "c"), "sites": asked, "hours": "Mo-Fr 17:00-22:00"}
    )
    with pytest.raises(ScenarioError) as fewer:
        settled(world, late)
    assert "hours" in fewer.value.issues[0].remedy.en
    longer = UpgradeSite.model_validate(
        {"services": ("a", "c"), "sites": asked, "hours": "Mo-Fr 09:00-22:00"}
    )
    assert len(chosen(settled(world, longer))) == 1


@dataclass(frozen=True)
class DrawnSites:
    """What a question asks of travel to the sites of a drawn world."""

    of: Drawn
    columns: LongArray
    egress_ms: IntArray

    def matrix(self, roads: Roads) -> TravelMatrix:
        return self.of.matrix(roads).part(slice(None), self.columns)

    def nearest(self, roads: Roads, providers: BoolArray, people: LongArray | None) -> Nearest:
        return nearest(self.of.matrix(roads), providers, people)


LEFT_OUT_S = 30 * 3600.0


def person_s(after: Drawn, every: Drawn, services: BoolArray) -> float:
    """Return travel and leave of all cases a year, counted one by one.

    Those who reach no site, but would with every one chosen, pay LEFT_OUT_S for each way.
    """
    plain, best_case, people = Plain.of(after), Plain.of(every), after.world.residents.people
    total = 0.0
    for resident in range(len(people)):
        for service in np.flatnonzero(services).tolist():
            cases = people[resident] * plain.cases(resident, service)
            cases *= 1 - plain.doorstep(resident, service)
            trips = plain.case(resident, service)
            if not trips and best_case.case(resident, service):
                ways_of_case = 2 * plain.trips_per_case(service, mailing=False)
                total += cases * ways_of_case * LEFT_OUT_S
            for trip in trips:
                total += cases * trip.share * trip.trips * (2 * trip.time_s + trip.off_s)
    return float(total)


@pytest.mark.parametrize("seed", range(24))
def test_the_best_of_all_subsets_of_a_drawn_world(seed: int) -> None:
    """Every set of sites is tried the plain way: named, applied, all cases counted."""
    one, services = drawn(seed), np.array([True, False, False, True, True])
    if seed % 2 == 0:  # then a is nowhere yet
        desks, others = one.world.sites.desks, np.arange(5) > 0
        one = one.with_desks(
            replace(desks, offers=desks.offers & others, for_all=desks.for_all & others)
        )
    ids, n = one.world.sites.ids, 1 + seed % 3
    sites = np.arange(len(ids))

    def to_sites(_world: World) -> ToSites:
        return cast("ToSites", DrawnSites(one, sites, np.zeros(len(ids), dtype=np.int32)))

    def with_sites(picked: tuple[str, ...]) -> Drawn:
        named = ExtendServices.model_validate({"services": ("a", "d", "e"), "to": picked})
        try:
            return replace(one, world=apply_measures(one.world, [named], where)[0])
        except ScenarioError:  # these handle all of it already
            return one

    choice = {"choose": n, "among": {"sites": ids}, "minimise": "case_time",
              "left_out_counts": "30 h"}  # fmt: skip
    asking = ExtendServices.model_validate({"services": ("a", "d", "e"), "to": choice})
    report = settle(one.world, [asking], where, Ways(to_sites, one.placed, "fastest")).siting[0]
    every = with_sites(ids)
    least = min(
        person_s(with_sites(some), every, services) for some in combinations(ids, n)
    )  # fmt: skip
    # mail leaves parts of trips, and then costs are rounded to the ms
    assert report.objective * 3600 == pytest.approx(least, rel=1e-6)
    assert report.without * 3600 == pytest.approx(person_s(one, every, services), rel=1e-6)
    picked = tuple(site.id for site in report.chosen)
    after = with_sites(picked) if picked else one
    assert person_s(after, every, services) == pytest.approx(least, rel=1e-6)
