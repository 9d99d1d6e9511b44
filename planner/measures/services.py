"""Measures on what sites handle: extend_services, withdraw_services."""

from __future__ import annotations

import numpy as np

from planner.domain.result import MeasureReport
from planner.domain.world import World
from planner.errors import Issue, ScenarioError
from planner.measures.choice import sites_and_services
from planner.measures.desks import give_services, take_services
from planner.measures.keys import KeyPlaces
from planner.measures.words import count, no_longer_handled, touches_nothing
from planner.scenario.measures_services import ExtendServices, WithdrawServices
from planner.text import Text


def extend_services(
    world: World, measure: ExtendServices, at: KeyPlaces
) -> tuple[World, MeasureReport]:
    """Let existing sites handle more services; what they handled before, they still do.

    Raises ScenarioError for unknown services, sites, kinds or units, and where nothing would
    change.
    """
    chosen, services = sites_and_services(world, measure.to, measure.services, at, "to")
    given = give_services(world, chosen, services)
    gaining = np.flatnonzero(given.added.any(axis=1))
    if not len(gaining):
        raise ScenarioError(_nothing_given(at, given.not_carried))
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
            f"{count(n_services, 'service')} extended to {count(n_sites, 'site')} "
            f"({some.en}{count(n_pairs, 'new site-service pair')}{given.left_out.en})",
        ),
        sites=tuple(world.sites.ids[i] for i in gaining),
        services=services,
    )
    return given.world, report


def withdraw_services(
    world: World, measure: WithdrawServices, at: KeyPlaces
) -> tuple[World, MeasureReport]:
    """Let existing sites handle services no more; the report warns of what nobody handles then.

    Raises ScenarioError for unknown services, sites, kinds or units, and where nothing would
    change.
    """
    chosen, services = sites_and_services(world, measure.from_sites, measure.services, at, "from")
    after, taken = take_services(world, chosen, services)
    losing = np.flatnonzero(taken.any(axis=1))
    if not len(losing):
        raise ScenarioError(
            touches_nothing(
                at,
                Text(
                    "这些服务点原来就不办这些事项", "these sites do not handle these services now"
                ),
            )
        )
    concerned = np.asarray(taken.any(axis=0))
    warning = no_longer_handled(world, after)
    report = MeasureReport(
        measure=measure.key,
        text=Text(
            f"{int(concerned.sum())} 项事项不再由 {len(losing)} 个服务点办理"
            f"（共减少 {int(taken.sum())} 项次）{warning.zh}",
            f"{count(int(concerned.sum()), 'service')} withdrawn from "
            f"{count(len(losing), 'site')} "
            f"({count(int(taken.sum()), 'site-service pair')} fewer){warning.en}",
        ),
        sites=tuple(world.sites.ids[i] for i in losing),
        services=concerned,
    )
    return after, report


def _nothing_given(at: KeyPlaces, not_carried: int) -> Issue:
    if not_carried:
        return touches_nothing(
            at,
            Text(
                f"这些服务点的渠道办不了其中 {not_carried} 项，其余原来就能办",
                f"{not_carried} of the services cannot be carried by the channel of these sites, "
                "the others they handle already",
            ),
        )
    return touches_nothing(
        at,
        Text("这些服务点原来就能办这些事项", "these sites handle these services already"),
    )
