"""What terminal reports are made of: sections, tables without borders, figures as text."""

from __future__ import annotations

import math
from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text as Styled

from planner.domain.record import LeftOut
from planner.present.folding import fold
from planner.text import Text

WIDTH = 80
DASH = "–"
UNCHANGED = "="
HARDLY_CHANGED = "≈0"


def left_out_list(left_out: Sequence[LeftOut]) -> RenderableType:
    """Return what could not take part: how many, how many people, what, and a few of them."""
    table = plain_table()
    number_columns(table, "个数\ncount", "人口\npeople")
    table.add_column("内容\nwhat")
    for entry in left_out:
        words = Styled(f"{fold(entry.what.zh, 60)}\n{fold(entry.what.en, 60)}")
        if entry.people and entry.examples:
            words.append("\n" + fold(f"如 e.g. {'、'.join(entry.examples[:3])}", 60), "dim")
        table.add_row(number(entry.count, 0), number(entry.people, 0) if entry.people else DASH,
                      words)  # fmt: skip
    return section(Text("未参与计算", "Left out"), table)


def section(title: Text, body: RenderableType) -> Group:
    """Return a part of a report under its title."""
    heading = title.zh if title.zh == title.en else f"{title.zh}  {title.en}"
    return Group(Styled("\n" + fold(heading, WIDTH), "bold"), body)


def plain_table(*headers: str) -> Table:
    """Return an empty table without borders: box drawing misaligns with Chinese fonts."""
    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
    for header in headers:
        table.add_column(header, overflow="fold")
    return table


def number_columns(table: Table, *headers: str) -> None:
    """Add columns of figures, which are never broken."""
    for header in headers:
        table.add_column(header, justify="right", no_wrap=True)


def number(value: float, digits: int) -> str:
    """Return a figure with thousands separators, a dash where there is none."""
    return DASH if math.isnan(value) else f"{round(value, digits) + 0.0:,.{digits}f}"


def name_of(name: Text) -> Styled:
    """Return a name in both languages on one line, as plain text."""
    return Styled(name.zh if name.zh == name.en else f"{name.zh} {name.en}")


def change(before: float, after: float, digits: int) -> str:
    """Return the difference of the figures as shown, so that readers can check it."""
    if math.isnan(after - before):
        return DASH
    shown = round(round(after, digits) - round(before, digits), digits)
    if shown:
        return f"{shown:+,.{digits}f}"
    return UNCHANGED if math.isclose(before, after, rel_tol=1e-9) else HARDLY_CHANGED
