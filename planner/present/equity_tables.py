"""Tables of how unequally times are spread over people and units."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from planner.domain.equity import EquityFigures, Theil
from planner.domain.result import RunResult
from planner.domain.score import OUTSIDE_UNITS
from planner.present.columns import (
    CODE,
    FIGURE,
    FIGURE_EN,
    MEASURED_IN,
    MINUTES,
    NAME_EN,
    NAME_ZH,
    NO_UNIT,
    PERCENT,
    STAGES,
    Cell,
    Column,
    Table,
    number,
    staged,
    words,
)
from planner.text import Text
from planner.units import S_PER_MIN

_FIGURES: Final = (
    (Text("计入的人口", "People counted"), "%",
     Text("到得了的居民占全部居民", "of all residents, those who get there")),
    (Text("平均时间", "Mean time"), "分钟 min", Text("单程", "one way")),
    (Text("基尼系数", "Gini"), "", Text("0 为人人相同", "0 if all take as long")),
    (Text("泰尔指数", "Theil"), "", Text("0 为人人相同", "0 if all take as long")),
    (Text("其中：辖区之间", "of this, between units"), "%",
     Text("人人都取本辖区平均时仍有的部分", "what would remain if all had their unit's mean")),
    (Text("公平等值时间", "Equally distributed equivalent"), "分钟 min",
     Text("人人相同时同样好的时间（Kolm–Pollak，ε = −1，以现状定尺度）",
          "as good if all had it (Kolm–Pollak, ε = −1, scaled by today)")),
    (Text("不公平的代价", "Cost of inequality"), "分钟 min",
     Text("公平等值时间减平均时间", "that less the mean time")),
)  # fmt: skip


def equity_tables(result: RunResult) -> Iterator[Table]:
    """Yield the figures of the focus, and what each unit has to do with them."""
    equity = result.scorecard.equity
    pairs = zip(_values(equity.before), _values(equity.after), strict=True)
    columns = (
        FIGURE, FIGURE_EN, MEASURED_IN,
        *(Column(stage, NO_UNIT, Text("本方案事项的单程时间", "of times to these services"), 4)
          for stage in STAGES),
        words("含义", "Meaning", "说明", "what it says"),
    )  # fmt: skip
    rows = tuple(
        (name.zh, name.en, unit, number(old), number(new), str(meaning))
        for (name, unit, meaning), (old, new) in zip(_FIGURES, pairs, strict=True)
    )
    yield Table("equity", Text("公平", "Equity"), columns, rows)
    yield _units(result)


def _values(found: EquityFigures) -> tuple[float, ...]:
    theil = found.theil
    between = 100 * theil.between / theil.total if theil.total else float("nan")
    return (
        100 * found.share_counted, found.mean_s / S_PER_MIN, found.gini, theil.total, between,
        found.kolm_pollak_s / S_PER_MIN, (found.kolm_pollak_s - found.mean_s) / S_PER_MIN,
    )  # fmt: skip


def _units(result: RunResult) -> Table:
    units = result.after.world.units
    figures = (
        (Text("平均时间", "Mean time"), MINUTES,
         Text("单程，只计到得了的居民", "one way, of residents who get there"), 1),
        (Text("人口占比", "Share of people"), PERCENT,
         Text("占全部计入的居民", "of all residents counted"), 1),
        (Text("时间占比", "Share of time"), PERCENT,
         Text("占全部居民时间之和", "of all residents' times"), 1),
        (Text("内部泰尔指数", "Theil within"), NO_UNIT,
         Text("本辖区内部的差距", "differences inside the unit"), 4),
    )  # fmt: skip
    columns = (
        CODE, NAME_ZH, NAME_EN,
        *(Column(staged(name, stage), unit, meaning, digits)
          for name, unit, meaning, digits in figures for stage in STAGES),
    )  # fmt: skip
    equity = result.scorecard.equity
    rows = []
    for index in [*range(len(units)), -1]:
        old, new = _of_unit(equity.before.theil, index), _of_unit(equity.after.theil, index)
        if index < 0 and old[0] is None and new[0] is None:
            continue
        code, name = ("", OUTSIDE_UNITS) if index < 0 else (
            units.items[index].code, units.items[index].name)  # fmt: skip
        cells = (cell for pair in zip(old, new, strict=True) for cell in pair)
        rows.append((code, name.zh, name.en, *cells))
    return Table("equity_units", Text("公平：各辖区", "Equity by unit"), columns, tuple(rows))


def _of_unit(theil: Theil, index: int) -> tuple[Cell, ...]:
    found = np.flatnonzero(theil.units == index)
    if not len(found):
        return (None,) * 4
    at = int(found[0])
    return (
        number(float(theil.mean[at]) / S_PER_MIN), number(100 * float(theil.people_share[at])),
        number(100 * float(theil.quantity_share[at])), number(float(theil.unit_theil[at])),
    )  # fmt: skip
