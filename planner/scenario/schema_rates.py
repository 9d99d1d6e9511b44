"""What time, travel, staff and sites cost, where a study or scenario knows better."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field, GetCoreSchemaHandler, GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from planner.scenario.fields import Closed, Id, Name, ValueFault, refuse
from planner.text import Text

Amount = Annotated[float, Field(ge=0, le=1e12)]


class RateSaid(Closed):
    """A figure with the least and the most it may be, and where it comes from.

    一个数值及其上下限和来源。
    """

    value: Amount = Field(examples=[20])
    """The figure.
    数值。"""
    low: Amount | None = Field(default=None, examples=[10])
    """The least it may be; without it, the figure itself.
    下限；不写则等于数值。"""
    high: Amount | None = Field(default=None, examples=[35])
    """The most it may be; without it, the figure itself.
    上限；不写则等于数值。"""
    source: Name | None = Field(default=None, examples=["…"])
    """Who says so.
    来源。"""

    @model_validator(mode="after")
    def _in_order(self) -> RateSaid:
        for key, end in (("low", self.low), ("high", self.high)):
            if end is not None and (end > self.value if key == "low" else end < self.value):
                raise refuse(
                    ValueFault(
                        "range_excludes_value",
                        Text("上下限没有包含数值", "the range does not hold the figure"),
                        Text("应有 low ≤ value ≤ high", "low ≤ value ≤ high is wanted"),
                        (key,),
                    )
                )
        return self


class _PlainOrRange:
    """Reads a plain number as a figure without a range."""

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_before_validator_function(_spread, handler(source))

    def __get_pydantic_json_schema__(
        self, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {"anyOf": [{"type": "number", "minimum": 0}, handler(core)]}


def _spread(value: object) -> object:
    plain = isinstance(value, int | float) and not isinstance(value, bool)
    return {"value": value} if plain else value


SaidRate = Annotated[RateSaid, _PlainOrRange()]
"""A number, or a number with its range."""


def _above_zero(rate: RateSaid | None, key: str) -> None:
    least = None if rate is None else (rate.value if rate.low is None else rate.low)
    if least == 0:
        raise refuse(
            ValueFault(
                "out_of_range",
                Text("年限应大于 0", "a lifetime is above 0"),
                Text("例如 lifetime_years: 10", "write e.g. lifetime_years: 10"),
                (key,),
            )
        )


class KindRates(Closed):
    """What a site of one kind costs, where measures and the kind itself do not say.

    一类服务点的费用，用于举措和类别都没有写的情况。
    """

    opening_yuan: SaidRate | None = None
    """Once, for the site.
    新设一处的一次性费用，元。"""
    opening_yuan_per_window: SaidRate | None = None
    """Once, for each window or machine.
    每个窗口或终端的一次性费用，元。"""
    yearly_yuan: SaidRate | None = None
    """A year, without staff.
    每年运行费用，不含人员，元。"""
    staff_per_window: SaidRate | None = None
    """People employed for each window.
    每个窗口配几人。"""
    yuan_per_case: SaidRate | None = None
    """Paid to the operator for each case.
    每办一件付给代办方的费用，元。"""


class Rates(Closed):
    """Prices; each is a number, or `{value, low, high, source}`. What is not said stays as planned.

    各项单价：写一个数，或 `{value, low, high, source}`；不写的用默认规划值。
    """

    travel_yuan_per_km: SaidRate | None = Field(default=None, examples=[0.7])
    """Fuel and wear of a car; on foot or by bicycle 0 unless the scenario says otherwise.
    小汽车每公里油耗和磨损，元；步行、骑行默认为 0。"""
    time_yuan_per_h: SaidRate | None = Field(
        default=None, examples=[{"value": 20, "low": 10, "high": 35}]
    )
    """Value of a person's time.
    每小时时间价值，元。"""
    co2_kg_per_km: SaidRate | None = Field(default=None, examples=[0.19])
    """CO2 of a car; on foot or by bicycle 0 unless the scenario says otherwise.
    小汽车每公里二氧化碳，千克；步行、骑行默认为 0。"""
    mail_yuan_per_leg: SaidRate | None = Field(default=None, examples=[16])
    """One letter one way.
    邮寄一次单程，元。"""
    staff_yuan_per_year: SaidRate | None = Field(default=None, examples=[100000])
    """One employee a year.
    每名工作人员每年，元。"""
    lifetime_years: SaidRate | None = Field(default=None, examples=[10])
    """Years over which an opening is spread.
    一次性投入分摊的年数。"""
    discount_percent: SaidRate | None = Field(default=None, examples=[3])
    """Discount a year, per cent.
    每年折现率，百分数。"""
    kinds: Mapping[Id, KindRates] = Field(
        default={}, examples=[{"kiosk": {"opening_yuan": 190000, "yearly_yuan": 19000}}]
    )
    """Costs by kind of site.
    各类服务点的费用。"""

    @model_validator(mode="after")
    def _lifetime(self) -> Rates:
        _above_zero(self.lifetime_years, "lifetime_years")
        return self
