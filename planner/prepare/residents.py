"""Residents from tables: who lives where, in which unit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np

from planner.domain.area import Units
from planner.domain.arrays import BoolArray, FloatArray, IntArray
from planner.domain.record import LeftOut
from planner.domain.residents import Residents
from planner.errors import DataError, Issue, Severity, Where
from planner.prepare.points import Points, TableSpec, outside_units, read_points
from planner.sources.faults import Faults, WhereKey
from planner.sources.numbers import blanks
from planner.text import Text, are, counted

_MOST_PEOPLE: Final = 10_000_000
"""More than this in one place is no place: a town has thousands, a city district millions."""

_SUMMARY_WORDS: Final = frozenset({"合计", "总计", "小计", "total", "sum"})


class ReadResidents(NamedTuple):
    """What `read_residents` found; `table` int32 (n,) is the number of each resident's table."""

    residents: Residents
    left_out: tuple[LeftOut, ...]
    warnings: tuple[Issue, ...]
    table: IntArray


def read_residents(specs: Sequence[TableSpec], units: Units, where: WhereKey) -> ReadResidents:
    """Read all tables of residents; columns: people, lon, lat (not for layers), id, name.

    `where` gives places in the study file, e.g. where('residents[0].columns.people').

    Errors (DataError, all at once): those of `read_points`; negative_people; too_many_people;
    not_a_number; mostly_no_people (more than half of a table blank); duplicate_id; no_residents.
    Left out and listed: summary_rows (totals of other rows), no_coordinates, zero_coordinates,
    no_people, zero_people.
    Warnings: repeated_row (kept once), repeated_place (kept: no ids tell),
    residents_outside_units.
    """
    faults = Faults()
    points = read_points("residents", specs, ("people",), units, where=where, faults=faults)
    people = points.numbers("people", faults)
    summary = _summaries(points)
    for row in np.flatnonzero(~summary & (people < 0)).tolist():
        faults.add_row(_negative(points, row, people[row]))
    for row in np.flatnonzero(~summary & (people > _MOST_PEOPLE)).tolist():
        faults.add_row(_too_many(points, row, people[row]))
    _mostly_blank(points, faults)
    names = [name or points.ids[row] for row, name in enumerate(points.cells("name"))]
    areas = points.cells("area")
    # NaN would not equal itself; -1 stands for blank, negative numbers being errors anyway.
    told = np.nan_to_num(people, nan=-1.0).tolist()
    content = zip(points.lon.tolist(), points.lat.tolist(), told, names, strict=True)
    again = points.repeated(list(content), faults, judged=points.located & ~summary)
    blank = np.isnan(people)
    keep = points.located & ~blank & (people != 0) & ~again & ~summary
    rows = np.flatnonzero(keep).astype(np.int32)
    if len(rows) == 0 and not faults.has_errors:
        faults.add(_nobody(where))
    _repeated_places(points, people, names, rows, faults)
    warnings = points.warnings + faults.raise_errors(DataError)
    lon, lat = points.lon[rows], points.lat[rows]
    residents = Residents(
        ids=tuple(points.ids[row] for row in rows),
        names=tuple(names[row] for row in rows),
        lon=lon,
        lat=lat,
        people=people[rows],
        unit=units.locate(lon, lat),
        area=tuple(areas[row] for row in rows),
    )
    outside = residents.unit == -1
    count, concerned = int(outside.sum()), float(residents.people[outside].sum())
    warnings += outside_units(
        points,
        residents.unit,
        rows,
        Text(
            zh=f"{count} 个居民点（{concerned:,.0f} 人）不在任何辖区内",
            en=f"{counted(count, 'place')} ({counted(concerned, 'person', 'people')}) "
            f"{are(count)} in no unit",
        ),
        code="residents_outside_units",
        effect=Text(
            zh="计入合计，不计入任何辖区的排名",
            en="they count in the totals, in no unit's row",
        ),
    )
    left_out = _left_out(points, people, names, again=again, summary=summary)
    return ReadResidents(residents, left_out, warnings, points.owner[rows])


def _summaries(points: Points) -> BoolArray:
    """Return which rows add up others: their people are in those rows already, bool (n,)."""
    cells = zip(points.cells("name"), points.cells("id"), strict=True)
    return np.array([any(_is_summary(cell) for cell in pair) for pair in cells], dtype=bool)


def _is_summary(cell: str) -> bool:
    # the two characters of the Chinese words are often spaced out to fill their cell
    return "".join(cell.split()).rstrip(":：").casefold() in _SUMMARY_WORDS


def _left_out(
    points: Points,
    people: FloatArray,
    names: Sequence[str],
    *,
    again: BoolArray,
    summary: BoolArray,
) -> tuple[LeftOut, ...]:
    """Return the rows that cannot take part, each under the first reason that applies."""
    lost = ~points.located & ~summary
    placed = points.located & ~again & ~summary
    return (
        *points.left_out(
            "summary_rows",
            Text(zh="合计行，不是居民点", en="rows of totals, which are no places"),
            summary, np.zeros(len(points)), names,
        ),
        *points.left_out(
            "no_coordinates",
            Text(zh="居民点没有坐标", en="places without coordinates"),
            lost & ~points.zero, people, names,
        ),
        *points.left_out(
            "zero_coordinates",
            Text(zh="居民点坐标为 0,0", en="places with coordinates 0,0"),
            lost & points.zero, people, names,
        ),
        *points.left_out(
            "no_people",
            Text(zh="居民点没有人数", en="places without a number of people"),
            placed & np.isnan(people), people, names,
        ),
        *points.left_out(
            "zero_people",
            Text(zh="居民点人数为 0", en="places with nobody"),
            placed & (people == 0), people, names,
        ),
    )  # fmt: skip


def _mostly_blank(points: Points, faults: Faults) -> None:
    for part in points.tables:
        if "people" not in part.columns:
            continue
        count, total = int(blanks(part.columns["people"]).sum()), len(part.table)
        if count > total / 2:
            faults.add(
                Issue(
                    "mostly_no_people",
                    Text(
                        zh=f"{total} 行中有 {count} 行没有人数",
                        en=f"no number of people in {count} of {counted(total, 'row')}",
                    ),
                    Text(
                        zh="请检查人数列是否选对；确实无人请填 0",
                        en="check that the right column is named people; write 0 for nobody",
                    ),
                    Where(file=part.table.file, key=part.names["people"]),
                )
            )


def _repeated_places(
    points: Points, people: FloatArray, names: Sequence[str], rows: IntArray, faults: Faults
) -> None:
    """Warn of rows that are equal in everything and have no ids that would tell them apart."""
    first: dict[tuple[object, ...], int] = {}
    own = points.cells("id")
    written = points.cells("name")
    for row in rows.tolist():
        if own[row]:
            continue
        content = (written[row], points.lon[row], points.lat[row], people[row])
        earlier = first.setdefault(content, row)
        if earlier != row:
            faults.add_row(_repeated_place(points, earlier, row, names[row]))


def _repeated_place(points: Points, earlier: int, row: int, name: str) -> Issue:
    return Issue(
        "repeated_place",
        Text(
            zh=f"“{name}”与 {points.at(earlier)} 的地点和人数都相同，两行都计入",
            en=f"`{name}` has the place and people of {points.at(earlier)}; both are counted",
        ),
        Text(
            zh="若是重复，请删去一行；若不是，请加一列编号",
            en="delete one if it is a repetition; else add a column of ids",
        ),
        points.at(row),
        Severity.WARNING,
    )


def _negative(points: Points, row: int, people: float) -> Issue:
    return Issue(
        "negative_people",
        Text(zh=f"人数 {people:g} 小于 0", en=f"{people:g} people is less than nobody"),
        Text(zh="请改正；不知道就留空", en="correct it; leave it blank if unknown"),
        points.at(row, "people"),
    )


def _too_many(points: Points, row: int, people: float) -> Issue:
    return Issue(
        "too_many_people",
        Text(
            zh=f"一个居民点有 {_count(people)} 人，超过 {_MOST_PEOPLE:,} 人",
            en=f"{_count(people)} people in one place are more than {_MOST_PEOPLE:,}",
        ),
        Text(
            zh="请检查人数列是否选对：会不会是编号或电话号码？",
            en="check the column of people: is it an ID or a phone number?",
        ),
        points.at(row, "people"),
    )


def _count(people: float) -> str:
    """Return a number of people in full, unless it has more digits than anybody reads."""
    return f"{people:,.0f}" if people < 1e15 else f"{people:g}"


def _nobody(where: WhereKey) -> Issue:
    return Issue(
        "no_residents",
        Text(zh="没有一行有坐标又有人数", en="no row has both coordinates and people"),
        Text(zh="请检查居民表", en="check the tables of residents"),
        where("residents"),
    )
