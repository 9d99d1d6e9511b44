"""Measures on who serves whom, and at which level: lift_jurisdiction, delegate_services."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import Final

import numpy as np

from planner.domain.jurisdiction import Scope
from planner.domain.result import MeasureReport
from planner.domain.world import World
from planner.errors import Issue, ScenarioError
from planner.measures.choice import chosen_sites
from planner.measures.desks import give_services, take_services
from planner.measures.keys import KeyPlaces
from planner.measures.words import count, of_services, touches_nothing
from planner.measures.zones import unit_rows
from planner.scenario.measures_rules import DelegateServices, LiftJurisdiction
from planner.scenario.unknown import unknown_kinds, unknown_services, unknown_units
from planner.text import Text

_SERVES: Final = MappingProxyType(
    {
        "own_unit": Text("本辖区内任一服务点", "any site of their own unit"),
        "anywhere": Text("任一服务点", "any site"),
    }
)


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
        why = Text(
            "这项研究没有管辖规定，居民本来就可以任选",
            "this study has no rules of jurisdiction, residents may go anywhere",
        )
        remedy = Text(
            "在 study.yaml 里写明 jurisdiction，或删去这项举措",
            "write `jurisdiction` in study.yaml, or delete this measure",
        )
        raise ScenarioError(touches_nothing(at, why, remedy))
    named = services.select(measure.services)
    kinds = [sites.kind_ids[kind] for kind in measure.kinds or sites.kind_ids]
    before = world.jurisdiction.scope
    cells = np.ix_(unit_rows(world.units, measure.units), np.array(kinds), np.flatnonzero(named))
    scope = before.copy()
    scope[cells] = np.maximum(scope[cells], Scope[measure.serves.upper()])
    raised = scope > before
    touched = np.asarray(raised.any(axis=(0, 1)))
    if not touched.any():
        why = Text(
            "这些居民办这些事项，原来就可以去这么大的范围",
            "these residents may go as far for these services already",
        )
        remedy = Text(
            "换别的事项、类别、辖区或 serves，或删去这项举措",
            "name other services, kinds, units or `serves`, or delete this measure",
        )
        raise ScenarioError(touches_nothing(at, why, remedy))
    units = np.asarray(raised.any(axis=(1, 2)))
    people = float(world.residents.people[units[world.residents.unit]].sum())
    which, to = of_services(touched, named), _SERVES[measure.serves]
    names = [sites.kinds[kind].name for kind in np.flatnonzero(raised.any(axis=(0, 2)))]
    report = MeasureReport(
        measure=measure.key,
        text=Text(
            f"{which.zh}：{people:,.0f} 人可以到{to.zh}办理（{'、'.join(n.zh for n in names)}）",
            f"{which.en}: {count(people, 'resident')} may go to {to.en} "
            f"({', '.join(n.en for n in names)})",
        ),
        sites=(),
        services=touched,
    )
    return replace(world, jurisdiction=replace(world.jurisdiction, scope=scope)), report


def delegate_services(
    world: World, measure: DelegateServices, at: KeyPlaces
) -> tuple[World, MeasureReport]:
    """Let the sites of `to` handle services; those of `from` go on with them only if kept.

    What no site of `to` can carry stays where it is; so does what a site is asked both to give
    and to take.
    Raises ScenarioError for unknown services, sites, kinds and units, where the sites of `from`
    handle none of the services, and where nothing would change.
    """
    faults = list(unknown_services(measure.services, world.services, at, "services"))
    givers, of_givers = chosen_sites(world, measure.from_sites, at, "from")
    takers, of_takers = chosen_sites(world, measure.to, at, "to")
    faults += [*of_givers, *of_takers]
    if faults:
        raise ScenarioError(faults)
    named = world.services.select(measure.services)
    handled = named & world.sites.offers[givers].any(axis=0)
    if not handled.any():
        raise ScenarioError(_nothing_to_delegate(at))
    given = give_services(world, takers, named)
    after, added = given.world, given.added
    taken = np.zeros_like(added)
    if not measure.keep:
        gone = named & after.sites.offers[takers].any(axis=0)
        after, taken = take_services(after, np.setdiff1d(givers, takers), gone)
    changed = added | taken
    touched = np.asarray(changed.any(axis=0))
    if not touched.any():
        raise ScenarioError(
            touches_nothing(
                at,
                Text("这些服务点原来就能办这些事项", "these sites handle these services already"),
            )
        )
    losing, n_before = int(taken.any(axis=1).sum()), int(handled.sum())
    which, left = of_services(touched, named), Text("原办理点继续办理", "they stay there too")
    if not measure.keep:
        left = Text(f"{losing} 个原办理点不再办理", f"{count(losing, 'site')} gives them up")
        if losing != 1:
            left = Text(left.zh, f"{count(losing, 'site')} give them up")
    report = MeasureReport(
        measure=measure.key,
        text=Text(
            f"{which.zh}下放到 {len(takers)} 个服务点（新增 {int(added.sum())} 项次"
            f"{given.left_out.zh}）；原由 {len(givers)} 个服务点办理其中 {n_before} 项，{left.zh}",
            f"{which.en} delegated to {count(len(takers), 'site')} "
            f"({count(int(added.sum()), 'new site-service pair')}{given.left_out.en}); "
            f"{n_before} of them were handled at {count(len(givers), 'site')}, {left.en}",
        ),
        sites=tuple(world.sites.ids[site] for site in np.flatnonzero(changed.any(axis=1))),
        services=touched,
    )
    return after, report


def _nothing_to_delegate(at: KeyPlaces) -> Issue:
    return touches_nothing(
        at,
        Text("`from` 的服务点不办这些事项", "the sites of `from` handle none of these services"),
        Text("改写 from；只想增加办理点，用 extend_services",
             "name other sites at `from`; to add places only, write extend_services"),
    )  # fmt: skip
