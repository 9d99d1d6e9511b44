"""Days in text cells: only forms in which year, month and day cannot be exchanged are accepted."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from planner.sources.tables import normal

_DAY: Final = re.compile(
    r"(\d{4})(?:-(\d{1,2})-(\d{1,2})|/(\d{1,2})/(\d{1,2})|\.(\d{1,2})\.(\d{1,2})"
    r"|年(\d{1,2})月(\d{1,2})日|(\d{2})(\d{2}))(?:[ T]*\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?",
    re.ASCII,
)


def read_day(cell: str) -> date:
    """Return the day in a cell: 2026-03-04, 2026/3/4, 2026.3.4, 20260304 or 2026年3月4日.

    A time of day after it is left aside. Raises ValueError for everything else, also for days that
    do not exist.
    """
    found = _DAY.fullmatch(normal(cell))
    if found is None:
        raise ValueError(f"not a day: {cell}")
    year, month, day = (int(part) for part in found.groups() if part is not None)
    return date(year, month, day)
