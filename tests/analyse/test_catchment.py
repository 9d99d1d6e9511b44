from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.analyse import catchment
from planner.analyse.catchment import balanced_access, two_step_access
from planner.analyse.decay import LUO_QI_SLOW, Binary, Decay, Exponential, Gaussian
from planner.domain.arrays import FloatArray, IntArray
from planner.domain.travel import UNREACHABLE

MIN_MS = 60_000
HALF_HOUR = Binary(limit_s=1800.0)
DECAYS: tuple[Decay, ...] = (
    HALF_HOUR,
    LUO_QI_SLOW,
    Exponential(per_min=0.05),
    Gaussian(sigma_s=900.0),
)


def minutes(*rows: list[float | None]) -> IntArray:
    return np.array(
        [[UNREACHABLE if t is None else round(t * MIN_MS) for t in row] for row in rows],
        dtype=np.int32,
    )


# Three places of 100, 200 and 400 people, two sites of 30 and 70 window-hours. The first place
# reaches only the first site, the second both, the third only the second, in exactly 30 minutes.
TIMES = minutes([5.0, None], [15.0, 8.0], [31.0, 30.0])
SUPPLY = np.array([30.0, 70.0])
DEMAND = np.array([100.0, 200.0, 400.0])


def test_two_steps_worked_out_by_hand() -> None:
    found = two_step_access(TIMES, SUPPLY, DEMAND, HALF_HOUR)
    first, second = 30 / 300, 70 / 600
    assert found.level.tolist() == pytest.approx([first, second])
    assert found.access.tolist() == pytest.approx([first, first + second, second])


def test_zones_weigh_supply_and_demand() -> None:
    found = two_step_access(TIMES, SUPPLY, DEMAND, LUO_QI_SLOW)
    first, second = 30 / (100 + 0.68 * 200), 70 / (200 + 0.22 * 400)
    assert found.access.tolist() == pytest.approx([first, 0.68 * first + second, 0.22 * second])


def test_balancing_splits_people_and_levels() -> None:
    found = balanced_access(TIMES, SUPPLY, DEMAND, HALF_HOUR)
    # The second place counts half at each site; two places share each site.
    first, second = 30 / 200, 70 / 500
    assert found.level.tolist() == pytest.approx([first, second])
    assert found.access.tolist() == pytest.approx([first / 2, first / 2 + second / 2, second / 2])


def test_balancing_does_not_inflate_demand() -> None:
    # Demand is counted once: supply over level gives it back, the whole of it.
    for decay in DECAYS:
        found = balanced_access(TIMES, SUPPLY, DEMAND, decay)
        assert (SUPPLY / found.level).sum() == pytest.approx(700.0)


def test_nobody_there_and_nothing_in_reach() -> None:
    times = minutes([None, 5.0, None], [None, 6.0, 7.0])
    for method in (two_step_access, balanced_access):
        found = method(times, np.array([9.0, 8.0, 7.0]), np.array([4.0, 0.0]), HALF_HOUR)
        # Nobody reaches the first site, and nobody who asks for anything the third.
        assert found.served.tolist() == [False, True, False]
        assert np.isnan(found.level[[0, 2]]).all()
    cut_off = two_step_access(minutes([None]), np.ones(1), np.ones(1), HALF_HOUR)
    assert cut_off.access.tolist() == [0.0]
    nobody = two_step_access(np.empty((0, 2), dtype=np.int32), SUPPLY, np.empty(0), HALF_HOUR)
    assert len(nobody.access) == 0
    assert not nobody.served.any()


def test_faulty_input_is_refused() -> None:
    with pytest.raises(ValueError, match="time_ms"):
        two_step_access(TIMES, SUPPLY[:1], DEMAND, HALF_HOUR)
    with pytest.raises(ValueError, match="demand"):
        balanced_access(TIMES, SUPPLY, np.array([1.0, np.nan, 1.0]), HALF_HOUR)


CITY = st.integers(1, 12).flatmap(
    lambda n: st.integers(1, 6).flatmap(
        lambda m: st.tuples(
            st.lists(
                st.lists(
                    st.none() | st.floats(0.0, 90.0).map(lambda t: round(t, 3)),
                    min_size=m, max_size=m,
                ),
                min_size=n, max_size=n,
            ),
            st.lists(st.integers(0, 900).map(float), min_size=m, max_size=m),
            st.lists(st.integers(0, 900).map(float), min_size=n, max_size=n),
        )
    )
)  # fmt: skip


def plainly(times: IntArray, decay: Decay) -> list[list[float]]:
    return [
        [float(decay.weights(np.array(t, dtype=np.int32))) for t in row] for row in times.tolist()
    ]


def by_hand(
    w: list[list[float]], supply: list[float], demand: list[float], *, balanced: bool
) -> tuple[list[float], list[float]]:
    """Return access and level (NaN for none) by loops over pairs."""
    places, sites = range(len(demand)), range(len(supply))
    level = []
    for j in sites:
        asked = 0.0
        for i in places:
            if w[i][j]:
                asked += demand[i] * w[i][j] / (sum(w[i]) if balanced else 1.0)
        level.append(supply[j] / asked if asked else float("nan"))
    access = []
    for i in places:
        total = 0.0
        for j in sites:
            if w[i][j] and level[j] == level[j]:
                total += level[j] * w[i][j] / (sum(w[k][j] for k in places) if balanced else 1.0)
        access.append(total)
    return access, level


@given(CITY, st.sampled_from(DECAYS), st.booleans())
def test_both_methods_equal_loops_over_pairs(
    city: tuple[list[list[float | None]], list[float], list[float]],
    decay: Decay,
    balanced: bool,  # noqa: FBT001
) -> None:
    rows, supply, demand = city
    times = minutes(*rows)
    method = balanced_access if balanced else two_step_access
    found = method(times, np.array(supply), np.array(demand), decay)
    access, level = by_hand(plainly(times, decay), supply, demand, balanced=balanced)
    assert found.access.tolist() == pytest.approx(access)
    assert found.level.tolist() == pytest.approx(level, nan_ok=True)


@given(CITY, st.sampled_from(DECAYS))
def test_what_is_given_is_what_there_is(
    city: tuple[list[list[float | None]], list[float], list[float]], decay: Decay
) -> None:
    rows, supply, demand = minutes(*city[0]), np.array(city[1]), np.array(city[2])
    two = two_step_access(rows, supply, demand, decay)
    assert demand @ two.access == pytest.approx(supply[two.served].sum())
    one = balanced_access(rows, supply, demand, decay)
    assert one.access.sum() == pytest.approx(one.level[one.served].sum())
    reaching = decay.weights(rows).any(axis=1)
    had = supply[one.served] > 0
    counted = (supply[one.served][had] / one.level[one.served][had]).sum()
    assert counted <= demand[reaching].sum() * (1 + 1e-9)


def random_city(n: int, m: int) -> tuple[IntArray, FloatArray, FloatArray]:
    random = np.random.default_rng(7)
    times = random.integers(0, 60 * MIN_MS, (n, m), dtype=np.int32)
    return times, random.uniform(0, 9, m), random.uniform(0, 900, n)


def test_blocks_of_residents_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    city = random_city(500, 40)
    for method in (two_step_access, balanced_access):
        whole = method(*city, LUO_QI_SLOW)
        with monkeypatch.context() as patch:
            patch.setattr(catchment, "PAIRS_AT_A_TIME", 70)
            parts = method(*city, LUO_QI_SLOW)
        assert parts.access == pytest.approx(whole.access, rel=1e-12)
        assert method(*city, LUO_QI_SLOW).access.tobytes() == whole.access.tobytes()
