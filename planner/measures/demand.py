"""Measures on how many cases there are: scale_demand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from planner.domain.arrays import FloatArray
from planner.domain.result import MeasureReport
from planner.domain.world import World
from planner.errors import ScenarioError
from planner.measures.keys import KeyPlaces
from planner.measures.request_demand import demand_factors
from planner.measures.words import count, less, of_services, touches_nothing
from planner.measures.zones import unit_rows
from planner.scenario.measures_demand import ScaleDemand
from planner.scenario.unknown import unknown_services, unknown_themes, unknown_units
from planner.text import Text


def scale_demand(world: World, measure: ScaleDemand, at: KeyPlaces) -> tuple[World, MeasureReport]:
    """Multiply the cases of some services, for all residents or those of some units.

    How far residents typically travel stays weighted by the catalogue: that fewer cases arise
    brings nobody nearer.
    Raises ScenarioError for unknown services, units and themes, where the study has no request log
    to scale by, and where nothing would change.
    """
    services, units = world.services, world.units
    faults = [
        *unknown_services(measure.services, services, at, "services"),
        *unknown_units(measure.units or (), units, at, "units"),
    ]
    if measure.as_requested is not None:
        themes = measure.as_requested.themes
        faults += unknown_themes(themes, world.requests, at, "as_requested")
    if faults:
        raise ScenarioError(faults)
    named = services.select(measure.services)
    rows = unit_rows(units, measure.units)
    old = np.ones((len(units) + 1, len(services))) if world.demand is None else world.demand
    demand = old.copy()
    factors = _factors(world, measure)[rows]
    demand[np.ix_(rows, np.flatnonzero(named))] *= factors[:, None]
    scaled = replace(world, demand=demand)
    people = np.where(np.isin(world.residents.unit % len(demand), rows), world.residents.people, 0)
    before, after = world.cases_of(people), scaled.cases_of(people)
    inhabited = np.bincount(
        world.residents.unit % len(demand), weights=world.residents.people, minlength=len(demand)
    )
    changed = (demand != old) & (inhabited > 0)[:, None]
    touched = changed.any(axis=0) & (services.cases_per_person > 0)
    if not touched.any():
        why = Text(
            "倍数都是 1，或这些居民没有这些事项的办件",
            "all factors are 1, or these residents have no cases of these services",
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
    times = _times(factors, measure)
    left_out = less(named & ~touched, Text("没有办件", "have no cases"))
    report = MeasureReport(
        measure=measure.key,
        text=Text(
            f"{which.zh}{where.zh}的办件量变为 {times.zh}：每年 {years} 件{left_out.zh}",
            f"{which.en}{where.en}: cases × {times.en}, {years} a year{left_out.en}",
        ),
        sites=(),
        services=touched,
    )
    return scaled, report


def _factors(world: World, measure: ScaleDemand) -> FloatArray:
    """Return the factor of each unit's residents, float64 (n_units + 1,)."""
    said, requests = measure.as_requested, world.requests
    n_units = len(world.units)
    if said is None or requests is None:
        return np.full(n_units + 1, measure.factor, dtype=np.float64)
    mask, bounds = requests.with_themes(said.themes), (said.least, said.most)
    return demand_factors(requests, mask, world.residents, n_units, bounds=bounds)


def _times(factors: FloatArray, measure: ScaleDemand) -> Text:
    if measure.factor is not None:
        return Text(f"{measure.factor:g} 倍", f"{measure.factor:g}")
    low, high = f"{factors.min():.2f}", f"{factors.max():.2f}"
    return Text(
        f"{low} 至 {high} 倍（按各辖区诉求多少）",
        f"{low} to {high} (by how often each unit asks)",
    )
