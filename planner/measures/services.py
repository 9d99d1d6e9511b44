"""Measures on what sites handle: extend_services."""

from __future__ import annotations

import numpy as np

from planner.domain.arrays import IntArray
from planner.domain.result import MeasureReport
from planner.domain.sites import Sites
from planner.domain.world import World
from planner.errors import Issue, ScenarioError
from planner.measures.desks import give_services
from planner.measures.keys import KeyPlaces
from planner.scenario.measures_services import ExtendServices
from planner.scenario.unknown import unknown_kind, unknown_services, unknown_site
from planner.text import Text


def extend_services(
    world: World, measure: ExtendServices, at: KeyPlaces
) -> tuple[World, MeasureReport]:
    """Let existing sites handle more services; what they handled before, they still do.

    Raises ScenarioError for unknown services, sites or kinds, and where nothing would change.
    """
    issues = list(unknown_services(measure.services, world.services, at, "services"))
    chosen = _existing_sites(world.sites, measure, at, issues)
    if issues:
        raise ScenarioError(issues)
    services = world.services.select(measure.services)
    given = give_services(world, chosen, services)
    gaining = np.flatnonzero(given.added.any(axis=1))
    if not len(gaining):
        raise ScenarioError(_changes_nothing(at, given.not_carried))
    n_services, n_sites, n_pairs = int(services.sum()), len(chosen), int(given.added.sum())
    n_gaining = len(gaining)
    some = Text(f"其中 {n_gaining} 个有新增，", f"{n_gaining} of them gain; ")
    if n_gaining == n_sites:
        some = Text("", "")
    report = MeasureReport(
        measure=measure.key,
        text=Text(
            f"{n_services} 项事项延伸到 {n_sites} 个服务点（{some.zh}共新增 {n_pairs} 项次"
            f"{given.left_out.zh}）",
            f"{n_services} service{_s(n_services)} extended to {n_sites} site{_s(n_sites)} "
            f"({some.en}{n_pairs} new site-service pair{_s(n_pairs)}{given.left_out.en})",
        ),
        sites=tuple(world.sites.ids[i] for i in gaining),
        services=services,
    )
    return given.world, report


def _s(count: int) -> str:
    return "" if count == 1 else "s"


def _existing_sites(
    sites: Sites, measure: ExtendServices, at: KeyPlaces, issues: list[Issue]
) -> IntArray:
    """Return the positions of the sites named; add a fault for each that does not exist."""
    if measure.to.kind is not None:
        if measure.to.kind not in sites.kind_ids:
            issues.append(unknown_kind(measure.to.kind, sites, at("to.kind")))
            return np.empty(0, dtype=np.int32)
        return sites.of_kind(measure.to.kind)
    known = []
    for index, site_id in enumerate(measure.to.sites or ()):
        if site_id in sites.index_of:
            known.append(sites.index_of[site_id])
        else:
            issues.append(unknown_site(site_id, sites, at(f"to.sites[{index}]")))
    return np.array(known, dtype=np.int32)


def _changes_nothing(at: KeyPlaces, not_carried: int) -> Issue:
    message = Text(
        "没有改变任何东西：这些服务点原来就能办这些事项",
        "nothing changes: these sites handle these services already",
    )
    if not_carried:
        message = Text(
            f"没有改变任何东西：这些服务点的渠道办不了其中 {not_carried} 项，其余原来就能办",
            f"nothing changes: {not_carried} of the services cannot be carried by the channel of "
            "these sites, the others they handle already",
        )
    return Issue(
        "touches_nothing",
        message,
        Text("换别的服务点或事项，或删去这项举措",
             "name other sites or services, or delete this measure"),
        at(""),
    )  # fmt: skip
