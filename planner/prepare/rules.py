"""The rules of a study for its World: calendar, jurisdiction, people's free hours."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from planner.domain.area import Units
from planner.domain.calendar import Calendar
from planner.domain.jurisdiction import Jurisdiction
from planner.domain.people import PeopleGroup
from planner.domain.services import Services
from planner.domain.sites import Sites
from planner.errors import DataError, Issue, ScenarioError
from planner.scenario.schema_rules import CalendarYear, JurisdictionRule, PeopleShare, scope_of
from planner.scenario.unknown import unknown_kinds, unknown_services, unknown_units
from planner.sources.faults import WhereKey
from planner.text import Text


def calendar_of(said: CalendarYear | None, where: WhereKey) -> Calendar | None:
    """Return the year of a study; raises ScenarioError where its holidays are not known."""
    if said is None:
        return None
    try:
        return Calendar.of(said.year, said.country or "")
    except DataError as error:
        place = where("calendar")
        raise ScenarioError(
            Issue(issue.code, issue.message, issue.remedy, place) for issue in error.issues
        ) from error


def people_of(said: Sequence[PeopleShare]) -> tuple[PeopleGroup, ...]:
    """Return the groups of people as the product knows them, groups of nobody left out.

    Shares as written may miss 1 by what their last digit leaves; here they add up to it.
    """
    total = sum(group.share for group in said)
    return tuple(
        PeopleGroup(
            group.id, Text(group.zh, group.en), group.share / total, group.free, group.time_off
        )
        for group in said
        if group.share > 0
    )


def jurisdiction_of(
    rules: Sequence[JurisdictionRule],
    units: Units,
    services: Services,
    sites: Sites,
    where: WhereKey,
) -> Jurisdiction | None:
    """Return the rules applied in order, None where there are none.

    Raises ScenarioError for services, kinds and units that the study does not have.
    """
    if not rules:
        return None
    scope = Jurisdiction.anywhere(len(units), len(sites.kinds), len(services)).scope.copy()
    issues: list[Issue] = []
    codes = [unit.code for unit in units.items]
    for index, rule in enumerate(rules):
        key = f"jurisdiction[{index}]"
        faults = list(unknown_services(rule.services, services, where, f"{key}.services"))
        faults += unknown_kinds(rule.kinds, sites, where, f"{key}.kinds")
        faults += unknown_units(rule.units or (), units, where, f"{key}.units")
        issues += faults
        if not faults:
            rows = (
                np.arange(len(scope))
                if rule.units is None
                else np.array([codes.index(code) for code in rule.units])
            )
            kinds = np.array([sites.kind_ids[kind] for kind in rule.kinds])
            chosen = np.flatnonzero(services.select(rule.services))
            scope[np.ix_(rows, kinds, chosen)] = scope_of(rule.serves)
    if issues:
        raise ScenarioError(issues)
    return Jurisdiction(scope, frozenset(area for area in sites.area if area))
