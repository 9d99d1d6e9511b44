from __future__ import annotations

import numpy as np
import pytest

from planner.analyse.needs import needs_by_place
from planner.domain.access import Reach
from tests.present.fixture import result

RUN = result(year=True, hostile=False)


def test_places_add_up_to_the_needs_of_everybody() -> None:
    outcome, services = RUN.after, RUN.selections["focus"]
    people = outcome.world.residents.people
    for at in range(len(outcome.slices)):
        needs = needs_by_place(outcome.access, outcome.world.services, services, at, 1800.0)
        total = people.sum()
        assert needs.share_open @ people / total == pytest.approx(outcome.needs.share_open[at])
        assert needs.share_within @ people / total == pytest.approx(outcome.needs.share_within[at])
        assert (needs.share_within <= needs.share_open + 1e-12).all()


def test_what_is_met_is_counted_service_by_service() -> None:
    outcome, services = RUN.after, RUN.selections["all"]
    catalogue, access = outcome.world.services, outcome.access
    trips = catalogue.trips_per_person
    at = int(np.argmin(outcome.needs.share_open))
    needs = needs_by_place(access, catalogue, services, at, 1800.0)
    for place in range(len(outcome.world.residents)):
        met, seconds = 0.0, 0.0
        for service in range(len(catalogue)):
            row = access.set_in_slice[at, service]
            if access.reach[row, place] == Reach.REACHED:
                met += trips[service]
                seconds += trips[service] * access.time_s[row, place]
        assert needs.share_open[place] == pytest.approx(met / trips.sum())
        if met:
            assert needs.met.time_s[place] == pytest.approx(seconds / met)
            assert needs.met.reach[place] == Reach.REACHED
        else:
            assert np.isnan(needs.met.time_s[place])
            assert needs.met.reach[place] != Reach.REACHED
