from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from planner.analyse.access import access_to_nearest, provider_sets, typical_access
from planner.domain.access import Access, Reach
from planner.domain.services import Services
from planner.domain.travel import UNREACHABLE, Nearest
from planner.text import Text


def catalogue(cases: list[float], visits: list[float]) -> Services:
    n = len(cases)
    return Services(
        ids=tuple(f"s{i}" for i in range(n)),
        names=tuple(Text.same(f"s{i}") for i in range(n)),
        cases_per_person=np.array(cases),
        visits_per_case=np.array(visits),
        counter_s=np.zeros(n),
        groups=(),
    )


def two_sets() -> Access:
    """Services 0 and 2 at the first site, service 1 at both; the third resident is off road."""
    offers = np.array([[True, True, True], [False, True, False]])
    providers, set_of_service = provider_sets(offers)
    nearest = Nearest(
        site=np.array([[0, 0, -1, -1], [1, 0, -1, -1]], dtype=np.int32),
        time_ms=np.array(
            [[600_000, 60_000, UNREACHABLE, UNREACHABLE], [300_000, 60_000] + 2 * [UNREACHABLE]],
            dtype=np.int32,
        ),
        length_cm=np.array(
            [[100_000, 5_000, UNREACHABLE, UNREACHABLE], [40_000, 5_000] + 2 * [UNREACHABLE]],
            dtype=np.int32,
        ),
    )
    placed = np.array([True, True, False, True])
    return access_to_nearest(nearest, providers, set_of_service, placed)


def test_services_at_the_same_sites_share_a_set() -> None:
    access = two_sets()
    assert access.set_of_service.tolist() == [0, 1, 0]
    assert access.providers.tolist() == [[True, False], [True, True]]


def test_reasons_for_not_reaching_stay_apart() -> None:
    access = two_sets()
    assert access.reach[0].tolist() == [
        Reach.REACHED, Reach.REACHED, Reach.UNPLACED, Reach.NO_ROUTE,
    ]  # fmt: skip
    nobody = access_to_nearest(
        Nearest(*(np.full((1, 1), value, dtype=np.int32) for value in (-1, 9, 9))),
        np.zeros((1, 2), dtype=bool),
        np.zeros(1, dtype=np.int32),
        np.array([True]),
    )
    assert nobody.reach.tolist() == [[Reach.NO_PROVIDER]]
    assert np.isnan(nobody.time_s).all()


def test_typical_access_weighs_by_trips() -> None:
    services = catalogue(cases=[1.0, 2.0, 0.5], visits=[1.0, 3.0, 2.0])
    typical = typical_access(two_sets(), services, np.array([True, True, True]))
    # Set 0 carries 1 + 1 trips, set 1 carries 6: (2 x 600 s + 6 x 300 s) / 8.
    assert typical.time_s[0] == 375.0
    assert typical.length_m[0] == 550.0
    assert typical.time_s[1] == 60.0
    assert np.isnan(typical.time_s[2:]).all()
    assert typical.reach.tolist() == [0, 0, Reach.UNPLACED, Reach.NO_ROUTE]


def test_a_selection_without_demand_weighs_its_services_alike() -> None:
    services = catalogue(cases=[0.0, 0.0, 0.0], visits=[1.0, 1.0, 1.0])
    typical = typical_access(two_sets(), services, np.array([True, True, False]))
    assert typical.time_s[0] == 450.0


def test_nothing_selected_reaches_nothing() -> None:
    typical = typical_access(two_sets(), catalogue([1.0] * 3, [1.0] * 3), np.zeros(3, dtype=bool))
    assert (typical.reach == Reach.NO_PROVIDER).all()


@given(st.lists(st.lists(st.booleans(), min_size=4, max_size=4), min_size=0, max_size=6))
def test_sets_say_exactly_what_the_offers_say(rows: list[list[bool]]) -> None:
    offers = np.array(rows, dtype=bool).reshape(len(rows), 4)
    providers, set_of_service = provider_sets(offers)
    assert (providers[set_of_service] == offers.T).all()
    assert len(np.unique(providers, axis=0)) == len(providers)
