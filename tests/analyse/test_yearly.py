"""A person's year, for selections of services, against sums over every single case."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from planner.analyse.yearly import yearly
from planner.domain.case_costs import YEARLY, CaseCosts
from planner.domain.visits import Visits
from tests.city import services_of
from tests.plain_cases import Plain
from tests.service_worlds import N_RESIDENTS, N_SERVICES, drawn

SEEDS = range(24)
SELECTIONS = {
    "all": np.ones(N_SERVICES, dtype=bool),
    "none": np.zeros(N_SERVICES, dtype=bool),
    "some": np.array([True, False, True, False, True]),
    "last": np.arange(N_SERVICES) == N_SERVICES - 1,
}


def year_of(plain: Plain, costs: CaseCosts, service: int, resident: int) -> dict[str, float]:
    """Return what one service costs a person a year, from the costs of a case."""
    services = plain.drawn.world.services
    visits, here = services.visits, (costs.bundle_of[service], resident)
    if np.isnan(costs.trips[here]):
        return dict.fromkeys(YEARLY, 0.0)
    cases = plain.cases(resident, service)
    at_sites = 1 - costs.doorstep[here]
    offline = cases * (1 - visits.online[service])
    both = visits.mailed_both[service]
    collected = bool(visits.collection[service]) and visits.visits[service] > 1
    by_desk = costs.mailed[here]
    own = at_sites - by_desk
    # Two letters settle what mail alone can; else one letter replaces the visit that collects.
    own_letters = at_sites * 2 * both + own * collected * visits.mailed_back[service] * (1 - both)
    desk_letters = by_desk * collected * (1 - both)
    counter_s = services.counter_s[service] * visits.errands_per_trip[service]
    of_case = {
        name: cases * float(getattr(costs, name)[here])
        for name in ("trips", "travel_s", "travel_m", "time_off_s", "wait_s", "swamped")
    }
    return of_case | {
        "cases": cases,
        "counter_s": of_case["trips"] * counter_s,
        "mail_legs": offline * (own_letters + desk_letters),
        "mail_fee_yuan": offline * own_letters * visits.mail_fee_yuan[service],
        "doorstep": offline * costs.doorstep[here],
        "online": cases * visits.online[service],
    }


@pytest.mark.parametrize("seed", SEEDS)
def test_a_year_is_the_sum_of_its_cases(seed: int) -> None:
    world = drawn(seed)
    costs, plain = world.seen().costs, Plain.of(world)
    found = yearly(world.world.services, costs, SELECTIONS)
    for key, chosen in SELECTIONS.items():
        for resident in range(N_RESIDENTS):
            years = [
                year_of(plain, costs, service, resident)
                for service in np.flatnonzero(chosen).tolist()
            ]
            for name in YEARLY:
                expected = sum(year[name] for year in years)
                value = getattr(found[key], name)[resident]
                assert value == pytest.approx(expected, abs=1e-9), (key, name)


def test_cases_that_mail_alone_settles_take_two_letters_at_desks_that_mail_too() -> None:
    # 100 cases of 2 visits, the second to collect; a quarter needs no visit at all. At a desk that
    # mails, the others get 75 letters from it; the applicants of the quarter pay for theirs.
    visits = replace(
        Visits.plain(np.array([2.0]), np.array([True])),
        mailed_both=np.array([0.25]),
        mail_fee_yuan=np.array([12.0]),
    )
    services = replace(services_of("a", cases_per_person=100.0), visits=visits)
    none = np.zeros((1, 1))
    costs = CaseCosts(
        bundle_of=np.zeros(1, dtype=np.int32),
        trips=np.array([[0.75]]),
        travel_s=none,
        travel_m=none,
        time_off_s=none,
        wait_s=none,
        swamped=none,
        mailed=np.ones((1, 1)),
        doorstep=none,
        demand=np.ones((1, 1)),
    )
    year = yearly(services, costs, {"a": np.ones(1, dtype=bool)})["a"]
    assert year.mail_legs.tolist() == [125.0]
    assert year.mail_fee_yuan.tolist() == [600.0]


def test_the_time_of_a_case_is_the_sum_of_its_parts() -> None:
    world = drawn(1)
    year = yearly(world.world.services, world.seen().costs, SELECTIONS)["all"]
    parts = year.travel_s + year.time_off_s + year.wait_s + year.counter_s
    assert year.case_s.tolist() == parts.tolist()
