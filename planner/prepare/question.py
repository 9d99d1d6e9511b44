"""What the scorecard is asked: the scenario's focus, its standards and every service group."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np

from planner.domain.arrays import BoolArray
from planner.domain.catchment import CatchmentQuestion
from planner.domain.planning_rates import PLANNING_RATES
from planner.domain.result import MeasureReport
from planner.domain.score import ALL_SERVICES, FOCUS, Question, Standard
from planner.domain.services import Services
from planner.domain.world import World
from planner.errors import Issue, ScenarioError
from planner.prepare.rates import rates_of
from planner.scenario.load import LoadedScenario
from planner.scenario.schema_catchment import Catchment
from planner.scenario.schema_rates import Rates
from planner.scenario.unknown import unknown_kind, unknown_services
from planner.text import Text, counted

DEFAULT_WITHIN_S: Final = 1800.0
"""Behind the shares where no standard names a time: half an hour."""


def ask(
    loaded: LoadedScenario,
    baseline: World,
    reports: Sequence[MeasureReport],
    study_rates: Rates | None = None,
) -> Question:
    """Return the question of a scenario.

    The focus is what `show` names, else the services that the measures touch, else (without
    measures, or with changed roads only) all. A selection leaves out services that nobody offers
    in the baseline, unless it has no others.
    Raises ScenarioError for words in `show`, `standards`, `catchment` and `rates` that the study
    does not know.
    """
    scenario, services = loaded.scenario, baseline.services
    offered = np.asarray(baseline.sites.offers.any(axis=0))
    _check_words(loaded, baseline)

    def comparable(chosen: BoolArray) -> BoolArray:
        return chosen & offered if (chosen & offered).any() else chosen

    if scenario.show is not None:
        focus = services.select(scenario.show.services)
    else:
        focus = np.zeros(len(services), dtype=bool)
        for report in reports:
            focus = focus | report.services
        if not focus.any():
            focus = np.ones(len(services), dtype=bool)
    selections = {FOCUS: comparable(focus), ALL_SERVICES: comparable(np.ones_like(focus))}
    for group in services.groups:
        if (group.members & offered).any():
            selections[group.id] = comparable(group.members)
    standards = []
    for index, wanted in enumerate(scenario.standards):
        selection = FOCUS
        if wanted.services is not None:
            selection = f"standards[{index}]"
            selections[selection] = comparable(services.select(wanted.services))
        standard = Standard(
            residents_share=wanted.residents_share,
            within_s=wanted.within.time_s,
            within_m=wanted.within.length_m,
            services=wanted.services or (),
            during=wanted.during or "",
        )
        standards.append((standard, selection))
    times = [s.within_s for s, _ in standards if s.within_s is not None]
    return Question(
        focus_name=_focus_name(focus, services),
        selections=selections,
        standards=tuple(standards),
        within_s=times[0] if times else DEFAULT_WITHIN_S,
        rates=rates_of(study_rates, scenario.rates, scenario.travel.mode),
        catchment=_catchment(scenario.catchment, services, comparable, selections[FOCUS]),
        trips=services.trips_per_person,
    )


def _catchment(
    said: Catchment | None,
    services: Services,
    comparable: Callable[[BoolArray], BoolArray],
    focus: BoolArray,
) -> CatchmentQuestion | None:
    if said is None:
        return None
    return CatchmentQuestion(
        method=said.method,
        within_s=said.within_s,
        decay="none" if said.method == "2sfca" else said.decay or "gaussian",
        services=focus if said.services is None else comparable(services.select(said.services)),
    )


def _check_words(loaded: LoadedScenario, baseline: World) -> None:
    scenario, services = loaded.scenario, baseline.services
    issues: list[Issue] = []
    if scenario.show is not None:
        words = scenario.show.services
        issues += unknown_services(words, services, loaded.where, "show.services")
    for index, wanted in enumerate(scenario.standards):
        key = f"standards[{index}].services"
        issues += unknown_services(wanted.services or (), services, loaded.where, key)
    if scenario.catchment is not None and scenario.catchment.services is not None:
        words = scenario.catchment.services
        issues += unknown_services(words, services, loaded.where, "catchment.services")
    for kind in scenario.rates.kinds if scenario.rates else ():
        if kind not in baseline.sites.kind_ids and PLANNING_RATES.of_kind(kind) is None:
            issues.append(unknown_kind(kind, baseline.sites, loaded.where(f"rates.kinds.{kind}")))
    if issues:
        raise ScenarioError(issues)


def _focus_name(focus: BoolArray, services: Services) -> Text:
    """Return the name of the group that the focus equals, or else a count."""
    if focus.all():
        return Text("全部事项", "All services")
    for group in services.groups:
        if (group.members == focus).all():
            return group.name
    if focus.sum() == 1:
        return services.names[int(np.argmax(focus))]
    n = int(focus.sum())
    return Text(f"本方案的 {n} 项事项", f"The {counted(n, 'service')} of this scenario")
