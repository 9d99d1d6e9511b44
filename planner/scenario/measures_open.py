"""The measure that opens new sites, as a scenario file writes it."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from planner.scenario.fields import Id
from planner.scenario.hours_text import Hours
from planner.scenario.measures_base import MeasureBase
from planner.scenario.measures_choose import NewSitesOrChoice
from planner.scenario.schema_sites import SiteChannel, Windows


class OpenSites(MeasureBase):
    """Open new sites. They cost what their kind says, each.

    新设服务点；每个的费用按类别计算。
    """

    key: ClassVar[str] = "open_sites"

    kind: Id = Field(examples=["postal_agent"])
    """The kind of the new sites, one of the study's `kinds`.
    新服务点的类别，取自研究数据的 `kinds`。"""
    sites: NewSitesOrChoice
    """The new sites: a list, {file: table.csv}, or {choose: ...} where the program finds the best.
    新服务点：列表、{file: 表格.csv}，或由程序选址的 {choose: …}。"""
    channel: SiteChannel | None = Field(default=None, examples=["self_service"])
    """They have only a desk of this channel; without it, the desks of their kind.
    只通过这个渠道办理；不写则按类别的各个渠道。"""
    hours: Hours | None = Field(default=None, examples=["24/7"])
    """Opening hours (OSM) of all that say none; without it, those of the kind.
    没有单独写开放时间的新服务点的开放时间（OSM 写法）；不写则按类别的。"""
    windows: Windows | None = Field(default=None, examples=[1])
    """Windows of all that say none; without it, those of the kind.
    没有单独写窗口数的新服务点的窗口数；不写则按类别的。"""
