"""The request log of a study: opinions, complaints and suggestions, and how they were handled."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated

from pydantic import Field, field_validator

from planner.scenario.fields import Closed, ValueFault, Word, refuse
from planner.scenario.schema_tables import PointsFile
from planner.text import Text


class RequestColumns(Closed):
    """Column names; left ours, right theirs. Without an entry a column, if any, has our name.

    列名对照：左边是本软件的名称，右边是数据中的列名；不写则列名与左边相同，没有该列也可以。
    """

    id: Word | None = None
    """Unique code of the request.
    诉求编号。"""
    lon: Word | None = None
    """Longitude; may be missing.
    经度；可以没有。"""
    lat: Word | None = None
    """Latitude; may be missing.
    纬度；可以没有。"""
    unit: Word | None = None
    """Code or name of the unit.
    辖区代码或名称。"""
    theme: Word | None = None
    """What it is about; this column must be there.
    主题；必须有此列。"""
    source: Word | None = None
    """Where it was raised, e.g. a hotline.
    来源，如热线、座谈会。"""
    handler: Word | None = None
    """Who handles it.
    承办单位。"""
    state: Word | None = None
    """How far it has come: assigned, taken, fed back, answered, supervised, archived.
    办理环节：交办、承办、反馈、回复、督办、归档。"""
    assigned: Word | None = None
    """Day it was assigned.
    交办日期。"""
    taken: Word | None = None
    """Day it was taken on.
    承办日期。"""
    fed_back: Word | None = None
    """Day of the feedback.
    反馈日期。"""
    answered: Word | None = None
    """Day of the answer: then it is closed.
    回复日期，即办结。"""
    supervised: Word | None = None
    """Day of supervision.
    督办日期。"""
    archived: Word | None = None
    """Day it was archived.
    归档日期。"""


class RequestsTable(PointsFile):
    """A table of requests.

    一张诉求台账。
    """

    columns: RequestColumns = Field(default_factory=RequestColumns)
    """Column names.
    列名对照。"""
    until: Word | None = Field(default=None, examples=["2026-03-31"])
    """Day on which the log was drawn; without it the last day in it. Of several the latest.
    台账截止日期；不写则取其中最后的日期，几张表取最晚的。"""

    staff: Mapping[Word, Annotated[float, Field(gt=0, le=1e6)]] = Field(
        default={}, examples=[{"东胜区公安分局": 12}]
    )
    """How many people handle them, by handler as the table writes it.
    各承办单位的承办人数，按台账中的写法。"""

    @field_validator("until")
    @classmethod
    def _a_day(cls, written: str | None) -> str | None:
        try:
            if written is not None:
                date.fromisoformat(written)
        except ValueError:
            raise refuse(
                ValueFault(
                    "not_a_day",
                    Text(f"“{written}”不是日期", f"`{written}` is not a day"),
                    Text("写成 2026-03-31", "write it like 2026-03-31"),
                )
            ) from None
        return written

    @property
    def last_day(self) -> date | None:
        """The day of `until`."""
        return None if self.until is None else date.fromisoformat(self.until)
