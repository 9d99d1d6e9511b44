"""Measures on how many cases there are, as a scenario file writes them."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field, model_validator

from planner.scenario.fields import Closed, ValueFault, Words, refuse
from planner.scenario.measures_base import MeasureBase
from planner.text import Text


class AsRequested(Closed):
    """Scales each unit by how often its people ask, by the study's request log.

    按诉求台账，看各辖区居民提出诉求的多少来增减办件量。
    """

    themes: Words | None = Field(default=None, examples=[["窗口服务"]])
    """Only requests with these themes; without it, all.
    只看这些主题的诉求；不写则看全部。"""
    least: Annotated[float, Field(gt=0, le=1)] = 0.5
    """No unit is scaled by less.
    最小倍数。"""
    most: Annotated[float, Field(ge=1, le=100)] = 2.0
    """No unit is scaled by more.
    最大倍数。"""


class ScaleDemand(MeasureBase):
    """Let there be more or fewer cases: a season, fewer violations, a growing town.

    办件量增减：旺季、违法减少、人口增长等。
    """

    key: ClassVar[str] = "scale_demand"

    services: Words = Field(examples=["traffic"])
    """Which services: groups of the catalogue or ids.
    哪些事项：事项组名或编号。"""
    factor: Annotated[float, Field(ge=0, le=100)] | None = Field(default=None, examples=[0.605])
    """Cases as a part of what they were; above 1 is more.
    办件量变为原来的几倍；大于 1 为增加。"""
    as_requested: AsRequested | None = Field(default=None, examples=[{"themes": ["窗口服务"]}])
    """Instead of a factor: by how often people ask.
    不写倍数，而按诉求多少增减。"""
    units: Words | None = Field(default=None, examples=[["150602"]])
    """Only for residents of these units (codes); without it, for all.
    只针对这些辖区（代码）的居民；不写则针对全部居民。"""

    @model_validator(mode="after")
    def _one_of_both(self) -> ScaleDemand:
        if (self.factor is None) == (self.as_requested is None):
            raise refuse(
                ValueFault(
                    "one_of",
                    Text("factor 和 as_requested 应写且只写一个",
                         "write either factor or as_requested"),
                    Text("例如 factor: 1.2；按诉求增减则写 as_requested: {}",
                         "e.g. factor: 1.2; to follow the request log, as_requested: {}"),
                )
            )  # fmt: skip
        return self
