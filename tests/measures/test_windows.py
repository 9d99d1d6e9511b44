"""Queues at the hall of a street, where 26,280 people at r0 bring three cases an hour."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from planner.domain.world import World
from planner.scenario.measures_desks import PoolQueues, SetCounterTime, SetWindows
from tests.city import services_of
from tests.measures.street import applied, costs, faults, said, street, summary, with_windows

MANY = 3 * 8760.0
HALL = ("hall",)


def one_service(windows: int) -> World:
    """Return the street where only r0's people come, for service a alone: 3 visits an hour."""
    services = replace(services_of("a", "b"), cases_per_person=np.array([1.0, 0.0]))
    return with_windows(street([MANY, 0, 0, 0], services), [windows, 0])


def two_types(*, pooled: bool) -> World:
    """Return the street where r0's people come for a and b, which are types of their own."""
    services = replace(
        services_of("a", "b"), queue=np.array([0, 1], dtype=np.int32), queues=("one", "two")
    )
    return with_windows(street([MANY, 0, 0, 0], services), [2, 0], pooled=pooled)


def set_windows(**content: Any) -> SetWindows:
    return SetWindows.model_validate({"sites": HALL, **content})


def counter_time(**content: Any) -> SetCounterTime:
    return SetCounterTime.model_validate({"services": ("a",), **content})


def test_a_second_window_cuts_the_wait_from_ten_minutes_to_forty_seconds() -> None:
    # M/M/1, 3 of 6 an hour: 0.5 / 3 h = 600 s. M/M/2: C = 0.1, 0.1 / (12 - 3) h = 40 s.
    before = one_service(1)
    after = applied(before, set_windows(windows=2))
    assert summary(before, "a").wait_h == pytest.approx(MANY * 600 / 3600)
    assert summary(after, "a").wait_h == pytest.approx(MANY * 40 / 3600)
    assert before.sites.desks.windows.tolist() == [1, 0]
    assert applied(before, set_windows(add=1)).sites.desks.windows.tolist() == [2, 0]


def test_windows_are_reported_and_paid_for() -> None:
    assert said(one_service(1), set_windows(add=2)).en == "windows at 1 site: 1 → 3"
    assert costs(one_service(1), set_windows(add=2)) == (0.0, 100.0)
    assert costs(one_service(3), set_windows(windows=1)) == (0.0, -100.0)
    both = set_windows(sites=("hall", "station"), windows=2)
    assert said(one_service(1), both).zh == "2 个服务点的窗口数由 1（1 处不详） 变为 4"
    assert costs(one_service(1), both) == (0.0, None)


def test_windows_cannot_be_added_to_an_unknown_number_or_without_end() -> None:
    station = set_windows(sites=("station",), add=1)
    assert faults(one_service(1), station) == [("windows_unknown", "add")]
    assert faults(one_service(400), set_windows(add=400)) == [("out_of_range", "add")]
    assert faults(one_service(2), set_windows(windows=2)) == [("touches_nothing", "")]


def test_one_queue_cuts_the_wait_from_600_to_200_seconds() -> None:
    # Apart: M/M/1 each, 600 s. Together 6 an hour, M/M/2: C = 1/3, (1/3) / (12 - 6) h = 200 s.
    before = two_types(pooled=False)
    after = applied(before, PoolQueues.model_validate({"sites": HALL}))
    assert summary(before).wait_h == pytest.approx(2 * MANY * 600 / 3600)
    assert summary(after).wait_h == pytest.approx(2 * MANY * 200 / 3600)


def test_pooling_is_reported_with_what_is_not_known() -> None:
    pool = PoolQueues.model_validate({"sites": ("hall", "station")})
    assert said(two_types(pooled=False), pool).en == (
        "one queue for all at 2 sites; warning: the number of windows is unknown at 1 of them, "
        "so no wait is reckoned"
    )
    assert faults(two_types(pooled=True), pool) == [("touches_nothing", "")]


def test_half_the_time_at_the_counter_is_a_sixth_of_the_wait() -> None:
    # 3 of 12 an hour: 0.25 / 9 h = 100 s.
    after = applied(one_service(1), counter_time(factor=0.5))
    assert summary(after, "a").wait_h == pytest.approx(MANY * 100 / 3600)
    assert summary(after, "a").counter_h == pytest.approx(MANY * 300 / 3600)
    assert after.services.counter_s.tolist() == [300.0, 600.0]
    assert applied(one_service(1), counter_time(minutes=5)).services.counter_s[0] == 300.0


def test_counter_time_is_reported_by_its_mean() -> None:
    assert said(street(), counter_time(minutes=4.5)).en == (
        "time at the counter of 1 service, mean by cases: 10.0 → 4.5 min a visit"
    )
    assert faults(street(), counter_time(factor=1.0)) == [("touches_nothing", "")]
    assert faults(street(), counter_time(services=("z",), factor=2.0)) == [
        ("unknown_service", "services[0]")
    ]
