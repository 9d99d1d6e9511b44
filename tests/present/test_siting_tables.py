from __future__ import annotations

import math
from dataclasses import replace

from planner.domain.siting import FrontierPoint, NearTie
from planner.present.siting_tables import siting_tables
from planner.text import Text
from tests.domain.test_siting import REPORT, SITE


def test_one_row_for_each_site_that_mattered() -> None:
    tie = NearTie("a", Text("甲", "A"), "b", Text("乙", "B"), 0.003)
    unknown = replace(SITE, saves_h=math.nan, opening_yuan=500.0, load=8.5, capacity=9)
    (sites,) = siting_tables([replace(REPORT, near_ties=(tie,), chosen=(unknown,))])
    assert sites.id == "siting_sites"
    where = "measures[0].extend_services.to"
    assert sites.rows == (
        (
            where,
            "a",
            "甲",
            "A",
            "选中 chosen",
            1,
            109.0,
            39.0,
            10,
            8.5,
            9,
            None,
            1,
            500.0,
            None,
            "乙 B",
            0.3,
        ),
        (where, "b", "甲", "A", "未选 rejected", None, 109.0, 39.0, *(None,) * 9),
    )  # fmt: skip
    assert {len(row) for row in sites.rows} == {len(sites.columns)}


def test_one_row_for_each_number_of_sites() -> None:
    points = (
        FrontierPoint(0, None, 10.0, 0.0, 0.0, 0.0),
        FrontierPoint(1, None, 7.0, 3.0, 3.0, 0.01),
    )
    _, frontier = siting_tables([replace(REPORT, frontier=points)])
    assert [row[1:] for row in frontier.rows] == [
        (0, None, 10.0, "人时 / hours", 0.0, 0.0, 0.0),
        (1, None, 7.0, "人时 / hours", 3.0, 3.0, 1.0),
    ]


def test_no_question_no_table() -> None:
    assert list(siting_tables([])) == []
