from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.analyse.queue import (
    erlang_c,
    offered_load,
    wait,
    windows_needed,
)

HOUR_S = 3600.0
ARRIVALS = st.floats(0.01, 200.0)
SERVICE_S = st.floats(30.0, 3600.0)


def by_factorials(a: Fraction, c: int) -> Fraction:
    """Erlang C as the textbook prints it, in exact fractions."""
    last = a**c / math.factorial(c) * c / (c - a)
    return last / (sum((a**k / Fraction(math.factorial(k)) for k in range(c)), Fraction(0)) + last)


def test_published_values() -> None:
    # λ = 8, μ = 1, c = 10, in hours.
    assert erlang_c(8.0, 10) == pytest.approx(0.409180, abs=5e-7)
    assert wait(8.0, HOUR_S, 10).mean_s / HOUR_S == pytest.approx(0.204590, abs=5e-7)
    # λ = 17.5 an hour, μ = 12 an hour, c = 2.
    two = wait(17.5, HOUR_S / 12, 2)
    assert two.chance == pytest.approx(0.614960, abs=5e-7)
    assert two.mean_s / 60 == pytest.approx(5.6766, abs=5e-5)
    assert two.use == pytest.approx(17.5 / 24)


def test_one_window_is_the_plain_queue() -> None:
    # M/M/1: C = ρ, Wq = ρ / (μ − λ).
    one = wait(9.0, 300.0, 1)
    assert one.chance == pytest.approx(0.75)
    assert one.mean_s == pytest.approx(0.75 / (12 - 9) * HOUR_S)


@pytest.mark.parametrize("load", [Fraction(1, 10), Fraction(1), Fraction(7, 2), Fraction(39, 2)])
@pytest.mark.parametrize("spare", [1, 2, 5, 40])
def test_recursion_equals_factorials(load: Fraction, spare: int) -> None:
    windows = math.floor(load) + spare
    expected = float(by_factorials(load, windows))
    assert erlang_c(float(load), windows) == pytest.approx(expected, rel=1e-12, abs=1e-300)


def test_thousands_of_windows_neither_overflow_nor_vanish() -> None:
    # Halfin & Whitt 1981: with c = a + β √a, C tends to 1 / (1 + β Φ(β) / φ(β)).
    a, beta = 100_000.0, 1.0
    c = round(a + beta * math.sqrt(a))
    normal = 0.5 * (1 + math.erf(beta / math.sqrt(2)))
    density = math.exp(-beta * beta / 2) / math.sqrt(2 * math.pi)
    assert erlang_c(a, c) == pytest.approx(1 / (1 + beta * normal / density), abs=2e-3)


def test_a_single_window_at_sixty_a_day_has_no_time_to_spare() -> None:
    # 60 visits of 8 minutes fill a day of 8 hours: ρ = 1 exactly, so one window cannot keep up.
    day = wait(60 / 8, 8 * 60.0, np.array([1, 2]))
    assert day.use.tolist() == [1.0, 0.5]
    assert day.overloaded.tolist() == [True, False]
    assert day.mean_s[0] == np.inf
    # Two windows: C = 1/3, Wq = 480 / 3 / (2 − 1).
    assert day.mean_s[1] == pytest.approx(160.0)
    assert windows_needed(60 / 8, 480.0) == 2
    assert windows_needed(59 / 8, 480.0) == 1
    assert wait(59 / 8, 480.0, 1).mean_s == pytest.approx(59 * 480)


def test_overload_is_a_state_and_no_part_of_a_mean() -> None:
    # Desks by slices: keeps up, overloaded, idle, no window at all.
    queues = wait(
        np.array([[9.0, 13.0], [0.0, 1.0]]), 300.0, np.array([[1, 1], [1, 0]], dtype=np.int32)
    )
    assert queues.overloaded.tolist() == [[False, True], [False, True]]
    assert queues.mean_s.tolist() == [[900.0, np.inf], [0.0, np.inf]]
    assert queues.use.tolist() == [[0.75, 13 / 12], [0.0, np.inf]]
    assert queues.chance.tolist() == [[0.75, 1.0], [0.0, 1.0]]


def test_no_window_and_nobody_is_no_overload() -> None:
    idle = wait(0.0, 300.0, 0)
    assert (float(idle.use), float(idle.mean_s), bool(idle.overloaded)) == (0.0, 0.0, False)
    assert windows_needed(0.0, 300.0) == 0


def test_a_sum_of_floats_that_misses_full_use_by_a_hair_is_full() -> None:
    tenths = sum([0.1] * 10)
    assert tenths < 1
    assert wait(tenths, HOUR_S, 1).overloaded


@given(ARRIVALS, SERVICE_S, st.floats(1.0, 7200.0))
def test_needed_windows_are_enough_and_one_less_is_not(
    arrivals: float, service_s: float, target_s: float
) -> None:
    enough = int(windows_needed(arrivals, service_s, target_s))
    assert wait(arrivals, service_s, enough).mean_s <= target_s
    assert wait(arrivals, service_s, enough - 1).mean_s > target_s
    assert int(windows_needed(arrivals, service_s)) <= enough


@given(ARRIVALS, SERVICE_S, st.integers(1, 60))
def test_a_window_more_never_lengthens_the_wait(
    arrivals: float, service_s: float, windows: int
) -> None:
    fewer, more = wait(arrivals, service_s, np.array([windows, windows + 1])).mean_s.tolist()
    assert more <= fewer


@given(st.lists(st.tuples(ARRIVALS, SERVICE_S, st.integers(0, 20)), min_size=1, max_size=12))
def test_many_queues_at_once_are_each_for_itself(queues: list[tuple[float, float, int]]) -> None:
    arrivals, service, windows = (np.array(column) for column in zip(*queues, strict=True))
    together = wait(arrivals, service, windows).mean_s
    assert together.tolist() == [float(wait(*one).mean_s) for one in queues]


def test_faulty_input_is_refused() -> None:
    with pytest.raises(ValueError, match="arrivals"):
        offered_load(-1.0, 300.0)
    with pytest.raises(ValueError, match="service"):
        offered_load(1.0, math.nan)
    with pytest.raises(ValueError, match="whole"):
        erlang_c(1.0, 1.5)
    with pytest.raises(ValueError, match="target"):
        windows_needed(1.0, 300.0, 0.0)
