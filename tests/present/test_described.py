from __future__ import annotations

from pathlib import Path

import pytest
from rich.console import Console

from planner.domain.world import World
from planner.present.columns import Table
from planner.present.described import (
    Wanted,
    rows_json,
    services_tables,
    shown_table,
    sites_tables,
    units_table,
)
from planner.suggest import starting_world
from planner.text import display_width
from tests.small_study import SmallStudy

ROOT = Path(__file__).parents[2]
EVERY = Wanted()


@pytest.fixture
def world(small: SmallStudy) -> World:
    return starting_world(small.folder, None)[0]


def printed(table: Table) -> list[str]:
    console = Console(width=80, markup=False, highlight=False, emoji=False)
    with console.capture() as capture:
        console.print(shown_table(table))
    return [line.rstrip() for line in capture.get().splitlines()]


def test_services_have_groups_channels_and_figures(world: World) -> None:
    groups, services = services_tables(world, EVERY)
    assert [(row[0], row[3]) for row in groups.rows] == [
        ("high_frequency", 3), ("station", 2), ("post", 1), ("everything", 8),
    ]  # fmt: skip
    row = rows_json(services)[services_row(services, "exit_permit")]
    assert row["groups"] == "high_frequency everything"
    assert (row["per_1000"], row["trips"], row["minutes"], row["sites"]) == (40, 2.5, 15, 1)
    assert services.rows[services_row(services, "offshore")][-1] == 0  # nobody handles it


def services_row(table: Table, service: str) -> int:
    return [row[0] for row in table.rows].index(service)


def test_rows_can_be_chosen_by_group_and_text(world: World) -> None:
    def ids(wanted: Wanted) -> list[object]:
        return [row[0] for row in services_tables(world, wanted)[1].rows]

    assert ids(Wanted(of="station")) == ["id_card", "residence"]
    assert ids(Wanted(find="LICENCE")) == ["driving_licence"]
    assert ids(Wanted(of="station", find="身份")) == ["id_card"]
    assert ids(Wanted(of="nothing")) == []


def test_sites_have_kinds_units_and_places(world: World) -> None:
    kinds, sites = sites_tables(world, EVERY)
    assert [(row[0], row[4], row[5]) for row in kinds.rows] == [
        ("hall", 1, 4), ("police_station", 3, 2), ("post_office", 2, 1),
    ]  # fmt: skip
    east = sites_tables(world, Wanted(of="E"))[1]
    assert [row[0] for row in east.rows] == ["ps-middle", "ps-east", "post-east", "post-north"]
    assert {row[4] for row in east.rows} == {"E"}
    assert [row[0] for row in sites_tables(world, Wanted(of="东区"))[1].rows] == [
        row[0] for row in east.rows
    ]
    assert rows_json(sites)[0]["channels"] == "counter"


def test_units_add_up(world: World) -> None:
    table = units_table(world, EVERY)
    assert sum(int(row[3] or 0) for row in table.rows) == 13
    assert sum(float(row[4] or 0) for row in table.rows) == 5000
    assert sum(int(row[5] or 0) for row in table.rows) == 6


@pytest.mark.parametrize("study", ["ordos", "wuhan"])
def test_tables_fit_80_columns(study: str) -> None:
    world = starting_world(ROOT / "data" / study, None)[0]
    for table in (
        *services_tables(world, EVERY), *sites_tables(world, EVERY), units_table(world, EVERY),
    ):  # fmt: skip
        lines = printed(table)
        assert len(lines) > len(table.rows)
        assert [line for line in lines if display_width(line) > 80] == []
