"""How far candidates are that take a service at a time, or at any time, with and without mail."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from planner.analyse.providers import NO_CLASS, ClassBook, ProviderClasses
from planner.analyse.timetable import Timetable
from planner.choosing.ways import Ways
from planner.domain.arrays import IntArray, LongArray
from planner.domain.travel import UNREACHABLE
from planner.domain.world import World

NO_TIMES: Final = -1


@dataclass(frozen=True)
class CandidateTimes:
    """Times from residents to candidates, and which of them hold for a type of services when.

    Types are those of `ServiceTypes`; NO_TIMES where no candidate takes them.

    time_ms     int32 (n_times, n_residents, n_candidates), UNREACHABLE where it cannot serve
    type_of     int32 (n_services,)
    now         int32 (n_slices, n_types)  open or booked in a slice
    now_mail    int32 (n_slices, n_types)  the same, at desks that mail the result
    later       int32 (n_types,)           at any time, the best state of the roads
    later_mail  int32 (n_types,)
    """

    time_ms: IntArray
    type_of: IntArray
    now: IntArray
    now_mail: IntArray
    later: IntArray
    later_mail: IntArray

    @classmethod
    def of(
        cls, every: World, candidates: LongArray, timetable: Timetable, ways: Ways
    ) -> CandidateTimes:
        """Return the times to candidates; `timetable` is that of the world with all of them."""
        book, slices, states = ClassBook(every), timetable.slices, timetable.state
        mails, used = every.sites.desks.mails, np.unique(states).tolist()
        by_slice = list(zip(slices.bookable, states.tolist(), strict=True))
        by_state = [(slices.bookable[states == one].any(axis=0), one) for one in used]
        moments = [
            [book.ask(desks & mailing, state) for desks, state in of]
            for of in (by_slice, by_state)
            for mailing in (np.ones_like(mails), mails)
        ]
        classes = book.classes()
        numbers, time_ms = _times(every, candidates, classes, timetable, ways)
        now, now_mail, later, later_mail = (
            np.where(classes.class_of[rows] == NO_CLASS, NO_TIMES, numbers[classes.class_of[rows]])
            for rows in moments
        )
        kept = list(time_ms)
        any_time = [_best(kept, column) for column in later.T]
        any_mail = [_best(kept, column) for column in later_mail.T]
        return cls(
            np.array(kept, dtype=np.int32).reshape(-1, len(every.residents), len(candidates)),
            classes.types.type_of,
            now,
            now_mail,
            np.array(any_time, dtype=np.int32),
            np.array(any_mail, dtype=np.int32),
        )


def _times(
    every: World,
    candidates: LongArray,
    classes: ProviderClasses,
    timetable: Timetable,
    ways: Ways,
) -> tuple[IntArray, list[IntArray]]:
    """Return the number of each class's times, and the times; alike for the candidates is one."""
    numbers = np.full(len(classes), NO_TIMES, dtype=np.int32)
    found: dict[tuple[int, int, bytes], int] = {}
    times: list[IntArray] = []
    to_all = ways.to_sites(every)
    to_candidates = replace(
        to_all, columns=to_all.columns[candidates], egress_ms=to_all.egress_ms[candidates]
    )
    for number in range(len(classes)):
        can = classes.can[number, candidates]
        if can.any():
            key = int(classes.rule[number]), int(classes.state[number]), can.tobytes()
            numbers[number] = found.setdefault(key, len(found))
    shape = len(every.residents), len(candidates)
    times = [np.full(shape, UNREACHABLE, dtype=np.int32) for _ in found]
    for state in np.unique(classes.state).tolist():
        values = to_candidates.matrix(timetable.roads[state]).time_ms
        for block in classes.blocks(every, state):
            members = np.arange(shape[0]) if block.residents is None else block.residents
            for number, providers in zip(
                numbers[block.classes].tolist(), block.providers, strict=True
            ):
                if number != NO_TIMES:
                    cells = np.ix_(members, np.flatnonzero(providers[candidates]))
                    times[number][cells] = values[cells]
    return numbers, times


def _best(times: list[IntArray], column: IntArray) -> int:
    """Return the number of the least of several times, which is added where there are several."""
    several = np.unique(column[column != NO_TIMES]).tolist()
    if len(several) <= 1:
        return int(several[0]) if several else NO_TIMES
    times.append(np.minimum.reduce([times[number] for number in several]))
    return len(times) - 1
