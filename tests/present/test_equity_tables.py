from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from planner.analyse.equity import equity
from planner.domain.result import RunResult
from planner.domain.score import FOCUS
from planner.present.columns import Cell, Table
from planner.present.equity_tables import equity_tables
from tests.present.fixture import result

RESULT = result()


def tables_of(run: RunResult) -> dict[str, Table]:
    return {table.id: table for table in equity_tables(run)}


def row(table: Table, name: str) -> list[Cell]:
    return next(list(row[3:5]) for row in table.rows if row[0] == name)


def test_figures_are_of_typical_times_to_the_focus() -> None:
    table = tables_of(RESULT)["equity"]
    people = RESULT.after.world.residents.people
    time_s = RESULT.after.typical[FOCUS].time_s
    known = ~np.isnan(time_s)
    assert row(table, "计入的人口")[1] == pytest.approx(100 * people[known].sum() / people.sum())
    card = RESULT.scorecard.focus
    assert row(table, "平均时间") == pytest.approx(
        [card.before.mean_s / 60, card.after.mean_s / 60]
    )
    assert row(table, "基尼系数") == pytest.approx([card.before.gini, card.after.gini])
    mean, level, cost = (
        np.array(row(table, name)) for name in ("平均时间", "公平等值时间", "不公平的代价")
    )
    assert (cost >= 0).all()
    np.testing.assert_allclose(level - mean, cost)


def test_two_units_by_hand() -> None:
    # unit 0: 10 and 20 min, unit 1: 30 and 60 min, one person each; later all take 20
    before, people = np.array([600.0, 1200, 1800, 3600]), np.ones(4)
    unit = np.array([0, 0, 1, 1], dtype=np.int32)
    found = equity(before, np.full(4, 1200.0), people, unit)
    run = replace(RESULT, scorecard=replace(RESULT.scorecard, equity=found))
    tables = tables_of(run)
    assert row(tables["equity"], "平均时间") == [30.0, 20.0]
    assert row(tables["equity"], "基尼系数") == pytest.approx(
        [(10 + 20 + 50 + 10 + 40 + 30) / 480, 0]
    )
    assert row(tables["equity"], "公平等值时间")[1] == pytest.approx(20.0)
    units = tables["equity_units"].rows[:2]
    assert [line[3] for line in units] == [15.0, 45.0]
    assert [line[5] for line in units] == [50.0, 50.0]
    assert [line[7] for line in units] == pytest.approx([25.0, 75.0])
    assert units[0][9] == pytest.approx((np.log(2 / 3) * 2 / 3 + np.log(4 / 3) * 4 / 3) / 2)


def test_nobody_who_gets_there_is_no_figure() -> None:
    nobody = np.full(3, np.nan)
    found = equity(nobody, nobody, np.ones(3), np.zeros(3, dtype=np.int32))
    run = replace(RESULT, scorecard=replace(RESULT.scorecard, equity=found))
    table = tables_of(run)["equity"]
    assert row(table, "计入的人口") == [0.0, 0.0]
    assert row(table, "泰尔指数") == [None, None]
