from __future__ import annotations

from dataclasses import replace

from planner.domain.evidence import Evidence, HotSpot, Pace, RequestFigures
from planner.present.evidence_tables import evidence_tables

NAN, INF = float("nan"), float("inf")


def figures(word: str, requests: int, closed: int) -> RequestFigures:
    return RequestFigures(word, word, requests, closed, 3.0, NAN, 1)


EVIDENCE = Evidence(
    until="2026-03-31",
    total=figures("", 12, 6),
    by_unit=(RequestFigures("N", "北区 / North", 10, 5, 3.0, NAN, 0, 2.5, 3.1, hot=True),),
    by_theme=(figures("窗口", 8, 4), figures("", 4, 2)),
    by_handler=(
        replace(figures("东胜分局", 10, 5), pace=Pace(2.0, 2.5, 0.05, 50.0, INF)),
        figures("", 2, 1),
    ),
    hot_spots=(HotSpot(109.5, 39.5, "新村", 7, 3, 4.2),),
    square_m=5000.0,
    unlocated=2,
)


def test_no_log_no_tables() -> None:
    assert list(evidence_tables(None)) == []


def test_tables_of_a_log() -> None:
    tables = {table.id: table for table in evidence_tables(EVIDENCE)}
    assert list(tables) == ["requests_by_unit", "requests_by_theme", "requests_by_handler",
                            "hot_spots"]  # fmt: skip
    assert tables["requests_by_unit"].rows == (
        ("N", "北区 / North", 10, 5, 5, 50.0, 3.0, None, 0, 2.5, 3.1, "是 yes"),
    )
    assert tables["requests_by_theme"].rows == (
        ("窗口", 8, 4, 4, 50.0, 3.0, None, 1),
        ("未填写 / not stated", 4, 2, 2, 50.0, 3.0, None, 1),
    )
    assert tables["requests_by_handler"].rows == (
        ("东胜分局", 10, 5, 5, 50.0, 3.0, None, 1, 2.0, 2.5, 0.05, 50.0, None),
        ("未填写 / not stated", 2, 1, 1, 50.0, 3.0, None, 1, None, None, None, None, None),
    )
    assert tables["hot_spots"].rows == (("新村", 109.5, 39.5, 7, 3, 4.2),)
    for table in tables.values():
        assert all(len(row) == len(table.columns) for row in table.rows)
        assert len({column.header for column in table.columns}) == len(table.columns)
        assert all(column.meaning.zh and column.meaning.en for column in table.columns)
