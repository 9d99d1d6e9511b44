from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest

from planner.domain.siting import Candidate, ChosenSite, SitingReport
from planner.text import Text

NAME = Text("甲", "A")
SITE = ChosenSite("a", NAME, 109.0, 39.0, people=10, gain=3, saves_h=3, lost_without_h=1)
REPORT = SitingReport(
    where="measures[0].extend_services.to",
    title=NAME,
    model=NAME,
    method=NAME,
    objective=7.0,
    without=10.0,
    unit=Text("人时", "hours"),
    maximised=False,
    gap=0.0,
    interrupted=False,
    candidates=(
        Candidate("a", NAME, 109.0, 39.0, "chosen"),
        Candidate("b", NAME, 109.0, 39.0, "rejected"),
    ),
    chosen=(SITE,),
    roll_out=("a",),
)


def test_the_gain_is_never_below_zero_whichever_way_is_better() -> None:
    assert REPORT.gain == 3
    assert replace(REPORT, maximised=True, objective=12.0).gain == 2
    assert REPORT.proven
    assert not replace(REPORT, gap=0.01).proven


@pytest.mark.parametrize(
    "wrong",
    [
        {"gap": -0.1},
        {"chosen": ()},
        {"roll_out": ("b",)},
        {"candidates": (REPORT.candidates[0],) * 2},
    ],
)
def test_a_report_that_contradicts_itself_cannot_be_made(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"."):
        replace(REPORT, **wrong)


def test_a_chosen_site_does_no_harm_but_may_not_be_known() -> None:
    assert math.isnan(replace(SITE, gain=math.nan).gain)
    with pytest.raises(ValueError, match="harm"):
        replace(SITE, saves_h=-1.0)
