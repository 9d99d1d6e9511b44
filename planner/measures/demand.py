"""Measures on how many cases there are: scale_demand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from planner.domain.result import MeasureReport
from planner.domain.world import World
from planner.errors import ScenarioError
from planner.measures.keys import KeyPlaces
from planner.measures.words import count, less, of_services, touches_nothing
from planner.measures.zones import unit_rows
from planner.scenario.measures_demand import ScaleDemand
from planner.scenario.unknown import unknown_services, unknown_units
from planner.text import Text


def scale_demand(world: World, measure: ScaleDemand, at: KeyPlaces) -> tuple[World, MeasureReport]:
    """Multiply the cases of some services, for all residents or those of some units.

    How far residents typically travel stays weighted by the catalogue: that fewer cases arise
    brings nobody nearer.
    Raises ScenarioError for unknown services and units, and where nothing would change.
    """
    services, units = world.services, world.units
    faults = [
        *unknown_services(measure.services, services, at, "services"),
        *unknown_units(measure.units or (), units, at, "units"),
    ]
    if faults:
        raise ScenarioError(faults)
    named = services.select(measure.services)
    rows = unit_rows(units, measure.units)
    demand = np.ones((len(units) + 1, len(services))) if world.demand is None else world.demand
    demand = demand.copy()
    demand[np.ix_(rows, np.flatnonzero(named))] *= measure.factor
    scaled = replace(world, demand=demand)
    people = np.where(np.isin(world.residents.unit % len(demand), rows), world.residents.people, 0)
    before, after = world.cases_of(people), scaled.cases_of(people)
    touched = before != after
    if not touched.any():
        why = Text(
            "factor 是 1，或这些居民没有这些事项的办件",
            "the factor is 1, or these residents have no cases of these services",
        )
        remedy = Text(
            "换别的事项、辖区或 factor，或删去这项举措",
            "name other services, units or another factor, or delete this measure",
        )
        raise ScenarioError(touches_nothing(at, why, remedy))
    which = of_services(touched, named)
    where = Text("", "")
    if measure.units is not None:
        where = Text(
            f"（{len(rows)} 个辖区的居民）", f" of residents of {count(len(rows), 'unit')}"
        )
    years = f"{before[touched].sum():,.0f} → {after[touched].sum():,.0f}"
    left_out = less(named & ~touched, Text("没有办件", "have no cases"))
    report = MeasureReport(
        measure=measure.key,
        text=Text(
            f"{which.zh}{where.zh}的办件量变为 {measure.factor:g} 倍：每年 {years} 件{left_out.zh}",
            f"{which.en}{where.en}: cases × {measure.factor:g}, {years} a year{left_out.en}",
        ),
        sites=(),
        services=touched,
    )
    return scaled, report
