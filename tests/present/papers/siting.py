"""A hand-made answer of a siting question for the tests of papers."""

from __future__ import annotations

import math

from planner.domain.siting import Candidate, ChosenSite, NearTie, SitingReport
from planner.text import Text


def siting_report(*, gap: float = 0.0, interrupted: bool = False) -> SitingReport:
    """Return a choice of two of three sites of the hand-made world."""
    names = {f"P{i}": Text(f"第{i}派出所", f"Station {i}") for i in (1, 2, 3)}
    at = {"P1": (107.5, 38.3), "P2": (107.8, 38.5), "P3": (108.0, 38.2)}
    return SitingReport(
        where="measures[0].extend_services.to",
        title=Text("从 3 个派出所中选 2 个", "the best 2 of 3 stations"),
        model=Text("p-中位：全年出行时间最少", "p-median: the least yearly travel time"),
        method=Text("精确求解（30 组需求 × 3 个候选点）：已证明最优", "exact, 30 x 3: proven best"),
        objective=1200.0,
        without=2000.0,
        unit=Text("小时/年", "hours a year"),
        maximised=False,
        gap=gap,
        interrupted=interrupted,
        candidates=tuple(
            Candidate(site, names[site], *at[site], "rejected" if site == "P3" else "chosen")
            for site in names
        ),
        chosen=(
            ChosenSite("P1", names["P1"], *at["P1"], 1234.0, 500.0, 600.0, 500.0, 200_000.0),
            ChosenSite("P2", names["P2"], *at["P2"], 567.0, 100.0, math.nan, math.nan),
        ),
        near_ties=(NearTie("P2", names["P2"], "P3", names["P3"], 0.013),),
    )
