from __future__ import annotations

from datetime import date

import pytest

from planner.sources.dates import read_day


@pytest.mark.parametrize(
    "cell",
    [
        "2026-03-04", "2026-3-4", "2026/3/4", "2026.03.04", "20260304", "2026年3月4日",
        "２０２６年３月４日", "2026-03-04 09:30", "2026-03-04T09:30:00", "2026-03-04 00:00:00",
    ],
)  # fmt: skip
def test_days_that_cannot_be_misread(cell: str) -> None:
    assert read_day(cell) == date(2026, 3, 4)


@pytest.mark.parametrize(
    "cell", ["", "3/4/2026", "04.03.2026", "2026-3/4", "26-03-04", "2026-02-30", "46085"]
)
def test_what_may_be_misread_is_refused(cell: str) -> None:
    with pytest.raises(ValueError, match=r"day|month"):
        read_day(cell)
