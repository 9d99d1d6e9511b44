"""Measures on how many cases there are, as a scenario file writes them."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from planner.scenario.fields import Words
from planner.scenario.measures_base import MeasureBase


class ScaleDemand(MeasureBase):
    """Let there be more or fewer cases: a season, fewer violations, a growing town.

    办件量增减：旺季、违法减少、人口增长等。
    """

    key: ClassVar[str] = "scale_demand"

    services: Words = Field(examples=["traffic"])
    """Which services: groups of the catalogue or ids.
    哪些事项：事项组名或编号。"""
    factor: Annotated[float, Field(ge=0, le=100)] = Field(examples=[0.605])
    """Cases as a part of what they were; above 1 is more.
    办件量变为原来的几倍；大于 1 为增加。"""
    units: Words | None = Field(default=None, examples=[["150602"]])
    """Only for residents of these units (codes); without it, for all.
    只针对这些辖区（代码）的居民；不写则针对全部居民。"""
