from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from planner.domain.catchment import Crowding
from planner.domain.result import RunResult
from planner.present.columns import Cell, Table
from planner.present.year_tables import year_tables
from tests.present.busy import busy
from tests.present.fixture import result

RESULT = result()


def tables_of(run: RunResult) -> dict[str, Table]:
    return {table.id: table for table in year_tables(run)}


def row(table: Table, *start: Cell) -> tuple[Cell, ...]:
    return next(row[len(start) :] for row in table.rows if row[: len(start)] == start)


def test_periods_of_the_focus_and_of_all_services() -> None:
    table = tables_of(RESULT)["periods"]
    card = RESULT.scorecard
    assert len(table.rows) == len(card.periods) + len(card.periods_all)
    for name, periods in ((card.focus.name, card.periods),
                          (card.all_services.name, card.periods_all)):  # fmt: skip
        for period in periods:
            found = row(table, name.zh, name.en, period.name.zh)
            assert found[2] == period.after.hours
            share = period.after.share_within
            assert found[4] == (None if np.isnan(share) else pytest.approx(100 * share))


def test_a_case_is_the_sum_of_its_parts() -> None:
    table = tables_of(RESULT)["whole_cases"]
    focus = RESULT.scorecard.focus
    name = focus.name
    parts = [row(table, name.zh, name.en, label)[2:] for label in (
        "整件耗时合计", "其中：路上", "其中：请假", "其中：排队等候", "其中：窗口办理",
    )]  # fmt: skip
    assert parts[0][0] == focus.before.case_h
    for stage in (0, 1, 2):
        numbers = [float(part[stage] or 0) for part in parts]
        assert sum(numbers[1:]) == pytest.approx(numbers[0])


def test_overloaded_desks_are_listed_before_and_after() -> None:
    run = busy(RESULT)
    table = tables_of(run)["desks"]
    # site 1: two windows, 130 % in its busiest slice; half of its visits come then
    found = row(table, "P1")[2:]
    windows, visits, peak, wait, lost, hours = (found[i : i + 2] for i in range(0, 12, 2))
    assert windows == (2, 2)
    assert visits == (400.0, 400.0)
    assert peak == pytest.approx((130.0, 130.0))
    assert wait == (5.0, 5.0)
    assert lost == (200.0, 200.0)
    assert hours == (run.after.slices.hours[0],) * 2
    opened = row(table, "NEW")[2:]
    assert opened[0] is None
    assert [opened[i] for i in (2, 3)] == [None, 0.0]


def test_money_without_a_figure_says_why() -> None:
    table = tables_of(RESULT)["money"]
    assert row(table, "举措年化费用")[2:5] == (0.0, 0.0, 0.0)
    before = RESULT.scorecard.money.before.travel_yuan
    assert row(table, "现状出行费用")[2:5] == (before.value, before.low, before.high)
    as_is = tables_of(result(as_is=True))["money"]
    assert row(as_is, "每节省一小时的费用")[2:] == (None, None, None,
                                                    "没有举措 / there are no measures")  # fmt: skip


def test_crowding_is_there_where_it_was_asked_for() -> None:
    assert "crowding" not in tables_of(RESULT)
    n = len(RESULT.after.world.residents)
    found = [Crowding("e2sfca", np.full(n, mean), mean, 0.1, 0.05, 100.0, 5.0, 3, 1)
             for mean in (0.5, 0.75)]  # fmt: skip
    run = replace(
        RESULT,
        before=replace(RESULT.before, crowding=found[0]),
        after=replace(RESULT.after, crowding=found[1]),
    )
    table = tables_of(run)["crowding"]
    assert row(table, "人均可及窗口小时")[2:] == (0.5, 0.75, 0.25)


@pytest.mark.parametrize("table", list(year_tables(RESULT)), ids=lambda table: table.id)
def test_rows_fit_their_columns(table: Table) -> None:
    assert all(len(row) == len(table.columns) for row in table.rows)
    assert len({column.header for column in table.columns}) == len(table.columns)
