"""Who serves whom, when: every number against plain loops over sites."""

from __future__ import annotations

import numpy as np
import pytest

from planner.analyse.access import typical_in_slice
from planner.analyse.providers import NO_CLASS, ClassBook, Rule
from planner.domain.access import NO_SET, Reach
from planner.domain.arrays import BoolArray
from tests.plain_cases import Plain
from tests.service_worlds import N_RESIDENTS, N_SERVICES, drawn

SEEDS = range(16)


@pytest.mark.parametrize("seed", SEEDS)
def test_nearest_providers_at_any_time_and_in_each_slice(seed: int) -> None:
    world = drawn(seed)
    seen, plain = world.seen(), Plain.of(world)
    access, slices = seen.access, seen.timetable.slices

    def check(row: int, resident: int, best: tuple[int, int, int] | None) -> None:
        if best is None:
            assert row == NO_SET or access.site[row, resident] == -1
            assert row == NO_SET or np.isnan(access.time_s[row, resident])
            return
        time_ms, length_cm, site = best
        assert access.reach[row, resident] == Reach.REACHED
        assert access.site[row, resident] == site
        assert access.time_s[row, resident] == time_ms / 1000
        assert access.length_m[row, resident] == length_cm / 100

    for resident in range(N_RESIDENTS):
        for service in range(N_SERVICES):
            check(access.set_of_service[service], resident, plain.any_time(resident, service))
            by_mail = plain.any_time(resident, service, mailing=True)
            check(access.mail_set[service], resident, by_mail)
            for at in range(len(slices)):
                now = plain.now(resident, service, at, booked=False)
                check(access.set_in_slice[at, service], resident, now)
                booked = plain.now(resident, service, at, booked=True)
                check(access.booked_in_slice[at, service], resident, booked)
                by_mail = plain.now(resident, service, at, booked=True, mailing=True)
                check(access.booked_mail[at, service], resident, by_mail)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_reason_for_not_reaching(seed: int) -> None:
    world = drawn(seed)
    seen, plain = world.seen(), Plain.of(world)
    access, slices = seen.access, seen.timetable.slices
    ever = np.asarray(slices.bookable.any(axis=0))
    for service in range(N_SERVICES):
        one = np.arange(N_SERVICES) == service
        for resident in range(N_RESIDENTS):
            row = access.set_of_service[service]
            reached = plain.any_time(resident, service) is not None
            reason = plain.reach(resident, service, ever)
            assert access.reach[row, resident] == (Reach.REACHED if reached else reason)
            for at in range(len(slices)):
                now = typical_in_slice(access, one.astype(float), at).reach[resident]
                if plain.now(resident, service, at, booked=False) is not None:
                    assert now == Reach.REACHED
                elif reached:
                    assert now == Reach.CLOSED
                else:
                    assert now == plain.reach(resident, service, slices.open[at])


@pytest.mark.parametrize("seed", SEEDS)
def test_a_rule_is_left_out_only_where_it_changes_nothing(seed: int) -> None:
    world = drawn(seed)
    plain, sites = Plain.of(world), world.world.sites
    for service in range(N_SERVICES):
        free = all(
            plain.may(resident, site, service)
            for resident in range(N_RESIDENTS)
            for site in np.flatnonzero(sites.offers[:, service]).tolist()
        )
        if Rule.of_service(world.world, service) is None:
            assert free


def test_equal_questions_share_a_class_and_unasked_types_have_none() -> None:
    world = drawn(0).world
    book = ClassBook(world)
    every: BoolArray = np.ones(len(world.sites.desks), dtype=bool)
    first, again = book.ask(every, 0), book.ask(every, 0)
    other = book.ask(every, 1)
    only = np.zeros(len(book.types.sample), dtype=bool)
    only[0] = True
    part = book.ask(every, 0, only)
    rows = book.classes().class_of
    assert rows[first].tolist() == rows[again].tolist()
    assert not set(rows[first].tolist()) & set(rows[other].tolist())
    assert rows[part, 0] == rows[first, 0]
    assert (rows[part, 1:] == NO_CLASS).all()
    assert len(book.classes()) == len(set(rows[first].tolist())) * 2
