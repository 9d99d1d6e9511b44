from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.analyse import choice
from planner.analyse.choice import Choice, logit_choice, nearest_choice
from planner.domain.arrays import BoolArray
from planner.domain.travel import UNREACHABLE, TravelMatrix
from planner.travel import nearest

MIN_MS = 60_000


def matrix(*rows: list[int | None], lengths: list[list[int]] | None = None) -> TravelMatrix:
    times = np.array([[UNREACHABLE if t is None else t for t in row] for row in rows], np.int32)
    length = times.copy() if lengths is None else np.array(lengths, np.int32)
    return TravelMatrix(times, length, tuple(f"s{j}" for j in range(times.shape[1])))


EVERY = np.ones((1, 3), dtype=bool)
ONE = matrix([10 * MIN_MS, 20 * MIN_MS, 15 * MIN_MS], [None, 5 * MIN_MS, None], [None, None, None])


def test_shares_follow_minutes() -> None:
    found = logit_choice(ONE, EVERY, 2, 0.2)
    assert found.site.tolist() == [[[0, 2], [1, -1], [-1, -1]]]
    near = 1 / (1 + math.exp(-0.2 * 5))
    assert found.share[0, 0].tolist() == pytest.approx([near, 1 - near])
    assert found.share[0, 1:].tolist() == [[1.0, 0.0], [0.0, 0.0]]


def test_without_regard_to_time_visits_spread_evenly() -> None:
    assert logit_choice(ONE, EVERY, 3, 0.0).share[0, 0].tolist() == pytest.approx([1 / 3] * 3)


def test_only_members_of_the_set_are_chosen() -> None:
    sets = np.array([[False, True, True], [False, False, False]])
    found = logit_choice(ONE, sets, 1, 0.1)
    assert found.site[:, :, 0].tolist() == [[2, 1, -1], [-1, -1, -1]]


def test_of_equal_times_the_shorter_route_then_the_earlier_site_comes_first() -> None:
    tie = matrix([600, 600, 600], lengths=[[9, 5, 5]])
    assert logit_choice(tie, EVERY, 3, 1.0).site.tolist() == [[[1, 2, 0]]]
    assert logit_choice(tie, EVERY, 3, math.inf).share.tolist() == [[[1.0, 0.0, 0.0]]]


def test_visits_arrive_where_they_are_sent() -> None:
    sets = np.array([[True, True, True], [False, True, False]])
    found = logit_choice(ONE, sets, 2, 0.2)
    visits = np.array([[100.0, 10.0, 7.0], [4.0, 2.0, 1.0]])
    near = 1 / (1 + math.exp(-1.0))
    expected = [[100 * near, 10.0, 100 * (1 - near)], [0.0, 6.0, 0.0]]
    arrived = found.visits_by_site(visits, 3)
    assert arrived.tolist() == [pytest.approx(row) for row in expected]


def test_faulty_input_is_refused() -> None:
    with pytest.raises(ValueError, match="k is"):
        logit_choice(ONE, EVERY, 0, 1.0)
    with pytest.raises(ValueError, match="beta"):
        logit_choice(ONE, EVERY, 1, -1.0)
    with pytest.raises(ValueError, match="beta"):
        logit_choice(ONE, EVERY, 1, math.nan)
    with pytest.raises(ValueError, match="no site"):
        Choice(np.full((1, 1, 1), -1, dtype=np.int32), np.ones((1, 1, 1)))


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
    found = logit_choice(travel, providers, k, beta)
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
    everyone = nearest_choice(nearest(travel, providers))
    limit = logit_choice(travel, providers, k, math.inf)
    assert limit.site[:, :, :1].tolist() == everyone.site.tolist()
    assert limit.share[:, :, :1].tolist() == everyone.share.tolist()
    assert not limit.share[:, :, 1:].any()
    # Steep is as good as infinite unless two sites are equally near.
    steep = logit_choice(travel, providers, k, 1e3)
    tied = (steep.share[:, :, 0] > 0) & (steep.share[:, :, 0] < 1)
    assert (steep.share[~tied] == limit.share[~tied]).all()


@given(cities(), st.floats(0.0, 5.0))
def test_visits_are_neither_lost_nor_made(
    city: tuple[TravelMatrix, BoolArray], beta: float
) -> None:
    travel, providers = city
    n_residents, n_sites = travel.time_ms.shape
    visits = np.arange(1.0, len(providers) * n_residents + 1).reshape(len(providers), n_residents)
    found = logit_choice(travel, providers, 3, beta)
    reached = found.site[:, :, 0] >= 0
    arrived = found.visits_by_site(visits, n_sites)
    assert arrived.sum(axis=1) == pytest.approx((visits * reached).sum(axis=1))
    assert not arrived[~providers].any()


def test_blocks_of_residents_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(3)
    times = random.integers(0, 20 * MIN_MS, (200, 15)).astype(np.int32)
    travel = TravelMatrix(times, times, tuple(map(str, range(15))))
    sets = random.random((4, 15)) < 0.5
    whole = logit_choice(travel, sets, 3, 0.3)
    monkeypatch.setattr(choice, "PAIRS_AT_A_TIME", 100)
    parts = logit_choice(travel, sets, 3, 0.3)
    assert parts.site.tobytes() == whole.site.tobytes()
    assert parts.share.tobytes() == whole.share.tobytes()
