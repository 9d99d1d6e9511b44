"""The tables of a study - units, residents, services, sites - with the faults of all at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from planner.domain.area import Units
from planner.domain.arrays import IntArray
from planner.domain.calendar import Calendar
from planner.domain.desks import DeskKind
from planner.domain.jurisdiction import Jurisdiction
from planner.domain.people import PeopleGroup
from planner.domain.record import LeftOut
from planner.domain.requests import Requests
from planner.domain.residents import Residents
from planner.domain.roads import Roads
from planner.domain.services import Services
from planner.domain.sites import SiteKind, Sites
from planner.domain.world import World
from planner.errors import Issue, PlannerError, all_of
from planner.prepare.area import read_units
from planner.prepare.points import TableSpec
from planner.prepare.requests import ReadRequests, read_requests
from planner.prepare.residents import read_residents
from planner.prepare.rules import calendar_of, jurisdiction_of, people_of
from planner.prepare.services import read_services
from planner.prepare.sites import read_sites
from planner.scenario.load import LoadedStudy
from planner.scenario.schema_sites import Kind
from planner.scenario.schema_study import UnitsFile
from planner.scenario.schema_tables import PointsFile

T = TypeVar("T")


@dataclass(frozen=True)
class Tables:
    """A study without its roads: enough to check a scenario's words.

    residents_table  int32 (n_residents,) number of each resident's table in the study file
    sites_table      int32 (n_sites,) the same of each site
    """

    study: LoadedStudy
    units: Units
    residents: Residents
    residents_table: IntArray
    services: Services
    sites: Sites
    sites_table: IntArray
    calendar: Calendar | None
    jurisdiction: Jurisdiction | None
    people: tuple[PeopleGroup, ...]
    requests: Requests | None
    left_out: tuple[LeftOut, ...]
    warnings: tuple[Issue, ...]

    def world(self, roads: Roads) -> World:
        """Return the study's world over these roads."""
        return World(
            self.units, roads, self.residents, self.services, self.sites,
            calendar=self.calendar, jurisdiction=self.jurisdiction, people=self.people,
            requests=self.requests,
        )  # fmt: skip


def read_tables(study: LoadedStudy) -> Tables:
    """Return everything of a study but its roads.

    Raises the error of the gravest kind with the faults of all tables and rules. Sites are read
    only with a sound catalogue, since their faults would otherwise be its echo.
    """
    said, where = study.study, study.where
    faults: list[PlannerError] = []

    def attempt(read: Callable[[], T]) -> T | None:
        try:
            return read()
        except PlannerError as error:
            faults.append(error)
            return None

    areas = attempt(
        lambda: read_units(
            study.file(said.units.file), _unit_columns(said.units), where, layer=said.units.layer
        )
    )
    units = areas[0] if areas else Units(())
    people = attempt(
        lambda: read_residents(
            [_spec(study, table, table.columns.model_dump()) for table in said.residents],
            units,
            where,
        )
    )
    catalogue = attempt(
        lambda: read_services(
            study.file(said.services.file),
            said.services.columns.model_dump(),
            {
                group_id: (group.name, group.where)
                for group_id, group in said.services.groups.items()
            },
            where,
            encoding=said.services.encoding,
            delimiter=said.services.delimiter,
            sheet=said.services.sheet,
        )
    )
    kinds = {kind_id: _kind(kind_id, kind) for kind_id, kind in said.kinds.items()}
    calendar = attempt(lambda: (calendar_of(said.calendar, where),))
    points = (
        attempt(
            lambda: read_sites(
                [_spec(study, table, table.columns.model_dump()) for table in said.sites],
                kinds,
                catalogue[0],
                units,
                where,
            )
        )
        if catalogue
        else None
    )
    rules = (
        attempt(
            lambda: (jurisdiction_of(said.jurisdiction, units, catalogue[0], points.sites, where),)
        )
        if catalogue and points
        else None
    )
    log = attempt(lambda: _request_log(study, units)) if areas and said.requests else None
    if faults or not (areas and people and catalogue and points and calendar and rules):
        raise all_of(faults)
    return Tables(
        study=study,
        units=units,
        residents=people.residents,
        residents_table=people.table,
        services=catalogue[0],
        sites=points.sites,
        sites_table=points.table,
        calendar=calendar[0],
        jurisdiction=rules[0],
        people=people_of(said.people),
        requests=log.requests if log else None,
        left_out=(*people.left_out, *points.left_out, *(log.left_out if log else ())),
        warnings=(
            *areas[1],
            *people.warnings,
            *catalogue[1],
            *points.warnings,
            *(log.warnings if log else ()),
        ),
    )


def _kind(kind_id: str, said: Kind) -> SiteKind:
    """Return a kind of site as the product knows it."""
    desks = tuple(
        DeskKind(
            offers=desk.offers,
            channel=desk.channel_used,
            hours=desk.hours or "",
            windows=desk.windows or 0,
            pooled=desk.queues == "pooled",
            mails=desk.mails,
        )
        for desk in (said, *said.also)
    )
    return SiteKind(
        kind_id, said.name, desks, said.opening_cost, said.yearly_cost, said.window_cost
    )


def _request_log(study: LoadedStudy, units: Units) -> ReadRequests:
    tables = study.study.requests
    days = [table.last_day for table in tables if table.last_day is not None]
    specs = [_spec(study, table, table.columns.model_dump()) for table in tables]
    staff = {
        handler: (people, study.where(f"requests[{index}].staff.{handler}"))
        for index, table in enumerate(tables)
        for handler, people in table.staff.items()
    }
    return read_requests(specs, units, study.where, max(days, default=None), staff)


def _unit_columns(said: UnitsFile) -> dict[str, str]:
    """Return the columns of the units that the study file names, ours -> theirs."""
    columns = said.model_dump(exclude={"file", "layer"})
    return {ours: theirs for ours, theirs in columns.items() if theirs is not None}


def _spec(study: LoadedStudy, table: PointsFile, columns: Mapping[str, str | None]) -> TableSpec:
    return TableSpec(
        path=study.file(table.file),
        columns=columns,
        coordinates=table.coordinates,
        encoding=table.encoding,
        delimiter=table.delimiter,
        sheet=table.sheet,
        layer=table.layer,
        kind=getattr(table, "kind", None),
    )
