"""What tells the rows of a table apart: an id that is there and unique, and names for people."""

from __future__ import annotations

from collections.abc import Mapping

from planner.errors import Issue
from planner.sources.faults import Faults
from planner.sources.layers import TextArray
from planner.sources.tables import Table
from planner.text import Text


def check_ids(
    table: Table, ids: TextArray, column: str, faults: Faults, *, word: str, remedy: Text
) -> None:
    """Add faults `no_<word>` and `duplicate_<word>` for rows without an id or with a used one.

    `word` is 'id' or 'code', `remedy` what to do about two rows with one.
    """
    zh = {"id": "编号", "code": "代码"}[word]
    first: dict[str, int] = {}
    for row, own in enumerate(ids):
        if not own:
            message = Text(zh=f"没有{zh}", en=f"the {word} is missing")
            fill_in = Text(zh=f"请填写{zh}", en="fill it in")
            faults.add_row(Issue(f"no_{word}", message, fill_in, table.at(row, column)))
            continue
        earlier = first.setdefault(own, row)
        if earlier != row:
            line = table.rows[earlier]
            message = Text(
                zh=f"{zh}“{own}”已在第 {line} 行用过",
                en=f"the {word} `{own}` is taken by row {line}",
            )
            faults.add_row(Issue(f"duplicate_{word}", message, remedy, table.at(row, column)))


def name_of(found: Mapping[str, TextArray], row: int, own_id: str) -> Text:
    """Return a row's name: in one language it serves for both, the id where there is none."""
    zh: str = found["name_zh"][row] if "name_zh" in found else ""
    en: str = found["name_en"][row] if "name_en" in found else ""
    return Text(zh=zh or en or own_id, en=en or zh or own_id)
