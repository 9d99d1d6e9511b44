from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.analyse import spread
from planner.analyse.spread import logit_spread
from planner.domain.arrays import BoolArray
from planner.domain.spread import Logit, Spread
from planner.domain.travel import UNREACHABLE, TravelMatrix
from planner.travel import nearest

MIN_MS = 60_000


def matrix(*rows: list[int | None], lengths: list[list[int]] | None = None) -> TravelMatrix:
    times = np.array([[UNREACHABLE if t is None else t for t in row] for row in rows], np.int32)
    length = times.copy() if lengths is None else np.array(lengths, np.int32)
    return TravelMatrix(times, length, tuple(f"s{j}" for j in range(times.shape[1])))


def spread_of(travel: TravelMatrix, providers: BoolArray, k: int, per_min: float) -> Spread:
    return logit_spread(travel, providers, Logit(k, per_min))


EVERY = np.ones((1, 3), dtype=bool)
ONE = matrix([10 * MIN_MS, 20 * MIN_MS, 15 * MIN_MS], [None, 5 * MIN_MS, None], [None, None, None])


def test_shares_follow_minutes() -> None:
    found = spread_of(ONE, EVERY, 2, 0.2)
    assert found.site.tolist() == [[[0, 2], [1, -1], [-1, -1]]]
    near = 1 / (1 + math.exp(-0.2 * 5))
    assert found.share[0, 0].tolist() == pytest.approx([near, 1 - near])
    assert found.share[0, 1:].tolist() == [[1.0, 0.0], [0.0, 0.0]]


def test_without_regard_to_time_visits_spread_evenly() -> None:
    assert spread_of(ONE, EVERY, 3, 0.0).share[0, 0].tolist() == pytest.approx([1 / 3] * 3)


def test_only_members_of_the_set_are_chosen() -> None:
    sets = np.array([[False, True, True], [False, False, False]])
    found = spread_of(ONE, sets, 1, 0.1)
    assert found.site[:, :, 0].tolist() == [[2, 1, -1], [-1, -1, -1]]


def test_of_equal_times_the_shorter_route_then_the_earlier_site_comes_first() -> None:
    tie = matrix([600, 600, 600], lengths=[[9, 5, 5]])
    assert spread_of(tie, EVERY, 3, 1.0).site.tolist() == [[[1, 2, 0]]]
    assert spread_of(tie, EVERY, 3, math.inf).share.tolist() == [[[1.0, 0.0, 0.0]]]


def test_ways_are_means_over_the_visits() -> None:
    found = spread_of(ONE, EVERY, 2, 0.2)
    near = 1 / (1 + math.exp(-1.0))
    mean_s = near * 600 + (1 - near) * 900
    assert found.time_s[0].tolist() == pytest.approx([mean_s, 300.0, math.nan], nan_ok=True)
    assert found.length_m[0, 1] == pytest.approx(5 * MIN_MS / 100)


def test_shortest_routes_decide_who_is_near_and_time_how_it_pulls() -> None:
    detour = matrix([20 * MIN_MS, 10 * MIN_MS], lengths=[[100, 900]])
    found = logit_spread(detour, EVERY[:, :2], Logit(2, 0.1), "shortest")
    assert found.site.tolist() == [[[0, 1]]]
    far = 1 / (1 + math.e)
    assert found.share[0, 0].tolist() == pytest.approx([far, 1 - far])


def test_faulty_input_is_refused() -> None:
    with pytest.raises(ValueError, match="over is"):
        spread_of(ONE, EVERY, 0, 1.0)
    with pytest.raises(ValueError, match="per_min"):
        spread_of(ONE, EVERY, 1, -1.0)
    with pytest.raises(ValueError, match="per_min"):
        spread_of(ONE, EVERY, 1, math.nan)
    nan = np.full((1, 1), np.nan)
    with pytest.raises(ValueError, match="no site"):
        Spread(np.full((1, 1, 1), -1, dtype=np.int32), np.ones((1, 1, 1)), nan, nan.copy())


@st.composite
def cities(draw: st.DrawFn) -> tuple[TravelMatrix, BoolArray]:
    n, m, sets = draw(st.integers(1, 8)), draw(st.integers(1, 6)), draw(st.integers(1, 3))
    time = st.none() | st.integers(0, 4).map(lambda t: t * MIN_MS)
    rows = draw(st.lists(st.lists(time, min_size=m, max_size=m), min_size=n, max_size=n))
    length = draw(
        st.lists(st.lists(st.integers(0, 2), min_size=m, max_size=m), min_size=n, max_size=n)
    )
    members = draw(
        st.lists(st.lists(st.booleans(), min_size=m, max_size=m), min_size=sets, max_size=sets)
    )
    return matrix(*rows, lengths=length), np.array(members)


@given(cities(), st.integers(1, 7), st.floats(0.0, 1e4))
def test_shares_sum_to_one_and_the_k_best_are_listed(
    city: tuple[TravelMatrix, BoolArray], k: int, beta: float
) -> None:
    travel, providers = city
    found = spread_of(travel, providers, k, beta)
    for number, members in enumerate(providers):
        for resident, (times, lengths) in enumerate(
            zip(travel.time_ms.tolist(), travel.length_cm.tolist(), strict=True)
        ):
            best = sorted(
                (times[j], lengths[j], j)
                for j in np.flatnonzero(members).tolist()
                if times[j] != UNREACHABLE
            )[:k]
            expected = [j for _, _, j in best] + [-1] * (k - len(best))
            assert found.site[number, resident].tolist() == expected
            total = float(found.share[number, resident].sum())
            assert total == pytest.approx(1.0 if best else 0.0)
            if best:
                pull = [math.exp(-beta * (t - best[0][0]) / MIN_MS) for t, _, _ in best]
                shares = [p / math.fsum(pull) for p in pull]
                assert found.share[number, resident, : len(best)].tolist() == pytest.approx(shares)


@given(cities(), st.integers(1, 4))
def test_with_ever_more_regard_to_time_all_go_to_the_nearest(
    city: tuple[TravelMatrix, BoolArray], k: int
) -> None:
    travel, providers = city
    everyone = nearest(travel, providers)
    limit = spread_of(travel, providers, k, math.inf)
    assert limit.site[:, :, 0].tolist() == everyone.site.tolist()
    assert limit.share[:, :, 0].tolist() == (everyone.site >= 0).tolist()
    time_s = np.where(everyone.site >= 0, everyone.time_ms / 1000, np.nan)
    np.testing.assert_array_equal(limit.time_s, time_s)
    assert not limit.share[:, :, 1:].any()
    # Steep is as good as infinite unless two sites are equally near.
    steep = spread_of(travel, providers, k, 1e3)
    tied = (steep.share[:, :, 0] > 0) & (steep.share[:, :, 0] < 1)
    assert (steep.share[~tied] == limit.share[~tied]).all()


def test_blocks_of_residents_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(3)
    times = random.integers(0, 20 * MIN_MS, (200, 15)).astype(np.int32)
    travel = TravelMatrix(times, times, tuple(map(str, range(15))))
    sets = random.random((4, 15)) < 0.5
    whole = spread_of(travel, sets, 3, 0.3)
    monkeypatch.setattr(spread, "PAIRS_AT_A_TIME", 100)
    parts = spread_of(travel, sets, 3, 0.3)
    assert parts.site.tobytes() == whole.site.tobytes()
    assert parts.share.tobytes() == whole.share.tobytes()
