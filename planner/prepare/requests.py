"""Request logs from tables: place, theme, handler, and the days each state was reached."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import Final, NamedTuple

import numpy as np

from planner.domain.area import Units
from planner.domain.arrays import IntArray
from planner.domain.record import LeftOut
from planner.domain.requests import DayArray, Requests, RequestState, out_of_order
from planner.errors import DataError, Issue, Where, suggestion
from planner.prepare.points import Points, TableSpec, read_points
from planner.sources.dates import read_day
from planner.sources.faults import Faults, WhereKey
from planner.text import Text

DATE_COLUMNS: Final = tuple(state.name.lower() for state in RequestState)
"""Our names of the columns with the day of each state: assigned, taken, fed_back, ..."""
COLUMNS: Final = ("id", "lon", "lat", "unit", "theme", "source", "handler", "state", *DATE_COLUMNS)
"""Every column that a request log may have, by our names."""
_WORDS: Final[Mapping[str, RequestState]] = MappingProxyType(
    {
        **{state.label.zh: state for state in RequestState},
        **{f"已{state.label.zh}": state for state in RequestState},
        **{state.label.en: state for state in RequestState},
        **{state.name.lower(): state for state in RequestState},
        "办结": RequestState.ANSWERED, "已办结": RequestState.ANSWERED,
        "closed": RequestState.ANSWERED,
    }
)  # fmt: skip


class ReadRequests(NamedTuple):
    """What `read_requests` found."""

    requests: Requests
    left_out: tuple[LeftOut, ...]
    warnings: tuple[Issue, ...]


def read_requests(
    specs: Sequence[TableSpec],
    units: Units,
    where: WhereKey,
    until: date | None = None,
    staff: Mapping[str, tuple[float, Where]] = MappingProxyType({}),
) -> ReadRequests:
    """Read all tables of the request log; their columns are COLUMNS, `theme` must be there.

    A place is coordinates, a unit (its code or its name in either language), both or neither: a
    unit that is not written is the one around the coordinates. A state that is not written is the
    last with a day; states are written in Chinese or English. `until` is the day on which the log
    was drawn, the last day in it if not given. `staff` says how many people a handler has, and
    where that is written.

    Errors (DataError, all at once): those of `read_points`; unknown_unit, unknown_state, no_state,
    not_a_day, days_out_of_order, day_beyond_state, day_after_log, no_day_at_all (no `until` and no
    day in the log), duplicate_id, unknown_handler.
    Left out of some figures and listed: request_without_coordinates (of those about places),
    request_without_unit (about units), request_without_day (about time).
    Warnings: repeated_row (kept once).
    """
    faults = Faults()
    optional = [replace(s, columns={**dict.fromkeys(COLUMNS), **s.columns}) for s in specs]
    points = read_points(
        "requests", optional, ("theme",), units, where=where, faults=faults, places_required=False
    )
    named = _units(points, units, faults)
    reached = _days(points, faults)
    state = _states(points, reached, faults)
    last = _last_day(reached, until, faults, where)
    _judge_days(points, state, reached, last, faults)
    words = {name: points.cells(name) for name in ("theme", "source", "handler")}
    _judge_handlers(staff, tuple(dict.fromkeys(filter(None, words["handler"]))), faults)
    place = np.nan_to_num(np.column_stack([points.lon, points.lat]), nan=999.0)
    content = zip(
        place.tolist(), named.tolist(), *words.values(), state.tolist(), reached.tolist(),
        strict=True,
    )  # fmt: skip
    again = points.repeated(list(content), faults, judged=np.ones(len(points), dtype=bool))
    warnings = points.warnings + faults.raise_errors(DataError)
    rows = np.flatnonzero(~again).astype(np.int32)
    indexed = {name: _index(cells[rows]) for name, cells in words.items()}
    lon, lat, unit = points.lon[rows], points.lat[rows], named[rows].astype(np.int32)
    missing = (unit == -1) & points.located[rows]
    unit[missing] = units.locate(lon[missing], lat[missing])
    handlers = indexed["handler"][1]
    requests = Requests(
        ids=tuple(points.ids[row] for row in rows),
        lon=lon,
        lat=lat,
        unit=unit,
        theme=indexed["theme"][0],
        source=indexed["source"][0],
        handler=indexed["handler"][0],
        state=state[rows].astype(np.uint8),
        reached=reached[rows],
        themes=indexed["theme"][1],
        sources=indexed["source"][1],
        handlers=handlers,
        until=last,
        staff=np.array([staff[word][0] if word in staff else np.nan for word in handlers]),
    )
    return ReadRequests(requests, _left_out(points, rows, requests), warnings)


def _units(points: Points, units: Units, faults: Faults) -> IntArray:
    """Return the unit that each row names, int32 (n,), -1 where it names none."""
    known: dict[str, int] = {}
    for index, unit in enumerate(units.items):
        for word in (unit.code, unit.name.zh, unit.name.en):
            known.setdefault(word, index)
    found = np.full(len(points), -1, dtype=np.int32)
    for row, cell in enumerate(points.cells("unit")):
        if cell in known:
            found[row] = known[cell]
        elif cell:
            message = Text(zh=f"没有辖区“{cell}”", en=f"there is no unit `{cell}`")
            remedy = suggestion(cell, tuple(known))
            faults.add_row(Issue("unknown_unit", message, remedy, points.at(row, "unit")))
    return found


def _days(points: Points, faults: Faults) -> DayArray:
    """Return the day of each state, datetime64[D] (n, 6), NaT where the cell is blank."""
    reached = np.full((len(points), len(RequestState)), np.datetime64("NaT"), dtype="datetime64[D]")
    for column, name in enumerate(DATE_COLUMNS):
        for row, cell in enumerate(points.cells(name)):
            if cell:
                try:
                    reached[row, column] = np.datetime64(read_day(cell))
                except ValueError:
                    message = Text(zh=f"“{cell}”不是日期", en=f"`{cell}` is not a day")
                    remedy = Text(zh="请写成 2026-03-04", en="write it like 2026-03-04")
                    faults.add_row(Issue("not_a_day", message, remedy, points.at(row, name)))
    return reached


def _states(points: Points, reached: DayArray, faults: Faults) -> IntArray:
    """Return the state of each row, int32 (n,): as written, else the last that has a day."""
    found = np.zeros(len(points), dtype=np.int32)
    for row, cell in enumerate(points.cells("state")):
        dated = np.flatnonzero(~np.isnat(reached[row]))
        if cell.casefold() in _WORDS:
            found[row] = _WORDS[cell.casefold()]
        elif cell:
            message = Text(zh=f"不认识的状态“{cell}”", en=f"unknown state `{cell}`")
            remedy = suggestion(cell, tuple(_WORDS))
            faults.add_row(Issue("unknown_state", message, remedy, points.at(row, "state")))
            found[row] = max(RequestState)
        elif len(dated):
            found[row] = dated[-1]
        else:
            message = Text(zh="既没有状态也没有日期", en="there is neither a state nor a day")
            remedy = Text(
                zh="请填写状态（如“交办”）或交办日期",
                en="write the state (e.g. `assigned`) or the day it was assigned",
            )
            faults.add_row(Issue("no_state", message, remedy, points.at(row, "state")))
    return found


def _last_day(
    reached: DayArray, until: date | None, faults: Faults, where: WhereKey
) -> np.datetime64:
    if until is not None:
        return np.datetime64(until)
    days = reached[~np.isnat(reached)]
    if len(days):
        return np.datetime64(days.max())
    message = Text(zh="诉求台账里没有任何日期", en="no request of the log has a day")
    remedy = Text(
        zh="请写明台账截至哪一天（until）", en="say on which day the log was drawn (until)"
    )
    faults.add(Issue("no_day_at_all", message, remedy, where("requests")))
    return np.datetime64("NaT")


def _judge_days(
    points: Points, state: IntArray, reached: DayArray, last: np.datetime64, faults: Faults
) -> None:
    beyond = (np.arange(len(RequestState)) > state[:, None]) & ~np.isnat(reached)
    late = np.asarray(reached > last)
    for code, mask, message, remedy in (
        (
            "day_beyond_state", beyond.any(axis=1),
            Text(zh="日期所在的环节晚于所写的状态", en="a state after the one written has a day"),
            Text(zh="请更正状态，或删去该日期", en="correct the state, or delete the day"),
        ),
        (
            "days_out_of_order", out_of_order(reached),
            Text(zh="后一环节的日期早于前一环节", en="a day is before that of an earlier state"),
            Text(zh="请核对各环节的日期", en="check the days of the states"),
        ),
        (
            "day_after_log", late.any(axis=1),
            Text(zh=f"日期晚于台账截止日 {last}", en=f"a day after the log was drawn ({last})"),
            Text(zh="请更正日期或截止日", en="correct it, or the day of the log"),
        ),
    ):  # fmt: skip
        for row in np.flatnonzero(mask).tolist():
            faults.add_row(Issue(code, message, remedy, points.at(row, "state")))


def _judge_handlers(
    staff: Mapping[str, tuple[float, Where]], handlers: Sequence[str], faults: Faults
) -> None:
    for word, (_, where) in staff.items():
        if word not in handlers:
            message = Text(zh=f"台账里没有承办单位“{word}”", en=f"no request has handler `{word}`")
            faults.add(Issue("unknown_handler", message, suggestion(word, handlers), where))


def _index(cells: Iterable[str]) -> tuple[IntArray, tuple[str, ...]]:
    """Return the position of each word, -1 where blank, and the words in order of appearance."""
    texts = list(cells)
    names = tuple(dict.fromkeys(text for text in texts if text))
    position = {name: index for index, name in enumerate(names)}
    return np.array([position.get(text, -1) for text in texts], dtype=np.int32), names


def _left_out(points: Points, rows: IntArray, requests: Requests) -> tuple[LeftOut, ...]:
    parts = (
        (
            "request_without_coordinates", ~requests.located,
            Text(zh="诉求没有坐标，不进入热点和选址", en="requests without coordinates: not in hot"
                 " spots of places nor in candidate sites"),
        ),
        (
            "request_without_unit", requests.unit == -1,
            Text(zh="诉求不在任何辖区，不进入辖区数字", en="requests in no unit: not in figures of"
                 " units"),
        ),
        (
            "request_without_day", np.isnan(requests.days),
            Text(zh="诉求缺少日期，不进入办理时长", en="requests without the days needed: not in"
                 " times to close"),
        ),
    )  # fmt: skip
    nobody = np.zeros(len(points))
    found: tuple[LeftOut, ...] = ()
    for code, mask, what in parts:
        marked = np.zeros(len(points), dtype=bool)
        marked[rows[mask]] = True
        found += points.left_out(code, what, marked, nobody, points.ids)
    return found
