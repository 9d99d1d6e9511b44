"""Small request logs for tests."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from planner.domain.requests import Requests, RequestState

START = np.datetime64("2026-01-01")


def log(
    states: Sequence[int],
    *,
    assigned: Sequence[int | None] | None = None,
    answered: Sequence[int | None] | None = None,
    until: int = 100,
    handler: Sequence[int] | None = None,
    theme: Sequence[int] | None = None,
    unit: Sequence[int] | None = None,
    place: Sequence[tuple[float, float]] | None = None,
) -> Requests:
    """Return a log; days count from START, None is an unknown one."""
    n = len(states)
    reached = np.full((n, 6), np.datetime64("NaT"), dtype="datetime64[D]")
    for column, days in ((RequestState.ASSIGNED, assigned), (RequestState.ANSWERED, answered)):
        for row, day in enumerate(days or ()):
            if day is not None:
                reached[row, column] = START + day
    indices = {
        name: np.array(given if given is not None else [-1] * n, dtype=np.int32)
        for name, given in (("handler", handler), ("theme", theme), ("unit", unit))
    }
    lon, lat = (
        np.array([point[axis] for point in place]) if place is not None else np.full(n, np.nan)
        for axis in (0, 1)
    )
    return Requests(
        ids=tuple(f"r{row}" for row in range(n)),
        lon=lon,
        lat=lat,
        unit=indices["unit"],
        theme=indices["theme"],
        source=np.full(n, -1, dtype=np.int32),
        handler=indices["handler"],
        state=np.array(states, dtype=np.uint8),
        reached=reached,
        themes=("counters", "hours"),
        sources=(),
        handlers=("north", "south"),
        until=START + until,
    )
