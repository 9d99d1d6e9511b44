"""Measures on who serves whom, and at which level: lift_jurisdiction, delegate_services."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from planner.domain.jurisdiction import Scope
from planner.domain.result import MeasureReport
from planner.domain.world import World
from planner.errors import ScenarioError
from planner.measures.keys import KeyPlaces
from planner.measures.phrases import counted, of_services, touches_nothing
from planner.measures.zones import unit_rows
from planner.scenario.measures_rules import LiftJurisdiction
from planner.scenario.unknown import unknown_kinds, unknown_services, unknown_units
from planner.text import Text

_SERVES = {
    "own_unit": Text("本辖区内任一服务点", "any site of their own unit"),
    "anywhere": Text("任一服务点", "any site"),
}


def lift_jurisdiction(
    world: World, measure: LiftJurisdiction, at: KeyPlaces
) -> tuple[World, MeasureReport]:
    """Let residents choose among more sites; nobody among fewer.

    Raises ScenarioError for unknown services, kinds and units, and where nothing would change.
    """
    services, sites = world.services, world.sites
    faults = [
        *unknown_services(measure.services, services, at, "services"),
        *unknown_kinds(measure.kinds or (), sites, at, "kinds"),
        *unknown_units(measure.units or (), world.units, at, "units"),
    ]
    if faults:
        raise ScenarioError(faults)
    if world.jurisdiction is None:
        raise touches_nothing(
            Text("这项研究没有管辖规定，居民本来就可以任选",
                 "this study has no rules of jurisdiction, residents may go anywhere"),
            Text("在 study.yaml 里写明 jurisdiction，或删去这项举措",
                 "write `jurisdiction` in study.yaml, or delete this measure"),
            at,
        )  # fmt: skip
    named = services.select(measure.services)
    kinds = [sites.kind_ids[kind] for kind in measure.kinds or sites.kind_ids]
    before = world.jurisdiction.scope
    cells = np.ix_(unit_rows(world.units, measure.units), np.array(kinds), np.flatnonzero(named))
    scope = before.copy()
    scope[cells] = np.maximum(scope[cells], Scope[measure.serves.upper()])
    raised = scope > before
    touched = np.asarray(raised.any(axis=(0, 1)))
    if not touched.any():
        raise touches_nothing(
            Text("这些居民办这些事项，原来的范围就不更小",
                 "these residents may go as far for these services already"),
            Text("换别的事项、类别、辖区或 serves，或删去这项举措",
                 "name other services, kinds, units or `serves`, or delete this measure"),
            at,
        )  # fmt: skip
    units = np.asarray(raised.any(axis=(1, 2)))
    people = float(world.residents.people[units[world.residents.unit]].sum())
    which, to = of_services(touched, named), _SERVES[measure.serves]
    names = [sites.kinds[kind].name for kind in np.flatnonzero(raised.any(axis=(0, 2)))]
    report = MeasureReport(
        measure=measure.key,
        text=Text(
            f"{which.zh}：{people:,.0f} 人可以到{to.zh}办理（{'、'.join(n.zh for n in names)}）",
            f"{which.en}: {counted(people, 'resident')} may go to {to.en} "
            f"({', '.join(n.en for n in names)})",
        ),
        sites=(),
        services=touched,
    )
    return replace(world, jurisdiction=replace(world.jurisdiction, scope=scope)), report
