"""Apply a scenario's measures in order; every fault of every measure is named at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from planner.domain.result import MeasureReport
from planner.domain.world import World
from planner.errors import Issue, ScenarioError, Where
from planner.measures.chosen import names_no_site, nothing_chosen, with_earlier_sites
from planner.measures.demand import scale_demand
from planner.measures.hours import set_hours
from planner.measures.keys import KeyPlaces
from planner.measures.portfolio import place_services
from planner.measures.roads import edit_roads
from planner.measures.rounds import doorstep_service
from planner.measures.rules import delegate_services, lift_jurisdiction
from planner.measures.services import extend_services, withdraw_services
from planner.measures.sites import close_sites, open_sites
from planner.measures.stops import timetabled_stop
from planner.measures.upgrade import upgrade_site
from planner.measures.visits import deliver_by_mail, move_online, reduce_visits
from planner.measures.windows import pool_queues, set_counter_time, set_windows
from planner.scenario.measures_base import MeasureCost
from planner.scenario.measures_demand import ScaleDemand
from planner.scenario.measures_desks import (
    PoolQueues,
    SetCounterTime,
    SetHours,
    SetWindows,
    UpgradeSite,
)
from planner.scenario.measures_open import OpenSites
from planner.scenario.measures_portfolio import PlaceServices
from planner.scenario.measures_roads import EditRoads
from planner.scenario.measures_rounds import DoorstepService
from planner.scenario.measures_rules import DelegateServices, LiftJurisdiction
from planner.scenario.measures_services import ExtendServices, WithdrawServices
from planner.scenario.measures_sites import CloseSites, TimetabledStop
from planner.scenario.measures_visits import DeliverByMail, MoveOnline, ReduceVisits
from planner.scenario.schema_measures import Measure


def apply_measures(
    world: World, measures: Sequence[Measure], where: Callable[[str], Where]
) -> tuple[World, tuple[MeasureReport, ...]]:
    """Return the changed world and what each measure touched; no measures return the world itself.

    `where` gives the place of a key of the scenario file. A measure with a fault is skipped so
    that those after it are checked too. Raises ScenarioError with all faults.
    """
    reports: list[MeasureReport] = []
    issues: list[Issue] = []
    touched: dict[int, tuple[str, ...]] = {}
    for index, measure in enumerate(measures):
        at = KeyPlaces(where, f"measures[{index}].{measure.key}")
        try:
            said = with_earlier_sites(measure, touched, index, at)
            if names_no_site(said):
                report = nothing_chosen(world, said)
            else:
                world, report = _apply(world, said, at)
                report = _priced(report, measure.cost)
            touched[index] = report.sites
            reports.append(report)
        except ScenarioError as error:
            issues.extend(error.issues)
    if issues:
        raise ScenarioError(issues)
    return world, tuple(reports)


def _priced(report: MeasureReport, said: MeasureCost | None) -> MeasureReport:
    """Return the report with the cost that the measure itself says."""
    if said is None:
        return report
    opening = report.opening_yuan if said.opening is None else said.opening
    yearly = report.yearly_yuan if said.yearly is None else said.yearly
    return replace(report, opening_yuan=opening, yearly_yuan=yearly)


def _apply(  # noqa: C901, PLR0911, PLR0912  # one case for each measure
    world: World, measure: Measure, at: KeyPlaces
) -> tuple[World, MeasureReport]:
    match measure:
        case CloseSites():
            return close_sites(world, measure, at)
        case DelegateServices():
            return delegate_services(world, measure, at)
        case DeliverByMail():
            return deliver_by_mail(world, measure, at)
        case DoorstepService():
            return doorstep_service(world, measure, at)
        case EditRoads():
            return edit_roads(world, measure, at)
        case ExtendServices():
            return extend_services(world, measure, at)
        case LiftJurisdiction():
            return lift_jurisdiction(world, measure, at)
        case MoveOnline():
            return move_online(world, measure, at)
        case OpenSites():
            return open_sites(world, measure, at)
        case PlaceServices():
            return place_services(world, measure, at)
        case PoolQueues():
            return pool_queues(world, measure, at)
        case ReduceVisits():
            return reduce_visits(world, measure, at)
        case ScaleDemand():
            return scale_demand(world, measure, at)
        case SetCounterTime():
            return set_counter_time(world, measure, at)
        case SetHours():
            return set_hours(world, measure, at)
        case SetWindows():
            return set_windows(world, measure, at)
        case TimetabledStop():
            return timetabled_stop(world, measure, at)
        case UpgradeSite():
            return upgrade_site(world, measure, at)
        case WithdrawServices():
            return withdraw_services(world, measure, at)
