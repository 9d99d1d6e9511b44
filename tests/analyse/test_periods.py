"""A week's hours at which needs find doors closed, by hand: two services, two places."""

from __future__ import annotations

import numpy as np

from planner.analyse.access import needs_of
from planner.analyse.periods import closed_hours
from planner.domain.access import NO_SET, Access, Reach
from tests.city import services_of

NAN = np.nan


def test_hours_at_which_a_need_finds_doors_closed() -> None:
    # sets: 0 handles a by day, 1 handles b at all times; 2 stands for nothing open
    time_s = np.array([[60.0, 60.0, NAN], [60.0, NAN, NAN], [NAN, NAN, NAN]])
    reach = np.where(np.isnan(time_s), Reach.NO_ROUTE, Reach.REACHED).astype(np.uint8)
    no_mail = np.full(2, NO_SET, dtype=np.int32)
    access = Access(
        providers=np.array([[True, False], [False, True], [False, False]]),
        set_of_service=np.array([0, 1], dtype=np.int32),
        set_in_slice=np.array([[0, 1], [2, 1]], dtype=np.int32),
        booked_in_slice=np.array([[0, 1], [2, 1]], dtype=np.int32),
        mail_set=no_mail,
        booked_mail=np.stack([no_mail, no_mail]),
        time_s=time_s,
        length_m=time_s.copy(),
        site=np.where(np.isnan(time_s), -1, 0).astype(np.int32),
        reach=reach,
    )
    services, hours = services_of("a", "b"), np.array([2000.0, 6760.0])
    both, only_b = np.array([True, True]), np.array([False, True])
    # the first place needs both alike: a is closed for 6,760 hours, b never; the second gets a only
    closed = closed_hours(access, needs_of(services.trips_per_person, both), hours)
    np.testing.assert_allclose(closed, [3380.0, 6760.0, NAN])
    np.testing.assert_allclose(
        closed_hours(access, needs_of(services.trips_per_person, only_b), hours), [0.0, NAN, NAN]
    )
