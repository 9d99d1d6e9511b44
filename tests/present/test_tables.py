from __future__ import annotations

import numpy as np
import pytest

from planner.present.columns import Table
from planner.present.nearest import people_served
from planner.present.tables import column_table, tables
from tests.present.fixture import result

RESULT = result()
TABLES = {table.id: table for table in tables(RESULT)}


def column(table: Table, header: str) -> list[object]:
    index = [c.header for c in table.columns].index(header)
    return [row[index] for row in table.rows]


@pytest.mark.parametrize(
    "table", [*TABLES.values(), column_table(TABLES.values())], ids=lambda t: t.id
)
def test_rows_fit_their_columns_and_everything_is_explained(table: Table) -> None:
    assert all(len(row) == len(table.columns) for row in table.rows)
    assert len({c.header for c in table.columns}) == len(table.columns)
    assert all(c.meaning.zh and c.meaning.en for c in table.columns)
    assert not any(isinstance(cell, float) and np.isnan(cell) for row in table.rows for cell in row)


def test_all_tables_are_there() -> None:
    assert list(TABLES) == ["key_figures", "units", "service_groups", "standards", "gains",
                            "worst", "sites", "equity", "equity_units", "periods",
                            "whole_cases", "desks", "money", "left_out"]  # fmt: skip


def test_key_figures_repeat_the_scorecard() -> None:
    table = TABLES["key_figures"]
    focus = RESULT.scorecard.focus
    assert table.rows[0][5] == pytest.approx(100 * focus.before.share_within)
    assert table.rows[0][6] == pytest.approx(100 * focus.after.share_within)
    assert table.rows[4][7] == pytest.approx(focus.after.person_h - focus.before.person_h)


def test_units_list_every_unit() -> None:
    assert column(TABLES["units"], "编号 Id") == ["15060", "15061", "15062"]
    people = column(TABLES["units"], "人口 People (人 people)")
    assert (
        sum(p for p in people if isinstance(p, float)) == RESULT.after.world.residents.total_people
    )


@pytest.mark.parametrize("name", ["units", "service_groups"])
def test_times_and_distances_have_mean_median_and_p90(name: str) -> None:
    card = RESULT.scorecard
    rows = card.by_unit if name == "units" else (card.focus, card.all_services, card.by_group[1])
    before, after = [row.before for row in rows], [row.after for row in rows]
    for header, figures in (
        ("实施后中位时间 Median time, with measures (分钟 min)", [s.median_s / 60 for s in after]),
        ("实施后九成时间 P90 time, with measures (分钟 min)", [s.p90_s / 60 for s in after]),
        ("现状中位里程 Median distance, today (km)", [s.median_m / 1000 for s in before]),
        ("实施后中位里程 Median distance, with measures (km)", [s.median_m / 1000 for s in after]),
        ("现状九成里程 P90 distance, today (km)", [s.p90_m / 1000 for s in before]),
        ("实施后九成里程 P90 distance, with measures (km)", [s.p90_m / 1000 for s in after]),
    ):
        assert column(TABLES[name], header) == figures


def test_sites_tell_what_changed_and_whom_they_serve() -> None:
    table = TABLES["sites"]
    assert column(table, "本方案变动 Changed").count("是 yes") == 6
    handled = column(table, "现状可办事项 Services handled, today (项 services)")
    assert handled[-1] is None  # the site that opens
    served = column(table, "实施后就近服务人口 People served nearest, with measures (人 people)")
    focus = RESULT.scorecard.focus.after
    total = sum(s for s in served if isinstance(s, float))
    assert total == pytest.approx(focus.people - focus.people_out_of_reach)


def test_people_served_by_plain_count() -> None:
    outcome = RESULT.after
    rows = {int(outcome.access.set_of_service[s]) for s in np.flatnonzero(RESULT.focus_services)}
    assert len(rows) == 1  # the focus has one provider set, so whole people are counted
    site = outcome.access.site[rows.pop()]
    served = people_served(outcome, RESULT.focus_services)
    for index in range(len(outcome.world.sites)):
        expected = sum(
            float(p)
            for p, s in zip(outcome.world.residents.people, site, strict=True)
            if s == index
        )
        assert served[index] == pytest.approx(expected)


def test_a_resident_split_over_two_providers_counts_once() -> None:
    outcome = RESULT.before
    everything = np.ones(len(outcome.world.services), dtype=bool)
    served = people_served(outcome, everything)
    summary = RESULT.scorecard.all_services.before
    assert served.sum() == pytest.approx(summary.people - summary.people_out_of_reach)
