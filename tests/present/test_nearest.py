from __future__ import annotations

from dataclasses import replace

import numpy as np

from planner.domain.result import Outcome
from planner.domain.services import Services
from planner.present.nearest import main_site
from planner.text import Text
from tests.accesses import always_open
from tests.present.fixture import result


def outcome(site: list[list[int]], cases: list[float]) -> Outcome:
    """Return two sites and three services, each with a provider set of its own."""
    world = result(n_residents=len(site[0]), n_sites=2, as_is=True, hostile=False).after.world
    services = Services.plain(
        ids=("a", "b", "c"), names=(Text.same("a"), Text.same("b"), Text.same("c")),
        cases_per_person=np.array(cases), visits_per_case=np.ones(3), counter_s=np.zeros(3),
        groups=(),
    )  # fmt: skip
    nearest = np.array(site, dtype=np.int32)
    cost = np.where(nearest >= 0, 60.0, np.nan)
    providers = np.array([[True, False], [False, True], [True, True]])
    reach = (nearest < 0).astype(np.uint8)
    access = always_open(providers, np.arange(3, dtype=np.int32), cost, nearest, reach)
    offers = providers.T.copy()
    desks = replace(world.sites.desks, offers=offers, for_all=np.zeros_like(offers))
    base = result(as_is=True).after
    of_world = replace(world, services=services, sites=world.sites.with_desks(desks))
    return replace(base, world=of_world, access=access)


def test_most_trips_decide_and_not_the_largest_set_of_providers() -> None:
    found = outcome([[0, 0, -1, 0], [1, 1, 1, -1], [1, 0, -1, -1]], [0.4, 0.3, 0.3])
    assert main_site(found, np.ones(3, dtype=bool)).tolist() == [1, 0, 1, 0]


def test_of_equal_sites_the_first_and_of_nothing_none() -> None:
    found = outcome([[1, -1], [0, -1], [-1, -1]], [0.4, 0.4, 0.2])
    assert main_site(found, np.ones(3, dtype=bool)).tolist() == [0, -1]
    assert main_site(found, np.zeros(3, dtype=bool)).tolist() == [-1, -1]
