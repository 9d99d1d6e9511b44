"""Service points from tables: where they are and what each can handle."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from planner.domain.area import Units
from planner.domain.arrays import BoolArray, IntArray
from planner.domain.hours_faults import hours_fault
from planner.domain.record import LeftOut
from planner.domain.services import Services
from planner.domain.sites import SiteKind, Sites
from planner.errors import DataError, Issue, Where, suggestion
from planner.prepare.desks import Told, desks_of
from planner.prepare.identity import name_of
from planner.prepare.points import Points, TableSpec, outside_units, read_points
from planner.sources.faults import Faults, WhereKey
from planner.text import Text, are, counted


class ReadSites(NamedTuple):
    """What `read_sites` found; `table` int32 (n,) is the number of each site's table."""

    sites: Sites
    left_out: tuple[LeftOut, ...]
    warnings: tuple[Issue, ...]
    table: IntArray


def read_sites(
    specs: Sequence[TableSpec],
    kinds: Mapping[str, SiteKind],
    services: Services,
    units: Units,
    where: WhereKey,
) -> ReadSites:
    """Read all tables of sites.

    Columns: lon, lat (not for layers), kind, id, name_zh, name_en, hours, windows, area, offers.
    A table without a column `kind` has `spec.kind`, one of `kinds`. `offers` holds ids of services
    or groups, separated by ';'; where it is blank the kind's offer holds, and likewise for `hours`
    and `windows`. What a row says is about its usual desk; further desks are as the kind has them.
    A name in one language serves for both, the id where there is none. Names are plain text,
    whatever they contain. `where` gives places in the study file, e.g. where('sites[0].kind').

    Errors (DataError, all at once): those of `read_points`; no_kind; unknown_kind;
    unknown_service (in a table or in `kinds`); hours_unreadable; bad_windows; duplicate_id.
    Left out and listed: no_coordinates, zero_coordinates.
    Warnings: repeated_row (kept once), outside_units, not_carried.
    """
    faults = Faults()
    default = {
        kind.id: tuple(_offer(desk.offers, services, faults, where, kind.id) for desk in kind.desks)
        for kind in kinds.values()
    }
    points = read_points("sites", specs, (), units, where=where, faults=faults)
    kind_ids = _kinds(points, kinds, where, faults)
    own = _own_offers(points, services, faults)
    names = _names(points)
    hours, windows = _hours(points, faults), _windows(points, faults)
    areas = points.cells("area")
    content = zip(
        points.lon.tolist(), points.lat.tolist(), kind_ids, names, hours, windows.tolist(), areas,
        own, strict=True,
    )  # fmt: skip
    again = points.repeated(list(content), faults)
    warnings = points.warnings + faults.raise_errors(DataError)
    rows = np.flatnonzero(points.located & ~again).astype(np.int32)
    position = {kind_id: index for index, kind_id in enumerate(kinds)}
    lon, lat = points.lon[rows], points.lat[rows]
    told = [
        Told(kinds[kind_ids[row]], default[kind_ids[row]], own[row], hours[row], int(windows[row]))
        for row in rows
    ]
    desks, lost = desks_of(told, services)
    sites = Sites(
        ids=tuple(points.ids[row] for row in rows),
        names=tuple(names[row] for row in rows),
        kind=np.array([position[kind_ids[row]] for row in rows], dtype=np.int32),
        lon=lon,
        lat=lat,
        unit=units.locate(lon, lat),
        area=tuple(areas[row] for row in rows),
        desks=desks,
        kinds=tuple(kinds.values()),
    )
    warnings += lost
    warnings += outside_units(points, sites.unit, rows, _outside(sites.unit))
    return ReadSites(sites, _left_out(points, names), warnings, points.owner[rows])


def _kinds(
    points: Points, kinds: Mapping[str, SiteKind], where: WhereKey, faults: Faults
) -> list[str]:
    """Return the kind of each row; what is wrong with it becomes a fault."""
    for part in points.tables:
        if "kind" in part.columns or "kind" in part.names:
            continue
        if part.spec.kind is None:
            message = Text(
                zh=f"没有说明 {part.table.file} 中服务点的类型",
                en=f"nothing says what kind the sites of {part.table.file} are",
            )
            remedy = Text(
                zh="请写 kind: 类型，或在 columns 中写 kind: 列名",
                en="write kind: <kind>, or kind: <column> under columns",
            )
            faults.add(Issue("no_kind", message, remedy, where(f"sites[{part.number}]")))
    cells = points.cells("kind")
    in_table = points.has("kind")
    found = []
    for row, cell in enumerate(cells):
        kind = cell if in_table[row] else points.tables[points.owner[row]].spec.kind or ""
        if in_table[row] and kind not in kinds:
            faults.add_row(_unknown_kind(kind, kinds, points.at(row, "kind")))
        found.append(kind)
    return found


def _own_offers(points: Points, services: Services, faults: Faults) -> list[tuple[str, ...]]:
    """Return the words that a row itself says, () where its kind decides."""
    found = []
    for row, cell in enumerate(points.cells("offers")):
        words = _words(cell)
        unknown = services.unknown(words)
        for word in unknown:
            faults.add_row(_unknown_service(word, services, points.at(row, "offers")))
        found.append(() if unknown else words)
    return found


def _hours(points: Points, faults: Faults) -> list[str]:
    """Return the opening hours of each row, '' where it says none."""
    found = []
    checked: dict[str, tuple[Text, Text] | None] = {"": None}
    for row, cell in enumerate(points.cells("hours")):
        if cell not in checked:
            checked[cell] = hours_fault(cell)
        fault = checked[cell]
        if fault is not None:
            faults.add_row(Issue("hours_unreadable", *fault, points.at(row, "hours")))
        found.append(cell)
    return found


def _windows(points: Points, faults: Faults) -> IntArray:
    """Return the number of windows of each row, -1 where it says none."""
    numbers = points.numbers("windows", faults)
    for row in np.flatnonzero((numbers < 1) | (numbers != np.round(numbers))).tolist():
        if np.isnan(numbers[row]):
            continue
        message = Text(f"窗口数 {numbers[row]:g} 应是不小于 1 的整数",
                       f"{numbers[row]:g} windows: a whole number from 1 is wanted")  # fmt: skip
        remedy = Text("不知道就留空", "leave it blank if unknown")
        faults.add_row(Issue("bad_windows", message, remedy, points.at(row, "windows")))
    return np.where(np.isnan(numbers), -1, np.nan_to_num(numbers)).astype(np.int32)


def _offer(
    words: Sequence[str], services: Services, faults: Faults, where: WhereKey, kind_id: str
) -> BoolArray:
    unknown = services.unknown(words)
    for word in unknown:
        faults.add(_unknown_service(word, services, where(f"kinds.{kind_id}.offers")))
    return services.select(word for word in words if word not in unknown)


def _words(cell: str) -> tuple[str, ...]:
    """Return the words of an `offers` cell; the Chinese semicolon separates as well."""
    plain = unicodedata.normalize("NFKC", cell)
    return tuple(word.strip() for word in plain.split(";") if word.strip())


def _names(points: Points) -> list[Text]:
    found = {name: points.cells(name) for name in ("name_zh", "name_en")}
    return [name_of(found, row, own) for row, own in enumerate(points.ids)]


def _left_out(points: Points, names: Sequence[Text]) -> tuple[LeftOut, ...]:
    lost = ~points.located
    shown = [name.zh for name in names]
    nobody = np.zeros(len(points))
    return (
        *points.left_out(
            "no_coordinates", Text(zh="服务点没有坐标", en="sites without coordinates"),
            lost & ~points.zero, nobody, shown,
        ),
        *points.left_out(
            "zero_coordinates", Text(zh="服务点坐标为 0,0", en="sites with coordinates 0,0"),
            lost & points.zero, nobody, shown,
        ),
    )  # fmt: skip


def _outside(unit: IntArray) -> Text:
    count = int((unit == -1).sum())
    return Text(
        zh=f"{count} 个服务点不在任何辖区内", en=f"{counted(count, 'site')} {are(count)} in no unit"
    )


def _unknown_kind(kind: str, kinds: Mapping[str, SiteKind], place: Where) -> Issue:
    message = (
        Text(zh=f"不认识的服务点类型“{kind}”", en=f"unknown kind of site `{kind}`")
        if kind
        else Text(zh="服务点没有类型", en="the site has no kind")
    )
    return Issue("unknown_kind", message, suggestion(kind, tuple(kinds)), place)


def _unknown_service(word: str, services: Services, place: Where) -> Issue:
    return Issue(
        "unknown_service",
        Text(
            zh=f"事项目录里没有“{word}”（既不是事项也不是事项组）",
            en=f"`{word}` is neither a service nor a group of services",
        ),
        suggestion(word, (*services.group_ids, *services.ids)),
        place,
    )
