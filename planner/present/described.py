"""What a planner may name in a scenario: services, sites and units of a study, as tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from rich.console import Group, RenderableType
from rich.text import Text as Styled

from planner.domain.channels import Channel
from planner.domain.world import World
from planner.present.columns import (
    CODE,
    NAME_EN,
    NAME_ZH,
    NO_UNIT,
    PEOPLE,
    UNIT,
    Cell,
    Column,
    Table,
    words,
)
from planner.present.folding import fold
from planner.present.terminal_parts import DASH, WIDTH, number_columns, plain_table, section
from planner.text import Text
from planner.units import S_PER_MIN

_COUNT: Final = Text("项", "services")


@dataclass(frozen=True)
class Wanted:
    """Which rows are wanted: those of a group, kind or unit, and with a text in id or name."""

    of: str = ""
    find: str = ""

    def shows(self, belongs: Sequence[str], *texts: str) -> bool:
        """Return whether a row that belongs to these and bears these texts is wanted."""
        found = self.find.lower()
        return (not self.of or self.of in belongs) and any(found in text.lower() for text in texts)


def services_tables(world: World, wanted: Wanted) -> tuple[Table, Table]:
    """Return the groups of the catalogue, and its services with their groups and channels."""
    services = world.services
    offered = world.sites.offers.sum(axis=0)
    groups = tuple(
        (group.id, group.name.zh, group.name.en, int(group.members.sum()))
        for group in services.groups
    )
    rows: list[tuple[Cell, ...]] = []
    for index, (service, name) in enumerate(zip(services.ids, services.names, strict=True)):
        own = [group.id for group in services.groups if group.members[index]]
        if not wanted.shows(own, service, name.zh, name.en):
            continue
        channels = [Channel(c).word for c in np.flatnonzero(services.carried[index]).tolist()]
        rows.append(
            (service, name.zh, name.en, " ".join(own), " ".join(channels),
             float(services.cases_per_person[index] * 1000),
             float(services.visits.trips_per_case[index]),
             float(services.counter_s[index] / S_PER_MIN), int(offered[index]))
        )  # fmt: skip
    columns = (
        CODE, NAME_ZH, NAME_EN,
        words("事项组", "Groups", "所在的组，空格分开", "the groups that hold it, by spaces"),
        words("渠道", "Channels", "哪些渠道办得了", "channels that can carry it"),
        Column(Text("每千人件", "Per 1,000"), Text("件/年", "cases a year"),
               Text("按目录", "by the catalogue"), 2),
        Column(Text("跑动", "Trips"), Text("趟/件", "a case"),
               Text("按目录", "by the catalogue"), 2),
        Column(Text("用时", "Minutes"), Text("分钟", "min"),
               Text("每次在窗口", "of one visit at the counter"), 0),
        Column(Text("服务点", "Sites"), NO_UNIT, Text("现在办理的服务点数", "sites that handle it"),
               0),
    )  # fmt: skip
    return (
        Table("groups", Text("事项组", "Groups of services"), _GROUPS, groups),
        Table("services", Text("事项", "Services"), columns, tuple(rows)),
    )


_GROUPS: Final = (
    CODE, NAME_ZH, NAME_EN,
    Column(Text("项数", "Services"), _COUNT, Text("组内事项数", "how many it holds"), 0),
)  # fmt: skip


def sites_tables(world: World, wanted: Wanted) -> tuple[Table, Table]:
    """Return the kinds of sites, and the sites of a kind or unit."""
    sites, units = world.sites, world.units
    handled = sites.offers.sum(axis=1)
    kinds = tuple(
        (kind.id, kind.name.zh, kind.name.en, " ".join(desk.channel.word for desk in kind.desks),
         len(own), int(sites.offers[own].any(axis=0).sum()), kind.opening_yuan, kind.yearly_yuan)
        for kind in sites.kinds
        for own in (sites.of_kind(kind.id),)
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = []
    for index, (site, name) in enumerate(zip(sites.ids, sites.names, strict=True)):
        kind = sites.kinds[int(sites.kind[index])].id
        unit = units.items[int(sites.unit[index])] if sites.unit[index] >= 0 else None
        belongs = (kind, *((unit.code, unit.name.zh, unit.name.en) if unit else ()))
        if not wanted.shows(belongs, site, name.zh, name.en):
            continue
        own = sites.desks.of_sites(np.array([index]))
        channels = [Channel(channel).word for channel in sites.desks.channel[own].tolist()]
        windows = int(sites.desks.windows[own].sum())
        rows.append(
            (site, name.zh, name.en, kind, unit.code if unit else None, " ".join(channels),
             int(handled[index]), windows or None, sites.hours[index].replace("\n", " | "),
             float(sites.lon[index]), float(sites.lat[index]))
        )  # fmt: skip
    channels_column = words("渠道", "Channels", "办理渠道", "channels of its desks")
    count = Column(Text("可办", "Services"), _COUNT, Text("可办事项数", "services handled"), 0)
    kind_columns = (
        CODE, NAME_ZH, NAME_EN, channels_column,
        Column(Text("个数", "Sites"), NO_UNIT, Text("现有个数", "sites there are"), 0), count,
        Column(Text("一次性元", "Opening"), Text("元", "yuan"),
               Text("新设一处，空白为没有写", "of a new one, blank where not said"), 0),
        Column(Text("每年元", "Yearly"), Text("元", "yuan"),
               Text("每处，空白为没有写", "of each, blank where not said"), 0),
    )  # fmt: skip
    columns = (
        CODE, NAME_ZH, NAME_EN, words("类别", "Kind", "类别代号", "id of its kind"), UNIT,
        channels_column, count,
        Column(Text("窗口", "Windows"), NO_UNIT, Text("空白为未知", "blank where not known"), 0),
        words("开放时间", "Hours", "OSM 写法，空白为未知", "as OSM writes them"),
        Column(Text("经度", "Longitude"), Text("度", "degrees"), Text.same("WGS84"), 5),
        Column(Text("纬度", "Latitude"), Text("度", "degrees"), Text.same("WGS84"), 5),
    )  # fmt: skip
    return (
        Table("kinds", Text("服务点类别", "Kinds of sites"), kind_columns, kinds),
        Table("sites", Text("服务点", "Sites"), columns, tuple(rows)),
    )


def units_table(world: World, wanted: Wanted) -> Table:
    """Return the units with their places, people and sites."""
    residents, sites = world.residents, world.sites
    rows = tuple(
        (unit.code, unit.name.zh, unit.name.en, int((residents.unit == index).sum()),
         float(residents.people[residents.unit == index].sum()), int((sites.unit == index).sum()))
        for index, unit in enumerate(world.units.items)
        if wanted.shows((), unit.code, unit.name.zh, unit.name.en)
    )  # fmt: skip
    columns = (
        CODE, NAME_ZH, NAME_EN,
        Column(Text("居民点", "Places"), NO_UNIT, Text("居民点数", "places with residents"), 0),
        Column(Text("人口", "People"), PEOPLE, Text("居民点人口之和", "sum over its places"), 0),
        Column(Text("服务点", "Sites"), NO_UNIT, Text("服务点数", "sites inside"), 0),
    )  # fmt: skip
    return Table("units", Text("辖区", "Units"), columns, rows)


def rows_json(table: Table) -> list[dict[str, Cell]]:
    """Return the rows of a table by the keys of its columns, e.g. 'name_zh'."""
    keys = [column.key for column in table.columns]
    return [dict(zip(keys, row, strict=True)) for row in table.rows]


def shown_table(table: Table) -> RenderableType:
    """Return a table for 80 columns; rows with more than names and figures take several lines."""
    figures = [i for i, column in enumerate(table.columns) if column.digits is not None]
    texts = [i for i in range(3, len(table.columns)) if i not in figures]
    n = len(table.rows)
    title = Text(f"{table.title.zh}：{n}", f"{table.title.en}: {n}")
    body = _listed(table, figures, texts) if texts else _grid(table, figures)
    return section(title, body)


def _grid(table: Table, figures: Sequence[int]) -> RenderableType:
    grid = plain_table("编号\nid", "名称\nname")
    number_columns(grid, *(_label(table.columns[i], "\n") for i in figures))
    for row in table.rows:
        cells = [_figure(row[i], table.columns[i].digits or 0) for i in figures]
        grid.add_row(Styled(str(row[0])), Styled(_name(row)), *cells)
    return grid


def _listed(table: Table, figures: Sequence[int], texts: Sequence[int]) -> RenderableType:
    lines: list[RenderableType] = []
    for row in table.rows:
        lines.append(Styled(fold(f"{row[0]}  {_name(row)}", WIDTH, "  ")))
        said = [
            f"{_label(table.columns[i], ' ')} {_figure(row[i], table.columns[i].digits or 0)}"
            for i in figures
        ]
        lines.append(Styled(fold("  " + " · ".join(said), WIDTH, "  "), "dim"))
        lines += [
            Styled(fold(f"  {_label(table.columns[i], ' ')}: {row[i]}", WIDTH, "    "), "dim")
            for i in texts
            if row[i]
        ]
    return Group(*lines)


def _name(row: tuple[Cell, ...]) -> str:
    return f"{row[1]}" if row[1] == row[2] else f"{row[1]} {row[2]}"


def _label(column: Column, between: str) -> str:
    return f"{column.name.zh}{between}{column.name.en.lower()}"


def _figure(value: Cell, digits: int) -> str:
    return DASH if value is None else f"{float(value):,.{digits}f}"


def shown_measures(
    entries: Sequence[tuple[str, Text, str, Text | None]],
) -> RenderableType:
    """Return each measure: key, words, an example, and why that would change nothing, if so."""
    parts: list[RenderableType] = []
    for key, text, line, idle in entries:
        parts.append(Styled(f"\n{key}", "bold"))
        parts += [Styled(fold(f"  {said}", WIDTH, "  ")) for said in (text.zh, text.en)]
        parts.append(Styled(fold(f"  {line}", WIDTH, "      "), "dim"))
        if idle is not None:
            parts += [Styled(fold(f"  ! {said}", WIDTH, "    ")) for said in (idle.zh, idle.en)]
    title = Text(f"{len(entries)} 种举措", f"{len(entries)} measures")
    return section(title, Group(*parts))
