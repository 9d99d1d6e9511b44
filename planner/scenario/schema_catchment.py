"""How a scenario asks for access that reckons with crowding."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from planner.scenario.fields import Closed, ValueFault, Words, refuse
from planner.scenario.quantities import SecondsAboveZero
from planner.text import Text


class Catchment(Closed):
    """Window-hours within reach of each place, shared with all who may come (competition).

    每个居民点可及范围内的窗口小时数，考虑与其他居民的竞争。
    """

    method: Literal["e2sfca", "2sfca", "bfca"] = "e2sfca"
    """e2sfca: the pull of a site fades with time; 2sfca: it does not; bfca: everybody counts once.
    e2sfca 吸引力随时间衰减，2sfca 不衰减，bfca 平衡法（每人只计一次）。"""
    within_s: SecondsAboveZero = Field(
        default=3600.0, alias="within", json_schema_extra={"default": "60 min"}
    )
    """How far a site attracts people, one way, inclusive.
    服务点吸引居民的最远单程时间（含）。"""
    decay: Literal["gaussian", "linear", "exponential", "zones"] | None = None
    """How the pull fades up to there; zones: 1, 0.68 and 0.22 for each third of it. Without it
    gaussian, and none for 2sfca.
    吸引力衰减方式；zones 按时间三等分，权重 1、0.68、0.22；不写则为 gaussian，2sfca 不衰减。"""
    services: Words | None = Field(default=None, examples=["high_frequency"])
    """For these services; without it, for those the scenario shows.
    针对哪些事项；不写则按方案展示的事项。"""

    @model_validator(mode="after")
    def _decays(self) -> Catchment:
        if self.method == "2sfca" and self.decay is not None:
            raise refuse(
                ValueFault(
                    "one_of",
                    Text("2sfca 没有衰减", "2sfca knows no decay"),
                    Text("删去 decay，或改用 method: e2sfca",
                         "delete `decay`, or write method: e2sfca"),
                    ("decay",),
                )
            )  # fmt: skip
        return self
