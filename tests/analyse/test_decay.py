from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.analyse.decay import (
    LUO_QI_SLOW,
    Binary,
    Decay,
    Exponential,
    Gaussian,
    Linear,
    StepZones,
)
from planner.domain.travel import UNREACHABLE

HALF_HOUR_S = 1800.0
ALL = (
    Binary(limit_s=HALF_HOUR_S),
    LUO_QI_SLOW,
    Linear(limit_s=HALF_HOUR_S),
    Gaussian(sigma_s=900.0),
    Exponential(per_min=0.1),
)


def weights(decay: Decay, *times_s: float) -> list[float]:
    found: list[float] = decay.weights(
        np.array([round(s * 1000) for s in times_s], np.int32)
    ).tolist()
    return found


def test_each_function_at_times_worked_out_by_hand() -> None:
    assert weights(Binary(limit_s=60.0), 0.0, 60.0, 60.001) == [1.0, 1.0, 0.0]
    assert weights(Linear(limit_s=100.0), 0.0, 25.0, 100.0, 200.0) == [1.0, 0.75, 0.0, 0.0]
    assert weights(Gaussian(sigma_s=600.0), 0.0, 600.0) == pytest.approx([1.0, math.exp(-0.5)])
    assert weights(Exponential(per_min=0.5), 0.0, 120.0) == pytest.approx([1.0, math.exp(-1)])


def test_published_zones_include_their_limits() -> None:
    times_s = (0.0, 600.0, 600.001, 1200.0, 1800.0, 1800.001)
    assert weights(LUO_QI_SLOW, *times_s) == [1.0, 1.0, 0.68, 0.68, 0.22, 0.0]


def test_a_limit_is_inclusive_to_the_millisecond() -> None:
    cut = Exponential(per_min=0.1, limit_s=HALF_HOUR_S)
    inside, outside = weights(cut, HALF_HOUR_S, HALF_HOUR_S + 0.001)
    assert inside == pytest.approx(math.exp(-3))
    assert outside == 0.0


@pytest.mark.parametrize("decay", [*ALL, Binary()], ids=lambda decay: type(decay).__name__)
def test_unreachable_weighs_nothing(decay: Decay) -> None:
    matrix = np.array([[0, UNREACHABLE], [UNREACHABLE, 0]], dtype=np.int32)
    assert decay.weights(matrix).tolist() == [[1.0, 0.0], [0.0, 1.0]]


@given(st.sampled_from(ALL), st.lists(st.integers(0, UNREACHABLE), min_size=2, max_size=20))
def test_weights_are_shares_that_never_grow_with_time(decay: Decay, times_ms: list[int]) -> None:
    found = decay.weights(np.array(sorted(times_ms), dtype=np.int32))
    assert ((found >= 0) & (found <= 1)).all()
    assert (np.diff(found) <= 0).all()


@pytest.mark.parametrize(
    ("faulty", "what"),
    [
        (lambda: Binary(limit_s=0.0), "limit"),
        (Linear, "needs a limit"),
        (lambda: Gaussian(sigma_s=0.0), "sigma"),
        (lambda: Exponential(per_min=-1.0), "rate"),
        (lambda: StepZones(zone_limits_s=(60.0, 60.0), zone_weights=(1.0, 0.5)), "overlap"),
        (lambda: StepZones(zone_limits_s=(60.0, 90.0), zone_weights=(0.5, 1.0)), "weights grow"),
        (lambda: StepZones(zone_limits_s=(60.0,), zone_weights=(1.5,)), "outside"),
        (lambda: StepZones(zone_limits_s=(60.0,), zone_weights=(1.0, 0.5)), "one weight"),
    ],
)
def test_faulty_parameters_are_refused(faulty: Callable[[], Decay], what: str) -> None:
    with pytest.raises(ValueError, match=what):
        faulty()
