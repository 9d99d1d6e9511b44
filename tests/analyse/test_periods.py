from __future__ import annotations

import numpy as np

from planner.analyse.periods import closed_hours
from planner.domain.access import Reach, TypicalAccess


def access(*reach: Reach) -> TypicalAccess:
    state = np.array(reach, dtype=np.uint8)
    time_s = np.where(state == Reach.REACHED, 60.0, np.nan)
    return TypicalAccess(time_s, time_s.copy(), state)


def test_hours_at_which_a_place_finds_doors_closed() -> None:
    ever = access(Reach.REACHED, Reach.REACHED, Reach.NO_ROUTE)
    day = access(Reach.REACHED, Reach.CLOSED, Reach.NO_ROUTE)
    night = access(Reach.CLOSED, Reach.CLOSED, Reach.NO_ROUTE)
    closed = closed_hours([night, day], ever, np.array([6000.0, 2760.0]))
    np.testing.assert_array_equal(closed, [6000.0, 8760.0, np.nan])
