"""The rates of a comparison: planning figures, replaced item by item by study and scenario."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any, Final

from planner.domain.costs import Amount, CostRates, KindCosts, Rate
from planner.domain.planning_rates import PLANNING_RATES
from planner.scenario.schema import Mode
from planner.scenario.schema_rates import KindRates, Rates, RateSaid
from planner.text import Text

PERCENT: Final = 100
_SAID: Final = Text("研究数据或方案写明", "as the study or the scenario says")
_NO_CAR: Final = Rate(Amount.exact(0.0), Text("步行或骑行", "on foot or by bicycle"))
_NOT_SAID: Final = Rate(Amount.exact(0.0), Text("没有写", "not said"))


def rates_of(study: Rates | None, scenario: Rates | None, mode: Mode) -> CostRates:
    """Return the rates for residents who travel in this mode; what the scenario says wins.

    Running costs and CO2 are those of a car: other modes have none, unless the scenario says so.
    """
    rates = PLANNING_RATES
    if study is not None:
        rates = _with(rates, study)
    if mode != "drive":
        rates = replace(rates, travel_yuan_per_km=_NO_CAR, co2_kg_per_km=_NO_CAR)
    if scenario is not None:
        rates = _with(rates, scenario)
    return rates


def _with(rates: CostRates, said: Rates) -> CostRates:
    changed: dict[str, Any] = {
        name: _rate(value)
        for name in ("travel_yuan_per_km", "time_yuan_per_h", "co2_kg_per_km",
                     "mail_yuan_per_leg", "staff_yuan_per_year", "lifetime_years")
        if (value := getattr(said, name)) is not None
    }  # fmt: skip
    if said.discount_percent is not None:
        changed["discount_per_year"] = _rate(said.discount_percent, PERCENT)
    return replace(rates, **changed, kinds=_kinds(rates, said.kinds))


def _kinds(rates: CostRates, said: Mapping[str, KindRates]) -> tuple[KindCosts, ...]:
    """Return the costs of kinds; of a kind that had none, what is not said costs nothing."""
    known = {costs.kind: costs for costs in rates.kinds}
    for kind, costs in said.items():
        nothing: dict[str, Any] = {
            field.name: _NOT_SAID for field in fields(KindCosts) if field.name != "kind"
        }
        before = known.get(kind) or KindCosts(kind=kind, **nothing)
        changed: dict[str, Any] = {
            name: _rate(value) for name in nothing if (value := getattr(costs, name)) is not None
        }
        known[kind] = replace(before, **changed)
    return tuple(known.values())


def _rate(said: RateSaid, parts: int = 1) -> Rate:
    low = said.value if said.low is None else said.low
    high = said.value if said.high is None else said.high
    return Rate(Amount(said.value / parts, low / parts, high / parts), said.source or _SAID)
