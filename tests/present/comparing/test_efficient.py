from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from planner.domain.costs import Amount
from planner.present.comparing.efficient import CUT_OFF, cost_and_gain, efficient
from tests.present.comparing.scenarios import UNKNOWN, scenario

small = st.integers(-4, 4).map(float)


def test_by_hand() -> None:
    points = [(0, 0), (10, 5), (10, 4), (12, 5), (20, 9), (20, 9), (-1, -1)]
    assert efficient([(float(c), float(g)) for c, g in points]) == (
        True, True, False, False, True, True, True,
    )  # fmt: skip


@given(st.lists(st.tuples(small, small), min_size=1, max_size=12))
def test_each_point_is_efficient_or_beaten_by_one_that_is(
    points: list[tuple[float, float]],
) -> None:
    found = efficient(points)
    best = [point for point, is_best in zip(points, found, strict=True) if is_best]
    for cost, gain in points:
        assert any(c <= cost and g >= gain for c, g in best)
    # among the efficient, who costs more gains more
    for a in best:
        for b in best:
            assert (a[0] < b[0]) == (a[1] < b[1])


def test_what_is_not_known_is_listed_and_never_at_zero() -> None:
    points, unplaced = cost_and_gain(
        [
            scenario("dear", 10.0, Amount(100.0, 50.0, 200.0)),
            scenario("unknown", 99.0, None),
            scenario("shut", 50.0, 1.0, cut_off=10.0),
            scenario("slow", -5.0, 1.0),
        ]
    )
    assert [(p.scenario, p.cost_yuan.value, p.gain_h, p.efficient) for p in points] == [
        (0, 100.0, 10.0, True),
        (3, 1.0, -5.0, False),  # doing nothing is better
    ]
    assert [(u.scenario, u.reason) for u in unplaced] == [(1, UNKNOWN), (2, CUT_OFF)]
