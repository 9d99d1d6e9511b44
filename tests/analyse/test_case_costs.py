"""Costs of whole cases: against plain loops, and what can never make a case dearer."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from planner.analyse.case_choices import Bundles, case_choices, occasions
from planner.analyse.queue import LONGEST_WAIT_S
from planner.domain.arrays import FloatArray
from planner.domain.desks import Desks
from planner.domain.jurisdiction import Jurisdiction
from planner.domain.spread import Logit
from tests.plain_cases import Plain
from tests.service_worlds import HOURS, N_KINDS, N_RESIDENTS, N_SERVICES, N_UNITS, Drawn, drawn

SEEDS = range(24)


@pytest.mark.parametrize("logit", [None, Logit(2, 0.05)], ids=["nearest", "spread"])
@pytest.mark.parametrize("seed", SEEDS)
def test_every_cost_of_every_case(seed: int, logit: Logit | None) -> None:
    world = drawn(seed)
    costs, plain = world.seen(logit=logit).costs, Plain.of(world, logit=logit)
    queue = world.world.services.queue
    for service in range(N_SERVICES):
        bundle = costs.bundle_of[service]
        for resident in range(N_RESIDENTS):
            here = bundle, resident
            doorstep = plain.doorstep(resident, service)
            assert costs.doorstep[here] == pytest.approx(doorstep)
            assert costs.demand[here] == plain.scale(resident, service)
            trips = plain.case(resident, service)
            if not trips:
                assert np.isnan(costs.trips[here])
                assert np.isnan(costs.travel_s[here])
                continue
            left = 1 - doorstep
            weight = [left * trip.share * trip.trips for trip in trips]
            pairs = list(zip(weight, trips, strict=True))
            assert costs.trips[here] == pytest.approx(sum(weight))
            assert costs.travel_s[here] == pytest.approx(sum(w * 2 * t.time_s for w, t in pairs))
            assert costs.travel_m[here] == pytest.approx(sum(w * 2 * t.length_m for w, t in pairs))
            assert costs.time_off_s[here] == pytest.approx(sum(w * t.off_s for w, t in pairs))
            mailed = sum(left * t.share for t in trips if t.mailing)
            assert costs.mailed[here] == pytest.approx(mailed)
            wait_s = swamped = 0.0
            for w, trip in pairs:
                for at, part in trip.slices.items():
                    wait = plain.wait_s(int(queue[service]), trip.desk, at)
                    swamped += w * part * math.isinf(wait)
                    wait_s += w * part * min(wait, LONGEST_WAIT_S)
            assert costs.wait_s[here] == pytest.approx(wait_s, abs=1e-9)
            assert costs.swamped[here] == pytest.approx(swamped, abs=1e-12)


@pytest.mark.parametrize("seed", SEEDS)
def test_choices_of_a_bundle_are_all_of_its_needs(seed: int) -> None:
    world = drawn(seed)
    seen = world.seen()
    slices, free = seen.timetable.slices, seen.timetable.free
    bundles = Bundles.of(world.world, seen.access)
    whole = np.zeros(len(bundles))
    when = occasions(world.world, slices, free)
    for choice in case_choices(world.world.services, seen.access, bundles, when):
        whole[choice.bundle] += choice.weight
        assert choice.in_slice.sum() == pytest.approx(1.0 if len(choice.slices) else 0.0)
    np.testing.assert_allclose(whole, 1.0)


@pytest.mark.parametrize("seed", SEEDS)
def test_teams_take_on_no_more_than_they_can(seed: int) -> None:
    world = drawn(seed)
    costs, plain = world.seen().costs, Plain.of(world)
    people, online = world.world.residents.people, world.world.services.visits.online
    taken = sum(
        costs.doorstep[costs.bundle_of[service], resident]
        * people[resident] * plain.cases(resident, service) * (1 - online[service])
        for service in range(N_SERVICES) for resident in range(N_RESIDENTS)
    )  # fmt: skip
    assert costs.doorstep.max(initial=0.0) <= 1
    assert taken <= sum(team.cases_per_year for team in world.world.doorstep) * (1 + 1e-9)


def whole_case_s(world: Drawn) -> FloatArray:
    """Return travel and time off of a case, (n_services, n_residents); inf where out of reach."""
    costs = world.seen().costs
    cost_s = (costs.travel_s + costs.time_off_s)[costs.bundle_of]
    return np.where(np.isnan(cost_s), np.inf, cost_s)


def of_desks(change: Callable[[Desks, int], Desks]) -> Callable[[Drawn, int], Drawn]:
    """Return a change of a world that changes one of its desks, chosen by the seed."""

    def changed(world: Drawn, seed: int) -> Drawn:
        desks = world.world.sites.desks
        return world.with_desks(change(desks, seed % len(desks)))

    return changed


def always_open(desks: Desks, desk: int) -> Desks:
    return desks.with_hours(np.array([desk]), HOURS[0])


def booked_at_weekends(desks: Desks, desk: int) -> Desks:
    hours = desks.hours[desk]
    return desks.with_hours(np.array([desk]), hours and f'{hours}; Sa,Su "by appointment"')


def all_services(desks: Desks, desk: int) -> Desks:
    offers = desks.offers.copy()
    offers[desk] = True
    return replace(desks, offers=offers)


def mailing(desks: Desks, desk: int) -> Desks:
    mails = desks.mails.copy()
    mails[desk] = True
    return replace(desks, mails=mails)


def one_more_window(desks: Desks, desk: int) -> Desks:
    windows = desks.windows.copy()
    windows[desk] += 1
    return replace(desks, windows=windows)


def one_more_channel(desks: Desks, desk: int) -> Desks:
    """Add a desk of a channel that the site has not, if there is one."""
    site = desks.site[desk]
    free = sorted(set(range(4)) - set(desks.channel[desks.site == site].tolist()))
    return desks.joined(
        Desks(
            site=np.array([site]),
            channel=np.array(free[:1], dtype=np.uint8),
            hours=(HOURS[1],),
            windows=np.ones(1, dtype=np.int32),
            pooled=np.ones(1, dtype=bool),
            mails=np.zeros(1, dtype=bool),
            offers=np.ones((1, N_SERVICES), dtype=bool),
        )
    )


def lifted(world: Drawn, _seed: int) -> Drawn:
    anywhere = Jurisdiction.anywhere(N_UNITS, N_KINDS, N_SERVICES)
    return replace(world, world=replace(world.world, jurisdiction=anywhere))


@pytest.mark.parametrize(
    "better",
    [*map(of_desks, (always_open, booked_at_weekends, all_services, mailing, one_more_window,
                     one_more_channel)),
     lifted],
)  # fmt: skip
@pytest.mark.parametrize("seed", SEEDS)
def test_more_of_anything_makes_no_case_dearer(
    seed: int, better: Callable[[Drawn, int], Drawn]
) -> None:
    world = drawn(seed)
    before, after = whole_case_s(world), whole_case_s(better(world, seed))
    assert (after <= before * (1 + 1e-12) + 1e-6).all()
