"""The catalogue of services and its groups from a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np

from planner.domain.arrays import BoolArray
from planner.domain.services import ServiceGroup, Services
from planner.errors import DataError, Issue, Severity, suggestion
from planner.prepare.catalogue_cells import CatalogueCells, not_below_zero
from planner.prepare.identity import check_ids, name_of
from planner.sources.faults import Faults, WhereKey, below
from planner.sources.tables import Table, column_names, find_columns, normal, read_table
from planner.text import Text
from planner.units import S_PER_MIN

Conditions = Mapping[str, str | Sequence[str]]
"""Column -> the value, or values, that a service must have there; all columns must agree."""

_NUMBERS: Final = ("cases_per_1000", "visits", "counter_min")
_PEOPLE_PER_RATE: Final = 1000


def read_services(
    path: Path,
    columns: Mapping[str, str | None],
    groups: Mapping[str, tuple[Text, Conditions]],
    where: WhereKey,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    sheet: str | None = None,
) -> tuple[Services, tuple[Issue, ...]]:
    """Read the catalogue; columns: id, cases_per_1000, visits, counter_min, name_zh, name_en.

    May be missing: names (the id stands in); collection, missing_papers, online_share,
    result_days (then none); queue (then one for all); self_service, postal, video (then all can be
    carried); doorstep, online (then none). Conditions of groups name columns of the table itself
    and compare text, without regard to case. `where` gives places in the study file, e.g.
    where('services.groups.window.where.postal_agent').

    Errors (DataError, all at once): those of `read_table` and `find_columns`; no_id;
    duplicate_id; not_a_number; missing_number; negative_number; not_a_share; not_yes_or_no;
    unknown_column and unknown_value
    in a condition; group_named_like_service. Warning: empty_group.
    """
    faults = Faults()
    places = below(where, "services")
    table = read_table(path, encoding=encoding, delimiter=delimiter, sheet=sheet, where=places)
    names = column_names(table, columns, ("id", *_NUMBERS))
    found = find_columns(table, names, places, faults)
    numbers = {
        name: not_below_zero(table, names[name], found[name], faults, required=True)
        for name in _NUMBERS
        if name in found
    }
    if "id" in found:
        twice = Text(zh="请改其中一个", en="change one of them")
        check_ids(table, found["id"], names["id"], faults, word="id", remedy=twice)
        _check_group_ids(groups, frozenset(found["id"]), places, faults)
    chosen = tuple(
        ServiceGroup(group_id, name, _members(table, group_id, conditions, places, faults))
        for group_id, (name, conditions) in groups.items()
    )
    cells = CatalogueCells(table, names, found, faults)
    handling = cells.visits(numbers.get("visits", np.zeros(len(table))))
    result_days, carried = cells.numbers("result_days"), cells.carried()
    queue, queues = cells.queues()
    warnings = table.warnings + faults.raise_errors(DataError)
    services = Services(
        ids=tuple(found["id"]),
        names=tuple(name_of(found, row, own) for row, own in enumerate(found["id"])),
        cases_per_person=numbers["cases_per_1000"] / _PEOPLE_PER_RATE,
        visits=handling,
        counter_s=numbers["counter_min"] * S_PER_MIN,
        result_days=result_days,
        carried=carried,
        queue=queue,
        queues=queues,
        groups=chosen,
    )
    return services, warnings


def _check_group_ids(
    groups: Mapping[str, object], ids: frozenset[str], places: WhereKey, faults: Faults
) -> None:
    for group_id in groups:
        if group_id in ids:
            message = Text(
                zh=f"组名“{group_id}”与一个事项的编号相同",
                en=f"the group `{group_id}` has the id of a service",
            )
            remedy = Text(zh="请给组换一个名字", en="give the group another name")
            faults.add(
                Issue("group_named_like_service", message, remedy, places(f"groups.{group_id}"))
            )


def _members(
    table: Table, group_id: str, conditions: Conditions, places: WhereKey, faults: Faults
) -> BoolArray:
    """Return the rows that fulfil all conditions, bool (n,)."""
    members = np.ones(len(table), dtype=bool)
    sound = True
    for column, wanted in conditions.items():
        place = places(f"groups.{group_id}.where.{column}")
        if normal(column) not in table.columns:
            sound = False
            message = Text(
                zh=f"事项表没有“{column}”列", en=f"the catalogue has no column `{column}`"
            )
            remedy = suggestion(normal(column), tuple(table.columns))
            faults.add(Issue("unknown_column", message, remedy, place))
            continue
        cells = table.columns[normal(column)]
        folded = np.array([_folded(cell) for cell in cells], dtype=object)
        values = [wanted] if isinstance(wanted, str) else list(wanted)
        for value in values:
            if not (folded == _folded(value)).any():
                sound = False
                message = Text(
                    zh=f"“{column}”列里没有“{value}”",
                    en=f"the value `{value}` does not occur in column `{column}`",
                )
                known = tuple(dict.fromkeys(cell for cell in cells if cell))
                faults.add(Issue("unknown_value", message, suggestion(value, known), place))
        members &= np.isin(folded, [_folded(value) for value in values])
    if sound and not members.any():
        faults.add(
            Issue(
                "empty_group",
                Text(
                    zh=f"没有事项属于“{group_id}”组", en=f"no service is in the group `{group_id}`"
                ),
                Text(
                    zh="各条件须同时满足，请检查", en="all conditions must hold at once; check them"
                ),
                places(f"groups.{group_id}"),
                Severity.WARNING,
            )
        )
    return members


def _folded(value: str) -> str:
    return normal(value).casefold()
