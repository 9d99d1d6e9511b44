from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from planner.analyse.access import access_of, needs_of, typical_access
from planner.analyse.timetable import Timetable
from planner.domain.access import Access, Reach
from planner.domain.arrays import BoolArray
from planner.domain.services import Services
from planner.domain.travel import UNREACHABLE, TravelMatrix
from planner.text import Text
from planner.travel import nearest
from tests.city import GridCity, services_of

CITY = GridCity(2, 2)


def catalogue(cases: list[float], visits: list[float]) -> Services:
    n = len(cases)
    return Services.plain(
        ids=tuple(f"s{i}" for i in range(n)),
        names=tuple(Text.same(f"s{i}") for i in range(n)),
        cases_per_person=np.array(cases),
        visits_per_case=np.array(visits),
        counter_s=np.zeros(n),
        groups=(),
    )


OFFERS = np.array([[True, True, True], [False, True, False]])


def two_sets() -> Access:
    """Services 0 and 2 at the first site, service 1 at both; the third resident is off road."""
    return access_by_matrix(
        OFFERS,
        time_ms=[[600_000, 300_000], [60_000, 90_000], [1, 1], [UNREACHABLE, UNREACHABLE]],
        length_cm=[[100_000, 40_000], [5_000, 9_000], [1, 1], [UNREACHABLE, UNREACHABLE]],
        placed=[True, True, False, True],
    )


def access_by_matrix(
    offers: BoolArray, *, time_ms: list[list[int]], length_cm: list[list[int]], placed: list[bool]
) -> Access:
    """Return access where sites and residents lie anywhere, and travel is as written."""
    n_sites, n_services = offers.shape
    ids = tuple(f"s{i}" for i in range(n_services))
    world = CITY.world(
        [(0, 0)] * len(placed),
        {f"p{i}": (0, 0) for i in range(n_sites)},
        services_of(*ids),
        offers={f"p{i}": [ids[k] for k in np.flatnonzero(row)] for i, row in enumerate(offers)},
    )
    times = np.array(time_ms, dtype=np.int32)
    times[~np.array(placed)] = UNREACHABLE
    lengths = np.where(times == UNREACHABLE, UNREACHABLE, np.array(length_cm, dtype=np.int32))
    matrix = TravelMatrix(times, lengths.astype(np.int32), world.sites.ids)
    timetable = Timetable.of(world)
    return access_of(
        world,
        timetable,
        lambda _roads, providers, people: nearest(matrix, providers, people),
        placed=np.array(placed),
    )


def test_services_at_the_same_sites_share_a_set() -> None:
    access = two_sets()
    assert access.set_of_service.tolist() == [0, 1, 0]
    assert access.providers.tolist() == [[True, False], [True, True]]


def test_reasons_for_not_reaching_stay_apart() -> None:
    access = two_sets()
    assert access.reach[0].tolist() == [
        Reach.REACHED, Reach.REACHED, Reach.UNPLACED, Reach.NO_ROUTE,
    ]  # fmt: skip
    nobody = access_by_matrix(
        np.zeros((2, 1), dtype=bool), time_ms=[[9, 9]], length_cm=[[9, 9]], placed=[True]
    )
    assert nobody.reach.tolist() == [[Reach.NO_PROVIDER]]
    assert np.isnan(nobody.time_s).all()


def test_typical_access_weighs_by_trips() -> None:
    services = catalogue(cases=[1.0, 2.0, 0.5], visits=[1.0, 3.0, 2.0])
    typical = typical_access(
        two_sets(), needs_of(services.trips_per_person, np.ones(3, dtype=bool))
    )
    # Set 0 carries 1 + 1 trips, set 1 carries 6: (2 x 600 s + 6 x 300 s) / 8.
    assert typical.time_s[0] == 375.0
    assert typical.length_m[0] == 550.0
    assert typical.time_s[1] == 60.0
    assert np.isnan(typical.time_s[2:]).all()
    assert typical.reach.tolist() == [0, 0, Reach.UNPLACED, Reach.NO_ROUTE]


def test_a_selection_without_demand_weighs_its_services_alike() -> None:
    services = catalogue(cases=[0.0, 0.0, 0.0], visits=[1.0, 1.0, 1.0])
    typical = typical_access(
        two_sets(), needs_of(services.trips_per_person, np.array([True, True, False]))
    )
    assert typical.time_s[0] == 450.0


def test_nothing_selected_reaches_nothing() -> None:
    typical = typical_access(two_sets(), needs_of(np.ones(3), np.zeros(3, dtype=bool)))
    assert (typical.reach == Reach.NO_PROVIDER).all()


@given(st.lists(st.lists(st.booleans(), min_size=4, max_size=4), min_size=1, max_size=6))
def test_sets_say_exactly_what_the_offers_say(rows: list[list[bool]]) -> None:
    offers = np.array(rows, dtype=bool)
    one = [[1] * len(rows)]
    access = access_by_matrix(offers, time_ms=one, length_cm=one, placed=[True])
    assert (access.providers[access.set_of_service] == offers.T).all()
    assert len(np.unique(access.providers, axis=0)) == len(access.providers)
