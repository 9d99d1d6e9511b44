"""Visits and waits of every desk in every slice against plain loops; nothing is lost or made."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from planner.domain.calendar import Calendar
from planner.domain.channels import Channel
from planner.domain.desks import Desks
from planner.domain.travel import TravelMatrix
from tests.city import services_of
from tests.plain_cases import Plain, erlang_wait_s
from tests.service_worlds import CITY, N_RESIDENTS, N_SERVICES, Drawn, drawn

SEEDS = range(24)


@pytest.mark.parametrize("seed", SEEDS)
def test_visits_waits_and_use_of_every_desk(seed: int) -> None:
    world = drawn(seed)
    loads, plain = world.seen().loads, Plain.of(world)
    hours, windows = plain.timetable.slices.hours, world.world.sites.desks.windows
    n_queues, n_desks, n_slices = loads.visits.shape
    for desk in range(n_desks):
        for at in range(n_slices):
            work_s = 0.0
            for queue in range(n_queues):
                found = plain.visits.get((queue, desk, at), [])
                here = queue, desk, at
                assert loads.visits[here] == pytest.approx(sum(n for n, _ in found), abs=1e-9)
                assert loads.wait_s[here] == pytest.approx(plain.wait_s(*here), abs=1e-9)
                work_s += sum(w for _, w in found)
            busy = work_s / (windows[desk] * hours[at] * 3600) if windows[desk] else np.nan
            assert loads.busy[desk, at] == pytest.approx(busy, nan_ok=True)


@pytest.mark.parametrize("seed", SEEDS)
def test_visits_are_the_trips_of_all_people(seed: int) -> None:
    world = drawn(seed)
    seen, plain = world.seen(), Plain.of(world)
    people, queue = world.world.residents.people, world.world.services.queue
    arrived = seen.loads.visits.sum(axis=(1, 2))
    left = np.zeros(len(arrived))
    for service in range(N_SERVICES):
        for resident in range(N_RESIDENTS):
            trips = seen.costs.trips[seen.costs.bundle_of[service], resident]
            if np.isfinite(trips):
                left[queue[service]] += trips * people[resident] * plain.cases(resident, service)
    np.testing.assert_allclose(arrived, left, atol=1e-9)


@pytest.mark.parametrize("seed", SEEDS)
def test_nobody_comes_to_a_desk_that_is_shut_or_does_not_offer(seed: int) -> None:
    seen = drawn(seed).seen()
    services, desks = seen.world.services, seen.world.sites.desks
    shut = ~seen.timetable.slices.bookable.T
    assert not seen.loads.visits[:, shut].any()
    for queue in range(len(services.queues)):
        unable = ~desks.offers[:, services.queue == queue].any(axis=1)
        assert not seen.loads.visits[queue, unable].any()


@pytest.mark.parametrize("seed", SEEDS)
def test_more_windows_never_lengthen_the_wait_in_one_queue(seed: int) -> None:
    world = drawn(seed)
    desks = world.world.sites.desks
    one = replace(
        desks,
        pooled=np.ones(len(desks), dtype=bool),
        windows=np.maximum(desks.windows, 1),
    )
    before = world.with_desks(one).seen().loads
    after = world.with_desks(replace(one, windows=one.windows + 1)).seen().loads
    assert (after.visits == before.visits).all()
    assert (after.wait_s <= before.wait_s).all()


def one_hall(hours: tuple[str, str], offers: list[list[bool]], *, pooled: bool = True) -> Drawn:
    """Return a hall with two desks of 60 windows, and a million people a minute away from it.

    Everybody has 2 cases a year of a, which joins the first queue and takes 300 s, and 2 of b,
    which joins the second and takes 900 s.
    """
    services = replace(
        services_of("a", "b", cases_per_person=2.0),
        counter_s=np.array([300.0, 900.0]),
        queue=np.array([0, 1], dtype=np.int32),
        queues=("one", "other"),
    )
    world = CITY.world([(0, 0)], {"hall": (0, 0)}, services, people=[1e6])
    desks = Desks(
        site=np.zeros(2, dtype=np.int32),
        channel=np.array([Channel.COUNTER, Channel.SELF_SERVICE], dtype=np.uint8),
        hours=hours,
        windows=np.full(2, 60, dtype=np.int32),
        pooled=np.full(2, pooled),
        mails=np.zeros(2, dtype=bool),
        offers=np.array(offers),
    )
    travel = TravelMatrix(
        np.full((1, 1), 60_000, dtype=np.int32), np.full((1, 1), 1000, dtype=np.int32), ("hall",)
    )
    whole = replace(world, sites=world.sites.with_desks(desks), calendar=Calendar.of(2025))
    return Drawn(whole, (travel,), np.ones(1, dtype=bool))


def test_each_service_goes_to_the_desk_that_handles_it() -> None:
    # Both at the same site at the same hours, so as near as each other; yet at desks of their own.
    loads = one_hall(("", ""), [[True, False], [False, True]]).seen().loads
    assert loads.visits.sum(axis=2).tolist() == [[2e6, 0.0], [0.0, 2e6]]
    # 2e6 cases in 8760 h: 228.3 an hour, 19.03 and 57.08 windows' work.
    assert loads.busy[:, 0] == pytest.approx([2e6 / 8760 / 12 / 60, 2e6 / 8760 / 4 / 60])


def test_services_wait_in_their_own_queue() -> None:
    seen = one_hall(("", "off"), [[True, True], [False, False]], pooled=False).seen()
    # 76.1 windows' work for 60 windows: shared out as 15 and 45, so neither queue copes.
    assert seen.costs.swamped[seen.costs.bundle_of, 0].tolist() == [1.0, 1.0]
    few = replace(seen.world.residents, people=np.array([7e5]))
    half = one_hall(("", "off"), [[True, True], [False, False]], pooled=False)
    costs = replace(half, world=replace(half.world, residents=few)).seen().costs
    # 159.8 an hour: 13.3 and 39.95 windows' work, for which 15 and 45 windows are there.
    per_s = 1.4e6 / 8760 / 3600
    expected = [erlang_wait_s(per_s, 300.0, 15), erlang_wait_s(per_s, 900.0, 45)]
    assert costs.wait_s[costs.bundle_of, 0] == pytest.approx(expected)
