"""Apply a scenario's measures in order; every fault of every measure is named at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from planner.domain.result import MeasureReport
from planner.domain.world import World
from planner.errors import Issue, ScenarioError, Where
from planner.measures.keys import KeyPlaces
from planner.measures.roads import edit_roads
from planner.measures.services import extend_services
from planner.measures.sites import open_sites
from planner.scenario.measures_base import MeasureCost
from planner.scenario.measures_roads import EditRoads
from planner.scenario.measures_services import ExtendServices
from planner.scenario.measures_sites import OpenSites
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
    for index, measure in enumerate(measures):
        at = KeyPlaces(where, f"measures[{index}].{measure.key}")
        try:
            world, report = _apply(world, measure, at)
            reports.append(_priced(report, measure.cost))
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


def _apply(world: World, measure: Measure, at: KeyPlaces) -> tuple[World, MeasureReport]:
    match measure:
        case EditRoads():
            return edit_roads(world, measure, at)
        case ExtendServices():
            return extend_services(world, measure, at)
        case OpenSites():
            return open_sites(world, measure, at)
