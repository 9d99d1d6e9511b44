"""The columns of a catalogue that may be missing: mail, web, channels, queues."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from planner.domain.arrays import BoolArray, FloatArray, IntArray
from planner.domain.channels import N_CHANNELS, Channel
from planner.domain.visits import Visits
from planner.errors import Issue
from planner.sources.faults import Faults
from planner.sources.layers import TextArray
from planner.sources.numbers import read_numbers
from planner.sources.tables import Table, normal
from planner.text import Text

_YES: Final = frozenset({"true", "yes", "1", "是", "能", "可", "√"})
_NO: Final = frozenset({"false", "no", "0", "否", "不能", "不可", "×", ""})
_OF_SITES: Final = (Channel.SELF_SERVICE, Channel.POSTAL, Channel.VIDEO)
_ELSEWHERE: Final = (Channel.DOORSTEP, Channel.ONLINE)


@dataclass(frozen=True)
class CatalogueCells:
    """Reads optional columns; faults are added, and then the values do not matter."""

    table: Table
    names: Mapping[str, str]
    found: Mapping[str, TextArray]
    faults: Faults

    def visits(self, visits: FloatArray) -> Visits:
        """Return how often a case makes people travel; without mail to the door as yet."""
        n, none = len(self.table), np.zeros(len(self.table))
        online = self.numbers("online_share")
        for row in np.flatnonzero(online > 1).tolist():
            message = Text(zh=f"{online[row]:g} 大于 1", en=f"{online[row]:g} is above 1")
            remedy = Text(
                zh="比例写成 0 到 1 的小数，如 0.3", en="write a share from 0 to 1, e.g. 0.3"
            )
            place = self.table.at(row, self.names["online_share"])
            self.faults.add_row(Issue("not_a_share", message, remedy, place))
        return Visits(
            visits=np.maximum(np.nan_to_num(visits), 0.0),
            collection=self.flags("collection", absent=False),
            missing_papers=np.maximum(self.numbers("missing_papers"), 0.0),
            mailed_back=none,
            mailed_both=none.copy(),
            online=np.clip(online, 0, 1),
            errands_per_trip=np.ones(n),
            mail_fee_yuan=none.copy(),
        )

    def carried(self) -> BoolArray:
        """Return which channels can carry each service, bool (n, N_CHANNELS)."""
        carried = np.zeros((len(self.table), N_CHANNELS), dtype=bool)
        carried[:, Channel.COUNTER] = True
        for channel in _OF_SITES:
            carried[:, channel] = self.flags(channel.word, absent=True)
        for channel in _ELSEWHERE:
            carried[:, channel] = self.flags(channel.word, absent=False)
        return carried

    def queues(self) -> tuple[IntArray, tuple[str, ...]]:
        """Return the queue of each service and the names of the queues."""
        cells = self.found.get("queue", np.full(len(self.table), "", dtype=object))
        numbers: dict[str, int] = {}
        queue = [numbers.setdefault(cell, len(numbers)) for cell in cells]
        return np.array(queue, dtype=np.int32), tuple(numbers) or ("",)

    def numbers(self, name: str) -> FloatArray:
        """Return a column of numbers of at least 0, 0 where blank or missing, (n,)."""
        if name not in self.found:
            return np.zeros(len(self.table))
        values = not_below_zero(self.table, self.names[name], self.found[name], self.faults)
        return np.asarray(np.nan_to_num(values))

    def flags(self, name: str, *, absent: bool) -> BoolArray:
        """Return a column of yes and no, bool (n,); `absent` where there is no such column."""
        if name not in self.found:
            return np.full(len(self.table), absent)
        chosen = np.zeros(len(self.table), dtype=bool)
        for row, cell in enumerate(self.found[name]):
            word = normal(cell).casefold()
            chosen[row] = word in _YES
            if word not in _YES and word not in _NO:
                message = Text(zh=f"“{cell}”看不出是还是否", en=f"`{cell}` is neither yes nor no")
                remedy = Text(zh="请写 true 或 false", en="write true or false")
                place = self.table.at(row, self.names[name])
                self.faults.add_row(Issue("not_yes_or_no", message, remedy, place))
        return chosen


def not_below_zero(
    table: Table, column: str, cells: TextArray, faults: Faults, *, required: bool = False
) -> FloatArray:
    """Return a column of numbers of at least 0, NaN where blank; `required`: blank is a fault."""
    values = read_numbers(table, column, cells, faults, required=required)
    for row in np.flatnonzero(values < 0).tolist():
        message = Text(zh=f"{values[row]:g} 小于 0", en=f"{values[row]:g} is below 0")
        remedy = Text(zh="请改正", en="correct it")
        faults.add_row(Issue("negative_number", message, remedy, table.at(row, column)))
    return values
