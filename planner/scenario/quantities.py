"""Quantities written with their unit: `30 min`, `10 km`, `90 %`. Read once, to s, m or a share."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Annotated, Final

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from planner.scenario.fields import ValueFault, refuse
from planner.text import Text
from planner.units import M_PER_KM, S_PER_H, S_PER_MIN

_QUANTITY: Final = re.compile(r"([-+]?[0-9]+(?:\.[0-9]+)?)\s*(\D.*)?", re.DOTALL)
_THOUSANDS: Final = re.compile(r"[0-9]{1,3}([,，][0-9]{3})+(?![0-9])")
_MAX_LENGTH: Final = 40


@dataclass(frozen=True, eq=False)
class Dimension:
    """What is measured: unit words and how many inner units (s, m, share) each is worth.

    Each is equal to itself only, which makes it a key.
    """

    name: Text
    units: Mapping[str, float]
    largest: float
    largest_shown: str
    example: str
    shown_units: str


TIME: Final = Dimension(
    Text("时间", "a time"),
    MappingProxyType(
        {"s": 1, "秒": 1, "min": S_PER_MIN, "分钟": S_PER_MIN, "分": S_PER_MIN, "h": S_PER_H,
         "小时": S_PER_H}
    ),
    largest=168 * S_PER_H,
    largest_shown="168 h",
    example="30 min",
    shown_units="s, min, h, 秒, 分钟, 小时",
)  # fmt: skip
LENGTH: Final = Dimension(
    Text("距离", "a distance"),
    MappingProxyType({"m": 1, "米": 1, "km": M_PER_KM, "公里": M_PER_KM, "千米": M_PER_KM}),
    largest=20_000 * M_PER_KM,
    largest_shown="20000 km",
    example="10 km",
    shown_units="m, km, 米, 公里",
)
NEARBY: Final = replace(LENGTH, largest=500 * M_PER_KM, largest_shown="500 km", example="5 km")
MONEY: Final = Dimension(
    Text("金额", "an amount of money"),
    MappingProxyType({"yuan": 1, "元": 1, "万元": 10_000, "CNY": 1, "cny": 1}),
    largest=1e12,
    largest_shown="1e12 yuan",
    example="200000 yuan",
    shown_units="yuan, 元, 万元",
)
SHARE: Final = Dimension(
    Text("比例", "a share"),
    MappingProxyType({"%": 0.01, "％": 0.01}),
    largest=1.0,
    largest_shown="100 %",
    example="90 %",
    shown_units="%",
)


@dataclass(frozen=True, slots=True)
class Limit:
    """A cut-off, inclusive: seconds or metres, exactly one of them."""

    time_s: float | None = None
    length_m: float | None = None


@dataclass(frozen=True)
class _Quantity:
    """Reads a quantity of one of these dimensions."""

    dimensions: tuple[Dimension, ...]
    zero_allowed: bool = False
    below_zero_allowed: bool = False

    def parse(self, value: object) -> float:
        return self.measure(value)[0]

    def parse_limit(self, value: object) -> Limit:
        amount, dimension = self.measure(value)
        return Limit(time_s=amount) if dimension is TIME else Limit(length_m=amount)

    def measure(self, value: object) -> tuple[float, Dimension]:
        """Return the amount in s, m or as a share, and which of the dimensions it has."""
        written = value.strip() if isinstance(value, str) else ""
        match = _QUANTITY.fullmatch(written)
        if isinstance(value, int | float) and not isinstance(value, bool):
            raise refuse(self._without_unit(value))
        if match is None or len(written) > _MAX_LENGTH:
            raise refuse(self._not_a_quantity(value))
        if _THOUSANDS.match(written):
            raise refuse(self._thousands(written))
        number, unit = match.groups()
        if unit is None:
            raise refuse(self._without_unit(number))
        for dimension in self.dimensions:
            factor = dimension.units.get(unit) or dimension.units.get(unit.lower())
            if factor is not None:
                return self._in_range(float(number), factor, dimension), dimension
        raise refuse(self._unknown_unit(unit))

    def _in_range(self, number: float, factor: float, dimension: Dimension) -> float:
        # A share is divided, not multiplied: 90 % is exactly 0.9.
        amount = number / 100 if dimension is SHARE else number * factor
        least = -dimension.largest if self.below_zero_allowed else 0.0
        if not least <= amount <= dimension.largest or (amount == 0 and not self.zero_allowed):
            top, allowed = dimension.largest_shown, self._least(dimension)
            raise refuse(
                ValueFault(
                    "out_of_range",
                    Text("数值超出范围", "the amount is out of range"),
                    Text(f"应{allowed.zh}，不超过 {top}；例如 {dimension.example}",
                         f"it must be {allowed.en} and at most {top}, e.g. {dimension.example}"),
                )
            )  # fmt: skip
        return amount

    def _least(self, dimension: Dimension) -> Text:
        if self.below_zero_allowed:
            bottom = f"-{dimension.largest_shown}"
            if self.zero_allowed:
                return Text(f"不小于 {bottom}", f"at least {bottom}")
            return Text(f"不为 0、不小于 {bottom}", f"not 0, at least {bottom}")
        return Text("不小于 0", "0 or more") if self.zero_allowed else Text("大于 0", "above 0")

    def _remedy(self) -> Text:
        written = [f"{d.example}（单位：{d.shown_units}）" for d in self.dimensions]
        english = [f"{d.example} (units: {d.shown_units})" for d in self.dimensions]
        return Text("写成 " + " 或 ".join(written), "write e.g. " + " or ".join(english))

    def _names(self) -> Text:
        return Text(
            "或".join(d.name.zh for d in self.dimensions),
            " or ".join(d.name.en for d in self.dimensions),
        )

    def _without_unit(self, number: object) -> ValueFault:
        shown = [
            f"{_per_cent(number) if d is SHARE else number} {d.example.split()[1]}"
            for d in self.dimensions
        ]
        names = self._names()
        return ValueFault(
            "quantity_without_unit",
            Text(f"{names.zh}没有写单位", f"{names.en} needs its unit"),
            Text(
                "写明单位，例如 " + " 或 ".join(shown), "name the unit, e.g. " + " or ".join(shown)
            ),
        )

    def _thousands(self, written: str) -> ValueFault:
        plain = re.sub("[,，]", "", written)
        return ValueFault(
            "quantity_unreadable",
            Text("数字里不要写逗号", "a number is written without commas"),
            Text(f"写成 {plain}", f"write {plain}"),
        )

    def _not_a_quantity(self, value: object) -> ValueFault:
        names = self._names()
        shown = f" `{value}`" if isinstance(value, str) and len(value) <= _MAX_LENGTH else ""
        return ValueFault(
            "quantity_unreadable",
            Text(f"看不懂{shown}：这里要写{names.zh}", f"cannot read{shown} as {names.en}"),
            self._remedy(),
        )

    def _unknown_unit(self, unit: str) -> ValueFault:
        names = self._names()
        return ValueFault(
            "quantity_unit",
            Text(f"`{unit}` 不是{names.zh}的单位", f"`{unit}` is not a unit of {names.en}"),
            self._remedy(),
        )

    def __get_pydantic_core_schema__(
        self, source: object, _handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            self.parse_limit if source is Limit else self.parse
        )

    def __get_pydantic_json_schema__(
        self, _core: CoreSchema, _handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        units = "|".join(unit for dimension in self.dimensions for unit in dimension.units)
        return {
            "type": "string",
            "pattern": rf"^{'-?' if self.below_zero_allowed else ''}[0-9]+(\.[0-9]+)?\s*({units})$",
            "examples": [dimension.example for dimension in self.dimensions],
            "unit": " | ".join(dimension.shown_units for dimension in self.dimensions),
        }


def _per_cent(number: object) -> str:
    """Return a share as a planner probably meant it: 0.9 is 90 per cent."""
    value = float(str(number))
    return f"{value * 100:g}" if 0 < value <= 1 else str(number)


Metres = Annotated[float, _Quantity((NEARBY,))]
"""A distance above zero and up to 500 km, as one looks for a road; metres after reading."""

MetresOrZero = Annotated[float, _Quantity((LENGTH,), zero_allowed=True)]
"""A distance; metres after reading."""

SecondsAboveZero = Annotated[float, _Quantity((TIME,))]
"""A time above zero; seconds after reading."""

SecondsMoreOrLess = Annotated[float, _Quantity((TIME,), below_zero_allowed=True)]
"""A time to add, or to take away where it is below zero; not zero. Seconds after reading."""

Share = Annotated[float, _Quantity((SHARE,), zero_allowed=True)]
"""A percentage; a share in [0, 1] after reading."""

Cutoff = Annotated[Limit, _Quantity((TIME, LENGTH))]
"""A time or a distance."""

Yuan = Annotated[float, _Quantity((MONEY,), zero_allowed=True)]
"""An amount of money; yuan after reading."""

YuanMoreOrLess = Annotated[float, _Quantity((MONEY,), zero_allowed=True, below_zero_allowed=True)]
"""An amount of money spent, or saved where it is below zero; yuan after reading."""

Seconds = Annotated[float, _Quantity((TIME,), zero_allowed=True)]
"""A time; seconds after reading."""
