from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.analyse.pooling import dedicated, pooled, shared_out
from planner.analyse.queue import wait

LOADS = st.lists(st.just(0.0) | st.floats(1e-6, 6.0), min_size=1, max_size=7)


def share(loads: list[float], windows: int) -> tuple[list[int], list[int]]:
    found = shared_out(np.array(loads), np.array(windows, dtype=np.int32))
    return found.queue.tolist(), found.count.tolist()


def test_windows_follow_the_load() -> None:
    # One each; then 3.0, 1.5 and 1.0 a window are busiest in turn: the first type has 4 of 6.
    assert share([3.0, 0.5, 0.2], 6) == ([0, 1, 2], [4, 1, 1])
    # Equal loads: the lower type first.
    assert share([1.0, 1.0], 3) == ([0, 1], [2, 1])


def test_types_without_load_need_no_window() -> None:
    assert share([0.0, 2.0, 0.0], 3) == ([-1, 1, -1], [0, 3, 0])
    assert share([0.0, 0.0], 2) == ([-1, -1], [0, 0])


def test_too_few_windows_are_shared_by_the_smallest_types() -> None:
    assert share([0.1, 0.9, 0.2, 0.5], 3) == ([0, 1, 0, 3], [1, 1, 1, 1])
    assert share([0.1, 0.9, 0.2, 0.5], 1) == ([0, 0, 0, 0], [1, 1, 1, 1])
    assert share([0.1, 0.9], 0) == ([0, 0], [0, 0])


def test_types_sharing_a_window_wait_alike() -> None:
    # 6 and 3 visits an hour of 240 s, 2 of 600 s: loads 0.4, 0.2, 1/3; the smaller two share.
    arrivals, service = np.array([6.0, 3.0, 2.0]), np.array([240.0, 240.0, 600.0])
    waits = dedicated(arrivals, service, np.array(2, dtype=np.int32))
    mixed_s = (3 * 240 + 2 * 600) / 5
    expected = [wait(6.0, 240.0, 1).mean_s, *[wait(5.0, mixed_s, 1).mean_s] * 2]
    assert waits.mean_s.tolist() == pytest.approx([float(s) for s in expected])
    one = pooled(arrivals, service, np.array(2, dtype=np.int32))
    assert one.mean_s == pytest.approx(float(wait(11.0, (6 * 240 + 1920) / 11, 2).mean_s))


def test_desks_and_slices_are_each_for_themselves() -> None:
    arrivals = np.array([[[6.0, 0.0], [20.0, 9.0]], [[3.0, 4.0], [1.0, 0.0]]])
    service = np.array([300.0, 240.0])[:, None, None]
    windows = np.array([[2, 1], [3, 1]], dtype=np.int32)
    together = dedicated(arrivals, service, windows)
    for desk in range(2):
        for moment in range(2):
            alone = dedicated(arrivals[:, desk, moment], service[:, 0, 0], windows[desk, moment])
            assert together.mean_s[:, desk, moment].tolist() == alone.mean_s.tolist()


def test_no_windows_at_all_are_overload_of_those_with_visits() -> None:
    waits = dedicated(np.array([1.0, 0.0]), np.array([60.0, 60.0]), np.array(0, dtype=np.int32))
    assert waits.overloaded.tolist() == [True, False]


def test_no_types_and_no_desks_give_nothing() -> None:
    none = np.zeros((0, 4))
    assert dedicated(none, none, np.ones(4, dtype=np.int32)).mean_s.shape == (0, 4)
    assert pooled(none, none, np.ones(4, dtype=np.int32)).mean_s.tolist() == [0.0] * 4
    nowhere = np.zeros((3, 0))
    assert dedicated(nowhere, nowhere, np.ones(0, dtype=np.int32)).mean_s.shape == (3, 0)


def test_three_equal_types_wait_about_a_quarter_as_long_in_one_queue() -> None:
    # Apart: three M/M/1 with ρ = 0.8, Wq = 4 x 8 min. Together: M/M/3 with a = 2.4, by the
    # textbook's sum C = 13.824/6 / 0.2 / (1 + 2.4 + 2.88 + 13.824/6 / 0.2) = 11.52 / 17.8.
    arrivals, service, c = np.full(3, 6.0), np.full(3, 480.0), np.array(3, dtype=np.int32)
    assert (dedicated(arrivals, service, c).mean_s / 60).tolist() == pytest.approx([32.0] * 3)
    expected_min = 11.52 / 17.8 * 8 / 0.6
    assert float(pooled(arrivals, service, c).mean_s) / 60 == pytest.approx(expected_min)


@given(LOADS, st.integers(0, 12))
def test_sharing_uses_every_window_and_makes_the_busiest_least_busy(
    loads: list[float], windows: int
) -> None:
    queue, count = share(loads, windows)
    active = [t for t, load in enumerate(loads) if load > 0]
    assert [t for t, number in enumerate(queue) if number >= 0] == active
    queues = sorted({queue[t] for t in active})
    assert sum(count[number] for number in queues) == (windows if active else 0)
    if active and len(active) <= windows:
        # No window can leave another type and lower the highest load of a window.
        worst = max(loads[t] / count[t] for t in active)
        for giver in active:
            if count[giver] > 1:
                assert loads[giver] / (count[giver] - 1) >= worst * (1 - 1e-12)


@given(LOADS, st.integers(1, 12), st.floats(60.0, 1800.0))
def test_pooling_never_lengthens_the_mean_wait_at_equal_service_times(
    loads: list[float], windows: int, service_s: float
) -> None:
    arrivals = np.array(loads) * 3600 / service_s
    service = np.full(len(loads), service_s)
    c = np.array(windows, dtype=np.int32)
    visits = arrivals.sum()
    if not visits:
        return
    apart = dedicated(arrivals, service, c)
    mean_apart = float(np.where(arrivals > 0, arrivals * apart.mean_s, 0.0).sum() / visits)
    assert float(pooled(arrivals, service, c).mean_s) <= mean_apart * (1 + 1e-9)
