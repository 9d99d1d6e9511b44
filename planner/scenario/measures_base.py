"""What every measure may say, whatever it changes: what it costs."""

from __future__ import annotations

from pydantic import Field, GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from planner.scenario.fields import Closed, ValueFault, refuse
from planner.scenario.quantities import YuanMoreOrLess
from planner.text import Text


class MeasureCost(Closed):
    """What a measure costs in all; at least one of the keys. What is saved is below zero.

    一项举措的总费用，至少写一项；节省的写负数。
    """

    opening: YuanMoreOrLess | None = Field(default=None, examples=["200000 yuan"])
    """Once, when it begins; without it, what the kinds of sites say.
    一次性费用；不写则按服务点类别计算。"""
    yearly: YuanMoreOrLess | None = Field(default=None, examples=["30000 yuan"])
    """Each year; without it, what the kinds of sites say.
    每年费用；不写则按服务点类别计算。"""

    @model_validator(mode="after")
    def _says_something(self) -> MeasureCost:
        if self.opening is None and self.yearly is None:
            raise refuse(
                ValueFault(
                    "one_of",
                    Text("opening 和 yearly 至少写一个",
                         "at least one of `opening` and `yearly` is wanted"),
                    Text("例如 cost: {opening: 200000 yuan, yearly: 30000 yuan}",
                         "write e.g. cost: {opening: 200000 yuan, yearly: 30000 yuan}"),
                )
            )  # fmt: skip
        return self


class MeasureBase(Closed):
    """A change of the world, with its cost."""

    cost: MeasureCost | None = Field(
        default=None, examples=[{"opening": "200000 yuan", "yearly": "30000 yuan"}]
    )
    """What the measure costs, in place of what the kinds of sites say.
    这项举措的费用，代替按服务点类别算出的费用。"""

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Name the cost last, after what the measure does."""
        schema = handler(core)
        properties = handler.resolve_ref_schema(schema).get("properties", {})
        if "cost" in properties:
            properties["cost"] = properties.pop("cost")
        return schema
