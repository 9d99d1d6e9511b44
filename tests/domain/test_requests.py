from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from planner.domain.requests import RequestState, out_of_order
from tests.request_log import START, log


def test_states_are_in_order_and_have_both_names() -> None:
    assert [state.label.zh for state in RequestState] == [
        "交办", "承办", "反馈", "回复", "督办", "归档",
    ]  # fmt: skip
    assert RequestState.FED_BACK.label.en == "fed back"
    assert RequestState.ASSIGNED < RequestState.ANSWERED < RequestState.ARCHIVED


def test_closed_is_answered_or_beyond() -> None:
    assert log(range(6)).closed.tolist() == [False, False, False, True, True, True]


def test_days_run_to_the_answer_or_to_the_last_day() -> None:
    requests = log(
        [3, 0, 3, 0, 3], assigned=[10, 10, 10, None, 20], answered=[15, None, None, None, 20]
    )
    assert requests.days.tolist()[:2] == [5, 90]
    assert np.isnan(requests.days[2:4]).all()  # answered on an unknown day; assigned on one
    assert requests.days[4] == 0


def test_an_answer_without_a_day_is_dated_by_the_next_state_with_one() -> None:
    requests = log([5], assigned=[0])
    reached = requests.reached.copy()
    reached[0, RequestState.ARCHIVED] = START + 30
    assert replace(requests, reached=reached).days.tolist() == [30]


@pytest.mark.parametrize(
    ("state", "assigned", "answered", "what"),
    [
        (0, 5, 7, "not reached"),
        (3, 7, 5, "out of order"),
        (3, 5, 101, "last day"),
    ],
)
def test_logs_contradicting_themselves_are_refused(
    state: int, assigned: int, answered: int, what: str
) -> None:
    with pytest.raises(ValueError, match=what):
        log([state], assigned=[assigned], answered=[answered])


def test_order_is_judged_across_unknown_days() -> None:
    days = np.array([["2026-01-05", "NaT", "2026-01-04"]], dtype="datetime64[D]")
    assert out_of_order(days).tolist() == [True]
    assert out_of_order(days[:, ::-1]).tolist() == [False]
