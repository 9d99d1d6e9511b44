"""Trips and letters of a case, case by case; mail and the web never add a trip."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.domain.visits import Visits

SHARE = st.floats(0.0, 1.0)


@st.composite
def one_service(draw: st.DrawFn) -> Visits:
    return Visits(
        visits=np.array([draw(st.floats(0.0, 5.0))]),
        collection=np.array([draw(st.booleans())]),
        missing_papers=np.array([draw(st.floats(0.0, 2.0))]),
        mailed_back=np.array([draw(SHARE)]),
        mailed_both=np.array([draw(SHARE)]),
        online=np.array([draw(SHARE)]),
        errands_per_trip=np.array([draw(st.floats(1.0, 4.0))]),
        mail_fee_yuan=np.array([draw(st.floats(0.0, 30.0))]),
    )


def test_a_case_by_hand() -> None:
    # 1000 cases of 3 visits, the last to collect, and 0.2 for missing papers. Half are settled
    # online; of the other 500 a fifth by two letters. Of the 400 that go, 100 get the result by
    # mail: 300 x 3.2 + 100 x 2.2 visits, two to a trip.
    visits = Visits(
        visits=np.array([3.0]), collection=np.array([True]), missing_papers=np.array([0.2]),
        mailed_back=np.array([0.25]), mailed_both=np.array([0.2]), online=np.array([0.5]),
        errands_per_trip=np.array([2.0]), mail_fee_yuan=np.array([12.0]),
    )  # fmt: skip
    assert 1000 * visits.trips_per_case[0] == pytest.approx((300 * 3.2 + 100 * 2.2) / 2)
    assert 1000 * visits.trips_where_mailed[0] == pytest.approx(400 * 2.2 / 2)
    assert 1000 * visits.mail_legs_per_case[0] == pytest.approx(100 * 2 + 100)


@pytest.mark.parametrize(
    ("count", "collections", "saved"),
    [(0.0, 1, 0.0), (1.0, 1, 0.0), (1.4, 1, 0.4), (2.0, 1, 1.0), (3.0, 1, 1.0), (2.0, 0, 0.0)],
)
def test_mail_back_saves_the_visit_that_collects_and_no_other(
    count: float,
    collections: int,
    saved: float,
) -> None:
    visits = replace(
        Visits.plain(np.array([count]), np.array([collections == 1])), mailed_back=np.ones(1)
    )
    assert visits.trips_per_case[0] == pytest.approx(count - saved)
    assert visits.mail_legs_per_case[0] == (1.0 if saved else 0.0)


@given(one_service(), st.sampled_from(["mailed_back", "mailed_both", "online"]), SHARE)
def test_more_mail_or_web_never_adds_trips(visits: Visits, name: str, more: float) -> None:
    now = getattr(visits, name)
    better = replace(visits, **{name: now + (1 - now) * more})
    assert better.trips_per_case[0] <= visits.trips_per_case[0] + 1e-12
    assert better.trips_where_mailed[0] <= visits.trips_where_mailed[0] + 1e-12
    assert visits.trips_where_mailed[0] <= visits.trips_per_case[0] + 1e-12
    assert visits.trips_where_mailed[0] >= 0


@given(one_service(), st.floats(1.0, 3.0))
def test_errands_share_trips(visits: Visits, factor: float) -> None:
    joined = replace(visits, errands_per_trip=visits.errands_per_trip * factor)
    assert joined.trips_per_case[0] * factor == pytest.approx(visits.trips_per_case[0])


@pytest.mark.parametrize(
    ("name", "value"),
    [("visits", -1.0), ("missing_papers", -0.1), ("mailed_back", 1.1), ("mailed_both", -0.1),
     ("online", 2.0), ("errands_per_trip", 0.5), ("mail_fee_yuan", -1.0)],
)  # fmt: skip
def test_what_no_case_can_be_is_refused(name: str, value: float) -> None:
    with pytest.raises(ValueError, match=name if name != "errands_per_trip" else "errand"):
        replace(Visits.plain(np.ones(1)), **{name: np.array([value])})
